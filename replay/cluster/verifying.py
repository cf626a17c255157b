"""Segments verified by many machines: each piece of a manifest is a row, the ledger's own code checks it.

The manifest, its signatures and its fold are checked where the program runs; what a worker gets is the text
of a manifest that was verified. A worker reads whole files, because their bytes are signed, and answers with
what it found. It needs this package, and reaches the store under the same address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from ledger.errors import LedgerError, Problem, Reason, UnavailableError
from ledger.seal.audit.report import Finding
from ledger.segments.extra import extra
from ledger.segments.manifest import SegmentManifest
from ledger.segments.store import SegmentStore
from ledger.segments.verifying import SegmentsVerified, Spread, check_piece, pieces_of

_TASKS_A_CORE = 4  # so that a core that was slow is not waited for long


def spread_over(session: Any) -> Spread:
    """Return what checks the pieces of a manifest by the workers of a Spark session."""

    def spread(
        store: SegmentStore, manifest: SegmentManifest, quick: bool, twins: bool
    ) -> Iterator[SegmentsVerified]:
        count = len(pieces_of(manifest, quick=quick))
        tasks = max(1, min(count, _TASKS_A_CORE * session.sparkContext.defaultParallelism))
        check = _checking(address_of(store), manifest.text(), quick=quick, twins=twins)
        rows = session.range(0, count, 1, tasks).mapInArrow(check, "number long, told binary").collect()
        for row in sorted(rows, key=lambda one: one["number"]):
            yield _found(bytes(row["told"]))

    return spread


def address_of(store: SegmentStore) -> str:
    """Return the address of a store as workers open it: of a folder its absolute path."""
    return store.shown if store.folder is None else str(Path(store.folder).resolve())


def _checking(
    address: str, text: str, *, quick: bool, twins: bool
) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Return what a worker does with its batches of numbers of pieces."""

    def check(batches: Iterator[Any]) -> Iterator[Any]:
        pa = extra("pyarrow")
        manifest = SegmentManifest.parse(text)
        pieces = pieces_of(manifest, quick=quick)
        store = SegmentStore(address)
        for batch in batches:
            for number in batch.column(0).to_pylist():
                told = _told(store, manifest, pieces[number], quick=quick, twins=twins)
                columns = [pa.array([number], pa.int64()), pa.array([told], pa.binary())]
                yield pa.RecordBatch.from_arrays(columns, names=["number", "told"])

    return check


def _told(
    store: SegmentStore, manifest: SegmentManifest, piece: SegmentManifest, *, quick: bool, twins: bool
) -> bytes:
    """Return what checking a piece came to, as it travels."""
    try:
        found = check_piece(store, manifest, piece, quick=quick, twins=twins and bool(piece.segments))
    except LedgerError as error:
        return orjson.dumps({"away": [error.reason.code, error.reason.particulars]})
    findings = [[one.kind, one.position, one.reason.code, one.reason.particulars] for one in found.findings]
    return orjson.dumps({"checked": found.checked, "findings": findings})


def _found(told: bytes) -> SegmentsVerified:
    """Return what travelled.

    Raises:
        UnavailableError: The worker does not reach the store.
    """
    read = orjson.loads(told)
    if "away" in read:
        code, particulars = read["away"]
        raise UnavailableError(Problem.registry[code], **particulars)
    findings = [
        Finding(kind, position, Reason(Problem.registry[code], particulars))
        for kind, position, code, particulars in read["findings"]
    ]
    return SegmentsVerified(findings=findings, checked=read["checked"])
