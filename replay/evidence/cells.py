"""The cells of a form and where each of them comes from: said once, for every file of a bundle.

A row of `KEY.rows.jsonl` names the events that the row is made of, and of each cell that is not blank
its source: `data.lot` is that member of the row's own events, of the newest that has it; `personal.phone` the
personal value of an own event, `personal.phone of customers.phone` that of the register version which the
event names. Behind it may stand `withheld`, `erased` or `guarded`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledger.intake.cells.wrapping import FORMULA_SIGNS, guarded
from projections.reading.sourced_rows import Sourced, columns_of
from projections.tables.pointers import read_pointer
from replay.evidence.form import ERASED, WITHHELD, FormColumn, OfficialForm
from replay.evidence.personal_data import PersonalData

_GUARDED: Final = frozenset({*FORMULA_SIGNS, "'"})


@dataclass(slots=True)
class FormRow:
    """One row of a form.

    Attributes:
        texts: Of the cells, in the order of the form; blank where there is nothing.
        events: Positions of the events that it rests on, ascending.
        cells: Source of each cell that is not blank, by the key of its column.
        guarded: How many of its cells stand behind an apostrophe.
    """

    texts: list[str]
    events: list[int]
    cells: dict[str, str]
    guarded: int = 0


@dataclass(slots=True)
class _Written:
    """One column of some rows: texts, sources, and the further events that they rest on."""

    column: FormColumn
    texts: list[str]
    sources: list[str | None]
    further: list[int | None] | None = None


class Cells:
    """Turns the rows of one table into those of its form.

    Args:
        form: The form.
        personal: What the bundle holds of personal values.
    """

    def __init__(self, form: OfficialForm, personal: PersonalData) -> None:
        self._form = form
        self._personal = personal
        self._places = {key: place for place, key in enumerate(columns_of(form.table))}

    def rows(self, some: Sourced) -> Iterator[FormRow]:
        """Yield some rows as the form shows them."""
        columns = [self._column(column, some) for column in self._form.columns]
        texts = zip(*(one.texts for one in columns), strict=True)
        for number, (row, own) in enumerate(zip(texts, some.positions, strict=True)):
            sources = {one.column.key: source for one in columns if (source := one.sources[number])}
            further = {at for one in columns if one.further and (at := one.further[number])}
            guards = sum(source.endswith(" guarded") for source in sources.values())
            yield FormRow(list(row), sorted({*own, *further}), sources, guards)

    def _column(self, column: FormColumn, some: Sourced) -> _Written:
        place = self._places[column.key]
        shown = some.shown[place]
        if column.is_personal:
            return self._personal_column(column, some.stored[place], shown, some.positions)
        if column.of_person:
            return self._person_column(column, shown, some.positions)
        text = column.text
        texts = ["" if value is None else text(value) for value in shown]
        sources = [None if value is None else column.source for value in shown]
        return _guarded(_Written(column, texts, sources))

    def _personal_column(
        self,
        column: FormColumn,
        pointers: Sequence[str | None],
        shown: Sequence[Any],
        own: Sequence[tuple[int, ...]],
    ) -> _Written:
        there = self._personal.stated(pointers)
        texts: list[str] = []
        sources: list[str | None] = []
        further: list[int | None] = []
        for pointer, stated, value, events in zip(pointers, there, shown, own, strict=True):
            position = read_pointer(pointer)[0] if pointer and stated else None
            further.append(position)
            if position is None:
                texts.append("")
                sources.append(None)
                continue
            source = column.source if position in events else f"{column.source} of {column.snapshot}"
            mark, absent = ("erased", ERASED) if self._personal.included else ("withheld", WITHHELD)
            texts.append(column.text(value) if value is not None else absent)
            sources.append(source if value is not None else f"{source} {mark}")
        return _guarded(_Written(column, texts, sources, further))

    def _person_column(
        self, column: FormColumn, shown: Sequence[Any], own: Sequence[tuple[int, ...]]
    ) -> _Written:
        """Write a column that is personal in the rows that are about an individual."""
        told = self._personal.of_persons(column.key, column.snapshot, own)
        texts: list[str] = []
        sources: list[str | None] = []
        for value, person in zip(shown, told, strict=True):
            if person is None:
                texts.append("" if value is None else column.text(value))
                sources.append(None if value is None else column.source)
                continue
            texts.append(person.text)
            sources.append(person.source)
        further = [person.position if person is not None else None for person in told]
        return _guarded(_Written(column, texts, sources, further))


def _guarded(written: _Written) -> _Written:
    """Put what a spreadsheet would run behind an apostrophe, and say so."""
    if not written.column.guards or _GUARDED.isdisjoint(text[:1] for text in written.texts):
        return written
    for number, text in enumerate(written.texts):
        if (safe := guarded(text)) != text:
            written.texts[number] = safe
            written.sources[number] = f"{written.sources[number]} guarded"
    return written
