"""The register of complaints from any channel: where each stands, by when, with whom, and what was answered.

A complaint is one row (GSP §105, S4-I 投诉-职责-质量①). What a feedback, a visit or a survey says became a
complaint is one too, also while nobody has registered that complaint yet. A complaint that was taken up again
is open again: what was answered before no longer counts as its answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, Final

from ledger.events import catalogue
from projections.answers.complaints.clocks import CLOSING, Clocks, joined
from projections.answers.complaints.progress import CLOSED, ComplaintProgress, courses
from projections.reading.query import Query
from projections.reading.select import columns_of, in_order

_VIEW: Final = "complaint_entries"
# Where else a complaint may come from: table, its number, its day, its words.
_SOURCES: Final = (
    ("feedbacks", "feedback_no", ("received_at",), ("content",)),
    ("surveys", "survey_no", ("answered_on", "issued_on"), ("opinion",)),
    ("visits", "visit_no", ("visited_on",), ("opinion", "problem")),
)
_CONCERNED: Final = ("customer_code", "customer_name", "product_code", "product_name", "lot", "serial")
_ORIGIN: Final = (
    *("complaint_no", *_CONCERNED, "severity", "channel", "visit_mode", "handler", "technician"),
)
# What goes into other columns of the register than its own.
_MERGED: Final = ("findings", "answer", "handling_method", "first_responder", "tracking_result")
_CHANNELS: Final = {"written": "letter", "meeting": "meeting", "phone": "phone", "on_site": "visit"}


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield the complaints by their numbers."""
    keys = columns_of(_VIEW)
    for row in _by_number(query):
        yield in_order(keys, row)


def _by_number(query: Query) -> Iterator[dict[str, Any]]:
    """Yield registered complaints, and between them those of which only their origin is on record."""
    wanted = query.values("complaint_no")
    clocks, named = Clocks(query, "complaints", wanted), _named_elsewhere(query)
    elsewhere = deque(sorted(named))
    for complaint in courses(query, _looked_at(), wanted):
        while elsewhere and elsewhere[0] < complaint.number:
            yield _unregistered(elsewhere[0], named[elsewhere.popleft()])
        if elsewhere and elsewhere[0] == complaint.number:
            elsewhere.popleft()
        yield _row(complaint, clocks, named.get(complaint.number, {}))
    for number in elsewhere:
        yield _unregistered(number, named[number])


def _looked_at() -> list[str]:
    declared = catalogue.table("complaints").by_key
    return [key for key in columns_of(_VIEW) if key in declared] + list(_MERGED)


def _row(complaint: ComplaintProgress, clocks: Clocks, origin: dict[str, Any]) -> dict[str, Any]:
    row, current = complaint.row, complaint.current
    chief = clocks.chief(complaint.number, CLOSING)
    return row | {
        "channel": row.get("channel", origin.get("channel")),
        "cause": joined((row.get("findings"), row.get("cause"))),
        "result": current.get("answer", current.get("handling_method")),
        "stage": complaint.stage,
        "owner": row.get("owner", row.get("first_responder")),
        "due_at": chief.due_at if chief is not None else None,
        "state": chief.state if chief is not None else None,
        "progress": current.get("tracking_result"),
        "answered_at": current.get("answered_at"),
        "closed_on": current.get("closed_on") if complaint.stage == CLOSED else None,
        "satisfaction": current.get("satisfaction"),
    }


def _named_elsewhere(query: Query) -> dict[str, dict[str, Any]]:
    """Return what feedback, surveys and visits tell of the complaints that they became, by its number."""
    found: dict[str, dict[str, Any]] = {}
    for table, number, days, words in _SOURCES:
        declared = catalogue.table(table).by_key
        looked_at = [key for key in (*_ORIGIN, *days, *words) if key in declared]
        for row in query.rows(table, only=looked_at):
            if row["complaint_no"] is not None:
                day = next((row[key] for key in days if row[key] is not None), None)
                said = {"day": day, "source": f"{table} {row[number]}", "channel": _channel(table, row)}
                content = joined(row[key] for key in words)
                found.setdefault(row["complaint_no"], row | said | {"content": content})
    return found


def _channel(table: str, row: dict[str, Any]) -> str | None:
    if table == "surveys":
        return "survey"
    if table == "visits":
        return _CHANNELS.get(row["visit_mode"] or "", "visit")
    channel: str | None = row["channel"]
    return channel


def _unregistered(number: str, origin: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a complaint of which only its origin is on record."""
    row = {key: origin.get(key) for key in ("channel", *_CONCERNED, "content", "severity")}
    owner = origin.get("handler") or origin.get("technician")
    return row | {
        "complaint_no": number,
        "received_on": (origin["day"] or "")[:10] or None,
        "stage": origin["source"],
        "owner": owner,
    }
