"""Random histories of everything that moves goods, beside receipts, sales and returns.

As in :mod:`tests.support.histories`, the histories break every rule that decisions keep: more comes back than
went out, stages come without the ones before them, anything is voided.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from ledger import clock
from ledger.events import catalogue
from ledger.log.prepared import Prepared
from tests.support import events
from tests.support.events import ZONE
from tests.support.histories import DAYS, DISPOSITIONS, QUANTITIES

CONSIGNED = ["XP1", "XP2"]
FOUND = ["BHG1", "BHG2"]
LINES = [1, 2]
Draw = Callable[[st.SearchStrategy[Any]], Any]


class Book:
    """The cases of a history while it is drawn, so that each stage carries the tags of its case.

    Attributes:
        orderly: Whether every case begins once, and with its first stage, as decisions see to it.
        history: The events drawn so far.
    """

    def __init__(self, *, orderly: bool) -> None:
        self.orderly = orderly
        self.history = [events.product("P1"), events.product("P2")]
        self._rows: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._stages: dict[tuple[Any, ...], list[int]] = {}

    def stage(self, draw: Draw, event_type: str, known: Sequence[str], **data: Any) -> Prepared | None:
        """Return a stage of a case; none where an orderly case has not begun, or it is told twice."""
        table = catalogue.table_of(event_type)
        first = event_type == table.event
        if self.orderly and first:
            number = f"N{len(self.history)}"
        elif self.orderly:
            begun = sorted({key[1] for key, stages in self._stages.items() if key[0] == table.key and stages})
            if not begun:
                return None
            number = draw(st.sampled_from(begun))
        else:
            number = draw(st.sampled_from(known))
        named: dict[str, Any] = {table.identity[0]: number}
        if table.has_lines:
            named["line"] = 1 if self.orderly else draw(st.sampled_from(LINES))
        given = named | {key: value for key, value in data.items() if value is not None}
        key = (table.key, number, named.get("line"))
        row = self._rows.get(key, {}) | given
        drawn = events.event(event_type, tags=events.tags_of(table, row), **given)
        if drawn.event_id in {one.event_id for one in self.history}:
            return None
        self._rows[key] = row
        self._stages.setdefault(key, []).append(len(self.history) + 1)
        return drawn

    def void(self, draw: Draw, number: int) -> Prepared:
        """Return a void of one or two events; an orderly one takes no stage but the newest of its case."""
        later = {position for stages in self._stages.values() for position in stages[:-1]}
        places = [one for one in range(1, len(self.history) + 1) if not self.orderly or one not in later]
        voided = draw(st.lists(st.sampled_from(places), min_size=1, max_size=2, unique=True))
        for stages in self._stages.values():
            if self.orderly and stages and stages[-1] in voided:
                stages.pop()
        tags = {tag for position in voided for tag in self.history[position - 1].tags}
        return events.voided("sales", f"D{number}", voided, line=number + 1, tags=tags)


@st.composite
def stock_histories(draw: st.DrawFn, *, orderly: bool = False) -> list[Prepared]:
    """Draw events in the order of the log."""
    book = Book(orderly=orderly)
    kinds = [_received, _received, _sold, _returned, _consigned, _stage, _disposed]
    kinds += [_exchanged, _replenished, _counted, _found, _judged, _lent, _lent]
    for number in range(draw(st.integers(1, 20))):
        if draw(st.integers(0, 7)) == 7:
            drawn: Prepared | None = book.void(draw, number)
        else:
            drawn = draw(st.sampled_from(kinds))(draw, number, book)
        if drawn is not None:
            book.history.append(drawn)
    return book.history


def _goods(draw: Draw) -> dict[str, Any]:
    serials = draw(st.lists(st.sampled_from(["A", "B", "C"]), unique=True, max_size=3))
    return {
        "product_code": draw(st.sampled_from(["P1", "P1", "P2"])),
        "lot": draw(st.sampled_from([None, "L1", "L1", "L2"])),
        "serial": ";".join(serials) or None,
        "quantity": str(len(serials)) if serials else draw(st.sampled_from(QUANTITIES)),
    }


def _received(draw: Draw, number: int, _book: Book) -> Prepared:
    goods = _goods(draw)
    accepted, refused = draw(
        st.sampled_from([(goods["quantity"], None), ("0", None), ("1", None), ("0", "1"), ("0.5", "0.5")])
    )
    return events.received(
        f"YS{number}",
        accepted_quantity=accepted,
        refused_quantity=refused,
        conclusion=draw(st.sampled_from(["conforming", "nonconforming", "pending"])),
        received_on=_day(draw),
        **goods,
    )


def _sold(draw: Draw, number: int, _book: Book) -> Prepared:
    return events.sold(f"XS{number}", customer=_customer(draw), sold_on=_day(draw), **_goods(draw))


def _returned(draw: Draw, number: int, _book: Book) -> Prepared:
    unsold = {
        "return_kind": "unused_consignment",
        "consignment_no": draw(st.sampled_from([*CONSIGNED, "N3"])),
    }
    return events.returned(
        f"TH{number}",
        customer=_customer(draw),
        returned_on=_day(draw),
        disposition=draw(st.sampled_from(DISPOSITIONS)),
        **draw(st.sampled_from([{}, {}, unsold, {**unsold, "sale_no": "XS1"}])),
        **_goods(draw),
    )


def _consigned(draw: Draw, _number: int, book: Book) -> Prepared | None:
    return book.stage(
        draw,
        "goods_consigned_out",
        CONSIGNED,
        consignment_kind=draw(st.sampled_from(["clinical_choice", "loan"])),
        consigned_on=_day(draw),
        customer_code=_customer(draw),
        handler="S1",
        **_goods(draw),
    )


def _stage(draw: Draw, _number: int, book: Book) -> Prepared | None:
    quantity = draw(st.sampled_from([None, "1", "2", "3"]))
    if draw(st.booleans()):
        fields = {"used_on": _day(draw), "used_quantity": quantity}
        return book.stage(draw, "consignment_use_confirmed", CONSIGNED, **fields)
    fields = {"returned_on": _day(draw), "unused_quantity": quantity}
    fields["return_no"] = draw(st.sampled_from([None, None, "TH1"]))
    return book.stage(draw, "consignment_unused_returned", CONSIGNED, **fields)


def _disposed(draw: Draw, number: int, _book: Book) -> Prepared:
    return events.event(
        "goods_disposed",
        disposal_no=f"CZ{number}",
        line=1,
        disposal_kind=draw(st.sampled_from(["returned_to_supplier", "written_off", "destroyed"])),
        disposed_on=_day(draw),
        reason="破损",
        decided_by="S1",
        **draw(st.sampled_from([{}, {"nonconformity_no": "BHG1"}, {"return_no": "TH1"}])),
        **_goods(draw),
    )


def _exchanged(draw: Draw, number: int, _book: Book) -> Prepared:
    given = _goods(draw)
    return events.event(
        "unit_exchanged",
        exchange_no=f"HH{number}",
        line=1,
        exchanged_on=_day(draw),
        customer_code=_customer(draw),
        replacement_product_code=given["product_code"],
        replacement_lot=given["lot"],
        replacement_serial=given["serial"],
        return_no=draw(st.sampled_from([None, None, "TH1"])),
        reason="故障",
        handler="S1",
        **_goods(draw),
    )


def _replenished(draw: Draw, number: int, book: Book) -> Prepared | None:
    if draw(st.booleans()):
        return book.stage(
            draw,
            "discrepancy_reported",
            ["CY1", "CY2"],
            reported_on=_day(draw),
            discrepancy_kind="short",
            customer_code=_customer(draw),
            sale_no=f"XS{number}",
            content="少发",
            **_goods(draw),
        )
    return book.stage(
        draw,
        "discrepancy_replenished",
        ["CY1", "CY2"],
        replenished_on=_day(draw),
        replenished_quantity=draw(st.sampled_from([None, "1", "2"])),
        replenish_lot=draw(st.sampled_from([None, "L1", "L2"])),
        replenish_serial=draw(st.sampled_from([None, None, "A", "B;C"])),
    )


def _counted(draw: Draw, number: int, _book: Book) -> Prepared:
    goods = _goods(draw)
    book = goods.pop("quantity")
    counted = draw(st.sampled_from([book, "0", "1", "4.25"]))
    named: dict[str, Any] = {"stocktake_no": f"PD{number}", "line": 1, "counted_on": _day(draw)}
    return events.event("stock_counted", book_quantity=book, counted_quantity=counted, **named, **goods)


def _found(draw: Draw, _number: int, book: Book) -> Prepared | None:
    return book.stage(
        draw,
        "nonconformity_found",
        FOUND,
        found_on=_day(draw),
        found_stage=draw(st.sampled_from(["receipt", "storage", "sales_return", "complaint", "expiry"])),
        nonconformity="破损",
        **_goods(draw),
    )


def _judged(draw: Draw, _number: int, book: Book) -> Prepared | None:
    if draw(st.booleans()):
        fields = {"conclusion": draw(st.sampled_from(["conforming", "nonconforming"]))}
        return book.stage(draw, "nonconformity_confirmed", FOUND, confirmed_on=_day(draw), **fields)
    fields = {"nc_disposition": draw(st.sampled_from(["release", "destroy"]))}
    return book.stage(draw, "nonconformity_decided", FOUND, decided_on=_day(draw), **fields)


def _lent(draw: Draw, _number: int, book: Book) -> Prepared | None:
    known = ["WX1", "WX2"]
    which = draw(st.sampled_from(["repair_requested", "repair_loaner_issued", "repair_loaner_returned"]))
    if which == "repair_requested":
        goods = _goods(draw)
        del goods["quantity"]
        fields = {"customer_code": _customer(draw), "customer_name": draw(st.sampled_from([None, "甲"]))}
        return book.stage(draw, which, known, requested_on=_moment(draw), fault="异响", **fields, **goods)
    serial = draw(st.sampled_from([None, "A", "A", "B"]))
    if which == "repair_loaner_issued":
        product = draw(st.sampled_from([None, "P1", "P1", "P2"]))
        given = {"loaner_product_code": product, "loaner_issued_at": _moment(draw)}
    else:
        state = draw(st.sampled_from([None, "完好", "外壳划伤"]))
        given = {"loaner_returned_at": _moment(draw), "loaner_state": state}
    return book.stage(draw, which, known, loaner_serial=serial, **given)


def _moment(draw: Draw) -> str:
    return clock.start_of(_day(draw), ZONE)


def _day(draw: Draw) -> str:
    return str(draw(st.sampled_from(DAYS)))


def _customer(draw: Draw) -> str:
    return str(draw(st.sampled_from(["C1", "C2"])))
