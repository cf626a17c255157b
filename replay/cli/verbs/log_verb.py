"""`medledger log`: what was done by whom, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import CommandError, Problem
from replay.cli.session import ledger_at
from replay.telling.answers.deeds import HEADINGS, KINDS
from replay.telling.options import Form, LedgerOption, Words, grouped
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.deeds import Wanted

app = typer.Typer(rich_markup_mode=None, add_completion=False)

NO_SUCH_KIND = Problem(
    "log_no_such_kind",
    "查看日志：--kind 应为 {kinds} 之一，实际为“{given}”。",
    "Showing the log: expected --kind to be one of {kinds}, got {given!r}.",
    "不给 --kind 即列出全部。",
    "Leave --kind out for all of them.",
)
NOT_A_DAY = Problem(
    "log_not_a_day",
    "查看日志：{option} 应为日期，例如 2026-05-01，实际为“{given}”。",
    "Showing the log: expected {option} to be a day such as 2026-05-01, got {given!r}.",
    "改正该日期。",
    "Correct the day.",
)
_EN = (
    "Show what was done by whom, newest first: recorded, refused, overridden (a rule was let pass), exported "
    "(an answer was written to a file), erased, signed in, and what was done to the ledger itself "
    "(administered). Days are days of recording. Whoever is named by the environment or the account only, "
    "is not verified."
)
_ZH = (
    "查看谁做了什么，最新的在前：登记（recorded）、拦截（refused）、放行（overridden）、导出到文件（exported）、"
    "删除个人信息（erased）、登录（signed_in）以及账本维护（administered）。日期为记录日期。"
    "仅由环境变量或系统账户报名的人员未经核实。"
)


@app.command(
    help=say(_EN, _ZH),
    epilog=examples(
        "medledger log",
        "medledger log --from 2026-05-01 --to 2026-05-31 --kind refused --kind overridden",
        "medledger log --by 张三 --output 操作日志.csv",
    ),
)
@grouped
def log(
    first: Annotated[
        str | None, typer.Option("--from", metavar="D", help=say("From this day on.", "该日及以后。"))
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="D", help=say("Up to this day.", "该日及以前。"))
    ] = None,
    by: Annotated[
        Words, typer.Option("--by", metavar="NAME", help=say("Who; may be repeated.", "人员；可重复。"))
    ] = None,
    kind: Annotated[
        Words,
        typer.Option("--kind", metavar="KIND", help=say("What; may be repeated.", "类别；可重复。")),
    ] = None,
    *,
    ledger: LedgerOption = None,
    form: Form,
) -> None:
    """Show what was done by whom."""
    from replay.deeds import deeds

    answer = form.chosen()
    with ledger_at(ledger) as program:
        wanted = _wanted(program, first, last, by or [], kind or [])
        found: Iterator[dict[str, Any]] = deeds(program.log, program.zone, wanted)
        if answer.format != "json":
            zh = answer.format != "table" or say("", "zh") == "zh"
            found = (_in_words(deed, zh=zh) for deed in found)
        if not answer.rows(HEADINGS, found):
            typer.echo(say("Nothing was done that fits.", "没有符合条件的操作。"), err=True)


def _wanted(program: Program, first: str | None, last: str | None, by: list[str], kinds: list[str]) -> Wanted:
    from ledger import clock
    from replay.deeds import KINDS as KNOWN
    from replay.deeds import Wanted

    labels = {label: key for key, label in KINDS.items()}
    asked = [labels.get(one, one) for one in kinds]
    for one in asked:
        if one not in KNOWN:
            raise CommandError(NO_SUCH_KIND, kinds=", ".join(KNOWN), given=one)
    since = None if first is None else clock.start_of(_day("--from", first), program.zone)
    until = None if last is None else clock.end_of(_day("--to", last), program.zone)
    return Wanted(since, until, frozenset(by), frozenset(asked))


def _day(option: str, text: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise CommandError(NOT_A_DAY, option=option, given=text) from None


def _in_words(deed: dict[str, Any], *, zh: bool) -> dict[str, Any]:
    """Return a deed with what is told of it as one text."""
    title, what = deed["title"] or {}, deed["what"] or {}
    told = "; ".join(
        f"{key} {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for key, value in what.items()
    )
    return {**deed, "title": title.get("zh" if zh else "en"), "what": told or None}
