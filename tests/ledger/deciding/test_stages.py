"""A row of a file tells the whole case: which stages it tells of, in which order."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.stage_rows import split_stages
from ledger.events import catalogue

OUT = {"consignment_kind": "sample", "consigned_on": "2026-02-01", "quantity": "5"}
USED = {"used_on": "2026-02-03", "used_quantity": "2"}
BACK = {"returned_on": "2026-02-05", "unused_quantity": "3"}
CLOSED = {"closed_on": "2026-02-06"}
ASKED = {"approval_kind": "product", "applied_on": "2026-02-01", "licences_checked": ["营业执照"]}
SEEN = {"reviewer": "E1", "reviewed_on": "2026-02-02"}
GRANTED = {"approver": "E2", "decided_on": "2026-02-04", "decision": "approved"}


def stages(table: str, *parts: dict[str, Any], last: str | None = None) -> list[str]:
    """Return the keys of the stages that a row tells of."""
    declared = catalogue.table(table)
    row = {declared.identity[0]: "N1"}
    for part in parts:
        row |= part
    found = split_stages(declared, row, declared.stage(last) if last else None)
    shared_out = [key for one in found for key in one.data if key not in declared.identity]
    assert sorted(shared_out) == sorted(row.keys() - set(declared.identity)), "every column goes to one stage"
    assert all(one.data[declared.identity[0]] == "N1" for one in found)
    return [one.stage.key for one in found]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((OUT,), ["goods_consigned_out"]),
        ((OUT, USED, BACK, CLOSED), ["goods_consigned_out", "use_confirmed", "unused_returned", "closed"]),
        ((USED,), ["use_confirmed"]),
        ((BACK, CLOSED), ["unused_returned", "closed"]),
    ],
)
def test_a_row_tells_the_stages_it_has_values_for(parts: tuple[dict[str, Any]], expected: list[str]) -> None:
    """The whole case, or what came later."""
    assert stages("consignments", *parts) == expected


def test_dates_decide_where_stages_may_come_in_either_order() -> None:
    """Unused goods may come back before the use of the rest is confirmed."""
    early = {**BACK, "returned_on": "2026-02-02"}
    assert stages("consignments", OUT, USED, early) == [
        "goods_consigned_out",
        "unused_returned",
        "use_confirmed",
    ]


def test_dates_decide_against_the_usual_course() -> None:
    """A hold that was reported before the parties were told."""
    placed = {"hold_kind": "recall", "placed_at": "2026-02-01"}
    notified = {"registrant_notified_at": "2026-02-03"}
    reported = {"authority_reported_at": "2026-02-02", "authority_name": "市局"}
    assert stages("quality_holds", placed, notified, reported) == ["placed", "reported", "parties_notified"]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((ASKED, SEEN, GRANTED), ["requested", "reviewed", "granted"]),
        ((ASKED, SEEN, {**GRANTED, "decision": "refused"}), ["requested", "reviewed", "rejected"]),
        ((SEEN, {"licences_checked": ["许可证"]}), ["reviewed"]),
        (({"approver": "E2", "refusal_reason": "资料不全"},), ["rejected"]),
    ],
)
def test_what_several_stages_carry_goes_to_the_fewest_that_explain_the_row(
    parts: tuple[dict[str, Any]], expected: list[str]
) -> None:
    """And a decision tells granting from refusing."""
    assert stages("first_approvals", *parts) == expected


def test_a_row_that_skips_a_stage_is_told_as_it_stands() -> None:
    """The decision will say what lacks."""
    assert stages("consignments", OUT, CLOSED) == ["goods_consigned_out", "closed"]


def test_a_decision_without_its_word_is_left_with_the_stage_before() -> None:
    """Nobody can say whether it was granted; the decision will refuse the columns."""
    unclear = {"approver": "E2", "decided_on": "2026-02-04"}
    assert stages("first_approvals", ASKED, SEEN, unclear) == ["requested", "reviewed"]


def test_a_row_that_names_its_stage_is_that_stage_or_ends_with_it() -> None:
    """One stage alone, or the case up to it, as our own exports show it."""
    assert stages("consignments", USED, last="consignment_use_confirmed") == ["use_confirmed"]
    assert stages("consignments", OUT, USED, last="consignment_use_confirmed") == [
        "goods_consigned_out",
        "use_confirmed",
    ]
    assert stages("consignments", OUT, USED, CLOSED, last="goods_consigned_out") == ["goods_consigned_out"]
