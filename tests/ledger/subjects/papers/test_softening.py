"""Rules on papers may be softened for a time, while the papers are typed in; never without an end."""

from __future__ import annotations

import pytest

from tests.support import rules
from tests.support.decisions import both, customer, given, member, sale, setting, trade


@pytest.mark.parametrize("rule", ["G-01", "G-01a", "G-01c", "G-62a", "G-62"])
@pytest.mark.parametrize("value", ["warned", "waived"])
def test_a_rule_on_papers_is_not_softened_for_ever(rule: str, value: str) -> None:
    """M-148 (decision 0044): refused live, a finding on import."""
    found = both(given(member()), setting(rule, value), rules.SOFTENED_FOR_EVER).findings
    assert rules.SOFTENED_FOR_EVER.message(found[0], "en") == (
        f"Rule {rule!r} is set to {value}, with no last day."
    )
    ends = setting(rule, value, effective_until="2026-12-31")
    given(member(), live=True).when(ends).accepted()


def test_other_settings_need_no_end() -> None:
    """M-148: neither those that ask for more, nor those of other rules."""
    history = given(member(), live=True)
    history.when(setting("G-01a", "required")).accepted()
    history.when(setting("G-20", "warned")).accepted()


def test_while_it_lasts_a_sale_without_papers_is_recorded_with_a_warning() -> None:
    """G-01a (decision 0044): live, until its last day."""
    soft = setting("G-01a", "warned", effective_until="2026-02-28")
    history = trade(customer("C2", licence_kind=None), soft, live=True)
    warned = history.when(sale(customer_code="C2")).accepted(rules.NOT_ENTITLED)
    assert warned.findings[0]["severity"] == "warning"
    history.when(sale("XS2", customer_code="C2", sold_on="2026-03-01")).refused(rules.NOT_ENTITLED)
