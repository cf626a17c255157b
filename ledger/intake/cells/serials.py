"""Serials of a line: one or several in a cell, however they are set apart.

`;`, `、`, a comma or a new line always part serials. A blank, `/` or a range (`SN001-SN010`) may also stand
inside one serial: whether it does, the quantity of the line tells, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.cell_problems import (
    BRACKET_TORN,
    SERIAL_TWICE,
    SERIALS_OF_OTHER_COUNT,
    SERIALS_UNCOUNTED,
)
from ledger.intake.cells.codes import CODE_LIMIT, code, is_plain
from ledger.intake.cells.wrapping import is_torn, unbracketed, unwrapped
from ledger.serial_ranges import names_range

RANGE_LIMIT = 10_000  # units on one line; what names more is no range

_separator = re.compile("[;；、,，\r\n]+")
_soft = re.compile("[/ ~\\-–—至到]|\\.\\.").search
_around_sign = re.compile(r" *(\.\.|[~–—至到]) *| +- +")
_parting = (re.compile(" */ *"), re.compile(" +"), re.compile(" */ *| +"))
_range = re.compile(
    r"(?P<before>.*?)(?P<first>\d+)(?P<sign>\.\.|[-~–—至到])(?P<again>(?P=before))?(?P<last>\d+)", re.ASCII
).fullmatch
_runs = re.compile(r"\d+|[^\W\d_]+")
_SURE_SIGNS = frozenset({"~", "至", "到", ".."})
_SURELY_ONE_EACH = 6  # signs: parts of digits alone that are shorter may be parts of one serial


def serials(text: str) -> str | None:
    """Return the serials of a cell, each as a code, joined by `;` in the order given.

    >>> serials("SN1；SN2、SN3,SN4"), serials("A/1")
    ('SN1;SN2;SN3;SN4', 'A/1')

    Raises:
        CellError: A serial stands there twice, is no code, or is parted within brackets.
    """
    if is_plain(text) and len(text) <= CODE_LIMIT:
        return text
    parts = _separator.split(text.strip())
    if len(parts) == 1:
        return code(text)
    inside, _ = unwrapped(text.strip())
    parts = _separator.split(unbracketed(inside))
    if is_torn(parts):
        raise CellError(BRACKET_TORN, text=text)
    return _joined(one for part in parts if (one := code(part)) is not None) or None


def _joined(parts: Iterator[str] | Sequence[str]) -> str:
    seen: dict[str, None] = {}
    for one in parts:
        if one in seen:
            raise CellError(SERIAL_TWICE, text=one)
        seen[one] = None
    return ";".join(seen)


def count_of(joined: str) -> int:
    """Return how many serials a joined text names."""
    return joined.count(";") + 1


def counted(joined: str, quantity: str | None) -> str:
    """Return the serials that a cell means on a line of this quantity.

    >>> counted("SN1/SN2", "2"), counted("SN1/SN2", "1"), counted("SN09-SN11", "3")
    ('SN1;SN2', 'SN1/SN2', 'SN09;SN10;SN11')

    Args:
        joined: The serials as :func:`serials` reads them.
        quantity: How many units the line has; None where it does not say.

    Raises:
        CellError: It may be one serial or several, and the quantity agrees with neither.
    """
    if not _soft(joined):
        return joined
    parts = joined.split(";")
    if quantity is None:
        if any(_surely_several(part) for part in parts):
            raise CellError(SERIALS_UNCOUNTED, text=joined)
        return joined
    if quantity == str(len(parts)) and not any(_sure_range(part) for part in parts):
        return joined
    readings = {tuple(one) for one in _readings(parts)}
    fitting = [one for one in readings if str(len(one)) == quantity]
    if len(fitting) == 1:
        return _joined(fitting[0])
    if readings:
        count = min(map(len, readings))
        raise CellError(SERIALS_OF_OTHER_COUNT, text=joined, count=count, quantity=quantity)
    return joined


def listed(serials: list[str], quantity: str | None) -> list[str]:
    """Return a list of serials in which a range names each of its units.

    A list without a quantity may name units that nobody has counted, as the scope of a recall does: then a
    range written `A0001..A0350` stays one.

    >>> listed(["SN1~SN3", "SN7"], "4"), listed(["A12-34"], "100"), listed(["SN1..SN3"], None)
    (['SN1', 'SN2', 'SN3', 'SN7'], ['A12-34'], ['SN1..SN3'])

    Raises:
        CellError: There is a range, and the quantity does not agree with it.
    """
    ranges = [one for one in serials if quantity is None and names_range(one)]
    return [*_counted_list([one for one in serials if one not in ranges], quantity), *ranges]


def _counted_list(serials: list[str], quantity: str | None) -> list[str]:
    if any(_soft(one) and _surely_several(one) for one in serials):
        return counted(";".join(serials), quantity).split(";")
    return serials


def _readings(parts: Sequence[str]) -> Iterator[list[str]]:
    """Yield the lists of serials, other than as they stand, that parts of a cell may mean."""
    for sign in (None, *_parting):
        apart = [one for part in parts for one in (_apart(part, sign) if sign else [_closed(part)])]
        if sign is not None and len(apart) > len(parts):
            yield apart
        spread = [one for part in apart for one in _spread(part)]
        if len(spread) > len(apart):
            yield spread


def _closed(part: str) -> str:
    """Return a part without blanks around the sign of a range."""
    return _around_sign.sub(lambda match: match[1] or "-", part)


def _apart(part: str, sign: re.Pattern[str]) -> list[str]:
    """Return what a sign parts, if all of it looks alike and so may be serials of their own."""
    closed = _closed(part)
    apart = sign.split(closed)
    return apart if len({_form(one) for one in apart}) == 1 and _form(apart[0]) else [part]


def _form(serial: str) -> str:
    """Return the form of a serial: runs of letters and digits; empty where it has no digit."""
    match = _range(serial)  # of a range, that of its first
    first = match["before"] + match["first"] if match else serial
    form = _runs.sub(lambda run: "9" if run[0][0].isdigit() else "A", first)
    return form if "9" in form else ""


def _spread(part: str) -> list[str]:
    """Return the serials of a range, or the part itself."""
    match = _range(part)
    if match is None:
        return [part]
    before, first, last = match["before"], match["first"], match["last"]
    numbers = range(int(first), int(last) + 1)
    same_width = len(first) == len(last)
    grown = match["again"] is not None and first[0] != "0" and last[0] != "0"
    if not 1 < len(numbers) <= RANGE_LIMIT or not (same_width or grown):
        return [part]
    return [f"{before}{number:0{len(first)}d}" for number in numbers]


def _sure_range(part: str) -> bool:
    """Whether a part is a range by its sign, which no serial holds."""
    closed = _closed(part)
    match = _range(closed)
    return match is not None and match["sign"] in _SURE_SIGNS and len(_spread(closed)) > 1


def _surely_several(part: str) -> bool:
    """Whether nobody would take a part for a single serial, although nothing says how many there are."""
    closed = _closed(part)
    match = _range(closed)
    if match is not None and len(_spread(closed)) > 1:
        return match["sign"] in _SURE_SIGNS or (
            bool(match["again"]) and any(sign.isalpha() for sign in match["before"])
        )
    for sign in _parting[:2]:
        apart = _apart(part, sign)
        if len(apart) > 1 and len({len(one) for one in apart}) == 1:
            letters = any(one.isalpha() for one in apart[0])
            if letters or len(apart[0]) >= _SURELY_ONE_EACH:
                return True
    return False
