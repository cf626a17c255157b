"""What a sheet as people type it lacks, and how that can be settled: from names, by numbering, by asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.deciding.numbering import pattern_on
from ledger.events.base import Column
from ledger.intake.headings.answers import Answers
from ledger.intake.headings.headings import Layout
from ledger.intake.headings.named_columns import HARD, names_in
from ledger.intake.headings.normalising import bare

_ASKED = frozenset({"enum", "boolean", "text", "ref", "list"})  # what one value may answer for a whole sheet
_DAY = frozenset({"日期", "时间", "日期时间"})
_SOME_DAY = "2026-01-01"


@dataclass(frozen=True, slots=True)
class Lacking:
    """What the headings of a sheet leave open.

    Attributes:
        number: Whether its rows carry no number.
        names: Columns of codes without a heading, each with the column whose name tells the code.
        asked: Required columns without a heading that somebody must answer for all rows.
        answers: What is answered, by column: for rows that do not say it themselves.
    """

    number: bool
    names: Mapping[str, str]
    asked: tuple[Column, ...]
    answers: Mapping[str, str]


def lacking(layout: Layout, answers: Answers) -> Lacking | None:
    """Return what a sheet with these headings lacks; None where that cannot be settled at all."""
    table, there = layout.table, layout.columns
    answered = {column: value for (key, column), value in answers.items() if key == table.key}
    answered = {key: value for key, value in answered.items() if key in table.by_key}
    names: dict[str, str] = {}
    asked: list[Column] = []
    number = table.identity[0] not in there and table.identity[0] not in layout.given
    if number and pattern_on(table.numbering, _SOME_DAY) is None:
        return None
    for column in table.columns:
        key = column.key
        if not column.required or key in {*there, *layout.given, *answered, *table.identity[:1], "line"}:
            continue
        name = names_in(table.key).get(key)
        if key == "product_code" and name not in there and "udi" in there:
            name = "udi"
        if name is not None and name in there:
            names[key] = name
        elif column.type in _ASKED and column.ref not in HARD and key not in table.identity:
            asked.append(column)
        elif not (key == "quantity" and "serial" in there):
            return None
    return Lacking(number, names, tuple(asked), answered)


def unnumbered(layout: Layout, sample: Sequence[Sequence[str]]) -> bool:
    """Return whether the first rows below the headings leave the number blank that the house assigns."""
    table = layout.table
    place = layout.columns.get(table.identity[0])
    if place is None or pattern_on(table.numbering, _SOME_DAY) is None:
        return False
    rows = [cells for cells in sample if any(cell.strip() for cell in cells)]
    return bool(rows) and not any(cells[place].strip() for cells in rows if place < len(cells))


def claim_missing(layout: Layout) -> None:
    """Give headings that mean little by themselves to what a record cannot be without.

    `日期` alone is the day of the record. A heading that may mean a name or something else is the name, where
    nothing else tells the code.

    A record of a sale without its buyer is none, so `销售单位` alone is the buyer; and as names are looked
    up, a sheet that meant the seller is not taken in silently.
    """
    table = layout.table
    days = table.event_time or tuple(key for one in table.beginnings for key in one.at)
    day = next((key for key in days if table.by_key[key].required), None)
    if day is not None and day not in layout.columns:
        place = next((one for one in layout.unknown if bare(layout.headings[one]) in _DAY), None)
        if place is not None:
            layout.columns[day] = place
            layout.unknown.remove(place)
    for code, name in names_in(table.key).items():
        if code in layout.columns or name in layout.columns or not table.by_key[code].required:
            continue
        place = next((place for place, keys in layout.ambiguous.items() if name in keys), None)
        if place is not None:
            layout.columns[name] = place
            del layout.ambiguous[place]
