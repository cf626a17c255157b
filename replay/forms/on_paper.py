"""A filled form as PDF: A4, labels and values in a grid, room for seal and signatures, page x of y."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, Final

from replay.forms.sheet import Field, FieldBlock, FilledForm, LineBlock
from replay.paper.pdf import PdfFile
from replay.paper.typeface import typeface
from replay.paper.wrapping import Lines as Broken

_SHORT, _LONG = 595, 842
_MARGIN: Final = 40.0
_FOOT: Final = 40.0
_SIZE: Final = 8.5
_LINE: Final = 11.5
_PAD: Final = 3.0
_TITLE: Final = 17.0
_SMALL: Final = 6.5
_LABEL: Final = 0.17  # of the width
_SEAL: Final = 74.0
_GREY: Final = "0.94 g"
Cell = tuple[float, float, Sequence[str], bool]  # place, width, lines, is a label


def write_form(stream: BinaryIO, form: FilledForm) -> int:
    """Write a form, and return how many pages there are.

    Args:
        stream: Takes the bytes.
        form: As it is filled.
    """
    size = (_LONG, _SHORT) if form.across else (_SHORT, _LONG)
    file = PdfFile(stream, form.title, *size)
    paper = _FormPaper(file, form, *size)
    for block in form.blocks:
        if isinstance(block, FieldBlock):
            paper.fields(block)
        else:
            paper.lines(block)
    paper.end()
    file.close(f"{file.pages} 页", 8)
    return file.pages


class _FormPaper:
    """A form on its way to paper."""

    def __init__(self, file: PdfFile, form: FilledForm, width: int, height: int) -> None:
        self._file, self._form = file, form
        self._width, self._height = width, height
        self._inside = width - 2 * _MARGIN
        self._broken = Broken(typeface(), _SIZE)
        self._drawn: list[str] = []
        self._texts: list[str] = []
        self._y = 0.0
        self._begin()
        self._head()

    def fields(self, block: FieldBlock) -> None:
        """Draw a block of fields, two to a line unless one is wide or long."""
        self._heading(block.title)
        label = self._inside * _LABEL
        half = self._inside / 2
        for pair in _pairs(block.fields, lambda one: self._fits(one, half - label)):
            value = (self._inside if len(pair) == 1 else half) - label
            cells: list[Cell] = []
            for number, one in enumerate(pair):
                x = _MARGIN + number * half
                cells.append((x, label, self._broken.of(one.label, label - 2 * _PAD), True))
                cells.append((x + label, value, self._broken.of(one.text, value - 2 * _PAD), False))
            self._row(cells)

    def lines(self, block: LineBlock) -> None:
        """Draw a block of lines; its headings again on each page."""
        self._heading(block.title)
        texts = [[one.official(row.get(one.key)) for one in block.headings] for row in block.rows]
        widths = self._shared([one.zh for one in block.headings], texts)
        headings = self._cells([one.zh for one in block.headings], widths, is_label=True)
        self._row(headings)
        for row in texts:
            self._row(self._cells(row, widths, is_label=False), headings)

    def end(self) -> None:
        """Draw room for seal and signatures, what the form rests on, and end the last page."""
        notes = [part for line in self._form.basis for part in self._notes(line)]
        if self._y - _SEAL - len(notes) * (_SMALL + 2) < _FOOT:
            self._turn()
        step = self._inside / len(self._form.signed)
        top = self._y - 6
        for number, one in enumerate(self._form.signed):
            x = _MARGIN + number * step
            self._drawn.append(f"{x:.2f} {top - _SEAL + 12:.2f} {step:.2f} {_SEAL - 12:.2f} re S")
            self._texts.append(self._file.text(x + _PAD, top - _SIZE - _PAD, _SIZE, f"{one}："))
        self._y = top - _SEAL
        for line in notes:
            self._texts.append(self._file.text(_MARGIN, self._y, _SMALL, line))
            self._y -= _SMALL + 2
        self._end_page()

    def _notes(self, line: str) -> Sequence[str]:
        return self._broken.of(line, self._inside * _SIZE / _SMALL)

    def _fits(self, field: Field, width: float) -> bool:
        return not field.wide and len(self._broken.of(field.text, width - 2 * _PAD)) <= 2  # lines

    def _head(self) -> None:
        form = self._form
        wide = self._broken.width(form.title) * _TITLE / _SIZE
        x = max(_MARGIN, (self._width - wide) / 2)
        self._texts.append(self._file.text(x, self._y - _TITLE, _TITLE, form.title))
        self._y -= _TITLE + 12
        for line in (form.number, *form.company):
            for part in self._broken.of(line, self._inside):
                self._texts.append(self._file.text(_MARGIN, self._y - _SIZE, _SIZE, part))
                self._y -= _LINE
        self._y -= 3

    def _heading(self, title: str) -> None:
        if self._y - 3 * _LINE < _FOOT:
            self._turn()
        self._row([(_MARGIN, self._inside, [title], True)])

    def _cells(self, texts: Sequence[str], widths: Sequence[float], *, is_label: bool) -> list[Cell]:
        cells: list[Cell] = []
        x = _MARGIN
        for text, width in zip(texts, widths, strict=True):
            cells.append((x, width, self._broken.of(text, width - 2 * _PAD), is_label))
            x += width
        return cells

    def _row(self, cells: Sequence[Cell], headings: Sequence[Cell] = ()) -> None:
        """Draw cells beside one another; a row that does not fit goes on with the next page."""
        while True:
            room = int((self._y - _FOOT - 2 * _PAD) / _LINE)
            if max(len(lines) for _, _, lines, _ in cells) <= room:
                break
            whole = int((self._height - _MARGIN - _FOOT) / _LINE) - 4
            if room > 0 and max(len(lines) for _, _, lines, _ in cells) > whole:
                self._band([(x, width, lines[:room], label) for x, width, lines, label in cells])
                cells = [(x, width, lines[room:], label) for x, width, lines, label in cells]
            self._turn()
            if headings:
                self._band(headings)
        self._band(cells)

    def _band(self, cells: Sequence[Cell]) -> None:
        height = max(1, *(len(lines) for _, _, lines, _ in cells)) * _LINE + 2 * _PAD
        bottom = self._y - height
        for x, width, lines, is_label in cells:
            box = f"{x:.2f} {bottom:.2f} {width:.2f} {height:.2f} re"
            if is_label:
                self._drawn.append(f"q {_GREY} {box} f Q")
            self._drawn.append(f"{box} S")
            y = self._y - _PAD - _SIZE
            for line in lines:
                if line:
                    self._texts.append(self._file.text(x + _PAD, y, _SIZE, line))
                y -= _LINE
        self._y = bottom

    def _shared(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
        """Share the width out among columns: by their longest text, none narrower than three signs."""
        wanted = []
        for number, heading in enumerate(headings):
            longest = max((self._broken.width(row[number]) for row in rows), default=0.0)
            code = max((self._broken.longest_part(row[number]) for row in rows), default=0.0)
            least = max(self._broken.width(heading) / 2, code, 3 * _SIZE)
            wanted.append(max(least, min(longest, 90.0)) + 2 * _PAD)
        stretch = self._inside / sum(wanted)
        return [one * stretch for one in wanted]

    def _begin(self) -> None:
        self._y = self._height - _MARGIN
        self._drawn, self._texts = ["0.5 w"], []

    def _end_page(self) -> None:
        number = f"第 {self._file.pages + 1} 页 共 "
        x = self._width - _MARGIN - 80
        self._texts.append(self._file.text(x, 22, 8, number))
        x += self._broken.width(number) * 8 / _SIZE
        self._drawn.append(f"q 1 0 0 1 {x:.2f} 22 cm /N Do Q")
        self._file.page("\n".join(self._drawn), "\n".join(self._texts))

    def _turn(self) -> None:
        self._end_page()
        self._begin()
        line = f"{self._form.title}　{self._form.number}"
        self._texts.append(self._file.text(_MARGIN, self._y - _SMALL, _SMALL, line))
        self._y -= _LINE


def _pairs(fields: Sequence[Field], is_short: Callable[[Field], bool]) -> Iterator[list[Field]]:
    """Yield the fields of each line: two that are short, or one."""
    waiting: list[Field] = []
    for one in fields:
        if not is_short(one):
            if waiting:
                yield waiting
                waiting = []
            yield [one]
            continue
        waiting.append(one)
        if len(waiting) == 2:  # to a line
            yield waiting
            waiting = []
    if waiting:
        yield waiting
