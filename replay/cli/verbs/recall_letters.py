"""`medledger recall letters`: the papers of a recall, written into a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.cli.progress import progress
from replay.cli.session import tables_at
from replay.telling.options import FormatOption, LedgerOption
from replay.telling.output import chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

    from replay.recalls.paper import Paper
    from replay.recalls.paper_facts import PaperFacts

_SHORT = say("write the letters, the answer forms and the reports", "写出通知书、反馈表和报告")
_HELP = say(
    "Write the papers of a recall into a folder, each as a workbook and as a page to print: the stop-sale "
    "order, a letter and an answer form for each consignee, the progress report and the summary. Files of "
    "the same name are replaced. A form that comes back filled in is read by recall respond --file. The "
    "papers of a drill are marked.",
    "把召回文件写入文件夹，每份均有工作簿和可打印网页：停售通知、每家客户一份召回通知书和反馈表、"
    "召回计划实施情况报告、总结。同名文件被替换。填好交回的反馈表用 medledger recall respond --file 读入。"
    "模拟演练的文件均有标识。",
)
_EXAMPLES = examples(
    say(
        "medledger recall letters ZH-2026-001 --output letters",
        "medledger recall letters ZH-2026-001 --output 召回文件",
    ),
    say(
        "medledger recall letters ZH-2026-001 --output letters-2 --version 2",
        "medledger recall letters ZH-2026-001 --output 召回文件二 --version 2",
    ),
)


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("letters", help=_HELP, short_help=_SHORT, epilog=_EXAMPLES)(letters)


def letters(
    *,
    number: Annotated[str, typer.Argument(metavar="NO", help=say("Number of the recall.", "召回编号。"))],
    folder: Annotated[
        Path,
        typer.Option(
            "--output",
            metavar="DIR",
            help=say("Folder to write into; made if it is missing.", "写入的文件夹；没有则新建。"),
        ),
    ],
    version: Annotated[
        int | None,
        typer.Option(
            "--version",
            metavar="N",
            help=say("Version of the scope; the newest if left out.", "召回范围的版本；缺省为最新一版。"),
        ),
    ] = None,
    ledger: LedgerOption = None,
    form: FormatOption = None,
) -> int:
    """Write the papers of a recall."""
    from replay.cli.paper_files import made_folder, write_paper

    answer = chosen(form, None, rows=False)
    with tables_at(ledger) as program:
        from replay.recalls.named import asking, found_recall
        from replay.recalls.paper_facts import paper_facts

        with asking(program) as (query, _):
            facts = paper_facts(query, found_recall(query, number, version), version)
    made_folder(folder)
    files: list[str] = []
    with progress(say("Writing the papers", "写出文件")) as tell:
        for paper in _papers(facts):
            files += write_paper(folder, paper)
            if tell is not None:
                tell(len(files))
    found = {"recall_no": facts.recall.number, "folder": str(folder), "files": files}
    answer.document(found, lambda console: _show(console, found))
    return 0


def _papers(facts: PaperFacts) -> Iterator[Paper]:
    from replay.recalls.accounts import progress_report, summary
    from replay.recalls.letters import stop_order, to_consignees

    yield stop_order(facts)
    for pair in to_consignees(facts):
        yield from pair
    yield progress_report(facts)
    yield summary(facts)


def _show(console: Console, found: dict[str, Any]) -> None:
    count, folder, number = len(found["files"]), found["folder"], found["recall_no"]
    console.print(
        say(f"Recall {number}: {count} files in {folder}.", f"召回 {number}：{count} 个文件，在 {folder}。")
    )
