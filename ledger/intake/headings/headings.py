"""Headings to columns: which cell of a heading row is which column of a table.

Precedence: what the mapping file says; the key or the Chinese heading of a column; those of the envelope
(`业务时间`, `备注`, `更正的事件`); an alias, taken by the first column that has it and is still free; an
alias of the envelope. Columns of our own exports that are never typed in are passed over in silence; where a
row stood, and what became of it, is read from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from ledger.events import catalogue
from ledger.events.base import Column, Table
from ledger.intake.cells.converters import SERIALS
from ledger.intake.headings.answers import Answers
from ledger.intake.headings.mapping import Mapping
from ledger.intake.headings.normalising import bare, simplified
from ledger.names import compared_name

REASON_HEADING = "拒收原因"
ADVICE_HEADING = "处理建议"
ENVELOPE: dict[str, tuple[str, tuple[str, ...]]] = {
    "event_time": ("业务时间", ()),
    "note": ("备注", ("说明", "备注说明")),
    "replaces": ("更正的事件", ()),
    "position": ("日志位置", ()),
    "voided_at": ("作废时间", ()),
}
STAGE = "stage"
_numbered = re.compile(r"(.*?[^\d\W])[_#.-]?\(?([0-9]{1,3})\)?").fullmatch
NEWEST = "newest"  # of a case laid together, the stage that it has come to
_STAGE_ZH = "环节"
_NEWEST_ZH = "当前环节"
_NEVER_TYPED = (
    *("event_id", "事件编号", "position", "日志位置", "record_time", "记录时间", "recorded_by", "记录人"),
    *("source", "数据来源", "来源", "voided_at", "作废时间", _NEWEST_ZH, REASON_HEADING, ADVICE_HEADING),
)
_ENVELOPE_EXACT = {bare(name): key for key, (zh, _) in ENVELOPE.items() for name in (key, zh)}
_ENVELOPE_ALIASES = {bare(name): key for key, (_, names) in ENVELOPE.items() for name in names}
_CASE_ENVELOPE = (
    _ENVELOPE_EXACT | {bare(name): STAGE for name in (STAGE, _STAGE_ZH)} | {bare(_NEWEST_ZH): NEWEST}
)
_IGNORED = frozenset(bare(name) for name in _NEVER_TYPED)


_REMARK = re.compile(r"(.+?)\(([^()]+)\)\*?")
_MEANS_NOTHING = frozenset({"元", "人民币", "人民币元", "必填", "选填", "年月日", "年/月/日", "yyyy-mm-dd"})


@dataclass(frozen=True, slots=True)
class Index:
    """The compared headings of one table, and the column keys they stand for.

    Attributes:
        exact: Keys and Chinese headings.
        aliases: Other headings, to the columns that have them.
        ambiguous: Headings that may mean several columns.
        envelope: What a row carries besides, by heading.
        known: Every heading that stands for anything.
    """

    exact: dict[str, str]
    aliases: dict[str, tuple[str, ...]]
    ambiguous: dict[str, tuple[str, ...]]
    envelope: dict[str, str]

    known: frozenset[str]

    def knows(self, heading: str) -> bool:
        """Whether a compared heading stands for anything in the table or the envelope."""
        return heading in self.known


@dataclass(slots=True)
class Layout:
    """Where each column of a table stands in the cells of a file.

    Attributes:
        table: The table.
        headings: The heading cells as they stand in the file.
        columns: Column key to index of its cell.
        envelope: What a row carries besides, by key, to index of the cell.
        unknown: Indices of the headings that stand for nothing, then of the blank ones.
        ambiguous: Index of a heading to the column keys that it may mean.
        misdirected: Indices of mapped headings whose target is no column of the table.
        twice: Indices of mapped headings whose target was mapped before.
        named: Whether the user named the table.
        further: Column key to the cells that go on with it: `SN2`, `SN3` beside `SN1`.
        given: Keys of columns that are said of every row besides the file.
        settled: Keys of required columns that follow from something else than a cell under their heading.
    """

    table: Table
    headings: list[str]
    columns: dict[str, int] = field(default_factory=dict)
    envelope: dict[str, int] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    ambiguous: dict[int, tuple[str, ...]] = field(default_factory=dict)
    misdirected: list[int] = field(default_factory=list)
    twice: list[int] = field(default_factory=list)
    named: bool = False
    further: dict[str, list[int]] = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()

    def places_of(self, key: str) -> tuple[int, ...]:
        """Return the cells of a column: the one under its heading, and those that go on with it."""
        return (self.columns[key], *self.further.get(key, ()))

    @property
    def missing(self) -> list[Column]:
        """The required columns, less the line number, that no heading stands for.

        A file that names its stages, or whose table the user named, may hold later stages of a case alone.
        """
        later = self.table.kind == "case" and (self.named or STAGE in self.envelope)
        return [
            column
            for column in self.table.columns
            if column.required
            and column.key != "line"
            and column.key not in {*self.columns, *self.given}
            and not (later and column.key not in self.table.identity)
        ]

    @property
    def score(self) -> tuple[bool, int]:
        """How well the headings fit: whether nothing is missing, and how many columns are there."""
        return bool(self.columns) and not self.missing, len(self.columns)


@cache
def index_of(table_key: str) -> Index:
    """Return the compared headings of a table."""
    exact: dict[str, str] = {}
    aliases: dict[str, tuple[str, ...]] = {}
    ambiguous: dict[str, tuple[str, ...]] = {}
    for column in catalogue.table(table_key).columns:
        for name in (column.key, column.zh):
            exact.setdefault(bare(name), column.key)
        for name in column.aliases:
            aliases[bare(name)] = (*aliases.get(bare(name), ()), column.key)
        for name in column.ambiguous_aliases:
            ambiguous[bare(name)] = (*ambiguous.get(bare(name), ()), column.key)
    envelope = _CASE_ENVELOPE if catalogue.table(table_key).kind == "case" else _ENVELOPE_EXACT
    known = frozenset().union(exact, aliases, ambiguous, envelope, _ENVELOPE_ALIASES, _IGNORED)
    return Index(exact, aliases, ambiguous, envelope, known)


@cache
def known_anywhere(heading: str) -> bool:
    """Whether a heading stands for a column of any record table, traditional characters folded."""
    name = bare(heading)
    return name in _every_heading() or simplified(name) in _every_heading()


@cache
def _every_heading() -> frozenset[str]:
    indexes = (index_of(table.key) for table in catalogue.tables())
    return frozenset(name for one in indexes for name in (*one.exact, *one.aliases, *one.ambiguous))


def envelope_heading(key: str) -> str:
    """Return the Chinese heading of what every row may carry besides its columns."""
    return _STAGE_ZH if key in {STAGE, NEWEST} else ENVELOPE[key][0]


def lay_out(
    table: Table, headings: Sequence[str], mapping: Mapping, *, fold: bool, named: bool = False
) -> Layout:
    """Return where each column of `table` stands under `headings`.

    Args:
        table: The table to fit.
        headings: The cells of the heading row.
        mapping: What the user says about headings.
        fold: Whether traditional characters are folded where a heading is not known without.
        named: Whether the user named the table.
    """
    index = index_of(table.key)
    layout = Layout(table, list(headings), named=named, given=mapping.given)
    names = [_name(heading, index, mapping, fold=fold) for heading in headings]
    rest = [place for place, name in enumerate(names) if name and name not in mapping.ignored]
    rest = [place for place in rest if not _mapped(layout, place, names[place], mapping, index)]
    rest = [place for place in rest if not _claim(layout.columns, index.exact.get(names[place]), place)]
    rest = [place for place in rest if not _claim(layout.envelope, index.envelope.get(names[place]), place)]
    for place in sorted(rest, key=lambda place: _number(names[place]) is not None):
        name = names[place]
        candidates = index.aliases.get(name, ())
        if any(_claim(layout.columns, key, place) for key in candidates):
            continue
        if _claim(layout.envelope, _ENVELOPE_ALIASES.get(name), place):
            continue
        if _goes_on(layout, place, name, index):
            continue
        if name in index.ambiguous:
            layout.ambiguous[place] = index.ambiguous[name]
        elif name not in _IGNORED:
            layout.unknown.append(place)
    layout.unknown.extend(place for place, name in enumerate(names) if not name)
    _settle_ambiguous(layout, names, mapping.answers)
    return layout


def _settle_ambiguous(layout: Layout, names: Sequence[str], answers: Answers) -> None:
    """Give a heading that may mean several columns to the one that is said, or that alone is left."""
    for place, keys in list(layout.ambiguous.items()):
        said = answers.get((layout.table.key, compared_name(names[place])))
        left = [key for key in keys if key not in layout.columns and said in {None, key}]
        if len(left) == 1:
            layout.columns[left[0]] = place
            del layout.ambiguous[place]


def _goes_on(layout: Layout, place: int, name: str, index: Index) -> bool:
    """Give a cell under a numbered heading, as `SN2`, to the column of serials; tell if it is one."""
    stem = _number(name)
    if stem is None:
        return False
    keys = (index.exact.get(stem), *index.aliases.get(stem, ()))
    key = next((one for one in keys if one in SERIALS), None)
    if key is None or (key == "serial" and layout.columns.get(key) == place):
        return False
    if not _claim(layout.columns, key, place):
        layout.further.setdefault(key, []).append(place)
    return True


@lru_cache(maxsize=8192)
def _number(name: str) -> str | None:
    """Return what stands before the number of a numbered heading: every table is asked for the same few."""
    match = _numbered(name)
    return match[1] if match else None


def without_remark(name: str, knows: Callable[[str], bool]) -> str:
    """Return a compared heading without what stands in brackets behind it and changes nothing of its meaning.

    That is what a form says of how to fill it in, or another heading. A unit is none of it: 数量(箱) is not
    数量.

    >>> without_remark("单价(元)", {"单价"}.__contains__), without_remark("数量(箱)", {"数量"}.__contains__)
    ('单价', '数量(箱)')
    """
    match = _REMARK.fullmatch(name)
    if match is None or knows(name):
        return name
    stem, remark = match[1].strip("*"), match[2]
    return stem if knows(stem) and (remark in _MEANS_NOTHING or knows(remark)) else name


def _name(heading: str, index: Index, mapping: Mapping, *, fold: bool) -> str:
    name = without_remark(bare(heading), index.knows)
    if fold and not (index.knows(name) or name in mapping.columns or name in mapping.ignored):
        folded = simplified(name)
        return folded if index.knows(folded) else name
    return name


def _mapped(layout: Layout, place: int, name: str, mapping: Mapping, index: Index) -> bool:
    target = mapping.columns.get(name)
    if target is None:
        return False
    key = index.exact.get(bare(target))
    envelope = index.envelope.get(bare(target))
    if key is None and envelope is None:
        layout.misdirected.append(place)
    elif not (_claim(layout.columns, key, place) or _claim(layout.envelope, envelope, place)):
        layout.twice.append(place)
    return True


def _claim(claimed: dict[str, int], key: str | None, place: int) -> bool:
    """Give a cell to a column that has none yet; tell whether it got it."""
    if key is None or key in claimed:
        return False
    claimed[key] = place
    return True
