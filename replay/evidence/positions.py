"""A set of positions of the log, small however many they are: one bit each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class NamedPositions:
    """NamedPositions that were named, to be told once each, ascending."""

    def __init__(self) -> None:
        self._bits = bytearray()
        self.count = 0

    def add(self, positions: Iterable[int]) -> None:
        """Add positions."""
        for position in positions:
            place, bit = position >> 3, 1 << (position & 7)
            if place >= len(self._bits):
                self._bits.extend(bytes(place + 1 - len(self._bits)))
            if not self._bits[place] & bit:
                self._bits[place] |= bit
                self.count += 1

    def __iter__(self) -> Iterator[int]:
        for place, byte in enumerate(self._bits):
            if byte:
                yield from (place * 8 + bit for bit in range(8) if byte >> bit & 1)
