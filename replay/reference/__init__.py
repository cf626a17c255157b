"""The generators of docs/reference."""
