"""What goes into each pack: the tables, in their order, and which rows of them.

A pack of goods or of a case is drawn from the log by tags: every event that carries one of them, the rows
that these events make, and the register rows that they name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import CommandError, Problem
from ledger.events import catalogue
from ledger.events.base import Table
from ledger.events.own import is_own
from ledger.intake.cells.codes import normalised
from ledger.log.documents import decoded
from ledger.log.tag_index import TRACING
from ledger.visible import visible
from projections.answers.catalogue import view
from projections.reading.filters import Filter
from replay.evidence.derived import FIGURES, LETTERS, ORDER, SUMMARY, WantedPaper, WantedView
from replay.evidence.selected import Selected, among, within

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.cutoff import Resolved

NO_SUCH_CASE_HERE = Problem(
    "pack_case_unknown",
    "导出 {zh} 证据包：应为已登记的编号，实际没有“{number}”。",
    "Exporting a pack of {table}: expected a number that is known, got '{number}'.",
    "medledger table {table} 列出全部编号；在 --at、--known-at 所指时点须已登记。",
    "medledger table {table} lists all; by --at and --known-at it must be recorded.",
)
VIEW_IN_PACK = Problem(
    "pack_view",
    "导出证据包：应为记录表，实际 {zh} 是由其他记录得出的视图。",
    "Exporting a pack: expected recorded tables, and {table} is a view that is derived from others.",
    "导出它所依据的记录表：{sources}。",
    "Export the tables that it is made of: {sources}.",
)
BAD_PERIOD = Problem(
    "pack_period",
    "导出证据包：应为起止日期，起不晚于止，实际为 {first} 至 {last}。",
    "Exporting a pack: expected a first and a last day in order, got {first} to {last}.",
    "例如 --from 2026-01-01 --to 2026-06-30。",
    "For example --from 2026-01-01 --to 2026-06-30.",
)
GOODS_UNWRITTEN = Problem(
    "pack_goods_unwritten",
    "导出证据包：应为记录中会有的编码，实际为“{code}”；记录中不会有这样的写法。",
    "Exporting a pack: expected a code as records can hold it, got '{code}': none was ever written so.",
    "记录中写作“{held}”，请照此填写。",
    "Records write it as '{held}': ask for that.",
)
# The records of GSP article 21 in its order, by the tables that hold them.
ARTICLE_21: Final[tuple[tuple[int, str, tuple[str, ...]], ...]] = (
    (1, "供货者和产品资质审核", ("suppliers", "products", "first_approvals", "licences", "authorisations")),
    (2, "采购合同和采购记录", ("contracts", "purchases")),
    (3, "进货查验", ("receipts", "inspection_reports")),
    (4, "入库", ("putaways",)),
    (5, "在库检查、库房温湿度监测", ("stock_checks", "temperature_readings")),
    (6, "库存", ("stocktakes",)),
    (7, "销售", ("sales", "invoices")),
    (8, "出库复核、出库", ("outbound_checks",)),
    (9, "运输、冷链运输温度", ("shipments",)),
    (10, "售后服务", ("repairs", "service_records", "part_movements", "warranties", "visits", "surveys")),
    (11, "退货", ("returns", "return_cases", "exchanges")),
    (12, "召回和不良事件处理", ("recalls", "adverse_events", "quality_holds")),
    (13, "质量投诉、事故调查", ("complaints", "quality_incidents", "quality_trackings")),
    (14, "不合格品处理、销毁", ("nonconformities", "disposals")),
    (15, "年度自查报告", ("self_inspections",)),
    (16, "员工档案、培训、健康", ("staff", "posts", "training_plans", "trainings", "health_checks")),
    (17, "设施设备", ("equipment", "locations")),
    (18, "计量器具检定、冷链验证", ("equipment_records",)),
    (19, "质量安全风险会商", ("meetings",)),
    (20, "其他质量记录", ("customers", "rule_checks", "authority_inspections", "capa", "voids")),
)
# What an inspection is shown beside the records: article 21 (6) is a view; the others follow from them.
VIEWS_OF_INSPECTION: Final = (
    *("licence_warnings", "expiry_items", "stock_balances", "service_archives", "return_archives"),
    *("recall_consignees", "recall_progress_reports", "complaint_entries", "change_items"),
)
_PAPERS: Final = {
    "recalls": ("recall-event", "recall-progress", ORDER, LETTERS, SUMMARY),
    "complaints": ("complaint",),
    "adverse_events": ("adverse-event",),
}
_REGISTERS: Final = (
    ("products", "product_code"),
    ("suppliers", "supplier_code"),
    ("customers", "customer_code"),
)


@dataclass(frozen=True, slots=True)
class Pack:
    """What was asked for.

    Attributes:
        name: `table`, `recall`, `lot` …
        arguments: As given, by name.
        tables: In their order.
        sections: Of an inspection, the numbers and titles of article 21 with the tables of each.
        absent: Of goods, whether no event carries their tag.
        tags: Of which it is proved that no event was left out.
        views: What follows from the records, as sheets.
        papers: Official forms and the papers of a recall.
    """

    name: str
    arguments: dict[str, Any]
    tables: tuple[Selected, ...]
    sections: tuple[tuple[int, str, tuple[str, ...]], ...] = ()
    absent: bool = False
    tags: tuple[str, ...] = ()
    views: tuple[WantedView, ...] = ()
    papers: tuple[WantedPaper, ...] = ()


def of_tables(keys: Sequence[str]) -> Pack:
    """Return the pack of whole tables.

    Raises:
        CommandError: There is no such table, or it is a view.
    """
    from projections.answers.catalogue import named

    tables = list(dict.fromkeys(named(key) for key in keys))
    for table in tables:
        if table.kind == "view":
            sources = ", ".join(table.derived_from)
            raise CommandError(VIEW_IN_PACK, table=table.key, zh=table.zh, sources=sources)
    return Pack("table", {"tables": [one.key for one in tables]}, tuple(map(Selected, tables)))


def of_inspection(program: Program, first: str, last: str) -> Pack:
    """Return the pack of an inspection: the records of GSP article 21 of a period, in their order.

    Raises:
        CommandError: The days are none, or not in order.
    """
    days = _days(first, last, program.zone)
    where = (within(*days, program.zone),)
    sections = tuple(
        (number, zh, tuple(key for key in keys if key in catalogue.TABLE_KEYS))
        for number, zh, keys in ARTICLE_21
    )
    listed = [key for _, _, keys in sections for key in keys]
    others = [key for key in catalogue.TABLE_KEYS if key not in listed]
    sections = (*sections[:-1], (20, sections[-1][1], (*sections[-1][2], *others)))
    tables = [catalogue.table(key) for key in (*listed, *others)]
    chosen = tuple(Selected(one, () if one.kind == "register" else where) for one in tables)
    views = tuple(WantedView(key, days=days) for key in VIEWS_OF_INSPECTION)
    return Pack("inspection", {"from": days[0], "to": days[1]}, chosen, sections, views=views)


def of_goods(program: Program, resolved: Resolved, kind: str, product: str, code: str) -> Pack:
    """Return the pack of a lot or of one unit; of goods that were never there it is empty and says so.

    Args:
        program: The ledger.
        resolved: As known when.
        kind: `lot` or `unit`.
        product: Its code.
        code: The lot or the serial number.

    Raises:
        CommandError: There are no such goods, and there cannot be any: no record is written so.
    """
    tag = f"{'serial' if kind == 'unit' else 'lot'}:{product}/{code}"
    name = "serial" if kind == "unit" else "lot"
    found = _tagged(program, resolved, kind, {"product": product, name: code}, [tag])
    if found.absent:
        _check_written(product)
        _check_written(code)
    views = (
        ("unit_traces", "distribution_lines") if kind == "unit" else ("stock_balances", "distribution_lines")
    )
    where = {"product_code": product, name: code}
    return replace(found, views=tuple(_view(key, where, always=False) for key in views))


def _check_written(code: str) -> None:
    """Check that a code looks as in a record: who asks for `L1` with a blank behind it means `L1`."""
    held = visible(normalised(code))
    if held != code or not held:
        raise CommandError(GOODS_UNWRITTEN, code=visible(code), held=held or "—")


def of_case(program: Program, resolved: Resolved, kind: str, table: str, number: str) -> Pack:
    """Return the pack of a case and of whatever names it.

    Args:
        program: The ledger.
        resolved: As known when.
        kind: Name of the pack.
        table: Key of the table of the case.
        number: Of the case.

    Raises:
        CommandError: There is no such case.
    """
    declared = catalogue.table(table)
    key = declared.identity[0]
    tag = f"{catalogue.TAG_KINDS[key]}:{number}"
    tags = [tag, *_goods_of_recall(program, resolved, tag)] if table == "recalls" else [tag]
    found = _tagged(program, resolved, kind, {key: number}, tags)
    if all(one.table.key != table for one in found.tables):
        raise CommandError(NO_SUCH_CASE_HERE, table=table, zh=declared.zh, number=number)
    views = (_view("recall_consignees", {key: number}),) if table == "recalls" else ()
    return replace(found, views=views, papers=tuple(WantedPaper(one, number) for one in _PAPERS[table]))


def _view(key: str, where: dict[str, str], *, always: bool = True) -> WantedView:
    declared = view(key)
    fits = tuple(Filter(name, declared.by_key[name], [value]) for name, value in where.items())
    return WantedView(key, fits, always=always)


def of_self_inspection(program: Program, year: int) -> Pack:
    """Return the pack of the self-inspection of a year: its report, and the records that it rests on."""
    days = f"{year}-01-01", f"{year}-12-31"
    pack = of_inspection(program, *days)
    first = catalogue.table("self_inspections")
    own = Selected(first, (among("year", [year], sqlite=program.location.is_sqlite),))
    rest = [one for one in pack.tables if one.table is not first]
    views, papers = (WantedView(FIGURES, days=days),), (WantedPaper("self-inspection", str(year)),)
    return Pack(
        "self-inspection",
        {"year": year},
        (own, *rest),
        pack.sections,
        views=(*views, *pack.views),
        papers=papers,
    )


def _goods_of_recall(program: Program, resolved: Resolved, tag: str) -> list[str]:
    """Return the tags of the lots and units, else of the products, that the stages of a recall name."""
    tags: dict[str, None] = {}
    for batch in program.log.scan_tags([tag], types=_types_of("recalls"), until=resolved.position):
        for position, stored in batch:
            tags.update(dict.fromkeys(decoded(position, bytes(stored))["tags"]))
    goods = [one for one in tags if one.startswith(("lot:", "serial:"))]
    covered = {one.partition(":")[2].partition("/")[0] for one in goods}
    return goods + [one for one in tags if one.startswith("product:") and one[8:] not in covered]


def _types_of(key: str) -> list[str]:
    table = catalogue.table(key)
    return [stage.event for stage in table.stages] or [table.event]


def _tagged(
    program: Program, resolved: Resolved, name: str, arguments: dict[str, Any], tags: Sequence[str]
) -> Pack:
    """Return the pack of every event that carries a tag, with the register rows that these events name."""
    positions: dict[str, list[int]] = {}
    codes: dict[str, dict[Any, None]] = {key: {} for key, _ in _REGISTERS}
    for batch in program.log.scan_tags(tags, until=resolved.position):
        for position, stored in batch:
            event = decoded(position, bytes(stored))
            if is_own(event["type"]):
                continue
            table = catalogue.table_of(event["type"])
            positions.setdefault(table.key, []).append(position)
            if table.kind == "register":
                codes.setdefault(table.key, {})[event["data"][table.identity[0]]] = None
            for key, column in _REGISTERS:
                if code := event["data"].get(column):
                    codes[key][code] = None
    sqlite = program.location.is_sqlite
    chosen = [Selected(one, _where(one, positions, codes, sqlite=sqlite)) for one in catalogue.tables()]
    kept = tuple(one for one in chosen if one.where)
    traced = tuple(tag for tag in tags if tag.partition(":")[0] in TRACING)
    return Pack(name, arguments, kept, absent=not positions, tags=traced)


def _where(
    table: Table, positions: dict[str, list[int]], codes: dict[str, dict[Any, None]], *, sqlite: bool
) -> tuple[Any, ...]:
    if table.key in codes:
        named = list(codes[table.key])
        return (among(table.identity[0], named, sqlite=sqlite),) if named else ()
    if table.kind == "register" or table.key not in positions:
        return ()
    return (among("position", positions[table.key], sqlite=sqlite),)


def _days(first: str, last: str, zone: str) -> tuple[str, str]:
    from ledger.intake.cells.cell_error import CellError
    from ledger.intake.cells.dates import day

    try:
        days = day(first, zone), day(last, zone)
    except CellError as error:
        raise CommandError(BAD_PERIOD, first=first, last=last) from error
    if days[0] is None or days[1] is None or days[0] > days[1]:
        raise CommandError(BAD_PERIOD, first=first, last=last)
    return days[0], days[1]
