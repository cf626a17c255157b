"""Recalls: what an open recall stops, and what its stages must be true to."""
