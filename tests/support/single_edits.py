"""Single edits of what lies beside the log: each a statement, and the kind and position that are found.

The ledger that they are made in is that of :func:`told`; on SQLite, by somebody who may write the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.support.desk import Desk, customer, returned, sale, staff, void

COMPLAINT = {
    "complaint_no": "TS1",
    "received_on": "2026-05-11",
    "customer_code": "C1",
    "product_code": "P01",
    "lot": "L1",
    "content": "三天无人上门",
    "complaint_kind": "服务",
}
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
        more: Further findings.
    """

    what: str
    statement: str
    kind: str
    position: int | None
    values: tuple[object, ...] = ()
    trigger: str = ""
    more: tuple[tuple[str, int | None], ...] = ()

    @property
    def touches(self) -> set[tuple[str, str]]:
        """Table and column of what it sets; `row` in place of a column where a row goes or comes."""
        words = self.statement.split()
        if words[0] == "UPDATE":
            columns = re.findall(r"(\w+) = ", self.statement.partition(" SET ")[2].partition(" WHERE ")[0])
            return {(words[1], one) for one in columns}
        return {(words[2], "row")} if words[0] in {"INSERT", "DELETE"} else set()


def told(desk: Desk) -> None:
    """Let a house be known, an individual among its customers, and trade with returns and a void.

    Position 1 is the opening; 2 to 9 the house of :meth:`Desk.furnish`: 4 its product P01, 7 and 8 its
    customers, 9 its receipt;
    10 a member of staff, 11 the individual, 12 to 15 sales, 16 a return, 17 a void of the sale at 14, 18 a
    complaint.
    """
    desk.furnish()
    desk.recorded("staff", staff("E2"))
    desk.recorded("customers", customer("K1", kind="个人", name="某人", address="某路", licence_no=""))
    desk.recorded(
        "sales", sale("XS1"), sale("XS2", quantity="3"), sale("XS3"), sale("XS4", customer_code="K1")
    )
    desk.recorded("returns", returned(quantity="2"))
    desk.recorded("voids", void("sales", "XS3"))
    desk.recorded("complaints", COMPLAINT)


