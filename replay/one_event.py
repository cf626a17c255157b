"""One event: what was recorded, by whom, in which row it shows, and the proof that the log holds it.

The proof leads from the stored bytes to the root of the newest checkpoint that covers the event; it is
checked here, with the signature of that checkpoint. Whoever has the bytes, the path and the verifier key can
check it again without us: leaf = SHA-256(0x00 ‖ stored bytes), path as in RFC 9162 §2.1.3.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ledger import clock
from ledger.errors import CommandError, Problem, Reason
from ledger.events import catalogue, upcasts
from ledger.events.own import OWN_EVENTS
from ledger.log.checkpoints import Checkpoints
from ledger.log.documents import decoded
from ledger.log.personal import rows_of
from ledger.log.tiles import StoredTiles
from ledger.log.transaction import Transaction
from ledger.merkle.note import NoteError
from ledger.merkle.proof import ProofError, verify_inclusion
from ledger.merkle.tree import Tree, leaf_hash
from ledger.rulebook import BY_ID
from ledger.seal.checkpoint import Checkpoint, open_checkpoint
from ledger.seal.key import KEY_UNKNOWN, read_verifier
from ledger.settings import language
from projections.tables.record_tables import record_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.events.base import Table
    from ledger.log.recorder import LogRecorder
    from replay.bootstrap import Program

NO_SUCH_EVENT: Final = Problem(
    "no_such_event",
    "查看事件：应为 1 至 {head} 的位置，实际为 {given}。",
    "Showing an event: expected a position from 1 to {head}, got {given}.",
    "medledger log 列出最近的事件。",
    "medledger log lists the newest events.",
)
NOT_COVERED: Final = Problem(
    "event_not_covered",
    "证明：应有覆盖位置 {position} 的检查点，实际最新的只到 {size}。",
    "Proving: expected a checkpoint that covers position {position}, the newest ends at {size}.",
    "运行 medledger checkpoint 后再看。",
    "Run medledger checkpoint and look again.",
)
NOT_SIGNED: Final = Problem(
    "event_checkpoint_unsigned",
    "证明：大小为 {size} 的检查点应由本账密钥签署，实际不是（{detail}）。",
    "Proving: expected the checkpoint of size {size} to be signed by the key of this ledger, it is not "
    "({detail}).",
    "运行 medledger verify。",
    "Run medledger verify.",
)
VERIFIED: Final = "verified"  # of the document: whoever recorded it had signed in


def event_told(program: Program, position: int) -> dict[str, Any]:
    """Return an event with its row, who recorded it, its findings and its proof, as JSON values.

    Args:
        program: The ledger, its tables caught up.
        position: Of the event.

    Raises:
        CommandError: There is no event at that position.
        CorruptionError: The stored bytes are no event document.
    """
    log = program.log
    head = log.head()
    stored = log.document(position) if 0 < position <= head else None
    if stored is None:
        raise CommandError(NO_SUCH_EVENT, head=head, given=position)
    found = decoded(position, stored)
    event = upcasts.upcast(dict(found))
    row = row_of(event)
    return {
        "position": position,
        "type": event["type"],
        "title": titles(event["type"]),
        "row": row,
        "event_time": clock.shown(event.get("event_time"), program.zone),
        "record_time": clock.shown(event["record_time"], program.zone),
        "recorded_by": event["recorded_by"],
        "recorded_by_verified": bool(event.get(VERIFIED)),
        "signatures": event.get("signatures", []),
        "source": event.get("source"),
        "key": event.get("entry", {}).get("key"),
        "voided_by": _voided_by(program, row, position),
        "findings": [_finding(one) for one in event.get("findings", ())],
        "document": found,
        "personal": _personal(log, found),
        "stored": stored.decode(),
        "proof": proof_of(program, position, stored),
    }


def titles(event_type: str) -> dict[str, str]:
    """Return what a type of event is called in both languages: the record, of a case with its stage."""
    own = OWN_EVENTS.get(event_type)
    if own is not None:
        return {"zh": own.zh, "en": own.en}
    try:
        table = catalogue.table_of(event_type)
    except KeyError:
        return {"zh": event_type, "en": event_type}
    if table.kind != "case":
        return {"zh": table.zh, "en": table.en}
    stage = table.stage(event_type)
    return {"zh": f"{table.zh}：{stage.zh}", "en": f"{table.en}: {stage.key}"}


def row_of(event: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the row that an event is: table, identity, of a case the stage; None where it is none."""
    try:
        table: Table = catalogue.table_of(event["type"])
    except KeyError:
        return None
    identity = {key: event["data"][key] for key in table.identity if key in event["data"]}
    stage = {"stage": table.stage(event["type"]).key} if table.kind == "case" else {}
    return {"table": table.key, **identity, **stage}


