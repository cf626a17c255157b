"""Stock by status counted naively: every event of a history turned into moves by hand, and summed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson

from ledger.log.prepared import Prepared
from tests.support import events
from tests.support.naive_count import Unit, placed

KEPT = (
    *("awaiting", "saleable", "quarantined", "nonconforming", "consigned", "on_loan"),
    *("customer", "disposed", "returned_to_supplier", "refused"),
)
_CASES = {
    "goods_consigned_out": "consignment",
    "consignment_use_confirmed": "consignment",
    "consignment_unused_returned": "consignment",
    "discrepancy_reported": "discrepancy",
    "discrepancy_replenished": "discrepancy",
    "nonconformity_found": "nonconformity",
    "nonconformity_confirmed": "nonconformity",
    "nonconformity_decided": "nonconformity",
    "repair_requested": "repair",
    "repair_loaner_issued": "repair",
    "repair_loaner_returned": "repair",
}
_NUMBERS = {
    "consignment": ("consignment_no", "line"),
    "discrepancy": ("discrepancy_no",),
    "nonconformity": ("nonconformity_no",),
    "repair": ("repair_no",),
}
_SOUND = {"完好", "完好无损", "良好", "正常", "合格", "intact", "sound", "good"}
Goods = tuple[str, str, str]


def standing(history: Iterable[Prepared], at: str | None, known: int) -> dict[Goods, dict[str, Fraction]]:
    """Return for each of the goods what stands in each status, by the sum of all moves; zeros left out."""
    decoded = [orjson.loads(raw) for position, raw in events.stored(history) if position <= known]
    voided = _voided(decoded)
    units: list[Unit] = []
    for event in decoded:
        happened = event["event_time"] is None or at is None or event["event_time"] <= at
        if event["position"] not in voided and happened:
            units += _moved(event, _merged(event, decoded, voided))
    sums: dict[Goods, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for unit in placed(units):
        for source, target, quantity in unit["steps"]:
            sums[unit["goods"]][source] -= quantity
            sums[unit["goods"]][target] += quantity
    return {
        goods: {status: found[status] for status in KEPT if found.get(status)}
        for goods, found in sums.items()
    }


def by_day(decoded: Sequence[dict[str, Any]]) -> Iterator[tuple[str, dict[Goods, dict[str, Fraction]]]]:
    """Yield each time at which something moved, with what stands in each status then; nothing is placed.

    Args:
        decoded: All events of a log, in its order.
    """
    voided = _voided(decoded)
    standing = [event for event in decoded if event["position"] not in voided]
    steps = [
        (event["event_time"] or "~", (unit["product"], unit["lot"], unit["serial"]), step)
        for event in standing
        for unit in _moved(event, _merged(event, list(decoded), voided))
        for step in unit["steps"]
    ]
    sums: dict[Goods, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for time, same_time in groupby(sorted(steps, key=itemgetter(0)), key=itemgetter(0)):
        for _, goods, (source, target, quantity) in same_time:
            sums[goods][source] -= quantity
            sums[goods][target] += quantity
        yield time, sums


def moved_by(decoded: Sequence[dict[str, Any]], which: Callable[[dict[str, Any]], bool]) -> set[Goods]:
    """Return the goods that some of the events move."""
    return {
        (unit["product"], unit["lot"], unit["serial"])
        for event in decoded
        if which(event)
        for unit in _moved(event, _merged(event, list(decoded), {}))
    }


def _voided(decoded: Sequence[dict[str, Any]]) -> dict[int, int]:
    """Return the voided positions, each with that of the first void."""
    return {
        position: event["position"] for event in reversed(decoded) for position in event.get("struck", ())
    }


def _merged(event: dict[str, Any], decoded: list[dict[str, Any]], voided: dict[int, int]) -> dict[str, Any]:
    """Return the row of an event's case as the log stood at it; of a return, that of its consignment."""
    case = _CASES.get(event["type"], "consignment" if event["type"] == "goods_returned" else "")
    lines: dict[Any, dict[str, Any]] = defaultdict(dict)
    lent: list[dict[str, Any]] = []
    for other in decoded:
        name = _NUMBERS.get(case, ("-",))[0]
        earlier = other["position"] <= event["position"]
        stood = voided.get(other["position"], event["position"]) >= event["position"]
        same = name in event["data"] and other["data"].get(name) == event["data"][name]
        if _CASES.get(other["type"]) == case and same and earlier and stood:
            lines[other["data"].get("line", 0)].update(other["data"])
            if other["type"] == "repair_loaner_issued":
                lent.append(other["data"])
            if other["type"] == "repair_loaner_returned":
                serial = other["data"].get("loaner_serial")
                fits = [one for one in lent if serial is None or one.get("loaner_serial") == serial]
                lent = [one for one in lent if not fits or one is not fits[0]]
                lines[0]["came_back"] = fits[0] if fits else {}
    if event["type"] != "goods_returned":
        return lines[event["data"].get("line", 0)]
    fitting = (line for _, line in sorted(lines.items()) if _fits(line, event["data"]))
    return next(fitting, {})


