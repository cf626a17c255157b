"""Scanned UDI carriers: whether they are right in themselves and agree with the line; both only warn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ledger.deciding.packings import identifiers_of
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.names import serials_of
from ledger.paper_numbers import normal
from ledger.phrases import Part
from ledger.subjects.papers.number_rules import CARRIER, FAULTY_CARRIER
from ledger.subjects.papers.phrases import DIFFERS, WRONG
from ledger.udi import Carrier, same_identifier, scanned
from ledger.udi_faults import faults


def judge_carrier(s: Situation) -> Sequence[Breach]:
    """Judge whether a scanned UDI is wrong in itself, or contradicts lot, serials, dates, product."""
    data = s.command.data
    if "udi" not in data:
        return ()
    codes = data["udi"].split(";")
    wrong = [WRONG[one.element].with_(told=one.told) for udi in codes for one in faults(udi, data.get("lot"))]
    faulty = (FAULTY_CARRIER.broken(udi=data["udi"], what=wrong),) if wrong else ()
    if (product := s.version("products")) is None:
        return faulty
    what: list[Part] = []
    for udi in codes:
        carrier = scanned(udi)
        if carrier is not None:
            packings = identifiers_of(s.state, data["product_code"])
            packed = carrier.same in {same_identifier(one) for one in packings}
            what.extend(_differing(carrier, data, {} if packed else product.data))
    return (*faulty, CARRIER.broken(udi=data["udi"], what=what)) if what else faulty


def _differing(carrier: Carrier, line: Mapping[str, Any], product: Mapping[str, Any]) -> Iterator[Part]:
    """Yield in which respects a carrier contradicts its line."""
    for column, told, given in (
        ("udi", carrier.identifier, product.get("udi_di")),
        ("lot", carrier.lot, line.get("lot")),
        ("production_date", carrier.made, line.get("production_date")),
        ("expiry_date", carrier.expires, line.get("expiry_date")),
    ):
        if told is not None and given is not None and not _same(column, told, given, carrier):
            yield DIFFERS[column].with_(told=told, given=given)
    serial, serials = carrier.serial, serials_of(line)
    if serial is not None and serials and not any(_same("serial", serial, one, carrier) for one in serials):
        yield DIFFERS["serial"].with_(told=serial, given=";".join(serials))


def _same(column: str, told: str, given: str, carrier: Carrier) -> bool:
    if column == "udi":
        return same_identifier(told) == same_identifier(given)
    told, given = normal(told), normal(given)
    return told == given or (carrier.open_ended and told.startswith(given))
