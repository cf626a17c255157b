"""Cases: declared stages, each an event of its own type; out of order is refused, live and on import."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.decision import Accepted, Command, Refused
from ledger.deciding.rule import Rule
from ledger.state.entries import CaseRecord
from ledger.state.holdings import held_without_sale
from ledger.state.keys import record_key_of
from ledger.state.kinds import dumps, loads
from ledger.state.lots import saleable
from tests.support import rules
from tests.support.complaint_cases import complaint
from tests.support.decisions import (
    APPROVED,
    History,
    approvers,
    back,
    both,
    command,
    consigned,
    product,
    receipt,
    sale,
    settled,
    shortfall,
    stage,
    trade,
    unused,
    used,
    void,
)

LIVE = pytest.mark.parametrize("live", [False, True], ids=["import", "live"])


def case(history: History, *identity: object) -> CaseRecord:
    """Return what is known of a case."""
    body: CaseRecord = history.state[record_key_of(*map(str, identity))].body
    return body


def house(live: bool = False) -> History:
    """Start with a history that allows a stage live, too: the findings of other rules stay out of the way."""
    return trade(sale(), live=live)


def test_the_first_stage_begins_a_case_with_its_snapshots_and_tags() -> None:
    """Snapshots are filled at the first stage; its tags are those of the row."""
    found = house().when(consigned()).accepted()
    assert found.command.stage == "goods_consigned_out"
    assert (found.data["customer_name"], found.data["product_name"], found.data["unit"]) == (
        "C1医院",
        "产品P1",
        "支",
    )
    assert found.envelope.event_time == "2026-01-31T16:00:00.000000Z"
    assert "lot:P1/L1" in found.tags
    assert "consignment:XP1" in found.tags


def test_a_later_stage_carries_its_own_columns_and_all_tags_of_the_case() -> None:
    """So every stage joins the trace of the lot, the customer and the sale."""
    found = house().given(consigned()).when(used(sale_no="XS1")).accepted()
    assert found.data == {
        "consignment_no": "XP1",
        "line": 1,
        "used_on": "2026-02-03",
        "used_quantity": "3",
        "sale_no": "XS1",
    }
    assert {"lot:P1/L1", "customer:C1", "sale:XS1", "staff:E1", "consignment:XP1"} <= set(found.tags)
    assert found.versions is None


@LIVE
def test_a_stage_without_which_another_cannot_be_true_is_named(live: bool) -> None:
    """M-14a; the message names what lacks, and the clause, in both languages."""
    history = house(live).given(complaint())
    (sentence,) = history.when(stage("complaint_reopened", "TS1", reopen_reason="再次漏液")).refused(
        rules.STAGE_NEEDS
    )
    assert sentence == (
        "Stage complaint_reopened of complaints 'TS1' is not possible yet; it lacks: complaint_closed / "
        "complaint_objected / complaint_tracked / complaint_answered (S4-I 投诉-处理-5)."
    )
    assert isinstance(history.decided, Refused)
    (reason,) = history.decided.reasons
    assert reason.message("zh") == (
        "客户投诉记录与客户抱怨处理表“TS1”的环节“重新受理”还不能登记，缺少：结案归档或客户未能接受或跟踪或答复客户"
        "（S4-I 投诉-处理-5）。"
    )


def test_what_has_to_come_before_a_stage_is_asked_for_live_and_a_finding_on_import() -> None:
    """M-14b."""
    closing = stage("discrepancy_closed", "CY1", closed_on="2026-02-19")
    history = house().given(shortfall())
    history.live = True
    (sentence,) = history.when(closing).refused(rules.STAGE_BEFORE)
    assert sentence == (
        "Stage discrepancy_closed of delivery_discrepancies 'CY1' comes before what it takes: "
        "discrepancy_replenished / discrepancy_explained (S0-4 4.5; S1-E 4.2.5)."
    )
    house().given(shortfall()).when(closing).accepted(rules.STAGE_BEFORE)


def test_a_shortage_of_our_own_making_is_not_explained_away() -> None:
    """S0-4 4.5; P-08: what is ours is replenished, and then it may be explained."""
    found = stage("discrepancy_investigated", "CY1", attribution="own", findings="少装一盒")
    explained = stage("discrepancy_explained", "CY1", explanation="已说明")
    both(house().given(shortfall(), found), explained, rules.STAGE_BEFORE)
    theirs = stage("discrepancy_investigated", "CY1", attribution="carrier", findings="途中丢失")
    house().given(shortfall(), theirs).when(explained).accepted()


def test_a_consignment_is_not_settled_with_goods_unaccounted_for() -> None:
    """M-25a (R-94, P-46): what was neither used nor brought back is still out."""
    out = (consigned(quantity="5"), used(quantity="2"))
    both(house().given(*out), settled(), rules.GOODS_UNACCOUNTED)
    house().given(*out, unused(quantity="3")).when(settled()).accepted()


@pytest.mark.parametrize("kind", ["sample", "trial", "exhibition", "clinical_choice"])
def test_samples_that_were_used_up_are_accounted_for(kind: str) -> None:
    """M-25a (R-94, P-46): the customer holds them from then on; what was chosen waits for its sale."""
    unit = {"product_code": "P2", "lot": "L2", "serial": "A;B"}
    made = product("P2", tracking="lot_and_serial"), receipt("YS2", quantity="2", **unit)
    history = trade(*made, consigned(quantity="5", consignment_kind=kind))
    history.given(consigned("XP2", quantity="2", consignment_kind=kind, **unit))
    history.given(used(quantity="2"), used("XP2", quantity="2"), unused(quantity="2"))
    history.given(used(quantity="1", used_on="2026-02-05"))
    history.when(settled()).accepted()
    held = [(one.line.lot, one.outstanding) for one in held_without_sale(history.state, "C1", "P1")]
    units = [one.line.serials for one in held_without_sale(history.state, "C1", "P2")]
    stays = [one.status for one in history.state.unit("P2", "A").stays if not one.until]
    lot = history.state.lot("P1", "L1")
    if kind == "clinical_choice":
        assert (held, units, stays, str(lot and saleable(lot))) == ([], [], [], "100")
        return
    assert (held, units, stays) == ([("L1", "2"), ("L1", "1")], [["A", "B"]], ["customer"])
    assert str(lot and saleable(lot)) == "97"
    given_back = back(quantity="1", sale_no=None, **APPROVED)
    history.given(*approvers()).when(given_back).accepted()
    left = [one.outstanding for one in held_without_sale(history.state, "C1", "P1")]
    assert left == ["1", "1"]


def test_of_several_units_those_are_with_the_customer_that_were_used() -> None:
    """R-94, P-46: the others stay out; a void of the use sends its unit out again."""
    unit = {"product_code": "P2", "lot": "L2", "serial": "A;B;C"}
    made = product("P2", tracking="lot_and_serial"), receipt("YS2", quantity="3", **unit)
    history = trade(*made, consigned(quantity="3", consignment_kind="sample", **unit))
    history.given(used(quantity="1", used_serial="B"))
    assert [_where(history, one) for one in "ABC"] == ["consigned", "customer", "consigned"]
    assert [one.line.serials for one in held_without_sale(history.state, "C1", "P2")] == [["B"]]
    history.when(used(quantity="2", used_serial="C", used_on="2026-02-05")).refused(rules.SERIAL_COUNT)
    for strange in ("D", "B"):
        told = used(quantity="1", used_serial=strange, used_on="2026-02-06")
        history.when(told).refused(rules.MORE_THAN_CONSIGNED)
    history.given(void("consignments", "XP1", 1))
    assert [_where(history, one) for one in "ABC"] == ["consigned"] * 3


def test_of_several_units_those_are_here_again_that_came_back() -> None:
    """GSP §90; R-94, P-46: the others stay out; none comes back twice, or after it was used."""
    unit = {"product_code": "P2", "lot": "L2", "serial": "A;B;C"}
    made = product("P2", tracking="lot_and_serial"), receipt("YS2", quantity="3", **unit)
    history = trade(*made, consigned(quantity="3", consignment_kind="sample", **unit))
    history.when(unused(quantity="2", unused_serial="C")).refused(rules.SERIAL_COUNT)
    history.given(used(quantity="1", used_serial="B"), unused(quantity="1", unused_serial="C"))
    assert [_where(history, one) for one in "ABC"] == ["consigned", "customer", "here"]
    later = {"returned_on": "2026-02-06", "quantity": "1"}
    for strange in ("B", "C", "D"):
        history.when(unused(unused_serial=strange, **later)).refused(rules.MORE_THAN_CONSIGNED)
    history.when(used(quantity="1", used_serial="C", used_on="2026-02-07")).refused(rules.MORE_THAN_CONSIGNED)
    history.given(sale("XS5", quantity="1", **unit | {"serial": "C"}, sold_on="2026-02-08"))
    history.when(void("consignments", "XP1", 1)).refused(rules.VOID_BREAKS)


def _where(history: History, serial: str) -> str:
    unit = history.state.unit("P2", serial)
    assert unit is not None
    return next((one.status for one in unit.stays if not one.until), "here")


def test_a_use_of_samples_that_came_back_since_is_not_voided() -> None:
    """M-04: the return first."""
    out = consigned(quantity="5", consignment_kind="sample"), used(quantity="2")
    history = trade(*out, *approvers(), back(quantity="1", sale_no=None, **APPROVED))
    history.when(void("consignments", "XP1", 1)).refused(rules.VOID_BREAKS)
    assert isinstance(history.decided, Refused)
    assert history.decided.reasons[0].advice("en") == "Strike first: returns TH1/1."
    history.given(void("returns", "TH1", 1)).when(void("consignments", "XP1", 1)).accepted()


def test_a_use_of_samples_that_is_voided_takes_the_newest_away() -> None:
    """Each use of a line stands by itself; what is out again can come back."""
    history = trade(consigned(quantity="5", consignment_kind="sample"))
    history.given(used(quantity="2"), used(quantity="3", used_on="2026-02-05"))
    history.when(unused(quantity="1", returned_on="2026-02-06")).refused(rules.MORE_THAN_CONSIGNED)
    history.given(void("consignments", "XP1", 1))
    assert [one.outstanding for one in held_without_sale(history.state, "C1", "P1")] == ["2"]
    history.when(unused(quantity="3", returned_on="2026-02-06")).accepted()


def test_nothing_follows_a_closed_case() -> None:
    """M-14: also what repeats may not come any more."""
    history = house().given(consigned(), used(), settled())
    (sentence,) = history.when(used(quantity="1")).refused(rules.STAGE_ORDER)
    assert sentence.endswith("possible now: none, the case is closed.")


@LIVE
def test_a_stage_of_an_unknown_case_is_refused(live: bool) -> None:
    """M-01: the case that a stage belongs to must be known; an import tries again."""
    history = house(live).when(used("XP404"))
    (sentence,) = history.refused(rules.UNKNOWN_REFERENCE)
    assert sentence == "consignment_no 'XP404/1' is not in the table consignments."
    assert isinstance(history.decided, Refused)
    assert history.decided.later


def test_a_stage_that_repeats_keeps_every_occurrence() -> None:
    """Each is an event of its own; the row has the newest values."""
    history = house().given(
        consigned(), used(quantity="3"), unused(quantity="5"), used(quantity="2", used_on="2026-02-05")
    )
    known = case(history, "consignments", "XP1", 1)
    assert [step.type for step in known.steps] == [
        "goods_consigned_out",
        "consignment_use_confirmed",
        "consignment_unused_returned",
        "consignment_use_confirmed",
    ]
    assert (known.data["used_quantity"], known.data["unused_quantity"], known.data["quantity"]) == (
        "2",
        "5",
        "10",
    )


def test_a_stage_may_come_back_where_the_declaration_says_so() -> None:
    """Rectification, re-check, rectification: by what follows what."""
    first = stage(
        "rule_check_made",
        "KH1",
        rule_check_kind="routine",
        checked_on="2026-02-01",
        department="仓储部",
        items="温湿度",
        check_conclusion="nonconforming",
        checker="E1",
    )
    again = stage("rule_check_rectified", "KH1", rectified_on="2026-02-09", rectification="再次整改")
    history = house().given(
        first,
        stage("rule_check_rectified", "KH1", rectified_on="2026-02-03", rectification="整改"),
        stage("rule_check_rechecked", "KH1", rechecked_on="2026-02-05", recheck_result="nonconforming"),
    )
    history.when(again).accepted()
    assert case(history, "rule_checks", "KH1").data["rectification"] == "再次整改"


def test_the_same_stage_again_is_a_duplicate() -> None:
    """Equal content, named or filled in, is the event that is there."""
    history = house().given(consigned(), used(), unused())
    history.when(used()).duplicate(7 + 1)
    history.when(consigned()).duplicate(7)
    history.when(consigned(customer_name="C1医院")).duplicate(7)


def test_other_content_of_a_stage_that_does_not_repeat_is_refused() -> None:
    """M-03: void and enter again."""
    history = house().given(consigned(), used())
    (sentence,) = history.when(consigned(quantity="11")).refused(rules.OTHER_CONTENT)
    assert sentence == (
        "选配与样品出库登记 XP1/1 出库 is already recorded with other content at position 7 "
        "(differs in: quantity)."
    )


@LIVE
def test_a_column_of_another_stage_is_refused(live: bool) -> None:
    """M-15: with the headings of the columns."""
    history = house(live).given(consigned())
    (sentence,) = history.when(used(quantity="1", closed_on="2026-02-06")).refused(rules.STAGE_COLUMNS)
    assert sentence == "Stage consignment_use_confirmed does not carry: closed_on."


def test_a_value_that_says_another_stage_is_refused() -> None:
    """M-15: nobody grants with the decision to refuse."""
    history = house().given(requested(), reviewed())
    granted = stage(
        "first_approval_granted", "SY1", approver="E1", decision="refused", decided_on="2026-02-09"
    )
    history.when(granted).refused(rules.STAGE_COLUMNS)


def requested() -> Command:
    return stage(
        "first_approval_requested",
        "SY1",
        approval_kind="product",
        applied_on="2026-02-01",
        applicant="E1",
        party_name="甲医疗",
    )


def reviewed() -> Command:
    return stage("first_approval_reviewed", "SY1", reviewer="E1", reviewed_on="2026-02-02", scope_ok=True)


@LIVE
def test_the_first_stage_needs_what_the_case_requires(live: bool) -> None:
    """M-16: all that is missing is named."""
    (sentence,) = house(live).when(consigned(quantity=None, handler=None)).refused(rules.STAGE_INCOMPLETE)
    assert sentence == "Stage goods_consigned_out lacks: quantity, handler."


def test_a_later_stage_needs_something_of_its_own() -> None:
    """M-16: an empty stage says nothing."""
    history = house().given(consigned())
    empty = stage("consignment_closed", "XP1", 1)
    history.given(used()).when(empty).refused(rules.STAGE_INCOMPLETE)


def test_a_command_without_a_stage_means_the_first_of_an_unknown_case() -> None:
    """And then the single possible one that carries what is given."""
    history = house()
    first = consigned()
    first.envelope = first.envelope._replace(stage=None)
    assert history.when(first).accepted().command.stage == "goods_consigned_out"
    second = unused()
    second.envelope = second.envelope._replace(stage=None)
    assert history.when(second).accepted().command.stage == "consignment_unused_returned"
    history.when(first).duplicate(7)
    history.when(second).duplicate(8)


def test_a_command_that_could_be_two_stages_is_refused() -> None:
    """M-17: both ends of an approval carry approver and day."""
    history = house().given(requested(), reviewed())
    unclear = command("first_approvals", approval_no="SY1", approver="E1", decided_on="2026-02-09")
    (sentence,) = history.when(unclear).refused(rules.STAGE_UNNAMED)
    assert sentence == (
        "What is given for first_approvals 'SY1' does not tell which stage is meant; possible now: "
        "first_approval_site_visited, first_approval_granted, first_approval_rejected."
    )
    clear = command(
        "first_approvals", approval_no="SY1", approver="E1", decided_on="2026-02-09", decision="approved"
    )
    found = history.when(clear).decided
    assert isinstance(found, Accepted)
    assert found.command.stage == "first_approval_granted"


def test_a_stage_before_the_stage_before_it_is_a_finding() -> None:
    """M-18, G-83: on import kept with the record, live refused."""
    house().given(consigned()).when(used(used_on="2026-01-31")).accepted(rules.STAGE_EARLIER)
    (sentence,) = (
        house(live=True).given(consigned()).when(used(used_on="2026-01-31")).refused(rules.STAGE_EARLIER)
    )
    assert sentence == (
        "Stage consignment_use_confirmed is dated 2026-01-31, "
        "before the stage goods_consigned_out of 2026-02-01."
    )


@pytest.mark.parametrize(
    ("placed", "released", "broken"),
    [
        ("2026-02-01", "2026-02-01T02:00:00.000000Z", ()),
        ("2026-02-01T02:00:00.000000Z", "2026-02-01", ()),
        ("2026-02-01T02:00:00.000000Z", "2026-02-01T01:00:00.000000Z", (rules.STAGE_EARLIER,)),
        ("2026-02-02", "2026-02-01T02:00:00.000000Z", (rules.STAGE_EARLIER,)),
        ("2026-02-02T02:00:00.000000Z", "2026-02-01", (rules.STAGE_EARLIER,)),
    ],
)
def test_a_day_alone_is_no_earlier_than_an_hour_of_it(
    placed: str, released: str, broken: tuple[Rule, ...]
) -> None:
    """M-18 for columns with a time of day."""
    history = house().given(hold(placed_at=placed))
    history.when(stage("hold_released", "TS1", released_at=released, released_by="E1")).accepted(*broken)


def hold(**rest: Any) -> Command:
    fields = {
        "hold_kind": "quality_problem",
        "target_kind": "lot",
        "reason": "复检",
        "placed_at": "2026-02-01",
        "decided_by": "E1",
    }
    return stage("hold_placed", "TS1", **(fields | rest))


def test_a_stage_without_a_date_of_its_own_counts_from_the_row_or_from_its_recording() -> None:
    """Its column, else the row's own business time, else the record time."""
    history = house().given(shortfall(), investigated())
    explained = stage("discrepancy_explained", "CY1", explanation="已说明")
    found = history.when(explained).decided
    assert isinstance(found, Accepted)
    assert found.recorded_now
    own = "2026-02-12T01:00:00.000000Z"
    dated = stage("discrepancy_explained", "CY1", explanation="已说明", event_time=own)
    found = history.when(dated).accepted()
    assert (found.envelope.event_time, found.recorded_now) == (own, False)
    history.when(explained).duplicate(9)


