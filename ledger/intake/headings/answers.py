"""Answers to what a sheet leaves open: one for each question, on the command line or in the mapping file.

A key names what was asked: `returns.quality_status` a column that a sheet does not have, `customers.甲医院` a
name that no register row, or more than one, carries, `sales.销售单位` a heading that may mean two columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ledger.errors import CommandError, Problem
from ledger.events.base import Table
from ledger.intake.headings.normalising import bare
from ledger.intake.headings.table_names import table_named
from ledger.names import compared_name

BAD_ANSWER: Final = Problem(
    "bad_answer",
    "读取答复“{text}”：应是“表.列=值”或“档案.名称=编码”，实际不是。",
    "Reading the answer {text}: expected TABLE.COLUMN=VALUE or REGISTER.NAME=CODE, got something else.",
    "例如 --answer returns.quality_status=合格，或 --answer customers.甲医院=K001。",
    "For example --answer returns.quality_status=conforming, or --answer customers.NAME=K001.",
)

Answers = Mapping[tuple[str, str], str]
"""Key of a table, and of a column or a name as names are compared, to what is answered."""


def pairs_in(said: Iterable[str]) -> dict[str, str]:
    """Return the keys and values of `KEY=VALUE` texts.

    Raises:
        CommandError: One of them is no answer.
    """
    pairs = {}
    for text in said:
        key, equals, value = text.partition("=")
        if not equals:
            raise CommandError(BAD_ANSWER, text=text)
        pairs[key] = value
    return pairs


def answers_of(pairs: Mapping[str, str]) -> Answers:
    """Return the answers that keys and values give.

    Raises:
        CommandError: One of them is none.
    """
    return dict(_read(pairs.items()))


def about(table: Table, subject: str) -> tuple[str, str]:
    """Return under which key the answer about a column, a heading or a name lies."""
    name = bare(subject)
    for column in table.columns:
        if name in (column.key, bare(column.zh)):
            return table.key, column.key
    return table.key, compared_name(subject)


def _read(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], str]]:
    for key, value in pairs:
        name, dot, subject = key.partition(".")
        if not dot or not subject.strip() or not value.strip():
            raise CommandError(BAD_ANSWER, text=f"{key}={value}")
        yield about(table_named(name), subject), value.strip()
