"""Joining twins: sixteen neighbours of one size become one, and so on; segments themselves stay as they are.

The new file is written beside the old ones, then a new manifest names it in their place. Nothing is written
over and nothing is deleted: whoever reads by the former manifest goes on doing so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ledger.failpoints import passing
from ledger.log.reader import LogReader
from ledger.seal.key import signer_at
from ledger.seal.keyring import read_keyring
from ledger.segments.extra import extra
from ledger.segments.files import SegmentFiles
from ledger.segments.manifest import TWIN_KINDS, Twin
from ledger.segments.manifests import KeptManifest, required_manifest, write_manifest
from ledger.segments.store import SegmentStore
from ledger.segments.writing import put_twin
from ledger.settings import Location

TOGETHER = 16
_ORDER = {
    "goods": ("bucket", "product", "lot", "serial", "position"),
    "lines": ("position", "line"),
}


def compact_twins(log: LogReader, location: Location, store: SegmentStore) -> tuple[KeptManifest, int]:
    """Join what can be joined; return the newest manifest, and how many files became fewer.

    Args:
        log: Of the ledger.
        location: Where its key lies.
        store: The segments.

    Raises:
        CommandError: The key cannot be used.
        CorruptionError: A file is not what was signed.
        ConflictError: Another program writes to the store.
        UnavailableError: There are no segments, or the store is away.
    """
    keyring = read_keyring(log)
    kept = required_manifest(store, keyring.all)
    manifest, files = kept.manifest, SegmentFiles(store)
    twins: list[Twin] = []
    for kind in TWIN_KINDS:
        found = list(manifest.of_kind(kind))
        while (at := _joinable(found)) is not None:
            found[at : at + TOGETHER] = [_joined(store, files, found[at : at + TOGETHER])]
        twins += found
    joined = len(manifest.twins) - len(twins)
    if not joined:
        return kept, 0
    passing("segments.joined")
    newer = replace(manifest, number=manifest.number + 1, previous=kept.digest).with_twins(twins)
    return write_manifest(store, newer, signer_at(location, keyring.current)), joined


def _joinable(twins: Sequence[Twin]) -> int | None:
    """Return where sixteen neighbours of one size begin that make up a whole of the next size."""
    for at in range(len(twins) - TOGETHER + 1):
        some = twins[at : at + TOGETHER]
        count = some[0].count
        aligned = (some[0].first - 1) % (count * TOGETHER) == 0
        if aligned and all(one.count == count for one in some):
            return at
    return None


def _joined(store: SegmentStore, files: SegmentFiles, twins: Sequence[Twin]) -> Twin:
    pa = extra("pyarrow")
    kind, first = twins[0].kind, twins[0].first
    table: Any = pa.concat_tables([files.parquet(one).read() for one in twins])
    order = [(name, "ascending", "at_start") for name in _ORDER[kind]]
    table = table.sort_by(order) if kind == "goods" else table
    return put_twin(store, kind, first, sum(one.count for one in twins), table)
