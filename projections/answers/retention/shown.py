"""The rows of the retention list, as they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from ledger.events.base import Table
from projections.answers.retention.alike import Alike
from projections.answers.retention.dates import FOREVER, Subject, latest
from projections.answers.retention.judged import Judge, Verdict
from projections.answers.retention.looked_at import LookedAtPart
from projections.answers.retention.open_cases import in_words
from projections.answers.retention.subjects import OWN_CASE_OPEN


class Shown(NamedTuple):
    """What is shown of rows that are alike.

    Attributes:
        goods: The columns `product_code`, `lot`, `serial`, `expiry_date` and `service_life_end`.
        rules_applied: Rules and the days they give, the latest first.
        keep_until: The latest of them; None where there is none, or something is open.
        forever: Whether they are kept for ever.
        blocks: What stands in the way.
        state: Whether they are to be kept.
    """

    goods: tuple[str | None, ...]
    rules_applied: list[str]
    keep_until: str | None
    forever: bool
    blocks: tuple[str, ...]
    state: str


def shown_rows(judge: Judge, table: Table) -> Iterator[tuple[str | None, int | None, Shown]]:
    """Yield the rows of a table by identity, each with its number and line."""
    alike = Alike(judge, table, shown)
    for part in judge.subjects.parts(table):
        found = _cases(judge, table, part, alike) if table.kind == "case" else alike.of(part)
        yield from zip(part.numbers, part.lines, found, strict=True)


def shown(subject: Subject, verdict: Verdict) -> Shown:
    """Return what is shown of a row."""
    rules = [f"{rule}={_said(day)}" for rule, day in _strictest_first(verdict.dates)]
    return Shown(_goods(subject), rules, verdict.until, verdict.forever, verdict.blocks, verdict.state)


@lru_cache(maxsize=256)  # hundreds of cases may stand in the way, of many rows the same
def blocked_by(blocks: tuple[str, ...]) -> str | None:
    """Return what stands in the way as one text."""
    return ";".join(blocks) or None


def _cases(judge: Judge, table: Table, part: LookedAtPart, alike: Alike[Shown]) -> Iterator[Shown]:
    """Yield what is shown of cases, none of which stands in its own way as other cases do."""
    looked_at = judge.subjects.looked_at(table)
    rows = zip(part.shapes, part.happened, part.recorded, part.numbers, alike.of(part), strict=True)
    for shape, happened, recorded, number, found in rows:
        if number is None or not found.blocks or found.blocks[0] != OWN_CASE_OPEN:
            yield found
        elif looked_at.names_others(shape):  # in the way of which the case may stand
            on = happened and part.day_of(happened)
            subject = judge.subjects.subject(table, shape, on, part.day_of(recorded), number)
            yield shown(subject, judge.verdict(subject))
        else:
            itself = in_words(table, number)
            yield found._replace(blocks=tuple(block for block in found.blocks if block != itself))


def _goods(subject: Subject) -> tuple[Any, ...]:
    goods = subject.goods
    if not goods:
        return (None, None, None, None, None)
    first = goods[0]
    return (
        first.product,
        ";".join(first.lots) or None,
        ";".join(first.serials) or None,
        latest(*(one.expiry for one in goods)),
        latest(*(one.life_end for one in goods)),
    )


def _strictest_first(dates: dict[str, str]) -> list[tuple[str, str]]:
    """Return rules and days, the latest first; of equal ones in the order of the rules."""
    return sorted(dates.items(), key=lambda one: one[1], reverse=True)


def _said(day: str) -> str:
    return "永久" if day == FOREVER else day
