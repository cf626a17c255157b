"""Which row holds the headings, and which table they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from ledger.errors import CommandError
from ledger.events.base import Table
from ledger.intake.headings.heading_problems import (
    AMBIGUOUS_HEADING,
    MAPPING_TWICE,
    MAPPING_UNKNOWN_COLUMN,
    MISSING_HEADINGS,
    NO_HEADINGS,
    NO_TABLE,
    TABLE_TIE,
)
from ledger.intake.headings.headings import Layout, index_of, lay_out, without_remark
from ledger.intake.headings.mapping import Mapping
from ledger.intake.headings.normalising import bare, simplified
from ledger.intake.source.source import SAMPLE

_NOTHING = (False, 0)


@dataclass(slots=True)
class Match:
    """The row of a sample that fits best as heading row.

    Attributes:
        row: Its index in the sample.
        score: The best score of any table there.
        layouts: How each table fits it.
        nearest: The table that any row comes nearest to, if none fits.
    """

    row: int = 0
    score: tuple[bool, int] = _NOTHING
    layouts: list[Layout] = field(default_factory=list)
    nearest: Layout | None = None


def best_match(
    samples: Sequence[Sequence[list[str]]], tables: Sequence[Table], mapping: Mapping
) -> tuple[int, Match]:
    """Return which sample fits any of the tables best, and its heading row; the first of equals.

    Traditional characters are folded only if nothing fits without that, and in the row that was found.

    Args:
        samples: The first rows of the file, once for each way to read it.
        tables: The tables that may be meant.
        mapping: What the user says about headings.
    """
    for fold in (False, True):
        matches = [_best(sample, tables, mapping, fold=fold) for sample in samples]
        which = max(range(len(matches)), key=lambda place: matches[place].score)
        if matches[which].score[0]:
            break
    match = matches[which]
    if match.score[0] and _folds(headings := samples[which][match.row]):
        named = len(tables) == 1
        match.layouts = [lay_out(table, headings, mapping, fold=True, named=named) for table in tables]
    return which, match


def _best(sample: Sequence[list[str]], tables: Sequence[Table], mapping: Mapping, *, fold: bool) -> Match:
    match = Match()
    named = len(tables) == 1
    vocabulary = _vocabulary(tuple(table.key for table in tables))
    for row, cells in enumerate(sample):
        most = sum(_is_known(cell, vocabulary, mapping, fold=fold) for cell in cells)
        if not most or (True, most) <= match.score:
            continue  # most rows hold no headings; to lay them out under every table is long
        layouts = [lay_out(table, cells, mapping, fold=fold, named=named) for table in tables]
        score = max((layout.score for layout in layouts), default=_NOTHING)
        if score > match.score:
            nearest = max(layouts, key=lambda one: (len(one.columns), -len(one.missing)))
            match = Match(row, score, layouts, nearest)
    return match


def _folds(headings: Sequence[str]) -> bool:
    """Whether any heading is another one in simplified characters."""
    return any(simplified(name) != name for name in map(bare, headings))


@cache
def _vocabulary(keys: tuple[str, ...]) -> frozenset[str]:
    """Return the compared headings of the columns of some tables."""
    indexes = [index_of(key) for key in keys]
    return frozenset(name for index in indexes for name in (*index.exact, *index.aliases))


def _is_known(cell: str, vocabulary: frozenset[str], mapping: Mapping, *, fold: bool) -> bool:
    """Whether a cell may stand for a column of any table."""
    name = without_remark(bare(cell), vocabulary.__contains__)
    return name in vocabulary or name in mapping.columns or (fold and simplified(name) in vocabulary)


def whole_export(sample: Sequence[list[str]], tables: Sequence[Table]) -> Table | None:
    """Return the table all of whose columns, and nothing else, stand in a row of a sample as headings."""
    for cells in sample:
        names = {bare(cell) for cell in cells} - {""}
        if len(names) > 1:
            for table in tables:
                for own in (
                    {bare(one.zh) for one in table.columns},
                    {bare(one.key) for one in table.columns},
                ):
                    if names == own:
                        return table
    return None


def settle(match: Match, *, shown: str, named: bool) -> Layout:
    """Return the layout that a match leaves no doubt about.

    Args:
        match: What was found.
        shown: The file, and the sheet, as messages name it.
        named: Whether the user named the table.

    Raises:
        CommandError: No heading is known, required headings are missing, two tables fit equally well, a
            heading may mean two columns, or the mapping file names what is not there.
    """
    fitting = [layout for layout in match.layouts if layout.score[0]]
    if not fitting:
        raise _nothing_fits(match, shown, named=named)
    best = max(len(layout.columns) for layout in fitting)
    first, *others = [layout for layout in fitting if len(layout.columns) == best]
    if others:
        raise tied([layout.table for layout in (first, *others)], shown)
    refuse_ambiguous(first, shown)
    return first


def refuse_ambiguous(layout: Layout, shown: str) -> None:
    """Refuse a heading that may mean several columns.

    Raises:
        CommandError: There is one.
    """
    for place, keys in layout.ambiguous.items():
        raise _ambiguous(layout, place, keys, shown)


def tied(tables: Sequence[Table], shown: str) -> CommandError:
    """Return that headings fit several tables equally well."""
    return CommandError(
        TABLE_TIE,
        file=shown,
        tables=", ".join(table.key for table in tables),
        zh_tables="、".join(f"{table.zh}（{table.key}）" for table in tables),
    )


def _nothing_fits(match: Match, shown: str, *, named: bool) -> CommandError:
    nearest = match.nearest
    if nearest is None:
        return CommandError(NO_HEADINGS, file=shown, limit=SAMPLE)
    missing = nearest.missing
    return CommandError(
        MISSING_HEADINGS if named else NO_TABLE,
        file=shown,
        table=nearest.table.key,
        zh_table=nearest.table.zh,
        missing=", ".join(column.key for column in missing),
        zh_missing="、".join(column.zh for column in missing),
    )


def _ambiguous(layout: Layout, place: int, keys: Sequence[str], shown: str) -> CommandError:
    return CommandError(
        AMBIGUOUS_HEADING,
        file=shown,
        heading=layout.headings[place].strip(),
        columns=", ".join(keys),
        zh_columns="、".join(f"{layout.table.by_key[key].zh}（{key}）" for key in keys),
    )


def check_mapping(layout: Layout, mapping: Mapping) -> None:
    """Refuse a mapping file that directs a heading of the file to no column, or two headings to one.

    Raises:
        CommandError: It does.
    """
    for places, problem in ((layout.misdirected, MAPPING_UNKNOWN_COLUMN), (layout.twice, MAPPING_TWICE)):
        for place in places:
            heading = layout.headings[place].strip()
            target = mapping.columns.get(bare(heading), "")
            table = layout.table
            raise CommandError(problem, heading=heading, target=target, table=table.key, zh_table=table.zh)
