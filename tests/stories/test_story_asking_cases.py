"""Asking `cases` and `obligations`: filters, days, order and columns, against a plain reading of all rows."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.stories.conftest import Begin
from tests.support.budgets import examples
from tests.support.desk import Desk, Row

Found = dict[str, Any]
_TIMES = frozenset({"begun_at", "last_at", "overdue_since", "due_at", "started_at", "done_at", "warn_at"})
_NUMBERS = frozenset({"position", "line", "overdue", "hours_late", "entered_late", "round"})
_NUMBERS |= {"started_position", "done_position"}
_SHOWN_ELSEWHERE = frozenset({"overdue", "overdue_since"})  # told where they are asked for
_DAY = len("2026-05-01")


def _complaint(number: str, day: str, customer: str, *, lot: str = "L1") -> Row:
    row = {
        "complaint_no": number,
        "received_on": day,
        "received_at": f"{day} 10:00",
        "customer_code": customer,
    }
    return row | {"product_code": "P01", "lot": lot, "content": f"漏液(急) {number}", "环节": "受理登记"}


def _answered(number: str, at: str) -> Row:
    return {"complaint_no": number, "answered_at": at, "answer": "已换货", "环节": "答复客户"}


def _repair(number: str, at: str, customer: str) -> Row:
    row = {"repair_no": number, "requested_on": at, "customer_code": customer, "product_code": "P02"}
    return row | {"serial": f"SN-{number}", "fault": "不能开机", "环节": "报修登记"}


def trade(desk: Desk) -> None:
    """Complaints, repairs and holds, some answered, one released."""
    desk.furnish()
    desk.recorded(
        "complaints",
        _complaint("TS1", "2026-05-11", "C1"),
        _complaint("TS2", "2026-05-11", "C2", lot="L-2"),
        _complaint("ts10", "2026-06-02", "C1"),
        _answered("TS1", "2026-05-29 09:00"),
        _answered("ts10", "2026-06-03 08:30"),
    )
    desk.recorded(
        "repairs", _repair("WX1", "2026-05-30 23:30", "C2"), _repair("WX2", "2026-06-01 00:00", "C1")
    )
    hold = {
        "hold_kind": "停售",
        "target_kind": "批次",
        "product_code": "P01",
        "reason": "疑似",
        "decided_by": "E1",
    }
    desk.recorded(
        "quality_holds",
        hold | {"hold_no": "FC1", "lots": "L1；L-2", "placed_at": "2026-05-12 08:00", "环节": "停售封存"},
        hold | {"hold_no": "FC2", "lots": "L-2", "placed_at": "2026-06-12 08:00", "环节": "停售封存"},
        {"hold_no": "FC1", "released_by": "E1", "released_at": "2026-05-20 17:00", "环节": "解除"},
    )


def _kept(key: str, sign: str, value: str) -> Callable[[Found], bool]:
    """Return whether a row fits a filter, read as a clerk reads it."""

    def fits(one: Any) -> bool:
        if one is None:
            return False
        if isinstance(one, list):
            return any(fits(part) for part in one)
        if key in {"lot", "serial"} and sign == "=":
            return value in str(one).split(";")
        if sign == "~":
            return value.lower() in str(one).lower()
        if key in _NUMBERS:
            left, right = float(one), float(value)
        elif key in _TIMES:  # both in the zone of the house: a day alone is asked from its start to its end
            shortest = min(len(str(one)), len(value))
            left, right = str(one)[:shortest], value[:shortest]
        else:
            left, right = str(one), value
        return bool({"=": left == right, ">=": left >= right, "<=": left <= right}[sign])

    return lambda row: fits(row[key])


def _ordered(rows: Sequence[Found], order: Sequence[str]) -> list[Found]:
    """Return rows in an order: null first, downwards the other way round, ties as they were."""
    found = list(rows)
    for name in reversed(order):
        key = name.removeprefix("-")

        def place(row: Found, key: str = key) -> tuple[bool, Any]:
            value = row[key]
            if value is None:
                return False, 0
            return True, float(value) if key in _NUMBERS else value

        found.sort(key=place, reverse=name.startswith("-"))
    return found


def _question(draw: random.Random, rows: Sequence[Found]) -> tuple[list[str], list[Found], list[str]]:
    """Draw filters, an order and columns; return the words, and the rows and columns that they must give."""
    plain = [
        key
        for key in rows[0]
        if key not in _SHOWN_ELSEWHERE and any(isinstance(row[key], str | int) for row in rows)
    ]
    words, found = [], list(rows)
    for key in draw.sample([key for key in plain if key not in {"statutory", "state"}], draw.randrange(3)):
        values = [row[key] for row in rows if row[key] is not None]
        sign, value = draw.choice(["=", ">=", "<=", "~"]), str(draw.choice(values))
        if key in _TIMES:
            sign, value = draw.choice([">=", "<="]), value[:_DAY]
        if sign == "~":
            value = value.split(";")[0]  # of several lots a text of one
            value = draw.choice([str.upper, str.lower])(value[1:-1] or value)
        words += ["--where", f"{key}{sign}{value}"]
        found = [row for row in found if _kept(key, sign, value)(row)]
    day = "begun_at" if "begun_at" in rows[0] else "due_at"
    for option, sign in (("--from", ">="), ("--to", "<=")):
        if draw.random() < 0.3:
            value = str(draw.choice([row[day] for row in rows if row[day]]))[:_DAY]
            words += [option, value]
            found = [row for row in found if _kept(day, sign, value)(row)]
    order = [draw.choice(["", "-"]) + key for key in draw.sample(plain, draw.randrange(3))]
    words += ["--sort", ",".join(order)] if order else []
    columns = draw.sample(plain, draw.randrange(1, 5)) if draw.random() < 0.5 else list(rows[0])
    words += ["--columns", "，".join(columns)] if columns != list(rows[0]) else []
    return words, _ordered(found, order), columns


@pytest.fixture
def house(begin: Begin) -> Desk:
    """Return a desk at a ledger with these cases."""
    return begin(trade)


def test_what_is_asked_for_is_what_a_plain_reading_gives(house: Desk) -> None:
    cli = house.cli
    at = ["--at", "2026-06-20", "--known-at", str(cli.position())]
    for verb in ("cases", "obligations"):
        every = cli.run(verb, *at).json
        for seed in range(examples(200, gate=4)):
            words, found, columns = _question(random.Random(seed), every)
            told = cli.run(verb, *at, *words).json
            assert told == [{key: row[key] for key in columns} for row in found], (verb, words)
            if seed % 4 == 0:
                screen = cli.run(verb, *at, *words, "--format", "table", "--all").out
                assert not found or f"{len(found)} row" in screen, (verb, words, screen)


def test_how_late_something_is_orders_a_screen_as_a_number(house: Desk) -> None:
    """Which shows days and hours as words."""
    at = ["obligations", "--at", "2026-06-20", "--columns", "clock_id,hours_late"]
    late = ["--where", "hours_late>=24", "--sort", "-hours_late"]
    rows = house.cli.run(*at, *late).json
    hours = [float(row["hours_late"]) for row in rows]
    assert hours == sorted(hours, reverse=True)
    assert len(hours) > 2
    lines = house.cli.run(*at, *late, "--format", "table", "--all").out.splitlines()
    assert [line.split()[0] for line in lines if " d" in line] == [row["clock_id"] for row in rows]


def test_a_bound_on_a_stage_is_one_on_what_is_shown(house: Desk) -> None:
    """Of whichever case it is; one by name is that stage alone."""
    at = ["--at", "2026-06-20", "--columns", "number"]
    bound = house.cli.run("cases", *at, "--where", "stage_zh<=解除", "--to", "2026-06-01").json
    assert [row["number"] for row in bound] == ["FC1", "TS1", "TS2", "WX1", "WX2"]
    assert house.cli.run("cases", *at, "--where", "stage_zh=解除").json == [{"number": "FC1"}]


def test_filters_that_fit_some_case_each_and_none_together_find_nothing(house: Desk) -> None:
    """What no case has at all is refused, also beside others."""
    both = ["--where", "stage=placed", "--where", "stage_zh=报修登记"]
    assert house.cli.run("cases", *both).json == []
    house.cli.run("cases", "--where", "stage=placed", "--where", "stage_zh=煮饭", expect=2)
