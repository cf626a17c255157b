"""Single edits of what lies beside the log: each a statement, and the kind and position that are found.

The ledger that they are made in is that of :func:`told`; on SQLite, by somebody who may write the file.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.desk import Desk, customer, returned, sale, staff, void

GARBLED = b"\xff{"


@dataclass(frozen=True)
class Edit:
    """One edit.

    Attributes:
        what: In words.
        statement: With `?` for values.
        kind: Of the finding.
        position: Of the finding, None where it concerns no single event.
        values: Of the statement.
        trigger: To be dropped before.
    """

    what: str
    statement: str
    kind: str
    position: int | None
    values: tuple[object, ...] = ()
    trigger: str = ""


def told(desk: Desk) -> None:
    """Let a house be known, an individual among its customers, and trade with returns and a void.

    Position 1 is the opening; 2 to 9 the house of :meth:`Desk.furnish`: 4 its product P01, 7 and 8 its
    customers, 9 its receipt;
    10 a member of staff, 11 the individual, 12 to 15 sales, 16 a return, 17 a void of the sale at 14.
    """
    desk.furnish()
    desk.recorded("staff", staff("E2"))
    desk.recorded("customers", customer("K1", kind="个人", name="某人", address="某路", licence_no=""))
    desk.recorded(
        "sales", sale("XS1"), sale("XS2", quantity="3"), sale("XS3"), sale("XS4", customer_code="K1")
    )
    desk.recorded("returns", returned(quantity="2"))
    desk.recorded("voids", void("sales", "XS3"))


_CHANGE = "personal_refuses_UPDATE"
PERSONAL = (
    Edit("a telephone gone", "DELETE FROM personal WHERE position = 7 AND field = 'phone'", "missing", 7),
    Edit("a name gone", "DELETE FROM personal WHERE position = 11 AND field = 'name'", "missing", 11),
    Edit("an address gone", "DELETE FROM personal WHERE position = 11 AND field = 'address'", "missing", 11),
    Edit("all of a customer gone", "DELETE FROM personal WHERE position = 8", "missing", 8),
    Edit("all of everybody gone", "DELETE FROM personal", "missing", 7),
    Edit(
        "a telephone changed",
        "UPDATE personal SET value = '1' WHERE position = 7 AND field = 'phone'",
        "changed",
        7,
        trigger=_CHANGE,
    ),
    Edit(
        "a name changed",
        "UPDATE personal SET value = '他人' WHERE position = 11 AND field = 'name'",
        "changed",
        11,
        trigger=_CHANGE,
    ),
    Edit(
        "a salt changed",
        "UPDATE personal SET salt = x'00' WHERE position = 11 AND field = 'name'",
        "changed",
        11,
        trigger=_CHANGE,
    ),
    Edit(
        "a value emptied",
        "UPDATE personal SET value = '' WHERE position = 8 AND field = 'contact'",
        "changed",
        8,
        trigger=_CHANGE,
    ),
    Edit(
        "a value made a blob",
        "UPDATE personal SET value = x'ff' WHERE position = 8 AND field = 'contact'",
        "changed",
        8,
        trigger=_CHANGE,
    ),
    Edit(
        "a value moved to another field",
        "UPDATE personal SET field = 'email' WHERE position = 7 AND field = 'phone'",
        "inserted",
        7,
        trigger=_CHANGE,
    ),
    Edit(
        "a value moved to another event",
        "UPDATE personal SET position = 12 WHERE position = 7 AND field = 'phone'",
        "missing",
        7,
        trigger=_CHANGE,
    ),
    Edit(
        "a value moved behind the end",
        "UPDATE personal SET position = 99 WHERE position = 7 AND field = 'phone'",
        "missing",
        7,
        trigger=_CHANGE,
    ),
    Edit("a value added", "INSERT INTO personal VALUES (12, 'phone', x'00', '1')", "inserted", 12),
    Edit(
        "a value of no known field added", "INSERT INTO personal VALUES (7, 'x', x'00', '1')", "inserted", 7
    ),
)
_SETTING = "settings_refuses_UPDATE"
SETTINGS = (
    Edit(
        "another time zone",
        "UPDATE settings SET value = 'America/New_York' WHERE name = 'time_zone'",
        "changed",
        1,
        trigger=_SETTING,
    ),
    Edit(
        "no time zone",
        "DELETE FROM settings WHERE name = 'time_zone'",
        "missing",
        1,
        trigger="settings_refuses_DELETE",
    ),
    Edit(
        "a time zone that is none",
        "UPDATE settings SET value = 'x' WHERE name = 'time_zone'",
        "changed",
        1,
        trigger=_SETTING,
    ),
    Edit(
        "a time zone of bytes",
        "UPDATE settings SET value = x'ff' WHERE name = 'time_zone'",
        "changed",
        1,
        trigger=_SETTING,
    ),
    Edit(
        "another id",
        "UPDATE settings SET value = '0' WHERE name = 'ledger_id'",
        "changed",
        None,
        trigger=_SETTING,
    ),
    Edit(
        "another origin",
        "UPDATE settings SET value = 'x' WHERE name = 'origin'",
        "changed",
        None,
        trigger=_SETTING,
    ),
    Edit(
        "no verifier key",
        "DELETE FROM settings WHERE name = 'verifier_key'",
        "missing",
        None,
        trigger="settings_refuses_DELETE",
    ),
    Edit(
        "a verifier key that is none",
        "UPDATE settings SET value = 'x' WHERE name = 'verifier_key'",
        "other_key",
        None,
        trigger=_SETTING,
    ),
)


def _state(what: str, statement: str, position: int | None, *values: object) -> Edit:
    return Edit(what, statement, "drift", position, values)


STATE = (
    _state("a lot changed", "UPDATE decision_state SET value = ? WHERE key LIKE 'u%'", None, b"[]"),
    _state("a lot gone", "DELETE FROM decision_state WHERE key LIKE 'u%'", None),
    _state("a customer gone", "DELETE FROM decision_state WHERE key LIKE 'v_customers_C1'", 7),
    _state(
        "a customer's versions emptied",
        "UPDATE decision_state SET value = ? WHERE key LIKE 'v_customers_C2'",
        8,
        b"[]",
    ),
    _state("a product gone", "DELETE FROM decision_state WHERE key LIKE 'v_products_P01'", 4),
    _state("a sale gone", "DELETE FROM decision_state WHERE key LIKE 'r_sales_XS2%'", 13),
    _state("a voided sale that stands", "DELETE FROM decision_state WHERE key LIKE 'r_sales_XS3%'", None),
    _state("a receipt gone", "DELETE FROM decision_state WHERE key LIKE 'r_receipts%'", 9),
    _state("a return gone", "DELETE FROM decision_state WHERE key LIKE 'r_returns%'", 16),
    _state("a void gone", "DELETE FROM decision_state WHERE key LIKE 'r_voids%'", 17),
    _state(
        "a sale that never was",
        "INSERT INTO decision_state VALUES ('r' || char(31) || 'sales' || char(31) ||"
        " 'XS9' || char(31) || '1', ?)",
        15,
        b'[15,"a",null,[],null]',
    ),
    _state("an entry of no kind", "INSERT INTO decision_state VALUES ('kx', ?)", None, b"1"),
    _state("a name gone", "DELETE FROM decision_state WHERE key LIKE 'n_customers%'", None),
    _state(
        "a name added",
        "INSERT INTO decision_state VALUES ('n' || char(31) || 'customers' || char(31) || 'x', ?)",
        None,
        b'["C1"]',
    ),
    _state("a count changed", "UPDATE decision_state SET value = ? WHERE key LIKE 'k_customers'", None, b"9"),
    _state("an open line gone", "DELETE FROM decision_state WHERE key LIKE 'o%'", None),
    _state("an open line changed", "UPDATE decision_state SET value = ? WHERE key LIKE 'o%'", None, b"[]"),
    _state("a list that claims more", "UPDATE decision_state SET value = ? WHERE key LIKE 'm%'", None, b"3"),
    _state("a list garbled", "UPDATE decision_state SET value = ? WHERE key LIKE 'm%'", None, GARBLED),
    _state("the first day gone", "DELETE FROM decision_state WHERE key LIKE 'd%'", None),
    _state("an entry garbled", "UPDATE decision_state SET value = ? WHERE key LIKE 'u%'", None, GARBLED),
    _state("an entry of text", "UPDATE decision_state SET value = 'x' WHERE key LIKE 'u%'", None),
    _state(
        "a position garbled", "UPDATE decision_state SET value = ? WHERE key LIKE 'position%'", None, GARBLED
    ),
    _state("a position ahead", "UPDATE decision_state SET value = ? WHERE key LIKE 'position%'", None, b"99"),
    _state(
        "a position below none", "UPDATE decision_state SET value = ? WHERE key LIKE 'position%'", None, b"-1"
    ),
)
GROWING = ("events", "events_tags", "tiles", "checkpoints", "settings", "index_checkpoints")
GUARDS = (
    *(
        Edit(f"{table} may be {verb}d", f"DROP TRIGGER {table}_refuses_{action}", "missing", None)
        for table in GROWING
        for action, verb in (("UPDATE", "change"), ("DELETE", "delete"))
    ),
    Edit("personal values may be changed", "DROP TRIGGER personal_refuses_UPDATE", "missing", None),
    Edit(
        "a trigger added",
        "CREATE TRIGGER quiet AFTER INSERT ON events BEGIN DELETE FROM personal; END",
        "inserted",
        None,
    ),
    Edit("a view added", "CREATE VIEW sold AS SELECT * FROM events", "inserted", None),
    Edit("a table added", "CREATE TABLE other (x)", "inserted", None),
    Edit("an index added", "CREATE INDEX quick ON events (type)", "inserted", None),
    Edit("a column added", "ALTER TABLE personal ADD COLUMN x TEXT", "changed", None),
    Edit("a table gone", "DROP TABLE generations", "missing", None),
)
TABLES = (
    Edit("a quantity changed", "UPDATE sales SET quantity = '11' WHERE sale_no = 'XS1'", "drift", 12),
    Edit(
        "a customer's name changed", "UPDATE customers SET name = 'x' WHERE customer_code = 'C1'", "drift", 7
    ),
    Edit(
        "an individual's name changed",
        "UPDATE customers SET name = 'x' WHERE customer_code = 'K1'",
        "drift",
        11,
    ),
    Edit("a sale gone", "DELETE FROM sales WHERE sale_no = 'XS2'", "drift", 13),
    Edit("a sale added", "INSERT INTO sales (position, sale_no) VALUES (99, 'XS9')", "drift", 99),
    Edit("a void taken back", "UPDATE sales SET voided_position = NULL, voided_at = NULL", "drift", 14),
    Edit("a sale voided", "UPDATE sales SET voided_position = 17 WHERE sale_no = 'XS1'", "drift", 12),
    Edit(
        "a telephone's place changed", "UPDATE customers SET phone = '8:phone' WHERE position = 7", "drift", 7
    ),
    Edit("a movement changed", "UPDATE movements SET quantity = '1' WHERE position = 12", "drift", 12),
    Edit("a movement gone", "DELETE FROM movements WHERE position = 16", "drift", 16),
    Edit("a receipt's lot changed", "UPDATE receipts SET lot = 'L9'", "drift", 9),
    Edit("a return gone", "DELETE FROM returns", "drift", 16),
)
