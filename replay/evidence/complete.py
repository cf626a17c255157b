"""The proof that nothing was left out: of each tag every position that carries it, under the signed index.

Who holds the signed root of the index learns of a tag how many events carry it and at which positions, or
that none does. That the index itself holds every tag of every event, only the full check of the log shows
(`medledger verify --deep`).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledger.log.reader import LogReader
from ledger.log.tag_index import index_at
from ledger.merkle.note import Signer
from ledger.merkle.tag_index import IndexProof, Neighbour
from ledger.seal.indexing import signed_at


@dataclass(frozen=True, slots=True)
class Completeness:
    """What is proved of the tags of a pack.

    Attributes:
        note: The checkpoint that signs the log and its index.
        told: What `completeness.json` says.
        positions: All positions that carry one of the tags.
    """

    note: str
    told: dict[str, Any]
    positions: tuple[int, ...]


def completeness(log: LogReader, signer: Signer, tags: Sequence[str], position: int) -> Completeness:
    """Prove of some tags that these events carry them, and no others up to a position.

    Args:
        log: The log.
        signer: Its key.
        tags: Of tracing kinds.
        position: Up to which; also the size of the log that is signed.

    Raises:
        CorruptionError: The stored tree is incomplete.
    """
    with index_at(log, position) as index:
        head = index.head()
        signed = signed_at(log, signer, head)
        proved = [index.prove(tag) for tag in tags]
    told = {
        "index": {"size": head.size, "root": b64encode(head.root).decode()},
        "tags": [_shown(proof, positions) for proof, positions in proved],
    }
    return Completeness(signed.note, told, tuple(at for _, positions in proved for at in positions))


def _shown(proof: IndexProof, positions: Sequence[int]) -> dict[str, Any]:
    return {
        "tag": proof.tag,
        "positions": list(positions),
        "size": proof.size,
        "bucket_root": proof.bucket_root.hex(),
        "climb": [one.hex() for one in proof.climb],
        "leaf": _leaf(proof.leaf),
        "before": _leaf(proof.before),
        "after": _leaf(proof.after),
    }


def _leaf(leaf: Neighbour | None) -> dict[str, Any] | None:
    if leaf is None:
        return None
    path = [one.hex() for one in leaf.path]
    told = {"key": leaf.key.hex(), "count": leaf.count, "root": leaf.root.hex()}
    return {**told, "number": leaf.number, "path": path}
