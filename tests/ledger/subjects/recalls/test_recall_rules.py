"""Recalls: what an open recall stops, what its stages need, and what they must be true to."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.decision import Command, Refused
from tests.support import rules
from tests.support.decisions import (
    History,
    both,
    consigned,
    product,
    receipt,
    sale,
    stage,
    trade,
    void,
)


def recall(number: str = "ZH1", **said: Any) -> Command:
    """Open a recall of lot L1 of product P1 on 1 February 2026."""
    fields: dict[str, Any] = {
        "origin": "registrant",
        "level": "1",
        "reason": "密封不良",
        "product_code": "P1",
        "lots": ["L1"],
        "notice_received_on": "2026-02-01",
    }
    return stage("recall_opened", number, **(fields | said))


def scope(number: str = "ZH1", version: int = 1, **said: Any) -> Command:
    """Set a version of its scope."""
    return stage("recall_scope_set", number, scope_version=version, as_true_at="2026-02-01", **said)


def hold(recall_no: str = "ZH1", **said: Any) -> Command:
    """Place the hold of a recall."""
    fields: dict[str, Any] = {
        "hold_kind": "stop_sale",
        "target_kind": "other",
        "reason": "密封不良",
        "placed_at": "2026-02-01",
        "decided_by": "E1",
        "recall_no": recall_no,
    }
    return stage("hold_placed", "TS1", **(fields | said))


def stopped(history: History, row: Command) -> None:
    """Check that a row is refused live, and recorded with a finding on import."""
    assert both(history, row, rules.RECALLED).findings[-1]["recall_no"] == "ZH1"


def test_goods_in_the_scope_of_a_recall_do_not_leave() -> None:
    """M-140 (GSP §110): from the day of the notice on, sold or consigned, and no other goods."""
    history = trade(receipt("YS2", lot="L2"), recall())
    stopped(history, sale(quantity="1"))
    stopped(history, consigned(quantity="1"))
    history.when(sale("XS2", lot="L2", quantity="1")).accepted()
    history.when(sale("XS3", quantity="1", sold_on="2026-01-31")).accepted()


def test_the_first_scope_takes_the_place_of_what_the_opening_said() -> None:
    """M-140: what the scope itself names is stopped."""
    history = trade(receipt("YS2", lot="L2"), recall(), scope(products=["P1"], lots=["L2"]))
    stopped(history, sale("XS2", lot="L2", quantity="1"))
    history.when(sale("XS3", quantity="1")).accepted()


def test_a_narrower_scope_frees_nothing_by_itself() -> None:
    """M-140: each version stops its own goods until quality lifts the hold."""
    history = trade(
        receipt("YS2", lot="L2"),
        recall(),
        scope(lots=["L1", "L2"]),
        hold(),
        scope(version=2, lots=["L2"]),
    )
    stopped(history, sale(quantity="1"))
    history.given(
        stage("hold_released", "TS1", release_reason="复检合格", released_by="E1", released_at="2026-02-03")
    )
    history.when(sale("XS4", quantity="1", sold_on="2026-02-03")).accepted()
    history.when(sale("XS5", quantity="1", sold_on="2026-02-02")).accepted(rules.RECALLED)


@pytest.mark.parametrize(
    ("said", "row", "hit"),
    [
        ({"serials": ["SN1..SN20"]}, {"serial": "SN7", "quantity": "1"}, True),
        ({"serials": ["SN1..SN20"]}, {"serial": "SN21", "quantity": "1"}, False),
        ({"serials": ["SN7"]}, {"serial": "SN6;SN7", "quantity": "2"}, True),
        ({"made_from": "2026-01-01"}, {"production_date": "2025-12-31", "quantity": "1"}, False),
        ({"made_from": "2026-01-01"}, {"production_date": "2026-01-01", "quantity": "1"}, True),
        ({"made_from": "2026-01-01"}, {"quantity": "1"}, True),
        ({"expiry_to": "2027-01-01"}, {"expiry_date": "2027-01-02", "quantity": "1"}, False),
        ({"lots": ["L2"]}, {"quantity": "1"}, False),
    ],
)
def test_a_scope_is_what_its_columns_say(said: dict[str, Any], row: dict[str, Any], hit: bool) -> None:
    """M-140: ranges by their numeric tail, dates both inclusive; a date that nobody knows may be in it."""
    history = trade(recall(**{"lots": None, **said}))
    history.when(sale("XS2", **row)).accepted(*([rules.RECALLED] if hit else []))


def test_goods_received_later_fall_under_a_scope_by_supplier() -> None:
    """M-140: the receipt says so, and stays so."""
    history = trade(recall(lots=None, product_code=None), scope(suppliers=["S1"], selected_goods=["P1/L1"]))
    history.given(receipt("YS9", lot="L9", received_on="2026-02-01"))
    stopped(history, sale("XS9", lot="L9", quantity="1", sold_on="2026-02-02"))
    stopped(history, sale("XS8", quantity="1"))


def test_a_voided_recall_stops_nothing() -> None:
    """M-140: nor does a drill."""
    history = trade(recall())
    history.given(void("recalls", "ZH1"))
    history.when(sale(quantity="1")).accepted()
    drill = trade(recall(origin="drill"))
    drill.when(sale(quantity="1")).accepted()


def test_a_closed_recall_without_a_hold_stops_nothing_more() -> None:
    """M-140: until then it does, and with a hold until that is lifted."""
    history = trade(
        recall(),
        scope(lots=["L1"]),
        stage("recall_summarised", "ZH1", summary="完成", summarised_on="2026-02-03"),
        stage("recall_closed", "ZH1", closed_on="2026-02-04"),
    )
    history.when(sale("XS4", quantity="1", sold_on="2026-02-04")).accepted()
    history.when(sale("XS3", quantity="1", sold_on="2026-02-03")).accepted(rules.RECALLED)


def test_a_stage_is_refused_for_what_it_needs_and_for_nothing_else() -> None:
    """M-14a: an answer needs a scope, a closing the summary; what may be true may be told in any order."""
    history = trade(recall())
    history.when(stage("recall_response_received", "ZH1", customer_code="C1")).refused(rules.STAGE_NEEDS)
    history.when(stage("recall_closed", "ZH1", closed_on="2026-02-04")).refused(rules.STAGE_NEEDS)
    history.given(stage("recall_notice_sent", "ZH1", customer_code="C1", notice_sent_at="2026-02-03"))
    history.given(stage("recall_notice_sent", "ZH1", customer_code="C1", notice_sent_at="2026-02-02"))
    history.given(scope(lots=["L1"]))
    history.given(stage("recall_goods_disposed", "ZH1", disposal_note="销毁"))
    history.given(stage("recall_response_received", "ZH1", customer_code="C1", responded_at="2026-02-02"))


def test_a_recall_says_what_it_is_about() -> None:
    """M-141 (Order 29 §15): asked live; an old paper is taken as it is."""
    said = {"product_code": None, "lots": None}
    trade(live=True).when(recall(**said)).refused(rules.SCOPE_MISSING)
    trade().when(recall(**said)).accepted()
    trade(live=True).when(recall(**said, target_customer="C1")).accepted()


def test_no_more_are_effective_than_were_checked() -> None:
    """M-142 only warns."""
    history = trade(
        recall(), stage("recall_notice_sent", "ZH1", customer_code="C1", notice_sent_at="2026-02-03")
    )
    check = stage("recall_effectiveness_checked", "ZH1", checked_count=3, effective_count=4)
    found = history.when(check).accepted(rules.MORE_ANSWERED)
    assert found.findings[0]["severity"] == "warning"


def test_a_notice_and_an_answer_are_of_somebody() -> None:
    """M-143 (GSP §111): an old paper that does not say whose is taken with a finding."""
    history = trade(recall(), scope(lots=["L1"]))
    both(history, stage("recall_notice_sent", "ZH1", notice_sent_at="2026-02-03"), rules.NOBODY_NAMED)
    both(history, stage("recall_response_received", "ZH1", customer_used="1"), rules.NOBODY_NAMED)


def test_a_recall_is_closed_live_only_where_its_board_leaves_nothing_open() -> None:
    """M-144 (GSP §111; Order 29 §21): the board is asked with the note of the close."""
    history = trade(
        recall(),
        scope(lots=["L1"]),
        stage("recall_summarised", "ZH1", summary="完成", summarised_on="2026-02-03"),
    )
    closing = stage("recall_closed", "ZH1", closed_on="2026-02-04", close_note="C9 已停业")
    asked: list[tuple[str, str]] = []

    def left_open(number: str, note: str) -> dict[str, str]:
        asked.append((number, note))
        return {"untold": "C3", "unexplained": "C4 2", "waiting": "0"} if len(asked) == 1 else {}

    history.live, history.left_open = True, left_open
    [said] = history.when(closing).refused(rules.UNFINISHED)
    assert "consignees not told: C3; quantities not accounted for: C4 2" in said
    history.when(closing).accepted()
    assert asked == [("ZH1", "C9 已停业")] * 2


def test_nobody_closes_a_recall_past_its_board() -> None:
    """M-144: code that records without anybody who looks at the board is refused, and told how."""
    history = trade(
        recall(),
        scope(lots=["L1"]),
        stage("recall_summarised", "ZH1", summary="完成", summarised_on="2026-02-03"),
    )
    history.live = True
    history.when(stage("recall_closed", "ZH1", closed_on="2026-02-04"))
    assert isinstance(history.decided, Refused)
    assert [one.code for one in history.decided.reasons] == ["recall_board_not_asked"]
    history.live = False
    history.when(stage("recall_closed", "ZH1", closed_on="2026-02-04")).accepted()


DI, OTHER = "06901234567892", "06901234567908"


@pytest.mark.parametrize(
    "code",
    [
        f"(01){DI}(10)L1",
        f"01{DI}10L1",
        f"(01){DI}(17)280101(10)L1",
        f"(10)L1(01){DI}",
        f"(01)1{DI[1:13]}9(10)L1",
    ],
)
def test_goods_are_stopped_by_what_a_code_says(code: str) -> None:
    """M-140: identifier and lot, in whatever form, whether the line carries a code or none."""
    history = trade(product("P2", udi_di=OTHER), receipt("YS2", lot="L2"), receipt("YS3", product_code="P2"))
    history.given(product(udi_di=DI, event_time="2020-01-01"))
    history.given(recall(), scope(udis=[code]))
    stopped(history, sale(quantity="1"))
    stopped(history, sale("XS9", quantity="1", udi=f"(01){DI}(10)L1"))
    history.when(sale("XS2", lot="L2", quantity="1")).accepted()
    history.when(sale("XS3", product_code="P2", quantity="1")).accepted()


def test_the_label_of_a_line_tells_its_product_where_no_register_does() -> None:
    """M-140: a code of another form on the line is the same code."""
    history = trade(recall(), scope(udis=[f"(01){DI}(10)L1"]))
    stopped(history, sale(quantity="1", udi=f"01{DI}10L1"))
    history.when(sale("XS2", quantity="1", udi=f"01{OTHER}10L1")).accepted()


def test_a_code_of_one_unit_stops_that_unit() -> None:
    """M-140: others of its lot, which the list of the scope names as well, are sold on."""
    history = trade(product(tracking="serial", udi_di=DI, event_time="2020-01-01"))
    history.given(receipt("YS5", lot="L5", serial="SN1;SN2", quantity="2"))
    history.given(recall(), scope(udis=[f"(01){DI}(21)SN1"], selected_goods=["P1/L5"]))
    stopped(history, sale(lot="L5", serial="SN1", quantity="1"))
    history.when(sale("XS2", lot="L5", serial="SN2", quantity="1")).accepted()


def test_a_receipt_by_another_form_of_the_code_joins_the_stop() -> None:
    """M-140: also where the scope asks for the supplier besides, which only receipts tell."""
    history = trade(recall(), scope(udis=[f"(01){DI}(10)L7"], suppliers=["S1"]))
    history.given(receipt("YS7", lot="L7", udi=f"01{DI}10L7"), receipt("YS8", lot="L8", udi=f"01{DI}10L8"))
    stopped(history, sale(lot="L7", quantity="1"))
    history.when(sale("XS2", lot="L8", quantity="1")).accepted()
