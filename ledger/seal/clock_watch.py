"""Is the clock of this machine to be believed? Asked before each append, of the time that it would be given.

A clock that went back by more than five minutes, or ahead by more than a day since the last entry, is refused
until somebody accepts it; that is an event. Time zones play no part: all times are UTC. A house that was shut
for a weekend is no suspicious clock, so a gap ahead passes where something independent of the clock vouches
for it: the time that the machine has been running since, or the network that keeps its clock.
"""

from __future__ import annotations

import ctypes
import os
from datetime import timedelta
from pathlib import Path

from ledger import clock
from ledger.errors import CommandError, Problem, Reason

BACK = timedelta(minutes=5)
AHEAD = timedelta(days=1)
_UNKNOWN = 5  # TIME_ERROR: what adjtimex answers of a clock that nothing keeps
_DAY = len("YYYY-MM-DD")

CLOCK_WENT_BACK = Problem(
    "clock_went_back",
    zh="核对时钟：本机时间为 {now}，早于上一条的 {before} 五分钟以上；未写入任何内容。",
    en="Looking at the clock: it says {now}, more than five minutes before the last entry, {before}: nothing "
    "was written.",
    zh_advice="请校准本机时钟；若时钟无误，运行 medledger checkpoint --accept-clock 确认，此事入账。",
    en_advice="Set the clock right; where it is, run medledger checkpoint --accept-clock, which is recorded.",
)
CLOCK_WENT_AHEAD = Problem(
    "clock_went_ahead",
    zh="核对时钟：本机时间为 {now}，距上一条 {before} 一天以上，且无从佐证；未写入任何内容。",
    en="Looking at the clock: it says {now}, more than a day after the last entry, {before}, and nothing "
    "vouches for it: nothing was written.",
    zh_advice="请核对本机时钟；若时钟无误，运行 medledger checkpoint --accept-clock 确认，此事入账。",
    en_advice="Look at the clock; if it is right, run medledger checkpoint --accept-clock: an event.",
)


def doubt(before: str, now: str, kept: Path | None) -> Reason | None:
    """Return why the clock is not to be believed, if it is not.

    Args:
        before: The clock at the last entry, stored form.
        now: The clock now, stored form.
        kept: File that says how long the machine had been running at the last entry.
    """
    if before <= now and before.startswith(now[:_DAY]):
        return None  # on one day, and not back
    gone = clock.parsed(now) - clock.parsed(before)
    if gone < -BACK:
        return CLOCK_WENT_BACK.with_(now=now, before=before)
    if gone > AHEAD and not (_ran_since(kept, before, now) or _is_kept_by_the_network(now)):
        return CLOCK_WENT_AHEAD.with_(now=now, before=before)
    return None


def refuse_doubtful(before: str, now: str, kept: Path | None) -> None:
    """Refuse an append whose time is not to be believed.

    Raises:
        CommandError: The clock went back, or ahead without anything that vouches for it.
    """
    reason = doubt(before, now, kept)
    if reason is not None:
        raise CommandError(reason)


def keep_running_time(kept: Path, moment: str) -> None:
    """Note how long the machine has been running at an entry; what cannot be noted vouches for nothing."""
    running = _running()
    if running is None:
        return
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{running[0]} {running[1]:.2f} {moment}\n")
    except OSError:
        return


def _ran_since(kept: Path | None, before: str, now: str) -> bool:
    """Return whether the machine, without a restart, ran for as long as its clock says has passed."""
    running = _running()
    if kept is None or running is None:
        return False
    try:
        boot, seconds, moment = kept.read_text(encoding="utf-8").split()
        ran = timedelta(seconds=running[1] - float(seconds))
        said = clock.parsed(now) - clock.parsed(moment)
        near = abs(clock.parsed(before) - clock.parsed(moment)) < BACK
    except (OSError, ValueError):
        return False
    return boot == running[0] and near and abs(said - ran) < BACK


def _running() -> tuple[str, float] | None:
    """Return the name of the time since the start of the machine, and its seconds, sleep included."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return boot, float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _is_kept_by_the_network(now: str) -> bool:
    """Return whether the kernel says that something keeps its clock, and that this is its time."""
    running = _running()
    if running is None:
        return False
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))  # reads only: no mode is set
        lines = Path("/proc/stat").read_text(encoding="ascii").splitlines()
        started = next(int(line.split()[1]) for line in lines if line.startswith("btime "))
    except (OSError, AttributeError, ValueError, StopIteration):
        return False
    differs = clock.parsed(now).timestamp() - (started + running[1])
    return state not in {_UNKNOWN, -1} and abs(differs) < BACK.total_seconds()
