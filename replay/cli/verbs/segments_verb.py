"""`medledger segments`: the log as signed Parquet files, in a folder or an object store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.cli.progress import progress
from replay.cli.session import ledger_at
from replay.telling.options import FormatOption, LedgerOption, OutputOption
from replay.telling.output import chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.segments.verifying import SegmentsVerified, Spread

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

StoreArgument = Annotated[
    str,
    typer.Argument(
        metavar="STORE", help=say("A folder, or an address such as s3://…", "文件夹，或 s3://… 之类的地址。")
    ),
]


class Engine(StrEnum):
    """Who computes."""

    own = "own"
    spark = "spark"


@app.callback(
    help=say(
        "The log as segments: Parquet files of whole tiles of the tree, listed by a signed manifest, for "
        "engines that work on many files. They need pip install 'medledger[segments]'.",
        "把日志写成分段：按哈希树整块切分的 Parquet 文件，由已签署的清单列出，供分析引擎使用。"
        "需要安装 medledger[segments]。",
    ),
    epilog=examples("medledger segments write segments/", "medledger segments verify segments/"),
)
def segments() -> None:
    """Group the verbs."""


@app.command(
    "write",
    help=say(
        "Write every full segment that a signed checkpoint covers and that is not written yet: files first, "
        "the manifest last, nothing over. What was broken off is taken up.",
        "写出已签署检查点覆盖且尚未写出的全部整段：先写文件，最后写清单，从不覆盖。中断后再次运行即可继续。",
    ),
    epilog=examples(
        "medledger segments write segments/",
        "medledger segments write s3://bucket/company",
        "medledger segments write segments/ --size 256 --personal",
    ),
)
def write(
    store: StoreArgument,
    size: Annotated[
        int | None,
        typer.Option(
            "--size",
            metavar="N",
            help=say(
                "Events of a segment, a power of two; for a new store, 65536 if left out.",
                "每段事件数，2 的幂；只用于新的存储，缺省 65536。",
            ),
        ),
    ] = None,
    personal: Annotated[
        bool,
        typer.Option(
            "--personal",
            help=say(
                "Also keep personal values, in a folder of their own that follows erasures.",
                "同时保存个人信息，放在随删除更新的单独文件夹中。",
            ),
        ),
    ] = False,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Write segments."""
    answer = chosen(form, output, rows=False)
    from replay.segmenting import Segmenting

    with ledger_at(ledger) as program, progress(say("Writing segments", "写出分段")) as tell:
        told = Segmenting(program, store).write(width=size, personal=personal, progress=tell)
    answer.receipt(told, lambda console: _show_status(console, told))


