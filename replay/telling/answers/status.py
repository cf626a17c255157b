"""How far the log is, what was signed, and how far the tables have come."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from ledger import clock
from replay.telling.headings import Heading

if TYPE_CHECKING:
    from projections.engine.generations import Note
    from replay.bootstrap import Program

PROJECTIONS = (
    Heading("name", "投影", rank=1),
    Heading("version", "版本", "integer"),
    Heading("position", "已到位置", "integer", rank=1),
    Heading("lag", "落后", "integer", rank=1),
    Heading("parked", "搁置", "integer", rank=1),
)
PARKED = (
    Heading("position", "日志位置", "integer", rank=1),
    Heading("projection", "投影", rank=1),
    Heading("reason", "原因", rank=1, sentence=True),
)
RELEASED = (
    Heading("position", "日志位置", "integer", rank=1),
    Heading("projections", "投影", "list", rank=1),
    Heading("reason", "解除理由", rank=1, sentence=True),
    Heading("by", "解除人", rank=1),
    Heading("released_at", "解除时间", "datetime", rank=2),
)
_PARKED_SHOWN = 100


def status_told(program: Program) -> dict[str, Any]:
    """Return how far everything is, as JSON."""
    from ledger.log.checkpoints import Checkpoints
    from ledger.own_files import exposed
    from replay.covered import coverage

    head = program.log.head()
    latest = Checkpoints(program.log).latest()
    projections, parked = _projections(program, head)
    open_to_others = [{"file": str(path), "mode": f"{mode:04o}"} for path, mode in exposed(program.location)]
    return {
        "ledger": program.location.display,
        "time_zone": program.zone,
        "database": _database(program),
        "exposed": open_to_others,
        "position": head,
        "record_time": clock.shown(program.log.record_time_at(head), program.zone),
        "checkpoint": None
        if latest is None
        else {
            "size": latest.size,
            "root": b64encode(latest.root).decode(),
            "taken_at": clock.shown(latest.taken_at, program.zone),
        },
        "backup": _backup(program),
        **coverage(program, head),
        "generation": program.readmodel.generation,
        "projections": projections,
        "outdated": program.readmodel.outdated() if program.readmodel.generation else [],
        **parked,
        **_builds(program),
        **_in_clear(program),
    }


def _backup(program: Program) -> dict[str, Any] | None:
    """Return when the last backup was taken, and how far it reaches; None where none was."""
    from ledger.log.accesses import Accesses
    from replay.backup.taking import VERB

    last = Accesses(program.log).last_exported(VERB)
    if last is None:
        return None
    return {"position": last.what["position"], "taken_at": clock.shown(last.at, program.zone)}


def _database(program: Program) -> dict[str, Any]:
    """Return which database it is, as whom this program works there, and what it may do."""
    from ledger.log.roles import standing

    if program.location.is_sqlite:
        return {"kind": "sqlite"}
    with program.log.reading() as connection:
        return {"kind": "postgresql", **standing(connection).as_json()}


def _in_clear(program: Program) -> dict[str, Any]:
    """Return what earlier programs kept of individuals in clear, nothing where they kept none."""
    from ledger.recording.in_clear import held_in_clear

    found = held_in_clear(program.log)
    return {} if found is None else {"in_clear": found._asdict()}


def _builds(program: Program) -> dict[str, Any]:
    """Return the builds that go on or were broken off, the last that serves, and what is kept of before."""
    from projections.engine.builds import KIND

    serving = program.readmodel.generation
    told = program.readmodel.generations.told(KIND)
    builds = [build_as_json(note, program.zone) for note in told]
    return {
        "followed_by": _follower(program),
        "kept": program.readmodel.kept(),
        "rebuilt": next((one for one in reversed(builds) if one["state"] == "switched"), None),
        "building": [one for one in builds if one["state"] == "building" and one["generation"] > serving],
    }


def _follower(program: Program) -> dict[str, Any] | None:
    """Return who was the last to begin following; whether it still does, only its machine can tell."""
    from replay.succession import KIND

    last = next(iter(program.readmodel.generations.told(KIND)), None)
    return None if last is None else {**last.said, "since": clock.shown(last.at, program.zone)}


def _projections(program: Program, head: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return how far each projection has come, and the events that one could not take.

    An event that is parked is not caught up, whatever comes behind it; one that was released is.
    """
    from replay.parking import released, waiting

    readmodel = program.readmodel
    tracked = readmodel.tracking() if readmodel.generation else {}
    parked = waiting(readmodel)
    projections = []
    for projection in readmodel.projections:
        row = tracked.get(projection.name)
        position = row.position if row else 0
        waits = sum(one.projection == projection.name for one in parked)
        projections.append(
            {
                "name": projection.name,
                "version": row.version if row else projection.version,
                "position": position,
                "lag": head - position + waits,
                "parked": waits,
            }
        )
    shown = [
        {"position": one.position, "projection": one.projection, "reason": one.reason}
        for one in parked[:_PARKED_SHOWN]
    ]
    return projections, {"parked": shown, "released": released(readmodel, program.zone)}


def build_as_json(note: Note, zone: str) -> dict[str, Any]:
    """Return a build as `medledger rebuild` and `medledger status` print it."""
    said = {key: value for key, value in note.said.items() if key != "machine"}
    begun = clock.shown(said.pop("begun_at"), zone)
    told = clock.shown(note.at, zone) if note.at else None
    return {"generation": note.number, **said, "begun_at": begun, "told_at": told, "code": note.code}
