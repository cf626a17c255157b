"""Text, choices, yes and no, and lists: what a cell says, in the stored form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from ledger.events import catalogue
from ledger.events.base import Choice
from ledger.intake.cells.blanks import is_blank, is_unsaid
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.cell_problems import (
    BAD_CHOICE,
    BAD_EVENT_ID,
    BAD_YES_NO,
    BRACKET_TORN,
    CELL_TOO_LONG,
    STEERING_TEXT,
)
from ledger.intake.cells.codes import code
from ledger.intake.cells.wrapping import is_torn, unbracketed, unguarded, unwrapped
from ledger.intake.headings.normalising import bare, simplified
from ledger.names import compared_unit
from ledger.visible import steers

_AROUND = frozenset("='")
CELL_LIMIT = 32_767  # characters: what a cell of a spreadsheet holds

_YES = frozenset({"是", "true", "1", "1.0", "y", "yes"})
_NO = frozenset({"否", "false", "0", "0.0", "n", "no"})
_separator = re.compile("[;；、\r\n]+")
_between_codes = re.compile("[;；、,，\r\n]+")
_event_id = re.compile("[0-9a-f]{32}").fullmatch


def free_text(text: str) -> str | None:
    """Return a text in somebody's words: trimmed, otherwise as it stands.

    >>> free_text(" NULL "), free_text("'=1+1")
    ('NULL', "'=1+1")

    Raises:
        CellError: It is longer than `CELL_LIMIT`, or holds what steers a terminal or turns text around.
    """
    if len(text) > CELL_LIMIT:
        raise CellError(CELL_TOO_LONG, limit=CELL_LIMIT)
    if steers(text):
        raise CellError(STEERING_TEXT, text=text)
    return text.strip() or None


def guarded_text(text: str) -> str | None:
    """Return a text in somebody's words from a file in which what stands around it is not part of it.

    >>> guarded_text("'=1+1"), guarded_text('="加急"'), guarded_text("'so")
    ('=1+1', '加急', "'so")

    Raises:
        CellError: It is longer than `CELL_LIMIT`.
    """
    words = free_text(text)
    if words is None or words[0] not in _AROUND:
        return words
    inside, meant = unwrapped(words) if words[0] == "=" else (unguarded(words), True)
    return (inside.strip() if meant else words) or None


def copied_text(text: str) -> str | None:
    """Return what a register says, or a line copies from it: a text that is no word of a machine for nothing.

    >>> copied_text("市立医院"), copied_text("NULL"), copied_text("/")
    ('市立医院', None, '/')

    Raises:
        CellError: It is longer than `CELL_LIMIT`.
    """
    words = free_text(text)
    return None if words is None or is_unsaid(words) else words


def guarded_copy(text: str) -> str | None:
    """Return the same from a file in which what stands around a text is not part of it.

    Raises:
        CellError: It is longer than `CELL_LIMIT`.
    """
    words = guarded_text(text)
    return None if words is None or is_unsaid(words) else words


def unit_of_measure(text: str) -> str | None:
    """Return a unit of measure, without brackets around it.

    >>> unit_of_measure("（支）"), unit_of_measure("-")
    ('支', None)

    Raises:
        CellError: It is longer than `CELL_LIMIT`.
    """
    words = free_text(text)
    if words is None or is_blank(words):
        return None
    inside = words[1:-1].strip() if len(words) > 2 else ""
    return inside if inside and compared_unit(inside) == compared_unit(words) else words


def yes_no(text: str) -> bool | None:
    """Return what yes or no says.

    >>> yes_no("是"), yes_no("N"), yes_no("/")
    (True, False, None)

    Raises:
        CellError: It is neither.
    """
    word = bare(unwrapped(text.strip())[0])
    if word in _YES:
        return True
    if word in _NO:
        return False
    if is_blank(word):
        return None
    raise CellError(BAD_YES_NO, text=text)


def _unbracketed(choice: Choice) -> str:
    """Return the label without what stands in brackets behind it: `免费服务(C)` is `免费服务` on the form."""
    return re.sub(r"\([^()]*\)\Z", "", bare(choice.zh))


class Choices:
    """The choices of an enumeration, found by key, Chinese label or another label seen in files."""

    def __init__(self, choices: Iterable[Choice]) -> None:
        self._choices = tuple(choices)
        self._keys: dict[str, str] = {}
        for names in (lambda one: (one.key, one.zh), lambda one: one.aliases):
            for choice in self._choices:
                for name in names(choice):
                    self._keys.setdefault(bare(name), choice.key)
        short = Counter(map(_unbracketed, self._choices))
        for choice in self._choices:
            if short[_unbracketed(choice)] == 1:
                self._keys.setdefault(_unbracketed(choice), choice.key)

    def exact(self, text: str) -> str | None:
        """Return the key of the choice that a text names as it stands, if it names one."""
        return self._keys.get(bare(text))

    def __call__(self, text: str) -> str | None:
        """Return the key of the choice that a cell names; a label that reads as a blank is a choice.

        Raises:
            CellError: It names none of them.
        """
        key = self.exact(text)
        if key is not None:
            return key
        inside, _ = unwrapped(text.strip())
        key = self.exact(inside)
        if key is None and is_blank(inside):
            return None
        key = key or self._keys.get(simplified(bare(inside)))
        if key is None:
            raise CellError(
                BAD_CHOICE,
                text=text,
                choices=", ".join(choice.key for choice in self._choices),
                zh_choices="、".join(choice.zh for choice in self._choices),
            )
        return key


def several(text: str, one: Callable[[str], Any]) -> list[Any] | None:
    """Return the parts of a list cell, each read by `one`, blanks and repetitions left out.

    Raises:
        CellError: A part cannot be read.
    """
    if len(text) > CELL_LIMIT:
        raise CellError(CELL_TOO_LONG, limit=CELL_LIMIT)
    if isinstance(one, Choices) and (whole := one.exact(text)):
        return [whole]
    inside, _ = unwrapped(text.strip())
    between, listed = (_between_codes, unbracketed(inside)) if one is code else (_separator, inside)
    found = between.split(listed)
    if one is code and is_torn(found):
        raise CellError(BRACKET_TORN, text=text)
    parts = map(one, (part for part in found if isinstance(one, Choices) or not is_blank(part)))
    return list(dict.fromkeys(part for part in parts if part is not None)) or None


def table_key(text: str) -> str | None:
    """Return the key of the table that a cell names by key or Chinese title, else the cell as a code."""
    keys = _table_keys()
    word = bare(text)
    return keys.get(word) or keys.get(simplified(word)) or code(text)


@cache
def _table_keys() -> dict[str, str]:
    return {bare(name): table.key for table in catalogue.tables() for name in (table.zh, table.key)}


def event_id(text: str) -> str | None:
    """Return the event id that a cell names.

    Raises:
        CellError: It is no event id.
    """
    word = bare(unwrapped(text.strip())[0]).replace("-", "")
    if is_blank(word):
        return None
    if not _event_id(word):
        raise CellError(BAD_EVENT_ID, text=text)
    return word
