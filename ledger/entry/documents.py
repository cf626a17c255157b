"""A document as JSON: one row, a list of rows, or what they share beside `lines`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from ledger.entry.problems import (
    DOCUMENT_OF_TOO_MANY,
    DOCUMENT_TOO_LONG,
    MEMBER_TWICE,
    NO_ROWS,
    NOT_JSON,
    NOT_UTF8,
    WRONG_SHAPE,
)
from ledger.errors import CommandError
from ledger.phrases import Phrase

LINES = "lines"
LONGEST: Final = 4 << 20  # bytes; all of a document is held, and parsed it takes up to thirty times as much
MOST_ROWS: Final = 5000

Members = dict[str, Any]
_HALF = Phrase("json_half_character", "不完整的字符", "half a character")
_TOO_DEEP = Phrase("json_too_deep", "嵌套过深", "nested too deeply")
_KINDS = {
    str: ("文字或数字", "a text or a number"),
    bool: ("是或否", "true or false"),
    list: ("列表", "a list"),
    type(None): ("空值", "null"),
    dict: ("对象", "an object"),
}


def parse(content: str | bytes) -> Any:
    """Return the JSON value of a document, numbers as the text in which they are written.

    >>> parse('{"quantity": 2.50}')
    {'quantity': '2.50'}

    Raises:
        CommandError: It is no JSON, names a member twice, is not UTF-8, or is longer than `LONGEST`.
    """
    if len(content) > LONGEST:
        raise CommandError(DOCUMENT_TOO_LONG, limit=LONGEST)
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content.removeprefix("\ufeff")
        text.encode()
    except UnicodeError as error:
        raise CommandError(NOT_UTF8, offset=getattr(error, "start", 0)) from None
    try:
        found = _DECODER.decode(text)
        json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise CommandError(NOT_JSON, line=error.lineno, column=error.colno, detail=error.msg) from None
    except UnicodeError:
        raise CommandError(NOT_JSON, line=1, column=1, detail=_HALF) from None
    except RecursionError:
        raise CommandError(NOT_JSON, line=1, column=1, detail=_TOO_DEEP) from None
    return found


def _members(pairs: list[tuple[str, Any]]) -> Members:
    found: Members = {}
    for name, value in pairs:
        if name in found:
            raise CommandError(MEMBER_TWICE, member=name)
        found[name] = value
    return found


def _no_number(text: str) -> Any:
    raise json.JSONDecodeError(f"{text} is no number", text, 0)


_DECODER = json.JSONDecoder(
    parse_float=str, parse_int=str, parse_constant=_no_number, object_pairs_hook=_members
)


def rows_of(document: Any) -> list[Members]:
    """Return the rows of a document, each with what all of them share; what a row says itself goes first.

    Raises:
        CommandError: It has another shape, or no row.
    """
    if isinstance(document, Mapping):
        if LINES not in document:
            return [dict(document)]
        shared = {name: value for name, value in document.items() if name != LINES}
        lines = document[LINES]
    else:
        shared, lines = {}, document
    if not isinstance(lines, list):
        raise _wrong(lines)
    if not lines:
        raise CommandError(NO_ROWS)
    if len(lines) > MOST_ROWS:
        raise CommandError(DOCUMENT_OF_TOO_MANY, limit=MOST_ROWS, rows=len(lines))
    for line in lines:
        if not isinstance(line, Mapping):
            raise _wrong(line)
    return [{**shared, **line} for line in lines]


def _wrong(value: Any) -> CommandError:
    zh, en = _KINDS.get(type(value), ("其他", "something else"))
    return CommandError(WRONG_SHAPE, zh_got=zh, got=en)
