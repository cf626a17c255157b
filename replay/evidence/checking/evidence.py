"""The events of a bundle, each proved to be in the signed log, and the personal values beside them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import zip_longest
from typing import IO, Any, Final

import orjson

from ledger.merkle.proof import ProofError, verify_inclusion
from ledger.merkle.tree import leaf_hash
from ledger.seal.checkpoint import Checkpoint
from replay.evidence.checking.received import ReceivedBag, lines
from replay.evidence.checking.verdict import Verdict, WrongError, worded

EVENTS: Final = "data/events.jsonl"
PROOFS: Final = "data/proofs.jsonl"
PERSONAL: Final = "data/personal.jsonl"
_KEPT: Final = 4096
Event = dict[str, Any]
Place = tuple[int, str]  # position and field of a personal value


@dataclass(slots=True)
class Evidence:
    """The events that rows may rest on.

    Attributes:
        starts: Where each event begins in its file, by position.
        voided: Positions that an event of the bundle voids.
        named: Positions that a row rests on, so far.
        taken: Of these, those of rows of their own, so far.
        complete: Positions of which it is proved that they are all that carry a tag.
        values: Personal values by position and field; None where the bundle holds none.
    """

    stream: IO[bytes] | None = None
    starts: dict[int, int] = field(default_factory=dict)
    voided: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    taken: set[int] = field(default_factory=set)
    complete: set[int] = field(default_factory=set)
    values: dict[Place, str] | None = None
    _recent: OrderedDict[int, Event] = field(default_factory=OrderedDict)

    def close(self) -> None:
        """Let go of the file."""
        if self.stream is not None:
            self.stream.close()

    def __contains__(self, position: object) -> bool:
        return position in self.starts

    def __getitem__(self, position: int) -> Event:
        found = self._recent.get(position)
        if found is None:
            if self.stream is None:
                raise KeyError(position)
            self.stream.seek(self.starts[position])
            found = self._recent[position] = orjson.loads(self.stream.readline())
            if len(self._recent) > _KEPT:
                self._recent.popitem(last=False)
        return found


def judge_events(
    bundle: ReceivedBag, evidence: Evidence, head: Checkpoint | None, stated: object, verdict: Verdict
) -> None:
    """Judge hash and proof of every event of a bundle, and keep where each lies.

    Args:
        bundle: The bundle.
        evidence: Takes the events.
        head: Size and root that the proofs lead to; None if they are not signed.
        stated: How many events the basis says there are.
        verdict: Takes what is found.
    """
    if EVENTS not in bundle.names:
        return
    evidence.stream = bundle.seekable(EVENTS)
    proofs = lines(bundle, PROOFS) if PROOFS in bundle.names else iter(())
    count = 0
    for number, (line, start, proof) in enumerate(_paired(evidence.stream, proofs), 1):
        if line is None:
            verdict.find("proof", PROOFS, worded("proves no event", "没有对应的事件"), number)
            continue
        count += 1
        try:
            _judge_event(evidence, line, start, proof, number, head)
            verdict.checked["events"] += 1
            verdict.checked["proofs"] += 1
        except WrongError as wrong:
            verdict.find(wrong.kind, wrong.file, str(wrong), number)
    if stated != count:
        verdict.find("basis", "data/basis.json", worded("counts other events", "所载事件数不同"))


def _paired(stream: IO[bytes], proofs: Iterator[bytes]) -> Iterator[tuple[bytes | None, int, bytes | None]]:
    start = 0
    for line, proof in zip_longest(iter(stream.readline, b""), proofs):
        yield line, start, proof
        start += len(line or b"")


def _judge_event(
    evidence: Evidence, line: bytes, start: int, proof: bytes | None, number: int, head: Checkpoint | None
) -> None:
    event = _event(line, number)
    position = event["position"]
    if evidence.starts and position <= next(reversed(evidence.starts)):
        raise WrongError("event", EVENTS, worded("is out of order", "次序不对"), number)
    evidence.starts[position] = start
    evidence.voided.update(event.get("struck", ()))
    leaf = leaf_hash(line[:-1])
    told = _proof(proof, position, number)
    if told["leaf"] != leaf.hex():
        raise WrongError(
            "event", EVENTS, worded("is not the event that is proved", "不是所证明的事件"), number
        )
    if head is None:
        return
    try:
        verify_inclusion(position - 1, head.size, leaf, told["path"], head.root)
    except ProofError as error:
        raise WrongError("proof", PROOFS, str(error), number) from error


def _event(line: bytes, number: int) -> Event:
    try:
        event: Any = orjson.loads(line)
    except orjson.JSONDecodeError:
        event = None
    if not (isinstance(event, dict) and line.endswith(b"\n") and _is_whole(event)):
        raise WrongError("event", EVENTS, worded("is no event", "不是事件"), number)
    return event


def _is_whole(event: Event) -> bool:
    struck = event.get("struck", [])
    return (
        type(event.get("position")) is int
        and event["position"] > 0
        and isinstance(event.get("type"), str)
        and isinstance(event.get("record_time"), str)
        and isinstance(event.get("data"), dict)
        and isinstance(event.get("tags"), list)
        and isinstance(struck, list)
        and all(type(one) is int for one in struck)
    )


def _proof(line: bytes | None, position: int, number: int) -> dict[str, Any]:
    try:
        told = orjson.loads(line or b"")
        found = {**told, "path": [bytes.fromhex(one) for one in told["path"]]}
        fits = (found["position"], type(found["leaf"])) == (position, str)
    except (ValueError, KeyError, TypeError):
        fits = False
    if not fits:
        raise WrongError("proof", PROOFS, worded("is not the proof of its event", "不是其事件的证明"), number)
    return found


def judge_personal(bundle: ReceivedBag, evidence: Evidence, verdict: Verdict) -> None:
    """Judge each personal value by the digest inside its event, and keep those that are right."""
    if PERSONAL not in bundle.names:
        return
    evidence.values = {}
    for number, line in enumerate(lines(bundle, PERSONAL), 1):
        try:
            told = orjson.loads(line)
            place, value = (told["position"], told["field"]), told["value"]
            salted = sha256(bytes.fromhex(told["salt"]) + value.encode()).hexdigest()
            right = evidence[place[0]]["data"][place[1]] == {"sha256": salted}
        except (ValueError, KeyError, TypeError, AttributeError):
            right = False
        if right and place not in evidence.values:
            evidence.values[place] = value
            verdict.checked["personal"] += 1
        else:
            why = worded("does not fit the digest in its event", "与事件中的摘要不符")
            verdict.find("personal", PERSONAL, why, number)
