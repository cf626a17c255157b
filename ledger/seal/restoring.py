"""Going on after a loss, on purpose and on record: an old backup put back, or copies that are gone."""

from __future__ import annotations

from ledger.errors import CommandError, Problem
from ledger.events.own import RESTORE_ACCEPTED
from ledger.log.checkpoints import Checkpoints
from ledger.log.recorder import LogRecorder
from ledger.merkle.note import encoded
from ledger.seal.acts import prepared_act
from ledger.seal.checkpoint import root_at
from ledger.seal.copies import read_copies, write_copies
from ledger.seal.sealing import Seal, Taken, take_checkpoint
from ledger.settings import Location

NOTHING_GIVEN_UP = Problem(
    "nothing_given_up",
    zh="确认恢复旧备份：账本与最近的检查点副本相符，没有可放弃的内容。",
    en="Accepting a restore: the log goes on from the last checkpoint copy, nothing is to be given up.",
    zh_advice="无须处理，可照常记录。",
    en_advice="Nothing to do; record as usual.",
)
COPIES_PRESENT = Problem(
    "copies_present",
    zh="重新写出检查点副本：{path} 中已有本账的副本。",
    en="Writing the checkpoint copies anew: {path} holds copies of this ledger already.",
    zh_advice="副本只增不改；若账本比它旧，见 medledger checkpoint --accept-restore。",
    en_advice="They only grow; where the log is older, see medledger checkpoint --accept-restore.",
)


def accept_restore(log: LogRecorder, location: Location, reason: str, recorded_by: str) -> Taken:
    """Go on from an old backup: what copies have signed beyond it is given up, as an event.

    Raises:
        CommandError: There is nothing to give up, or the key cannot be used.
        CorruptionError: The database itself has signed more than it holds.
    """
    seal = Seal(log, location)
    copying = seal.tools().copying
    last = copying.last()
    size, root = root_at(log)
    if last is None or (last[0].size <= size and root_at(log, last[0].size)[1] == last[0].root):
        raise CommandError(NOTHING_GIVEN_UP)
    given_up = last[0]
    data = {
        "size": size,
        "root": encoded(root),
        "given_up_size": given_up.size,
        "given_up_root": encoded(given_up.root),
        "reason": reason,
    }
    seal.back = True
    _append(log, seal, data, recorded_by)
    copying.write(seal.front.note, seal.front.size, even_back=True)
    return take_checkpoint(log, location)


def write_copies_anew(log: LogRecorder, location: Location, reason: str, recorded_by: str) -> Taken:
    """Write the file of copies from the checkpoints of the database, where it is gone, as an event.

    Raises:
        CommandError: There are copies of the ledger, or the key cannot be used.
        UnavailableError: The file cannot be written.
    """
    seal = Seal(log, location)
    tools = seal.tools()
    if tools.copying.last() is not None:
        raise CommandError(COPIES_PRESENT, path=tools.copying.path)
    notes = [kept.note for kept in Checkpoints(log).all()]
    path = location.checkpoint_file if read_copies(tools.copying.path).notes else tools.copying.path
    write_copies(path, notes)
    seal.forget()
    size, root = root_at(log)
    data = {"size": size, "root": encoded(root), "given_up_size": None, "given_up_root": None}
    _append(log, seal, {**data, "reason": reason}, recorded_by)
    return take_checkpoint(log, location)


def _append(log: LogRecorder, seal: Seal, data: dict[str, object], recorded_by: str) -> None:
    had = log.seal
    log.seal = seal
    try:
        log.append_prepared([prepared_act(RESTORE_ACCEPTED, data, recorded_by)])
    finally:
        log.seal = had
