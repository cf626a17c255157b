"""The typeface of our papers: Noto Sans SC (SIL Open Font License 1.1), cut down to what is used."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any, Final

from replay.paper.compact_font import Glyph, compact
from replay.paper.outlines import Outline

EM: Final = 1000
_INSTEAD: Final = "〓"
"""Drawn for a sign that the font does not have, as printers do."""
NAME: Final = "NotoSansSC-Regular"


class Typeface:
    """A font file, read as far as it is needed."""

    def __init__(self) -> None:
        self.code = _Codes(self)
        self.width = _Widths(self)
        self._glyphs: dict[int, Glyph] = {}

    @cached_property
    def _font(self) -> Any:
        from fontTools.ttLib import TTFont
        from pylopdf_fonts_zh_cn import sans_path

        return TTFont(io.BytesIO(sans_path().read_bytes()), lazy=True)

    @cached_property
    def _characters(self) -> dict[int, str]:
        found: dict[int, str] = self._font.getBestCmap()
        return found

    @cached_property
    def _metrics(self) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = self._font["hmtx"].metrics
        return found

    @cached_property
    def _top(self) -> Any:
        return self._font["CFF "].cff.topDictIndex[0]

    @cached_property
    def _parts(self) -> list[tuple[list[bytes], int, int]]:
        """Local subroutines, default and nominal width of each font dictionary."""
        privates = [one.Private for one in self._top.FDArray]
        return [
            (
                [_code_of(one) for one in getattr(private, "Subrs", ())],
                private.defaultWidthX,
                private.nominalWidthX,
            )
            for private in privates
        ]

    @cached_property
    def _everywhere(self) -> list[bytes]:
        return [_code_of(one) for one in self._top.GlobalSubrs]

    def cid(self, letter: int) -> int:
        """Return the number of the glyph of a sign; one that the font lacks has that of `〓`."""
        name = self._characters.get(letter) or self._characters[ord(_INSTEAD)]
        return int(name.removeprefix("cid")) if name.startswith("cid") else 0

    def advance(self, cid: int) -> int:
        """Return the width of a glyph, in thousandths of its size."""
        return self._metrics[f"cid{cid:05}" if cid else ".notdef"][0]

    def subset(self, cids: Iterable[int]) -> bytes:
        """Return a CFF font of some glyphs."""
        chosen = {cid: self._glyph(cid) for cid in sorted({0, *cids})}
        return compact(NAME, chosen, [(default, nominal) for _, default, nominal in self._parts])

    def _glyph(self, cid: int) -> Glyph:
        found = self._glyphs.get(cid)
        if found is None:
            strings = self._top.CharStrings
            at = strings.charStrings[f"cid{cid:05}" if cid else ".notdef"]
            part = self._top.FDSelect[at]
            local, _, _ = self._parts[part]
            outline = Outline(local, self._everywhere).taken(_code_of(strings.charStringsIndex[at]))
            found = self._glyphs[cid] = Glyph(outline, part)
        return found


def _code_of(charstring: Any) -> bytes:
    if charstring.bytecode is None:
        charstring.compile()
    return bytes(charstring.bytecode)


class _Codes(dict[int, str]):
    """The hexadecimal code of each sign, for `str.translate`."""

    def __init__(self, face: Typeface) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, letter: int) -> str:
        made = self[letter] = f"{self._face.cid(letter):04X}"
        return made


class _Widths(dict[str, int]):
    """The width of each sign, in thousandths of its size."""

    def __init__(self, face: Typeface) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, letter: str) -> int:
        made = self[letter] = self._face.advance(self._face.cid(ord(letter)))
        return made


@lru_cache(maxsize=1)
def typeface() -> Typeface:
    """Return the typeface; its file is read once in a process, and only when something is drawn."""
    return Typeface()
