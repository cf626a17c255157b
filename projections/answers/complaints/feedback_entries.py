"""The monthly ledger of what customers say, from any channel, with its answer (S1-E §4.2.6, S0-1 §4.7-4.8).

Feedback, visits, surveys, letters and complaints are listed, each opinion once: what became a complaint is
listed where it was first said, with the answer given to the complaint; what became a feedback, as feedback.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from ledger.events import catalogue
from projections.answers.cases.obligations import DONE, OPEN, OVERDUE, ObligationState
from projections.answers.complaints.clocks import PROMISE, REPLY, Clocks, joined
from projections.answers.complaints.progress import courses
from projections.reading.query import Query
from projections.reading.select import columns_of, in_order
from projections.reading.stream import FIRST_ROWS

_VIEW: Final = "feedback_entries"
_KINDS: Final = {
    "product": "device_quality",
    "service": "service_quality",
    "delivery": "delivery",
    "price": "price",
}
_ROUTES: Final = {
    "quality": "quality_complaint",
    "adverse_reaction": "adverse_reaction",
    "quality_return": "quality_return",
    "delivery_fault": "delivery_fault",
    "service": "ordinary",
    "ordinary": "ordinary",
}
_MODES: Final = {"written": "letter", "meeting": "meeting", "phone": "phone", "on_site": "visit"}
_VISITED: Final = {
    "efficacy": "efficacy",
    "dosage_usage": "dosage",
    "price_view": "price",
    "packaging_view": "packaging",
    "usage_situation": "device_quality",
    "repair_effect": "service_quality",
}
_SURVEYED: Final = {
    "product_quality": "device_quality",
    "attitude": "service_quality",
    "skill": "service_quality",
    "arrival_time": "service_quality",
    "promises_kept": "service_quality",
    "service_quality": "service_quality",
    "response_speed": "service_quality",
    "problem_solving": "service_quality",
}
_ALWAYS: Final = ("received_at", "answer", "answered_at", "improvement", "complaint_no", "feedback_no")
_VISIT: Final = ("opinion", "problem", "visited_on", "visit_mode", "handling")
_SURVEY: Final = ("opinion", "answered_on", "issued_on", "handling")
_LETTER: Final = (
    *("reply_to", "letter_direction", "result", "due_at", "dated_on", "subject", "content"),
    *("channel", "quality_matter"),
)
_COMPLAINT: Final = ("complaint_kind", "received_on", "nature", "cause")
_COMPLAINED: Final = "complained"  # number of the complaint as which it is answered, and whether it is
Entry = dict[str, Any]


def rows(query: Query) -> Iterator[Entry]:
    """Yield the opinions by month, in the order in which they came."""
    keys = columns_of(_VIEW)
    sources = OpinionSources(query, keys)
    entries = sorted(opinions(sources), key=_order)
    for part in (entries[:FIRST_ROWS], entries[FIRST_ROWS:]):
        sources.put_states(part)
        for entry in part:
            yield in_order(keys, entry)


@dataclass(frozen=True, slots=True)
class OpinionSources:
    """Where opinions are read.

    Attributes:
        query: How far to look.
        shown: Columns of the ledger that are wanted of each, beside those that it is made of.
        owed: What is owed in cases, in order, where that was read already.
    """

    query: Query
    shown: Sequence[str] = ()
    owed: Sequence[ObligationState] | None = None

    def rows(self, table: str, *columns: str) -> Iterator[Entry]:
        """Yield the rows of a table with the columns that an entry shows, or is made of."""
        return self.query.rows(table, only=self.columns(table, *columns))

    def columns(self, table: str, *columns: str) -> list[str]:
        """Return the columns of a table that an entry shows, or is made of."""
        declared = catalogue.table(table).by_key
        return [key for key in dict.fromkeys((*self.shown, *_ALWAYS, *columns)) if key in declared]

    def clocks(self, table: str, numbers: Collection[str] = ()) -> Clocks:
        """Return how the cases of a table stand against their clocks, or those of some numbers."""
        return Clocks(self.query, table, numbers, owed=self.owed)

    def put_states(self, entries: Iterable[Entry]) -> None:
        """Say how those opinions stand that are answered as complaints."""
        asked = [entry for entry in entries if _COMPLAINED in entry]
        if asked:
            asked.sort(key=itemgetter(_COMPLAINED))
            numbers = {entry[_COMPLAINED][0] for entry in asked} if len(asked) <= FIRST_ROWS else ()
            clocks = self.clocks("complaints", numbers)
            for entry in asked:
                number, answered = entry[_COMPLAINED]
                entry["state"] = clocks.state(number, REPLY, answered=answered)


def opinions(sources: OpinionSources) -> list[Entry]:
    """Return every opinion, each once, with the columns of the ledger that are wanted and some more.

    How they stand that are answered as complaints is left to `OpinionSources.put_states`.
    """
    found = [*_feedbacks(sources), *_visits(sources), *_surveys(sources), *_letters(sources)]
    feedbacks = {entry["source_no"] for entry in found if entry["source_table"] == "feedbacks"}
    found = [entry for entry in found if entry["same_as"] not in feedbacks]
    complaints = {entry["source_no"]: entry for entry in _complaints(sources)}
    for entry in found:
        _answer_of(entry, complaints.get(entry["became"]))
    became = {entry["became"] for entry in found}
    return found + [entry for number, entry in complaints.items() if number not in became]


def _order(entry: Entry) -> tuple[str, str, str, str]:
    return entry["month"], entry["received_at"], entry["source_table"], entry["source_no"]


def _entry(table: str, number: str, row: Entry, day: str, **shown: Any) -> Entry:
    """Return an entry: what the row of its source says, and what is shown of it in particular."""
    own = {"source_table": table, "source_no": row[number], "month": day[:7], "received_at": day}
    return row | own | {"became": row.get("complaint_no"), "same_as": row.get("feedback_no")} | shown


def _answer_of(entry: Entry, complaint: Entry | None) -> None:
    """Give what became a complaint the answer of that complaint, if it has none of its own."""
    if complaint is not None and entry["answer"] is None:
        entry.update((key, complaint[key]) for key in ("answer", "answered_at", _COMPLAINED))
        entry["improvement"] = entry.get("improvement") or complaint.get("improvement")


def _feedbacks(sources: OpinionSources) -> Iterator[Entry]:
    clocks = sources.clocks("feedbacks")
    for row in sources.rows("feedbacks"):
        answered = row["stage"] == "closed" or row["answer"] is not None or row["answered_at"] is not None
        state = clocks.state(row["feedback_no"], PROMISE, answered=answered)
        yield _entry("feedbacks", "feedback_no", row, row["received_at"], state=state, same_as=None)


def _visits(sources: OpinionSources) -> Iterator[Entry]:
    for row in sources.rows("visits", *_VISIT, *_VISITED):
        content = joined((row["opinion"], row["problem"]))
        if content is None or row["visited_on"] is None:
            continue
        topics = [topic for key, topic in _VISITED.items() if row[key] is not None]
        yield _entry(
            "visits",
            "visit_no",
            row,
            row["visited_on"],
            content=content,
            channel=_MODES.get(row["visit_mode"] or "", "visit"),
            topics=list(dict.fromkeys(topics)) or None,
            route=_onward(row),
            answer=row["handling"],
            state=_answered(row),
        )


def _surveys(sources: OpinionSources) -> Iterator[Entry]:
    for row in sources.rows("surveys", *_SURVEY, *_SURVEYED):
        if row["opinion"] is None:
            continue
        topics = [topic for key, topic in _SURVEYED.items() if row[key] in {"fair", "not"}]
        yield _entry(
            "surveys",
            "survey_no",
            row,
            row["answered_on"] or row["issued_on"],
            content=row["opinion"],
            channel="survey",
            topics=list(dict.fromkeys(topics)) or None,
            route=_onward(row),
            answer=row["handling"],
            state=_answered(row),
        )


def _letters(sources: OpinionSources) -> Iterator[Entry]:
    """Yield what came by letter; a reply to it is its answer."""
    letters = list(sources.rows("letters", *_LETTER))
    replies = {row["reply_to"]: row for row in letters if row["reply_to"] is not None}
    for row in letters:
        if row["letter_direction"] == "outgoing":
            continue
        reply = replies.get(row["letter_no"], {})
        answered = bool(reply) or row["result"] is not None
        late = row["due_at"] is not None and row["due_at"][:10] < sources.query.today
        yield _entry(
            "letters",
            "letter_no",
            row,
            row["dated_on"],
            content=joined((row["subject"], row["content"])),
            channel=row["channel"] or ("visit" if row["letter_direction"] == "visit" else "letter"),
            topics=["device_quality"] if row["quality_matter"] else None,
            route=_onward(row),
            answer=joined((row["result"], reply.get("content") or reply.get("subject"))),
            answered_at=reply.get("dated_on"),
            state=DONE if answered else OVERDUE if late else OPEN,
        )


def _complaints(sources: OpinionSources) -> Iterator[Entry]:
    for complaint in courses(sources.query, sources.columns("complaints", *_COMPLAINT)):
        row, current = complaint.row, complaint.current
        answered = "answer" in current or "answered_at" in current
        topic = _KINDS.get(row.get("complaint_kind", "product"), "other")
        yield _entry(
            "complaints",
            "complaint_no",
            row,
            row.get("received_at", row["received_on"]),
            topics=[topic],
            route=_ROUTES.get(row.get("nature", "")),
            answer=current.get("answer"),
            answered_at=current.get("answered_at"),
            analysis=row.get("cause"),
            became=None,
            **{_COMPLAINED: (complaint.number, answered)},
        )


def _onward(row: Entry) -> str | None:
    return "quality_complaint" if row["complaint_no"] is not None else None


def _answered(row: Entry) -> str:
    return DONE if row["handling"] is not None or row["answered_at"] is not None else OPEN
