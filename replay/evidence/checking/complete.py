"""That nothing was left out: the proofs from the tag index against the events of a bundle."""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

import orjson

from ledger.merkle.tag_index import (
    IndexProof,
    IndexProofError,
    Neighbour,
    key_of,
    positions_root,
    verify_index_proof,
)
from ledger.seal.checkpoint import Checkpoint
from replay.evidence.checking.evidence import Evidence
from replay.evidence.checking.received import ReceivedBag, content
from replay.evidence.checking.verdict import Verdict, WrongError, worded

COMPLETENESS: Final = "data/completeness.json"
_OF_GOODS: Final = ("lot", "serial")


def judge_completeness(
    bundle: ReceivedBag, basis: Mapping[str, Any], head: Checkpoint | None, found: Evidence, verdict: Verdict
) -> None:
    """Judge that the bundle holds every event of the log that carries a tag of its pack.

    Args:
        bundle: The bundle.
        basis: What it says of itself.
        head: The signed checkpoint, which states the root of the index.
        found: Its events; those that carry a tag of the pack need no row.
        verdict: Takes what is found.

    Raises:
        WrongError: A proof does not show that.
    """
    tags = basis.get("tags") or []
    pack = basis.get("pack") or {}
    own = {f"{kind}:{pack.get('product')}/{pack[kind]}" for kind in _OF_GOODS if kind in pack}
    if not tags and not own and COMPLETENESS not in bundle.names:
        verdict.leave(
            "completeness", worded("whether rows were left out with their events", "是否有行连同其事件被略去")
        )
        return
    told = orjson.loads(content(bundle, COMPLETENESS))
    listed = [*told["tags"], *told["absent"]]
    if (
        head is None
        or head.tags is None
        or told["index"] != {"size": head.tags[0], "root": b64encode(head.tags[1]).decode()}
        or [one["tag"] for one in listed] != tags
        or not own <= set(tags)
    ):
        why = worded(
            "is not of the signed tag index, or of another pack", "不属于已签署的标签索引，或属另一证据包"
        )
        raise WrongError("completeness", COMPLETENESS, why)
    held = _carried(found, set(tags))
    for one in listed:
        _judge(one, held[one["tag"]], head.tags[1])
        verdict.checked["complete" if held[one["tag"]] else "absent"] += 1
        found.named.update(held[one["tag"]])


def _carried(found: Evidence, tags: set[str]) -> dict[str, list[int]]:
    held: dict[str, list[int]] = defaultdict(list)
    for position in found.starts:
        for tag in tags.intersection(found[position]["tags"]):
            held[tag].append(position)
    return held


def _judge(told: Mapping[str, Any], held: list[int], root: bytes) -> None:
    tag = told["tag"]
    proof = IndexProof(
        tag,
        told["bucket"]["size"],
        bytes.fromhex(told["bucket"]["root"]),
        tuple(map(bytes.fromhex, told["climb"])),
        leaf=_leaf(tag, held, told["leaf"]) if "leaf" in told else None,
        before=_neighbour(told.get("before")),
        after=_neighbour(told.get("after")),
    )
    right = told.get("positions", []) == held
    try:
        verify_index_proof(proof, held, root)
    except IndexProofError:
        right = False
    if not right:
        why = worded(
            f"does not show that {tag} is complete here, or absent", f"不能证明 {tag} 无遗漏或不存在"
        )
        raise WrongError("completeness", COMPLETENESS, why)


def _leaf(tag: str, held: list[int], told: Mapping[str, Any]) -> Neighbour:
    path = tuple(map(bytes.fromhex, told["path"]))
    return Neighbour(key_of(tag), len(held), positions_root(held), told["number"], path)


def _neighbour(told: Mapping[str, Any] | None) -> Neighbour | None:
    if told is None:
        return None
    key, root = bytes.fromhex(told["key"]), bytes.fromhex(told["root"])
    return Neighbour(key, told["count"], root, told["number"], tuple(map(bytes.fromhex, told["path"])))
