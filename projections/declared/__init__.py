"""Declarations of the tables that are only derived."""
