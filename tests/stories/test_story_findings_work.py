"""Findings as a worked list: assigned, settled with a reason, taken back, counted, and as of every day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.cli import Cli
from tests.support.desk import Desk, customer, sale, staff, void


def sell_unlawfully(desk: Desk) -> None:
    """Record a sale of goods to a lapsed customer."""
    desk.furnish()
    desk.recorded("staff", staff("E2", name="质管员", post="质量负责人"))
    desk.recorded("customers", customer("LAPSED", licence_valid_until="2026-04-30"))
    desk.recorded("sales", sale("XS1", customer_code="LAPSED"))


@pytest.fixture
def unlawful(begin: Callable[..., Desk]) -> Desk:
    """A desk at which goods were sold to a lapsed customer: one finding, the sale at position 11."""
    return begin(sell_unlawfully)


def _finding(desk: Desk, *options: object) -> dict[str, Any]:
    """Return the only finding there is."""
    (row,) = desk.cli.rows("findings", *options, expect=None)
    return row


def _named(desk: Desk) -> tuple[str, str]:
    """Return position and rule of the only finding, as they are typed."""
    row = _finding(desk)
    return str(row["position"]), row["rule"]


def _settle(desk: Desk, position: str, rule: str, *, expect: int = 0, **more: str) -> Any:
    options = {"as": "explained", "reason": "续证已到", "approver": "E2"} | more
    words = [word for key, value in options.items() for word in (f"--{key}", value)]
    return desk.cli.run("findings", "resolve", position, rule, *words, expect=expect)


def test_an_assigned_finding_is_open_and_says_whose_it_is(unlawful: Desk) -> None:
    """Programs that count the open ones go on counting it."""
    position, rule = _named(unlawful)
    words = ("findings", "assign", position, rule, "--to", "E1", "--due", "2099-01-31", "--reason", "催续证")
    told = unlawful.cli.run(*words, "--format", "json").json
    assert told["position"] == int(position) + 1
    row = _finding(unlawful)
    assert (row["state"], row["assignee"], row["due_on"]) == ("open", "E1", "2099-01-31")
    assert unlawful.cli.run("findings", expect=1).exit_code == 1
    (record,) = unlawful.cli.table("finding_assignments")
    assert (record["assignment_no"], record["reason"]) == (told["number"], "催续证")
    before = _finding(unlawful, "--known-at", position)
    assert before["assignee"] is None


def test_a_settled_finding_is_closed_and_says_why(unlawful: Desk) -> None:
    """The exit code is 0 again; as known earlier it is open."""
    position, rule = _named(unlawful)
    told = _settle(unlawful, position, rule.lower()).json
    row = _finding(unlawful)
    assert (row["state"], row["closed_by"], row["resolution"]) == ("closed", "resolved", "explained")
    assert (row["resolved_by"], row["resolution_reason"]) == ("E2", "续证已到")
    assert unlawful.cli.run("findings").exit_code == 0
    assert unlawful.cli.rows("findings", "--open") == []
    assert _finding(unlawful, "--known-at", position)["state"] == "open"
    (record,) = unlawful.cli.table("违规事项处理记录")
    assert (record["resolution_no"], record["finding_position"]) == (told["number"], int(position))


def test_a_finding_is_settled_once_until_that_is_voided(unlawful: Desk) -> None:
    """A resolution is a record like any other: it can be voided, and then made anew."""
    position, rule = _named(unlawful)
    number = _settle(unlawful, position, rule).json["number"]
    refused = _settle(unlawful, position, rule, expect=2)
    assert refused.err.splitlines()[0] == (
        f"The finding of rule '{rule}' at position {position} is settled already, by '{number}'."
    )
    unlawful.recorded("voids", void("finding_resolutions", number))
    assert _finding(unlawful)["state"] == "open"
    again = _settle(unlawful, position, rule, **{"as": "corrected"}).json
    assert again["number"] != number
    assert _finding(unlawful)["resolution"] == "corrected"


@pytest.mark.parametrize(
    ("position", "rule", "more", "sentence"),
    [
        ("1", "G-01", {}, "The record at position 1 has no finding of rule 'G-01'."),
        ("9999", "G-01", {}, "The record at position 9999 has no finding of rule 'G-01'."),
        ("", "", {"approver": "nobody"}, "approver 'nobody' is not registered."),
        ("", "", {"as": "forgotten"}, None),
        ("", "", {"reason": " "}, None),
    ],
)
def test_what_cannot_be_settled_so_is_refused_with_a_sentence(
    unlawful: Desk, position: str, rule: str, more: dict[str, str], sentence: str | None
) -> None:
    """Exit code 2, and the finding is as it was."""
    known = _named(unlawful)
    refused = _settle(unlawful, position or known[0], rule or known[1], expect=2, **more)
    told, advice, *law = refused.err.splitlines()
    assert advice, refused
    assert [line.split()[0] for line in law] in ([], ["Rule"]), refused
    assert sentence in {None, told}
    assert _finding(unlawful)["state"] == "open"


def test_findings_are_counted_by_rule_customer_and_month(unlawful: Desk) -> None:
    """Assigned ones are among the open ones."""
    unlawful.recorded("sales", sale("XS2", customer_code="LAPSED", sold_on="2026-05-02"))
    position, rule = _named_first(unlawful)
    _settle(unlawful, position, rule)
    other = unlawful.cli.rows("findings", "--open", expect=1)[0]
    unlawful.cli.run("findings", "assign", other["position"], other["rule"], "--to", "E1")
    counted = unlawful.cli.rows("findings", "counts")
    assert counted == [
        {"by": "rule", "value": rule, "open": 1, "assigned": 1, "closed": 1},
        {"by": "customer", "value": "LAPSED", "open": 1, "assigned": 1, "closed": 1},
        {"by": "month", "value": "2026-05", "open": 1, "assigned": 1, "closed": 1},
    ]
    assert unlawful.cli.rows("findings", "counts", "--by", "customer") == counted[1:2]
    earlier = unlawful.cli.rows("findings", "counts", "--by", "rule", "--at", "2026-05-01")
    assert earlier == [{"by": "rule", "value": rule, "open": 1, "assigned": 0, "closed": 0}]
    refused = unlawful.cli.run("findings", "counts", "--by", "colour", expect=2)
    assert refused.err.startswith("Counting findings: expected --by rule, customer or month, got 'colour'.")


def _named_first(desk: Desk) -> tuple[str, str]:
    row = desk.cli.rows("findings", expect=None)[0]
    return str(row["position"]), row["rule"]


def test_resolutions_can_be_imported_like_any_record(unlawful: Desk) -> None:
    """The same row again is a duplicate; a second one for the finding is rejected."""
    position, rule = _named(unlawful)
    row = {
        "处理编号": "CL9",
        "违规记录位置": position,
        "违反规则": rule,
        "处理结论": "误报",
        "处理说明": "证照已续",
        "批准人": "E2",
        "处理日期": "2026-06-01",
    }
    unlawful.recorded("finding_resolutions", row)
    assert unlawful.take("finding_resolutions", row) == (0, 1, 0)
    assert "CL9" in unlawful.refused("finding_resolutions", row | {"处理编号": "CL10"})
    assert _finding(unlawful)["resolution"] == "false_alarm"
    assert _finding(unlawful, "--at", "2026-05-31")["state"] == "open"


def test_options_of_the_list_are_refused_before_a_verb(cli: Cli) -> None:
    """They would count for nothing there; the ledger may be named anywhere."""
    refused = cli.run("findings", "--at", "2026-05-31", "counts", expect=2)
    assert refused.err.splitlines()[0] == "Reading the command line: expected --at behind counts."
    assert cli.rows("findings", "--ledger", cli.ledger, "counts") == []


def test_a_row_of_another_ledgers_export_says_what_to_do(unlawful: Desk) -> None:
    """Another record may stand here at the position that it names."""
    position, rule = _named(unlawful)
    row = {
        "resolution_no": "CL1",
        "finding_position": position,
        "rule_key": rule,
        "resolution": "explained",
        "reason": "续证已到",
        "approver": "E2",
        "resolved_on": "2026-06-01",
    }
    assert unlawful.refused("finding_resolutions", {**row, "日志位置": "17"}) == (
        f"The row comes from an export: its finding_position {position} counts in the ledger it was exported "
        "from, not in this one. Look the finding up with medledger findings, write the position it has here, "
        "blank the row's own log position and import it again."
    )
    unlawful.recorded("finding_resolutions", {**row, "日志位置": ""})
    assert unlawful.take("finding_resolutions", {**row, "日志位置": "17"}) == (0, 1, 0)
