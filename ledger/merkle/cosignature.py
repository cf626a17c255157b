"""Cosignatures of witnesses on checkpoints, in the C2SP `tlog-cosignature` form: timestamped Ed25519.

The key id is that of `signed-note` with the type 0x04. The signature is eight bytes of seconds since 1970,
big-endian, and 64 bytes by Ed25519 over::

    cosignature/v1
    time 1679315147
    the text of the checkpoint
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct

from ledger.merkle.note import (
    NoteError,
    Signer,
    Verifier,
    encoded,
    key_id_of,
    key_parts,
    parse_note,
    parse_verifier_key,
    signature_line,
    written_key,
)

KIND = b"\x04"
_PRIVATE = "PRIVATE+KEY+"
_TIME = Struct(">Q")
_SIZE = _TIME.size + 64


@dataclass(frozen=True)
class Witness:
    """The public half of a witness's key."""

    verifier: Verifier

    @classmethod
    def parse(cls, text: str) -> Witness:
        """Return the witness that a verifier key names.

        Raises:
            NoteError: It is no key for cosignatures.
        """
        return cls(Verifier(*parse_verifier_key(text, KIND)))

    @property
    def name(self) -> str:
        """The name on the signature line."""
        return self.verifier.name

    @property
    def key_id(self) -> bytes:
        """The four bytes that name this key on a signature line."""
        return key_id_of(self.name, KIND, self.verifier.public)

    def __str__(self) -> str:
        """Return the verifier key as it is published."""
        return written_key(self.name, KIND, self.verifier.public)

    def signed_at(self, note: str) -> int | None:
        """Return when this witness signed a note, in seconds since 1970; None if it did not.

        Raises:
            NoteError: It is no note, or the signature is not one of its text.
        """
        text, signatures = parse_note(note)
        for one in signatures:
            if (one.name, one.key_id) != (self.name, self.key_id):
                continue
            if len(one.signature) != _SIZE:
                raise NoteError("expected a timestamped signature")
            (moment,) = _TIME.unpack_from(one.signature)
            self.verifier.check(one.signature[_TIME.size :], _message(text, moment))
            return int(moment)
        return None


@dataclass(frozen=True)
class Cosigner:
    """The private half of a witness's key."""

    signer: Signer

    @classmethod
    def new(cls, name: str) -> Cosigner:
        """Return a fresh key for `name`."""
        return cls(Signer.new(name))

    @classmethod
    def parse(cls, text: str) -> Cosigner:
        """Return the witness's key that its file holds; a plain key for notes serves as well.

        Raises:
            NoteError: It is none.
        """
        if not text.startswith(_PRIVATE):
            raise NoteError("expected a private key that begins PRIVATE+KEY+")
        try:
            return cls(Signer.parse(text))
        except NoteError:
            return cls._parse_own(text)

    @classmethod
    def _parse_own(cls, text: str) -> Cosigner:
        name, key_id, seed = key_parts(text.removeprefix(_PRIVATE), KIND)
        cosigner = cls(Signer(name, seed))
        if cosigner.witness.key_id != key_id:
            raise NoteError("the private key does not fit its own key id")
        return cosigner

    @property
    def witness(self) -> Witness:
        """The public half."""
        return Witness(self.signer.verifier)

    def private_key(self) -> str:
        """Return the private key as it is kept in its file."""
        name, key_id = self.signer.name, self.witness.key_id
        return f"{_PRIVATE}{name}+{key_id.hex()}+{encoded(KIND + self.signer.seed)}"

    def line(self, text: str, moment: int) -> str:
        """Return the signature line for the text of a checkpoint.

        Args:
            text: Of the checkpoint.
            moment: Seconds since 1970.
        """
        signature = _TIME.pack(moment) + self.signer.signature(_message(text, moment))
        return signature_line(self.signer.name, self.witness.key_id, signature)


def _message(text: str, moment: int) -> bytes:
    return f"cosignature/v1\ntime {moment}\n{text}".encode()
