"""Columns on their way to a screen: how wide each is, which fit, and the lines that rows take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size

from ledger.visible import visible
from replay.telling.headings import NUMBERS, Heading, Row

WIDEST_CELL = 28
NARROWEST_SENTENCE = 36
_SIGNS_IN_A_CELL = 4  # more than any text has of them, however many of its signs take no room
_BETWEEN = 2  # blanks between two columns
MUST = 0  # rank of what must be seen whole


@dataclass(slots=True)
class Shown:
    """A column on its way to the screen.

    Attributes:
        heading: Which.
        texts: Of the rows, on one line each.
        width: In cells of the screen.
    """

    heading: Heading
    texts: list[str]
    width: int

    @classmethod
    def of(cls, heading: Heading, rows: Sequence[Row]) -> Shown:
        """Return a column as wide as its longest value; one that need not be seen whole, in reason."""
        texts = on_one_line(heading.shown_values(row.get(heading.key) for row in rows))
        whole = heading.sentence or heading.rank == MUST
        measured = texts if whole else [_head_of(text, WIDEST_CELL) for text in texts]
        longest = max(1, *map(cell_len, {heading.title, *measured}))
        return cls(heading, texts, longest if whole else min(WIDEST_CELL, longest))

    def over(self, rows: Sequence[Row]) -> Shown:
        """Return the same column of other rows."""
        texts = self.heading.shown_values(row.get(self.heading.key) for row in rows)
        return Shown(self.heading, on_one_line(texts), self.width)

    def cells(self, *, headed: bool) -> list[str]:
        """Return the texts, that of the title first if asked for, each cut to the width of the column."""
        texts = [self.heading.title, *self.texts] if headed else self.texts
        return [self._filled(_cut(text, self.width)) for text in texts]

    def wrapped(self, *, headed: bool) -> list[list[str]]:
        """Return the lines that each text takes; only a sentence takes several."""
        if not self.heading.sentence:
            return [[cell] for cell in self.cells(headed=headed)]
        texts = [self.heading.title, *self.texts] if headed else self.texts
        return [list(map(self._filled, broken(text, self.width))) or [""] for text in texts]

    def _filled(self, text: str) -> str:
        blank = " " * (self.width - cell_len(text))
        return blank + text if self.heading.type in NUMBERS else text + blank


def _cut(text: str, width: int) -> str:
    head = _head_of(text, width)
    return head if cell_len(head) <= width else set_cell_size(head, width - 1) + "…"


def _head_of(text: str, width: int) -> str:
    """Return the beginning of a text, if that is too wide already, so that nobody measures all of it."""
    head = text[: _SIGNS_IN_A_CELL * width]
    return head if cell_len(head) > width else text


def on_one_line(texts: Iterable[str]) -> list[str]:
    """Return texts with every run of blanks and line ends as one blank."""
    return [visible(" ".join(text.split())) for text in texts]


def broken(text: str, width: int) -> list[str]:
    """Return a text as lines of at most `width` cells; Latin words are broken only if they must."""
    lines: list[str] = []
    while cell_len(text) > width:
        head = _head(text, width)
        blank = head.rfind(" ")
        if blank > 0 and _in_word(head[-1]) and _in_word(text[len(head)]):
            head = head[:blank]
        lines.append(head.rstrip())
        text = text[len(head) :].lstrip()
    return [*lines, text] if text or not lines else lines


def _in_word(sign: str) -> bool:
    return sign.isascii() and not sign.isspace()


def _head(text: str, width: int) -> str:
    """Return as much of the beginning of a text as fits."""
    taken = 0
    for place, sign in enumerate(text):
        taken += cell_len(sign)
        if taken > width:
            return text[: max(1, place)]
    return text


def fitting(columns: Sequence[Shown], width: int) -> list[Shown]:
    """Return the columns that fit into the width, in their order; none if what must be seen does not fit."""
    _fit_sentences(columns, width)
    left = width + _BETWEEN
    taken: set[str] = set()
    for one in sorted(columns, key=lambda each: each.heading.rank):
        needed = one.width + _BETWEEN
        if needed <= left:
            left -= needed
            taken.add(one.heading.key)
        elif one.heading.rank == MUST:
            return []
    return [one for one in columns if one.heading.key in taken]


def _fit_sentences(columns: Sequence[Shown], width: int) -> None:
    """Share among the sentences what the other columns that must be seen leave; the rest of them wraps."""
    sentences = [one for one in columns if one.heading.sentence]
    if not sentences:
        return
    first = min(one.heading.rank for one in sentences)
    others = sum(
        one.width + _BETWEEN for one in columns if one.heading.rank <= first and not one.heading.sentence
    )
    share = (width - others) // len(sentences) - _BETWEEN
    for one in sentences:
        one.width = min(one.width, max(NARROWEST_SENTENCE, share))


def lines_of(columns: Sequence[Shown], *, headed: bool) -> Iterator[list[str]]:
    """Yield the lines of each row, those of the titles first if asked for."""
    if not any(one.heading.sentence for one in columns):
        for line in map("  ".join, zip(*(one.cells(headed=headed) for one in columns), strict=True)):
            yield [line]
        return
    blanks = [" " * one.width for one in columns]
    for row in zip(*(one.wrapped(headed=headed) for one in columns), strict=True):
        yield [
            "  ".join(blank if part is None else part for part, blank in zip(line, blanks, strict=True))
            for line in zip_longest(*row)
        ]
