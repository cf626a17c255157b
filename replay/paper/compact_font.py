"""A CFF font of a few glyphs, written anew: Adobe Technical Note 5176, keyed by CID."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_STANDARD_STRINGS: Final = 391
_HEADER: Final = b"\x01\x00\x04\x04"
_NOTDEF_ONLY: Final = b"\x0e"  # an outline that ends at once


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of the whole font.

    Attributes:
        outline: Charstring without subroutines.
        part: Number of its font dictionary.
    """

    outline: bytes
    part: int


def compact(name: str, glyphs: Mapping[int, Glyph], widths: Sequence[tuple[int, int]]) -> bytes:
    """Return the font of some glyphs.

    Args:
        name: PostScript name.
        glyphs: By CID.
        widths: Default and nominal width of each font dictionary.
    """
    cids = sorted(cid for cid in glyphs if cid)
    notdef = glyphs.get(0, Glyph(_NOTDEF_ONLY, 0))
    outlines = [notdef.outline, *(glyphs[cid].outline for cid in cids)]
    parts = [notdef.part, *(glyphs[cid].part for cid in cids)]
    charset = b"\x00" + b"".join(cid.to_bytes(2, "big") for cid in cids)
    select = b"\x00" + bytes(parts)
    strings = _index([b"Adobe", b"Identity"])
    charstrings = _index(outlines)
    privates = [_number(default) + b"\x14" + _number(nominal) + b"\x15" for default, nominal in widths]
    front = _HEADER + _index([name.encode()])
    top_size = len(_top([0] * 4, max(cids, default=0)))
    after = len(front) + len(_index([bytes(top_size)])) + len(strings) + len(_index([]))
    places = [after, after + len(charset), after + len(charset) + len(select)]
    fonts = places[2] + len(charstrings)
    dictionaries = [bytes(len(_private(0, 0)))] * len(privates)
    at = fonts + len(_index(dictionaries))
    for number, private in enumerate(privates):
        dictionaries[number] = _private(len(private), at)
        at += len(private)
    top = _top([*places, fonts], max(cids, default=0))
    return b"".join(
        [
            front,
            _index([top]),
            strings,
            _index([]),
            charset,
            select,
            charstrings,
            _index(dictionaries),
            *privates,
        ]
    )


def _top(places: Sequence[int], last: int) -> bytes:
    """Return the top dictionary: ordering, count, where charset, selection, outlines and parts lie."""
    registry = _wide(_STANDARD_STRINGS) + _wide(_STANDARD_STRINGS + 1) + _wide(0) + b"\x0c\x1e"
    operators = (b"\x0f", b"\x0c\x25", b"\x11", b"\x0c\x24")
    listed = b"".join(_wide(place) + operator for place, operator in zip(places, operators, strict=True))
    return registry + _wide(last + 1) + b"\x0c\x22" + listed


def _private(size: int, place: int) -> bytes:
    return _wide(size) + _wide(place) + b"\x12"


def _index(items: Sequence[bytes]) -> bytes:
    if not items:
        return b"\x00\x00"
    offsets, at = [1], 1
    for item in items:
        at += len(item)
        offsets.append(at)
    table = b"".join(one.to_bytes(4, "big") for one in offsets)
    return len(items).to_bytes(2, "big") + b"\x04" + table + b"".join(items)


def _wide(number: int) -> bytes:
    """Return a number that always takes five bytes, so that places are known before they are."""
    return b"\x1d" + number.to_bytes(4, "big", signed=True)


def _number(number: int) -> bytes:
    return b"\x1c" + number.to_bytes(2, "big", signed=True)
