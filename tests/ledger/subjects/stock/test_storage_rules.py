"""Where goods lie, how they are kept and counted, and what goes for good."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import rules
from tests.support.decisions import (
    Command,
    History,
    back,
    both,
    command,
    customer,
    given,
    hold,
    location,
    member,
    product,
    putaway,
    quality,
    receipt,
    sale,
    supplier,
)

NOON = "2026-02-01T04:00:00.000000Z"


def _house(*commands: Command, **goods: Any) -> History:
    people = (member(), quality())
    return given(supplier(), product(**goods), customer(), *people, receipt(), location(), *commands)


def reading(number: str = "R1", **rest: Any) -> Command:
    """Return a reading in place `A-01`."""
    fields = {"reading_no": number, "read_at": NOON, "location_code": "A-01", "temperature": "5"}
    return command("temperature_readings", **(fields | rest))


def check(number: str = "JC1", **rest: Any) -> Command:
    """Return a stock check that passed."""
    fields: dict[str, Any] = {
        "stock_check_no": number,
        "line": 1,
        "checked_on": "2026-02-01",
        "check_kind": "goods",
        "product_code": "P1",
        "lot": "L1",
        "conclusion": "conforming",
        "checker": "E1",
    }
    return command("stock_checks", **(fields | rest))


def count(number: str = "PD1", book: str = "100", counted: str = "98", **rest: Any) -> Command:
    """Return a line of a count that differs from the books."""
    fields: dict[str, Any] = {
        "stocktake_no": number,
        "line": 1,
        "counted_on": "2026-02-01",
        "product_code": "P1",
        "lot": "L1",
        "book_quantity": book,
        "counted_quantity": counted,
    }
    return command("stocktakes", **(fields | rest))


def disposal(number: str = "CZ1", kind: str = "destroyed", **rest: Any) -> Command:
    """Return a disposal that quality decided and somebody witnessed."""
    fields: dict[str, Any] = {
        "disposal_no": number,
        "line": 1,
        "disposal_kind": kind,
        "disposed_on": "2026-03-05",
        "product_code": "P1",
        "lot": "L1",
        "quantity": "5",
        "reason": "不合格",
        "decided_by": "Q1",
        "done_by": "E1",
        "witnesses": ["Q1"],
    }
    return command("disposals", **(fields | rest))


def nonconforming(*, decided: str | None = "destroy", **rest: Any) -> list[Command]:
    """Return the stages of five nonconforming pieces, confirmed and decided by quality."""
    first = {
        "nonconformity_no": "BH1",
        "found_on": "2026-03-01",
        "found_stage": "storage",
        "product_code": "P1",
        "lot": "L1",
        "quantity": "5",
        "nonconformity": "包装破损",
    }
    confirmed = {
        "nonconformity_no": "BH1",
        "confirmed_by": "Q1",
        "confirmed_on": "2026-03-02",
        "conclusion": "nonconforming",
    }
    found = [command("nonconformities", **(first | rest)), command("nonconformities", **confirmed)]
    if decided is not None:
        found.append(
            command(
                "nonconformities",
                nonconformity_no="BH1",
                nc_disposition=decided,
                decided_by="Q1",
                decided_on="2026-03-03",
            )
        )
    return found


@pytest.mark.parametrize(
    ("zone", "status", "fits"),
    [
        ("qualified", None, True),
        ("pending", None, False),
        ("nonconforming", "conforming", False),
        ("nonconforming", "damaged", True),
        ("qualified", "doubtful", False),
        ("pending", "doubtful", True),
        ("qualified", "expired", False),
    ],
)
def test_goods_lie_in_the_zone_of_their_quality(zone: str, status: str | None, fits: bool) -> None:
    """G-76 (GSP §40, S2-F 3(4)2)."""
    history = _house(location("B-01", zone))
    one = putaway(location_code="B-01", quality_status=status)
    if fits:
        history.when(one).accepted()
    else:
        both(history, one, rules.ZONE_UNFIT)


def test_a_failed_delivery_does_not_wait_among_the_good() -> None:
    """G-76 (GSP §40): a receipt without a conforming verdict, in a green zone."""
    failed = {"accepted_quantity": "0", "conclusion": "pending", "location_code": "A-01"}
    both(_house(), receipt("YS2", **failed), rules.ZONE_UNFIT)


def test_nonconforming_goods_lie_in_the_red_zone() -> None:
    """G-76 (GSP §69): the place that the case names."""
    both(_house(), nonconforming(location_code="A-01")[0], rules.ZONE_UNFIT)
    _house(location("R-01", "nonconforming")).when(nonconforming(location_code="R-01")[0]).accepted()


def test_a_place_keeps_what_the_product_asks_for() -> None:
    """G-76a (GSP §42, §71)."""
    cold = {"temperature_min": "2", "temperature_max": "8"}
    store = location("B-01", temperature_min="2", temperature_max="8")
    history = _house(location("B-02", temperature_min="0", temperature_max="20"), store, **cold)
    both(history, putaway(location_code="B-02", quantity="10"), rules.LOCATION_RANGE)
    history.when(putaway("RK2", location_code="B-01", quantity="10")).accepted()
    history.when(putaway("RK3", quantity="10")).accepted()


def test_a_place_or_equipment_that_is_not_in_use() -> None:
    """G-76b (GSP §40; veto 6): ended places, stopped equipment."""
    ended = location("B-01", effective_until="2025-12-31")
    stopped = command(
        "equipment", equipment_code="LK1", name="冷库", equipment_kind="cold_store", status="stopped"
    )
    history = _house(ended, stopped)
    both(history, putaway(location_code="B-01"), rules.LOCATION_ENDED)
    both(history, reading(equipment_code="LK1", location_code=None), rules.LOCATION_ENDED)


def test_equipment_that_quality_stopped() -> None:
    """G-70, G-76b (S2-F 4.6): from the day of the hold until it is released."""
    stop = hold(hold_kind="stop_use", target_kind="equipment", product_code=None, equipment_code="LK1")
    history = _house(stop)
    both(history, reading(equipment_code="LK1"), rules.LOCATION_ENDED)
    history.when(reading("R2", equipment_code="LK1", read_at="2026-01-31T04:00:00.000000Z")).accepted()
    released = command("quality_holds", hold_no="TS1", release_reason="已修复", released_by="Q1")
    history.given(released).when(reading("R3", equipment_code="LK1")).accepted()


def test_only_what_passed_is_put_away() -> None:
    """G-76c (GSP §69): over all put-aways of the receipt; what is voided counts no more."""
    both(_house(putaway(quantity="60")), putaway("RK2", quantity="41"), rules.MORE_THAN_PASSED)
    fresh = _house(putaway(quantity="60"))
    fresh.when(putaway("RK2", quantity="40")).accepted()
    voided = command(
        "voids",
        record_table="putaways",
        record_no="RK1",
        line=1,
        reason="录入错误",
        approver="E1",
        voided_on="2026-04-01",
    )
    fresh.given(voided).when(putaway("RK4", quantity="60")).accepted()


def test_returned_goods_wait_in_a_return_area() -> None:
    """G-23 (GSP §106): put away before their verdict, or lying there by the return's own record."""
    waiting = back(disposition="pending", quality_status="doubtful")
    history = _house(location("T-01", "returned"), sale(), waiting)
    one = {"putaway_kind": "sales_return", "receipt_no": None, "return_no": "TH1", "quantity": "4"}
    both(history, putaway(putaway_on="2026-03-02", **one), rules.RETURN_AREA)
    history.when(putaway("RK2", putaway_on="2026-03-02", location_code="T-01", **one)).accepted()


