"""Recalls carried out: the board of each, from its frozen lists and what is known since."""
