"""Who may do what: a house that keeps posts, and people who try what their post does not give them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.cli import Answer, Cli
from tests.support.desk import Desk, Row, sale, staff

CASE = "THSL-1"
POSTS: dict[str, Row] = {
    "GW1": {"name": "业务员"},
    "GW2": {"name": "开票员"},
    "GW3": {"name": "业务负责人"},
    "GW4": {"name": "质管部", "aliases": "质检部；质量管理机构"},
    "GW5": {"name": "综合岗", "role": "business_head; quality"},
    "GW6": {"name": "总经理"},
}


def furnish(desk: Desk) -> None:
    """Record a house with its posts and people, and a sale of ten."""
    desk.furnish()
    rows = [
        {"post_code": code, "duties": "见岗位责任制", "effective_from": "2025-01-01", **row}
        for code, row in POSTS.items()
    ]
    desk.recorded("posts", *rows)
    desk.recorded("staff", *(staff(f"N{number}", post=f"GW{number}") for number in (1, 2, 3, 4, 6)))
    desk.recorded("staff", staff("N5", post="GW5", key_quality_post="是", education="本科"))
    desk.recorded("sales", sale())


@pytest.fixture
def desk(begin: Callable[..., Desk]) -> Desk:
    """A desk in that house."""
    return begin(furnish)


@pytest.fixture
def house(desk: Desk) -> Cli:
    """The program in that house."""
    return desk.cli


def enter(cli: Cli, by: str, expect: int = 0, **row: Any) -> Answer:
    """Enter a stage of the case as somebody at a screen."""
    cli.settings["MEDLEDGER_USER"] = by
    document = json.dumps({"return_case_no": CASE, **row}, ensure_ascii=False)
    return cli.run("record", "return_cases", stdin=document, expect=expect)


def refused(cli: Cli, by: str, **row: Any) -> list[str]:
    """Enter a stage that must be refused; return the rules."""
    return [one["rule"] for one in enter(cli, by, 2, **row).json["refused"]]


def noticed(cli: Cli) -> None:
    """Enter the case up to its notice, each stage by its own post."""
    enter(
        cli,
        "N1",
        received_at="2026-05-10",
        customer_code="C1",
        product_code="P01",
        lot="L1",
        quantity="2",
        reason="多订两支",
        return_policy="two_approvals",
    )
    enter(cli, "N2", sold_by_us=True, sale_no="XS1", sale_line=1, quantity_out="10")
    enter(cli, "N2", return_notice_no="THTZ-1", notice_on="2026-05-11")


def business(by: str) -> Row:
    """Return the approval by the head of business."""
    fields = {"business_approver": by, "business_decision": "approved", "decided_at": "2026-05-12"}
    return {**fields, "环节": "业务负责人审批"}


def quality(by: str) -> Row:
    """Return the approval by quality."""
    fields = {"quality_approver": by, "quality_decision": "approved", "decided_at": "2026-05-12"}
    return {**fields, "环节": "质管部审批"}


def test_a_salesperson_approves_no_return(house: Cli) -> None:
    """S1-D 5.1.3, A-01, A-10: neither at the screen, nor named by somebody else."""
    noticed(house)
    assert refused(house, "N1", **business("N1")) == ["M-131", "M-132"]
    assert refused(house, "N3", **business("N1")) == ["M-132"]
    assert refused(house, "N1", **business("N3")) == ["M-131"]
    enter(house, "N3", **business("N3"))
    told = house.table("gate_refusals")
    assert {row["rule_key"] for row in told} == {"M-131", "M-132"}


def test_one_person_gives_no_two_approvals(house: Cli) -> None:
    """S1-D 5.1.3: also where the post would let them give either."""
    noticed(house)
    enter(house, "N5", **business("N5"))
    assert refused(house, "N5", **quality("N5")) == ["G-18a"]
    enter(house, "N4", **quality("N4"))
    [row] = house.table("return_cases")
    assert (row["stage"], row["business_approver"], row["quality_approver"]) == (
        "quality_approved",
        "N5",
        "N4",
    )


def test_a_superior_records_what_is_no_approval(house: Cli) -> None:
    """A-26: the general manager takes a request, and does not approve for the head of business."""
    fields = {"received_at": "2026-05-10", "customer_code": "C1", "product_code": "P01", "lot": "L1"}
    enter(house, "N6", **fields, quantity="2", reason="多订两支", return_policy="two_approvals")
    enter(house, "N6", sold_by_us=True, sale_no="XS1", sale_line=1, quantity_out="10")
    enter(house, "N6", return_notice_no="THTZ-1", notice_on="2026-05-11")
    assert refused(house, "N6", **business("N3")) == ["M-131"]


def test_an_import_tells_only_of_who_approved(house: Cli, desk: Desk) -> None:
    """Architecture: who typed an import is not who acted; whose name stands under an approval did."""
    desk.cli.settings["MEDLEDGER_USER"] = "N2"
    desk.recorded(
        "return_cases",
        {
            "return_case_no": CASE,
            "return_policy": "业务与质管双审批",
            "received_at": "2026-05-10",
            "customer_code": "C1",
            "product_code": "P01",
            "lot": "L1",
            "quantity": "2",
            "reason": "多订两支",
            "sold_by_us": "是",
            "sale_no": "XS1",
            "sale_line": "1",
            "return_notice_no": "THTZ-1",
            "notice_on": "2026-05-11",
            "business_approver": "N1",
            "business_decision": "同意",
            "decided_at": "2026-05-12",
        },
    )
    (finding,) = [row for row in desk.findings(expect=1) if row["record_table"] == "return_cases"]
    assert finding["rule"] == "M-132"
    assert finding["message"] == (
        "business_approver 'N1' holds the post '业务员', which does not decide on this; Business head does."
    )
