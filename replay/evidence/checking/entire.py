"""That nothing was left out: of each tag of a pack all positions are given, as the signed index has them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from ledger.merkle.tag_index import IndexProof, IndexProofError, Neighbour, verify_index_proof
from ledger.seal.checkpoint import Checkpoint
from replay.evidence.checking.evidence import Event, Evidence
from replay.evidence.checking.received import ReceivedBag, content
from replay.evidence.checking.sheets import later
from replay.evidence.checking.verdict import Verdict, WrongError, worded

COMPLETENESS: Final = "data/completeness.json"
_OWN: Final = "personal_erased"
_BROKEN: Final = (ValueError, KeyError, TypeError, AttributeError, OverflowError, IndexProofError)


def judge_tags(
    bundle: ReceivedBag, basis: Mapping[str, Any], head: Checkpoint | None, found: Evidence, verdict: Verdict
) -> None:
    """Judge the proof of each tag, and keep the positions that they commit to.

    Raises:
        WrongError: A tag lacks its proof, or an event of it is not in the bundle.
    """
    asked = basis.get("tags") or []
    if COMPLETENESS not in bundle.names:
        if asked:
            raise WrongError("missing", COMPLETENESS, worded("is not there", "缺失"))
        why = worded("whether rows were left out with their events", "是否有行连同其事件被略去")
        verdict.leave("completeness", why)
        return
    if head is None:
        return
    wrong = WrongError("completeness", COMPLETENESS, worded("proves nothing", "不能证明"))
    try:
        told = orjson.loads(content(bundle, COMPLETENESS))
        size, root = head.tags or (0, b"")
        signed = told["index"] == {"size": size, "root": b64encode(root).decode()}
        if not signed or [one["tag"] for one in told["tags"]] != asked:
            raise wrong
        for one in told["tags"]:
            verify_index_proof(_proof(one), one["positions"], root)
            if not all(at in found and one["tag"] in found[at]["tags"] for at in one["positions"]):
                raise wrong
            found.complete.update(one["positions"])
            verdict.checked["tags"] += 1
    except _BROKEN as error:
        raise wrong from error


def stands_outside(event: Event, forms: Sequence[Mapping[str, Any]], found: Evidence, at: object) -> bool:
    """Tell whether an event rightly makes no row: voided, later, an older version, the ledger's own."""
    if event["position"] in found.voided or event["type"] == _OWN:
        return True
    if isinstance(event.get("event_time"), str) and later(event["event_time"], at):
        return True
    return any(event["type"] in form["events"] and form["kind"] == "register" for form in forms)


def _proof(told: Mapping[str, Any]) -> IndexProof:
    return IndexProof(
        told["tag"],
        told["size"],
        bytes.fromhex(told["bucket_root"]),
        tuple(bytes.fromhex(one) for one in told["climb"]),
        *(_leaf(told[name]) for name in ("leaf", "before", "after")),
    )


def _leaf(told: Mapping[str, Any] | None) -> Neighbour | None:
    if told is None:
        return None
    path = tuple(bytes.fromhex(one) for one in told["path"])
    key, root = bytes.fromhex(told["key"]), bytes.fromhex(told["root"])
    return Neighbour(key, told["count"], root, told["number"], path)
