"""Scanned UDI carriers: whether they are right in themselves, can be read in one way, agree with the line."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from ledger.deciding.packings import identifiers_of
from ledger.deciding.rule import Breach
from ledger.deciding.scans import codes_of, is_on_a_unit, is_tracked, readings
from ledger.deciding.situation import Situation
from ledger.names import serials_of
from ledger.paper_numbers import normal
from ledger.phrases import Part
from ledger.subjects.papers.number_rules import CARRIER, CARRIER_TOLD, FAULTY_CARRIER
from ledger.subjects.papers.phrases import DIFFERS, SEVERAL_READINGS, WRONG
from ledger.udi import Carrier, same_identifier
from ledger.udi_faults import faults


def judge_carrier(s: Situation) -> Sequence[Breach]:
    """Judge whether a scanned UDI is wrong in itself, or contradicts lot, serials, dates, product.

    What moves goods must agree with their code; of what is reported or found, the contradiction is told.
    """
    data = s.command.data
    if "udi" not in data:
        return ()
    product = s.version("products")
    wrong = list(_wrong(data, product.data if product is not None else {}))
    faulty = (FAULTY_CARRIER.broken(udi=data["udi"], what=wrong),) if wrong else ()
    if product is None:
        return faulty
    what: list[Part] = []
    packings = {same_identifier(one) for one in identifiers_of(s.state, data["product_code"])}
    for _, carrier in codes_of(data):
        what.extend(_differing(carrier, data, product.data, packings))
    rule = CARRIER if s.table.key in CARRIER.tables else CARRIER_TOLD
    return (*faulty, rule.broken(udi=data["udi"], what=what)) if what else faulty


def _wrong(line: Mapping[str, Any], product: Mapping[str, Any]) -> Iterator[Part]:
    """Yield what is wrong in the codes of a line: faults, and lots that could be read in several ways."""
    for udi in line["udi"].split(";"):
        for fault in faults(udi, line.get("lot")):
            yield WRONG[fault.element].with_(told=fault.told)
    for code in codes_of(line) if "lot" not in line else ():
        lots = readings(code, tracked=is_tracked(product))
        if len(lots) > 1:
            yield SEVERAL_READINGS.with_(told=" / ".join(lots))


def _differing(
    carrier: Carrier, line: Mapping[str, Any], product: Mapping[str, Any], packings: Container[str | None]
) -> Iterator[Part]:
    """Yield in which respects a carrier contradicts its line."""
    own = product.get("udi_di")
    for column, told, given in (
        ("udi", carrier.identifier, None if carrier.same in packings else own),
        ("lot", carrier.lot, line.get("lot")),
        ("production_date", carrier.made, line.get("production_date")),
        ("expiry_date", carrier.expires, line.get("expiry_date")),
    ):
        if told is not None and given is not None and not _same(column, told, given, carrier):
            yield DIFFERS[column].with_(told=told, given=given)
    serial, serials = carrier.serial, serials_of(line)
    if serial is None or not is_on_a_unit(carrier, own, packings):
        return
    if serials and not any(_same("serial", serial, one, carrier) for one in serials):
        yield DIFFERS["serial"].with_(told=serial, given=";".join(serials))


def _same(column: str, told: str, given: str, carrier: Carrier) -> bool:
    if column == "udi":
        return same_identifier(told) == same_identifier(given)
    told, given = normal(told), normal(given)
    return told == given or (carrier.open_ended and told.startswith(given))
