"""Witnesses of a ledger: who counts, how many must have signed, and which checkpoint they have signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.errors import CommandError, Problem
from ledger.events.own import CHECKPOINT_COSIGNED, WITNESSES_NAMED
from ledger.merkle.cosignature import Witness
from ledger.merkle.note import NoteError
from ledger.seal.acts import Act
from ledger.seal.checkpoint import Checkpoint

WITNESS_MALFORMED = Problem(
    "witness_malformed",
    zh="读取见证方密钥：“{text}”不是见证签署的核验密钥。",
    en="Reading the key of a witness: '{text}' is no verifier key for cosignatures.",
    zh_advice="应为 medledger cosign --make-key 打印出的核验密钥。",
    en_advice="It should be the one that medledger cosign --make-key printed.",
)


@dataclass(frozen=True, slots=True)
class Policy:
    """Which witnesses count.

    Attributes:
        witnesses: Those that count.
        required: How many of them must have signed a checkpoint; 0 where none need.
    """

    witnesses: tuple[Witness, ...] = ()
    required: int = 0


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A checkpoint that witnesses have signed.

    Attributes:
        checkpoint: What it says.
        names: Of the witnesses whose signatures hold.
    """

    checkpoint: Checkpoint
    names: tuple[str, ...]


def parse_witness(text: str) -> Witness:
    """Return the witness that a verifier key names.

    Raises:
        CommandError: It is none.
    """
    try:
        return Witness.parse(text)
    except NoteError as error:
        raise CommandError(WITNESS_MALFORMED, text=text) from error


def policy_of(acts: Iterable[Act]) -> Policy:
    """Return which witnesses count by the last event that names them."""
    policy = Policy()
    for act in acts:
        if act.type == WITNESSES_NAMED.type:
            try:
                named = tuple(Witness.parse(str(text)) for text in act.data["witnesses"])
                policy = Policy(named, int(act.data["required"]))
            except (NoteError, KeyError, TypeError, ValueError):
                continue
    return policy


def cosigned_notes(acts: Iterable[Act]) -> list[str]:
    """Return the cosigned checkpoints that were brought home, oldest first."""
    return [str(act.data.get("note")) for act in acts if act.type == CHECKPOINT_COSIGNED.type]


def witnessed(note: str, witnesses: Sequence[Witness]) -> Witnessed | None:
    """Return who has signed a note; None if it is none, or a signature of a witness does not hold."""
    try:
        names = tuple(one.name for one in witnesses if one.signed_at(note) is not None)
        return Witnessed(Checkpoint.parse(note.partition("\n\n")[0] + "\n"), names)
    except NoteError:
        return None