def _fits(line: dict[str, Any], data: dict[str, Any]) -> bool:
    same = all(
        name not in line or name not in data or line[name] == data[name] for name in ("product_code", "lot")
    )
    ours, theirs = line.get("serial"), data.get("serial")
    return same and (not ours or not theirs or set(theirs.split(";")) <= set(ours.split(";")))


def _moved(event: dict[str, Any], row: dict[str, Any]) -> list[Unit]:
    """Return one unit for each row of the movements that an event makes."""
    kind, data = event["type"], event["data"]
    if kind == "goods_received":
        return list(_received(event))
    found: list[Unit] = []
    for goods, quantity, source, target in _steps(kind, data, row):
        if quantity is None or Fraction(quantity) <= 0 or "product_code" not in goods:
            continue
        serials = (goods.get("serial") or "").split(";") if goods.get("serial") else []
        each = Fraction(1)
        by_unit = kind in {"goods_sold", "goods_returned"} or Fraction(quantity) == len(serials)
        if not serials or not by_unit:
            serials, each = [""], Fraction(quantity)
        found += (_unit(event, goods, serial, [(source, target, each)]) for serial in serials)
    return found


def _unit(event: dict[str, Any], goods: dict[str, Any], serial: str, steps: list[Any], **more: Any) -> Unit:
    return {
        "kind": "moved",
        "product": goods["product_code"],
        "lot": goods.get("lot") or "",
        "serial": serial,
        "time": event["event_time"],
        "position": event["position"],
        "accepted": None,
        "steps": steps,
        **more,
    }


def _received(event: dict[str, Any]) -> Iterator[Unit]:
    data = event["data"]
    passed, refused = Fraction(data["accepted_quantity"]), Fraction(data.get("refused_quantity", 0))
    rest = max(Fraction(0), Fraction(data["quantity"]) - passed - refused)
    place = "awaiting" if data["conclusion"] == "pending" else "nonconforming"
    gone = Fraction(data["quantity"]) - passed - rest  # refused, as the rows tell it
    serials = data["serial"].split(";") if "serial" in data else []
    if not serials:
        steps = [("outside", "saleable", passed), ("outside", place, rest), ("outside", "refused", gone)]
        yield _unit(event, data, "", steps, kind="received", accepted=passed)
        return
    count = len(serials)
    known = {Fraction(count): Fraction(1), Fraction(0): Fraction(0)}.get(passed)
    by_unit = rest == count
    for serial in serials:
        steps = [("outside", "refused", Fraction(1))]
        if known is not None:
            steps += [("outside", "saleable", known), ("refused", "outside", known)]
        if by_unit:
            steps += [("refused", place, Fraction(1))]
        yield _unit(event, data, serial, steps, kind="received", accepted=known)
    if known is None:
        steps = [("outside", "saleable", passed), ("refused", "outside", passed), ("refused", place, rest)]
        yield _unit(event, data, "", steps, kind="received", accepted=passed)
    elif not by_unit and rest:
        yield _unit(event, data, "", [("refused", place, rest)])