def test_returned_goods_that_passed_go_back_among_the_good() -> None:
    """G-23, G-24 (GSP §106): no more of them than were restocked."""
    history = _house(sale(), back())
    one = {"putaway_kind": "sales_return", "receipt_no": None, "return_no": "TH1"}
    history.when(putaway(quantity="4", **one)).accepted()
    both(history, putaway("RK2", quantity="1", **one), rules.MORE_THAN_PASSED)


def test_out_of_range_and_nothing_done() -> None:
    """M-45 (GSP §74): by the reading's own limits, the place's, or its mark; temperature and humidity."""
    history = _house(location("B-01", temperature_min="2", temperature_max="8", humidity_max="75"))
    history.when(reading(location_code="B-01", temperature="8.5")).accepted(rules.READING_OUT)
    history.when(reading("R2", location_code="B-01", humidity="80")).accepted(rules.READING_OUT)
    history.when(reading("R3", temperature="21", temperature_max="20")).accepted(rules.READING_OUT)
    history.when(reading("R4", out_of_range=True)).accepted(rules.READING_OUT)
    history.when(reading("R5", location_code="B-01", temperature="8")).accepted()


def test_what_was_seen_is_recorded_at_once_and_owes_its_measures() -> None:
    """M-45 (GSP §74): live too; measures that a later reading names turn the finding into a warning."""
    history = _house(location("B-01", temperature_max="8"))
    history.live = True
    history.when(reading(location_code="B-01", temperature="9")).accepted(rules.READING_OUT)
    other = reading("R2", location_code="B-01", measures="已调低温度", measures_for="R7")
    history.when(other).accepted()
    history.when(reading("R7", location_code="B-01", temperature="9")).accepted(rules.READING_HANDLED)
    history.when(reading("R8", location_code="B-01", temperature="9")).accepted(rules.READING_OUT)


def test_out_of_range_with_measures_is_a_warning() -> None:
    """M-45b (GSP §74): it never refuses, and stays with the record."""
    history = _house(location("B-01", temperature_max="8"))
    one = reading(location_code="B-01", temperature="9", measures="已调低温度")
    history.live = True
    accepted = history.when(one).accepted(rules.READING_HANDLED)
    assert accepted.findings[0]["severity"] == "warning"


