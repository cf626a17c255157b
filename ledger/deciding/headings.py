"""Tables, columns and choices as phrases: by their Chinese title to a Chinese reader, else by their key.

What a finding keeps is the key, `{"phrase": "return_cases.inspector"}`. A module that names columns asks for
the headings of its table when it is loaded, so that stored findings read as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from ledger.events import catalogue
from ledger.phrases import Phrase

MISSING: Final = Phrase("missing", "缺少{columns}", "missing: {columns}", "缺少 missing: {columns}")
"""Columns that a row or stage does not give."""


@cache
def title(table: str) -> Phrase:
    """Return a table as a phrase."""
    return Phrase.joined(f"{table}.", catalogue.table(table).zh, table)


@cache
def headings(table: str) -> Mapping[str, Phrase]:
    """Return every column of a table as a phrase, by column key."""
    return {
        one.key: Phrase.joined(f"{table}.{one.key}", one.zh, one.key)
        for one in catalogue.table(table).columns
    }


@cache
def choices(table: str, column: str) -> Mapping[str, Phrase]:
    """Return every choice of a column as a phrase, by its key."""
    return {
        one.key: Phrase.joined(f"{table}.{column}={one.key}", one.zh, one.key)
        for one in catalogue.table(table).by_key[column].values
    }
