"""Dispatch: what leaves the house, and what is billed for it."""
