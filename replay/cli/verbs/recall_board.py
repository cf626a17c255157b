"""`medledger recall open|scope|show|list`: a recall opened, its scope set, and its board."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.cli.session import tables_at
from replay.cli.verbs.recall_stages import digest_of
from replay.cli.verbs.record_verb import tell_entry, warn_of_repeats
from replay.telling.answers.recalls import CLOCKS, LEVELS, LISTED, STATES, recall_key, tell_recorded
from replay.telling.headings import Heading, of_table, to_second
from replay.telling.heard import note
from replay.telling.nothing import say_nothing
from replay.telling.opening_options import OpeningOptions, Why
from replay.telling.options import (
    Form,
    KeyOption,
    LedgerOption,
    RecordsForm,
    ScopeOptions,
    Times,
    grouped,
)
from replay.telling.output import Output
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.entry.live import Entered, EntryKey
    from replay.bootstrap import Program
    from replay.recalls.opening import Frozen


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("open", help=_OPEN, short_help=_OPEN_SHORT, epilog=_OPEN_EXAMPLES)(open_)
    app.command("scope", help=_SCOPE, short_help=_SCOPE, epilog=_SCOPE_EXAMPLES)(scope)
    app.command("show", help=_SHOW, short_help=_SHOW_SHORT, epilog=_SHOW_EXAMPLES)(show)
    app.command("list", help=_LIST, short_help=_LIST, epilog=_LIST_EXAMPLES)(list_)


_OPEN_SHORT = say("open the case, stop the sale, freeze the list", "立案、停售并冻结名单")
_OPEN = say(
    "Open a recall in one append: the case, the hold on all stock in scope, and the first version of the "
    "scope with its frozen list of consignees. From then on no sale, shipment, loan or consignment of goods "
    "in scope is recorded live. A drill does all of it but the hold.",
    "一次登记完成：召回立案、对范围内全部库存停售、确定第一版范围并冻结客户名单。"
    "此后范围内的产品不能再销售、发货、借出或选配。模拟演练除停售外全部相同。",
)
_OPEN_EXAMPLES = examples(
    "medledger recall open --product P01 --lot L24 --level 1 --origin registrant --reason 密封不良",
    "medledger recall open --customer K013 --origin buyer_disqualified --reason 许可证失效",
    "medledger recall open --lot L24 --drill --reason 年度演练",
)
_SCOPE = say(
    "Set the next version of the scope, wider or narrower; each version keeps its own list.",
    "设定下一版召回范围（扩大或缩小）；各版名单均保留。",
)
_SCOPE_EXAMPLES = examples("medledger recall scope ZH-2026-001 --lot L24 --lot L25 --reason 扩大到相邻批次")
_SHOW_SHORT = say("the board: lists, answers, clocks, sums", "查看名单、反馈、时限与合计")
_SHOW = say(
    "Show a recall: every version of the scope with its frozen list, the clocks, and the board of all "
    "consignees with what they answered, what came back, and what is unaccounted for. CSV and XLSX hold the "
    "consignees.",
    "查看一次召回：各版范围与冻结名单、时限，以及全部客户的通知、反馈、收回和未说明数量。"
    "CSV 和 XLSX 为客户明细。",
)
_SHOW_EXAMPLES = examples(
    "medledger recall show ZH-2026-001",
    "medledger recall show ZH-2026-001 --version 1 --known-at 2026-05-05",
)
_LIST = say("List the recalls and how far each has come.", "列出召回及其进展。")
_LIST_EXAMPLES = examples("medledger recall list --open", "medledger recall list --known-at 2026-05-05")

Number = Annotated[str, typer.Argument(metavar="NO", help=say("Number of the recall.", "召回编号。"))]


@grouped
def open_(
    *,
    goods: ScopeOptions,
    said: OpeningOptions,
    key: KeyOption = None,
    ledger: LedgerOption = None,
    form: Form,
) -> int:
    """Open a recall."""
    from replay.recalls.opening import open_recall

    answer = form.chosen().for_document()
    typed = goods.scope()
    asked = recall_key(
        key, "open", {"scope": typed, "drill": said.drill, "notice": digest_of(said.notice), **said.columns()}
    )
    with tables_at(ledger) as program:
        return _scoped(
            program,
            answer,
            asked,
            lambda: open_recall(program, typed, said.columns(), said.notice, key=asked),
        )


@grouped
def scope(
    *,
    number: Number,
    goods: ScopeOptions,
    reason: Why,
    key: KeyOption = None,
    ledger: LedgerOption = None,
    form: Form,
) -> int:
    """Set the next version of a recall's scope."""
    from replay.recalls.opening import set_scope

    answer = form.chosen().for_document()
    typed = goods.scope()
    asked = recall_key(key, "scope", {"number": number, "scope": typed, "reason": reason})
    said = {"scope_reason": reason}
    with tables_at(ledger) as program:
        return _scoped(program, answer, asked, lambda: set_scope(program, number, typed, said, key=asked))


