"""Posts: who may record, approve and decide which stage, and who may not do both."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import clock
from ledger.events import catalogue
from ledger.events.base import Stage, Table
from ledger.subjects.people.post_rights import (
    events_named,
    may_record,
    recorders,
    rights_of,
    roles_named,
    title,
)
from ledger.subjects.people.post_roles import ALSO, APPROVALS, DECIDING, EVERYBODY, PAIRS, ROLES
from tests.support import rules
from tests.support.decisions import (
    ZONE,
    Command,
    Entries,
    History,
    approvers,
    back,
    both,
    command,
    member,
    sale,
    shortfall,
    stage,
    trade,
)

STAGES = [(table, one) for table in catalogue.tables() for one in table.stages]


def post(code: str, name: str, **more: Any) -> Command:
    """Return a command that registers a post."""
    fields = {"post_code": code, "name": name, "duties": name, "effective_from": "2020-01-01"}
    return command("posts", **(fields | more))


def house(*more: Command, by: str = "", live: bool = True) -> History:
    """Start with a sale, and somebody at the desk."""
    history = trade(*approvers(), sale(), *more, live=live)
    history.recorded_by = by
    return history


def holding(role: str, **more: Any) -> tuple[Command, Command]:
    """Return a post with a role, and `E2` who holds it."""
    return post("GW2", f"岗位{role}", role=role, **more), member("E2", post="GW2")


def test_a_stage_is_recorded_by_the_post_that_it_names() -> None:
    """GSP §51, A-12: after-sales takes what a customer reports; the invoice clerk does not."""
    house(*holding("after_sales"), by="E2").when(shortfall()).accepted()
    history = house(*holding("invoice_clerk"), by="E2")
    (message,) = history.when(shortfall()).refused(rules.MAY_NOT_RECORD)
    assert message == (
        "'E2' holds the post '岗位invoice_clerk', which does not record the stage discrepancy_reported; "
        "After-sales department does."
    )


@pytest.mark.parametrize("role", ["quality", "quality_head", "general_manager", "person_in_charge"])
def test_quality_and_the_head_of_the_house_record_any_stage_that_is_no_approval(role: str) -> None:
    """A-04, A-26, A-28."""
    house(*holding(role), by="E2").when(shortfall()).accepted()


@pytest.mark.parametrize("role", ["service_post", "service_management", "service_manager", "service_centre"])
def test_the_posts_of_a_department_count_as_the_department(role: str) -> None:
    """A-12 to A-16."""
    house(*holding(role), by="E2").when(shortfall()).accepted()


def test_a_house_without_posts_is_not_locked_out() -> None:
    """GSP §51: nobody wrote down what a post may do."""
    house(member("E2", post="开票员"), by="E2").when(shortfall()).accepted()
    house(post("GW1", "开票员"), member("E2", post="销售员"), by="E2").when(shortfall()).accepted()


def test_a_post_in_words_that_say_nothing_judges_nobody() -> None:
    """GSP §51: neither role nor events, and a name that is in no table of names."""
    house(post("GW2", "综合岗"), member("E2", post="GW2"), by="E2").when(shortfall()).accepted()
    history = house(*holding("综合", permitted_events=["杂务"]), by="E2")
    history.when(shortfall()).accepted()


@pytest.mark.parametrize("by", ["", "tester", "E404"])
def test_who_is_on_no_roster_is_judged_by_nothing(by: str) -> None:
    """An account of the system, or a person nobody registered."""
    house(*holding("invoice_clerk"), by=by).when(shortfall()).accepted()


def test_who_records_may_be_given_by_name() -> None:
    """Interface: the account may be the name on the roster, if only one person has it."""
    clerk = holding("invoice_clerk")
    history = house(*clerk, by="员工E2")
    history.when(shortfall()).refused(rules.MAY_NOT_RECORD)
    house(*clerk, member("E3", name="员工E2"), by="员工E2").when(shortfall()).accepted()


def test_who_typed_an_import_is_not_who_acted() -> None:
    """Architecture: an import records what happened."""
    house(*holding("invoice_clerk"), by="E2", live=False).when(shortfall()).accepted()


@pytest.mark.parametrize(
    "more",
    [
        {"permitted_events": ["discrepancy_reported"]},
        {"permitted_events": ["delivery_discrepancies"]},
        {"permitted_events": ["短少、发错、破损处理记录"]},
        {"approves": ["discrepancy_reported"]},
        {"role": "invoice_clerk; 售后服务部"},
    ],
)
def test_the_file_of_a_post_adds_what_it_may_record(more: dict[str, Any]) -> None:
    """GSP §51: 可登记事项, by event type, by table, or by a second role."""
    post_row = post("GW2", "开票岗", **({"role": "invoice_clerk"} | more))
    house(post_row, member("E2", post="GW2"), by="E2").when(shortfall()).accepted()


def test_the_roster_adds_rights_and_binds_by_them() -> None:
    """GSP §51: rights granted to one person, in a house without posts."""
    person = member("E2", post="开票员", permissions=["discrepancy_reported"])
    house(person, by="E2").when(shortfall()).accepted()
    other = member("E2", post="开票员", permissions=["采购员"])
    house(other, by="E2").when(shortfall()).refused(rules.MAY_NOT_RECORD)


def test_a_post_is_found_by_its_name() -> None:
    """Rosters name the post as people call it."""
    rows = (post("GW2", "开票岗", role="invoice_clerk"), member("E2", post="开票岗"))
    house(*rows, by="E2").when(shortfall()).refused(rules.MAY_NOT_RECORD)


def test_a_post_counts_while_it_is_in_force() -> None:
    """GSP §51: ended, it gives nothing; not begun, it says nothing."""
    ended = holding("after_sales", effective_until="2026-05-30")
    house(*ended, by="E2").when(shortfall()).refused(rules.MAY_NOT_RECORD)
    early = holding("invoice_clerk", effective_from="2026-07-01")
    house(*early, by="E2").when(shortfall()).accepted()


def test_who_left_records_nothing() -> None:
    """GSP §51, §112: rights end with the post."""
    history = house(member("E2", post="客服", employed_until="2026-05-20"), by="E2")
    history.when(shortfall()).refused(rules.OFF_POST)
    history.now = clock.start_of("2026-05-20", ZONE)
    history.when(shortfall()).accepted()
    history = house(member("E2", post="客服", status="left"), by="E2")
    history.when(shortfall()).refused(rules.OFF_POST)


def planned_visit(*more: Command, live: bool = True, by: str = "") -> History:
    """Start with a visit that was made by `E1`."""
    made = stage(
        "visit_made",
        "HF1",
        visited_on="2026-05-10",
        visit_kind="on_site",
        customer_code="C1",
        handler="E1",
    )
    return house(made, *more, by=by, live=live)


def approved(by: str = "M1") -> Command:
    """Return the approval of the visit."""
    return stage("visit_approved", "HF1", approver=by, approved_on="2026-05-12")


def test_an_approval_is_given_by_its_own_post_alone() -> None:
    """S1-E 4.1.3, A-20: the visit form is approved by the customer-service manager, not by quality."""
    manager = (post("GW1", "客服部经理"), member("M1", post="GW1"))
    planned_visit(*manager, by="M1").when(approved()).accepted()
    others = (*manager, *holding("quality"))
    planned_visit(*others, by="E2").when(approved()).refused(rules.MAY_NOT_RECORD)
    planned_visit(*others, by="M1").when(approved("E2")).refused(rules.MAY_NOT_DECIDE)
    both(planned_visit(*others), approved("E2"), rules.MAY_NOT_DECIDE)


def test_the_file_of_a_post_adds_what_it_approves() -> None:
    """S4-I, GSP §18: 审批事项."""
    clerk = holding("invoice_clerk", approves=["visit_approved"])
    planned_visit(*clerk, by="E2").when(approved("E2")).accepted()


def test_approvals_are_judged_once_the_house_keeps_posts() -> None:
    """GSP §51: without posts a name on the roster is enough."""
    seller = member("M1", post="销售员")
    planned_visit(seller).when(approved()).accepted()
    both(planned_visit(seller, post("GW9", "客服部经理")), approved(), rules.MAY_NOT_DECIDE)
    nobody = (member("M1", post="综合岗"), post("GW9", "客服部经理"))
    planned_visit(*nobody).when(approved()).accepted()
    planned_visit(post("GW9", "客服部经理"), live=False).when(approved("E404")).accepted(rules.UNKNOWN_STAFF)


def test_who_was_not_on_post_that_day_approved_nothing() -> None:
    """GSP §112."""
    gone = member("M1", post="客服部经理", employed_until="2026-05-01")
    both(planned_visit(gone), approved(), rules.OFF_POST)


def test_nobody_approves_the_own_work() -> None:
    """S1-E 4.1.3: who made the visit does not approve the form."""
    both(planned_visit(), approved("E1"), rules.SAME_PERSON)


def test_a_return_is_approved_by_the_head_of_business_or_the_purchaser() -> None:
    """S1-D 5.1.3, A-10; S1-H, A-30: a salesperson approves none."""
    both_given = {"business_approver": "B1", "quality_approver": "Q1"}
    rows = (post("GW1", "业务负责人"), post("GW2", "业务员"))
    house(*rows).when(back(**both_given)).accepted()
    seller = {"business_approver": "E2", "quality_approver": "Q1"}
    both(house(*rows, member("E2", post="GW2")), back(**seller), rules.MAY_NOT_DECIDE)


def test_who_drafted_a_contract_does_not_approve_it() -> None:
    """S2-A: the purchaser only drafts; the file of a paper is kept with a warning."""
    contract = command(
        "contracts",
        contract_no="HT1",
        contract_kind="quality_assurance",
        supplier_code="S1",
        signed_on="2026-01-01",
        party_name="供应商",
        drafted_by="E1",
        approver="E1",
    )
    found = house().when(contract).accepted(rules.SAME_PERSON)
    assert found.findings[0]["severity"] == "warning"


def test_posts_that_exclude_each_other_are_told() -> None:
    """S1-D 5.1.3, S1-H 5.2: held by one person, in rights or under two codes."""
    rows = (post("A", "采购员", incompatible_posts=["B"]), post("B", "财务"), post("C", "保管员"))
    history = house(*rows)
    both_held = member("E2", post="A", permissions=["B"])
    (found,) = history.when(both_held).accepted(rules.INCOMPATIBLE_POSTS).findings
    assert (found["post"], found["other"], found["severity"]) == ("采购员", "财务", "warning")
    history = house(*rows, member("E2", name="王一", post="A"))
    history.when(member("E3", name="王一", post="B")).accepted(rules.INCOMPATIBLE_POSTS)
    house(*rows, member("E2", name="王一", post="A")).when(member("E3", name="王一", post="C")).accepted()
    house().when(member("E2", post="A", permissions=["B"])).accepted()


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("质检部", "quality"),
        ("质管部", "quality"),
        ("质量部", "quality"),
        ("质量管理部", "quality"),
        ("质量管理机构", "quality"),
        ("销售员", "salesperson"),
        ("工程师", "technician"),
        ("会计员", "finance"),
        ("总经理室", "general_manager"),
        ("Customer-service manager", "service_manager"),
        ("business_head", "business_head"),
    ],
)
def test_the_same_body_goes_by_many_names(words: str, role: str) -> None:
    """Requirements, roles: keep a role-alias table."""
    assert role in roles_named(words)


@pytest.mark.parametrize(
    ("staff", "expected"),
    [
        ({"post": "售后服务部文员"}, {"after_sales"}),
        ({"post": "文员", "department": "财务部"}, {"finance"}),
        ({"post": "副总经理"}, {"deputy_general_manager"}),
        ({"post": "总经理助理"}, set()),
        ({"post": "验收员", "key_quality_post": True}, {"inspector", "quality"}),
        ({"post": "质量负责人"}, {"quality", "quality_head"}),
    ],
)
def test_a_post_is_read_by_its_words_where_it_has_no_file(staff: dict[str, Any], expected: set[str]) -> None:
    """Requirements, roles: by name, and a department by what the name contains."""
    history = History().given(member("E2", **staff))
    version = history.state.register("staff", "E2").nearest("9")
    assert rights_of(history.state, version, None, "9999").roles == expected


def test_the_company_says_who_is_in_charge() -> None:
    """GSP §18: the head of quality; the person in charge by name."""
    company = command(
        "companies",
        company_code="A",
        name="甲公司",
        uscc="91339900MA99000017",
        quality_head="E2",
        person_in_charge="员工E3",
        address="一路1号",
        phone="0300-1",
        business_mode="wholesale",
        scope="二类",
    )
    history = History().given(member("E2", post="职员"), member("E3", post="职员"), company)
    roles = [
        rights_of(history.state, history.state.register("staff", code).nearest("9"), None, "9999").roles
        for code in ("E2", "E3")
    ]
    assert roles == [{"quality", "quality_head"}, {"person_in_charge"}]


@pytest.mark.parametrize(("table", "one"), STAGES, ids=[one.event for _, one in STAGES])
def test_every_stage_of_the_catalogue_has_somebody_who_records_it(table: Table, one: Stage) -> None:
    """§5 A-01 to A-39: its own role may, and every role that may is one of the contract."""
    assert one.by in ROLES
    assert one.by in recorders(one) or one.by in EVERYBODY
    assert recorders(one) <= set(ROLES)
    holder = History().given(post("GW1", "某岗", role=one.by), member("E2", post="GW1"))
    version = holder.state.register("staff", "E2").nearest("9")
    assert may_record(rights_of(holder.state, version, "2026-05-01", "9999"), one)
    assert events_named([one.event]) == {one.event}
    assert title({one.by})["by_zh"] == ROLES[one.by][1].split("|")[0]
    outside = {"customer", "manufacturer", "authority", "specialist", "system"}
    assert not outside & recorders(one)
    assert table.kind == "case"


def test_the_data_of_posts_name_what_the_catalogue_has() -> None:
    """Roles, stages and columns are those of the declarations."""
    stages = {one.event: one for _, one in STAGES}
    assert set(ALSO) | {role for some in ALSO.values() for role in some} <= set(ROLES)
    assert set(APPROVALS) <= set(stages)
    for event, columns in DECIDING.items():
        table = catalogue.table_of(event)
        carried = stages[event].columns if event in stages else table.by_key
        for column, roles in columns:
            assert column in carried, event
            assert table.by_key[column].ref == "staff"
            assert roles <= set(ROLES)
    for key, pairs in PAIRS.items():
        for pair in pairs:
            assert all(catalogue.table(key).by_key[column].ref == "staff" for column in pair)


def test_nothing_is_asked_of_the_state_where_nobody_approves() -> None:
    """An import pays nothing for posts on rows that name nobody who approves."""

    class Counting(Entries):
        asked = 0

        def get(self, key: str, default: Any = None) -> Any:  # type: ignore[override]
            if "posts" in key:
                Counting.asked += 1
            return super().get(key, default)

    history = house(live=False)
    history.state = Counting(history.state)
    history.when(shortfall()).accepted()
    history.when(sale("XS2")).accepted()
    assert Counting.asked == 0


@pytest.mark.parametrize(
    ("words", "own", "others"),
    [
        ("销售部", "complaint_site_examined complaint_objected complaint_reopened", "complaint_assessed"),
        ("客服组组长", "return_ruled", "capa_opened"),
        ("配送员", "repair_returned_to_customer", "return_ruled"),
        ("质管部退货组", "return_ruling_requested", "return_business_approved"),
        ("公司售后服务管理组", "discrepancy_investigated discrepancy_closed", "capa_opened"),
        ("法规部", "capa_opened capa_closed", "return_ruled"),
        ("经营部", "veto_acknowledged recall_notice_sent recall_response_received", "veto_lifted"),
        ("部门负责人", "rule_check_rectified petition_raised", "veto_lifted"),
    ],
    ids=["A-03", "A-13", "A-17", "A-18", "A-19", "A-21", "A-31", "A-29"],
)
def test_a_post_of_the_sources_records_its_stages_and_not_those_of_others(
    words: str, own: str, others: str
) -> None:
    """A-03, A-13, A-17, A-18, A-19, A-21, A-29, A-31: read by the words that the sources use for it."""
    by_event = {one.event: one for _, one in STAGES}
    holder = History().given(member("E2", post=words))
    rights = rights_of(holder.state, holder.state.register("staff", "E2").nearest("9"), None, "9999")
    assert all(may_record(rights, by_event[event]) for event in own.split())
    assert not any(may_record(rights, by_event[event]) for event in others.split())


def test_who_checks_out_and_who_files_contracts_are_posts_of_their_own() -> None:
    """A-33, A-34: they hold no stage of a case; what they do is named on papers."""
    assert roles_named("出库复核员") == {"outbound_checker"}
    assert roles_named("合同归档部门") == {"contract_filing"}
