"""Merkle arithmetic, pure: the tree, its growing edge, proofs, signed notes."""
