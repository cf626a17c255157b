"""Signed notes: text with Ed25519 signatures, in the C2SP `signed-note` form that public logs use.

::

    text, any number of lines
                                              (one empty line)
    — name base64(key id ‖ signature)

The key id is the first four bytes of `SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)`. A verifier key is written
`name+hex(key id)+base64(0x01 ‖ public key)`, a private key the same with the seed and `PRIVATE+KEY+` before.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"  # the type of a plain signature of the text
_PRIVATE = "PRIVATE+KEY+"
_SIGNATURE_LINE = re.compile(r"— ([^\s+]+) (\S+)\n")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIGNATURES_AT_MOST = 100
_ID_SIZE = 4
_KEY_SIZE = 32


class NoteError(ValueError):
    """A text is not a signed note, or not a key."""


class UnknownKeyError(NoteError):
    """A note carries no signature by the key asked for."""


class BadSignatureError(NoteError):
    """A note carries a signature by the key asked for that its text does not bear out."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who signed, with which key, and the signature."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class Verifier:
    """The public half of a key: checks notes."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Return the verifier that a verifier key names."""
        name, public = _parse_key(text)
        return cls(name, public)

    @cached_property
    def key_id(self) -> bytes:
        """The four bytes that name this key on a signature line."""
        return key_id_of(self.name, ED25519, self.public)

    def __str__(self) -> str:
        """Return the verifier key as it is published."""
        return written_key(self.name, ED25519, self.public)

    def open(self, note: str) -> str:
        """Return the text of a note that this key signed.

        Raises:
            NoteError: It is not a signed note; `UnknownKeyError`: others signed it;
                `BadSignatureError`: the signature is not one of this text.
        """
        text, signatures = parse_note(note)
        ours = [one for one in signatures if (one.name, one.key_id) == (self.name, self.key_id)]
        if not ours:
            raise UnknownKeyError(f"expected a signature by {self}")
        for one in ours:
            self.check(one.signature, text.encode())
        return text

    def check(self, signature: bytes, message: bytes) -> None:
        """Check a signature of this key, whatever it is of.

        Raises:
            BadSignatureError: It is not one of the message.
        """
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError) as error:
            raise BadSignatureError(f"the signature by {self} is not one of this text") from error


@dataclass(frozen=True)
class Signer:
    """The private half of a key: signs notes."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _require_name(self.name)

    @classmethod
    def new(cls, name: str) -> Signer:
        """Return a fresh key for `name`."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Signer:
        """Return the signer that a private key names."""
        if not text.startswith(_PRIVATE):
            raise NoteError("expected a private key that begins PRIVATE+KEY+")
        name, key_id, seed = key_parts(text.removeprefix(_PRIVATE))
        signer = cls(name, seed)
        if signer.verifier.key_id != key_id:
            raise NoteError("the private key does not fit its own key id")
        return signer

    @cached_property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self._private.public_key().public_bytes_raw())

    def private_key(self) -> str:
        """Return the private key as it is kept in the key file."""
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{encoded(ED25519 + self.seed)}"

    def sign(self, text: str) -> str:
        """Return the note: `text`, which ends with a new line, and its signature."""
        _require_text(text)
        return f"{text}\n{signature_line(self.name, self.verifier.key_id, self.signature(text.encode()))}"

    def signature(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature of a message."""
        return self._private.sign(message)

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def parse_note(note: str) -> tuple[str, list[Signature]]:
    """Return text and signatures of a note, unchecked."""
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NoteError("expected text, an empty line and signature lines")
    text += "\n"
    _require_text(text)
    signatures = [_signature(line) for line in lines.splitlines(keepends=True)]
    if len(signatures) > _SIGNATURES_AT_MOST:
        raise NoteError(f"expected at most {_SIGNATURES_AT_MOST} signatures, got {len(signatures)}")
    return text, signatures


def _signature(line: str) -> Signature:
    match = _SIGNATURE_LINE.fullmatch(line)
    if not match:
        raise NoteError("a line below the empty line is not a signature")
    raw = decoded(match[2])
    if len(raw) <= _ID_SIZE:
        raise NoteError("a signature is too short")
    return Signature(match[1], raw[:_ID_SIZE], raw[_ID_SIZE:])


def signature_line(name: str, key_id: bytes, signature: bytes) -> str:
    """Return the line of a note that holds a signature."""
    return f"— {name} {encoded(key_id + signature)}\n"


def key_id_of(name: str, kind: bytes, public: bytes) -> bytes:
    """Return the four bytes that name a key, by its name, the type of its signatures and its public half."""
    return sha256(name.encode() + b"\n" + kind + public).digest()[:_ID_SIZE]


def written_key(name: str, kind: bytes, public: bytes) -> str:
    """Return a verifier key as it is published."""
    return f"{name}+{key_id_of(name, kind, public).hex()}+{encoded(kind + public)}"


def _parse_key(text: str) -> tuple[str, bytes]:
    return parse_verifier_key(text, ED25519)


def parse_verifier_key(text: str, kind: bytes) -> tuple[str, bytes]:
    """Return name and public half of a verifier key for signatures of a type.

    Raises:
        NoteError: It is not one.
    """
    name, key_id, key = key_parts(text, kind)
    if key_id_of(name, kind, key) != key_id:
        raise NoteError("the verifier key does not fit its own key id")
    return name, key


def key_parts(text: str, kind: bytes = ED25519) -> tuple[str, bytes, bytes]:
    """Return name, id and key of a written key, unchecked against each other.

    Raises:
        NoteError: It is no Ed25519 key for signatures of this type.
    """
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise NoteError("expected a key as name+id+base64")
    name, hexadecimal, base64_key = parts
    _require_name(name)
    key = decoded(base64_key)
    if len(key) != 1 + _KEY_SIZE or key[:1] != kind:
        raise NoteError("expected an Ed25519 key")
    if not re.fullmatch("[0-9a-f]{8}", hexadecimal):
        raise NoteError("expected a key id of eight hexadecimal digits")
    return name, bytes.fromhex(hexadecimal), key[1:]


def _require_name(name: str) -> None:
    if not name or "+" in name or any(letter.isspace() for letter in name):
        raise NoteError("expected a key name without blanks and plus signs")


def _require_text(text: str) -> None:
    if not text.endswith("\n"):
        raise NoteError("expected text that ends with a new line")
    if _CONTROL.search(text):
        raise NoteError("expected text without control characters")


def encoded(data: bytes) -> str:
    """Return bytes as base64."""
    return base64.b64encode(data).decode()


def decoded(text: str) -> bytes:
    """Return the bytes of canonical base64; there is one spelling only."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("expected base64") from error
    if encoded(data) != text:
        raise NoteError("expected canonical base64")
    return data
