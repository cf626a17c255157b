"""The events of a bundle: their stored bytes, and the proof of each to the signed checkpoint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

import orjson

from ledger.errors import CorruptionError
from ledger.log.problems import DOCUMENT_UNREADABLE
from ledger.log.reader import LogReader
from ledger.log.tiles import StoredTiles
from ledger.log.transaction import Transaction
from ledger.merkle.tree import Tree, leaf_hash

_TOGETHER = 500


def write_events(
    log: LogReader, positions: Iterable[int], size: int, events: BinaryIO, proofs: BinaryIO
) -> None:
    """Write stored bytes, one line each, and their inclusion proofs.

    Args:
        log: Where they lie.
        positions: Ascending.
        size: Of the tree that the proofs lead to.
        events: Takes the stored bytes.
        proofs: Takes `{"position","leaf","path":[hex…]}`, one line each.

    Raises:
        CorruptionError: An event is missing, or the stored tree is incomplete.
    """
    rest = iter(positions)
    with log.reading() as connection:
        tree = Tree(StoredTiles(Transaction.of(connection)))
        while some := list(islice(rest, _TOGETHER)):
            for position, stored in _documents(log, some):
                events.write(stored + b"\n")
                path = [one.hex() for one in tree.inclusion_proof(position - 1, size)]
                told = {"position": position, "leaf": leaf_hash(stored).hex(), "path": path}
                proofs.write(orjson.dumps(told) + b"\n")


def _documents(log: LogReader, positions: list[int]) -> Iterator[tuple[int, bytes]]:
    found = log.documents(positions)
    for position in positions:
        if position not in found:
            raise CorruptionError(DOCUMENT_UNREADABLE, position=position)
        yield position, bytes(found[position])