_CHANGE = "personal_refuses_UPDATE"
PERSONAL = (
    Edit("a telephone gone", "DELETE FROM personal WHERE position = 7 AND field = 'phone'", "missing", 7),
    Edit(
        "an individual's name gone",
        "DELETE FROM personal WHERE position = 11 AND field = 'name'",
        "missing",
        11,
    ),
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
    _state(
        "a customer of another key",
        "UPDATE decision_state SET key = key || 'x' WHERE key LIKE 'v_customers_C1'",
        7,
    ),
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
    _state("a customer's name gone", "DELETE FROM decision_state WHERE key LIKE 'n_customers%'", None),
    _state(
        "a customer's name added",
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
GROWING = (
    "events",
    "events_tags",
    "tiles",
    "checkpoints",
    "settings",
    "index_checkpoints",
    "accesses",
    "doors",
)
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
    Edit("a revision added", "INSERT INTO alembic_version VALUES ('0006')", "inserted", None),
)
_INDEX = "index_checkpoints_refuses_UPDATE"
INDEX = (
    Edit("a level of the index", "UPDATE tag_index SET level = 15 WHERE level = 0", "changed", 18),
    Edit("a place in the index", "UPDATE tag_index SET idx = idx + 1 WHERE level = 0", "changed", 18),
    Edit("how many tags a node has", "UPDATE tag_index SET tags = tags + 1 WHERE level = 14", "changed", 18),
    Edit("a node", "UPDATE tag_index SET node = zeroblob(32) WHERE level = 7", "changed", 18),
    Edit("leaves", "UPDATE tag_index SET leaves = x'' WHERE level = 0", "changed", 18),
    Edit("leaves that are text", "UPDATE tag_index SET leaves = 'x' WHERE level = 0", "changed", 18),
    Edit("nodes gone", "DELETE FROM tag_index WHERE level = 0", "changed", 18),
    Edit(
        "a signed index of more than the log",
        "UPDATE index_checkpoints SET size = 99 WHERE size = 18",
        "changed",
        99,
        trigger=_INDEX,
    ),
    Edit(
        "a signed index of another size",
        "UPDATE index_checkpoints SET size = 12 WHERE size = 18",
        "changed",
        12,
        trigger=_INDEX,
    ),
    Edit("a signed count", "UPDATE index_checkpoints SET tags = 3", "changed", 18, trigger=_INDEX),
    Edit("a signed root", "UPDATE index_checkpoints SET root = x''", "changed", 18, trigger=_INDEX),
    Edit("a signed root of text", "UPDATE index_checkpoints SET root = 'x'", "changed", 18, trigger=_INDEX),
    Edit("a note of the index", "UPDATE index_checkpoints SET note = 'x'", "other_key", 18, trigger=_INDEX),
    Edit(
        "a signed index put in",
        "INSERT INTO index_checkpoints SELECT 5, tags, root, note, taken_at FROM index_checkpoints"
        " WHERE size = 18",
        "changed",
        5,
    ),
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
    Edit("a row of a sale gone", "DELETE FROM sales WHERE sale_no = 'XS2'", "drift", 13),
    Edit("a sale added", "INSERT INTO sales (position, sale_no) VALUES (99, 'XS9')", "drift", 99),
    Edit("a void taken back", "UPDATE sales SET voided_position = NULL, voided_at = NULL", "drift", 14),
    Edit("a sale voided", "UPDATE sales SET voided_position = 17 WHERE sale_no = 'XS1'", "drift", 12),
    Edit(
        "a telephone's place changed", "UPDATE customers SET phone = '8:phone' WHERE position = 7", "drift", 7
    ),
    Edit("a movement changed", "UPDATE movements SET quantity = '1' WHERE position = 12", "drift", 12),
    Edit("a movement gone", "DELETE FROM movements WHERE position = 16", "drift", 16),
    Edit("a receipt's lot changed", "UPDATE receipts SET lot = 'L9'", "drift", 9),
    Edit("all returns gone", "DELETE FROM returns", "drift", 16),
    Edit("a finding gone", "DELETE FROM findings WHERE position = 15", "drift", 15),
    Edit("a finding's rule changed", "UPDATE findings SET rule = 'G-01' WHERE position = 16", "drift", 16),
    Edit("a clock gone", "DELETE FROM obligations WHERE number = 1", "drift", None),
    Edit("a clock that ends later", "UPDATE obligations SET due_at = '9'", "drift", None),
)
# Nothing rests on these: what the log gives is asked again, so nothing has to be found.
HARMLESS = (
    Edit(
        "a generation serves that never was",
        "UPDATE generations SET generation = 99 WHERE name = 'tables'",
        "",
        0,
    ),
    Edit("what serves is not known", "UPDATE generations SET name = 'x' WHERE name = 'tables'", "", 0),
    Edit("how builds went", "UPDATE generations SET version = 'x'", "", 0),
    Edit("the state of builds", "UPDATE generations SET state = 'x'", "", 0),
    Edit("when builds went", "UPDATE generations SET updated_at = 'x'", "", 0),
    Edit("no word of generations", "DELETE FROM generations", "", 0),
    Edit("the index gone: it is made anew", "DELETE FROM tag_index", "", 0),
    Edit("a node that no node leads to", "INSERT INTO tag_index VALUES (3, 9, 1, x'', x'')", "", 0),
    Edit(
        "when an index was signed",
        "UPDATE index_checkpoints SET taken_at = 'x'",
        "",
        0,
        trigger="index_checkpoints_refuses_UPDATE",
    ),
    Edit(
        "an index that was signed: its bundles have it",
        "DELETE FROM index_checkpoints WHERE size = 17",
        "",
        0,
        trigger="index_checkpoints_refuses_DELETE",
    ),
)
# Such a ledger is not opened: nothing is read or written until it is put right.
UNOPENED = (
    Edit("an earlier revision", "UPDATE alembic_version SET version_num = '0001'", "ledger_refused", 0),
    Edit("a revision of no program", "UPDATE alembic_version SET version_num = 'x'", "newer_ledger", 0),
    Edit("no revision", "DELETE FROM alembic_version", "not_a_ledger", 0),
)
