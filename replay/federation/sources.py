"""A house as it is asked: its ledger, opened as any question opens it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

from ledger.errors import CommandError, Problem, Reason
from ledger.log.checkpoints import Checkpoints
from ledger.merkle.note import NoteError
from ledger.seal.checkpoint import opened_by, root_at
from ledger.seal.keyring import read_keyring
from ledger.settings import locate
from projections.answers.goods.recall_scope import Scope
from replay.bootstrap import Program, opened
from replay.federation.extract import Extract, extracted
from replay.federation.group import HOUSE_LEDGER, House
from replay.recall import Preview, recall_preview

CHECKPOINT_BROKEN = Problem(
    "house_checkpoint",
    "核对联盟各家：{house} 最近的检查点应由其密钥签名，且与其日志一致，实际不是。",
    "Checking the houses of a federation: expected the newest checkpoint of {house} to be signed by its key "
    "and to agree with its log, it does not.",
    "请该家运行 medledger verify。",
    "Have the house run medledger verify.",
)


class Source:
    """What a federation asks of a house.

    Attributes:
        program: Its ledger.
    """

    def __init__(self, program: Program) -> None:
        self.program = program

    def head(self) -> int:
        """Return the last position."""
        return self.program.log.head()

    def root(self, position: int) -> str:
        """Return the root of the tree at a position, in base64."""
        return b64encode(root_at(self.program.log, position)[1]).decode()

    def verifiers(self) -> set[str]:
        """Return the verification keys, past ones among them."""
        return {str(verifier) for verifier in read_keyring(self.program.log).all}

    def recorded_at(self, position: int) -> str | None:
        """Return when an event was recorded."""
        return self.program.log.record_time_at(position)

    def extract(self, after: int = 0) -> Extract:
        """Return what the federation takes from it."""
        return extracted(self.program, after)

    def broken(self, house: House) -> Reason | None:
        """Return what is wrong with the newest checkpoint, None where nothing is."""
        log = self.program.log
        latest = Checkpoints(log).latest()
        if latest is None:
            return None
        try:
            checkpoint = opened_by(latest.note, *read_keyring(log).all)
        except NoteError:
            return CHECKPOINT_BROKEN.with_(house=house.name)
        agrees = checkpoint.size <= log.head() and root_at(log, checkpoint.size)[1] == checkpoint.root
        return None if agrees else CHECKPOINT_BROKEN.with_(house=house.name)

    def own_answer(self, scope: Scope, *, at: str | None, position: int) -> Preview:
        """Return the house's own recall answer, made from its log alone and from its tables, and compared."""
        log, model, zone = self.program.log, self.program.readmodel, self.program.zone
        return recall_preview(log, model, scope, zone=zone, at=at, known_at=str(position), prove=True)


def key_of(ledger: str) -> str:
    """Return the verification key that a ledger shows now.

    Raises:
        CommandError: The text names no ledger.
        UnavailableError: It does not answer.
    """
    try:
        location = locate(ledger)
    except ValueError as error:
        raise CommandError(HOUSE_LEDGER) from error
    with opened(location) as program:
        return str(read_keyring(program.log).current)


@contextmanager
def source_of(house: House) -> Iterator[Source]:
    """Open a house.

    Raises:
        UnavailableError: It does not answer.
        CorruptionError: Its log cannot be read.
    """
    with opened(house.location) as program:
        yield Source(program)
