"""Deciding on goods that go for good, on nonconforming goods, and on records whose time is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.case_days import stage_day
from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.deciding.situation import case_before
from ledger.events import catalogue
from ledger.state.case_state import case_of
from ledger.state.entries import State, Version, document_prefix, record_key_of
from ledger.subjects.people.deciders import judge_deciders
from ledger.subjects.stock.places import judge_zone, place
from ledger.subjects.stock.storage_rules import DISPOSAL_UNDECIDED, DISPOSED_EARLY, NO_SUPERVISION, NO_WITNESS

_AS_DECIDED: Final = {
    "returned_to_supplier": "return_to_supplier",
    "written_off": "write_off",
    "destroyed": "destroy",
}
_FOR_EVER: Final = ("植入", "永久", "implant", "permanent")


def judge_disposal(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge a return to the supplier, a write-off or a destruction."""
    data = command.data
    found = list(judge_deciders(command.table, data, ("decided_by",), data["disposed_on"], state, context))
    if "nonconformity_no" in data:
        case = case_of(state.get(record_key_of("nonconformities", data["nonconformity_no"])))
        if case.steps:
            found += _as_decided(data, case.data)
    if data["disposal_kind"] == "destroyed":
        found += _destroyed(data)
    return [], found


def _as_decided(data: dict[str, Any], case: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge a disposal against the case of the nonconforming goods."""
    decided, kind = case.get("nc_disposition"), data["disposal_kind"]
    if decided == _AS_DECIDED[kind]:
        return
    what = f"决定为 decided {decided}, 实为 done {kind}" if decided else "处置尚未决定 nothing is decided yet"
    yield DISPOSAL_UNDECIDED.broken(disposal_no=data["disposal_no"], what=what)


def _destroyed(data: dict[str, Any]) -> Iterator[Breach]:
    if not set(data.get("witnesses", ())) - {data.get("done_by")}:
        yield NO_WITNESS.broken(disposal_no=data["disposal_no"], quantity=data["quantity"])
    if "recall_no" in data and not data.get("authority_present"):
        yield NO_SUPERVISION.broken(disposal_no=data["disposal_no"], recall_no=data["recall_no"])


def judge_nonconformity_found(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge where nonconforming goods were put."""
    data = command.data
    location = place(state, data.get("location_code"), data["found_on"], context)
    return [], list(judge_zone(data, "nonconforming", location)) if location is not None else []


def judge_nonconformity_stage(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge who confirmed, decided or supervised, and whether what was done is what was decided."""
    data, case = command.data, case_before(command, state).data
    day = stage_day(command, context)
    columns = ("confirmed_by", "decided_by", "supervised_by")
    found = list(judge_deciders(command.table, data, columns, day, state, context))
    number = data["nonconformity_no"]
    if data.get("nc_disposition") == "release" and case.get("conclusion") == "nonconforming":
        what = "确认不合格，却决定放行 confirmed as nonconforming, yet released"
        found.append(DISPOSAL_UNDECIDED.broken(disposal_no=number, what=what))
    if "disposal_no" in data:
        found += _as_done(data["disposal_no"], case, state, context)
    return [], found


def _as_done(number: str, case: Mapping[str, Any], state: State, context: Context) -> Iterator[Breach]:
    """Judge the lines of a disposal that a case names against its decision."""
    for _, record in state.scan(document_prefix("disposals", number)):
        if record.position:
            yield from _as_decided(context.stored(record.position)["data"], case)
            return


def judge_record_disposal(
    command: Command, _state: State, _context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge whether records may go: their day must have passed, and those of implants never go.

    Erasing personal data alone shortens no record: what is kept so long is the record, not the person.
    """
    data = command.data
    words = f"{data['selection']} {data['retention_rule']}".casefold()
    for_ever = any(one in words for one in _FOR_EVER)
    if data.get("personal_only") or not (for_ever or data["disposed_on"] <= data["keep_until"]):
        return [], []
    until = "永久 for ever" if for_ever else data["keep_until"]
    return [], [
        DISPOSED_EARLY.broken(
            subject_table=_title(data["subject_table"]), keep_until=until, disposed_on=data["disposed_on"]
        )
    ]


def _title(key: str) -> str:
    try:
        return f"{catalogue.table(key).zh} {key}"
    except KeyError:
        return key
