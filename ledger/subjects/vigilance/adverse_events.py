"""Judging adverse events: forwarded, assessed by quality, reported, and not closed before (Order 1/2018).

What the law wants reported is judged by what is known, not by what is hoped: an event that led or may lead to
death or serious harm is reported although its cause is not clear (可疑即报, §17, §18). Lowering an assessment
stays possible, wants a reason, and is kept with the record; a deadline that passed before stays missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.case_days import day_in
from ledger.deciding.quality_roles import is_quality, member, post_of
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.deciding.subject import Filled
from ledger.phrases import Part, Phrase
from ledger.subjects.people.deciders import deciders_judged
from ledger.subjects.vigilance.adverse_deadlines import missed
from ledger.subjects.vigilance.adverse_rules import (
    CLOSED_UNREPORTED,
    CLOSED_UNTOLD,
    CLUSTER_UNFINISHED,
    LEVEL_AND_OUTCOME,
    LOWERED,
    LOWERED_UNEXPLAINED,
    MUST_BE_REPORTED,
    NO_REPORT_CODE,
    NOT_FORWARDED,
    NOT_GRADED,
    NOT_REPORTABLE_REASON,
)
from ledger.subjects.vigilance.phrases import (
    CLUSTER,
    DRUG_REACTION,
    LEVEL_LOWERED,
    LEVELS,
    NO_CLUSTER,
    NOT_REPORTABLE,
)
from ledger.when import LATEST

_GRAVITY: Final = {"other": 0, "may_be_serious": 1, "serious": 2, "death": 3}
_LEAST: Final = {
    "death": "death",
    "life_threatening": "serious",
    "permanent_damage": "serious",
    "possible_permanent": "may_be_serious",
    "intervention": "serious",
}
_GRADES: Final = ("event_level", "reportable")
_OF_CLUSTER: Final = ("adverse_event_cluster_reported", "adverse_event_investigated")
_REGISTRANT: Final = ("注册人", "备案人", "生产企业", "厂家", "registrant", "manufacturer")


_KINDS: Final = {"drug": "drug", "veterinary_drug": "veterinary"}


def fill_kind(s: Situation) -> Filled:
    """Fill in what kind of event it is, where the row does not say, by the kind of its product."""
    product = s.version("products")
    kind = _KINDS.get(product.data.get("product_kind", "")) if product is not None else None
    return Filled({"ae_kind": kind}) if kind is not None and "ae_kind" not in s.data else Filled()


def judge_assessor(s: Situation) -> Iterator[Breach]:
    """Judge who assessed: somebody of quality."""
    yield from deciders_judged(s, "assessor")


def judge_forwarded(s: Situation) -> Iterator[Breach]:
    """Judge at live entry whether quality has the event: forwarded to it, or taken by one of its own."""
    first = s.case.data.get("first_responder")
    if not s.live or first is None or s.occurred("adverse_event_forwarded"):
        return
    staff = member(s.state, first, LATEST)
    if staff is not None and not is_quality(staff, post_of(s.state, staff, LATEST)):
        yield NOT_FORWARDED.broken(adverse_event_no=s.data["adverse_event_no"], first_responder=first)


def judge_graded(s: Situation) -> Iterator[Breach]:
    """Judge at live entry whether an assessment says how grave the event is, and whether it is reported."""
    blank = [column for column in _GRADES if column not in s.row]
    if s.live and blank:
        yield NOT_GRADED.broken(
            adverse_event_no=s.data["adverse_event_no"],
            missing_zh="、".join(s.heading(column) for column in blank),
            missing=", ".join(blank),
        )


def judge_gravity(s: Situation) -> Iterator[Breach]:
    """Judge the level against the outcome; both must be known."""
    level, outcome = s.row.get("event_level"), s.row.get("event_outcome")
    least = _LEAST.get(outcome or "")
    if level is not None and least is not None and _GRAVITY[level] < _GRAVITY[least]:
        yield LEVEL_AND_OUTCOME.broken(
            adverse_event_no=s.data["adverse_event_no"], event_outcome=outcome, event_level=level
        )


def judge_not_reportable(s: Situation) -> Iterator[Breach]:
    """Judge that what is not reported has a reason, and is nothing that the law wants reported."""
    if s.row.get("reportable") is not False:
        return
    number = s.data["adverse_event_no"]
    if "not_reportable_reason" not in s.row:
        yield NOT_REPORTABLE_REASON.broken(adverse_event_no=number)
    if what := _grave(s.row):
        yield MUST_BE_REPORTED.broken(adverse_event_no=number, what=what)


def _grave(row: Mapping[str, Any]) -> Phrase | None:
    """Return why the law wants an event reported; None where it does not. Of drugs, every reaction is."""
    if row.get("cluster"):
        return CLUSTER
    level = row.get("event_level")
    if row.get("ae_kind") == "drug" and not (level is not None and _GRAVITY[level]):
        return DRUG_REACTION
    return LEVELS[level] if level is not None and _GRAVITY[level] else None


def judge_lowered(s: Situation) -> Iterator[Breach]:
    """Warn that an assessment lowers what was said before, and judge whether it gives a reason."""
    what = list(_lowered(s))
    if not what:
        return
    lowered = {"adverse_event_no": s.data["adverse_event_no"], "what": what}
    if "cause" not in s.data and "not_reportable_reason" not in s.data:
        yield LOWERED_UNEXPLAINED.broken(**lowered)
    due = missed("CLK.AE.REPORT", s)
    if due is None:
        yield LOWERED.broken(**lowered, missed_zh="", missed="")
    else:
        day = day_in(due, s.context)
        yield LOWERED.broken(
            **lowered,
            missed_zh=f"，而原期限{day}已过、尚未上报",
            missed=f", after its deadline of {day} had passed without a report",
        )


def _lowered(s: Situation) -> Iterator[Part]:
    """Yield in which respects an assessment is milder than the one before it."""
    before, now = s.case.data, s.data
    old, new = before.get("event_level"), now.get("event_level")
    if old is not None and new is not None and _GRAVITY[new] < _GRAVITY[old]:
        yield LEVEL_LOWERED.with_(before=LEVELS[old], now=LEVELS[new])
    if before.get("cluster") is True and now.get("cluster") is False:
        yield NO_CLUSTER
    if before.get("reportable") is True and now.get("reportable") is False:
        yield NOT_REPORTABLE


def judge_report_code(s: Situation) -> Iterator[Breach]:
    """Judge that the report to the national system carries its code."""
    if "report_code" not in s.data:
        yield NO_REPORT_CODE.broken(adverse_event_no=s.data["adverse_event_no"])


def judge_event_closed(s: Situation) -> Iterator[Breach]:
    """Judge whether all that the law asks for was done before closing."""
    row, number = s.case.data, s.data["adverse_event_no"]
    if row.get("reportable") is False or not (row.get("reportable") or _grave(row)):
        return
    if not s.occurred("adverse_event_reported"):
        yield CLOSED_UNREPORTED.broken(adverse_event_no=number)
    if not s.occurred("adverse_event_registrant_told") and not _registrant_among_told(row):
        yield CLOSED_UNTOLD.broken(adverse_event_no=number)
    left = [s.table.stage(event) for event in _OF_CLUSTER if not s.occurred(event)]
    if row.get("cluster") and left:
        yield CLUSTER_UNFINISHED.broken(
            adverse_event_no=number,
            missing_zh="、".join(stage.zh for stage in left),
            missing=", ".join(stage.event for stage in left),
        )


def _registrant_among_told(row: Mapping[str, Any]) -> bool:
    """Return whether the parties told name the registrant: by its name, or by what it is."""
    names = [*_REGISTRANT, *(row[column] for column in ("registrant", "manufacturer") if column in row)]
    return any(name.casefold() in party.casefold() for party in row.get("parties_told", ()) for name in names)
