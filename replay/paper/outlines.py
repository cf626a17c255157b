"""The outlines of single glyphs, taken out of a CFF font: each with the subroutines that it calls put in.

The charstrings of Adobe Technical Note 5177: numbers, then an operator. An outline that calls nothing can be
put into a font of its own, whatever else that font holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_HINTS: Final = frozenset({1, 3, 18, 23})  # hstem, vstem, hstemhm, vstemhm
_MASKS: Final = frozenset({19, 20})  # hintmask, cntrmask
_CALL_LOCAL: Final = 10
_CALL_GLOBAL: Final = 29
_RETURN: Final = 11
_END: Final = 14
_ESCAPE: Final = 12
_SHORT: Final = 28
_FIXED: Final = 255
_DEPTH: Final = 10


class Outline:
    """One outline on its way out of a font.

    Args:
        local: Subroutines of its font dictionary.
        everywhere: Subroutines of the whole font.
    """

    def __init__(self, local: Sequence[bytes], everywhere: Sequence[bytes]) -> None:
        self._local, self._everywhere = local, everywhere
        self._done = bytearray()
        self._operands = 0  # on the stack
        self._begins = [0]  # where in what is done each operand begins
        self._hints = 0

    def taken(self, charstring: bytes) -> bytes:
        """Return a charstring that calls no subroutine.

        Raises:
            ValueError: It calls itself without end.
        """
        self._take(charstring, 0)
        return bytes(self._done)

    def _take(self, code: bytes, depth: int) -> bool:
        """Take the code of a charstring or a subroutine; return whether the outline ends in it."""
        if depth > _DEPTH:
            raise ValueError("expected at most ten subroutines within each other")
        at = 0
        while at < len(code):
            first = code[at]
            width = _width(code, at)
            if first >= 32 or first == _SHORT:
                self._begins.append(len(self._done))
                self._done += code[at : at + width]
                self._operands += 1
            elif first in {_CALL_LOCAL, _CALL_GLOBAL}:
                called = self._local if first == _CALL_LOCAL else self._everywhere
                if self._take(called[self._popped() + _bias(len(called))], depth + 1):
                    return True
            elif first == _RETURN:
                return False
            else:
                width += self._operator(code, at, width)
                if first == _END:
                    return True
            at += width
        return False

    def _operator(self, code: bytes, at: int, width: int) -> int:
        """Take an operator, and return how many bytes of a mask follow it."""
        first = code[at]
        if first in _HINTS | _MASKS:
            self._hints += self._operands // 2
        mask = (self._hints + 7) // 8 if first in _MASKS else 0
        self._done += code[at : at + width + mask]
        self._operands, self._begins = 0, [0]
        return mask

    def _popped(self) -> int:
        """Return the last operand, and take it back."""
        begin = self._begins.pop()
        number = _number(bytes(self._done[begin:]))
        del self._done[begin:]
        self._operands -= 1
        return number


def _bias(count: int) -> int:
    if count < 1240:
        return 107
    return 1131 if count < 33_900 else 32_768


def _width(code: bytes, at: int) -> int:
    first = code[at]
    if first == _SHORT:
        return 3
    if first == _FIXED:
        return 5
    if first == _ESCAPE or 247 <= first < _FIXED:
        return 2
    return 1


def _number(code: bytes) -> int:
    first = code[0]
    if first == _SHORT:
        return int.from_bytes(code[1:3], "big", signed=True)
    if first < 247:
        return first - 139
    if first < 251:
        return (first - 247) * 256 + code[1] + 108
    return -(first - 251) * 256 - code[1] - 108
