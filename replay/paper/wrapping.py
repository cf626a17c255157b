"""Texts broken into lines: between Chinese signs anywhere, within a code or a word only if need be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from replay.paper.typeface import EM, Typeface

_parts = re.compile(r"[!-\u2e7f]+|\s+|.", re.DOTALL).findall
_MOST_KEPT: Final = 50_000


class Lines:
    """Breaks texts of one size into lines; what many rows share is broken once.

    Args:
        face: The typeface.
        size: In points.
    """

    def __init__(self, face: Typeface, size: float) -> None:
        self._face, self._size = face, size
        self._kept: dict[tuple[str, float], list[str]] = {}

    def width(self, text: str) -> float:
        """Return the width of a text, in points."""
        return sum(map(self._face.width.__getitem__, text)) * self._size / EM

    def longest_part(self, text: str) -> float:
        """Return the width of the longest part of a text that should stay in one line."""
        return max((self.width(part) for part in _parts(text)), default=0.0)

    def of(self, text: str, width: float) -> list[str]:
        """Return the lines of a text."""
        key = (text, width)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._broken(text, width)
        return found

    def _broken(self, text: str, width: float) -> list[str]:
        if "\n" not in text and self.width(text) <= width:
            return [text]
        return [line for one in text.splitlines() for line in self._filled(one, width)] or [""]

    def _filled(self, text: str, width: float) -> Iterator[str]:
        line, taken = "", 0.0
        for part in self._fitting(text, width):
            wide = self.width(part)
            if line and taken + wide > width:
                yield line.rstrip()
                line, taken = "", 0.0
                if part.isspace():
                    continue
            line += part
            taken += wide
        yield line

    def _fitting(self, text: str, width: float) -> Iterator[str]:
        """Yield parts that are not broken; one that is wider than a line comes sign by sign."""
        for part in _parts(text):
            if len(part) > 1 and self.width(part) > width:
                yield from part
            else:
                yield part
