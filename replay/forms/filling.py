"""A form filled from what the ledger knows: columns as the official forms have them, people by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import CommandError, Problem
from ledger.events import catalogue
from ledger.events.base import Column, Table
from projections.answers.indicators.periods import Period
from projections.reading.filters import Filter
from projections.reading.nearest import nearness
from projections.reading.query import Query
from replay.as_of import basis
from replay.evidence.in_force import company_in
from replay.forms.declared import SELF_INSPECTION, CaseForm, Place
from replay.forms.sheet import Block, Field, FieldBlock, FilledForm, LineBlock
from replay.telling.headings import Heading, of_column, to_second

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.cutoff import Resolved
    from replay.recalls.paper_facts import PaperFacts

NO_SUCH_NUMBER: Final = Problem(
    "form_number_unknown",
    "填写{zh}：应为已登记的编号，实际没有“{number}”。",
    "Filling in the form {form}: expected a number that is known, got '{number}'.",
    "{near}medledger table {table} 列出全部；在 --at、--known-at 所指时点须已登记。",
    "{near} medledger table {table} lists all; by --at and --known-at it must be recorded.",
)
_MARKED, _OPEN = "■", "□"
_YES_NO: Final = {True: "是", False: "否"}
_FIGURES: Final = (
    Heading("figure", "指标", rank=1),
    Heading("number", "数值", "decimal", rank=1),
    Heading("remark", "说明", rank=1),
)
_YEARS: Final = (1900, 9998)  # of which days can be counted
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ground:
    """What every form rests on.

    Attributes:
        program: The ledger.
        resolved: Both cut-offs.
        query: Opened at them.
        recalls: What the papers of a recall rest on, by its number, once it was asked for.
    """

    program: Program
    resolved: Resolved
    query: Query
    recalls: dict[str, PaperFacts] = field(default_factory=dict)

    def company(self) -> tuple[str, ...]:
        """Return the lines that name our house."""
        known = company_in(self.query.connection, self.resolved, self.program.zone)
        licence = known.get("trade_licence_no", known.get("filing_no", ""))
        return (
            f"企业名称：{known.get('name', '')}　统一社会信用代码：{known.get('uscc', '')}",
            f"住所：{known.get('address', '')}　经营许可证或备案编号：{licence}",
        )

    def basis(self, law: str) -> tuple[str, ...]:
        """Return the lines that say what a form rests on."""
        told = basis(self.program.log, self.resolved)
        known = told["known_at"] or "—"
        checkpoint = told["checkpoint"]
        return (
            f"依据：{law}",
            f"截至日期：{told['at']}　所依据的录入时间：{known}（日志第 {told['position']} 条）",
            f"程序：{told['code']}",
            f"哈希树：{checkpoint['size']}　{checkpoint['root']}",
        )


def case_form(ground: Ground, number: str, form: CaseForm) -> FilledForm:
    """Return the form of a case.

    Raises:
        CommandError: There is no such case at the cut-off.
    """
    table = catalogue.table(form.table)
    row = found_row(ground, table, form.key, form.zh, number)
    shown = FormTexts(ground.query, table, [row])
    blocks: list[Block] = [
        FieldBlock(section.title, tuple(shown.field(place, row) for place in section.places))
        for section in form.sections
    ]
    if form is SELF_INSPECTION:
        blocks.append(_figures(ground.query, row["year"]))
    name = f"{table.by_key[table.identity[0]].zh}：{row[table.identity[0]]}"
    return FilledForm(
        form.zh,
        name,
        ground.company(),
        tuple(blocks),
        form.signed,
        ground.basis(form.law),
        at=ground.resolved.at,
    )


def found_row(ground: Ground, table: Table, form: str, zh: str, number: str) -> Row:
    """Return the row of a number.

    Raises:
        CommandError: There is none at the cut-off.
    """
    key = table.identity[0]
    row = next(ground.query.rows(table.key, where=[Filter(key, table.by_key[key], [number])]), None)
    if row is None:
        known = [one[key] for one in ground.query.rows(table.key, only=[key])]
        near = nearness(number, known)
        raise CommandError(NO_SUCH_NUMBER, form=form, zh=zh, number=number, near=near, table=table.key)
    return row


def _figures(query: Query, year: int) -> LineBlock:
    """Return the figures of a year, as the report of that name counts them."""
    from replay.reports.self_inspection import figures

    known = _YEARS[0] <= year <= _YEARS[1]
    rows = figures(query, Period(f"{year}-01-01", f"{year}-12-31")) if known else []
    return LineBlock(f"{year} 年经营质量管理数据", _FIGURES, tuple(rows))


class FormTexts:
    """What the columns of rows say on a form.

    Args:
        query: Where to read the names of people.
        table: Of the rows.
        rows: That will be shown.
    """

    def __init__(self, query: Query, table: Table, rows: Iterable[Row]) -> None:
        self._table = table
        people = [column for column in table.columns if column.ref == "staff"]
        codes = {code for row in rows for column in people for code in _listed(row.get(column.key))}
        self._names = _names(query, sorted(codes))

    def field(self, place: Place, row: Row) -> Field:
        """Return a field; a column that no record has is a blank under its label."""
        columns = [self._table.by_key[key] for key in place.column.split()]
        label = place.label or columns[0].zh
        if place.boxes:
            return Field(label, _boxes(columns[0], row.get(columns[0].key)), place.wide)
        texts = (self.text(column, row.get(column.key)) for column in columns)
        return Field(label, "　".join(text for text in texts if text), place.wide)

    def text(self, column: Column, value: Any) -> str:
        """Return a value as the forms have it: times to the second, people by name and code."""
        if value is None:
            return ""
        if column.ref == "staff":
            return "、".join(self._person(code) for code in _listed(value))
        heading = of_column(self._table, column)
        text = heading.official(value)
        return to_second(text) if column.type == "datetime" else text

    def _person(self, code: str) -> str:
        name = self._names.get(code)
        return f"{name}（{code}）" if name else code


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def _names(query: Query, codes: list[str]) -> dict[str, str]:
    if not codes:
        return {}
    column = catalogue.table("staff").by_key["staff_code"]
    rows = query.rows("staff", where=[Filter("staff_code", column, list(codes))])
    return {row["staff_code"]: row["name"] for row in rows if row["name"]}


def _boxes(column: Column, value: Any) -> str:
    """Return every choice, those that were made marked."""
    made: Callable[[Any], bool]
    if column.type == "boolean":
        choices: list[tuple[Any, str]] = list(_YES_NO.items())
        made = value.__eq__ if value is not None else lambda _: False
    else:
        choices = [(one.key, one.zh) for one in column.values]
        chosen = set(_listed(value))
        made = chosen.__contains__
    return "　".join(f"{_MARKED if made(key) else _OPEN}{zh}" for key, zh in choices)
