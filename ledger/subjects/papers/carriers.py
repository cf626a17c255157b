"""Scanned UDI carriers: whether what they tell contradicts the line. The answer only ever warns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.names import serials_of
from ledger.phrases import Part
from ledger.subjects.papers.number_rules import CARRIER
from ledger.subjects.papers.numbers import normal
from ledger.subjects.papers.phrases import DIFFERS
from ledger.udi import Carrier, same_identifier, scanned


def judge_carrier(s: Situation) -> Sequence[Breach]:
    """Judge whether a scanned UDI contradicts the lot, serials, dates or product of its line."""
    data = s.command.data
    if "udi" not in data or (product := s.version("products")) is None:
        return ()
    what: list[Part] = []
    for udi in data["udi"].split(";"):
        carrier = scanned(udi)
        if carrier is not None:
            what.extend(_differing(carrier, data, product.data))
    return (CARRIER.broken(udi=data["udi"], what=what),) if what else ()


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
