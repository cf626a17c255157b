"""Rules as data: which rule counts on which day, for which goods and buyers, and the values of parameters."""

from __future__ import annotations

from typing import Any

from ledger.deciding.decision import Command
from ledger.deciding.rule import Rule
from ledger.deciding.rule_settings import binds, in_mode, mode, value, values_of_kind
from ledger.deciding.situation import NO_CASE, Situation
from tests.support import rules
from tests.support.decisions import (
    History,
    back,
    both,
    command,
    customer,
    given,
    member,
    product,
    receipt,
    sale,
    setting,
    supplier,
    trade,
)


def lapsed(*more: Command, live: bool = False) -> History:
    """Start with a buyer whose licence has lapsed, and settings."""
    buyer = customer(licence_valid_until="2026-01-01")
    return given(supplier(), product(), buyer, member(), receipt(), *more, live=live)


def test_a_rule_is_waived_for_a_period() -> None:
    """G-01 (interface: rules as data): the day before and the day after are judged."""
    history = lapsed(setting("G-01", "waived", "2026-02-01", effective_until="2026-02-28"))
    history.when(sale(quantity="1")).accepted()
    history.when(sale("XS2", quantity="1", sold_on="2026-02-28")).accepted()
    both(history, sale("XS3", quantity="1", sold_on="2026-01-31"), rules.LICENCE_LAPSED)
    both(history, sale("XS4", quantity="1", sold_on="2026-03-01"), rules.LICENCE_LAPSED)


def test_a_rule_that_is_only_warned_refuses_nobody() -> None:
    """G-01 (decision 0017): the warning is kept in the event."""
    history = lapsed(setting("G-01", "warned", "2026-02-01"), live=True)
    accepted = history.when(sale()).accepted(rules.LICENCE_LAPSED)
    assert accepted.findings[0]["severity"] == "warning"


def test_integrity_is_never_waived() -> None:
    """M-02 (decision 0015): the arithmetic of tracing is no matter of settings."""
    history = trade(setting(rules.UNIT_OUT.id, "waived"), sale(serial="SN1", quantity="1"))
    history.when(sale("XS2", serial="SN1", quantity="1")).refused(rules.UNIT_OUT)


def test_filters_name_the_goods_and_buyers_that_a_row_is_for() -> None:
    """G-01: a row that does not fit leaves the word to an older one."""
    history = lapsed(
        customer("C2", kind="distributor", licence_valid_until="2026-01-01"),
        product("P2", device_class="II"),
        setting("G-01", "warned", "2020-01-01"),
        setting("G-01", "waived", "2026-01-01", customer_kind="distributor", device_class="II"),
    )
    warned = history.when(sale(quantity="1")).accepted(rules.LICENCE_LAPSED)
    assert warned.findings[0]["severity"] == "warning"
    history.when(sale("XS2", customer_code="C2", quantity="1")).accepted(rules.LICENCE_LAPSED)
    history.when(sale("XS3", customer_code="C2", product_code="P2", quantity="1")).accepted(
        rules.NOT_ACCEPTED
    )


def test_a_row_for_a_gate_sets_all_of_its_rules_and_a_rules_own_row_goes_first() -> None:
    """G-01a, G-01b: one gate, several rules."""
    history = trade(setting("G-01", "waived"), setting("G-01b", "required"))
    day = "2026-02-01"
    assert mode(rules.NOT_ENTITLED, day, {}, history.state) == "waived"
    assert mode(rules.OUT_OF_SCOPE, day, {}, history.state) == "required"
    assert mode(rules.OWN_SCOPE, day, {}, history.state) is None


def test_values_are_read_for_a_day() -> None:
    """RT-01: parameters have effective dates too."""
    row = {
        "rule_key": "EXPIRY.DAYS",
        "rule_kind": "threshold",
        "title": "近效期",
        "setting": "value",
        "approver": "E1",
    }
    history = trade(
        command("rule_settings", **row, value="180", effective_from="2025-01-01"),
        command("rule_settings", **row, value="90", effective_from="2026-02-01"),
    )
    assert value("EXPIRY.DAYS", "2026-01-31", {}, history.state) == "180"
    assert value("EXPIRY.DAYS", "2026-02-01", {}, history.state) == "90"
    assert value("EXPIRY.DAYS", "2024-12-31", {}, history.state) is None


def policy(key: str, value: str, since: str = "2020-01-01", **rest: Any) -> Command:
    row = setting(key, "value", since, rule_kind="return_policy", **rest)
    row.data["value"] = value
    return row


def test_what_tells_no_day_is_judged_by_the_settings_without_an_end() -> None:
    """C-11: one way to match settings, by rule or by kind."""
    history = trade(
        setting("G-01", "waived", effective_until="2099-12-31"),
        policy("P-1", "pharmacy"),
        policy("P-2", "service_desk", "2020-02-01"),
        policy("P-3", "recall", effective_until="2099-12-31"),
    )
    assert mode(rules.LICENCE_LAPSED, None, {}, history.state) is None
    assert list(values_of_kind("return_policy", None, {}, history.state)) == ["service_desk", "pharmacy"]
    on_day = list(values_of_kind("return_policy", "2020-01-15", {}, history.state))
    assert on_day == ["pharmacy", "recall"]


def test_a_row_for_a_channel_sets_nothing_for_others() -> None:
    """C-11: a sale tells no channel, so a row for one channel does not waive its rule."""
    history = trade(setting("G-01", "waived", channel="web"))
    assert mode(rules.LICENCE_LAPSED, "2026-02-01", {}, history.state) is None
    assert mode(rules.LICENCE_LAPSED, "2026-02-01", {"channel": "web"}, history.state) == "waived"


def test_returns_may_be_excused_for_a_recall_or_for_quality() -> None:
    """G-29: settings that waive a rule for recalled goods leave it in force for others."""
    history = trade(setting("G-20", "waived_for_recall"), setting("M-12", "waived_for_quality"))
    proof, gap, day = rules.COLD_CHAIN_PROOF, rules.TRACKING_GAP, "2026-02-01"
    assert mode(proof, day, {"return_kind": "recall_return"}, history.state) == "waived"
    assert mode(proof, day, {"return_kind": "sales_return"}, history.state) == "required"
    assert mode(gap, day, {"return_kind": "warranty_refund"}, history.state) == "waived"


def test_a_rule_outside_its_time_in_law_does_not_count() -> None:
    """Rule: `since` and `until` are business days."""
    gap = rules.TRACKING_GAP
    young = Rule("M-98", "compliance", "own", gap.title, gap.problem, ("returns",), since="2026-07-01")
    history = trade(sale())
    one = back()
    breach = young.broken(product_code="P1", tracking="lot", missing="lot")

    def on(day: str) -> Situation:
        return Situation(one, history.state, history.context(), {}, NO_CASE, one.data, day)

    assert in_mode([breach], on("2026-06-30")) == []
    assert in_mode([breach], on("2026-07-01")) == [breach]
    assert not Rule("M-97", "compliance", "own", gap.title, gap.problem, (), until="2026-01-01").in_law(None)


def test_a_rule_that_is_off_binds_by_a_setting_alone() -> None:
    """G-25 and others: a house's own policy."""
    gap = rules.TRACKING_GAP
    policy = Rule("M-96", "compliance", "own", gap.title, gap.problem, (), off=True)
    history = trade(setting("M-96", "required", "2026-02-01"))
    assert not binds(policy, "2026-01-31", {}, history.state)
    assert binds(policy, "2026-02-01", {}, history.state)
