"""The second check of a bundle: it shares no code with `check.py` and comes to the same verdict."""
