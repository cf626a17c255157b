"""The log read from segments: the questions of `LogReader`, the tail answered by the hot log.

What lies in segments is read there and nowhere else; what lies behind them, personal values and settings come
from the log's database where one is given. Without one the segments are the whole log, and personal values
are those of the folder `personal/`.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from ledger.errors import CorruptionError, UnavailableError
from ledger.events.own import KEY_ROTATED
from ledger.log.appended import OnRecord
from ledger.log.query import Selection, selection_of_tags, selection_of_types
from ledger.log.reader import LogReader
from ledger.log.scan import Stored, flat
from ledger.log.transaction import Transaction
from ledger.merkle.note import Verifier
from ledger.merkle.tree import WIDTH
from ledger.seal.acts import acts_of
from ledger.seal.key import LEDGER_ID, NAMESPACE, ORIGIN, VERIFIER_KEY
from ledger.seal.keyring import Keyring, read_keyring
from ledger.segments.extra import extra
from ledger.segments.files import SegmentFiles
from ledger.segments.goods import GoodsTwin
from ledger.segments.manifest import Segment, Twin
from ledger.segments.manifests import KeptManifest, newest_unopened, required_manifest
from ledger.segments.personal import personal_rows
from ledger.segments.problems import LEDGER_SHORTER, NO_LEDGER_BESIDE, OTHER_LEDGER
from ledger.segments.selecting import rows_selected
from ledger.segments.store import SegmentStore


class SegmentLog(LogReader):
    """A log whose past lies in segments.

    Args:
        store: The segments.
        kept: Their newest manifest.
        hot: The log's database; None where there is none beside the segments.
        twin: Whether the twin by goods was compared with the events, so that goods may be found by it.

    Attributes:
        covered: Last position that lies in segments.
        manifest: What is listed.
        digest: Of the manifest, as a basis names it.
    """

    def __init__(
        self, store: SegmentStore, kept: KeptManifest, hot: LogReader | None = None, *, twin: bool = False
    ) -> None:
        self.manifest, self.digest = kept.manifest, kept.digest
        self.covered = kept.manifest.size
        self.store = store
        self.location = store.shown
        self._hot = hot
        self._files = SegmentFiles(store)
        self._twin = GoodsTwin(store, kept.manifest.of_kind("goods")) if twin else None
        self._firsts = [one.first for one in self.manifest.segments]
        if hot is not None:
            self.engine, self.dialect, self.location = hot.engine, hot.dialect, hot.location

    def find_goods_by(self, make: Callable[[SegmentStore, Sequence[Twin]], GoodsTwin]) -> bool:
        """Have goods found in the twin by another engine; return False where the twin is not relied on.

        Args:
            make: Returns what finds them, of the store and the files of its twin.
        """
        if self._twin is None:
            return False
        self._twin = make(self.store, self.manifest.of_kind("goods"))
        return True

    @property
    def hot(self) -> LogReader:
        """The log's database.

        Raises:
            UnavailableError: There is none beside the segments.
        """
        if self._hot is None:
            raise UnavailableError(NO_LEDGER_BESIDE, store=self.store.shown)
        return self._hot

    def basis(self) -> dict[str, Any]:
        """Return what an answer from segments rests on, besides the basis that every answer has.

        `twin` says whether goods were found by the twin, which is only so where it was compared both ways.
        """
        told = self.manifest
        return {
            "store": self.store.shown,
            "manifest": {"number": told.number, "sha256": self.digest},
            "position": self.covered,
            "twin": self._twin is not None,
        }

    @property
    def itself(self) -> LogReader:
        """This log: what it covers does not change."""
        return self

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a read transaction on the hot log."""
        return self.hot.reading()

    def writing(self) -> AbstractContextManager[Connection]:
        """Open a write transaction on the hot log, for what is disposable."""
        return self.hot.writing()

    def fetch(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """Return all rows of one statement on the hot log."""
        return self.hot.fetch(statement, values)

    def close(self) -> None:
        """Do nothing: whoever opened the hot log closes it."""

    def head(self) -> int:
        """Return the last position: of the hot log, else the last one in segments."""
        return self.covered if self._hot is None else self._hot.head()

    def documents(self, positions: Iterable[int]) -> dict[int, bytes]:
        """Return the stored bytes of the events at these positions, by position."""
        cold, hot = self._parted(positions)
        found: dict[int, bytes] = {} if self._hot is None or not hot else self._hot.documents(hot)
        for segment, asked in self._by_segment(cold):
            rows = [position - segment.first for position in asked]
            found.update(zip(asked, self._files.documents(segment, rows), strict=True))
        return found

    def leaf_hashes(self, positions: Iterable[int]) -> dict[int, str]:
        """Return the leaf hashes of the events at these positions, as hexadecimal digits, by position."""
        cold, hot = self._parted(positions)
        found: dict[int, str] = {} if self._hot is None or not hot else self._hot.leaf_hashes(hot)
        for segment, asked in self._by_segment(cold):
            leaves = self._files.column(segment, "leaf")
            found.update((position, leaves[position - segment.first].as_py().hex()) for position in asked)
        return found

    def leaf_tiles(self, indexes: Iterable[int]) -> dict[int, bytes]:
        """Return the full tiles among these of the leaf hashes, 256 in one piece, by index."""
        found: dict[int, bytes] = {}
        hot = []
        for idx in indexes:
            if (idx + 1) * WIDTH > self.covered:
                hot.append(idx)
                continue
            segment = self._segment(idx * WIDTH + 1)
            part = self._files.column(segment, "leaf").slice(idx * WIDTH + 1 - segment.first, WIDTH)
            found[idx] = b"".join(part.to_pylist())
        return found if self._hot is None or not hot else found | self._hot.leaf_tiles(hot)

    def receipts(self, event_ids: Iterable[str]) -> dict[str, OnRecord]:
        """Return what is on record under these ids, by id; unknown ones are absent."""
        asked = set(event_ids)
        found = {} if self._hot is None else self._hot.receipts(asked)
        left = asked - found.keys()
        if not left:
            return found
        pa, pc = extra("pyarrow"), extra("pyarrow.compute")
        wanted = pa.array(sorted(left))
        for segment in self.manifest.segments:
            ids = self._files.column(segment, "event_id")
            rows = pc.indices_nonzero(pc.is_in(ids, value_set=wanted)).to_pylist()
            times = self._files.column(segment, "record_time") if rows else ()
            for row, document in zip(rows, self._files.documents(segment, rows), strict=True):
                at = segment.first + row
                found[ids[row].as_py()] = OnRecord(at, times[row].as_py(), document)
        return found

    def scan(
        self, after: int = 0, until: int | None = None, *, types: Sequence[str] = (), batch: int = 1000
    ) -> Iterator[list[Stored]]:
        """Yield `(position, document)` within `(after, until]`, ascending, in lists of at most `batch`."""
        return self._from(selection_of_types(types), after, until, batch)

    def scan_tags(
        self,
        tags: Sequence[str],
        *,
        types: Sequence[str] = (),
        after: int = 0,
        until: int | None = None,
        batch: int = 1000,
    ) -> Iterator[list[Stored]]:
        """Yield `(position, document)` of the events that carry any of the tags, ascending, each once."""
        if not tags:
            return iter(())
        return self._from(selection_of_tags(tags, types), after, until, batch)

    def select(
        self, selection: Selection, after: int, until: int, batch: int = 1000
    ) -> Iterator[list[Stored]]:
        """Yield `(position, document)` of what is selected within `(after, until]`, in order, in batches."""
        yield from self._cold(selection, after, min(until, self.covered), batch)
        if self._hot is not None and until > self.covered:
            yield from self._hot.select(selection, max(after, self.covered), until, batch)

    def exists(self, transaction: Transaction, selection: Selection, after: int, until: int) -> bool:
        """Return whether an event within `(after, until]` is selected."""
        if any(self._cold(selection, after, min(until, self.covered), 1)):
            return True
        return until > self.covered and self.hot.exists(
            transaction, selection, max(after, self.covered), until
        )

    def tags_beginning(self, text: str) -> list[str]:
        """Return the tags that begin with a text (`udi:`) and that any event carries, each once."""
        pc = extra("pyarrow.compute")
        found = set[str]()
        for segment in self.manifest.segments:
            tags = pc.unique(pc.list_flatten(self._files.column(segment, "tags")))
            found.update(tags.filter(pc.starts_with(tags, pattern=text)).to_pylist())
        if self._hot is not None:
            condition, values = self.dialect.beginning("tag", text)
            mark = self.dialect.mark
            rows = self._hot.fetch(
                f"SELECT DISTINCT tag FROM events_tags WHERE {condition} AND position > {mark}",
                (*values, self.covered),
            )
            found.update(row[0] for row in rows)
        return sorted(found)

    def record_time_at(self, position: int) -> str | None:
        """Return when the event at `position` was recorded."""
        if not 0 < position <= self.covered:
            return None if self._hot is None else self._hot.record_time_at(position)
        segment = self._segment(position)
        found: str = self._files.column(segment, "record_time")[position - segment.first].as_py()
        return found

    def personal(self, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
        """Return personal values by position and field; erased ones are absent."""
        if self._hot is not None:
            return self._hot.personal(wanted)
        asked = set(wanted)
        rows = personal_rows(self.store, {position for position, _ in asked})
        return {row[:2]: row[3] for row in rows if row[:2] in asked}

    def personal_checked(self, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
        """Return personal values like `personal`, each checked against the digest in its event.

        Raises:
            CorruptionError: A value is not the one that was recorded.
        """
        from ledger.log.personal import check

        if self._hot is not None:
            return self._hot.personal_checked(wanted)
        asked = set(wanted)
        positions = {position for position, _ in asked}
        rows = [row for row in personal_rows(self.store, positions) if row[:2] in asked]
        check(rows, self.documents(positions))
        return {row[:2]: row[3] for row in rows}

    def settings(self) -> dict[str, str]:
        """Return what was fixed when the ledger was made; without it, what the manifest says of it."""
        if self._hot is not None:
            return self._hot.settings()
        told = self.manifest
        return {
            LEDGER_ID: told.origin.removeprefix(NAMESPACE),
            ORIGIN: told.origin,
            VERIFIER_KEY: told.key,
            "time_zone": told.zone,
        }

    def _from(
        self, selection: Selection, after: int, until: int | None, batch: int
    ) -> Iterator[list[Stored]]:
        head = self.head()
        return self.select(selection, after, head if until is None else min(until, head), batch)

    def _cold(self, selection: Selection, after: int, until: int, batch: int) -> Iterator[list[Stored]]:
        """Yield what segments hold of a selection."""
        by_twin = [one for one in selection.branches if self._twin is not None and self._twin.answers(one)]
        if self._twin is None or not by_twin:
            yield from self._scanned(selection, after, until, batch)
            return
        parts: list[Iterable[Stored]] = [self._twin.select(one, after, until) for one in by_twin]
        rest = tuple(one for one in selection.branches if one not in by_twin)
        if rest:
            parts.append(flat(self._scanned(Selection(rest), after, until, batch)))
        rows = (next(same) for _, same in groupby(heapq.merge(*parts), key=itemgetter(0)))
        while some := list(islice(rows, batch)):
            yield some

    def _scanned(self, selection: Selection, after: int, until: int, batch: int) -> Iterator[list[Stored]]:
        """Yield what segments hold of a selection, by the columns of their types and tags."""
        for segment in self.manifest.segments:
            if segment.last <= after or segment.first > until:
                continue
            rows = self._rows(segment, selection, max(after + 1, segment.first), min(until, segment.last))
            for at in range(0, len(rows), batch):
                some = rows[at : at + batch]
                documents = self._files.documents(segment, some)
                yield [(segment.first + row, raw) for row, raw in zip(some, documents, strict=True)]

    def _rows(self, segment: Segment, selection: Selection, first: int, last: int) -> Sequence[int]:
        """Return the rows of a segment that are selected between two positions, ascending."""
        low, high = first - segment.first, last - segment.first
        if selection.everything:
            return range(low, high + 1)
        rows = rows_selected(self._files, segment, selection)
        return [row for row in rows if low <= row <= high]

    def _parted(self, positions: Iterable[int]) -> tuple[list[int], list[int]]:
        ordered = sorted({position for position in positions if position > 0})
        at = bisect_right(ordered, self.covered)
        return ordered[:at], ordered[at:]

    def _by_segment(self, positions: Sequence[int]) -> Iterator[tuple[Segment, list[int]]]:
        at = 0
        while at < len(positions):
            segment = self._segment(positions[at])
            end = bisect_right(positions, segment.last)
            yield segment, list(positions[at:end])
            at = end

    def _segment(self, position: int) -> Segment:
        return self.manifest.segments[bisect_right(self._firsts, position) - 1]


def open_segment_log(
    store: SegmentStore, hot: LogReader | None = None, *, key: str | None = None, checked: str = ""
) -> SegmentLog:
    """Return the log that a store holds, with the tail of a ledger's database.

    Args:
        store: The segments.
        hot: The database of the same ledger; without it the segments are all there is.
        key: The verifier key with which the ledger was made, as it is known from elsewhere.
        checked: Digest of the manifest whose twin was compared with the events; goods are found by it then.

    Raises:
        UnavailableError: There are no segments, or the store is away.
        CorruptionError: They are of another ledger, or of more events than the ledger has.
    """
    if hot is None:
        kept = required_manifest(store, keys_known(store, key))
        return SegmentLog(store, kept, twin=kept.digest == checked)
    keys = read_keyring(hot).all
    claimed = newest_unopened(store).manifest
    if claimed.origin != keys[0].name:
        raise CorruptionError(OTHER_LEDGER, expected=keys[0].name, got=claimed.origin)
    if hot.head() < claimed.size:
        raise CorruptionError(LEDGER_SHORTER, expected=claimed.size, got=hot.head())
    kept = required_manifest(store, keys)
    return SegmentLog(store, kept, hot, twin=kept.digest == checked)


def keys_known(store: SegmentStore, key: str | None) -> tuple[Verifier, ...]:
    """Return the keys of a ledger that segments themselves tell: the first one, and those it was rotated to.

    Args:
        store: The segments.
        key: The first verifier key, as known from elsewhere; else the manifest's word is taken.

    Raises:
        NoteError: It is no verifier key.
        UnavailableError: There are no segments, or the store is away.
    """
    newest = newest_unopened(store)
    first = Verifier.parse(key or newest.manifest.key)
    return Keyring(first, acts_of(SegmentLog(store, newest), KEY_ROTATED)).all
