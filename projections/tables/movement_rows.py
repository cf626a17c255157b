"""What each event that moves goods becomes: rows of `movements`, one for each unit or for a whole line.

Receipts, sales and returns of sales are shaped here column by column, because there are so many; what any
other event moves is asked of :mod:`ledger.state.effects`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from ledger.events import catalogue
from ledger.state import effects
from ledger.state.quantities import plain
from projections.engine.projection import Document
from projections.engine.writer import Row, Writer
from projections.tables.movement_labels import labelled
from projections.tables.movement_sendings import Correction
from projections.tables.movement_stages import STAGE_TABLES, Stages

RECEIVED, SOLD, RETURNED = "received", "sold", "returned"
# Units that a receipt neither accepted nor refused, where its line does not say which of them.
SET_ASIDE = "set_aside"
# What puts right how much a paper takes out of quarantine: :mod:`projections.tables.movement_sendings`.
TOLD = "told"
# What other events are called, as a trace shows them.
KINDS = {
    "goods_consigned_out": "consigned",
    "consignment_use_confirmed": "used",
    "consignment_unused_returned": "unused",
    "goods_disposed": "disposed",
    "unit_exchanged": "exchanged",
    "discrepancy_replenished": "replenished",
    "repair_loaner_issued": "lent",
    "repair_loaner_returned": "loaner_back",
    "stock_counted": "counted",
    "nonconformity_found": "set_apart",
    "nonconformity_confirmed": "released",
    "nonconformity_decided": "released",
}

# Which columns a row fills, beside the kinds themselves and those with `udi`.
OTHER, REST, UNSOLD, PUT_RIGHT = "other", "received rest", "returned unsold", "other in parts"
_FURTHER = 2  # the first part of an event that is no part of what its own line moves
_ZERO = Decimal(0)
Data = dict[str, Any]
Shaped = tuple[str, list[Row]]  # which columns the rows fill, and the rows


def _sold(event: Document, data: Data) -> Shaped:
    rest = (data["sale_no"], data["customer_code"], data.get("seller"))
    if "udi" in data:
        data, told = labelled(data)
        return f"{SOLD} udi", _exploded(event, data, SOLD, (*rest, data["udi"], *told))
    return SOLD, _exploded(event, data, SOLD, rest)


def returned(event: Document, data: Data) -> Shaped:
    """Return the rows of a return, as those of a sale that came back."""
    rest = (data["return_no"], data["customer_code"], data["disposition"], data.get("supplier_code"))
    if "udi" in data:
        data, told = labelled(data)
        return f"{RETURNED} udi", _exploded(event, data, RETURNED, (*rest, data["udi"], *told))
    return RETURNED, _exploded(event, data, RETURNED, rest)


def _received(event: Document, data: Data) -> Shaped:
    data, told = labelled(data)
    get = data.get
    origin = (data["receipt_no"], data["supplier_code"], get("registration_no"), get("production_date"))
    accepted = Decimal(data["accepted_quantity"])
    rows = _exploded(event, data, RECEIVED, (*origin, get("udi"), *told))
    if "serial" not in data:
        rows = [(*row, data["accepted_quantity"]) for row in rows]
    elif accepted == _ZERO:
        rows = [(*row, "0") for row in rows]
    elif accepted == len(rows):
        rows = [(*row, "1") for row in rows]
    else:
        # Which of the units passed is not said: all of them were received, and the number counts for the lot.
        lot = {"product_code": data["product_code"], "lot": get("lot", ""), "quantity": "0"}
        (whole,) = _exploded(event, lot, RECEIVED, (*origin, None, None, None, data["accepted_quantity"]))
        rows = [whole, *((*row, None) for row in rows)]
    if accepted == Decimal(data["quantity"]):
        return RECEIVED, rows
    return _with_rest(rows, data)


def _with_rest(rows: list[Row], data: Data) -> Shaped:
    """Say of the rows of a receipt where that stands which was neither accepted nor refused."""
    rest, place = effects.left_over(data)
    if rest == _ZERO:
        return RECEIVED, rows
    if "serial" not in data or rest == len(rows):
        each = plain(rest) if "serial" not in data else "1"
        return REST, [(*row, place, each) for row in rows]
    whole = [(*row, place, plain(rest)) for row in rows if not row[2]]
    return REST, [*whole, *((*row, None, None) for row in rows if row[2])]


def _exploded(event: Document, data: Data, kind: str, rest: Row) -> list[Row]:
    """Return one row for each serial of a line, or one row for the whole quantity.

    Raises:
        ArithmeticError: The quantity is no number.
    """
    product, lot, quantity = data["product_code"], data.get("lot", ""), data["quantity"]
    Decimal(quantity)
    if "serial" not in data:
        return [(product, lot, "", event["position"], kind, event["event_time"], quantity, *rest)]
    front = (event["position"], kind, event["event_time"], "1")
    return [(product, lot, serial, *front, *rest) for serial in data["serial"].split(";")]


def add_others(
    writer: Writer, events: list[Document], voids: set[tuple[int, int]], rows: dict[str, list[Row]]
) -> None:
    """Add the rows of what moves goods without being a receipt, a sale or the return of a sale."""
    stages = Stages(writer, voids)
    stages.expect(events)
    for event in events:
        kind, data = event["type"], event["data"]
        if kind == "goods_received":
            rows[OTHER] += _set_aside(event, data)
        elif kind == "record_voided":
            rows[PUT_RIGHT] += _put_right(event, stages.put_right(event))
        elif kind == "goods_returned":
            if data["disposition"] == effects.SENT_BACK:
                rows[PUT_RIGHT] += _put_right(event, stages.put_right(event))
            shape, fresh = _come_back(event, data, stages)
            rows[shape] += fresh
        elif effects.carries_out_return(kind, data):
            merged = stages.merged(event) if kind in STAGE_TABLES else data
            rows[PUT_RIGHT] += _sent_on(event, merged, list(stages.put_right(event)))
        else:
            merged = stages.merged(event) if kind in STAGE_TABLES else data
            moved = effects.moves(kind, data, merged)
            rows[OTHER] += _other(event, KINDS.get(kind, ""), moved, merged)
    stages.write()


def _come_back(event: Document, data: Data, stages: Stages) -> Shaped:
    if not effects.unsold(data):
        return returned(event, data)
    merged = stages.consignment(event)
    source = effects.out_status(merged or {})
    return UNSOLD, [(*row, source) for row in _unsold(event, data)]


def _sent_on(event: Document, data: Data, corrected: list[tuple[str, Correction]]) -> list[Row]:
    """Return the rows of a paper about what a return brought; what the return has sent leaves nothing."""
    time = event["event_time"] or event["record_time"]
    own = {(one.lot, one.serial): one for _, one in corrected if one.own and one.since == time}
    split: list[tuple[int, effects.Move]] = []
    for move in effects.moves(event["type"], data, data):
        told = own[move.lot, move.serial].quantity if (move.lot, move.serial) in own else 0
        rest = Decimal(move.quantity) - told
        parts = ((told, effects.SENT_BACK), (rest, move.source))
        each = [(plain(Decimal(quantity)), source) for quantity, source in parts if quantity]
        split += (
            (part, move._replace(quantity=each[part][0], source=each[part][1])) for part in range(len(each))
        )
    rows = _other(event, KINDS[event["type"]], tuple(move for _, move in split), data)
    others = [pair for pair in corrected if pair[1] not in own.values()]
    first = [(*row, part) for row, (part, _) in zip(rows, split, strict=True)]
    return first + _put_right(event, others)


def _put_right(event: Document, corrected: Iterable[tuple[str, Correction]]) -> list[Row]:
    """Return the rows that put right what papers of a return take out of quarantine."""
    back, on = (effects.SENT_BACK, effects.QUARANTINED), (effects.QUARANTINED, effects.SENT_BACK)
    return [
        (
            *(product, one.lot, one.serial, event["position"], TOLD, one.since),
            *(plain(abs(Decimal(one.quantity))), one.doc_no, None, None),
            *(back if one.quantity > 0 else on),
            part,
        )
        for part, (product, one) in enumerate(corrected, _FURTHER)
    ]


def _unsold(event: Document, data: Data) -> list[Row]:
    shape, rows = returned(event, data)
    return rows if shape == f"{RETURNED} udi" else [(*row, None, None, None) for row in rows]


def _set_aside(event: Document, data: Data) -> list[Row]:
    """Return the row of units that were set aside while none of their line was accepted and some refused."""
    rest, place = effects.left_over(data)
    if "serial" not in data or Decimal(data["accepted_quantity"]) or rest == data["serial"].count(";") + 1:
        return []
    data, _ = labelled(data)
    units = (data["product_code"], data.get("lot", ""), "", plain(rest))
    return _other(event, SET_ASIDE, (effects.Move(*units, effects.OUTSIDE, place),), data)


def _other(event: Document, kind: str, moved: effects.Moves, merged: Data) -> list[Row]:
    time = event["event_time"] or event["record_time"]
    number = merged[catalogue.table_of(event["type"]).identity[0]]
    parties = (merged.get("customer_code"), merged.get("supplier_code"))
    return [
        (*one[:3], event["position"], kind, time, one.quantity, number, *parties, one.source, one.target)
        for one in moved
    ]


OTHERS = KINDS.keys() | STAGE_TABLES.keys()
SHAPED: dict[str, Callable[[Document, Data], Shaped]] = {
    "goods_sold": _sold,
    "goods_received": _received,
    "goods_returned": returned,
}
