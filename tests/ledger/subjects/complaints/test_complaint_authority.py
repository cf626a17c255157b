"""Who may decide on which matter, as settings, the file of the post, its role or its name say (核决权限)."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.quality_roles import member as on_roster
from ledger.subjects.complaints.authority import Matter, complaint, is_head, may_decide
from ledger.subjects.complaints.phrases import MATTERS
from ledger.when import LATEST
from tests.support import rules
from tests.support.complaint_cases import assessed, decided, house, investigated, petition
from tests.support.complaint_cases import complaint as received
from tests.support.decisions import Command, History, command, given, member, stage, trade

HEAVIEST = (
    *(("总经理", 3), ("常务副总经理", 3), ("企业负责人", 3), ("质量负责人", 2), ("质量管理员", 2)),
    *(
        ("客服部经理", 1),
        ("技术部主管", 1),
        ("生产部经理", 1),
        ("总经理助理", 0),
        ("业务员", 0),
        ("销售员", 0),
    ),
)


def post(code: str, **rest: Any) -> Command:
    """Return the file of a post."""
    fields = {"post_code": code, "name": code, "duties": code, "effective_from": "2020-01-01"}
    return command("posts", **(fields | rest))


def heaviest(history: History, code: str = "X1") -> int:
    """Return how heavy a complaint is that somebody may decide on: 0 for none."""
    staff = on_roster(history.state, code, LATEST)
    assert staff is not None
    matters = [complaint(weight) for weight in ("minor", "general", "grave")]
    return sum(may_decide(history.state, staff, one, "2026-03-01", LATEST) for one in matters)


@pytest.mark.parametrize(("name", "expected"), HEAVIEST)
def test_the_name_of_a_post_tells_how_heavy_a_matter_it_decides_on(name: str, expected: int) -> None:
    """S4-I 投诉-处理-7: where the house keeps no posts."""
    assert heaviest(given(member("X1", post=name))) == expected


@pytest.mark.parametrize(
    ("role", "limits", "expected"),
    [
        ("general_manager", None, 3),
        ("deputy_general_manager", None, 3),
        ("quality_staff", None, 2),
        ("service_manager", None, 1),
        ("salesperson", None, 0),
        ("salesperson", "轻微投诉，一万元以下", 1),
        ("service_manager", "轻微、一般", 2),
        ("general_manager", "minor", 1),
    ],
)
def test_the_file_of_a_post_goes_before_its_name(role: str, limits: str | None, expected: int) -> None:
    """Its limits first, then its role."""
    history = given(post("总经理", role=role, decision_limits=limits), member("X1", post="总经理"))
    assert heaviest(history) == expected


def test_who_heads_a_department() -> None:
    """G-39: heads of departments and of the house."""
    names = ("客服部经理", "质量负责人", "总经理", "质量管理员", "业务员")
    history = given(*(member(f"X{place}", post=name) for place, name in enumerate(names)))
    rows = [on_roster(history.state, f"X{place}", LATEST) for place in range(len(names))]
    assert [row is not None and is_head(history.state, row, None, LATEST) for row in rows] == [
        *(True, True, True, False, False)
    ]


def test_an_imported_decision_is_judged_where_anybody_of_the_level_is_known() -> None:
    """A roster without managers judges nobody by them; live it asks for one."""
    told = (received(), assessed(severity="general"), investigated())
    small = (member("E2", post="销售员"), *told)
    trade(*small).when(decided(by="E1")).accepted()
    trade(*small, live=True).when(decided(by="E1")).refused(rules.DECIDER_UNAUTHORISED)
    house(*told).when(decided(by="E1")).accepted(rules.DECIDER_UNAUTHORISED)


def test_a_setting_counts_from_its_day() -> None:
    """The setting of the day of the decision, by post, role or member of staff."""
    fields = {"rule_kind": "approval_level", "title": "签呈", "setting": "value", "approver": "G1"}
    allowed = command(
        "rule_settings",
        **fields,
        rule_key="APPROVE.PETITION",
        value="service_manager,E2",
        effective_from="2026-03-10",
    )
    raised = (received(), petition(), allowed)

    def verdict(by: str, day: str) -> Command:
        return stage("petition_decided", "QC1", approver=by, decision="approved", decided_on=day)

    for by in ("V1", "E2"):
        house(*raised, live=True).when(verdict(by, "2026-03-11")).accepted()
        house(*raised, live=True).when(verdict(by, "2026-03-09")).refused(rules.DECIDER_UNAUTHORISED)
    house(*raised, live=True).when(verdict("G1", "2026-03-11")).refused(rules.DECIDER_UNAUTHORISED)


def test_a_matter_of_unknown_weight_is_minor() -> None:
    """Nobody judged it."""
    assert complaint(None) == Matter("APPROVE.COMPLAINT.minor", "minor", MATTERS["minor"])
