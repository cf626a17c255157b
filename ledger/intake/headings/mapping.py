"""The mapping file: headings and words of a business system that the catalogue does not know.

A TOML file, all parts optional::

    table = "sales"                  # as --table
    ignore = ["打印次数"]             # headings to pass over; they are not kept as extra
    ignore_sheets = ["填写说明"]      # sheets of a workbook to pass over

    [columns]                        # heading in the file = key or Chinese heading of the column
    "出货日" = "sold_on"
    "内部说明" = "note"               # also event_time, note and replaces

    [values.sale_mode]               # per column key: text in the file = text to read instead
    "批" = "wholesale"

    [answers]                        # as --answer: what a sheet leaves open
    "returns.inspector" = "李四"
    "customers.甲医院" = "K001"

Headings and texts on the left are compared as headings are: after NFKC, without blanks, lower case.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger.errors import CommandError
from ledger.intake.headings.answers import Answers, answers_of
from ledger.intake.headings.heading_problems import MAPPING_MALFORMED, MAPPING_TOO_LONG, MAPPING_UNREADABLE
from ledger.intake.headings.normalising import bare

_LONGEST = 1 << 18  # bytes
_deep = re.compile(r"""(?:[\w"'-]+\s*\.\s*){20}""").search  # a name of so many parts costs their square
_TEXT = ("文字", "text")
_LIST = ("文字的列表", "a list of texts")
_PAIRS = ("“文字 = 文字”的表", "a table of text = text")
_TABLES = ("每列一个“文字 = 文字”的表", "one table of text = text for each column")
_KNOWN = (
    "table、ignore、ignore_sheets、columns、values 或 answers",
    "table, ignore, ignore_sheets, columns, values or answers",
)


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the user says about headings and words.

    Attributes:
        table: Key or Chinese title of the table, if the file names one.
        columns: Compared heading to key or Chinese heading of a column.
        ignored: Compared headings to pass over.
        ignored_sheets: Names of sheets to pass over.
        values: Column key to compared text to the text that is read instead.
        given: Keys of columns that the caller says of every row; a mapping file has none.
        answers: What a sheet leaves open, as :mod:`ledger.intake.headings.answers` says.
    """

    table: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    ignored_sheets: frozenset[str] = frozenset()
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    answers: Answers = field(default_factory=dict)


def load_mapping(path: Path) -> Mapping:
    """Return the mapping that a file states.

    Raises:
        CommandError: The file cannot be read, is not TOML, or states something else.
    """
    try:
        content = tomllib.loads(_text(path))
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise CommandError(MAPPING_UNREADABLE, file=path, cause=cause) from None
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, or a number without end
        raise CommandError(MAPPING_UNREADABLE, file=path, cause=error) from None
    return _Reader(path).mapping(content)


def _text(path: Path) -> str:
    """Return the text of a mapping file.

    Raises:
        CommandError: It is longer than any mapping is.
        OSError: It cannot be read.
        UnicodeDecodeError: It is not UTF-8.
    """
    with path.open("rb") as file:
        content = file.read(_LONGEST + 1)
    if len(content) > _LONGEST:
        raise CommandError(MAPPING_TOO_LONG, file=path, limit=_LONGEST)
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    if _deep(text):
        raise CommandError(MAPPING_MALFORMED, file=path, entry="…", zh_expected=_KNOWN[0], expected=_KNOWN[1])
    return text


class _Reader:
    """Checks the parts of a mapping file; each must have the form that the module describes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def mapping(self, content: dict[str, Any]) -> Mapping:
        for entry in content:
            if entry not in {"table", "ignore", "ignore_sheets", "columns", "values", "answers"}:
                raise self._malformed(entry, _KNOWN)
        table = content.get("table")
        if table is not None and not isinstance(table, str):
            raise self._malformed("table", _TEXT)
        values = content.get("values", {})
        if not isinstance(values, dict):
            raise self._malformed("values", _TABLES)
        return Mapping(
            table,
            self._pairs(content.get("columns", {}), "columns"),
            frozenset(bare(one) for one in self._texts(content, "ignore")),
            frozenset(self._texts(content, "ignore_sheets")),
            {column: self._pairs(pairs, f"values.{column}") for column, pairs in values.items()},
            answers=answers_of(self._texts_by_text(content.get("answers", {}), "answers")),
        )

    def _texts(self, content: dict[str, Any], entry: str) -> list[str]:
        texts = content.get(entry, [])
        if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
            raise self._malformed(entry, _LIST)
        return texts

    def _pairs(self, pairs: Any, entry: str) -> dict[str, str]:
        return {bare(text): target for text, target in self._texts_by_text(pairs, entry).items()}

    def _texts_by_text(self, pairs: Any, entry: str) -> dict[str, str]:
        if not isinstance(pairs, dict) or not all(isinstance(one, str) for one in pairs.values()):
            raise self._malformed(entry, _PAIRS)
        return pairs

    def _malformed(self, entry: str, expected: tuple[str, str]) -> CommandError:
        zh, en = expected
        return CommandError(MAPPING_MALFORMED, file=self._path, entry=entry, zh_expected=zh, expected=en)
