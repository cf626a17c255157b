"""The chain of checkpoints: each is numbered, dated, and commits to the one in front of it.

The link is a signature line of its own below the note, of a type that other tools pass over (C2SP
`signed-note`, type 0xff). The text of the note stays what `tlog-checkpoint` says, without extension line::

    — medledger/5f3c… base64(key id ‖ number ‖ moment ‖ digest of the one in front ‖ signature)

Number and moment (microseconds since 1970) are eight bytes each, big-endian. What is signed is
`medledger/chain/v1`, number, moment and digest on a line each, and then the text. The digest is the SHA-256
of the note in front as the log itself signed it: the lines of witnesses come later and are left out.

Where the tables beside the log have entries (`ledger.log.chained`), the line is of a second version and also
says where they end (`medledger/chain/v2`): number and digest of the last entry of the access log, and of the
doors::

    base64(key id ‖ number ‖ moment ‖ digest in front ‖ number ‖ digest ‖ number ‖ digest ‖ signature)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from struct import Struct
from typing import NamedTuple

from ledger import clock
from ledger.log.chained import NOTHING as NO_DIGEST
from ledger.log.chained import End, Ends
from ledger.merkle.note import (
    NoteError,
    Signer,
    Verifier,
    encoded,
    key_id_of,
    parse_note,
    signature_line,
)

KIND = b"\xffmedledger/chain/v1"
KIND_BESIDE = b"\xffmedledger/chain/v2"
NOTHING = bytes(32)  # stands for the one in front of the first
_FIXED = Struct(">QQ32s")
_BESIDE = Struct(">Q32sQ32s")
_SIGNATURE = 64  # bytes
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Link:
    """The place of a checkpoint in the chain.

    Attributes:
        number: From 1 on.
        moment: When it was signed by the machine's clock, in stored form.
        previous: Digest of the checkpoint in front.
        beside: Where the tables beside the log ended; None where it does not say so.
    """

    number: int
    moment: str
    previous: bytes
    beside: Ends | None = None

    def message(self, text: str) -> bytes:
        """Return what is signed of a link and the text that it belongs to."""
        told = f"{self.number}\n{self.moment}\n{encoded(self.previous)}\n"
        if self.beside is None:
            return f"medledger/chain/v1\n{told}{text}".encode()
        lines = "".join(
            f"{name} {end.number} {encoded(end.digest)}\n" for name, end in self.beside._asdict().items()
        )
        return f"medledger/chain/v2\n{told}{lines}{text}".encode()

    def packed(self) -> bytes:
        """Return the link as it stands in its line, in front of the signature."""
        moment = (clock.parsed(self.moment) - _EPOCH) // _MICROSECOND
        packed = _FIXED.pack(self.number, moment, self.previous)
        if self.beside is None:
            return packed
        accesses, doors = self.beside
        return packed + _BESIDE.pack(accesses.number, accesses.digest, doors.number, doors.digest)


def line_of(signer: Signer, text: str, link: Link) -> str:
    """Return the signature line that holds a link."""
    signature = link.packed() + signer.signature(link.message(text))
    return signature_line(signer.name, chain_id(signer.verifier, beside=link.beside is not None), signature)


def link_of(note: str, *verifiers: Verifier) -> Link | None:
    """Return the link that a note states under one of these keys, its signature unchecked.

    Raises:
        NoteError: It is no note, or the line is malformed.
    """
    found = _line(note, verifiers)
    return None if found is None else found.link


def check_link(note: str, *verifiers: Verifier) -> None:
    """Check the signature of the link of a note.

    Raises:
        NoteError: There is no link by these keys, or it does not hold.
    """
    found = _line(note, verifiers)
    if found is None:
        raise NoteError("expected a link of the chain")
    found.verifier.check(found.signature, found.link.message(found.text))


def digest_of_note(note: str, name: str) -> bytes:
    """Return the digest of a note as the log `name` signed it, without the lines of others."""
    text, _, lines = note.rpartition("\n\n")
    own = [line for line in lines.splitlines(keepends=True) if line.startswith(f"— {name} ")]
    return digest_of_own(f"{text}\n\n{''.join(own)}")


def digest_of_own(note: str) -> bytes:
    """Return the digest of a note that nobody but the log itself has signed yet."""
    return sha256(note.encode()).digest()


@lru_cache(maxsize=128)
def chain_id(verifier: Verifier, *, beside: bool = False) -> bytes:
    """Return the four bytes that name a key on the line of a link, of which there are two versions."""
    return key_id_of(verifier.name, KIND_BESIDE if beside else KIND, verifier.public)


class _Line(NamedTuple):
    """The line of a link: the text that it belongs to, who signed it, what it says, its signature."""

    text: str
    verifier: Verifier
    link: Link
    signature: bytes


def _line(note: str, verifiers: tuple[Verifier, ...]) -> _Line | None:
    text, signatures = parse_note(note)
    for verifier in verifiers:
        for one in signatures:
            if one.name == verifier.name and one.key_id in (ids := _ids(verifier)):
                link, signature = _link(one.signature, beside=one.key_id == ids[1])
                return _Line(text, verifier, link, signature)
    return None


def _ids(verifier: Verifier) -> tuple[bytes, bytes]:
    return chain_id(verifier), chain_id(verifier, beside=True)


def _link(line: bytes, *, beside: bool) -> tuple[Link, bytes]:
    size = _FIXED.size + (_BESIDE.size if beside else 0)
    if len(line) != size + _SIGNATURE:
        raise NoteError("expected a link of the chain")
    number, moment, previous = _FIXED.unpack_from(line)
    try:
        stored = clock.stored(_EPOCH + moment * _MICROSECOND)
    except OverflowError as error:
        raise NoteError("expected a moment within the calendar") from error
    return Link(number, stored, previous, _ends(line) if beside else None), line[size:]


def _ends(line: bytes) -> Ends:
    accesses, accesses_digest, doors, doors_digest = _BESIDE.unpack_from(line, _FIXED.size)
    return Ends(_end(accesses, accesses_digest), _end(doors, doors_digest))


def _end(number: int, digest: bytes) -> End:
    return End(number, digest if number else NO_DIGEST)
