"""The index of tags against the tags in the documents, in both directions.

The index lies in the order of its tags, the log in that of its positions. Sorting either would cost as much
as all the rest, so both are added up instead: over all rows the product of two hashes, one of the tag, one of
position and type. An index that has other rows has another sum: what differs would have to be a zero of a
polynomial whose variables are the hashes, and nobody knows these. They are Python's own of bytes, SipHash,
behind a salt that is drawn anew for each process. So the hashes of the tags of one event are added first, and
those of the positions of one tag. Only where the sums differ is the index sorted, to say what is wrong.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import orjson

from ledger.seal.audit.problems import TAGS_CHANGED, TAGS_INSERTED, TAGS_MISSING
from ledger.seal.audit.report import Mark, Report, Span, Spans
from ledger.seal.audit.source import AuditSource

TagSum = tuple[int, int]  # how many, and the sum of their products
_SALT = os.urandom(8).hex()  # beside the key of the hashes themselves, which whoever starts us may have set
_END = _SALT.encode()
_NOWHERE = 2**63  # behind every position
_NAMED = 8  # tags named in one sentence
_KEPT = 100_000  # hashes of tags


class _Hashes(dict[bytes, int]):
    """The hashes of tags; most tags come again soon."""

    def __missing__(self, tag: bytes) -> int:
        if len(self) >= _KEPT:
            self.clear()
        found = self[tag] = hash(tag + _END)
        return found


_HASHES = _Hashes()


def tag_sum(tags: Sequence[bytes], position: int, type_: bytes) -> TagSum:
    """Return the sum over the tags of one document."""
    place = hash(b"%d %b%b" % (position, type_, _END))
    return len(tags), place * sum(map(_HASHES.__getitem__, tags))


class TagAudit:
    """Adds up the tags of the documents while the log is read; then reads the index."""

    def __init__(self, source: AuditSource, report: Report) -> None:
        self._source = source
        self._report = report
        self._count = 0
        self._sum = 0
        self.last = 0  # the last position that the index leads to

    def add(self, tags: TagSum) -> None:
        """Add the tags of a sound document."""
        self._count += tags[0]
        self._sum += tags[1]

    def finish(self, head: int) -> None:
        """Compare with the index; rows that are bad themselves are left out on both sides."""
        count = total = last = 0
        bad = self._report.bad
        for batch in self._source.tags_summed(_SALT):
            for tag, joined, furthest in batch:
                last = max(last, furthest)
                places = joined.split(b"\n")
                if bad or last > head:
                    places = [place for place in places if _is_sound(place, head, bad)]
                count += len(places)
                total += hash(tag) * sum(map(hash, places))
        self.last = last
        if (count, total) != (self._count, self._sum):
            self._locate(head)

    def _locate(self, head: int) -> None:
        """Read both by position and report where they differ."""
        indexed = groupby((row for batch in self._source.tags() for row in batch), key=lambda row: row[1])
        end: tuple[int, Iterator[Any]] = (_NOWHERE, iter(()))
        position, group = next(indexed, end)
        for number, event in self._events():
            while position < number:
                self._stray(position, group)
                position, group = next(indexed, end)
            got: set[tuple[bytes, bytes]] = set()
            if position == number:
                got = {(row[0], row[2]) for row in group}
                position, group = next(indexed, end)
            if number not in self._report.bad:
                self._compare(number, event, got)
        for position, group in indexed:
            if position <= head:  # no number at all, so it is sorted behind all numbers
                self._stray(position, group)

    def _events(self) -> Iterator[tuple[int, Any]]:
        for batch in self._source.rows():
            for row in batch:
                yield row[0], None if row[0] in self._report.bad else orjson.loads(row[6])

    def _stray(self, position: int, group: Iterator[Any]) -> None:
        if position in self._report.bad:
            return
        tags = _named([row[0] for row in group])
        self._report.mark(Mark("inserted", TAGS_INSERTED, Span(position, position), {"tags": tags}))

    def _compare(self, position: int, event: Any, got: set[tuple[bytes, bytes]]) -> None:
        type_ = event["type"].encode()
        expected = {(tag.encode(), type_) for tag in event["tags"]}
        if got == expected:
            return
        missing = _shown(expected - got, type_)
        extra = _shown(got - expected, type_)
        span = Span(position, position)
        if missing and extra:
            mark = Mark("changed", TAGS_CHANGED, span, {"expected": missing, "got": extra})
        elif missing:
            mark = Mark("missing", TAGS_MISSING, span, {"tags": missing}, foreign=not got)
        else:
            mark = Mark("inserted", TAGS_INSERTED, span, {"tags": extra})
        self._report.mark(mark)


def _is_sound(place: bytes, head: int, bad: Spans) -> bool:
    """Return whether the index leads to an event that has a say."""
    position = int(place.partition(b" ")[0])
    return position <= head and position not in bad


def _shown(rows: set[tuple[bytes, bytes]], type_: bytes) -> str:
    return _named([tag if own == type_ else tag + b" [" + own + b"]" for tag, own in sorted(rows)])


def _named(tags: list[bytes]) -> str:
    texts = [tag.decode("utf-8", "replace") for tag in tags[:_NAMED]]
    return ", ".join(texts) + (" …" if len(tags) > _NAMED else "")
