"""The options of a recall as typed, made a scope."""

from typing import Any

import pytest

from ledger.errors import CommandError
from replay.recall import scope_of


def test_options_are_read_as_the_tables_hold_them() -> None:
    scope = scope_of(lot=["Ｌ１ ", "L1", " /"], product=["P2", "P1"], made_to=" 2026-01-01")
    assert (scope.lots, scope.products, scope.made_to) == (("L1",), ("P1", "P2"), "2026-01-01")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "recall_scope_empty"),
        ({"lot": ["-", ""]}, "recall_option_blank"),
        ({"product": ["P1"], "lot": ["NULL"]}, "recall_option_blank"),
        ({"made_from": "May"}, "recall_date_unreadable"),
        ({"made_from": "2026-02-01", "made_to": "2026-01-01"}, "recall_dates_reversed"),
        ({"expiry_to": "2028-13-01"}, "recall_date_unreadable"),
        ({"sold_from": "2026-02-01", "sold_to": "2026-01-31"}, "recall_dates_reversed"),
        ({"serial": ["\x07"]}, "bad_code"),
    ],
)
def test_a_scope_that_cannot_be_is_refused(options: dict[str, Any], code: str) -> None:
    with pytest.raises(CommandError) as refused:
        scope_of(**options)
    assert refused.value.code == code
    for lang in ("zh", "en"):
        assert refused.value.reason.message(lang)
        assert refused.value.reason.advice(lang)


def test_a_refused_day_is_named_by_its_option() -> None:
    for options, message in (
        ({"sold_to": "May"}, "expected a date like 2026-05-01 for --sold-to, got 'May'."),
        (
            {"sold_from": "2026-02-02", "sold_to": "2026-02-01"},
            "expected the dates of --sold-from/to in order, got 2026-02-02 to 2026-02-01.",
        ),
    ):
        with pytest.raises(CommandError) as refused:
            scope_of(**options)
        assert refused.value.reason.message("en") == f"Preparing a recall: {message}"


def test_every_pair_of_days_may_be_one_day() -> None:
    day = "2026-05-01"
    scope = scope_of(
        made_from=day,
        made_to=day,
        expiry_from=day,
        expiry_to=day,
        sold_from=day,
        sold_to=day,
        received_from=day,
        received_to=day,
    )
    assert {scope.made, scope.expiry, scope.sold, scope.received} == {(day, day)}