def investigated(**rest: Any) -> Command:
    fields = {"investigator": "E1", "investigated_on": "2026-02-11", "findings": "属实"}
    return stage("discrepancy_investigated", "CY1", **(fields | rest))


def test_references_of_a_stage_are_judged_as_those_of_facts() -> None:
    """Rule 8: product, customer, supplier and sale are hard, staff is a finding."""
    house().when(shortfall(sale_no="XS404")).refused(rules.UNKNOWN_REFERENCE)
    house().when(shortfall(sale_line=9)).refused(rules.UNKNOWN_REFERENCE)
    house().when(consigned(product_code="P404", customer_code="C404")).refused(
        rules.UNKNOWN_REFERENCE, rules.UNKNOWN_REFERENCE
    )
    house().when(consigned(handler="E404")).accepted(rules.UNKNOWN_STAFF)
    house(live=True).when(consigned(handler="E404")).refused(rules.UNKNOWN_STAFF)
    house().when(consigned(outbound_no="CK404", voucher_nos=["V404"])).accepted()


def test_goods_of_a_stage_are_checked_as_those_of_facts() -> None:
    """M-05: nothing converts units."""
    house().when(consigned(unit="箱")).refused(rules.OTHER_UNIT)


def test_a_void_takes_the_newest_stage_out() -> None:
    """Interface rule 5: like the newest version of a register row; the case goes on from the stage before."""
    history = house().given(consigned(), used(sale_no="XS1"))
    voided = history.when(void("consignments", "XP1", 1)).accepted()
    assert voided.voided == [8]
    assert "sale:XS1" in voided.tags
    known = case(history, "consignments", "XP1", 1)
    assert [step.type for step in known.steps] == ["goods_consigned_out"]
    assert "used_on" not in known.data
    history.given(void("选配与样品出库登记", "XP1", reason="全部作废"))
    assert history.state[record_key_of("consignments", "XP1", 1)].position == 0
    history.when(void("consignments", "XP1", 1, reason="再作废")).refused(rules.VOIDED_ALREADY)
    history.when(void("consignments", "XP9", 1)).refused(rules.VOID_UNKNOWN)
    history.when(used(sale_no="XS1")).duplicate(8)


