"""Who may decide on quality: by post, appointment, authorisation and certificate."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.quality_roles import is_quality, is_quality_head, may_override, on_post
from ledger.deciding.rule import Rule
from ledger.state.entries import Version
from tests.support import rules
from tests.support.decisions import (
    Command,
    History,
    both,
    command,
    customer,
    given,
    hold,
    licence,
    member,
    product,
    quality,
    receipt,
    supplier,
    veto,
)

PLACED = "2026-01-31T16:00:00.000000Z"
RELEASED = "2026-02-10T00:00:00.000000Z"


def _house(*commands: Command, head: dict[str, Any] | None = None) -> History:
    house = (supplier(), product(), customer(), member(), quality(**(head or {})))
    return given(*house, receipt(), *commands)


def version(code: str = "E1", **data: Any) -> Version:
    """Return a row of the roster, of a post or of a company."""
    return Version("", 1, "", None, False, {"staff_code": code, "post": "sales"} | data, None)


def released(by: str = "Q1", **rest: Any) -> Command:
    """Return the release of the hold."""
    fields = {"hold_no": "TS1", "release_reason": "复检合格", "released_by": by, "released_at": RELEASED}
    return command("quality_holds", **(fields | rest))


def company(head: str) -> Command:
    """Return the company's file, which names the head of quality."""
    return command(
        "companies",
        company_code="A",
        name="甲公司",
        uscc="91339900MA99000017",
        quality_head=head,
        address="一路1号",
        phone="0300-1",
        business_mode="wholesale",
        scope="二类",
    )


def stage(**data: Any) -> Command:
    """Return a later stage of the first approval."""
    return command("first_approvals", approval_no="SY1", **data)


def requested(applicant: str = "E1") -> Command:
    """Return an application for a supplier."""
    return command(
        "first_approvals",
        approval_no="SY1",
        approval_kind="enterprise",
        applied_on="2025-12-01",
        applicant=applicant,
        supplier_code="S1",
        party_name="S1供应商",
    )


REVIEWED = {"reviewer": "Q2", "reviewed_on": "2025-12-02"}
GRANTED = {"approver": "Q1", "decision": "approved", "decided_on": "2025-12-03"}


@pytest.mark.parametrize(
    ("row", "post", "expected"),
    [
        ({"post": "质量管理员"}, None, True),
        ({"post": "验收员", "department": "质量管理部"}, None, True),
        ({"post": "GW1", "key_quality_post": True}, None, True),
        ({"post": "GW1"}, {"name": "质管员", "role": "quality_staff"}, True),
        ({"post": "GW1"}, {"name": "质管部"}, True),
        ({"post": "质量管理员"}, {"name": "质量管理员", "role": "salesperson"}, False),
        ({"post": "销售员"}, None, False),
    ],
)
def test_who_is_of_quality(row: dict[str, Any], post: dict[str, Any] | None, expected: bool) -> None:
    """G-75 (S2-F 2): by the roster's mark, the role of the post, or its name."""
    assert is_quality(version(**row), version(**post) if post else None) is expected


def test_who_is_the_head_of_quality() -> None:
    """GSP §18: whom the company's file names; without it, whose post says so."""
    head = version("Q1", post="质量负责人")
    assert is_quality_head(head)
    assert not is_quality_head(head, None, version(quality_head="Q2"))
    assert is_quality_head(version("Q2", post="经理"), None, version(quality_head="Q2"))
    assert is_quality_head(version("Q3", post="GW1"), version(role="quality_head"))


def test_who_may_override() -> None:
    """GSP §18: the head of quality, while still there."""
    assert may_override(version("Q1", post="质量负责人"))
    assert not may_override(version("Q1", post="质量负责人", status="left"))
    assert not may_override(version("Q2", post="质量管理员"))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, True),
        ({"authorised_from": "2026-02-02"}, False),
        ({"authorised_until": "2026-01-31"}, False),
        ({"authorised_from": "2026-02-01", "authorised_until": "2026-02-01"}, True),
        ({"employed_until": "2026-01-31", "status": "left"}, False),
        ({"employed_until": "2026-03-01", "status": "left"}, True),
        ({"status": "off_post"}, False),
    ],
)
def test_on_which_days_somebody_may_act(row: dict[str, Any], expected: bool) -> None:
    """G-79 (GSP §26): the bounds belong to it."""
    assert on_post(version(**row), "2026-02-01") is expected


DECISIONS: list[tuple[list[Command], Command]] = [
    ([], hold(decided_by="E1")),
    ([hold()], released("E1")),
    ([], veto(decided_by="E1")),
    ([veto()], command("quality_vetoes", veto_no="FJ1", released_by="E1", lifted_on="2026-02-10")),
    ([requested("S9")], stage(reviewer="E1", reviewed_on="2025-12-02")),
]


@pytest.mark.parametrize(("before", "decision"), DECISIONS)
def test_only_quality_decides_and_lifts(before: list[Command], decision: Command) -> None:
    """G-75 (S2-F 2(2)): holds, vetoes and first business."""
    history = _house(member("S9"), *before)
    both(history, decision, rules.NOT_QUALITY)


