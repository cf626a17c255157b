"""The manifests of a store: read, opened by the keys of the ledger, and written one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.errors import ConflictError, CorruptionError, UnavailableError
from ledger.failpoints import passing
from ledger.merkle.note import NoteError, Signer, UnknownKeyError, Verifier, parse_note
from ledger.segments.manifest import (
    FOLDER,
    SegmentManifest,
    digest_of_manifest,
    manifest_name,
    number_of,
)
from ledger.segments.problems import MANIFEST_BAD, NO_STORE, WRITTEN_MEANWHILE
from ledger.segments.store import SegmentStore


@dataclass(frozen=True, slots=True)
class KeptManifest:
    """A manifest with its signature, as it lies in the store."""

    note: str
    manifest: SegmentManifest

    @property
    def digest(self) -> str:
        """What the next one says of it."""
        return digest_of_manifest(self.note)


def numbers_in(store: SegmentStore) -> list[int]:
    """Return the numbers of the manifests that are there, ascending."""
    found = (number_of(name) for name in store.sizes(FOLDER))
    return sorted(number for number in found if number is not None)


def read_manifest(store: SegmentStore, number: int, keys: Sequence[Verifier] = ()) -> KeptManifest:
    """Return a manifest.

    Args:
        store: Where it lies.
        number: Which.
        keys: Of the ledger; without any the key counts that the manifest itself names.

    Raises:
        CorruptionError: It is missing, or none of the keys signed it.
        UnavailableError: The store is away.
    """
    name = manifest_name(number)
    try:
        note = store.read(name).decode()
        return KeptManifest(note, opened_manifest(note, number, keys))
    except (NoteError, UnicodeDecodeError) as error:
        raise CorruptionError(MANIFEST_BAD, name=name, detail=str(error)) from error


def newest_unopened(store: SegmentStore) -> KeptManifest:
    """Return the manifest of the highest number as it reads, whoever signed it.

    Raises:
        UnavailableError: There is none, or the store is away.
        CorruptionError: It is no manifest.
    """
    numbers = numbers_in(store)
    if not numbers:
        raise UnavailableError(NO_STORE, store=store.shown)
    name = manifest_name(numbers[-1])
    try:
        note = store.read(name).decode()
        return KeptManifest(note, claimed_manifest(note))
    except (NoteError, UnicodeDecodeError) as error:
        raise CorruptionError(MANIFEST_BAD, name=name, detail=str(error)) from error


def claimed_manifest(note: str) -> SegmentManifest:
    """Return the manifest that a note states, whoever signed it.

    Raises:
        NoteError: It is no manifest.
    """
    return SegmentManifest.parse(parse_note(note)[0])


def opened_manifest(note: str, number: int | None, keys: Sequence[Verifier] = ()) -> SegmentManifest:
    """Return the manifest of a note that one of the keys signed, of that number where one is given.

    Raises:
        NoteError: It is no such note.
    """
    claimed = claimed_manifest(note)
    if number is not None and claimed.number != number:
        raise NoteError(f"it is manifest {claimed.number}")
    for key in keys or (Verifier.parse(claimed.key),):
        try:
            key.open(note)
        except UnknownKeyError:
            continue
        if key.name != claimed.origin:
            raise NoteError(f"it is of {claimed.origin}")
        return claimed
    raise NoteError("no key of the ledger signed it")


def latest_manifest(store: SegmentStore, keys: Sequence[Verifier] = ()) -> KeptManifest | None:
    """Return the manifest of the highest number; None in a store that has none.

    Raises:
        CorruptionError: None of the keys signed it.
        UnavailableError: The store is away.
    """
    numbers = numbers_in(store)
    return read_manifest(store, numbers[-1], keys) if numbers else None


def required_manifest(store: SegmentStore, keys: Sequence[Verifier] = ()) -> KeptManifest:
    """Return the manifest of the highest number.

    Raises:
        UnavailableError: There is none, or the store is away.
        CorruptionError: None of the keys signed it.
    """
    found = latest_manifest(store, keys)
    if found is None:
        raise UnavailableError(NO_STORE, store=store.shown)
    return found


def write_manifest(store: SegmentStore, manifest: SegmentManifest, signer: Signer) -> KeptManifest:
    """Sign a manifest and write it: with it, all that it lists is there.

    Raises:
        ConflictError: Another program has written one of that number.
        UnavailableError: The store is away or full.
    """
    note = signer.sign(manifest.text())
    passing("segments.signed")
    if not store.put_new(manifest_name(manifest.number), note.encode()):
        raise ConflictError(WRITTEN_MEANWHILE, number=manifest.number)
    passing("segments.listed")
    return KeptManifest(note, manifest)