@app.command(
    "status",
    help=say(
        "What is written, up to where, how far behind the log that is, and how large.",
        "已写出什么、到哪一位置、落后日志多少、占用多少。",
    ),
    epilog=examples("medledger segments status segments/"),
)
def status(
    store: StoreArgument,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Tell how far segments are."""
    answer = chosen(form, output, rows=False)
    from replay.segmenting import Segmenting

    with ledger_at(ledger) as program:
        told = Segmenting(program, store).status()
    answer.document(told, lambda console: _show_status(console, told))


@app.command(
    "verify",
    help=say(
        "Check the manifests, every file, every leaf hash, the roots, and the twin by goods both ways; with "
        "the ledger, that it has the same root and wrote no newer manifest. "
        "Exit code 1 if anything is wrong.",
        "校验清单、每个文件、每个叶哈希、各段的根，并双向核对货物副本；同时核对账本在该大小时的根、"
        "以及账本是否写出过更新的清单。有发现时退出码为 1。",
    ),
    epilog=examples(
        "medledger segments verify segments/",
        "medledger segments verify segments/ --quick",
        "medledger segments verify segments/ --engine spark --master local[2]",
        say(
            "medledger segments verify segments/ --alone --key VKEY",
            "medledger segments verify segments/ --alone --key 核验密钥",
        ),
    ),
)
def verify(
    store: StoreArgument,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick",
            help=say(
                "Leave out the columns and the twin: bytes, leaf hashes and roots only.",
                "只核对字节、叶哈希和根，不核对列和副本。",
            ),
        ),
    ] = False,
    alone: Annotated[bool, typer.Option("--alone", help=say("Without the ledger.", "不使用账本。"))] = False,
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            metavar="VKEY",
            help=say(
                "With --alone: the verifier key as you know it; else the manifest's word is taken.",
                "与 --alone 同用：所知的核验密钥；不给出则以清单自己所述为准。",
            ),
        ),
    ] = None,
    engine: Annotated[
        Engine,
        typer.Option(
            "--engine",
            help=say(
                "Who works: this program, or Spark, which needs pip install 'medledger[cluster]' and Java.",
                "由谁计算：本程序（own），或 Spark（需要安装 medledger[cluster] 与 Java）。",
            ),
        ),
    ] = Engine.own,
    master: Annotated[
        str,
        typer.Option(
            "--master",
            metavar="URL",
            help=say(
                "With --engine spark: local[N] for N cores here, or spark://HOST:PORT.",
                "与 --engine spark 同用：local[N] 表示本机 N 核，或 spark://HOST:PORT。",
            ),
        ),
    ] = "local[2]",
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> int:
    """Verify segments."""
    answer = chosen(form, output, rows=False)
    from replay.segmenting import Segmenting, verified_alone

    with _spread(engine, master) as spread, progress(say("Checking segments", "校验分段")) as tell:
        if alone:
            verified = verified_alone(store, key, quick=quick, progress=tell, spread=spread)
        else:
            with ledger_at(ledger) as program:
                verified = Segmenting(program, store).verify(quick=quick, progress=tell, spread=spread)
    told = _verified(store, verified, quick=quick)
    answer.document(told, lambda console: _show_verified(console, told))
    return 0 if verified.ok else 1


@app.command(
    "compact",
    help=say(
        "Join the twins, sixteen neighbours of one size into one: new files beside the old ones, then a new "
        "manifest. Nothing is written over or deleted.",
        "合并副本：每十六个相邻同大小的文件合为一个，先写新文件再写新清单，不覆盖也不删除。",
    ),
    epilog=examples("medledger segments compact segments/"),
)
def compact(
    store: StoreArgument,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Join twins."""
    answer = chosen(form, output, rows=False)
    from replay.segmenting import Segmenting

    with ledger_at(ledger) as program:
        told = Segmenting(program, store).compact()
    answer.receipt(told, lambda console: _show_status(console, told))


@contextmanager
def _spread(engine: Engine, master: str) -> Iterator[Spread | None]:
    """Yield what checks the pieces: None for this program itself."""
    if engine is Engine.own:
        yield None
        return
    from replay.cluster.session import spark_session
    from replay.cluster.verifying import spread_over

    with spark_session(master) as session:
        yield spread_over(session)


def _verified(store: str, verified: SegmentsVerified, *, quick: bool) -> dict[str, Any]:
    kept = verified.manifest
    return {
        "ok": verified.ok,
        "findings": [finding.as_json() for finding in verified.findings],
        "store": store,
        "manifest": None if kept is None else {"number": kept.manifest.number, "sha256": kept.digest},
        "position": None if kept is None else kept.manifest.size,
        "checked": verified.checked,
        "quick": quick,
        "twins": verified.twins,
        "ledger": verified.ledger,
    }


def _show_status(console: Console, told: dict[str, Any]) -> None:
    if told["manifest"] is None:
        line = say(
            f"Nothing is written yet: {told['behind']} events are less than a segment.",
            f"尚未写出：{told['behind']} 个事件不足一段。",
        )
        console.print(line)
        return
    number, position, behind = told["manifest"]["number"], told["position"], told["behind"]
    console.print(
        say(
            f"Manifest {number} lists positions 1 to {position}; the log is {behind} events ahead.",
            f"清单 {number} 列出位置 1 至 {position}；日志领先 {behind} 个事件。",
        )
    )
    for kind, count in told["files"].items():
        size = f"{told['bytes'][kind]:,}"
        console.print(
            say(f"{kind}/: {count} files, {size} bytes.", f"{kind}/：{count} 个文件，{size} 字节。")
        )


def _show_verified(console: Console, told: dict[str, Any]) -> None:
    if told["ok"]:
        checked = told["checked"]
        console.print(
            say(
                f"Nothing was changed: {checked} events fold to the root that was signed.",
                f"一致：{checked} 个事件合并为已签署的根，未发现改动。",
            )
        )
    for finding in told["findings"]:
        console.print(f"{finding['kind']:<12} {finding['message']}", soft_wrap=True)
    if not told["ledger"]:
        console.print(say("Not compared with a ledger.", "未与账本核对。"))
