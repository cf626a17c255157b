"""`medledger work`: follow the log and keep the tables caught up, until stopped."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.cli.session import ledger_at
from replay.telling.heard import note, tell
from replay.telling.options import LedgerOption
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from replay.bootstrap import Program

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@app.command(
    help=say(
        "Follow the log and keep the record tables caught up, until stopped by SIGINT or SIGTERM. PostgreSQL "
        "tells of every append; SQLite is asked again after a short pause. What is overdue is raised, as "
        "medledger obligations --raise does, and new events are "
        "brought to the hooks (medledger hooks). Of several "
        "programs that follow one ledger one is active; the "
        "others wait, and one takes over as soon as the active one is gone. Ends with one line of JSON.",
        "跟随日志，让记录表保持最新，直到收到 SIGINT 或 SIGTERM 停止信号。PostgreSQL 会通知每次追加，"
        "SQLite 隔片刻再查看。到期未办的事项会自动通报，与 medledger obligations --raise 相同；"
        "新事件推送到登记的地址（medledger hooks）。"
        "多个程序跟随同一账本时只有一个工作，其余等待，前者一旦结束即由另一个接替。结束时输出一行 JSON。",
    ),
    epilog=examples(
        "medledger work",
        "medledger work --once",
        "medledger work --seconds 60",
        "medledger work --raise-every 600",
        "medledger work --segments s3://bucket/company",
    ),
)
def work(
    ledger: LedgerOption = None,
    once: Annotated[
        bool, typer.Option("--once", help=say("Catch up and stop.", "更新到最新后即停止。"))
    ] = False,
    seconds: Annotated[
        float | None,
        typer.Option("--seconds", min=0, help=say("Stop after so many seconds.", "这么多秒后停止。")),
    ] = None,
    raise_every: Annotated[
        float,
        typer.Option(
            "--raise-every",
            metavar="SECONDS",
            min=0,
            help=say(
                "How often to raise what is overdue; 0 for never.", "每隔多少秒通报逾期事项；0 为不通报。"
            ),
        ),
    ] = 60,
    segments: Annotated[
        str | None,
        typer.Option(
            "--segments",
            metavar="STORE",
            help=say(
                "Also write segments there as they fill up (medledger segments); else MEDLEDGER_SEGMENTS.",
                "同时把写满的分段写到此处（medledger segments）；缺省取 MEDLEDGER_SEGMENTS。",
            ),
        ),
    ] = None,
) -> None:
    """Keep the tables caught up."""
    import orjson

    from ledger.settings import segments_store
    from replay.following import follow
    from replay.parking import waiting

    store = segments or segments_store()

    with ledger_at(ledger) as program, _until_stopped(seconds) as stopped:
        followed = follow(
            program,
            stopped,
            once=once,
            raise_every=raise_every,
            waiting=_waiting,
            trouble=tell,
            beside=lambda: _beside(program, store),
        )
        written = _written(program, store, once=once)
        found: dict[str, Any] = {
            "ledger": program.location.display,
            "position": followed.position,
            "head": program.log.head(),
            "wakeups": followed.wakeups,
            "raised": followed.raised,
            "active": followed.active,
            "parked": len(waiting(program.readmodel)),
            **written,
        }
    typer.echo(orjson.dumps(found).decode())


@contextmanager
def _beside(program: Program, store: str | None) -> Iterator[None]:
    """Bring events to the hooks, and write segments where a store is named."""
    from replay.hooks.courier import Courier

    with ExitStack() as stack:
        stack.enter_context(Courier(program, trouble=tell))
        if store is not None:
            from replay.segment_writer import SegmentWriter

            stack.enter_context(SegmentWriter(program.location, store, trouble=tell))
        yield


def _written(program: Program, store: str | None, *, once: bool) -> dict[str, Any]:
    """Return how far segments are, where a store is named; whoever only catches up writes them here."""
    if store is None:
        return {}
    from replay.segmenting import Segmenting

    segmenting = Segmenting(program, store)
    told = segmenting.write() if once else segmenting.status()
    return {"segments": {name: told[name] for name in ("store", "position", "behind")}}


def _waiting() -> None:
    line = say(
        "Another program follows this ledger; waiting to take over from it.",
        "已有程序在跟随此账本；等待接替。",
    )
    note(line)


@contextmanager
def _until_stopped(seconds: float | None) -> Iterator[threading.Event]:
    """Give an event that is set by SIGINT, by SIGTERM, or after so many seconds."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    timer = threading.Timer(seconds, stopped.set) if seconds is not None else None
    if timer is not None:
        timer.daemon = True
        timer.start()
    try:
        yield stopped
    finally:
        if timer is not None:
            timer.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)
