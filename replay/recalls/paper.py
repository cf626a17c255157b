"""A paper of a recall: what a letter, a form or a report says, before it is a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from replay.telling.headings import Heading

DRILL: Final = "模拟演练"
CODES: Final = frozenset({"recall_no", "customer_code", "product_code", "lot", "serial"})
"""Columns of a form that must come back as they were given."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a paper says; all of it is Chinese, as the official papers are.

    Attributes:
        name: Of its files, without an ending.
        title: Over it.
        facts: What it is about, each with its name.
        before: Paragraphs in front of the table.
        headings: Of the table; none where it has no table.
        rows: Of the table.
        after: Paragraphs behind the table.
        signed: What is signed below.
        drill: Whether the recall is only practised.
        form: Whether somebody fills the table in, so that a sheet holds it from its first lines on.
        upright: Whether a printed page shows the columns of the table below each other.
    """

    name: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    before: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    after: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    drill: bool = False
    form: bool = False
    upright: bool = False

    @property
    def headline(self) -> str:
        """The title, of a drill with the word that it is one."""
        return f"【{DRILL}】{self.title}" if self.drill else self.title
