"""What builds say of themselves: how far one is, how one went, and where one that was killed goes on."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger import clock, settings
from projections.engine.building import Filled
from projections.engine.catch_up import EventSource, Progress
from projections.engine.digest import TableDigest, overall
from projections.engine.generations import Generations, Note

KIND = "build"
_EVERY = 2.0  # seconds between two notes: the log's writers shall not feel them
_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly work goes on, counted over this run alone.

    Attributes:
        left: Events still to be projected.
        rate: Events per second; None before there is anything to count.
        seconds: How long it will take at this rate, None likewise.
    """

    left: int
    rate: float | None
    seconds: float | None


def pace(begun: int, position: int, until: int, elapsed: float) -> Pace:
    """Return how quickly a run goes that began at one position and has come to another.

    Args:
        begun: Where this run began; what an earlier run did says nothing about its speed.
        position: Where it is.
        until: The head of the log.
        elapsed: Seconds since it began.
    """
    left = max(until - position, 0)
    done = position - begun
    if done <= 0 or elapsed <= 0:
        return Pace(left, None, None)
    rate = done / elapsed
    return Pace(left, round(rate, 1), round(left / rate, 1))


@dataclass(slots=True)
class Build:
    """One build of a generation, over all its runs.

    Attributes:
        generation: Its number.
        anew: Names of the projections that are built from the log.
        began: Where this run began.
        runs: How many runs it took so far.
        before: Seconds that earlier runs took.
        begun_at: When the first run began.
    """

    generation: int
    anew: tuple[str, ...]
    began: int = 0
    runs: int = 1
    before: float = 0.0
    begun_at: str = field(default_factory=clock.now)
    _started: float = field(default_factory=time.monotonic)
    _told: float = 0.0

    @classmethod
    def again(cls, note: Note, position: int) -> Build:
        """Return the next run of a build that was broken off at a position."""
        said = note.said
        return cls(
            note.number,
            tuple(said["projections"]),
            position,
            said["runs"] + 1,
            said["seconds"],
            said["begun_at"],
        )

    def telling(self, generations: Generations, log: EventSource, progress: Progress | None) -> Progress:
        """Return what tells of every batch: it looks ahead to the head, however far a step is to go."""

        def told(position: int, until: int) -> None:
            ahead = max(until, log.head() or 0)
            self._tell(generations, position, ahead)
            if progress is not None:
                progress(position, ahead)

        return told

    def _tell(self, generations: Generations, position: int, until: int) -> None:
        """Say how far it is, but not at every batch."""
        if self._told and time.monotonic() - self._told < _EVERY:
            return
        self._told = time.monotonic()
        how = pace(self.began, position, until, self._elapsed)
        said = {"state": "building", "position": position, "head": until, "left": how.left}
        generations.tell(self._note({**said, "rate": how.rate, "seconds_left": how.seconds}))

    def outcome(self, position: int, filled: Filled) -> Note:
        """Return what is to be told once it serves."""
        compared = [one for one in filled.compared if one.digest is not None]
        new = [TableDigest(one.table, one.rows, one.digest or "") for one in compared]
        old = [TableDigest(one.table, one.served, one.served_digest or "") for one in compared]
        return self._note(
            {
                "state": "switched",
                "position": position,
                "compared": len(filled.compared),
                "different": [one.table for one in filled.compared if not one.equal],
                "digest": overall(new) if new else None,
                "served_digest": overall(old) if old else None,
            }
        )

    def forgotten(self) -> Note:
        """Return the note of a build that has failed, to be kept no longer."""
        return self._note({})

    @property
    def _elapsed(self) -> float:
        return time.monotonic() - self._started

    def _note(self, said: dict[str, Any]) -> Note:
        own = {
            "projections": list(self.anew),
            "by": settings.user(),
            "machine": machine(),
            "runs": self.runs,
            "begun_at": self.begun_at,
            "seconds": round(self.before + self._elapsed, 3),
        }
        return Note(KIND, self.generation, settings.code_version(), {**own, **said})


def machine() -> str:
    """Return what names this run of the machine, nothing where it does not say.

    A build trades durability for speed: what the kernel holds outlives the program, not a power cut. So only
    what was built since the machine was started is gone on with.
    """
    try:
        return _BOOT.read_text("ascii").strip()
    except OSError:
        return ""


def resumable(generations: Generations, anew: Collection[str]) -> Sequence[Note]:
    """Return the builds of these projections that may be gone on with, the latest first."""
    serving = generations.serving() or 0
    return [
        note
        for note in reversed(generations.told(KIND))
        if note.number > serving
        and note.said["state"] == "building"
        and note.said["projections"] == list(anew)
        and note.said["machine"] == machine() != ""
        and note.code == settings.code_version()
    ]


def broken_off(told: Sequence[Note], serving: int) -> list[Note]:
    """Return the builds that did not come to their end, and never will: a later one serves."""
    return [note for note in told if note.said["state"] == "building" and note.number < serving]
