"""Until when every row of every record table must be kept, and by which rule (G-84, RT-01 … RT-15).

The strictest rule wins; implants are kept for ever; while a case, hold or recall about the goods is open,
there is no date. What has nothing to count from is kept for ever until the house sets a fallback.
`disposable` says that a record may be archived: nothing here, or anywhere, deletes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.events import catalogue
from projections.answers.retention.dates import FOREVER, Subject, latest
from projections.answers.retention.judged import Judge, Verdict
from projections.reading.query import Query


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield the rows that count, table by table, each with the day until which it must be kept."""
    judge = Judge(query)
    wanted = query.values("subject_table")
    for key in sorted(catalogue.TABLE_KEYS):
        if not wanted or key in wanted:
            for subject in judge.subjects.of(catalogue.table(key)):
                yield _row(subject, judge.verdict(subject))


def _row(subject: Subject, verdict: Verdict) -> dict[str, Any]:
    goods = subject.goods
    first = goods[0] if goods else None
    return {
        "subject_table": subject.table.key,
        "subject_no": subject.number,
        "line": subject.line,
        "product_code": first.product if first else None,
        "lot": ";".join(first.lots) or None if first else None,
        "serial": ";".join(first.serials) or None if first else None,
        "expiry_date": latest(*(one.expiry for one in goods)),
        "service_life_end": latest(*(one.life_end for one in goods)),
        "rules_applied": [f"{rule}={_said(day)}" for rule, day in _strictest_first(verdict.dates)],
        "keep_until": verdict.until,
        "forever": verdict.forever,
        "blocked_by": ";".join(verdict.blocks) or None,
        "retention_state": verdict.state,
    }


def _strictest_first(dates: dict[str, str]) -> list[tuple[str, str]]:
    """Return rules and days, the latest first; of equal ones in the order of the rules."""
    return sorted(dates.items(), key=lambda one: one[1], reverse=True)


def _said(day: str) -> str:
    return "永久" if day == FOREVER else day