def _scoped(
    program: Program, answer: Output, key: EntryKey | None, act: Callable[[], tuple[Entered, Frozen]]
) -> int:
    from ledger.entry.live import EntryRefusedError

    entered = None if key is None else program.repeated(key)
    warnings: list[str] = []
    if entered is None:
        try:
            entered, frozen = act()
        except EntryRefusedError as error:
            return tell_entry(answer, error, "recalls")
        warnings = _possible(frozen)
    number = entered.recorded[0].identity["recall_no"]
    tell_recorded(program, answer, entered, number, warnings)
    warn_of_repeats(entered)
    return 0


def _possible(frozen: Frozen) -> list[str]:
    if not frozen.possible:
        return []
    return [
        say(
            f"{frozen.possible} lines may belong to the scope and cannot be told from the records: "
            "see recall preview.",
            f"另有 {frozen.possible} 行可能属于范围、记录不能确定，见“召回准备”查询。",
        )
    ]


@grouped
def show(
    *,
    number: Number,
    version: Annotated[
        int | None,
        typer.Option(
            "--version", metavar="N", help=say("The board of this version of the scope.", "按此版范围显示。")
        ),
    ] = None,
    times: Times,
    ledger: LedgerOption = None,
    form: Form,
) -> int:
    """Show a recall."""
    from replay.recalls.shown import changed_lists, shown

    answer = form.chosen()
    with tables_at(ledger) as program:
        earlier = times.earlier("recall show")
        found = shown(program, number, version=version, at=times.at, known_at=times.known_at, basis=earlier)
    for one in changed_lists(found):
        note(
            say(
                f"Scope {one}: this version of the program makes another list than the one digested then.",
                f"范围第 {one} 版：现版本程序得出的名单与当时登记摘要的名单不同。",
            )
        )
    if answer.format in {"csv", "xlsx"}:
        answer.rows(_consignees(), found["consignees"])
    else:
        answer.document(found, lambda console: _show(console, found, answer))
    return 0


@grouped
def list_(
    *,
    only_open: Annotated[bool, typer.Option("--open", help=say("Only open ones.", "只列未结案的。"))] = False,
    times: Times,
    ledger: LedgerOption = None,
    form: RecordsForm,
) -> int:
    """List the recalls."""
    from ledger.events import catalogue
    from replay.recalls.shown import listed
    from replay.telling.selection import stream_of

    answer = form.chosen()
    with tables_at(ledger) as program:
        reached = times.reached(program, "recall list")
        found = listed(program, reached, only_open=only_open)
        with program.readmodel.reading() as connection:
            told = form.telling(program, reached, connection, catalogue.table("recalls"))
            rows = told(stream_of(LISTED, found)) if form.who else found
            answer = form.on(answer, program, reached)
            if not answer.rows(form.headings(LISTED), rows):
                say_nothing(answer, say("recalls", "召回"), reached)
    return 0


def _consignees() -> tuple[Heading, ...]:
    from projections.answers.catalogue import view

    return of_table(view("recall_consignees"))


def _show(console: Console, found: dict[str, Any], answer: Output) -> None:
    from replay.telling.screen.rows import print_basis, print_rows, print_title

    print_basis(console, found["basis"])
    print_title(console, _title(found))
    for one in found["scopes"]:
        console.print(
            say(
                f"Scope {one['version']}: {len(one['consignees'])} lines, digest {one['digest'][:16]}…",
                f"范围第 {one['version']} 版：名单 {len(one['consignees'])} 行，摘要 {one['digest'][:16]}…",
            )
        )
    clocks = [
        {**one, "due_at": to_second(one["due_at"]), "met_at": to_second(one["met_at"])}
        for one in found["clocks"]
    ]
    print_rows(console, CLOCKS, clocks, everything=answer.everything, counted=False)
    print_rows(console, _consignees(), found["consignees"], everything=answer.everything)
    console.print(_totals(found["totals"]))


def _title(found: dict[str, Any]) -> str:
    level = say(f"level {found['level']}", LEVELS[found["level"]]) if found["level"] else ""
    drill = say("drill", "模拟演练") if found["drill"] else ""
    state = say(found["state"], STATES[found["state"]])
    return " · ".join(part for part in (found["recall_no"], level, drill, state) if part)


def _totals(totals: dict[str, Any]) -> str:
    return say(
        "{consignees} consignees, {notified} told, {answered} answered.\n"
        "Distributed {distributed} = returned {returned} + destroyed there {destroyed_there} + used {used} "
        "+ still there {still_there} + passed on {passed_on} + unaccounted {unaccounted}.",
        "客户 {consignees} 家，已通知 {notified} 家，已反馈 {answered} 家。\n"
        "售出 {distributed} = 收回 {returned} + 就地销毁 {destroyed_there} + 已使用 {used} "
        "+ 仍在客户处 {still_there} + 已转出 {passed_on} + 未说明 {unaccounted}。",
    ).format(**totals)