def _finding(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return a finding with its sentence in the reader's language."""
    particulars = {key: value for key, value in kept.items() if key not in {"rule", "severity"}}
    rule = BY_ID.get(kept["rule"])
    return {
        "rule": kept["rule"],
        "severity": kept.get("severity", "finding"),
        "message": None if rule is None else rule.message(particulars, language()),
        "clause": None if rule is None else rule.law(language()),
        "particulars": particulars,
    }


def _voided_by(program: Program, row: Mapping[str, Any] | None, position: int) -> int | None:
    """Return the position of the void that took out the row of an event."""
    if row is None:
        return None
    table = record_table(row["table"])
    asked = sa.select(table.c.voided_position).where(table.c.position == position)
    with program.readmodel.reading() as connection:
        found: int | None = connection.execute(asked).scalar()
    return found


def _personal(log: LogRecorder, document: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the personal values kept beside an event, by column; null where they were erased."""
    digests = [key for key, value in document["data"].items() if _is_digest(value)]
    kept = {row[1]: row[3] for row in rows_of(log.fetch, log.dialect, [document["position"]])}
    return {key: kept.get(key) for key in sorted({*digests, *kept})}


def _is_digest(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"sha256"}


def proof_of(program: Program, position: int, stored: bytes) -> dict[str, Any]:
    """Return the inclusion proof of an event against the newest checkpoint, and what checking it said.

    Returns:
        `{"leaf", "size", "root", "path", "note", "checked", "problem"}`; hashes as hexadecimal digits, the
        root as in the checkpoint; without a path where no checkpoint covers the event.
    """
    leaf = leaf_hash(stored)
    kept = Checkpoints(program.log).latest()
    if kept is None or kept.size < position:
        reason = NOT_COVERED.with_(position=position, size=0 if kept is None else kept.size)
        return {**_EMPTY, "leaf": leaf.hex(), "problem": _told(reason)}
    with program.log.reading() as connection:
        tree = Tree(StoredTiles(Transaction.of(connection)))
        path = tree.inclusion_proof(position - 1, kept.size)
    problem = _checked(program.log, kept.note, position, leaf, path)
    return {
        "leaf": leaf.hex(),
        "size": kept.size,
        "root": b64encode(kept.root).decode(),
        "path": [one.hex() for one in path],
        "note": kept.note,
        "checked": problem is None,
        "problem": None if problem is None else _told(problem),
    }


_EMPTY: Final = {"size": None, "root": None, "path": None, "note": None, "checked": False}


def _checked(log: LogRecorder, note: str, position: int, leaf: bytes, path: list[bytes]) -> Reason | None:
    """Return what is wrong with a proof or the checkpoint it leads to."""
    verifier = read_verifier(log)
    if verifier is None:
        return KEY_UNKNOWN.with_()
    try:
        signed: Checkpoint = open_checkpoint(note, verifier)
        verify_inclusion(position - 1, signed.size, leaf, path, signed.root)
    except NoteError as error:
        return NOT_SIGNED.with_(size=position, detail=str(error))
    except ProofError as error:
        return error.reason
    return None


def _told(reason: Reason) -> dict[str, str]:
    return {"code": reason.code, "message": reason.message(), "advice": reason.advice()}
