"""Failpoints: each is passed at one place in the program, and only code can arm one."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import ledger
from ledger.failpoints import FAILPOINTS, arm, armed, passing
from tests.campaigns.kills import OPERATIONS, struck_at

_ROOT = Path(ledger.__file__).parent.parent


def test_every_failpoint_is_passed_at_one_place():
    passed: Counter[str] = Counter()
    for package in ("ledger", "projections", "replay"):
        for path in (_ROOT / package).rglob("*.py"):
            passed.update(re.findall(r'passing\("([^"]+)"\)', path.read_text("utf-8")))
    assert passed == Counter(name for names in FAILPOINTS.values() for name in names)


def test_the_campaign_strikes_at_every_one():
    struck = {point for _, point in struck_at(list(OPERATIONS))}
    assert struck == {name for names in FAILPOINTS.values() for name in names}


def test_an_armed_one_acts_meanwhile():
    met: list[str] = []
    with armed("append.begun", lambda: met.append("here")):
        passing("append.begun")
        passing("append.committed")
    passing("append.begun")
    assert met == ["here"]


def test_one_that_is_not_there_cannot_be_armed():
    with pytest.raises(LookupError, match=r"expected a failpoint, got 'append\.somewhere'"):
        arm("append.somewhere", lambda: None)