def test_quality_decides_and_lifts() -> None:
    """G-75 (S2-F 2(2))."""
    history = _house(hold())
    history.live = True
    history.when(released()).accepted()


def test_a_house_that_names_nobody_of_quality() -> None:
    """G-75: what the roster does not know contradicts nothing; from when the file names a head, it does."""
    house = (supplier(), product(), customer(), member(), member("E2"))
    given(*house).when(hold(decided_by="E1")).accepted()
    both(given(*house, company("E2")), hold(decided_by="E1"), rules.NOT_QUALITY)
    given(*house, company("E2")).when(hold(decided_by="E2")).accepted()


def test_outside_the_days_of_the_authorisation() -> None:
    """G-79 (S2-F 5(3)): the day of the decision, in the ledger's zone."""
    both(_house(head={"authorised_from": "2026-02-02"}), hold(), rules.NOT_ON_POST)
    _house(head={"authorised_from": "2026-02-01"}).when(hold()).accepted()


def test_a_certificate_that_had_lapsed() -> None:
    """G-79a (S2-F 5(3)): where certificates of staff are registered; one that stands is enough."""
    paper = {"owner_kind": "staff", "kind": "qualification_certificate"}
    lapsed = licence("Q1", number="ZG1", valid_until="2026-01-31", **paper)
    both(_house(lapsed), hold(), rules.NOT_LICENSED)
    renewed = licence("Q1", number="ZG2", valid_from="2026-01-01", **paper)
    _house(lapsed, renewed).when(hold()).accepted()


def test_nonconforming_goods_are_confirmed_by_quality() -> None:
    """G-75 (GSP §19): confirmation, decision, and the disposal."""
    found = command(
        "nonconformities",
        nonconformity_no="BH1",
        found_on="2026-02-01",
        found_stage="storage",
        product_code="P1",
        lot="L1",
        quantity="5",
        nonconformity="破损",
    )
    confirmed = command(
        "nonconformities",
        nonconformity_no="BH1",
        confirmed_by="E1",
        confirmed_on="2026-02-02",
        conclusion="nonconforming",
    )
    both(_house(found), confirmed, rules.NOT_QUALITY)


def test_the_applicant_does_not_review_or_approve() -> None:
    """G-63a (GSP §53, §54)."""
    reviewers = member("Q2", post="质量管理员")
    both(_house(reviewers, requested("Q2")), stage(**REVIEWED), rules.SELF_REVIEW)
    both(_house(reviewers, requested("Q1"), stage(**REVIEWED)), stage(**GRANTED), rules.SELF_REVIEW)


def test_an_applicant_told_by_name_is_the_same_person() -> None:
    """G-63a: told before the roster knew whose name it is."""
    before = requested("钱二")
    history = _house(before)
    history.when(member("Q2", name="钱二", post="质量管理员")).accepted()
    both(history, stage(**REVIEWED), rules.SELF_REVIEW)


def test_the_head_of_quality_approves_first_business() -> None:
    """G-63b (GSP §18, S2-F 4.7): granting and rejecting."""
    before = (member("Q2", post="质量管理员"), requested(), stage(**REVIEWED))
    both(_house(*before), stage(**(GRANTED | {"approver": "Q2"})), rules.NOT_QUALITY_HEAD)
    rejected = {
        "approver": "Q2",
        "decision": "refused",
        "decided_on": "2025-12-03",
        "refusal_reason": "证照不全",
    }
    both(_house(*before), stage(**rejected), rules.NOT_QUALITY_HEAD)
    history = _house(*before)
    history.live = True
    history.when(stage(**GRANTED)).accepted()


def test_a_decision_against_the_review() -> None:
    """G-71a (GSP §53): granted although the scope does not cover it."""
    reviewed = stage(**REVIEWED, scope_ok=False)
    both(_house(member("Q2", post="质量管理员"), requested(), reviewed), stage(**GRANTED), _CONTRADICTS)


_CONTRADICTS: Rule = rules.APPROVAL_CONTRADICTS


def test_first_business_is_granted_only_after_its_review() -> None:
    """G-63 (GSP §53): its stage says what has to come before it."""
    granted = stage(**GRANTED)
    granted.envelope = granted.envelope.at_stage("first_approval_granted")
    both(_house(requested()), granted, rules.STAGE_BEFORE)


def test_what_the_roster_should_say_of_quality() -> None:
    """G-78, G-80, G-81 (S2-F 5, S2-B): warnings on who holds a key quality post; they never refuse."""
    history = given(live=True)
    key = member("Q1", post="质量管理员", key_quality_post=True, education="other")
    history.when(key).accepted(rules.EDUCATION, rules.OTHER_EMPLOYER, rules.BARRED)
    declared = {"education": "college", "sole_post_declared": True, "no_ban_declared": True}
    history.when(member("Q2", post="质量管理员", key_quality_post=True, **declared)).accepted()
    history.when(member("E1")).accepted()
