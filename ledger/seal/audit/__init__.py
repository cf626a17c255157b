"""Audit of a stored log: every row, tag, tile, checkpoint and side row against all the others."""