def test_a_stage_stays_while_the_sale_that_came_of_it_stands() -> None:
    """Interface rule 5: the message names what to void first."""
    history = house().given(
        sale("XS9", quantity="3", consignment_no="XP1", sold_on="2026-02-03"), consigned()
    )
    history.given(used(sale_no="XS9"))
    (sentence,) = history.when(void("consignments", "XP1", 1)).refused(rules.VOID_BREAKS)
    assert sentence == ("consignments XP1/1 cannot be voided: the record that came of this stage stands.")
    history.given(void("sales", "XS9"))
    history.when(void("consignments", "XP1", 1)).accepted()


def test_after_a_void_other_content_replaces_and_the_same_stays_voided() -> None:
    """Interface rule 5: importing an old file again is harmless."""
    history = house().given(consigned(), used(quantity="3"), void("consignments", "XP1", 1))
    history.when(used(quantity="3")).duplicate(8)
    corrected = history.when(used(quantity="4")).accepted()
    assert corrected.envelope.replaces == history.events[7]["event_id"]
    history.when(used(quantity="3")).duplicate(8)
    history.when(used(quantity="4")).duplicate(10)


def test_a_voided_stage_comes_back_if_it_names_what_it_replaces() -> None:
    """The identical row stays voided unless it says so itself."""
    history = house().given(consigned(), used(), void("consignments", "XP1", 1))
    again = history.when(used(replaces=history.events[7]["event_id"])).accepted()
    assert again.envelope.replaces == history.events[7]["event_id"]
    history.when(used()).duplicate(10)


def test_what_follows_a_corrected_stage_is_entered_again_as_it_was() -> None:
    """A stage voided only to reach the one before it is no duplicate of itself afterwards."""
    history = house().given(
        shortfall(),
        investigated(),
        stage("discrepancy_explained", "CY1", explanation="已说明"),
        void("delivery_discrepancies", "CY1", reason="一"),
        void("delivery_discrepancies", "CY1", reason="二"),
    )
    history.when(investigated()).duplicate(8)
    history.when(stage("discrepancy_explained", "CY1", explanation="已说明")).duplicate(9)
    history.given(investigated(findings="不属实"))
    back = history.when(stage("discrepancy_explained", "CY1", explanation="已说明")).accepted()
    assert back.envelope.replaces == history.events[8]["event_id"]
    history.when(investigated()).duplicate(8)
    history.when(stage("discrepancy_explained", "CY1", explanation="已说明")).duplicate(13)


def test_a_case_is_kept_as_it_is_known() -> None:
    """The entry survives the store, with everything in it."""
    history = house().given(consigned(), used(), void("consignments", "XP1", 1))
    key = record_key_of("consignments", "XP1", 1)
    record = history.state.get(key)
    assert loads(key, dumps(record)) == record
