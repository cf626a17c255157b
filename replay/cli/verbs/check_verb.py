"""`medledger check`: is a bundle whole, signed, and borne out by the events inside it?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.telling.options import FormatOption, OutputOption
from replay.telling.output import chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    help=say(
        "Check an evidence bundle, a folder or a ZIP, without any ledger: its digests and signature, every "
        "event's hash and proof, every cell of every table. Name the key that the holder of the ledger gave "
        'you. Prints {"ok", "checked", "not_checked", "findings"}; exit code 1 if anything was found. '
        "check.py inside the bundle does the same with Python alone.",
        "不需账本，核验证据包（文件夹或 ZIP）：摘要与签名、每条事件的哈希与证明、每张表的每个单元格。"
        '请给出账本持有者告知的公钥。输出 {"ok", "checked", "not_checked", "findings"}；有发现时退出码为 1。'
        "包内的 check.py 只用 Python 做同样的核验。",
    ),
    epilog=examples(
        "medledger check 召回.zip --key medledger/5f3c0a9be1d24c77+0a1b2c3d+AYpJ…",
        "medledger check 召回.zip --earlier 检查点.txt",
    ),
)
def check(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help=say("Folder or ZIP.", "文件夹或 ZIP。"))],
    key: Annotated[
        str | None,
        typer.Option("--key", metavar="VKEY", help=say("Verifier key of the ledger.", "账本的公钥。")),
    ] = None,
    earlier: Annotated[
        Path | None,
        typer.Option(
            "--earlier",
            metavar="CHECKPOINT",
            help=say("A checkpoint that you received before.", "先前收到的检查点文件。"),
        ),
    ] = None,
    tsa: Annotated[
        Path | None,
        typer.Option(
            "--tsa",
            metavar="CERTIFICATES",
            help=say(
                "Certificates of the time-stamping authority, as it published them (PEM).",
                "时间戳机构公布的证书（PEM）。",
            ),
        ),
    ] = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> int:
    """Check a bundle."""
    from replay.evidence.checking.bundle import check_bundle

    answer = chosen(form, output)
    verdict = check_bundle(bundle, key=key, earlier=earlier, authority=tsa).as_json()
    answer.document(verdict, lambda console: _show(console, verdict))
    return 0 if verdict["ok"] else 1


def _show(console: Console, verdict: dict[str, Any]) -> None:
    for found in verdict["findings"]:
        where = found["file"] if found["row"] is None else f"{found['file']}:{found['row']}"
        console.print(f"{found['kind']:<11} {where} {found['message']}", soft_wrap=True, markup=False)
    counts = ", ".join(f"{name} {count}" for name, count in verdict["checked"].items())
    console.print(say(f"Checked: {counts}", f"已核验：{counts}"), soft_wrap=True, markup=False)
    if when := verdict.get("timestamp"):
        console.print(say(f"Time stamp: {when}", f"时间戳：{when}"), soft_wrap=True, markup=False)
    for left in verdict["not_checked"]:
        console.print(
            say(f"Not checked: {left['why']}", f"未核验：{left['why']}"), soft_wrap=True, markup=False
        )
    if verdict["ok"]:
        console.print(say("Nothing was found.", "未发现问题。"))
