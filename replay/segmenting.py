"""What the doors do with the segments of a ledger: write them, tell of them, verify them, read from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ledger.errors import CommandError, Problem
from ledger.merkle.note import NoteError
from ledger.seal.keyring import read_keyring
from ledger.segments.compacting import compact_twins
from ledger.segments.manifest import TWIN_KINDS, StoredFile
from ledger.segments.manifests import latest_manifest
from ledger.segments.personal import has_personal, keep_personal
from ledger.segments.reader import SegmentLog, keys_known, open_segment_log
from ledger.segments.remembered import recall_manifest, remember_checked, remember_manifest
from ledger.segments.store import SegmentStore
from ledger.segments.verifying import SegmentsVerified, Spread, verify_segments
from ledger.segments.writing import Written, write_segments

if TYPE_CHECKING:
    from replay.bootstrap import Program

Told = Callable[[int, int], None]
KEY_NOT_READ = Problem(
    "segments_key",
    "读取核验密钥：应为账本的核验密钥，实际为“{given}”。",
    "Reading the verifier key: expected one of a ledger, got '{given}'.",
    "medledger key 显示本账的核验密钥。",
    "medledger key shows the one of a ledger.",
)


class Segmenting:
    """The segments of one ledger in one store.

    Args:
        program: The ledger at work.
        url: Of the store: a folder, or what fsspec opens.
    """

    def __init__(self, program: Program, url: str) -> None:
        self._program = program
        self.store = SegmentStore(url)

    def write(
        self,
        *,
        width: int | None = None,
        personal: bool = False,
        at_most: int | None = None,
        progress: Told | None = None,
    ) -> dict[str, Any]:
        """Write what a checkpoint covers and is not written yet; return what is there now, as told.

        Args:
            width: Events of a segment, for a new store.
            personal: Also keep personal values beside the segments; once there, they are kept in step.
            at_most: Segments to write now.
            progress: Called with positions done and to do.
        """
        from replay.lines import line_tables

        program = self._program
        written = write_segments(
            program.log,
            program.location,
            self.store,
            width=width,
            lines=line_tables(program.caught_up(), program.log),
            at_most=at_most,
            progress=progress,
        )
        if written.manifest is not None:
            remember_manifest(program.location, self.store.shown, written.manifest)
            if personal or has_personal(self.store):
                keep_personal(program.log, self.store, written.manifest.manifest)
        return self._told(written)

    def compact(self) -> dict[str, Any]:
        """Join twins, sixteen of a size into one; return what is there now, as told."""
        program = self._program
        kept, joined = compact_twins(program.log, program.location, self.store)
        remember_manifest(program.location, self.store.shown, kept)
        return self.status() | {"joined": joined}

    def status(self) -> dict[str, Any]:
        """Return what is written, up to where, and how far behind that is."""
        kept = latest_manifest(self.store, read_keyring(self._program.log).all)
        return self._told(Written(kept, 0, self._program.log.head()))

    def verify(
        self, *, quick: bool = False, progress: Told | None = None, spread: Spread | None = None
    ) -> SegmentsVerified:
        """Verify the store, also against the ledger."""
        program = self._program
        verified = verify_segments(
            self.store,
            read_keyring(program.log).all,
            log=program.log,
            remembered=recall_manifest(program.location, self.store.shown),
            quick=quick,
            progress=progress,
            spread=spread,
        )
        if verified.manifest is not None and "goods" in verified.twins:
            remember_checked(program.location, self.store.shown, verified.manifest)
        return verified

    def reading(self, *, twin: bool = True) -> SegmentLog:
        """Return the ledger's log, its past read from segments.

        Args:
            twin: Find goods by the twin, where it was compared with the events since it was listed.
        """
        known = recall_manifest(self._program.location, self.store.shown)
        checked = known.checked if twin and known is not None else ""
        return open_segment_log(self.store, self._program.log, checked=checked)

    def _told(self, written: Written) -> dict[str, Any]:
        kept, head = written.manifest, written.head
        if kept is None:
            return {
                "store": self.store.shown,
                "manifest": None,
                "position": 0,
                "head": head,
                "behind": head,
                "written": 0,
            }
        manifest = kept.manifest
        kinds: dict[str, Sequence[StoredFile]] = {"events": manifest.segments}
        kinds |= {kind: manifest.of_kind(kind) for kind in TWIN_KINDS}
        return {
            "store": self.store.shown,
            "manifest": {"number": manifest.number, "sha256": kept.digest},
            "origin": manifest.origin,
            "width": manifest.width,
            "position": manifest.size,
            "head": head,
            "behind": head - manifest.size,
            "checkpoint": manifest.checkpoint[0],
            "written": written.segments,
            "files": {kind: len(files) for kind, files in kinds.items()},
            "bytes": {kind: sum(one.size for one in files) for kind, files in kinds.items()},
            "personal": len(self.store.sizes("personal")),
        }


def verified_alone(
    url: str,
    key: str | None,
    *,
    quick: bool = False,
    progress: Told | None = None,
    spread: Spread | None = None,
) -> SegmentsVerified:
    """Verify a store without a ledger.

    Args:
        url: Of the store.
        key: The ledger's first verifier key as known from elsewhere; else the manifest's word is taken.
        quick: Leave out columns and twins.
        progress: Called with positions done and to do.
        spread: Checks the pieces elsewhere.

    Raises:
        CommandError: The key is none.
        UnavailableError: There are no segments, or the store is away.
    """
    store = SegmentStore(url)
    try:
        keys = keys_known(store, key)
    except NoteError as error:
        raise CommandError(KEY_NOT_READ, given=key or "") from error
    return verify_segments(store, keys, quick=quick, progress=progress, spread=spread)
