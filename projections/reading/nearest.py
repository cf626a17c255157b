"""Which known values are near one that nobody knows: what a person may have meant who typed it."""

from __future__ import annotations

import heapq
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final

from ledger.phrases import Particular, Phrase

MOST: Final = 3
NEAR: Final = Phrase("near_values", "相近的有：{values}。", "Near: {values}. ")
NONE_NEAR: Final = Phrase("no_near_values", "", "")
NEAREST: Final = Phrase("nearest_values", "最接近的已知值：{values}。", "The nearest known ones: {values}.")
SOME_KNOWN: Final = Phrase(
    "some_known_values",
    "没有相近的；已知的例如：{values}。",
    "None is near; known are for example: {values}.",
)
NONE_KNOWN: Final = Phrase("no_known_values", "账本中还没有此类值。", "None of that kind is known yet.")
_LEAST_ALIKE: Final = 0.5
# What looks alike in print or on a label, and what separates the parts of a code and says nothing.
_ALIKE: Final = str.maketrans(
    {"o": "0", "q": "0", "i": "1", "l": "1", "|": "1", "z": "2", "s": "5", "b": "8"}
)
_SEPARATORS: Final = str.maketrans("", "", " -_./\\·()[]{}")


def near_phrase(values: Sequence[str]) -> Particular:
    """Return the part of an advice that names near values; nothing where there are none."""
    return NEAR.with_(values=", ".join(values)) if values else NONE_NEAR


def nearness(wanted: str, known: Iterable[str]) -> Particular:
    """Return a sentence that names the known values near a wanted one, else some known ones, if any."""
    every = sorted({value for value in known if value})
    if near := nearest(wanted, every):
        return NEAREST.with_(values=", ".join(near))
    return SOME_KNOWN.with_(values=", ".join(every[:MOST])) if every else NONE_KNOWN


def folded(text: str) -> str:
    """Return a text as values are compared that a person may have mistaken: width, case, signs, look.

    >>> folded("Ｌ２４-O1") == folded("l2401")
    True
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_SEPARATORS)
    return plain.translate(_ALIKE)


def nearest(wanted: str, known: Iterable[str], *, most: int = MOST) -> list[str]:
    """Return the known values that are most like a wanted one, the likest first, then by code point.

    Args:
        wanted: As typed.
        known: Values, each once or several times.
        most: How many to return.
    """
    mine = folded(wanted)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(mine)
    found = {(-_likeness(matcher, mine, folded(value)), value) for value in known if value}
    return [value for score, value in heapq.nsmallest(most, found) if -score >= _LEAST_ALIKE]


def _likeness(matcher: SequenceMatcher[str], mine: str, other: str) -> float:
    """Return how like two folded values are, from 0 to 1; one that contains the other is quite like it."""
    if mine == other:
        return 1.0
    if mine and other and (mine in other or other in mine):
        return 0.8 + 0.19 * min(len(mine), len(other)) / max(len(mine), len(other))
    matcher.set_seq1(other)
    if matcher.real_quick_ratio() < _LEAST_ALIKE or matcher.quick_ratio() < _LEAST_ALIKE:
        return 0.0
    return matcher.ratio()
