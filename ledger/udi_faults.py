"""What is wrong in a scanned UDI itself: a check digit that does not agree, a day that there is not.

A scanner may lose the separator FNC1 or write another sign for it. Where a lot swallowed what stood behind
it, the elements behind are looked at as soon as somebody says where the lot ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from ledger.udi import day_of_six, is_mistyped, scanned, understood
from ledger.udi_issuers import hibc_check, is_hibc_mistyped, issuer_told

CHECK: Final = "check"
MADE: Final = "11"
EXPIRES: Final = "17"
_DATED: Final = (MADE, EXPIRES)
_in_link = re.compile(r"[/?&](11|17)[/=](\d{6})(?![0-9])", re.ASCII).findall
_BARE: Final = (13, 14)  # digits of an identifier that stands alone


class Fault(NamedTuple):
    """One fault: which element, and what stands there.

    Attributes:
        element: `CHECK`, or the application identifier of a day: `MADE`, `EXPIRES`.
        told: As it stands in the code.
    """

    element: str
    told: str


def faults(udi: str, lot: str | None = None) -> Iterator[Fault]:
    """Yield what is wrong in a UDI.

    Args:
        udi: One code, as scanned.
        lot: Where the lot of the goods is known, elements that stand behind it are looked at as well.

    >>> list(faults("(01)06901234567893(17)290231(10)L24"))
    [Fault(element='check', told='06901234567893'), Fault(element='17', told='290231')]
    >>> list(faults("010690123456789210L2417291301", "L24"))
    [Fault(element='17', told='291301')]
    """
    text = udi.strip()
    if text.startswith("+"):
        if issuer_told(text) is not None and is_hibc_mistyped(text):
            yield Fault(CHECK, f"{text[-1]} ≠ {hibc_check(text[:-1].upper())}")
        return
    linked = issuer_told(text)
    if linked is not None or text.startswith("MA."):
        if linked is not None and is_mistyped(linked.identifier):
            yield Fault(CHECK, linked.identifier)
        yield from _days(dict(_in_link(text)) if linked is not None else {})
        return
    is_bare = text.isascii() and text.isdigit() and len(text) in _BARE
    found = {"01": text} if is_bare else understood(text)
    if "01" in found and is_mistyped(found["01"]):
        yield Fault(CHECK, found["01"])
    yield from _days(found)
    carrier = scanned(text)
    told = carrier.lot if carrier is not None and carrier.open_ended else None
    if told and lot and told != lot and told.startswith(lot):
        yield from _days(understood(told[len(lot) :]))


def _days(found: Mapping[str, str]) -> Iterator[Fault]:
    for element in _DATED:
        if element in found and day_of_six(found[element]) is None:
            yield Fault(element, found[element])
