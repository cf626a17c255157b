"""Broken rules, and what was done about them."""
