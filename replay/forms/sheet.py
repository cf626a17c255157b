"""A filled form, before it is a file: its blocks in the order of the official paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from replay.cli.headings import Heading


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
