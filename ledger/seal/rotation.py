"""Putting a new signing key in the place of the old one: an event that both have signed.

The new key is durable under another name before the event is, and takes the old one's place after it; so
wherever it is broken off, the key that the ledger then names is at hand.
"""

from __future__ import annotations

from ledger.errors import CommandError, Problem
from ledger.events.own import KEY_ROTATED
from ledger.log.recorder import LogRecorder
from ledger.merkle.note import Signer, signature_line
from ledger.seal.acts import prepared_act
from ledger.seal.key import next_key_file, take_over, write_whole
from ledger.seal.keyring import rotation_text
from ledger.seal.sealing import Seal
from ledger.settings import Location

REASON_EMPTY = Problem(
    "reason_empty",
    zh="更换签名密钥：应说明原因。",
    en="Rotating the signing key: expected a reason.",
    zh_advice="用 --reason 写明，例如“保管人离职”。",
    en_advice="Give it with --reason, for example 'its keeper has left'.",
)


def rotate_key(log: LogRecorder, location: Location, reason: str, recorded_by: str) -> Signer:
    """Put a new key in the place of the old one; return the new one.

    Raises:
        CommandError: There is no reason, or the old key cannot be used, or the new one cannot be written.
        LedgerError: As an append says.
    """
    if not reason.strip():
        raise CommandError(REASON_EMPTY)
    seal = log.seal if isinstance(log.seal, Seal) else Seal(log, location)
    old, path = seal.tools().signer, seal.tools().key_file
    new = Signer.new(old.name)
    write_whole(next_key_file(path), new.private_key() + "\n")
    text = rotation_text(old.verifier, new.verifier)
    data = {
        "old_key": str(old.verifier),
        "new_key": str(new.verifier),
        "note": old.sign(text) + signature_line(new.name, new.verifier.key_id, new.signature(text.encode())),
        "reason": reason,
    }
    had = log.seal
    log.seal = seal
    seal.also = new
    try:
        log.append_prepared([prepared_act(KEY_ROTATED, data, recorded_by)])
    finally:
        seal.also, log.seal = None, had
    take_over(path)
    seal.forget()
    return new
