"""A filled form, before it is a file: its blocks in the order of the official paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from replay.telling.headings import Heading


@dataclass(frozen=True, slots=True)
class Field:
    """A heading of the form with what stands beside it.

    Attributes:
        label: As on the official form.
        text: Blank where nothing is recorded: the heading stays.
        wide: Takes the whole line.
    """

    label: str
    text: str
    wide: bool = False


@dataclass(frozen=True, slots=True)
class FieldBlock:
    """A block of fields under a heading of its own."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class LineBlock:
    """A block of lines with columns."""

    title: str
    headings: tuple[Heading, ...]
    rows: tuple[Mapping[str, Any], ...]


Block = FieldBlock | LineBlock


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form as it is filled.

    Attributes:
        title: Over it.
        number: What it is of, below the title.
        company: LineBlock that name our house.
        blocks: In order.
        signed: Room for each of these below.
        basis: LineBlock at the foot: what it rests on, and by which law.
        across: Whether the paper lies across.
        at: What was true when, by which a workbook says it was made.
    """

    title: str
    number: str
    company: tuple[str, ...]
    blocks: tuple[Block, ...]
    signed: tuple[str, ...]
    basis: tuple[str, ...]
    across: bool = False
    at: str | None = None

    def texts(self) -> Iterator[str]:
        """Yield every text that is filled in."""
        for block in self.blocks:
            if isinstance(block, FieldBlock):
                yield from (one.text for one in block.fields)
            else:
                yield from (value for row in block.rows for value in row.values() if isinstance(value, str))

    def without(self, hide: Callable[[str], str]) -> FilledForm:
        """Return the same form, each text that is filled in without what must not be shown."""
        return replace(self, blocks=tuple(_without(block, hide) for block in self.blocks))


def _without(block: Block, hide: Callable[[str], str]) -> Block:
    if isinstance(block, FieldBlock):
        return replace(block, fields=tuple(replace(one, text=hide(one.text)) for one in block.fields))
    rows = (
        {key: hide(one) if isinstance(one, str) else one for key, one in row.items()} for row in block.rows
    )
    return replace(block, rows=tuple(rows))
