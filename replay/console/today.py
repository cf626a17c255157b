"""What is due today: obligations, findings, licences and lots that lapse, refusals, the newest checkpoint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from ledger import clock
from ledger.log.checkpoints import Checkpoints
from ledger.rulebook import BY_ID
from ledger.settings import language
from replay.console.approvals import waiting_cases
from replay.console.band import band_of
from replay.console.pages import page
from replay.doors import questions
from replay.doors.answering import rows_of
from replay.doors.posts import Right
from replay.http.asking import guest_of, serving_of

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.console.band import Band
    from replay.doors.posts import Post

router = APIRouter(include_in_schema=False)
_SOON: Final = 7  # days
_SHOWN: Final = 12  # of one list
_PERIODIC: Final = "report_issues"
_DAY: Final = 24  # hours


@router.get("/today")
def today(request: Request) -> Response:
    """Show what is due."""
    guest, band = guest_of(request), band_of(request)
    with serving_of(request).tables() as program:
        values = _due(program, band, guest.post)
        values |= {
            "findings": _findings(program, band) if guest.post.may(Right.READ_ALL) else None,
            "licences": _lapsing(program, band, guest.post, "licence_warnings"),
            "lots": _lapsing(program, band, guest.post, "expiry_items"),
            "refused": _refused(program) if guest.post.may(Right.READ_ALL) and not band.past else None,
            "checkpoint": _checkpoint(program),
            "waiting": len(waiting_cases(request, program)) if guest.post.may(Right.READ) else 0,
        }
    return page(request, "today.html", section="today", shown=_SHOWN, **values)


def _due(program: Program, band: Band, post: Post) -> dict[str, Any]:
    """Return the obligations that are open: overdue, due today, due soon, and those of before the ledger."""
    if not post.may(Right.READ):
        return {"overdue": None, "due_today": [], "due_soon": [], "before": 0}
    asked = band.asked(open="1")
    found = rows_of(lambda answer: questions.ask_obligations(program, asked, answer))
    mine = [_told(one) for one in found if post.may(Right.READ, one["table"])]
    day = band.at[:10] if band.at else clock.today(program.zone)
    soon = (date.fromisoformat(day) + timedelta(days=_SOON)).isoformat()
    begun = (clock.shown(program.log.record_time_at(1), program.zone) or "")[:10]
    late = [one for one in mine if one["state"] == "overdue"]
    before = [one for one in late if one["table"] == _PERIODIC and one["due_at"] < begun]
    due = sorted((one for one in mine if one["state"] != "overdue" and one["due_at"]), key=_when)
    return {
        "overdue": sorted((one for one in late if one not in before), key=_when),
        "due_today": [one for one in due if one["due_at"][:10] <= day],
        "due_soon": [one for one in due if day < one["due_at"][:10] <= soon],
        "before": len(before),
    }


def _when(one: Mapping[str, Any]) -> str:
    return str(one["due_at"])


def _told(one: dict[str, Any]) -> dict[str, Any]:
    """Return an obligation with its matter in the reader's language and its lateness in days and hours."""
    hours = int(Decimal(one["hours_late"] or 0))
    matter = one["matter_zh"] if language() == "zh" else one["matter"]
    return {
        **one,
        "told": matter,
        "days": hours // _DAY,
        "hours": hours % _DAY,
        "due_at": one["due_at"] or "",
    }


def _findings(program: Program, band: Band) -> list[dict[str, Any]]:
    """Return the rules with open findings, those with most first."""
    asked = band.asked(open="1", columns=["rule"])
    counts = Counter(
        one["rule"] for one in rows_of(lambda answer: questions.ask_findings(program, asked, answer))
    )
    return [
        {"rule": rule, "title": _title(rule), "count": count}
        for rule, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    ]


def _title(rule: str) -> str:
    found = BY_ID.get(rule)
    return "" if found is None else found.title[0 if language() == "zh" else 1]


def _lapsing(program: Program, band: Band, post: Post, view: str) -> list[dict[str, Any]] | None:
    """Return the rows of a view of what lapses; None where the post does not see it."""
    if not post.may(Right.READ, view):
        return None
    asked = band.asked(sort="days_left")
    found = rows_of(lambda answer: questions.ask_table(program, view, asked, answer))
    if view == "expiry_items":
        return [
            one for one in found if one["expiry_state"] != "good" and Decimal(one["stock_quantity"] or 0) > 0
        ]
    return found


def _refused(program: Program) -> list[dict[str, Any]]:
    """Return what was refused since the day before, newest first."""
    from replay.deeds import Wanted, deeds

    day = date.fromisoformat(clock.today(program.zone)) - timedelta(days=1)
    wanted = Wanted(since=clock.start_of(day.isoformat(), program.zone), kinds=frozenset({"refused"}))
    return list(islice(deeds(program.log, program.zone, wanted), _SHOWN))


def _checkpoint(program: Program) -> dict[str, Any] | None:
    latest = Checkpoints(program.log).latest()
    if latest is None:
        return None
    return {"size": latest.size, "when": (clock.shown(latest.taken_at, program.zone) or "")[:19]}
