"""That nothing was left out: what the tag index says of each tag that a bundle was drawn by.

::

    {"index":  {"size", "root"}                                    as the checkpoint signs it
     "tags":   [{"tag", "positions": [n…], "bucket", "climb": [hex…], "leaf": {"number", "path": [hex…]}}]
     "absent": [{"tag", "bucket", "climb", "before", "after"}]}

`bucket` is `{"size", "root"}`; `before` and `after` are `{"key", "count", "root", "number", "path"}` or null.
:mod:`ledger.merkle.tag_index` says how they lead to the root.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from ledger.log.tag_index import IndexHead, TagIndex
from ledger.merkle.tag_index import IndexProof, Neighbour


def completeness(index: TagIndex, head: IndexHead, tags: Iterable[str]) -> dict[str, Any]:
    """Return the proofs for some tags; those that no event carries are proved absent.

    Args:
        index: At the position of the bundle.
        head: Its size and root.
        tags: Each once, in the order of the answer.
    """
    found: dict[str, Any] = {
        "index": {"size": head.size, "root": b64encode(head.root).decode()},
        "tags": [],
        "absent": [],
    }
    for tag in sorted(set(tags)):
        proof, positions = index.prove(tag)
        found["tags" if proof.leaf is not None else "absent"].append(_told(proof, positions))
    return found


def _told(proof: IndexProof, positions: list[int]) -> dict[str, Any]:
    shared: dict[str, Any] = {"tag": proof.tag}
    place = {
        "bucket": {"size": proof.size, "root": proof.bucket_root.hex()},
        "climb": [one.hex() for one in proof.climb],
    }
    if proof.leaf is not None:
        leaf = {"number": proof.leaf.number, "path": [one.hex() for one in proof.leaf.path]}
        return shared | {"positions": positions} | place | {"leaf": leaf}
    return shared | place | {"before": _shown(proof.before), "after": _shown(proof.after)}


def _shown(leaf: Neighbour | None) -> dict[str, Any] | None:
    if leaf is None:
        return None
    return {
        "key": leaf.key.hex(),
        "count": leaf.count,
        "root": leaf.root.hex(),
        "number": leaf.number,
        "path": [one.hex() for one in leaf.path],
    }
