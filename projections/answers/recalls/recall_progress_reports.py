"""召回计划实施情况报告: the official figures of each recall as known at the cut-off (Order 29 §20)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ledger.state.quantities import ZERO, plain
from projections.answers.recalls.board import Board, boards
from projections.reading.query import Query


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield one row for each recall, by number."""
    yield from map(progress, boards(query, set(query.values("recall_no"))))


def progress(found: Board) -> dict[str, Any]:
    """Return the official figures of a recall."""
    recall, totals = found.recall, found.totals()
    notices = recall.of("notice_sent")
    theirs = [one for one in found.entries if one.level > 1 and not one.stray]
    answered = [one for one in theirs if one.answer is not None]
    done = sum((Decimal(totals[name]) for name in ("returned", "destroyed_there")), ZERO)
    return {
        "recall_no": recall.number,
        "as_known_at": max(row["record_time"] for row in recall.stages),
        "product_name": recall.newest("product_name"),
        "registration_no": recall.newest("registration_no"),
        "registrant": recall.newest("registrant"),
        "level": recall.newest("level"),
        "recall_contact": recall.newest("opened_by"),
        "to_notify_count": totals["consignees"],
        "notified_count": totals["notified"],
        "notified_on": _joined(row["notice_sent_at"][:10] for row in notices if row["notice_sent_at"]),
        "notice_methods": _joined(row["notice_method"] for row in notices if row["notice_method"]),
        "other_to_notify_count": len(theirs),
        "other_notified_count": len(answered),
        "quantity_to_recover": totals["distributed"],
        "recovered_quantity": plain(done),
        "effectiveness": recall.newest("effectiveness"),
        "disposal_note": recall.newest("disposal_note"),
        "expected_finish_on": recall.newest("expected_finish_on"),
        "unaccounted_quantity": totals["unaccounted"],
    }


def _joined(values: Iterator[str]) -> str | None:
    return ", ".join(sorted(set(values))) or None
