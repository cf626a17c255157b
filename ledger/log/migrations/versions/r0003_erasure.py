"""Personal values are erased by what an event says, and on PostgreSQL by nothing else."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Runs with the rights of the owner of the log. Whoever may append may have erased what an event on record
# says, also an event of the same transaction, and nothing else.
POSTGRESQL_FUNCTION = """
CREATE FUNCTION erase_personal(told_at bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = medledger_log, pg_temp AS $$
DECLARE
    told jsonb;
    gone bigint;
BEGIN
    SELECT convert_from(document, 'UTF8')::jsonb #> '{data,erased}' INTO told
        FROM events WHERE position = told_at AND type = 'personal_erased';
    IF told IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'ML001',
            MESSAGE = format('medledger: event %s does not say that anything was erased', told_at);
    END IF;
    PERFORM set_config('medledger.erasing', 'on', true);
    DELETE FROM personal USING (
        SELECT place.value::bigint AS position, field.value AS field
            FROM jsonb_array_elements(told) AS one,
                jsonb_array_elements_text(one.value -> 'positions') AS place,
                jsonb_array_elements_text(one.value -> 'fields') AS field
    ) AS wanted WHERE personal.position = wanted.position AND personal.field = wanted.field;
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('medledger.erasing', 'off', true);
    RETURN gone;
END
$$
"""
POSTGRESQL_REFUSAL = """
CREATE FUNCTION refuse_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('medledger.erasing', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION USING ERRCODE = 'ML001',
            MESSAGE = 'medledger: personal values are erased by medledger erase alone';
    END IF;
    RETURN NULL;
END
$$
"""
POSTGRESQL_TRIGGER = (
    """CREATE TRIGGER personal_refuses_delete BEFORE DELETE ON personal
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_erasing()""",
    "ALTER TABLE personal ENABLE ALWAYS TRIGGER personal_refuses_delete",
    "REVOKE ALL ON FUNCTION erase_personal(bigint) FROM PUBLIC",
)


def upgrade() -> None:
    """Make the function that erases what an event says, and refuse every other way."""
    if op.get_context().dialect.name == "sqlite":
        return  # whoever may write the file may change anything in it: that is for `verify` to find
    for statement in (POSTGRESQL_FUNCTION, POSTGRESQL_REFUSAL, *POSTGRESQL_TRIGGER):
        op.execute(statement)
