"""Writing segments: every full one that a signed checkpoint covers, files first, the manifest last."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ledger.errors import CommandError, CorruptionError
from ledger.failpoints import passing
from ledger.log.checkpoints import Checkpoints
from ledger.log.reader import LogReader
from ledger.log.tiles import StoredTiles
from ledger.log.transaction import Transaction
from ledger.merkle.note import NoteError, Signer, Verifier
from ledger.merkle.tree import Tree, fold
from ledger.seal.checkpoint import opened_by
from ledger.seal.key import VERIFIER_KEY, signer_at
from ledger.seal.keyring import read_keyring
from ledger.segments.columns import events_table, goods_table, parquet_bytes
from ledger.segments.manifest import USUAL_WIDTH, Segment, SegmentManifest, Twin, is_width
from ledger.segments.manifests import KeptManifest, latest_manifest, write_manifest
from ledger.segments.problems import (
    BAD_WIDTH,
    NOT_COVERED,
    OTHER_LEDGER,
    OTHER_WIDTH,
    TREE_DIFFERS,
)
from ledger.segments.store import SegmentStore
from ledger.settings import DEFAULT_TIME_ZONE, Location

Derive = Callable[[int, int], Any]
Told = Callable[[int, int], None]
_BEFORE = "-"


@dataclass(frozen=True, slots=True)
class Written:
    """What writing came to.

    Attributes:
        manifest: The newest; None while there is nothing to list.
        segments: How many segments were written now.
        head: Last position of the log.
    """

    manifest: KeptManifest | None
    segments: int
    head: int


def write_segments(
    log: LogReader,
    location: Location,
    store: SegmentStore,
    *,
    width: int | None = None,
    lines: Derive | None = None,
    at_most: int | None = None,
    progress: Told | None = None,
) -> Written:
    """Write what is full and covered and not yet written; what a killed run left is taken up.

    Args:
        log: Of the ledger.
        location: Where its key lies.
        store: Where to.
        width: Events of a segment, for a new store; `USUAL_WIDTH` by default.
        lines: Gives the movement lines of the positions from the first to the second, as an Arrow table.
        at_most: Segments to write now.
        progress: Called with positions done and to do.

    Raises:
        CommandError: No checkpoint covers the log, the key cannot be used, or the width is another one.
        CorruptionError: The events do not give the tree that was signed, or the store is of another ledger.
        ConflictError: Another program writes to the store.
        UnavailableError: The store is away.
    """
    keyring = read_keyring(log)
    kept = latest_manifest(store, keyring.all)
    begun = _begun(log, kept, width)
    size, root = _covered(log, keyring.all)
    end = size - size % begun.width
    if at_most is not None:
        end = min(end, begun.size + at_most * begun.width)
    head = log.head()
    if end <= begun.size:
        return Written(kept, 0, head)
    signer = signer_at(location, keyring.current)
    segments, twins = list(begun.segments), list(begun.twins)
    for first in range(begun.size + 1, end + 1, begun.width):
        segment, derived = _written(log, store, begun, first, lines)
        segments.append(segment)
        twins += derived
        if progress is not None:
            progress(segment.last, end)
    rest = _rest(log, end, size, root, [one.root for one in segments])
    manifest = replace(
        begun,
        number=begun.number + 1,
        previous=_BEFORE if kept is None else kept.digest,
        size=end,
        checkpoint=rest[0],
        rest=rest[1],
        segments=tuple(segments),
    ).with_twins(twins)
    return Written(_listed(store, manifest, signer), (end - begun.size) // begun.width, head)


def _listed(store: SegmentStore, manifest: SegmentManifest, signer: Signer) -> KeptManifest:
    passing("segments.stored")
    return write_manifest(store, manifest, signer)


def _begun(log: LogReader, kept: KeptManifest | None, width: int | None) -> SegmentManifest:
    """Return the manifest to go on from; of a new store one that lists nothing."""
    if width is not None and not is_width(width):
        raise CommandError(BAD_WIDTH, width=width)
    origin = read_keyring(log).current.name
    if kept is None:
        key = log.get_setting(VERIFIER_KEY) or ""
        zone = log.get_setting("time_zone") or DEFAULT_TIME_ZONE
        return SegmentManifest(origin, key, zone, 0, _BEFORE, width or USUAL_WIDTH, 0, (0, b""), None)
    if kept.manifest.origin != origin:
        raise CorruptionError(OTHER_LEDGER, expected=origin, got=kept.manifest.origin)
    if width not in {None, kept.manifest.width}:
        raise CommandError(OTHER_WIDTH, expected=kept.manifest.width, got=width)
    return kept.manifest


def _covered(log: LogReader, keys: tuple[Verifier, ...]) -> tuple[int, bytes]:
    """Return size and root of the newest checkpoint of the ledger, its signature checked."""
    kept = Checkpoints(log).latest()
    if kept is None:
        raise CommandError(NOT_COVERED)
    try:
        checkpoint = opened_by(kept.note, *keys)
    except NoteError as error:
        raise CommandError(NOT_COVERED) from error
    return checkpoint.size, checkpoint.root


def stored_rows(log: LogReader, after: int, until: int) -> Iterator[tuple[int, bytes]]:
    """Yield position and stored bytes of the events within `(after, until]`."""
    for batch in log.scan(after, until, batch=8192):
        yield from batch


def _written(
    log: LogReader, store: SegmentStore, begun: SegmentManifest, first: int, lines: Derive | None
) -> tuple[Segment, list[Twin]]:
    """Write one segment and what is derived from it."""
    count, last = begun.width, first + begun.width - 1
    table = events_table(stored_rows(log, first - 1, last), begun.zone)
    root = fold(table.column("leaf").to_pylist())
    expected = subtree_root(log, first, count)
    if table.num_rows != count or root != expected:
        raise CorruptionError(TREE_DIFFERS, first=first, last=last, expected=expected.hex(), got=root.hex())
    data = parquet_bytes(table)
    passing("segments.read")
    name = store.put_content("events", first, count, data)
    passing("segments.written")
    segment = Segment(first, count, name, hashlib.sha256(data).hexdigest(), len(data), root)
    derived = [put_twin(store, "goods", first, count, goods_table(table))]
    if lines is not None:
        derived.append(put_twin(store, "lines", first, count, lines(first, last)))
    return segment, derived


def put_twin(store: SegmentStore, kind: Any, first: int, count: int, table: Any) -> Twin:
    """Write rows that were derived from events, and return their line of the manifest."""
    data = parquet_bytes(table)
    name = store.put_content(kind, first, count, data)
    return Twin(first, count, name, hashlib.sha256(data).hexdigest(), len(data), kind, table.num_rows)


def subtree_root(log: LogReader, first: int, count: int) -> bytes:
    """Return the root that the stored tree holds over `count` leaves from a position on.

    Args:
        log: Of the ledger.
        first: A position; `first - 1` is a multiple of `count`.
        count: A power of two.
    """
    with log.reading() as connection:
        tree = Tree(StoredTiles(Transaction.of(connection)))
        return tree.subtree_root(first - 1, first - 1 + count)


def _rest(
    log: LogReader, end: int, size: int, root: bytes, roots: list[bytes]
) -> tuple[tuple[int, bytes], bytes | None]:
    """Return the checkpoint that a manifest states, and the root over what lies between.

    Where fewer segments are written than are covered, the checkpoint is the log as it was at their end.
    """
    with log.reading() as connection:
        tree = Tree(StoredTiles(Transaction.of(connection)))
        if size - end >= (end // len(roots)):
            return (end, fold(roots)), None
        rest = tree.subtree_root(end, size) if size > end else None
    got = fold([*roots, rest]) if rest is not None else fold(roots)
    if got != root:
        raise CorruptionError(TREE_DIFFERS, first=1, last=size, expected=root.hex(), got=got.hex())
    return (size, root), rest
