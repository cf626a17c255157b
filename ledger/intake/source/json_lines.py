"""JSON Lines: one object a line, its keys the headings."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from typing import Any, TextIO

import orjson

from ledger.errors import CommandError
from ledger.intake.cells.cell_problems import BAD_JSON, NAMED_TWICE, NESTED_VALUE
from ledger.intake.problems import FILE_CHANGED, NOT_JSON_LINES, TOO_MANY_HEADINGS
from ledger.intake.source.encoding import TextFile
from ledger.intake.source.source import Damaged, Places

HEADING_LIMIT = 2000
_named = re.compile(r'"\s*:').findall
_exact = json.JSONDecoder(parse_float=str, parse_int=str)


class JsonLines:
    """A JSON Lines file as a source of records; the first record, number 0, is the headings.

    The headings are the keys of all objects, in the order in which they first occur, found by a pass over
    the file before the first row is read.
    """

    first_number = 0
    is_guarded = False
    empty = False

    def __init__(self, text: TextFile) -> None:
        self._text = text
        self.bytes_total = text.size
        self.may_hold_nul = text.holds_nul
        self._file: TextIO | None = None
        self._done = 0
        self._headings = self._all_keys()

    def sample(self) -> list[list[str]]:
        """Return the headings."""
        return [list(self._headings)]

    def records(self) -> Generator[list[str], None, None]:
        """Yield the headings, then the cells of every line; a blank line is a record without cells.

        Raises:
            CommandError: The file has changed since it was opened.
        """
        self._done = 0
        headings = self._headings
        yield list(headings)
        for line in self._lines():
            stripped = line.strip()
            if not stripped:
                yield []
                continue
            found = _object(stripped)
            if found is not None and (twice := _named_twice(stripped, len(found))):
                yield Damaged([stripped], NAMED_TWICE.with_(heading=twice))
                continue
            if found is None or not found.keys() <= headings.keys():
                yield Damaged([stripped], BAD_JSON.with_())
                continue
            cells = [_text(found.get(heading)) for heading in headings]
            nested = [heading for heading, cell in zip(headings, cells, strict=True) if cell is None]
            if nested:
                yield Damaged([stripped], NESTED_VALUE.with_(heading=nested[0]))
            else:
                yield [cell or "" for cell in cells]
        self._done = self.bytes_total

    def _all_keys(self) -> dict[str, None]:
        keys: dict[str, None] = {}
        for line in self._lines():
            found = _object(line.strip())
            self.may_hold_nul = self.may_hold_nul or "\\u0000" in line
            if found is not None and not found.keys() <= keys.keys():
                keys.update(dict.fromkeys(found))
                if len(keys) > HEADING_LIMIT:
                    raise CommandError(TOO_MANY_HEADINGS, file=self._text.path, limit=HEADING_LIMIT)
        if not keys and not self.empty:
            raise CommandError(NOT_JSON_LINES, file=self._text.path)
        return keys

    def _lines(self) -> Iterator[str]:
        try:
            with self._text.path.open(encoding=self._text.encoding) as file:
                self._file = file
                yield from file
        except (OSError, UnicodeError):
            raise CommandError(FILE_CHANGED, file=self._text.path) from None
        finally:
            self._file = None

    def bytes_read(self) -> int:
        """Return how far the running reading has come, as bytes of the file."""
        return self._file.buffer.tell() if self._file is not None else self._done

    def ends_within_row(self) -> bool:
        """Tell that no record does: a line that was cut is no JSON."""
        return False

    def prepare(self, places: Places) -> None:
        """Do nothing: its values say themselves what they are."""


def _object(line: str) -> dict[str, Any] | None:
    """Return the object on a line, numbers exactly as written, or None if there is none."""
    try:
        found = orjson.loads(line)
        if not isinstance(found, dict):
            return None
        if any(isinstance(value, float | list | dict) for value in found.values()):
            found = _exact.decode(line)
    except (ValueError, RecursionError):
        return None
    exact: dict[str, Any] = found
    return exact


def _named_twice(line: str, members: int) -> str | None:
    """Return a member that the object on a line names twice: of the two, the reader would drop one unseen.

    Args:
        line: The line.
        members: How many members the reader has found.
    """
    if len(_named(line)) <= members:
        return None  # every member is followed by a colon, so none was dropped
    pairs: list[tuple[str, Any]] = json.JSONDecoder(object_pairs_hook=list).decode(line)
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            return name
        seen.add(name)
    return None


def _text(value: Any) -> str | None:
    """Return a value as a cell, a plain list joined by `;`, or None for what does not fit into one."""
    if value.__class__ is str:
        text: str = value
        return text
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
        return ";".join(_text(part) or "" for part in value)
    return None
