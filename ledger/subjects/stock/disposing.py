"""Deciding on goods that go for good, on nonconforming goods, and on records whose time is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.quality_roles import same_person
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.phrases import Part
from ledger.subjects.people.deciders import deciders_judged
from ledger.subjects.stock import phrases
from ledger.subjects.stock.disposal_rules import (
    DISPOSAL_UNDECIDED,
    DISPOSED_EARLY,
    NO_SUPERVISION,
    NO_WITNESS,
)
from ledger.subjects.stock.places import judge_zone, place

_AS_DECIDED: Final = {
    "returned_to_supplier": "return_to_supplier",
    "written_off": "write_off",
    "destroyed": "destroy",
}
_FOR_EVER: Final = ("植入", "永久", "implant", "permanent")


def judge_disposal(s: Situation) -> Iterator[Breach]:
    """Judge a return to the supplier, a write-off or a destruction."""
    yield from deciders_judged(s, "decided_by")
    if "nonconformity_no" in s.row:
        case = s.state.case("nonconformities", s.row["nonconformity_no"])
        if case.steps:
            yield from _as_decided(s.row, case.data)
    if s.row["disposal_kind"] == "destroyed":
        yield from _destroyed(s)


def _as_decided(disposal: Mapping[str, Any], case: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge a disposal against the case of the nonconforming goods."""
    decided, done = case.get("nc_disposition"), disposal["disposal_kind"]
    if decided == _AS_DECIDED[done]:
        return
    what: Part = phrases.OTHERWISE.with_(decided=decided, done=done) if decided else phrases.UNDECIDED
    yield DISPOSAL_UNDECIDED.broken(disposal_no=disposal["disposal_no"], what=what)


def _destroyed(s: Situation) -> Iterator[Breach]:
    """Judge a destruction: witnessed by another person, of recalled goods by the authority."""
    row = s.row
    done_by = row.get("done_by", "")
    if all(same_person(s.state, one, done_by) for one in row.get("witnesses", ())):
        yield NO_WITNESS.broken(disposal_no=row["disposal_no"], quantity=row["quantity"])
    if "recall_no" in row and not row.get("authority_present"):
        yield NO_SUPERVISION.broken(disposal_no=row["disposal_no"], recall_no=row["recall_no"])


def judge_nonconformity_found(s: Situation) -> Iterator[Breach]:
    """Judge where nonconforming goods were put."""
    location = place(s, s.data.get("location_code"), s.data["found_on"])
    if location is not None:
        yield from judge_zone(s.data, "nonconforming", location)


def judge_nonconformity_stage(s: Situation) -> Iterator[Breach]:
    """Judge who confirmed, decided or supervised, and whether what was done is what was decided."""
    stage, case = s.data, s.case.data
    yield from deciders_judged(s, "confirmed_by", "decided_by", "supervised_by")
    if stage.get("nc_disposition") == "release" and case.get("conclusion") == "nonconforming":
        yield DISPOSAL_UNDECIDED.broken(disposal_no=stage["nonconformity_no"], what=phrases.RELEASED)
    if "disposal_no" in stage:
        yield from _as_done(s, stage["disposal_no"])


def _as_done(s: Situation, number: str) -> Iterator[Breach]:
    """Judge the lines of a disposal that a case names against its decision."""
    for _, record in s.state.lines("disposals", number):
        if record.position:
            yield from _as_decided(s.context.stored(record.position)["data"], s.case.data)
            return


def judge_record_disposal(s: Situation) -> Iterator[Breach]:
    """Judge whether records may go: their day must have passed, and those of implants never go.

    Erasing personal data alone shortens no record: what is kept so long is the record, not the person.
    """
    row = s.row
    words = f"{row['selection']} {row['retention_rule']}".casefold()
    for_ever = any(word in words for word in _FOR_EVER)
    if row.get("personal_only") or not (for_ever or row["disposed_on"] <= row["keep_until"]):
        return
    yield DISPOSED_EARLY.broken(
        subject_table=phrases.TABLES.get(row["subject_table"], row["subject_table"]),
        keep_until=phrases.FOR_EVER if for_ever else row["keep_until"],
        disposed_on=row["disposed_on"],
    )
