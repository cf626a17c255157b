"""The tag index as it lies in the database: the leaves of each bucket, and the nodes above.

It follows from the documents alone and is disposable like the decision state; what a checkpoint has signed of
it is not. It goes on from where it stood. New events are read in portions, each a transaction of its own, so
that memory does not grow with an import; the nodes of the changed buckets follow with the last one. An index
that is behind the log is not signed.

A bucket's leaves are one value, in the order of their keys: key, number of positions (eight bytes), and what
:meth:`ledger.merkle.tag_index.Postings.edge` gives, whose length follows from the number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import orjson

from ledger.log.dialect import bytes_of
from ledger.log.reader import LogReader
from ledger.log.tables import tag_index
from ledger.log.transaction import Transaction
from ledger.merkle.tag_index import (
    BLOCK,
    EMPTY_BUCKET,
    LEVELS,
    NUMBER,
    IndexProof,
    Neighbour,
    Postings,
    audit_path,
    bucket_node,
    bucket_of,
    key_of,
)
from ledger.merkle.tree import HASH_SIZE, fold, leaf_hash

_GOODS = ("product", "lot", "serial", "udi", "part", "part_lot", "part_serial")
_PARTIES = ("customer", "supplier")
_CASES = ("recall", "complaint", "repair", "return", "adverse_event", "capa", "service", "visit", "feedback")
_MATTERS = ("consignment", "exchange", "warranty", "disposal", "hold", "nonconformity", "veto")
TRACING = frozenset((*_GOODS, *_PARTIES, *_CASES, *_MATTERS))
PORTION = 25_000  # events read into memory at once

_TOP = LEVELS
_MIDDLE = LEVELS // 2  # level whose nodes are kept besides
_GROUP = _GROUPS = 1 << _MIDDLE
_HEAD = HASH_SIZE + NUMBER
_ONE = (1).to_bytes(NUMBER, "big")
_SMALL = bytes(NUMBER - 1)  # fewer than 256 positions: one block, no peaks
_TAGS, _TYPE = b'"tags":[', b'],"type":"'
_EMPTY_GROUP = fold([EMPTY_BUCKET] * _GROUP)


class IndexHead(NamedTuple):
    """What a checkpoint signs of the index.

    Attributes:
        covered: The last position whose tags it holds.
        size: How many tags it holds.
        root: Its root.
    """

    covered: int
    size: int
    root: bytes


class TagIndex:
    """The tag index of one log.

    Args:
        log: Whose events it holds the tags of.
        store: The database that the index lies in; by default the log's own.
    """

    def __init__(self, log: LogReader, store: LogReader | None = None) -> None:
        self._log = log
        self._store = log if store is None else store
        self._mark = self._store.dialect.mark

    def head(self) -> IndexHead:
        """Return how far the index has come, its size and its root; an empty one covers nothing."""
        found = self._store.fetch(
            f"SELECT tags, node, leaves FROM tag_index WHERE level = {_TOP} AND idx = 0", ()
        )
        if not found:
            return IndexHead(0, 0, fold([_EMPTY_GROUP] * _GROUPS))
        size, node, covered = found[0]
        return IndexHead(int.from_bytes(bytes_of(covered), "big"), int(size), bytes_of(node))

    def catch_up(self, until: int | None = None) -> IndexHead:
        """Bring the index to the head of the log, or to `until`, and return what it is then.

        Whoever else brings it on meanwhile is waited for, and nothing is counted twice.
        """
        until = self._log.head() if until is None else until
        while (head := self.head()).covered < until or not head.root:
            end = min(until, head.covered + PORTION)
            self._advance(head.covered, end, last=end == until)
        return head

    def rebuild(self) -> IndexHead:
        """Throw the index away and make it anew from the documents."""
        with self._store.writing() as connection:
            Transaction.of(connection).run("DELETE FROM tag_index")
        return self.catch_up()

    def is_sound(self) -> bool:
        """Return whether every kept node is the one that follows from what lies below it."""
        with self._store.reading() as connection:
            transaction = Transaction.of(connection)
            groups = []
            for number in range(_GROUPS):
                nodes = [EMPTY_BUCKET] * _GROUP
                for idx, tags, node, leaves in self._buckets(transaction, number):
                    entries = _entries(leaves)
                    if len(entries) != tags or bucket_node(_hashes(entries)) != node:
                        return False
                    nodes[idx - number * _GROUP] = node
                groups.append(fold(nodes))
            kept = self._nodes(transaction, _MIDDLE, 0, _GROUPS, _EMPTY_GROUP)
        return kept == groups and self.head().root == fold(groups)

    def _buckets(self, transaction: Transaction, group: int) -> list[tuple[int, int, bytes, bytes]]:
        mark = self._mark
        rows = transaction.rows(
            "SELECT idx, tags, node, leaves FROM tag_index"
            f" WHERE level = 0 AND idx >= {mark} AND idx < {mark}",
            (group * _GROUP, (group + 1) * _GROUP),
        )
        return [(idx, tags, bytes_of(node), bytes_of(leaves)) for idx, tags, node, leaves in rows]

    def prove(self, tag: str) -> tuple[IndexProof, list[int]]:
        """Return what the index, as it stands, says of a tag, and the positions that carry it."""
        key = key_of(tag)
        number = bucket_of(key)
        with self._store.reading() as connection:
            transaction = Transaction.of(connection)
            entries = _entries(self._leaves(transaction, [number]).get(number, b""))
            climb = self._climb(transaction, number)
            covered = self._top(transaction)[1]
        mark = self._log.dialect.mark
        statement = (
            f"SELECT position FROM events_tags WHERE tag = {mark} AND position <= {mark} ORDER BY position"
        )
        positions = [int(row[0]) for row in self._log.fetch(statement, (tag, covered))]
        return _proof(tag, key, entries, climb), positions

    def _advance(self, covered: int, end: int, *, last: bool) -> None:
        """Take in the events of `(covered, end]`, unless somebody else has begun to; at last hash anew."""
        added = _tags_of(self._log, covered, end)
        with self._store.writing() as connection:
            transaction = Transaction.of(connection)
            if transaction.dialect.name == "postgresql":
                transaction.run("LOCK TABLE tag_index IN EXCLUSIVE MODE")
            size, reached = self._top(transaction)
            if reached != covered:
                return
            size += self._grow(transaction, added)
            root = self._hash(transaction) if last else b""
            self._put(transaction, [(_TOP, 0, size, root, end.to_bytes(NUMBER, "big"))])

    def _grow(self, transaction: Transaction, added: dict[str, list[int]]) -> int:
        """Add positions to their tags; return how many tags are new."""
        buckets: dict[int, list[tuple[bytes, list[int]]]] = {}
        for tag, positions in added.items():
            key = key_of(tag)
            buckets.setdefault(bucket_of(key), []).append((key, positions))
        new = 0
        numbers = sorted(buckets)
        for at in range(0, len(numbers), _GROUP):
            some = numbers[at : at + _GROUP]
            stored = self._leaves(transaction, some)
            rows = []
            for number in some:
                entries = _entries(stored.get(number, b""))
                before = len(entries)
                for key, positions in buckets[number]:
                    entries[key] = _grown(entries.get(key), positions)
                new += len(entries) - before
                leaves = b"".join([key + entries[key] for key in sorted(entries)])
                rows.append((0, number, len(entries), b"", leaves))
            self._put(transaction, rows)
        return new

    def _hash(self, transaction: Transaction) -> bytes:
        """Give every changed bucket and group its node, and return the root."""
        groups: dict[int, bytes] = {}
        for number in range(_GROUPS):
            changed = [
                (0, idx, tags, bucket_node(_hashes(_entries(bytes_of(leaves)))), leaves)
                for idx, tags, leaves in self._changed(transaction, number)
            ]
            if changed:
                self._put(transaction, changed)
                nodes = self._nodes(transaction, 0, number * _GROUP, _GROUP, EMPTY_BUCKET)
                groups[number] = fold(nodes)
        self._put(transaction, [(_MIDDLE, idx, 0, node, b"") for idx, node in groups.items()])
        return fold(self._nodes(transaction, _MIDDLE, 0, _GROUPS, _EMPTY_GROUP))

    def _changed(self, transaction: Transaction, group: int) -> list[tuple[int, int, bytes]]:
        first = group * _GROUP
        mark = self._mark
        return transaction.rows(
            "SELECT idx, tags, leaves FROM tag_index"
            f" WHERE level = 0 AND idx >= {mark} AND idx < {mark} AND length(node) = 0 ORDER BY idx",
            (first, first + _GROUP),
        )

    def _climb(self, transaction: Transaction, bucket: int) -> tuple[bytes, ...]:
        group, within = divmod(bucket, _GROUP)
        below = self._nodes(transaction, 0, group * _GROUP, _GROUP, EMPTY_BUCKET)
        above = self._nodes(transaction, _MIDDLE, 0, _GROUPS, _EMPTY_GROUP)
        return (*audit_path(below, within), *audit_path(above, group))

    def _nodes(
        self, transaction: Transaction, level: int, first: int, count: int, empty: bytes
    ) -> list[bytes]:
        nodes = [empty] * count
        mark = self._mark
        for idx, node in transaction.rows(
            f"SELECT idx, node FROM tag_index WHERE level = {mark} AND idx >= {mark} AND idx < {mark}",
            (level, first, first + count),
        ):
            nodes[idx - first] = bytes_of(node)
        return nodes

    def _leaves(self, transaction: Transaction, numbers: Sequence[int]) -> dict[int, bytes]:
        condition, value = transaction.dialect.among_positions("idx", numbers)
        rows = transaction.rows(
            f"SELECT idx, leaves FROM tag_index WHERE level = 0 AND {condition}", (value,)
        )
        return {int(idx): bytes_of(leaves) for idx, leaves in rows}

    def _top(self, transaction: Transaction) -> tuple[int, int]:
        """Return how many tags the index holds, and up to which position."""
        found = transaction.rows(f"SELECT tags, leaves FROM tag_index WHERE level = {_TOP} AND idx = 0")
        return (int(found[0][0]), int.from_bytes(bytes_of(found[0][1]), "big")) if found else (0, 0)

    def _put(self, transaction: Transaction, rows: Iterable[tuple[int, int, int, bytes, bytes]]) -> None:
        places = ", ".join([self._mark] * 5)
        statement = (
            f"INSERT INTO tag_index VALUES ({places}) ON CONFLICT (level, idx)"
            " DO UPDATE SET tags = excluded.tags, node = excluded.node, leaves = excluded.leaves"
        )
        if transaction.dialect.name == "sqlite":
            transaction.driver.executemany(statement, rows)
            return
        with transaction.driver.cursor() as cursor:
            cursor.executemany(statement, list(rows))


@contextmanager
def made_anew(log: LogReader) -> Iterator[TagIndex]:
    """Give an empty index of a log that lies beside it, in a file that is gone afterwards."""
    from ledger.log.sqlite import SQLiteRecorder, sqlite_engine

    with TemporaryDirectory() as folder:
        store = SQLiteRecorder(sqlite_engine(Path(folder) / "index.db"), "tag index")
        try:
            with store.writing() as connection:
                tag_index.create(connection)
            yield TagIndex(log, store)
        finally:
            store.close()


@contextmanager
def index_at(log: LogReader, position: int) -> Iterator[TagIndex]:
    """Give the index as it was at a position: the kept one if it stands there, else one made anew beside it.

    Args:
        log: Whose index.
        position: Not beyond the head.
    """
    kept = TagIndex(log)
    head = kept.head()
    if head.covered < position:
        head = kept.catch_up(position)
    if head.covered == position:
        yield kept
        return
    with made_anew(log) as index:
        index.catch_up(position)
        yield index


def _tags_of(log: LogReader, after: int, until: int) -> dict[str, list[int]]:
    """Return the positions within `(after, until]` of every tag of a tracing kind.

    Of a document only the list of its tags is read: it is canonical JSON, where `tags` is the last but one
    member and no text holds a quotation mark that is not escaped.
    """
    found: dict[str, list[int]] = {}
    for batch in log.scan(after, until):
        for position, document in batch:
            start = document.rindex(_TAGS) + len(_TAGS) - 1
            for tag in orjson.loads(document[start : document.rindex(_TYPE) + 1]):
                if tag.partition(":")[0] in TRACING:
                    found.setdefault(tag, []).append(position)
    return found


def _entries(leaves: bytes) -> dict[bytes, bytes]:
    """Return the leaves of a bucket, number of positions and edge, by key."""
    found: dict[bytes, bytes] = {}
    at = 0
    while at < len(leaves):
        count = int.from_bytes(leaves[at + HASH_SIZE : at + _HEAD], "big")
        end = at + _HEAD + (count // BLOCK).bit_count() * HASH_SIZE + count % BLOCK * NUMBER
        found[leaves[at : at + HASH_SIZE]] = leaves[at + HASH_SIZE : end]
        at = end
    return found


def _grown(entry: bytes | None, positions: Sequence[int]) -> bytes:
    if entry is None and len(positions) == 1:  # most units are told of once
        return _ONE + positions[0].to_bytes(NUMBER, "big")
    postings = (Postings() if entry is None else _postings(entry)).extended(positions)
    return postings.count.to_bytes(NUMBER, "big") + postings.edge()


def _postings(entry: bytes) -> Postings:
    return Postings.parse(int.from_bytes(entry[:NUMBER], "big"), entry[NUMBER:])


def _hashes(entries: dict[bytes, bytes]) -> list[bytes]:
    hashes = []
    for key in sorted(entries):
        entry = entries[key]
        root = leaf_hash(entry[NUMBER:]) if entry.startswith(_SMALL) else _postings(entry).root()
        hashes.append(leaf_hash(key + entry[:NUMBER] + root))
    return hashes


def _proof(tag: str, key: bytes, entries: dict[bytes, bytes], climb: tuple[bytes, ...]) -> IndexProof:
    keys = sorted(entries)
    hashes = _hashes(entries)
    root = fold(hashes)

    def shown(number: int) -> Neighbour | None:
        if not 0 <= number < len(keys):
            return None
        postings = _postings(entries[keys[number]])
        path = audit_path(hashes, number)
        return Neighbour(keys[number], postings.count, postings.root(), number, path)

    at = sum(one < key for one in keys)
    if key in entries:
        return IndexProof(tag, len(keys), root, climb, leaf=shown(at))
    return IndexProof(tag, len(keys), root, climb, before=shown(at - 1), after=shown(at))
