"""Verification of proofs, step by step as RFC 9162 writes it; needs nothing but the proof itself.

As strict as the verifiers of public transparency logs: every hash has 32 bytes, no proof is longer or shorter
than the sizes ask for, and a proof against the empty tree, which would prove nothing, is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.errors import CorruptionError, Problem
from ledger.merkle.tree import HASH_SIZE, node_hash

_ZH_ADVICE = "此证明不能证明任何事。请向账本持有者重新索取证明和检查点。"
_ADVICE = "This proof proves nothing. Ask the holder of the ledger for proof and checkpoint again."

RANGE = Problem(
    "proof_range",
    zh="核对证明：应有 {expected}，实为 {got}。",
    en="Checking a proof: expected {expected}, got {got}.",
    zh_advice=_ZH_ADVICE,
    en_advice=_ADVICE,
)
LENGTH = Problem(
    "proof_length",
    zh="核对证明：两棵树的大小需要另一数目的哈希，实有 {got} 个。",
    en="Checking a proof: expected another number of hashes between these sizes, got {got}.",
    zh_advice=_ZH_ADVICE,
    en_advice=_ADVICE,
)
HASH_LENGTH = Problem(
    "proof_hash_length",
    zh="核对证明：每个哈希应为 {expected} 字节，实为 {got} 字节。",
    en="Checking a proof: expected hashes of {expected} bytes, got one of {got}.",
    zh_advice=_ZH_ADVICE,
    en_advice=_ADVICE,
)
ROOT = Problem(
    "proof_root",
    zh="核对证明：应得根哈希 {expected}，实得 {got}。",
    en="Checking a proof: expected root {expected}, got {got}.",
    zh_advice=_ZH_ADVICE,
    en_advice=_ADVICE,
)


class ProofError(CorruptionError):
    """A proof does not prove what it should."""


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Prove that `leaf` is leaf `index` of the tree with `size` and `root` (RFC 9162 §2.1.3.2).

    Raises:
        ProofError: The proof does not show it.
    """
    # 1. The index lies in the tree.
    if not 0 <= index < size:
        raise ProofError(RANGE, expected=f"0 ≤ index < {size}", got=index)
    _require_hashes([leaf, root, *proof])
    # 2. Two counters: of the node on the path, and of the last node, on the same level.
    node, last = index, size - 1
    computed = leaf
    # 3. Each hash of the proof is the sibling on the next level that has one.
    for sibling in proof:
        if last == 0:
            raise ProofError(LENGTH, got=len(proof))
        if node & 1 or node == last:
            computed = node_hash(sibling, computed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        node, last = node >> 1, last >> 1
    # 4. The path has reached the root, and it is the right one.
    if last:
        raise ProofError(LENGTH, got=len(proof))
    _require_root(root, computed)


def verify_consistency(
    first_size: int, second_size: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> None:
    """Prove that the second tree only adds leaves to the first (RFC 9162 §2.1.4.2).

    Raises:
        ProofError: The proof does not show it.
    """
    # 1. Sizes: the empty tree is a beginning of every tree, so a proof about it says nothing.
    if not 0 < first_size <= second_size:
        raise ProofError(RANGE, expected=f"0 < size ≤ {second_size}", got=first_size)
    if bool(proof) == (first_size == second_size):  # trees of one size need no proof, others do
        raise ProofError(LENGTH, got=len(proof))
    if not proof:
        _require_root(first_root, second_root)
        return
    _require_hashes([first_root, second_root, *proof])
    # 2. A complete first tree is itself a node of the second, and the proof need not repeat its root.
    path = [first_root, *proof] if first_size & (first_size - 1) == 0 else list(proof)
    # 3.-4. Climb past the levels on which the last old node is a right child.
    node, last = first_size - 1, second_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    # 5. The first hash lies on both paths.
    first_computed = second_computed = path[0]
    # 6. Left siblings are in both trees, right siblings in the second only.
    for sibling in path[1:]:
        if last == 0:
            raise ProofError(LENGTH, got=len(proof))
        if node & 1 or node == last:
            first_computed = node_hash(sibling, first_computed)
            second_computed = node_hash(sibling, second_computed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second_computed = node_hash(second_computed, sibling)
        node, last = node >> 1, last >> 1
    # 7. Both paths have reached their roots.
    if last:
        raise ProofError(LENGTH, got=len(proof))
    _require_root(first_root, first_computed)
    _require_root(second_root, second_computed)


def _require_hashes(hashes: Sequence[bytes]) -> None:
    for value in hashes:
        if len(value) != HASH_SIZE:
            raise ProofError(HASH_LENGTH, expected=HASH_SIZE, got=len(value))


def _require_root(expected: bytes, computed: bytes) -> None:
    if expected != computed:
        raise ProofError(ROOT, expected=expected.hex(), got=computed.hex())
