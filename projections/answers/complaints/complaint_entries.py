"""The register of complaints from any channel: where each stands, by when, with whom, and what was answered.

A complaint is one row (GSP §105, S4-I 投诉-职责-质量①). What a feedback, a visit or a survey says became a
complaint is one too, also while nobody has registered that complaint yet. A complaint that was taken up again
is open again: what was answered before no longer counts as its answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any, Final

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
_CHANNELS: Final = {"written": "letter", "meeting": "meeting", "phone": "phone", "on_site": "visit"}


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield the complaints by their numbers."""
    wanted = query.values("complaint_no")
    clocks = Clocks(query, "complaints", wanted)
    named = _named_elsewhere(query)
    keys = columns_of(_VIEW)
    found = [_row(one, clocks, named) for one in courses(query, wanted)]
    numbers = {row["complaint_no"] for row in found}
    found += [_unregistered(number, origin) for number, origin in named.items() if number not in numbers]
    for row in sorted(found, key=itemgetter("complaint_no")):
        yield in_order(keys, row)


def _row(one: ComplaintProgress, clocks: Clocks, named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    row, current = one.row, one.current
    chief = clocks.chief(one.number, CLOSING)
    origin = named.get(one.number, {})
    return row | {
        "channel": row.get("channel", origin.get("channel")),
        "cause": joined((row.get("findings"), row.get("cause"))),
        "result": current.get("answer", current.get("handling_method")),
        "stage": one.stage,
        "owner": row.get("owner", row.get("first_responder")),
        "due_at": chief.due_at if chief is not None else None,
        "state": chief.state if chief is not None else None,
        "progress": current.get("tracking_result"),
        "answered_at": current.get("answered_at"),
        "closed_on": current.get("closed_on") if one.stage == CLOSED else None,
        "satisfaction": current.get("satisfaction"),
    }


def _named_elsewhere(query: Query) -> dict[str, dict[str, Any]]:
    """Return what feedback, surveys and visits tell of the complaints that they became, by its number."""
    found: dict[str, dict[str, Any]] = {}
    for table, number, days, words in _SOURCES:
        for row in query.rows(table):
            if row["complaint_no"] is not None:
                day = next((row[key] for key in days if row[key] is not None), None)
                told = {"day": day, "source": f"{table} {row[number]}", "channel": _channel(table, row)}
                content = joined(row[key] for key in words)
                found.setdefault(row["complaint_no"], row | told | {"content": content})
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
    keys = ("channel", "customer_code", "customer_name", "product_code", "product_name", "lot", "serial")
    row = {key: origin.get(key) for key in (*keys, "content", "severity")}
    owner = origin.get("handler") or origin.get("technician")
    return row | {
        "complaint_no": number,
        "received_on": (origin["day"] or "")[:10] or None,
        "stage": origin["source"],
        "owner": owner,
    }
