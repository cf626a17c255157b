"""`medledger diff`: what differs between two answers to one question, and which events did it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.cli.between import Asking, Between, asking
from replay.cli.diff_screen import Telling, show
from replay.cli.session import tables_at
from replay.telling.headings import Heading, of_table
from replay.telling.options import Form, LedgerOption, ScopeOptions, WhereOption, grouped
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.differences.answers import Differences
    from replay.differences.span import Span

    Compare = Callable[[Program, Span], Differences]

app = typer.Typer(rich_markup_mode=None, add_completion=False)
recall = typer.Typer(rich_markup_mode=None, add_completion=False)
app.add_typer(
    recall,
    name="recall",
    short_help=say("a recall answer, then and later", "两个时点的召回查询"),
    help=say("Compare two recall answers.", "比较两个时点的召回查询结果。"),
)
EXAMPLES = (
    "medledger diff --known-at 2026-05-05 --known-at 2026-05-31",
    "medledger diff --known-at 1200 --known-at 1260 table sales",
    "medledger diff --known-at 2026-05-05 recall preview --lot L24",
    "medledger diff --at 2026-04-30 --at 2026-05-31 stock --where product_code=P01",
    "medledger diff --basis answer.json recall preview --lot L24",
)


@app.callback(
    invoke_without_command=True,
    help=say(
        "Compare two answers to one question, mostly what was known at one time with what was known at "
        "another: which rows came, went or changed, and which events did it (a late entry, a void, a "
        "correction, a new version). Without a subject every record table is compared. Options may stand "
        "before the subject or behind it.\n\n"
        'The JSON is {"basis": [first, second], "added": [rows], "removed": [rows], "changed": [{"key", '
        '"before", "after"}], "because": [positions]}; of an answer with several lists each entry says its '
        '"list".',
        "比较同一问题的两个答案，通常是两个所依据的录入时间所知的内容：哪些行新增、减少、变更，由哪些事件引起"
        "（迟录、作废、更正、新版本）。不写对象时比较全部记录表。各选项可写在对象之前或之后。\n\n"
        'JSON 为 {"basis": [第一, 第二], "added": [行], "removed": [行], '
        '"changed": [{"key", "before", "after"}], "because": [日志位置]}；'
        "含多个清单的答案，每项以 list 注明所属清单。",
    ),
    epilog=examples(*EXAMPLES),
)
@grouped
def diff(
    context: typer.Context,
    *,
    between: Between,
    ledger: LedgerOption = None,
    form: Form,
) -> None:
    """Compare all record tables, unless a subject follows."""
    if context.invoked_subcommand is not None:
        return
    from ledger.events import catalogue
    from replay.differences.answers import of_records

    tables = catalogue.tables()
    shown = Telling(
        {one.key: of_table(one) for one in tables},
        {one.key: one.identity for one in tables},
        {one.key: one.zh for one in tables},
    )
    _write(Asking(between, ledger, form), shown, lambda _, span: of_records(span, tables))


@app.command(
    "table",
    short_help=say("a record table or a view", "一张记录表或视图"),
    help=say(
        "Compare a record table or a view: of record tables only what events between the two points touch is "
        "read; views are made for both.",
        "比较一张记录表或视图：记录表只读取两个时点之间的事件所涉及的行，视图则按两个时点分别得出。",
    ),
    epilog=examples(
        "medledger diff --known-at 2026-05-05 --known-at 2026-05-06 table 销售记录",
        "medledger diff --known-at 1200 table customers --where customer_code=K001",
    ),
)
@grouped
def table(
    context: typer.Context,
    key: Annotated[
        str,
        typer.Argument(
            metavar="TABLE", help=say("Key or Chinese title of a table or view.", "表或视图的键或中文名。")
        ),
    ],
    where: WhereOption = None,
    *,
    between: Between,
    ledger: LedgerOption = None,
    form: Form,
) -> None:
    """Compare a record table or a view."""
    _compare_table(asking(context, between, ledger, form), key, where)


@app.command(
    "stock",
    short_help=say("the stock", "库存"),
    help=say("Compare the stock (the view stock_balances).", "比较库存（视图 stock_balances）。"),
    epilog=examples("medledger diff --known-at 2026-05-05 --known-at 2026-05-06 stock"),
)
@grouped
def stock(
    context: typer.Context,
    where: WhereOption = None,
    *,
    between: Between,
    ledger: LedgerOption = None,
    form: Form,
) -> None:
    """Compare the stock."""
    _compare_table(asking(context, between, ledger, form), "stock_balances", where)


@app.command(
    "cases",
    short_help=say("where every case stands", "全部个案所处环节"),
    help=say("Compare where every case stands.", "比较全部个案所处的环节。"),
    epilog=examples("medledger diff --known-at 2026-05-05 --known-at 2026-05-31 cases"),
)
@grouped
def cases(context: typer.Context, *, between: Between, ledger: LedgerOption = None, form: Form) -> None:
    """Compare where cases stand."""
    from projections.answers.cases.cases import case_tables
    from projections.answers.cases.cases import cases as found_at
    from replay.differences.answers import CASES, of_rows
    from replay.telling.answers.cases import HEADINGS

    tables = case_tables()
    sources = [one.key for one in tables]
    shown = Telling({None: HEADINGS}, {None: CASES})
    _write(
        asking(context, between, ledger, form),
        shown,
        lambda _, span: of_rows(span, CASES, lambda query: found_at(query, tables, ()), sources),
    )


@app.command(
    "obligations",
    short_help=say("what is owed by when", "时限事项"),
    help=say("Compare what is owed by when.", "比较时限事项：新增、完成、逾期。"),
    epilog=examples("medledger diff --at 2026-05-01 --at 2026-05-31 obligations"),
)
@grouped
def obligations(context: typer.Context, *, between: Between, ledger: LedgerOption = None, form: Form) -> None:
    """Compare what is owed."""
    from projections.answers.cases.due_items import everything
    from projections.answers.catalogue import view
    from replay.differences.answers import OBLIGATIONS, of_rows
    from replay.telling.answers.obligations import shown_headings

    sources = view("due_items").derived_from
    shown = Telling({None: shown_headings()}, {None: OBLIGATIONS})
    _write(
        asking(context, between, ledger, form),
        shown,
        lambda _, span: of_rows(span, OBLIGATIONS, everything, sources),
        ahead=True,
    )


@recall.command(
    "preview",
    short_help=say("who has the goods", "货在谁手里"),
    help=say(
        "Compare who has the goods: options as in recall preview.", "比较货在谁手里，选项与召回查询相同。"
    ),
    epilog=examples("medledger diff --known-at 2026-05-05 recall preview --product P01 --lot L24"),
)
@grouped
def preview(
    context: typer.Context,
    *,
    which: ScopeOptions,
    between: Between,
    ledger: LedgerOption = None,
    form: Form,
) -> None:
    """Compare who has the goods."""
    from replay.differences.answers import RECALL_LISTS, of_recall
    from replay.recall import recall_at
    from replay.telling.answers import recall_goods as told
    from replay.telling.on_hand_headings import ON_HAND

    scope = which.scope()
    lists: dict[str | None, Sequence[Heading]] = {
        "received": told.RECEIVED,
        "consignees": told.CONSIGNEES,
        "on_hand": ON_HAND,
        "possible": told.POSSIBLE,
        "by_unit": told.BY_UNIT,
    }

    def _compare(program: Program, span: Span) -> Differences:
        before, after = (
            recall_at(program.log, span.connection, scope, one) for one in (span.first, span.second)
        )
        return of_recall(span, before, after)

    titles = {"received": "收货", "consignees": "收货方", "on_hand": "在库", "possible": "可能涉及"}
    titles |= {"by_unit": "按产品", "totals": "合计", "scope": "范围", "possible_counted": "可能涉及的行数"}
    _write(
        asking(context, between, ledger, form),
        Telling(lists, dict(RECALL_LISTS), titles),
        _compare,
    )


@recall.callback()
def _recall() -> None:
    pass


def _compare_table(asked: Asking, key: str, where: list[str] | None) -> None:
    """Compare a record table or a view at both points.

    Raises:
        CommandError: There is no such table, or a filter asks for what nothing known has.
    """
    from projections.answers.catalogue import LOOKING_AHEAD, named
    from projections.reading.filters import filters
    from projections.reading.known_values import resolved
    from replay.differences.answers import of_one

    wanted = named(key)

    def _compare(program: Program, span: Span) -> Differences:
        chosen = resolved(span.connection, wanted, filters(wanted, where or (), program.zone), span.low)
        return of_one(span, wanted, chosen)

    shown = Telling({None: of_table(wanted)}, {None: wanted.identity})
    _write(asked, shown, _compare, ahead=wanted.key in LOOKING_AHEAD)


def _write(asked: Asking, shown: Telling, compare: Compare, *, ahead: bool = False) -> None:
    """Compare, and print what differs."""
    from replay.differences.span import Span

    answer = asked.form.chosen()
    with tables_at(asked.ledger) as program:
        first, second = asked.between.reached(program, ahead=ahead)
        with program.readmodel.reading() as connection:
            span = Span(program.log, connection, program.zone, first, second)
            document: dict[str, Any] = compare(program, span).document(span)
    if answer.format in {"csv", "xlsx"}:
        answer.rows(shown.columns, shown.lines(document))
    else:
        answer.document(document, lambda console: show(console, document, shown, answer))
