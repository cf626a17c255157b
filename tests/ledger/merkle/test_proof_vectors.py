"""The verifiers against the proof vectors of transparency-dev/merkle, good and bad ones."""

import base64
import json
import os
from pathlib import Path

import pytest

from ledger.merkle.proof import ProofError, verify_consistency, verify_inclusion

ROOT = Path(__file__).parents[3]
CONFORMANCE = Path(os.environ.get("MEDLEDGER_CONFORMANCE", ROOT.parent / "shared" / "conformance")) / "merkle"
KINDS = ["inclusion", "consistency"]


def files(kind):
    return sorted((CONFORMANCE / kind).rglob("*.json"))


def raw(text):
    return base64.b64decode(text or "")


def check(kind, vector):
    proof = [raw(text) for text in vector["proof"] or []]
    if kind == "inclusion":
        leaf, root = raw(vector["leafHash"]), raw(vector["root"])
        verify_inclusion(vector["leafIdx"], vector["treeSize"], leaf, proof, root)
    else:
        roots = raw(vector["root1"]), raw(vector["root2"])
        verify_consistency(vector["size1"], vector["size2"], proof, *roots)


@pytest.mark.parametrize("kind", KINDS)
def test_the_verifiers_agree_with_every_published_vector(kind):
    """Each file says whether its proof must be accepted; all of them must come out so."""
    if not files(kind):
        pytest.skip(f"no proof vectors under {CONFORMANCE.name}/{kind}; set MEDLEDGER_CONFORMANCE")
    wrong = []
    for path in files(kind):
        vector = json.loads(path.read_text())
        try:
            check(kind, vector)
            refused = False
        except ProofError:
            refused = True
        if refused != vector["wantErr"]:
            wrong.append(f"{path.parent.name}/{path.name}: {vector['desc']}")
    assert wrong == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((3, 3, b"\0" * 32, [], b"\0" * 32), "Checking a proof: expected 0 ≤ index < 3, got 3."),
        ((0, 1, b"", [], b""), "Checking a proof: expected hashes of 32 bytes, got one of 0."),
        (
            (0, 2, b"\0" * 32, [], b"\0" * 32),
            "Checking a proof: expected another number of hashes between these sizes, got 0.",
        ),
    ],
)
def test_a_bad_inclusion_proof_is_refused_in_one_sentence(arguments, sentence):
    with pytest.raises(ProofError) as caught:
        verify_inclusion(*arguments)
    assert caught.value.reason.message("en") == sentence


def test_a_consistency_proof_about_the_empty_tree_is_refused():
    """Every tree begins with nothing, so such a proof would prove nothing."""
    with pytest.raises(ProofError) as caught:
        verify_consistency(0, 1, [], b"\0" * 32, b"\0" * 32)
    assert caught.value.reason.message("zh") == "核对证明：应有 0 < size ≤ 1，实为 0。"
