"""`medledger work`: follow the log and keep the tables caught up, until stopped."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated, Any

import typer

from replay.cli.session import ledger_at
from replay.telling.heard import note, tell
from replay.telling.options import LedgerOption
from replay.telling.wording import examples, say

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
) -> None:
    """Keep the tables caught up."""
    import orjson

    from replay.following import follow
    from replay.hooks.courier import Courier
    from replay.parking import waiting

    with ledger_at(ledger) as program, _until_stopped(seconds) as stopped:
        followed = follow(
            program,
            stopped,
            once=once,
            raise_every=raise_every,
            waiting=_waiting,
            trouble=tell,
            beside=lambda: Courier(program, trouble=tell),
        )
        found: dict[str, Any] = {
            "ledger": program.location.display,
            "position": followed.position,
            "head": program.log.head(),
            "wakeups": followed.wakeups,
            "raised": followed.raised,
            "active": followed.active,
            "parked": len(waiting(program.readmodel)),
        }
    typer.echo(orjson.dumps(found).decode())


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
