"""JSON documents of rows: an array of objects, or an object whose `rows` is one, as the program writes them.

Rows are taken out one by one, so that memory does not grow with the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from ledger.errors import CommandError
from ledger.intake.problems import BROKEN_JSON, FILE_CHANGED
from ledger.intake.source.encoding import LINE_LIMIT, TextFile
from ledger.intake.source.json_lines import JsonLines

_CHUNK = 1 << 16
_BLANK = " \t\r\n\ufeff"
_ROWS = "rows"
_NUMBER_GOES_ON = 3  # characters: `1` may be the beginning of `1.5`, `1e5` or `1e+5`
_decoder = json.JSONDecoder()


class JsonDocument(JsonLines):
    """A JSON document as a source of records: each member of its array of rows is one, as a line would be.

    Attributes:
        empty: Whether it has no rows, which is no fault: an empty table is exported so.
    """

    empty = True

    def _lines(self) -> Iterator[str]:
        done = 1
        try:
            with self._text.path.open(encoding=self._text.encoding) as file:
                self._file = file
                for member in _members(_Scanner(file)):
                    self.empty = False
                    yield member
                    done += 1
        except (OSError, UnicodeError):
            raise CommandError(FILE_CHANGED, file=self._text.path) from None
        except (ValueError, RecursionError):
            raise CommandError(BROKEN_JSON, file=self._text.path, row=done) from None
        finally:
            self._file = None


def is_document(text: TextFile) -> bool:
    """Return whether a JSON file is one document of rows, not one object a line."""
    with text.path.open(encoding=text.encoding) as file:
        scanner = _Scanner(file)
        if scanner.peek() != "{":
            return scanner.peek() == "["
        try:
            return any(True for _ in _up_to_rows(scanner))
        except (ValueError, RecursionError):
            return False


def _members(scanner: _Scanner) -> Iterator[str]:
    """Yield the text of each member of the rows.

    Raises:
        ValueError: The document is damaged, or ends too soon.
    """
    if scanner.peek() == "[":
        yield from _array(scanner)
    else:
        for _ in _up_to_rows(scanner):
            yield from _array(scanner)
    if scanner.peek():
        raise ValueError


def _up_to_rows(scanner: _Scanner) -> Iterator[None]:
    """Go through an object, and stop before the array that is its `rows`, for somebody to take it."""
    scanner.take("{")
    while scanner.peek() != "}":
        name, _ = scanner.value()
        scanner.take(":")
        if name == _ROWS and scanner.peek() == "[":
            yield
        else:
            scanner.value()
        if scanner.peek() != "}":
            scanner.take(",")
    scanner.take("}")


def _array(scanner: _Scanner) -> Iterator[str]:
    scanner.take("[")
    while scanner.peek() != "]":
        _, text = scanner.value()
        yield text
        if scanner.peek() != "]":
            scanner.take(",")
    scanner.take("]")


class _Scanner:
    """Takes JSON apart value by value, holding no more of the file than the value at hand."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._buffer = ""
        self._at = 0

    def _more(self) -> bool:
        """Read on, more the longer the value at hand is; tell whether there was anything left."""
        rest = self._buffer[self._at :]
        chunk = self._file.read(max(_CHUNK, len(rest)))
        if chunk:
            self._buffer, self._at = rest + chunk, 0
        return bool(chunk)

    def peek(self) -> str:
        """Return the next character that is not blank, or an empty text at the end."""
        while True:
            while self._at < len(self._buffer):
                if self._buffer[self._at] not in _BLANK:
                    return self._buffer[self._at]
                self._at += 1
            if not self._more():
                return ""

    def take(self, sign: str) -> None:
        """Pass over a sign.

        Raises:
            ValueError: Something else comes.
        """
        if self.peek() != sign:
            raise ValueError
        self._at += 1

    def value(self) -> tuple[Any, str]:
        """Return the next value, and how it is written.

        Raises:
            ValueError: None comes, or it is longer than a line may be.
        """
        self.peek()
        while True:
            try:
                found, end = _decoder.raw_decode(self._buffer, self._at)
            except ValueError:
                if len(self._buffer) - self._at > LINE_LIMIT or not self._more():
                    raise
                continue
            if len(self._buffer) - end < _NUMBER_GOES_ON and self._more():
                continue
            text = self._buffer[self._at : end]
            self._at = end
            return found, text
