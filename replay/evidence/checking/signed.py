"""What the ledger's key signed: the tag manifest, and size and root of the log."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import orjson

from ledger.merkle.note import NoteError, Verifier, decoded
from ledger.merkle.proof import ProofError, verify_consistency
from ledger.seal.checkpoint import Checkpoint, open_checkpoint
from replay.evidence.checking.received import ReceivedBag, content
from replay.evidence.checking.verdict import Verdict, worded

NOTE: Final = "manifest.note"
CHECKPOINT: Final = "data/checkpoint"
CONSISTENCY: Final = "data/consistency.json"
_TAG_MANIFEST: Final = "tagmanifest-sha256.txt"


def verifier_of(basis: Mapping[str, Any], given: str | None, verdict: Verdict) -> Verifier | None:
    """Return the key that a bundle is checked by: the one given, else the one that it names itself."""
    ledger = basis.get("ledger")
    own = ledger.get("verifier_key") if isinstance(ledger, Mapping) else None
    if given is None:
        verdict.leave(
            "key", worded(f"whose key {own} is: name it with --key", f"{own} 是谁的公钥：请用 --key 给出")
        )
    try:
        return Verifier.parse(given or str(own))
    except (NoteError, ValueError) as error:
        verdict.find("signature", "--key" if given else "data/basis.json", str(error))
        return None


def judge_note(bundle: ReceivedBag, verifier: Verifier, verdict: Verdict) -> None:
    """Judge the note that signs the bundle."""
    if not {NOTE, _TAG_MANIFEST} <= bundle.names:
        return
    try:
        text = verifier.open(content(bundle, NOTE).decode())
    except (NoteError, UnicodeDecodeError) as error:
        verdict.find("signature", NOTE, str(error))
        return
    digest = sha256(content(bundle, _TAG_MANIFEST)).hexdigest()
    if text.splitlines() != [verifier.name, "bundle", f"{_TAG_MANIFEST} sha256:{digest}"]:
        verdict.find("signature", NOTE, worded("signs another tag manifest", "所签的是另一清单"))
        return
    verdict.checked["signatures"] += 1


def signed_head(
    bundle: ReceivedBag, verifier: Verifier, basis: Mapping[str, Any], verdict: Verdict
) -> Checkpoint | None:
    """Return the signed checkpoint of a bundle, None where there is none."""
    if CHECKPOINT not in bundle.names:
        return None
    try:
        head = open_checkpoint(content(bundle, CHECKPOINT).decode(), verifier)
    except (NoteError, UnicodeDecodeError) as error:
        verdict.find("checkpoint", CHECKPOINT, str(error))
        return None
    verdict.checked["checkpoints"] += 1
    stated = {"size": head.size, "root": b64encode(head.root).decode()}
    if (basis.get("checkpoint"), basis.get("position")) != (stated, head.size):
        verdict.find("basis", "data/basis.json", worded("rests on another checkpoint", "所依据的检查点不同"))
    return head


def judge_consistency(
    bundle: ReceivedBag, verifier: Verifier, head: Checkpoint, earlier: Path | None, verdict: Verdict
) -> None:
    """Judge that the log only grew since an earlier checkpoint."""
    first: tuple[int, bytes] | None = None
    if CONSISTENCY in bundle.names:
        try:
            first = _proved(bundle, head)
        except (ValueError, KeyError, TypeError, AttributeError, ProofError):
            verdict.find("consistency", CONSISTENCY, worded("proves nothing", "不能证明"))
            return
        verdict.checked["consistency"] += 1
    if earlier is not None:
        _judge_earlier(verifier, (head.size, head.root), first, earlier, verdict)
    elif first is None:
        verdict.leave("consistency", worded("no earlier checkpoint was named", "未给出先前的检查点"))
    else:
        size = first[0]
        why = worded(f"whether you hold the checkpoint of {size}", f"是否持有大小为 {size} 的检查点")
        verdict.leave("earlier", why)


def _proved(bundle: ReceivedBag, head: Checkpoint) -> tuple[int, bytes]:
    told = orjson.loads(content(bundle, CONSISTENCY))
    size, root = told["first"]["size"], decoded(told["first"]["root"])
    path = [bytes.fromhex(one) for one in told["path"]]
    if told["second"] != {"size": head.size}:
        raise ValueError(told["second"])
    if size:
        verify_consistency(size, head.size, path, root, head.root)
    return size, root


def _judge_earlier(
    verifier: Verifier,
    head: tuple[int, bytes],
    first: tuple[int, bytes] | None,
    earlier: Path,
    verdict: Verdict,
) -> None:
    try:
        mine = open_checkpoint(earlier.read_bytes().decode().rstrip("\n") + "\n", verifier)
    except (OSError, UnicodeDecodeError, NoteError) as error:
        verdict.find("earlier", str(earlier), str(error))
        return
    if (mine.size, mine.root) not in {first, head}:
        why = worded("no proof from the checkpoint that you hold", "没有从所持检查点出发的证明")
        verdict.find("earlier", CONSISTENCY, why)
