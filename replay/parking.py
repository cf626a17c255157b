"""Events that a projection could not take: which wait, which were released, and by whom.

A parked event is tried again by building its projection anew, never by itself: projected behind what came
later it could give other rows than the log replays to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger import clock, settings
from ledger.errors import CommandError, Problem
from projections.engine.generations import Note

if TYPE_CHECKING:
    from projections.engine.read_model import ReadModel
    from projections.engine.store import Parked

KIND = "released"

NOT_PARKED = Problem(
    "not_parked",
    "解除位置 {position} 的事件的搁置：应为搁置的事件，实际没有搁置。",
    "Releasing the event at position {position}: expected it to be parked, but it is not.",
    "搁置的事件见 medledger status。",
    "See medledger status for the events that are parked.",
)


def waiting(readmodel: ReadModel) -> list[Parked]:
    """Return the parked events that nobody has released, in order of position."""
    if not readmodel.generation:
        return []
    known = {note.number: note.said["projections"] for note in readmodel.generations.told(KIND)}
    return [one for one in readmodel.parked() if one.projection not in known.get(one.position, ())]


def release(readmodel: ReadModel, position: int, reason: str) -> Note:
    """Let a parked event stay out of the tables, for a reason that is kept with the ledger.

    Raises:
        CommandError: The event is not parked, or was released before.
    """
    projections = [one.projection for one in waiting(readmodel) if one.position == position]
    if not projections:
        raise CommandError(NOT_PARKED, position=position)
    earlier = [note for note in readmodel.generations.told(KIND) if note.number == position]
    names = sorted({*projections, *(name for note in earlier for name in note.said["projections"])})
    said: dict[str, Any] = {"projections": names, "reason": reason, "by": settings.user()}
    note = Note(KIND, position, settings.code_version(), said, clock.now())
    readmodel.generations.tell(note)
    return note


def released(readmodel: ReadModel, zone: str) -> list[dict[str, Any]]:
    """Return what was released, in order of position, as `medledger status` prints it."""
    return [as_json(note, zone) for note in readmodel.generations.told(KIND)]


def as_json(note: Note, zone: str) -> dict[str, Any]:
    """Return a release as JSON."""
    return {"position": note.number, **note.said, "released_at": clock.shown(note.at, zone)}
