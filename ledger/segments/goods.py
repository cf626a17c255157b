"""The twin by goods: the documents of a lot or a unit, found where they lie together.

Row groups are passed over by their statistics, so what is read grows with the goods asked for and not with
the log. Whoever asks has made sure that the twin is what the events give (`ledger.segments.verifying`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ledger.log.query import Branch
from ledger.log.scan import Stored
from ledger.segments.columns import bucket_of
from ledger.segments.extra import extra
from ledger.segments.files import readable
from ledger.segments.manifest import Twin
from ledger.segments.store import SegmentStore

_KINDS = ("lot", "serial")


class GoodsTwin:
    """The twin by goods of a store.

    Args:
        store: Where it lies.
        twins: Its files, by position.
    """

    def __init__(self, store: SegmentStore, twins: Sequence[Twin]) -> None:
        self._store, self._twins = store, twins

    @staticmethod
    def answers(branch: Branch) -> bool:
        """Return whether a branch asks for lots and units alone, which lie together here."""
        return bool(branch.any_tag) and not branch.all_tags and all(map(_is_of_goods, branch.any_tag))

    def select(self, branch: Branch, after: int, until: int) -> list[Stored]:
        """Return `(position, document)` of the events of a branch within `(after, until]`, each once."""
        pc = extra("pyarrow.compute")
        wanted = _any(asked_goods(branch.any_tag))
        if branch.types:
            wanted &= pc.field("type").isin(list(branch.types))
        found: dict[int, bytes] = {}
        for twin in self._twins:
            if twin.last <= after or twin.first > until:
                continue
            within = wanted & (pc.field("position") > after) & (pc.field("position") <= until)
            table = self._read(twin, within)
            columns = (table.column(name).to_pylist() for name in ("position", "document"))
            found.update(zip(*columns, strict=True))
        return sorted(found.items())

    def _read(self, twin: Twin, wanted: Any) -> Any:
        """Return the rows of a file that are wanted; of a folder the file is mapped, not read."""
        read = extra("pyarrow.parquet").read_table
        names = ["position", "document"]
        if self._store.folder is not None:
            place = self._store.place(twin.name)
            return readable(
                twin, lambda: read(place, columns=names, filters=wanted, memory_map=True, partitioning=None)
            )
        with self._store.opened(twin.name) as stream:
            return readable(twin, lambda: read(stream, columns=names, filters=wanted))


def _is_of_goods(tag: str) -> bool:
    kind, _, value = tag.partition(":")
    return kind in _KINDS and "/" in value


def asked_goods(tags: Iterable[str]) -> dict[tuple[str, str], set[str]]:
    """Return lots and serials by product and kind; a slash may belong to either, so both are looked for."""
    found: dict[tuple[str, str], set[str]] = {}
    for tag in tags:
        kind, _, value = tag.partition(":")
        at = value.find("/")
        while at >= 0:
            found.setdefault((value[:at], kind), set()).add(value[at + 1 :])
            at = value.find("/", at + 1)
    return found


def _any(asked: dict[tuple[str, str], set[str]]) -> Any:
    pc = extra("pyarrow.compute")
    chosen = None
    for (product, kind), values in sorted(asked.items()):
        one = (pc.field("bucket") == bucket_of(product)) & (pc.field("product") == product)
        one &= pc.field(kind).isin(sorted(values))
        chosen = one if chosen is None else chosen | one
    return chosen
