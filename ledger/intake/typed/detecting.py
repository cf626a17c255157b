"""Which table a sheet as people type it is of: by its title and its headings, whatever it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledger.events.base import Table
from ledger.intake.headings.detection import tied
from ledger.intake.headings.headings import Layout, lay_out
from ledger.intake.headings.mapping import Mapping
from ledger.intake.headings.normalising import bare, simplified
from ledger.intake.typed.lacking import Lacking, claim_missing, lacking

_FEWEST: Final = 2  # headings that make a form, where nothing else is there and nothing is asked
_USUAL: Final = 3
Rank = tuple[int, int, int]


@dataclass(slots=True)
class TypedMatch:
    """A sheet, and what its headings leave open.

    Attributes:
        which: The sample that fits.
        row: Index of its heading row.
        layout: What the headings mean.
        lacking: What they leave open.
        rank: How well it fits.
    """

    which: int
    row: int
    layout: Layout
    lacking: Lacking
    rank: Rank


def typed_match(
    samples: Sequence[Sequence[list[str]]],
    tables: Sequence[Table],
    mapping: Mapping,
    *,
    titles: Sequence[str],
    shown: str,
) -> TypedMatch | None:
    """Return the table and the heading row that a sheet fits best, None where it fits none.

    Args:
        samples: The first rows of the file, once for each way to read it.
        tables: The tables that may be meant.
        mapping: What the user says about headings.
        titles: The names of the file and of the sheet; what stands above the headings counts as well.
        shown: The file as messages name it.

    Raises:
        CommandError: Two tables fit equally well.
    """
    found: list[TypedMatch] = []
    for which, sample in enumerate(samples):
        above = [simplified(bare(title)) for title in titles]
        for row, cells in enumerate(sample):
            if sum(map(bool, cells)) >= _FEWEST:
                found += _matches(which, row, cells, tables, mapping, above)
            above += [simplified(bare(cell)) for cell in cells if cell]
    if not found:
        return None
    rank = max(one.rank for one in found)
    best = [one for one in found if one.rank == rank]
    others = {one.layout.table.key: one.layout.table for one in best}
    if len(others) > 1:
        raise tied(list(others.values()), shown)
    return best[0]


def _matches(
    which: int,
    row: int,
    cells: list[str],
    tables: Sequence[Table],
    mapping: Mapping,
    titles: Sequence[str],
) -> list[TypedMatch]:
    found = []
    for table in tables:
        layout = lay_out(table, cells, mapping, fold=True, named=len(tables) == 1)
        claim_missing(layout)
        lacks = lacking(layout, mapping.answers)
        if lacks is None:
            continue
        known, title = len(layout.columns), _title(table, titles)
        if not title and len(tables) > 1 and not _is_form(layout, lacks):
            continue
        found.append(TypedMatch(which, row, layout, lacks, (title, known - 2 * len(lacks.asked), known)))
    return found


def _is_form(layout: Layout, lacks: Lacking) -> bool:
    """Return whether headings alone, without a title, make a form of this table."""
    known = len(layout.columns)
    strange = sum(bool(layout.headings[place].strip()) for place in layout.unknown)
    fewest = _USUAL if strange or lacks.asked else _FEWEST
    return known >= fewest and known > strange and 2 * len(lacks.asked) <= known


def _title(table: Table, titles: Sequence[str]) -> int:
    """Return how much of a title is the name of a table: the characters of the longest that is in it."""
    names = [simplified(bare(name)) for name in (table.zh, table.key, *table.aliases)]
    return max((len(name) for name in names if any(name in title for title in titles)), default=0)
