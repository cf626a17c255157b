"""What an event moves: the one function behind the stock that is shown and the stock that decisions look at.

Stock in a status is what was moved into it less what was moved out of it, at whatever cut-off is asked about.
A move is of one unit where the line names its serials and says of each what became of it, else of the whole
quantity. `outside` is the supplier, the world, and what a count cannot explain.

======================  ===========================================================================
event                   moves
======================  ===========================================================================
receipt                 what was accepted outside -> saleable, what was refused outside -> refused, the
                        rest outside -> awaiting (conclusion pending), else outside -> nonconforming
sale                    saleable -> customer
return                  customer (of an unused consignment: consigned, on_loan) -> saleable, quarantined,
                        returned_to_supplier, as its disposition says; what is to be destroyed waits in
                        quarantine until the record of its destruction comes
consignment             out: saleable -> consigned (lent or let: on_loan); use confirmed: back to saleable,
                        from where the sale that arises takes it, of what is used up (a sample, told with
                        neither sale nor price) consigned -> customer; unused: back to saleable, unless a
                        return row moves it
disposal                nonconforming (it names a nonconformity), quarantined (it names a return), else
                        saleable -> returned_to_supplier or disposed
exchange                saleable -> customer, and customer -> quarantined unless a return moved that
discrepancy             replenished: saleable -> customer
loaner of a repair      lent: saleable -> on_loan; back: on_loan -> quarantined, or saleable where it is
                        stated to be sound (:mod:`ledger.state.loaners`)
stocktake               surplus outside -> saleable, shortage saleable -> outside
nonconformity           found: saleable or (come back from a customer) quarantined -> nonconforming;
                        released: nonconforming -> saleable. Found at the receipt it moves nothing: the
                        receipt has never accepted these goods
======================  ===========================================================================

A hold moves nothing: it is laid over what is saleable. Nor does a repair: the unit stays the customer's.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from ledger.state import loaners
from ledger.state.quantities import ZERO, plain

OUTSIDE: Final = "outside"
AWAITING: Final = "awaiting"
SALEABLE: Final = "saleable"
QUARANTINED: Final = "quarantined"
NONCONFORMING: Final = "nonconforming"
CONSIGNED: Final = "consigned"
ON_LOAN: Final = "on_loan"
IN_REPAIR: Final = "in_repair"
CUSTOMER: Final = "customer"
DISPOSED: Final = "disposed"
SENT_BACK: Final = "returned_to_supplier"
REFUSED: Final = "refused"
STATUSES: Final = (
    OUTSIDE,
    AWAITING,
    SALEABLE,
    QUARANTINED,
    NONCONFORMING,
    CONSIGNED,
    ON_LOAN,
    IN_REPAIR,
    CUSTOMER,
    DISPOSED,
    SENT_BACK,
    REFUSED,
)
AFTER_RETURN: Final = {"restocked": SALEABLE, "returned_to_supplier": SENT_BACK}
_USED_UP = frozenset({"sample", "trial", "exhibition"})  # kinds of consignment whose use need be no sale
_LENT = frozenset({"loan", "rental"})
_SALE = frozenset({"sale_no", "unit_price", "amount"})
_CAME_BACK = frozenset({"sales_return", "complaint", "repair"})
Data = dict[str, Any]


class Move(NamedTuple):
    """Some goods that leave one status for another; lot and serial are empty text where none is given."""

    product: str
    lot: str
    serial: str
    quantity: str
    source: str
    target: str


Moves = tuple[Move, ...]


def moves(event_type: str, data: Data, merged: Data | None = None) -> Moves:
    """Return what an event moves, nothing for an event that moves no goods.

    Args:
        event_type: Its stored type.
        data: Its own fields, in stored form.
        merged: Of a stage of a case, the case's row so far, this stage included; of a loaner that comes back,
            that row as :func:`ledger.state.loaners.merged` gives it; of the return of an unused consignment,
            the row of that consignment, where it is known.
    """
    effect = _EFFECTS.get(event_type)
    return () if effect is None else effect(data, merged or {})


def after_return(disposition: str) -> str:
    """Return the status of goods that came back, by what was done with them."""
    return AFTER_RETURN.get(disposition, QUARANTINED)


def carries_out_return(event_type: str, data: Data) -> bool:
    """Return whether a paper takes out of quarantine what a return brought, and may have sent on itself.

    That is a disposal that sends it to the supplier, or a nonconformity found in it: both tell of the same
    goods as the return, which has moved them already where it says that they were sent to the supplier.
    """
    if "return_no" not in data:
        return False
    if event_type == "nonconformity_found":
        return data.get("found_stage") != "receipt" and "product_code" in data and "quantity" in data
    disposed = event_type == "goods_disposed" and "nonconformity_no" not in data
    return disposed and data["disposal_kind"] == SENT_BACK


def unsold(data: Data) -> bool:
    """Return whether a return brings back goods that were consigned and never sold."""
    return data.get("return_kind") == "unused_consignment" and "sale_no" not in data


def out_status(consignment: Data) -> str:
    """Return the status of goods that are out on a consignment."""
    return ON_LOAN if consignment.get("consignment_kind") in _LENT else CONSIGNED


def left_over(receipt: Data) -> tuple[Decimal, str]:
    """Return how much of a receipt line was neither accepted nor refused, and where it stands."""
    refused = Decimal(receipt.get("refused_quantity", "0"))
    rest = Decimal(receipt["quantity"]) - Decimal(receipt["accepted_quantity"]) - refused
    return max(rest, ZERO), AWAITING if receipt.get("conclusion") == "pending" else NONCONFORMING


def is_used_up(use: Data, consignment: Data) -> bool:
    """Return whether a confirmed use is no sale: samples that were used up where they are (R-94, P-46).

    Args:
        use: What the confirmation says.
        consignment: What is known of the goods that went out.
    """
    return consignment.get("consignment_kind") in _USED_UP and _SALE.isdisjoint(use)


def _received(data: Data, _merged: Data) -> Moves:
    rest, place = left_over(data)
    return (
        *_each(data, data["accepted_quantity"], OUTSIDE, SALEABLE),
        *_each(data, data.get("refused_quantity", "0"), OUTSIDE, REFUSED),
        *_each(data, plain(rest), OUTSIDE, place),
    )


def _sold(data: Data, _merged: Data) -> Moves:
    return _each(data, data["quantity"], SALEABLE, CUSTOMER)


def _returned(data: Data, merged: Data) -> Moves:
    source = out_status(merged) if unsold(data) else CUSTOMER
    return _each(data, data["quantity"], source, after_return(data["disposition"]))


def _consigned(data: Data, merged: Data) -> Moves:
    row = merged or data
    return _each(row, data["quantity"], SALEABLE, out_status(row))


def _used(data: Data, merged: Data) -> Moves:
    quantity = data.get("used_quantity", merged.get("quantity"))
    target = CUSTOMER if is_used_up(data, merged) else SALEABLE
    goods = {**merged, "serial": data["used_serial"]} if "used_serial" in data else merged
    return _each(goods, quantity, out_status(merged), target)


def _unused(data: Data, merged: Data) -> Moves:
    if "return_no" in data:
        return ()
    quantity = data.get("unused_quantity", merged.get("quantity"))
    goods = {**merged, "serial": data["unused_serial"]} if "unused_serial" in data else merged
    return _each(goods, quantity, out_status(merged), SALEABLE)


def _disposed(data: Data, _merged: Data) -> Moves:
    source = SALEABLE
    if "nonconformity_no" in data:
        source = NONCONFORMING
    elif "return_no" in data:
        source = QUARANTINED
    target = SENT_BACK if data["disposal_kind"] == "returned_to_supplier" else DISPOSED
    return _each(data, data["quantity"], source, target)


def _exchanged(data: Data, _merged: Data) -> Moves:
    """Return the goods given and those taken back; of goods that are both, the customer keeps as many."""
    given = {
        "product_code": data["replacement_product_code"],
        "lot": data.get("replacement_lot", ""),
        "serial": data.get("replacement_serial"),
    }
    out = _each(given, data["quantity"], SALEABLE, CUSTOMER)
    if "return_no" in data:
        return out
    back = _each(data, data["quantity"], CUSTOMER, QUARANTINED)
    both = {one[:3] for one in out} & {one[:3] for one in back}
    swapped = (one._replace(source=SALEABLE) for one in back if one[:3] in both)
    return (*(one for one in (*out, *back) if one[:3] not in both), *swapped)


def _replenished(data: Data, merged: Data) -> Moves:
    serial = data.get("replenish_serial")
    given = {
        "product_code": merged.get("product_code"),
        "lot": data.get("replenish_lot", merged.get("lot", "")),
        "serial": serial,
    }
    named = str(serial.count(";") + 1) if serial else merged.get("quantity")
    return _each(given, data.get("replenished_quantity", named), SALEABLE, CUSTOMER)


def _lent(data: Data, _merged: Data) -> Moves:
    return _each(*_loaner(data), SALEABLE, ON_LOAN)


def _loaner_back(data: Data, merged: Data) -> Moves:
    target = SALEABLE if loaners.is_sound(data.get("loaner_state")) else QUARANTINED
    return _each(*_loaner(merged), ON_LOAN, target)


def _loaner(lent: Data) -> tuple[Data, str]:
    """Return the goods that are lent, and how many."""
    serial = lent.get("loaner_serial")
    goods = {"product_code": lent.get("loaner_product_code"), "serial": serial}
    return goods, str(serial.count(";") + 1) if serial else "1"


def _counted(data: Data, _merged: Data) -> Moves:
    difference = Decimal(data["counted_quantity"]) - Decimal(data["book_quantity"])
    if difference < ZERO:
        return _each(data, plain(-difference), SALEABLE, OUTSIDE)
    return _each(data, plain(difference), OUTSIDE, SALEABLE)


def _found(data: Data, merged: Data) -> Moves:
    row = merged or data
    stage = row.get("found_stage")
    if stage == "receipt":
        return ()
    came_back = stage in _CAME_BACK or "return_no" in row
    return _each(row, row.get("quantity"), QUARANTINED if came_back else SALEABLE, NONCONFORMING)


def _confirmed(data: Data, merged: Data) -> Moves:
    return _released(merged) if data.get("conclusion") == "conforming" else ()


def _decided(data: Data, merged: Data) -> Moves:
    """Return the release that was decided, unless the confirmation has released the goods already."""
    release = data.get("nc_disposition") == "release" and merged.get("conclusion") != "conforming"
    return _released(merged) if release else ()


def _released(merged: Data) -> Moves:
    if merged.get("found_stage") == "receipt":
        return ()
    return _each(merged, merged.get("quantity"), NONCONFORMING, SALEABLE)


def _each(goods: Data, quantity: str | None, source: str, target: str) -> Moves:
    """Return one move for each serial where all of them move, else one of the whole quantity."""
    product = goods.get("product_code")
    if product is None or quantity is None or Decimal(quantity) <= ZERO:
        return ()
    serial = goods.get("serial")
    return each(
        product, goods.get("lot") or "", serial.split(";") if serial else [], quantity, source, target
    )


def each(product: str, lot: str, serials: list[str], quantity: str, source: str, target: str) -> Moves:
    """Return one move for each serial where all of them move, else one of the whole quantity."""
    if serials and Decimal(quantity) == len(serials):
        return tuple(Move(product, lot, one, "1", source, target) for one in serials)
    return (Move(product, lot, "", quantity, source, target),)


_EFFECTS: dict[str, Callable[[Data, Data], Moves]] = {
    "goods_received": _received,
    "goods_sold": _sold,
    "goods_returned": _returned,
    "goods_consigned_out": _consigned,
    "consignment_use_confirmed": _used,
    "consignment_unused_returned": _unused,
    "goods_disposed": _disposed,
    "unit_exchanged": _exchanged,
    "discrepancy_replenished": _replenished,
    loaners.ISSUED: _lent,
    loaners.RETURNED: _loaner_back,
    "stock_counted": _counted,
    "nonconformity_found": _found,
    "nonconformity_confirmed": _confirmed,
    "nonconformity_decided": _decided,
}
MOVING: Final = frozenset(_EFFECTS)
