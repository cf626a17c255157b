"""Which views there are: tables that are derived from recorded ones, never imported and never stored by hand.

A view is declared like any table (key, title, headings) and answered by one function, loaded when it is asked
for. The function is given what is asked (:class:`projections.reading.query.Query`) and yields its rows. To
know a view, the module that answers it is not needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from ledger.errors import CommandError, Problem

if TYPE_CHECKING:
    from ledger.events.base import Table, View
    from projections.reading.query import Query
    from projections.reading.stream import Stream

# view key, folder under projections.answers, class in its `declared`, module there that answers it
ENTRIES: tuple[tuple[str, str, str, str], ...] = (
    ("sales_summaries", "trade", "SalesSummaries", "sales_summaries"),
    ("delivery_notes", "deliveries", "DeliveryNotes", "delivery_notes"),
    ("distribution_lines", "deliveries", "DistributionLines", "distribution_lines"),
    ("unit_traces", "goods", "UnitTraces", "unit_traces"),
    ("three_way_matches", "trade", "ThreeWayMatches", "three_way_matches"),
    ("stock_balances", "goods", "StockBalances", "stock_balances"),
    ("expiry_items", "goods", "ExpiryItems", "expiry_items"),
    ("licence_warnings", "papers", "LicenceWarnings", "licence_warnings"),
    ("change_items", "papers", "ChangeItems", "change_items"),
    ("retention_items", "retention", "RetentionItems", "retention_items"),
    ("return_archives", "returns", "ReturnArchives", "return_archives"),
    ("custody_items", "returns", "CustodyItems", "custody_items"),
    ("complaint_entries", "complaints", "ComplaintEntries", "complaint_entries"),
    ("complaint_statistics", "complaints", "ComplaintStatistics", "complaint_statistics"),
    ("feedback_entries", "complaints", "FeedbackEntries", "feedback_entries"),
    ("service_archives", "service", "ServiceArchives", "service_archives"),
    ("repair_calls", "service", "RepairCalls", "repair_calls"),
    ("service_statistics", "service", "ServiceStatistics", "service_statistics"),
    ("fault_summaries", "service", "FaultSummaries", "fault_summaries"),
    ("technician_scores", "service", "TechnicianScores", "technician_scores"),
    ("due_items", "cases", "DueItems", "due_items"),
    ("kpi_results", "indicators", "KpiResults", "kpi_results"),
    ("recall_consignees", "recalls", "RecallConsignees", "recall_consignees"),
    ("recall_progress_reports", "recalls", "RecallProgressReports", "recall_progress_reports"),
)
# The column that gives a row of a view its day, where it has one; a month is one as well.
_DAYS = {
    "sales_summaries": "period_from",
    "delivery_notes": "shipped_on",
    "distribution_lines": "sold_on",
    "unit_traces": "happened_at",
    "stock_balances": "last_moved_on",
    "expiry_items": "expiry_date",
    "licence_warnings": "valid_until",
    "change_items": "changed_at",
    "retention_items": "keep_until",
    "return_archives": "happened_at",
    "custody_items": "since",
    "complaint_entries": "received_on",
    "complaint_statistics": "month",
    "feedback_entries": "received_at",
    "service_archives": "happened_at",
    "repair_calls": "called_on",
    "service_statistics": "month",
    "fault_summaries": "month",
    "technician_scores": "month",
    "due_items": "due_at",
    "kpi_results": "period_from",
    "recall_consignees": "notice_sent_at",
    "recall_progress_reports": "as_known_at",
}
# Views of what lapses or falls due: they may be asked for a day that is still to come.
LOOKING_AHEAD = frozenset(
    {"expiry_items", "licence_warnings", "retention_items", "custody_items", "due_items"}
)
VIEW_IS_DERIVED = Problem(
    "view_is_derived",
    "记录 {zh}：应为可录入的记录表，实际是由其他记录得出的视图。",
    "Recording into {table}: expected a table that is recorded, got a view that is derived from others.",
    "请录入它所依据的记录表：{sources}。",
    "Record into the tables it is made of: {sources}.",
)
_BY_KEY = {entry[0]: entry for entry in ENTRIES}
VIEW_KEYS: tuple[str, ...] = tuple(_BY_KEY)
Answer = Callable[["Query"], Iterator[dict[str, Any]]]


def view_class(key: str) -> type[View]:
    """Return the class that declares a view.

    Raises:
        KeyError: There is no such view.
    """
    _, folder, name, _ = _BY_KEY[key]
    return cast("type[View]", getattr(import_module(f"projections.answers.{folder}.declared"), name))


@cache
def view(key: str) -> Table:
    """Return the declaration of a view by its key.

    Raises:
        KeyError: There is no such view.
    """
    return view_class(key).table


def views() -> tuple[Table, ...]:
    """Return every view, in its order."""
    return tuple(view(key) for key in VIEW_KEYS)


def named(text: str) -> Table:
    """Return the record table or the view that a key or a Chinese title names.

    Raises:
        CommandError: There is neither.
    """
    from ledger.events import catalogue
    from ledger.intake.headings.heading_problems import UNKNOWN_TABLE
    from ledger.intake.headings.normalising import bare, simplified
    from ledger.intake.headings.table_names import meant, table_named

    wanted = bare(text)
    if wanted in catalogue.TABLE_KEYS:
        return catalogue.table(wanted)
    found = _view_named(wanted) or _view_named(simplified(wanted))
    try:
        return found or table_named(text)
    except CommandError:
        names = [name for one in views() for name in (one.key, bare(one.zh))]
        raise CommandError(UNKNOWN_TABLE, table=text, near=meant(text, names)) from None


def _view_named(word: str) -> Table | None:
    from ledger.intake.headings.normalising import bare

    return next((one for one in views() if word in {one.key, bare(one.zh)}), None)


def day_column(table: Table) -> str | None:
    """Return the column that gives a row its day, of a recorded row its business time; None if none does."""
    return "event_time" if table.kind != "view" else _DAYS.get(table.key)


def refuse_view(text: str) -> None:
    """Refuse to record into what is only derived.

    Args:
        text: What somebody names as the table of their rows, by key or Chinese title.

    Raises:
        CommandError: It names a view.
    """
    from ledger.intake.headings.normalising import bare, simplified

    found = _view_named(bare(text)) or _view_named(simplified(bare(text)))
    if found is not None:
        sources = ", ".join(found.derived_from)
        raise CommandError(VIEW_IS_DERIVED, table=found.key, zh=found.zh, sources=sources)


def answer(key: str) -> Answer:
    """Return the function that yields the rows of a view, each as a dict.

    Raises:
        KeyError: There is no such view.
    """
    module = _module(key)
    if hasattr(module, "rows"):
        return cast("Answer", module.rows)
    return lambda query: stream(key, query).rows()


def stream(key: str, query: Query) -> Stream:
    """Return the rows of a view as its sheet shows them: the declared columns, what a row lacks null.

    Args:
        key: Of the view. Its module yields values of the declared types, column by column for some rows at a
            time (`parts(query)`), or tuples (`tuples(query)`), both in the order of the declared columns, or
            dicts (`rows(query)`).
        query: What is asked.

    Raises:
        KeyError: There is no such view.
    """
    from projections.reading.stream import Stream, in_parts, of_dicts

    module, columns = _module(key), [column.key for column in view(key).columns]
    if hasattr(module, "parts"):
        return Stream(tuple(columns), module.parts(query), typed=True)
    if hasattr(module, "tuples"):
        return in_parts(columns, module.tuples(query))
    return of_dicts(columns, module.rows(query))


def counting(key: str, query: Query) -> Callable[[], int] | None:
    """Return what tells how many rows a view has without making them (`count_rows(query)`), if anything does.

    Raises:
        KeyError: There is no such view.
    """
    count = getattr(_module(key), "count_rows", None)
    return None if count is None else partial(count, query)


def answered(key: str) -> frozenset[str]:
    """Return the columns by which a view filters itself, because more fits than its rows show there.

    Raises:
        KeyError: There is no such view.
    """
    return cast("frozenset[str]", getattr(_module(key), "ANSWERED", frozenset()))


def _module(key: str) -> ModuleType:
    _, folder, _, module = _BY_KEY[key]
    return import_module(f"projections.answers.{folder}.{module}")