def test_a_mark_that_contradicts_the_reading() -> None:
    """M-45a (GSP §74): marked within, yet out; marked out, yet within."""
    history = _house(location("B-01", temperature_min="2", temperature_max="8"))
    inside = reading(location_code="B-01", out_of_range=True, measures="已处理")
    found = history.when(inside).accepted(rules.READING_HANDLED, rules.READING_FLAG)
    assert found.findings[1]["side"] == {"phrase": "stock_inside"}
    outside = reading("R2", location_code="B-01", temperature="9", out_of_range=False)
    history.when(outside).accepted(rules.READING_OUT, rules.READING_FLAG)
    history.live = True
    contradicting = reading("R3", location_code="B-01", temperature="9", out_of_range=False)
    history.when(contradicting).refused(rules.READING_FLAG)


def test_a_failed_stock_check_has_consequences() -> None:
    """G-68 (GSP §74, S2-F 4.4): a hold, or measures."""
    history = _house()
    both(history, check(conclusion="nonconforming"), rules.CHECK_WITHOUT_MEASURES)
    history.when(check("JC2", conclusion="nonconforming", hold_no="TS1")).accepted()


@pytest.mark.parametrize(
    "failed", [{"appearance_ok": False}, {"monitoring_ok": False}, {"expiry_date": "2026-01-31"}]
)
def test_a_stock_check_that_contradicts_itself(failed: dict[str, Any]) -> None:
    """G-68a (GSP §73): passed although a point failed."""
    both(_house(), check(**failed), rules.CHECK_CONTRADICTS)


def test_a_difference_is_counted_less_book() -> None:
    """M-46 (GSP §77): refused live and on import; it may be left out."""
    history = _house()
    history.when(count(difference="2", cause="破损")).refused(rules.COUNT_ARITHMETIC)
    history.when(count(difference="-2", cause="破损")).accepted()


def test_a_difference_has_a_cause() -> None:
    """M-46a (GSP §77)."""
    history = _house()
    both(history, count(), rules.COUNT_UNEXPLAINED)
    history.when(count("PD2", counted="100")).accepted()


def test_destruction_is_witnessed() -> None:
    """M-47 (GSP §19): by somebody other than who did it."""
    history = _house()
    both(history, disposal(witnesses=None), rules.NO_WITNESS)
    both(history, disposal("CZ2", witnesses=["E1"]), rules.NO_WITNESS)
    history.when(disposal("CZ3")).accepted()
    history.when(disposal("CZ4", "written_off", witnesses=None)).accepted()


def test_recalled_goods_are_destroyed_under_supervision() -> None:
    """M-47a (Order 29 §21)."""
    history = _house()
    both(history, disposal(recall_no="ZH1"), rules.NO_SUPERVISION)
    history.when(disposal("CZ2", recall_no="ZH1", authority_present=True)).accepted()


def test_goods_are_disposed_of_as_quality_decided() -> None:
    """G-68b (GSP §69): what the case decided; what is not decided yet may not go."""
    both(
        _house(*nonconforming()),
        disposal(kind="written_off", nonconformity_no="BH1"),
        rules.DISPOSAL_UNDECIDED,
    )
    _house(*nonconforming()).when(disposal(nonconformity_no="BH1")).accepted()
    _house().when(disposal()).accepted()
    both(_house(*nonconforming(decided=None)), disposal(nonconformity_no="BH1"), rules.DISPOSAL_UNDECIDED)


def test_a_case_names_a_disposal_that_agrees() -> None:
    """G-68b (GSP §69): the disposal that was recorded before the case told of it."""
    history = _house(disposal(kind="written_off"), *nonconforming())
    done = command("nonconformities", nonconformity_no="BH1", disposal_no="CZ1", supervised_by="Q1")
    both(history, done, rules.DISPOSAL_UNDECIDED)


def test_nonconforming_goods_are_not_released() -> None:
    """G-68b (GSP §69): confirmed as nonconforming, yet decided to be released."""
    *before, release = nonconforming(decided="release")
    both(_house(*before), release, rules.DISPOSAL_UNDECIDED)


def test_records_stay_until_their_day() -> None:
    """G-84 (Order 54 §32, §38): the day itself is still kept; implants for ever; personal data may go."""
    fields: dict[str, Any] = {
        "disposed_on": "2026-05-01",
        "subject_table": "sales",
        "selection": "2019年销售",
        "row_count": 10,
        "retention_rule": "RET.GOODS",
        "keep_until": "2026-05-01",
        "disposal_method": "hidden",
        "approver": "E1",
    }

    def gone(number: str, **rest: Any) -> Command:
        return command("record_disposals", record_disposal_no=number, **(fields | rest))

    history = _house()
    both(history, gone("CL1"), rules.DISPOSED_EARLY)
    both(history, gone("CL2", selection="植入类销售", keep_until="2020-01-01"), rules.DISPOSED_EARLY)
    history.when(gone("CL3", keep_until="2026-04-30")).accepted()
    history.when(gone("CL4", personal_only=True)).accepted()
