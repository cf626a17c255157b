"""Seal: the Merkle tree over the log, proofs from it, and signed checkpoints of it."""
