"""The chain of checkpoints: each is numbered, dated, and commits to the one in front of it.

The link is a signature line of its own below the note, of a type that other tools pass over (C2SP
`signed-note`, type 0xff). The text of the note stays what `tlog-checkpoint` says, without extension line::

    — medledger/5f3c… base64(key id ‖ number ‖ moment ‖ digest of the one in front ‖ signature)

Number and moment (microseconds since 1970) are eight bytes each, big-endian. What is signed is
`medledger/chain/v1`, number, moment and digest on a line each, and then the text. The digest is the SHA-256
of the note in front as the log itself signed it: the lines of witnesses come later and are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from struct import Struct

from ledger import clock
from ledger.merkle.note import (
    NoteError,
    Signature,
    Signer,
    Verifier,
    encoded,
    key_id_of,
    parse_note,
    signature_line,
)

KIND = b"\xffmedledger/chain/v1"
NOTHING = bytes(32)  # stands for the one in front of the first
_FIXED = Struct(">QQ32s")
_SIZE = _FIXED.size + 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Link:
    """The place of a checkpoint in the chain.

    Attributes:
        number: From 1 on.
        moment: When it was signed by the machine's clock, in stored form.
        previous: Digest of the checkpoint in front.
    """

    number: int
    moment: str
    previous: bytes

    def message(self, text: str) -> bytes:
        """Return what is signed of a link and the text that it belongs to."""
        head = f"medledger/chain/v1\n{self.number}\n{self.moment}\n{encoded(self.previous)}\n"
        return (head + text).encode()

    def packed(self) -> bytes:
        """Return the link as it stands in its line, in front of the signature."""
        moment = (clock.parsed(self.moment) - _EPOCH) // _MICROSECOND
        return _FIXED.pack(self.number, moment, self.previous)


def line_of(signer: Signer, text: str, link: Link) -> str:
    """Return the signature line that holds a link."""
    signature = link.packed() + signer.signature(link.message(text))
    return signature_line(signer.name, chain_id(signer.verifier), signature)


def link_of(note: str, *verifiers: Verifier) -> Link | None:
    """Return the link that a note states under one of these keys, its signature unchecked.

    Raises:
        NoteError: It is no note, or the line is malformed.
    """
    found = _line(note, verifiers)
    return None if found is None else _link(found[2])


def check_link(note: str, *verifiers: Verifier) -> None:
    """Check the signature of the link of a note.

    Raises:
        NoteError: There is no link by these keys, or it does not hold.
    """
    found = _line(note, verifiers)
    if found is None:
        raise NoteError("expected a link of the chain")
    text, verifier, line = found
    verifier.check(line.signature[_FIXED.size :], _link(line).message(text))


def digest_of_note(note: str, name: str) -> bytes:
    """Return the digest of a note as the log `name` signed it, without the lines of others."""
    text, _, lines = note.rpartition("\n\n")
    own = [line for line in lines.splitlines(keepends=True) if line.startswith(f"— {name} ")]
    return sha256(f"{text}\n\n{''.join(own)}".encode()).digest()


@lru_cache(maxsize=64)
def chain_id(verifier: Verifier) -> bytes:
    """Return the four bytes that name a key on the line of a link."""
    return key_id_of(verifier.name, KIND, verifier.public)


def _line(note: str, verifiers: tuple[Verifier, ...]) -> tuple[str, Verifier, Signature] | None:
    text, signatures = parse_note(note)
    for verifier in verifiers:
        for one in signatures:
            if one.name == verifier.name and one.key_id == chain_id(verifier):
                return text, verifier, one
    return None


def _link(line: Signature) -> Link:
    if len(line.signature) != _SIZE:
        raise NoteError("expected a link of the chain")
    number, moment, previous = _FIXED.unpack_from(line.signature)
    try:
        return Link(number, clock.stored(_EPOCH + moment * _MICROSECOND), previous)
    except OverflowError as error:
        raise NoteError("expected a moment within the calendar") from error
