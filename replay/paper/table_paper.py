"""A table on paper: landscape A4, its title and basis on top, the headings again on each page, page x of y.

A table of more columns than a page is wide stands in bands: each row takes several lines, one below the
other, and so do the headings. Below is room for the company's seal and for signatures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO, Final

from replay.paper.pdf import PdfFile
from replay.paper.typeface import typeface
from replay.paper.wrapping import Lines

WIDTH: Final = 842
HEIGHT: Final = 595
_LEFT: Final = 28.0
_TOP: Final = 567.0
_BOTTOM: Final = 48.0
_INSIDE: Final = WIDTH - 2 * _LEFT
_SIZE: Final = 6.5
_LINE: Final = 8.2
_PAD: Final = 2.0
_TITLE: Final = 15.0
_WIDEST: Final = 150.0
_NARROWEST: Final = 24.0
_SAMPLE: Final = 500
_FOOT: Final = ("企业盖章：", "制表：", "审核：", "日期：")
_GREY: Final = "0.92 g"


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column on paper: its heading, and whether its cells stand at the right."""

    heading: str
    at_right: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    """A column in its place."""

    number: int
    x: float
    width: float
    at_right: bool


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table to be drawn.

    Attributes:
        title: Above it.
        head: Lines below the title: company, basis, filters.
        columns: In order.
        rows: Texts in the order of the columns, taken as they come.
        after: Lines below the rows.
    """

    title: str
    head: Sequence[str]
    columns: Sequence[PaperColumn]
    rows: Iterable[Sequence[str]]
    after: Sequence[str] = ()

    def texts(self) -> Iterator[str]:
        """Yield every text of it but the headings; its rows must be kept, not only pass by."""
        yield from chain([self.title], self.head, *self.rows, self.after)


def write_tables(stream: BinaryIO, tables: Sequence[PaperTable]) -> int:
    """Write tables as one PDF, each from a new page on, and return how many pages there are.

    Args:
        stream: Takes the bytes.
        tables: One at least.
    """
    file = PdfFile(stream, tables[0].title, WIDTH, HEIGHT)
    for table in tables:
        rest = iter(table.rows)
        sample = list(islice(rest, _SAMPLE))
        paper = _TablePaper(file, table, sample)
        for row in chain(sample, rest):
            paper.row(row)
        paper.below(table.after)
        paper.end()
    file.close(f"{file.pages} 页", 8)
    return file.pages


class _TablePaper:
    """A table on its way to paper."""

    def __init__(self, file: PdfFile, table: PaperTable, sample: Sequence[Sequence[str]]) -> None:
        self._file = file
        self._title, self._head = table.title, table.head
        self._lines = Lines(typeface(), _SIZE)
        self._headings = [column.heading for column in table.columns]
        self._bands = list(_bands(table.columns, self._lines, sample))
        self._drawn: list[str] = []
        self._texts: list[str] = []
        self._y = _TOP
        self._begin(first=True)

    def row(self, texts: Sequence[str]) -> None:
        """Draw a row."""
        laid = [self._laid(band, texts) for band in self._bands]
        heights = [_height(cells) for cells in laid]
        if sum(heights) > self._y - _BOTTOM and sum(heights) <= self._room:
            self._turn()
        for band, cells, height in zip(self._bands, laid, heights, strict=True):
            self._cut(band, cells, height)
        self._drawn.append(f"0.8 w {_LEFT:.2f} {self._y:.2f} m {_LEFT + _INSIDE:.2f} {self._y:.2f} l S 0.3 w")

    def below(self, lines: Sequence[str]) -> None:
        """Write lines below the rows."""
        for line in (part for one in lines for part in self._lines.of(one, _INSIDE)):
            if self._y - 2 * _LINE < _BOTTOM:
                self._turn()
            self._y -= _LINE + 1
            self._texts.append(self._file.text(_LEFT, self._y - 2, _SIZE, line))

    def _laid(self, band: Sequence[_Placed], texts: Sequence[str]) -> list[list[str]]:
        return [self._lines.of(texts[one.number], one.width - 2 * _PAD) for one in band]

    def _cut(self, band: Sequence[_Placed], cells: list[list[str]], height: float) -> None:
        """Draw a band, in pieces where it is higher than what is left of the page."""
        while height > self._y - _BOTTOM:
            fit = int((self._y - _BOTTOM - 2 * _PAD) / _LINE)
            if fit > 0:
                self._band(band, [lines[:fit] for lines in cells], fit * _LINE + 2 * _PAD)
                cells = [lines[fit:] for lines in cells]
                height = _height(cells)
            self._turn()
        self._band(band, cells, height)

    def _band(self, band: Sequence[_Placed], cells: Sequence[Sequence[str]], height: float) -> None:
        top, bottom = self._y, self._y - height
        draw, texts = self._drawn.append, self._texts
        draw(f"{_LEFT:.2f} {bottom:.2f} {_INSIDE:.2f} {height:.2f} re S")
        for one, lines in zip(band, cells, strict=True):
            if one.x > _LEFT:
                draw(f"{one.x:.2f} {top:.2f} m {one.x:.2f} {bottom:.2f} l S")
            y = top - _PAD - _SIZE
            for line in lines:
                if line:
                    x = one.x + _PAD
                    if one.at_right:
                        x = one.x + one.width - _PAD - self._lines.width(line)
                    texts.append(self._file.text(x, y, _SIZE, line))
                y -= _LINE
        self._y = bottom

    @property
    def _room(self) -> float:
        """How much a page holds below its headings."""
        heading = sum(_height(self._laid(band, self._headings)) for band in self._bands)
        return _TOP - _BOTTOM - heading - 2 * _LINE

    def _begin(self, *, first: bool) -> None:
        """Begin a page: title and basis on the first, the headings on each."""
        self._y = _TOP
        self._drawn, self._texts = ["0.3 w"], []
        if first:
            x = (WIDTH - self._lines.width(self._title) * _TITLE / _SIZE) / 2
            self._texts.append(self._file.text(max(_LEFT, x), self._y - _TITLE, _TITLE, self._title))
            self._y -= _TITLE + 10
            for line in self._head:
                for part in self._lines.of(line, _INSIDE):
                    self._texts.append(self._file.text(_LEFT, self._y - _SIZE, _SIZE, part))
                    self._y -= _LINE + 1
            self._y -= 3
        else:
            self._texts.append(self._file.text(_LEFT, self._y - _SIZE, _SIZE, self._title))
            self._y -= 2 * _LINE
        for band in self._bands:
            cells = self._laid(band, self._headings)
            height = _height(cells)
            self._drawn.append(
                f"q {_GREY} {_LEFT:.2f} {self._y - height:.2f} {_INSIDE:.2f} {height:.2f} re f Q"
            )
            self._band(band, cells, height)

    def end(self) -> None:
        """End a page with room for the seal and signatures, and its number."""
        step = (_INSIDE - 130) / len(_FOOT)
        for place, text in enumerate(_FOOT):
            self._texts.append(self._file.text(_LEFT + place * step, 26, 8, text))
        number = f"第 {self._file.pages + 1} 页 共 "
        x = WIDTH - _LEFT - 110
        self._texts.append(self._file.text(x, 26, 8, number))
        x += self._lines.width(number) * 8 / _SIZE
        self._drawn.append(f"q 1 0 0 1 {x:.2f} 26 cm /N Do Q")
        self._file.page("\n".join(self._drawn), "\n".join(self._texts))

    def _turn(self) -> None:
        self.end()
        self._begin(first=False)


def _height(cells: Sequence[Sequence[str]]) -> float:
    return max((len(lines) for lines in cells), default=1) * _LINE + 2 * _PAD


def _bands(
    columns: Sequence[PaperColumn], lines: Lines, sample: Sequence[Sequence[str]]
) -> Iterator[list[_Placed]]:
    """Yield the columns of each band in their places, the width of the page shared out among them."""
    band: list[tuple[int, float]] = []
    for number, column in enumerate(columns):
        width = _wanted(column, lines, [row[number] for row in sample])
        if band and sum(one for _, one in band) + width > _INSIDE:
            yield _placed(band, columns)
            band = []
        band.append((number, width))
    if band:
        yield _placed(band, columns)


def _wanted(column: PaperColumn, lines: Lines, texts: Sequence[str]) -> float:
    """Return how wide a column wants to be: its heading in one line, no code broken."""
    heading = lines.width(column.heading)
    whole = sorted(lines.width(text) for text in texts)
    most = whole[len(whole) * 19 // 20] if whole else 0.0
    codes = max((lines.longest_part(text) for text in set(texts)), default=0.0)
    wanted = max(heading, min(most, _WIDEST / 2), min(codes, _WIDEST))
    return min(max(wanted, _NARROWEST), _INSIDE - 2 * _PAD) + 2 * _PAD + 0.5


def _placed(band: Sequence[tuple[int, float]], columns: Sequence[PaperColumn]) -> list[_Placed]:
    stretch = _INSIDE / sum(width for _, width in band)
    placed, x = [], _LEFT
    for number, width in band:
        placed.append(_Placed(number, x, width * stretch, columns[number].at_right))
        x += width * stretch
    return placed
