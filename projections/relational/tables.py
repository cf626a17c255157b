"""The rows of a record table as one statement over `events`, made of what the catalogue declares.

A table whose rows are not those of single events of today's shape has no statement: the ledger's own code
answers for it, and `unanswered` says why.

Personal values lie in no segment. A column that is personal of everybody gives the place of its value, as the
tables do (`position:field`); one that is so of an individual alone is null where it tells of an individual.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.errors import Problem
from ledger.events import catalogue
from ledger.events.base import Column, Table
from ledger.events.individuals import columns_of
from ledger.events.own import PERSONAL_ERASED
from ledger.events.upcasts import shape
from projections.relational.counted import VOID
from projections.relational.problems import OLD_SHAPES, TOLD_IN_STAGES
from projections.tables.record_tables import ENVELOPE

_TEXTS: Final = ("recorded_by", "source", "note", "replaces")
_CONTROLS: Final = [code for code in range(0x20) if f"{code:04X}" != f"{code:04x}"]  # written with a letter
_STRUCK = """SELECT
            position AS void, record_time AS void_time,
            unnest(CAST(CAST(decode(document) AS JSON) -> '$.struck' AS BIGINT[])) AS position
        FROM events
        WHERE
            type = '{void}'
            AND position <= $known
            AND CAST(decode(document) AS JSON) ->> '$.data.record_table' IN ({names})"""
_ERASED = """,
erased AS (
    SELECT CAST(position AS BIGINT) AS position, list(DISTINCT field) AS fields
    FROM (
        SELECT unnest(CAST(one -> '$.positions' AS BIGINT[])) AS position, one -> '$.fields' AS fields
        FROM (
            SELECT unnest(list_concat(
                CAST(CAST(decode(document) AS JSON) -> '$.data.erased' AS JSON[]),
                CAST(CAST(decode(document) AS JSON) -> '$.data.shown' AS JSON[])
            )) AS one
            FROM events
            WHERE type = '{erasure}'
        )
        WHERE one ->> '$.table' = '{table}'
    ), (SELECT unnest([{columns}]) AS field)
    WHERE list_contains(CAST(fields AS VARCHAR[]), field)
    GROUP BY position
)"""
_ROWS = """WITH voids AS (
    SELECT position, min(void) AS voided_position, arg_min(void_time, void) AS voided_at
    FROM (
        {struck}
    )
    GROUP BY position
){erased},
told AS (
    SELECT position, event_time, record_time, CAST(decode(document) AS JSON) AS document
    FROM events
    WHERE type = '{event}' AND position <= $known
),
recorded AS (
    SELECT
        told.position AS position,
        {columns}
    FROM told
    LEFT JOIN voids ON told.position = voids.position{join}
),
happened AS (
    SELECT *
    FROM recorded
    WHERE CAST($at AS VARCHAR) IS NULL OR event_time IS NULL OR event_time <= $at
)
SELECT *
FROM happened
{current}ORDER BY {order}
"""
_LIVE = "WHERE CAST($voided AS BOOLEAN) OR voided_position IS NULL\n"
_IN_FORCE = """WHERE
    CAST($voided AS BOOLEAN)
    OR (
        voided_position IS NULL
        AND NOT EXISTS (
            SELECT 1
            FROM happened AS later
            WHERE
                {same}
                AND later.voided_position IS NULL
                AND (coalesce(later.event_time, ''), later.position)
                > (coalesce(happened.event_time, ''), happened.position)
        )
    )
"""


def unanswered(table: Table) -> Problem | None:
    """Return why a table has no statement; None where it has one."""
    if table.kind in {"case", "view"}:
        return TOLD_IN_STAGES
    return OLD_SHAPES if shape(table.event) > 1 else None


def answered() -> list[str]:
    """Return the keys of the tables that have a statement, in the catalogue's order."""
    return [table.key for table in catalogue.tables() if unanswered(table) is None]