def _steps(
    kind: str, data: dict[str, Any], row: dict[str, Any]
) -> Iterator[tuple[dict[str, Any], Any, str, str]]:
    out = "on_loan" if row.get("consignment_kind") in {"loan", "rental"} else "consigned"
    if kind == "goods_sold":
        yield data, data["quantity"], "saleable", "customer"
    elif kind == "goods_returned":
        unsold = data.get("return_kind") == "unused_consignment" and "sale_no" not in data
        put = {
            "restocked": "saleable",
            "returned_to_supplier": "returned_to_supplier",
        }
        target = put.get(data["disposition"], "quarantined")
        yield data, data["quantity"], out if unsold else "customer", target
    elif kind == "goods_consigned_out":
        yield row, data["quantity"], "saleable", out
    elif kind == "consignment_use_confirmed":
        sold = row.get("consignment_kind") in {"clinical_choice", "loan", "rental"} or any(
            column in data for column in ("sale_no", "unit_price", "amount")
        )
        used = data.get("used_quantity", row.get("quantity"))
        goods = {**row, "serial": data.get("used_serial", row.get("serial"))}
        yield goods, used, out, "saleable" if sold else "customer"
    elif kind == "consignment_unused_returned":
        if "return_no" not in data:
            goods = {**row, "serial": data.get("unused_serial", row.get("serial"))}
            yield goods, data.get("unused_quantity", row.get("quantity")), out, "saleable"
    elif kind == "goods_disposed":
        source = "quarantined" if "return_no" in data else "saleable"
        source = "nonconforming" if "nonconformity_no" in data else source
        back = data["disposal_kind"] == "returned_to_supplier"
        yield data, data["quantity"], source, "returned_to_supplier" if back else "disposed"
    elif kind == "unit_exchanged":
        names = {"product_code": "replacement_product_code", "lot": "replacement_lot"}
        given = {key: data[name] for key, name in names.items() if name in data}
        given["serial"] = data.get("replacement_serial")
        yield given, data["quantity"], "saleable", "customer"
        if "return_no" not in data:
            yield data, data["quantity"], "customer", "quarantined"
    elif kind == "discrepancy_replenished" and "product_code" in row:
        given = {"product_code": row["product_code"], "lot": data.get("replenish_lot", row.get("lot"))}
        given["serial"] = data.get("replenish_serial")
        yield given, data.get("replenished_quantity", row.get("quantity")), "saleable", "customer"
    elif kind == "repair_loaner_issued":
        yield _loaner(data), 1, "saleable", "on_loan"
    elif kind == "repair_loaner_returned":
        sound = data.get("loaner_state") in _SOUND
        yield _loaner(row["came_back"]), 1, "on_loan", "saleable" if sound else "quarantined"
    elif kind == "stock_counted":
        more = Fraction(data["counted_quantity"]) - Fraction(data["book_quantity"])
        yield data, max(more, Fraction(0)), "outside", "saleable"
        yield data, max(-more, Fraction(0)), "saleable", "outside"
    elif kind == "nonconformity_found" and row["found_stage"] != "receipt":
        back = row["found_stage"] in {"sales_return", "complaint"}
        yield row, row["quantity"], "quarantined" if back else "saleable", "nonconforming"
    elif kind in {"nonconformity_confirmed", "nonconformity_decided"}:
        fine = row.get("conclusion") == "conforming"
        release = data.get("nc_disposition") == "release" and not fine
        now = release if kind == "nonconformity_decided" else data["conclusion"] == "conforming"
        if now and row.get("found_stage") != "receipt":
            yield row, row.get("quantity"), "nonconforming", "saleable"


def _loaner(lent: dict[str, Any]) -> dict[str, Any]:
    """Return the goods that were lent, as a line names goods."""
    names = {"product_code": "loaner_product_code", "serial": "loaner_serial"}
    return {key: lent[name] for key, name in names.items() if name in lent}
