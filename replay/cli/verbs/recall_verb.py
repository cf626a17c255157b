"""`medledger recall preview`: who has the goods; writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.cli.session import tables_at
from replay.cli.verbs import recall_board, recall_letters, recall_stages
from replay.telling.answers.recall_goods import BY_UNIT, CONSIGNEES, POSSIBLE, RECEIVED
from replay.telling.headings import to_second
from replay.telling.on_hand_headings import ON_HAND
from replay.telling.options import Form, LedgerOption, ScopeOptions, Times, grouped
from replay.telling.output import Output
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(cls=recall_stages.RecallVerbs, rich_markup_mode=None, add_completion=False)


@app.callback(
    help=say("Recalls: who has the goods.", "召回：货在谁手里。"),
    epilog=examples("medledger recall preview --lot L24"),
)
def _recall() -> None:
    pass


@app.command(
    short_help=say("who has the goods; writes nothing", "查询货在谁手里，不记录"),
    help=say(
        "Show who has the goods: received from whom, sold to whom, returned, on hand, and the totals. "
        "Writes nothing. Different options are combined with and, repeated ones with or. "
        "Names stand for codes; "
        "what matches nothing known is refused with the nearest known ones. "
        "A UDI finds goods by what it says, "
        "a device identifier alone the product. "
        "Of goods whose dates nobody states all is shown, and listed as possible. "
        "Lines that may belong to it and cannot be told from the records "
        "are listed first as possible, each with its reason, and counted in no total. "
        "CSV and XLSX hold the consignees.",
        "查询货在谁手里：来自谁、售给谁、退回多少、库内多少，以及合计。只查询，不记录。"
        "不同选项须同时满足，同一选项可给多个值。可用名称代替编码；账本中没有的值会被拒绝并提示最接近的已知值。"
        "唯一标识按其内容查找，只写产品标识即查该产品。生产、失效日期不明的货一并列出，并列入可能涉及。无法由记录确定但可能涉及的行列在最前，注明原因，不计入合计。"
        "CSV 和 XLSX 为收货方名单。",
    ),
    epilog=examples(
        "medledger recall preview --product P01 --lot L24",
        "medledger recall preview --udi '(01)06901234567892(10)L24'",
        "medledger recall preview --lot L24 --known-at 2026-05-05 --prove",
        "medledger recall preview --lot L24 --basis 答复.json",
        "medledger recall preview --supplier S1 --made-from 2026-01-01 --made-to 2026-01-31",
        "medledger recall preview --product P01 --serial A0001..A0350 --sold-from 2026-03-01",
    ),
)
@grouped
def preview(
    *,
    which: ScopeOptions,
    times: Times,
    prove: Annotated[
        bool,
        typer.Option(
            "--prove",
            help=say(
                "Also replay the log's events of this scope and compare; exit code 1 if they differ.",
                "另行重放日志中本范围的事件并核对；不一致时退出码为 1。",
            ),
        ),
    ] = False,
    ledger: LedgerOption = None,
    form: Form,
) -> int:
    """Show who has the goods."""
    from replay.recall import recall_preview

    answer, scope = form.chosen(), which.scope()
    with tables_at(ledger) as program:
        found = recall_preview(
            program.log,
            program.readmodel,
            scope,
            zone=program.zone,
            at=times.at,
            known_at=times.known_at,
            given=times.earlier("recall preview"),
            prove=prove,
        )
    if answer.format in {"csv", "xlsx"}:
        answer.rows(CONSIGNEES, found.answer["consignees"])
    else:
        answer.document(found.answer, lambda console: _show(console, found.answer, answer))
    return 1 if found.proved is False else 0


def _show(console: Console, found: dict[str, Any], answer: Output) -> None:
    from replay.telling.screen.rows import print_basis, print_rows, print_title

    print_basis(console, found["basis"])
    _show_possible(console, found, answer)
    sections = (
        (say("Received", "收货"), RECEIVED, found["received"]),
        (say("Consignees", "收货方"), CONSIGNEES, found["consignees"]),
        (say("On hand", "在库"), ON_HAND, found["on_hand"]),
    )
    for title, headings, rows in sections:
        print_title(console, title)
        print_rows(console, headings, rows, everything=answer.everything)
    print_title(console, say("Totals", "合计"))
    console.print(_totals(found["totals"]))
    if len(found["by_unit"]) > 1:
        print_rows(console, BY_UNIT, found["by_unit"], everything=answer.everything)
    if not (found["scope"]["goods"] or found["possible"]):
        console.print(nothing_found(found["basis"]))
    _show_proof(console, found)


def _show_possible(console: Console, found: dict[str, Any], answer: Output) -> None:
    """Show first what may belong to the scope: somebody must look at it."""
    from replay.telling.screen.rows import print_rows, print_title

    lines = found["possible_counted"]["lines"]
    if lines:
        title = say(
            f"Possible: {lines} lines that may belong to it, not counted in the totals",
            f"可能涉及：{lines} 行，不计入合计",
        )
        print_title(console, title)
        print_rows(console, POSSIBLE, found["possible"], everything=answer.everything)


def nothing_found(basis: dict[str, Any]) -> str:
    """Return how far an answer without any row has looked."""
    at, position = to_second(basis["at"]), basis["position"]
    return say(
        f"Nothing there: looked up to {at} and position {position}.",
        f"没有相关记录：已查至 {at}、日志位置 {position}。",
    )


def _totals(totals: dict[str, str]) -> str:
    """Return the totals as a sentence: what moved, and where the accepted goods are."""
    return say(
        "Received {received}, accepted {accepted}, sold {sold}, returned {returned}.\n"
        "Accepted {accepted} = on hand {on_hand} + outstanding {outstanding} + disposed {disposed} "
        "+ returned to supplier {returned_to_supplier} + unexplained {unexplained}.",
        "收货 {received}，验收合格 {accepted}，销售 {sold}，退回 {returned}。\n"
        "验收合格 {accepted} = 在库 {on_hand} + 在外 {outstanding} + 已处置 {disposed} "
        "+ 退供货者 {returned_to_supplier} + 差额 {unexplained}。",
    ).format(**totals)


def _show_proof(console: Console, found: dict[str, Any]) -> None:
    proof = found.get("proof")
    if proof is None:
        return
    console.print()
    if proof["proved"]:
        console.print(
            say(
                "Proved: the events of this scope, replayed from the log alone, give the same answer.",
                "已证明：仅由日志重放本范围的事件，结果完全相同。",
            )
        )
    else:
        parts = ", ".join(difference["part"] for difference in proof["differences"])
        console.print(
            say(
                f"Not proved: the replayed log gives another answer in: {parts}. Run medledger verify.",
                f"未能证明：日志重放的结果在以下部分不同：{parts}。请运行 medledger verify。",
            )
        )


recall_board.register(app)
recall_letters.register(app)