def table_sql(table: Table) -> str:
    """Return the statement of a table's rows: live facts, of a register the version in force.

    Its parameters are `known`, a position, `at`, a time as stored or null, and `voided`, whether voided rows
    and every version are given as well. The columns are those of the table that the ledger keeps, in order.
    """
    erasable = sorted(columns_of(table.key))
    erased = join = ""
    if erasable:
        erased = _ERASED.format(
            erasure=PERSONAL_ERASED.type, table=table.key, columns=", ".join(map(_quoted, erasable))
        )
        join = "\n    LEFT JOIN erased ON told.position = erased.position"
    current = _LIVE
    if table.kind == "register":
        same = (f'later."{key}" = happened."{key}"' for key in table.identity)
        current = _IN_FORCE.format(same="\n                AND ".join(same))
    names = ", ".join(_quoted(text) for text in _names(table))
    return _ROWS.format(
        struck=_STRUCK.format(void=VOID, names=names),
        erased=erased,
        event=table.event,
        columns=",\n        ".join((*_envelope(), *(_declared(table, one) for one in table.columns))),
        join=join,
        current=current,
        order=", ".join(f'"{key}" NULLS FIRST' for key in (*table.identity, "position")),
    )


def _names(table: Table) -> list[str]:
    """Return the texts by which a void names a table."""
    texts = dict.fromkeys((table.key, table.zh, *table.aliases))
    return [text for text in texts if catalogue.named(text) == table]


def _envelope() -> Iterator[str]:
    filled = "coalesce(list_contains(CAST(document -> '$.filled' AS VARCHAR[]), 'event_time'), false)"
    told = {name: f"document ->> '$.{name}'" for name in _TEXTS}
    told |= {
        "event_time": f"CASE WHEN {filled} THEN record_time ELSE event_time END",
        "record_time": "record_time",
        "voided_at": "voids.voided_at",
        "voided_position": "voids.voided_position",
    }
    return (f"{told[name]} AS {name}" for name in ENVELOPE[1:])


def _declared(table: Table, column: Column) -> str:
    """Return a declared column, as the projection of record tables fills it."""
    path = f"'$.data.{column.key}'"
    if column.personal:
        text = _place(column, path)
    elif column.type == "list":
        text = _json(f"CAST(document -> {path} AS VARCHAR)")
    elif column.type == "integer":
        text = f"CAST(document ->> {path} AS BIGINT)"
    elif column.type == "boolean":
        text = f"CAST(CAST(document ->> {path} AS BOOLEAN) AS BIGINT)"
    else:
        text = f"document ->> {path}"
    if column.key in columns_of(table.key):
        hidden = f"coalesce(list_contains(erased.fields, {_quoted(column.key)}), false)"
        digest = f"json_type(document, {path}) = 'OBJECT'"
        text = f"CASE WHEN {hidden} OR {digest} THEN NULL ELSE {text} END"
    return f'{text} AS "{column.key}"'


def _place(column: Column, path: str) -> str:
    """Return where a personal value lies: in the event itself, else in the version that it names."""
    own = f"WHEN json_exists(document, {path}) THEN told.position || ':{column.key}'"
    register, _, field = (column.snapshot_of or "").partition(".")
    if not field:
        return f"CASE {own} END"
    version = f"document ->> '$.versions.{register}'"
    return f"CASE {own} WHEN {version} IS NOT NULL THEN ({version}) || ':{field}' END"


def _json(text: str) -> str:
    r"""Return JSON text with control characters as the ledger writes them: `\u001d`, not `\u001D`.

    What stands between two pairs of backslashes holds no escaped one, so it is looked at part by part.
    """
    part = "part"
    for code in _CONTROLS:
        part = f"replace({part}, '\\u{code:04X}', '\\u{code:04x}')"
    pair = "'\\\\'"
    parts = f"list_transform(string_split({text}, {pair}), lambda part: {part})"
    return f"CASE WHEN contains({text}, '\\u00') THEN array_to_string({parts}, {pair}) ELSE {text} END"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
