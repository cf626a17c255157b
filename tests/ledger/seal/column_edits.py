"""Single edits of every column of the log's own tables, on either database: each found, by kind and position.

The ledger is that of `tests.ledger.seal.tampering`. What else lies in the database (the decision state, the
tag index, the tables) is edited in `tests.support.single_edits`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.ledger.seal.tampering import case
from tests.support.single_edits import Edit

_TIME = "2020-01-01T00:00:00.000000Z"
_LEAF = b"\1" * 32

COLUMN_EDITS = (
    # --- events and their tags
    Edit(
        "a position of an event",
        "UPDATE events SET position = 700 WHERE position = 300",
        "missing",
        300,
        more=(("inserted", 700),),
    ),
    Edit(
        "the last position",
        "UPDATE events SET position = 601 WHERE position = 600",
        "missing",
        600,
        more=(("inserted", 601),),
    ),
    Edit("an event id", "UPDATE events SET event_id = 'other' WHERE position = 2", "changed", 2),
    Edit("a type of the first", "UPDATE events SET type = 'goods_sold' WHERE position = 1", "changed", 1),
    Edit("an event time", f"UPDATE events SET event_time = '{_TIME}' WHERE position = 600", "changed", 600),
    Edit("a record time", f"UPDATE events SET record_time = '{_TIME}' WHERE position = 512", "changed", 512),
    Edit("a leaf", "UPDATE events SET leaf = ? WHERE position = 1", "changed", 1, (_LEAF,)),
    Edit("a short leaf", "UPDATE events SET leaf = ? WHERE position = 257", "changed", 257, (b"\1",)),
    Edit("a document", "UPDATE events SET document = ? WHERE position = 513", "changed", 513, (b"{}",)),
    Edit("the last event", "DELETE FROM events WHERE position = 600", "truncated", 600),
    Edit("a tag of another kind", "UPDATE events_tags SET tag = 'x' WHERE position = 1", "changed", 1),
    Edit(
        "a tag's place",
        "UPDATE events_tags SET position = 1 WHERE position = 300 AND tag LIKE 'lot:%'",
        "inserted",
        1,
        more=(("missing", 300),),
    ),
    Edit("a tag's type", "UPDATE events_tags SET type = 'x' WHERE position = 1", "changed", 1),
    Edit("tags of the last", "DELETE FROM events_tags WHERE position = 600", "missing", 600),
    Edit("a tag of nothing", "INSERT INTO events_tags VALUES ('lot:P/X', 9, 'goods_sold')", "inserted", 9),
    # --- tiles
    Edit(
        "a tile of another level",
        "UPDATE tiles SET level = 1 WHERE idx = 1",
        "missing",
        257,
        more=(("truncated", 601),),
    ),
    Edit(
        "a tile of another number",
        "UPDATE tiles SET idx = 2 WHERE idx = 1",
        "missing",
        257,
        more=(("changed", 513), ("truncated", 601)),
    ),
    Edit("a root of a tile", "UPDATE tiles SET root = ? WHERE idx = 0", "changed", 1, (_LEAF,)),
    Edit("hashes of a tile", "UPDATE tiles SET hashes = ? WHERE idx = 0", "changed", 1, (b"",)),
    Edit("the first tile", "DELETE FROM tiles WHERE idx = 0", "missing", 1),
    Edit(
        "a tile of what is not full", "INSERT INTO tiles VALUES (0, 2, ?, ?)", "truncated", 601, (_LEAF, b"")
    ),
    # --- checkpoints
    Edit("a checkpoint's size", "UPDATE checkpoints SET size = 599 WHERE size = 600", "changed", 599),
    Edit("a checkpoint's root", "UPDATE checkpoints SET root = ? WHERE size = 200", "changed", 200, (_LEAF,)),
    Edit("a checkpoint's note", "UPDATE checkpoints SET note = '' WHERE size = 200", "changed", 200),
    Edit("a checkpoint's date", "UPDATE checkpoints SET taken_at = '' WHERE size = 600", "changed", 600),
    Edit("a checkpoint of nothing", "INSERT INTO checkpoints VALUES (9, ?, '', '')", "changed", 9, (_LEAF,)),
    Edit("the second checkpoint", "DELETE FROM checkpoints WHERE size = 512", "missing", 512),
    # --- personal values
    Edit(
        "a place",
        "UPDATE personal SET position = 3 WHERE position = 1 AND field = 'phone'",
        "missing",
        1,
        more=(("inserted", 3),),
    ),
    Edit(
        "a field",
        "UPDATE personal SET field = 'x' WHERE position = 2 AND field = 'phone'",
        "missing",
        2,
        more=(("inserted", 2),),
    ),
    Edit(
        "a salt", "UPDATE personal SET salt = ? WHERE position = 2 AND field = 'phone'", "changed", 2, (b"",)
    ),
    Edit("a value", "UPDATE personal SET value = '' WHERE position = 2 AND field = 'phone'", "changed", 2),
    Edit("values of one", "DELETE FROM personal WHERE position = 2", "missing", 2),
    Edit("a value of a sale", "INSERT INTO personal VALUES (9, 'phone', ?, '1')", "inserted", 9, (_LEAF,)),
    # --- settings
    Edit("a name", "UPDATE settings SET name = 'x' WHERE name = 'verifier_key'", "missing", None),
    Edit("a setting", "UPDATE settings SET value = 'x' WHERE name = 'ledger_id'", "changed", None),
    Edit("no origin", "DELETE FROM settings WHERE name = 'origin'", "changed", None),
    # --- the access log, and accounts with their sessions
    *(
        edit
        for table, columns in (
            ("accesses", ("at", "person", "kind", "what")),
            ("doors", ("at", "kind", "name", "what")),
        )
        for edit in (
            Edit(f"{table}: number", f"UPDATE {table} SET number = 9 WHERE number = 6", "missing", None),
            *(
                Edit(f"{table}: {one}", f"UPDATE {table} SET {one} = 'x' WHERE number = 6", "changed", None)
                for one in columns
            ),
            Edit(
                f"{table}: digest",
                f"UPDATE {table} SET digest = ? WHERE number = 6",
                "changed",
                None,
                (_LEAF,),
            ),
            Edit(f"{table}: the first", f"DELETE FROM {table} WHERE number = 1", "missing", None),
            Edit(f"{table}: the last", f"DELETE FROM {table} WHERE number = 6", "truncated", None),
            Edit(
                f"{table}: one more",
                f"INSERT INTO {table} VALUES (7, 'x', 'x', 'x', '{{}}', ?)",
                "changed",
                None,
                (_LEAF,),
            ),
        )
    ),
)


def _made(edit: Edit) -> Callable[[Any], None]:
    def tamper(hand: Any) -> None:
        assert hand.run(edit.statement, *edit.values).rowcount

    tamper.__name__ = edit.what
    return tamper


for one in COLUMN_EDITS:
    case((one.kind, one.position), *one.more)(_made(one))
