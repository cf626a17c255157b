"""Checkpoints that leave the house and come home: handed out with a proof, brought back with signatures."""

from __future__ import annotations

from ledger.errors import CommandError, Problem
from ledger.events.own import CHECKPOINT_COSIGNED, WITNESSES_NAMED
from ledger.log.recorder import LogRecorder
from ledger.log.tiles import StoredTiles
from ledger.log.transaction import Transaction
from ledger.merkle.cosignature import Witness
from ledger.merkle.note import NoteError, encoded, parse_note
from ledger.merkle.tree import Tree
from ledger.seal.acts import acts_of, prepared_act
from ledger.seal.checkpoint import Checkpoint, opened_by
from ledger.seal.held import HeldNote
from ledger.seal.keyring import read_keyring
from ledger.seal.witnessing import parse_witness, policy_of

COSIGNED_NOT_OURS = Problem(
    "cosigned_not_ours",
    zh="取回见证签署：{path} 中不是本账签署过的检查点。",
    en="Bringing a cosigned checkpoint home: {path} is none that this ledger has signed.",
    zh_advice="应为交给见证方的那一份，加上见证方的签名行。",
    en_advice="It should be the one that the witness was given, with his line of signature added.",
)
NOT_COSIGNED = Problem(
    "not_cosigned",
    zh="取回见证签署：{path} 中没有所认可的见证方的有效签名。",
    en="Bringing a cosigned checkpoint home: {path} has no signature that holds by a witness who counts.",
    zh_advice="先用 medledger checkpoint --witness 核验密钥 认可见证方，再取回其签署的文件。",
    en_advice="Name the witness by medledger checkpoint --witness VKEY first, then bring it home.",
)
SINCE_BEYOND = Problem(
    "since_beyond",
    zh="写出检查点：先前的检查点有 {since} 条，账本只有 {size} 条。",
    en="Writing a checkpoint: the earlier one covers {since} events, the log has {size}.",
    zh_advice="账本可能是旧备份；请运行 medledger verify --against。",
    en_advice="The log may be an old backup; run medledger verify --against.",
)


def handed_out(log: LogRecorder, note: str, since: int | None = None) -> str:
    """Return a checkpoint as it is handed out, on request with a proof from an earlier one in front.

    The proof has the form of a request to a C2SP `tlog-witness`: `old` and a size, the hashes, an empty line.

    Raises:
        CommandError: The earlier one covers more than the log has.
    """
    if since is None:
        return note
    size = Checkpoint.parse(note.partition("\n\n")[0] + "\n").size
    if since > size:
        raise CommandError(SINCE_BEYOND, since=since, size=size)
    with log.reading() as connection:
        proof = Tree(StoredTiles(Transaction.of(connection))).consistency_proof(since, size)
    return "".join([f"old {since}\n", *(f"{encoded(one)}\n" for one in proof), "\n", note])


def bring_home(log: LogRecorder, held: HeldNote, recorded_by: str) -> tuple[str, ...]:
    """Record a checkpoint that witnesses have signed; return who did.

    Where the ledger names witnesses, one of them must have; else whoever has signed is taken at his word, and
    `verify --witness` tells whether the signature holds.

    Raises:
        CommandError: It is none of this ledger, or nobody has signed it who may.
    """
    shown = held.checkpoint
    try:
        opened_by(held.note, *read_keyring(log).all)
        with log.reading() as connection:
            ours = Tree(StoredTiles(Transaction.of(connection))).root(shown.size) == shown.root
    except (NoteError, ValueError) as error:
        raise CommandError(COSIGNED_NOT_OURS, path=held.path) from error
    if not ours:
        raise CommandError(COSIGNED_NOT_OURS, path=held.path)
    names = _signers(log, held)
    data = {"size": shown.size, "note": held.note}
    log.append_prepared([prepared_act(CHECKPOINT_COSIGNED, data, recorded_by)])
    return names


def name_witnesses(
    log: LogRecorder, texts: list[str], required: int | None, recorded_by: str
) -> tuple[Witness, ...]:
    """Record which witnesses count, besides those that do already, and how many must have signed.

    Raises:
        CommandError: A text is no key of a witness.
    """
    policy = policy_of(acts_of(log, WITNESSES_NAMED))
    named = tuple(dict.fromkeys((*policy.witnesses, *map(parse_witness, texts))))
    count = policy.required if required is None else required
    data = {"witnesses": [str(one) for one in named], "required": count}
    log.append_prepared([prepared_act(WITNESSES_NAMED, data, recorded_by)])
    return named


def _signers(log: LogRecorder, held: HeldNote) -> tuple[str, ...]:
    policy = policy_of(acts_of(log, WITNESSES_NAMED))
    try:
        own = held.checkpoint.origin
        others = dict.fromkeys(one.name for one in parse_note(held.note)[1] if one.name != own)
        names = tuple(one.name for one in policy.witnesses if one.signed_at(held.note) is not None)
        names = names if policy.witnesses else tuple(others)
    except NoteError as error:
        raise CommandError(NOT_COSIGNED, path=held.path) from error
    if not names:
        raise CommandError(NOT_COSIGNED, path=held.path)
    return names
