"""Rows as a page shows them: cells with their text, their link, and what is struck out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup, escape

from ledger.events import catalogue
from ledger.settings import language
from replay.console.band import Band, segment
from replay.doors.masking import HIDDEN
from replay.telling.headings import NUMBERS, Heading

if TYPE_CHECKING:
    from replay.console.naming import Names

_PARTIES: Final = frozenset({"customer_code", "supplier_code"})
_POSITIONS: Final = frozenset({"position", "event_position", "done_position", "started_position"})
_TABLE_COLUMNS: Final = ("record_table", "table", "subject_table")
_NUMBER_COLUMNS: Final = frozenset({"doc_no", "number", "subject_no"})
# What else of its row says where a cell leads.
_BESIDE: Final = {
    **dict.fromkeys(("lot", "serial"), ("product_code",)),
    **dict.fromkeys(_NUMBER_COLUMNS, _TABLE_COLUMNS),
}
_MOST_OF_A_CARD: Final = 16  # columns
_CLASSES: Final = {"": "", "number": ' class="number"', "sentence": ' class="sentence"'}


@dataclass(frozen=True, slots=True)
class PageCell:
    """One cell: its text, where it leads, and how it is set."""

    text: str
    href: str | None = None
    kind: str = ""

    @property
    def html(self) -> Markup:
        """What stands in the cell, as HTML: made here, since a template takes ten times as long for it."""
        text = escape(self.text)
        return text if self.href is None else Markup(f'<a href="{escape(self.href)}">{text}</a>')  # noqa: S704


_EMPTY: Final = PageCell("")


@dataclass(frozen=True, slots=True)
class PageLine:
    """One row: its cells, and whether it does not count any more."""

    cells: Sequence[PageCell]
    struck: bool = False
    differs: bool = False


@dataclass(frozen=True)
class Grid:
    """A table of a page.

    Attributes:
        caption: Over it.
        titles: Key, title and kind of each column.
        lines: The rows.
        empty: What is said where there are none.
    """

    caption: str
    titles: Sequence[tuple[str, str, str]]
    lines: Sequence[PageLine]
    empty: str = ""

    @property
    def cards(self) -> bool:
        """Whether a narrow screen shows each row as a card: not of tables with very many columns."""
        return len(self.titles) <= _MOST_OF_A_CARD

    def cells(self, line: PageLine) -> Markup:
        """Return the cells of a line as HTML, the first heads the row; cards name their columns."""
        heading, *rest = line.cells
        told = [f'<th scope="row">{heading.html}</th>']
        for label, one in zip(self._labels[1:], rest, strict=True):
            told.append(f"<td{_CLASSES[one.kind]}{label}>{one.html}</td>")
        return Markup("".join(told))  # noqa: S704 (of escaped parts)

    @cached_property
    def _labels(self) -> list[str]:
        return [f' data-title="{escape(title)}"' if self.cards else "" for _, title, _ in self.titles]


@dataclass(frozen=True, slots=True)
class Look:
    """How cells are made.

    Attributes:
        band: The cut-offs that links keep.
        names: Of what codes stand for.
        table: Key of the record table that the rows are of; empty for another answer.
        registers: Which register the codes of its columns are of.
        plain: Columns that lead nowhere.
    """

    band: Band
    names: Names
    table: str = ""
    registers: Mapping[str, str] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()

    def grid(self, caption: str, headings: Iterable[Heading], rows: Sequence[Mapping[str, Any]]) -> Grid:
        """Return rows as a table of a page; columns in which no row says anything are left out."""
        self.names.learn(rows, self.registers)
        shown = [one for one in headings if not rows or any(row.get(one.key) is not None for row in rows)]
        titles = [(one.key, title_of_column(one), _kind(one)) for one in shown]
        columns = [self._column(one) for one in shown]
        lines = [
            PageLine([column(row) for column in columns], struck=row.get("voided_at") is not None)
            for row in rows
        ]
        return Grid(caption, titles, lines)

    def _column(self, heading: Heading) -> Callable[[Mapping[str, Any]], PageCell]:
        """Return what makes the cells of a column; what is alike is made once."""
        beside = _BESIDE.get(heading.key, ())
        known: dict[tuple[Any, ...], PageCell] = {}

        def cell(row: Mapping[str, Any]) -> PageCell:
            value = row.get(heading.key)
            if value is None:
                return _EMPTY
            if isinstance(value, list | dict):
                return self.cell(heading, row)
            like = (type(value), value, *(row.get(one) for one in beside))
            found = known.get(like)
            if found is None:
                found = known[like] = self.cell(heading, row)
            return found

        return cell

    def cell(self, heading: Heading, row: Mapping[str, Any]) -> PageCell:
        """Return one cell of a row."""
        value = row.get(heading.key)
        if value is None:
            return _EMPTY
        text = heading.shown(value)
        if heading.key in self.registers or heading.key in _PARTIES or heading.key == "product_code":
            text = self.names.of(heading.key, value, self.registers)
        if heading.key in _TABLE_COLUMNS:
            from replay.console.pages import title_of

            text = title_of(str(value))
        path = None if value == HIDDEN or heading.key in self.plain else self._path(heading.key, value, row)
        return PageCell(text, None if path is None else self.band.url(path), _kind(heading))

    def _path(self, key: str, value: Any, row: Mapping[str, Any]) -> str | None:
        """Return where a cell leads."""
        product = row.get("product_code")
        if key in _POSITIONS:
            return f"/events/{value}"
        if key in _PARTIES:
            return f"/partners/{segment(value)}"
        if key == "product_code":
            return f"/products/{segment(value)}"
        if key == "lot" and product:
            return f"/lots/{segment(product)}/{segment(value)}"
        if key == "serial" and product and ";" not in str(value):
            return f"/units/{segment(product)}/{segment(value)}"
        return self._document(key, value, row)

    def _document(self, key: str, value: Any, row: Mapping[str, Any]) -> str | None:
        if key == "recall_no":
            return f"/recalls/{segment(value)}"
        table = self.table
        if key in _NUMBER_COLUMNS:
            table = next((str(row[one]) for one in _TABLE_COLUMNS if row.get(one)), "")
        elif table not in catalogue.TABLE_KEYS or key != catalogue.table(table).identity[0]:
            return None
        return None if table not in catalogue.TABLE_KEYS else document_path(table, str(value))


def document_path(table: str, number: str) -> str:
    """Return the page of a document or a case."""
    kind = catalogue.table(table).kind
    if table == "recalls":
        return f"/recalls/{segment(number)}"
    if kind == "case":
        return f"/cases/{table}/{segment(number)}"
    return f"/records/{table}/{segment(number)}"


def title_of_column(heading: Heading) -> str:
    """Return the title of a column in the reader's language."""
    return heading.zh if language() == "zh" else heading.key.replace("_", " ")


def _kind(heading: Heading) -> str:
    return "number" if heading.type in NUMBERS else "sentence" if heading.sentence else ""
