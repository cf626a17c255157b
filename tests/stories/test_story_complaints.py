"""A complaint from the telephone call to the closed file, as the people at their screens record it (S4-I).

Not accepted, put to a petition, taken up again and decided anew; what nobody may do is refused on the way,
each with its sentence. And a year's register of complaints from a workbook with Chinese headings.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.support.cli import Answer, Cli
from tests.support.desk import Desk

Row = dict[str, Any]
SELLER, SERVICE, QUALITY, HEAD, DEPUTY, MANAGER = "RY02", "RY06", "RY03", "RY04", "RY07", "RY08"
TS = {"complaint_no": "TS-202603-0001"}
POSTS = {
    SELLER: ("肖锐", "seller", "业务员", "salesperson"),
    SERVICE: ("付勤", "service", "客服部经理", "service_manager"),
    QUALITY: ("智严", "quality", "质量管理员", "quality_staff"),
    HEAD: ("贺铮", "quality_head", "质量负责人", "quality_head"),
    DEPUTY: ("戴明", "deputy", "副总经理", "deputy_general_manager"),
    MANAGER: ("郑总", "manager", "总经理", "general_manager"),
}
YEAR = (
    *(
        "投诉编号",
        "接收日期",
        "接收渠道",
        "首问责任人",
        "客户编码",
        "投诉内容",
        "投诉性质",
        "严重程度",
        "异常原因分类",
    ),
    *(
        "处理人员",
        "调查完成日期",
        "查明原因",
        "责任归属部门",
        "核决人",
        "核决日期",
        "投诉是否成立",
        "改善方法",
    ),
    *("答复时间", "答复内容", "客户是否接受", "结案日期"),
)


def enter(cli: Cli, table: str, document: Row, *, by: str = SERVICE, expect: int = 0) -> Answer:
    """Record one document as somebody at a screen."""
    cli.settings["MEDLEDGER_USER"] = by
    return cli.run("record", table, "--format", "json", stdin=json.dumps(document), expect=expect)


def stage(cli: Cli, key: str, document: Row, *, by: str = SERVICE, expect: int = 0) -> Answer:
    """Record a stage of the complaint."""
    return enter(cli, "complaints", {**TS, "stage": key, **document}, by=by, expect=expect)


def refused(answer: Answer) -> str:
    """Return the sentences and advice of a refusal, one after another."""
    found = answer.json
    reasons = found["reasons"] if isinstance(found, dict) and "reasons" in found else found
    return json.dumps(reasons, ensure_ascii=False)


def entry(cli: Cli, *options: str) -> Row:
    """Return the complaint in the register."""
    (row,) = cli.table("complaint_entries", *options)
    return row


def furnish(desk: Desk) -> None:
    """Enter a house with those who receive, judge and decide, and a hospital that bought something."""
    cli = desk.cli
    for name, post, title, role in POSTS.values():
        assert name
        enter(
            cli,
            "posts",
            {
                "post_code": post,
                "name": title,
                "role": role,
                "duties": title,
                "effective_from": "2025-01-01",
            },
        )
    for code, (name, post, _, _) in POSTS.items():
        quality = post.startswith("quality")
        enter(
            cli,
            "staff",
            {
                "staff_code": code,
                "name": name,
                "post": post,
                "education": "大专",
                "key_quality_post": quality,
                "sole_post_declared": quality,
                "no_ban_declared": quality,
            },
        )
    for code in ("K01", "K02"):
        enter(
            cli,
            "customers",
            {
                "customer_code": code,
                "name": f"{code}医院",
                "kind": "医疗器械使用单位",
                "address": f"{code}路1号",
                "phone": "0300-5551001",
            },
        )


@pytest.fixture
def house(begin: Callable[..., Desk]) -> Cli:
    """A house before the story."""
    return begin(furnish).cli


def receive(cli: Cli, **rest: Any) -> None:
    """The telephone rings at the seller's desk, who tells customer service."""
    call = {
        "first_responder": SELLER,
        "received_on": "2026-03-02",
        "received_at": "2026-03-02T09:10:00+08:00",
        "channel": "来电",
        "customer_code": "K01",
        "complainant": "何静言",
        "content": "输液泵报警频繁",
        "customer_demand": "更换",
    }
    enter(cli, "complaints", {**call, **rest})
    assert cli.table("complaints")[0]["complaint_no"] == TS["complaint_no"]


def judge(cli: Cli) -> None:
    """Assessed, handed to quality, investigated and reported; after-sales may not skip quality."""
    assessment = {
        "nature": "质量投诉",
        "severity": "一般",
        "handler": SERVICE,
        "abnormality_class": "非质量异常",
    }
    own = stage(cli, "assessed", {**assessment, "handler": QUALITY}, by=QUALITY, expect=2)
    assert f"{QUALITY} is no head, and nobody else named them" in refused(own)
    stage(cli, "assessed", assessment, by=QUALITY)
    skipped = stage(cli, "accepted", {"accepted_at": "2026-03-03"}, by=MANAGER, expect=2)
    assert "was not handed to quality before stage complaint_accepted" in refused(skipped)
    stage(
        cli,
        "transferred",
        {"transferred_to": "质量管理部", "owner": QUALITY, "transferred_at": "2026-03-03T09:00:00+08:00"},
    )
    stage(
        cli,
        "investigated",
        {
            "investigator": QUALITY,
            "investigated_on": "2026-03-05",
            "findings": "未见产品缺陷",
            "cause": "管路安装不到位",
            "cause_class": "使用不当",
        },
        by=QUALITY,
    )
    stage(cli, "reported", {"report_text": "见调查报告", "reported_on": "2026-03-06"}, by=QUALITY)


def decide(cli: Cli, **rest: Any) -> Row:
    """Return a decision of quality."""
    return {
        "outcome": "不成立",
        "handling_plan": "上门指导",
        "decided_by": HEAD,
        "decided_on": "2026-03-07",
        "tracking_required": False,
        "receivable_released": True,
        **rest,
    }


def test_a_complaint_from_the_call_to_the_closed_file(house: Cli) -> None:
    """P-10, P-11, R-22 to R-29; refusals on the way, and the register before and after."""
    cli = house
    receive(cli)
    judge(cli)
    beyond = stage(cli, "decided", decide(cli, decided_by=SELLER), by=HEAD, expect=2)
    assert "and may not decide on a general complaint" in refused(beyond)
    stage(cli, "decided", decide(cli), by=HEAD)
    stage(
        cli,
        "answered",
        {
            "answered_at": "2026-03-08T09:00:00+08:00",
            "answer": "产品无质量问题，安排上门指导",
            "answer_channel": "来函",
        },
        by=SELLER,
    )
    objection = {"customer_view": "未能接受", "objection": "同型号其他泵无此现象"}
    alone = stage(cli, "objected", objection, by=SELLER, expect=2)
    assert "objection is not put to a petition" in refused(alone)
    petition(cli)
    stage(cli, "objected", {**objection, "petition_no": "QC1"}, by=SELLER)
    stage(cli, "reopened", {"reopen_reason": "签呈批准复检"}, by=SELLER)
    taken_up = cli.position()
    again = {"answered_at": "2026-03-14", "answer": "复检发现传感器偏移，予以更换"}
    assert "it was taken up again and not decided anew" in refused(
        stage(cli, "answered", again, by=SELLER, expect=2)
    )
    anew = decide(
        cli, outcome="成立", receivable_released=None, tracking_required=True, decided_on="2026-03-13"
    )
    stage(cli, "decided", {key: value for key, value in anew.items() if value is not None}, by=HEAD)
    stage(cli, "answered", {**again, "customer_view": "接受"}, by=SELLER)
    untracked = stage(cli, "closed", {"closed_on": "2026-03-15"}, by=QUALITY, expect=2)
    assert "no tracking is on record after its answer" in refused(untracked)
    stage(
        cli,
        "tracked",
        {"tracked_on": "2026-03-20", "tracking_result": "更换后使用正常", "satisfaction": "满意"},
    )
    end = {"closed_on": "2026-03-21", "close_note": "归档"}
    unsigned = stage(cli, "closed", end, by=QUALITY, expect=2)
    assert "complaint_signed_off, registrant_notified_at, supplier_notified_at" in refused(unsigned)
    told = {"registrant_notified_at": "2026-03-20", "supplier_notified_at": "2026-03-20"}
    stage(cli, "parties_notified", told, by=QUALITY)
    signed = {"signed_off_on": "2026-03-20", "copies_filed": "质量管理部;销售部门;会计科"}
    stage(cli, "signed_off", signed, by=MANAGER)
    stage(cli, "closed", end, by=QUALITY)
    told_of_it(cli, taken_up)


def petition(cli: Cli) -> None:
    """The sales department petitions; the general manager decides, and nobody below."""
    raised = {
        "petition_no": "QC1",
        "raised_on": "2026-03-09",
        "raised_by": "销售部",
        "subject_table": "complaints",
        "subject_no": TS["complaint_no"],
        "complaint_no": TS["complaint_no"],
        "objection": "客户要求复检",
    }
    enter(cli, "petitions", raised)
    verdict = {"petition_no": "QC1", "decision": "同意", "decided_on": "2026-03-10", "instruction": "送检"}
    below = enter(cli, "petitions", {**verdict, "approver": SERVICE}, by=MANAGER, expect=2)
    assert "may not decide on a petition" in refused(below)
    assert '"matter": "a petition"' in below.out
    enter(cli, "petitions", {**verdict, "approver": MANAGER}, by=MANAGER)


def told_of_it(cli: Cli, reopened: int) -> None:
    """The register at each point, the file of the case, and the statistics of the month."""
    keys = ("stage", "owner", "result", "closed_on")
    register = {}
    for name, options in {
        "call": ("--at", "2026-03-02"),
        "answered": ("--at", "2026-03-08"),
        "reopened": ("--known-at", reopened),
        "closed": ("--at", "2026-03-21"),
    }.items():
        row = entry(cli, *map(str, options))
        register[name] = tuple(row[key] for key in keys)
    assert register == {
        "call": ("received", SELLER, None, None),
        "answered": ("answered", QUALITY, "产品无质量问题，安排上门指导", None),
        "reopened": ("reopened", QUALITY, None, None),
        "closed": ("closed", QUALITY, "复检发现传感器偏移，予以更换", "2026-03-21"),
    }
    assert cli.table("complaint_entries", "--at", "2026-03-01") == []
    (case,) = cli.run("case", TS["complaint_no"], "--format", "json").json["cases"]
    assert [one["stage"] for one in case["stages"]] == [
        *("received", "assessed", "transferred", "investigated", "reported", "decided", "answered"),
        *(
            "objected",
            "reopened",
            "decided",
            "answered",
            "tracked",
            "parties_notified",
            "signed_off",
            "closed",
        ),
    ]
    (month,) = cli.table("complaint_statistics", "--where", "month=2026-03")
    assert (month["closed_count"], month["founded_count"], month["ratio"]) == (1, 1, "1")
    (opinion,) = cli.table("feedback_entries")
    assert (opinion["source_no"], opinion["answer"]) == (TS["complaint_no"], "复检发现传感器偏移，予以更换")


def test_a_grave_complaint_waits_for_the_deputy_general_manager(house: Cli) -> None:
    """G-38, G-34, G-40: nothing is handled, answered or closed before."""
    cli = house
    receive(cli, complaint_kind="服务")
    stage(
        cli,
        "assessed",
        {"nature": "服务投诉", "severity": "重大", "handler": SERVICE},
        by=QUALITY,
    )
    for key, told in (
        ("site_examined", {"site_visit_on": "2026-03-03"}),
        ("answered", {"answered_at": "2026-03-03", "answer": "已知悉"}),
    ):
        answer = stage(cli, key, told, by=SELLER, expect=2)
        assert "the deputy general manager has not read it" in refused(answer)
        assert "medledger record complaints (stage=complaint_grave_approved" in refused(answer)
    early = stage(cli, "closed", {"closed_on": "2026-03-03"}, by=QUALITY, expect=2)
    assert '"rule": "G-40"' in refused(early)
    stage(cli, "grave_approved", {"grave_approver": DEPUTY, "grave_instruction": "即刻处理"}, by=DEPUTY)
    assert cli.table("complaints")[0]["stage"] == "grave_approved"
    answer = stage(cli, "decided", decide(cli, outcome="成立", decided_by=HEAD), by=HEAD, expect=2)
    assert "may not decide on a grave complaint" in refused(answer)


def test_feedback_becomes_a_complaint(house: Cli) -> None:
    """S1-E §4.2.2: sent on only with the number of the complaint that it became."""
    cli = house
    opinion = {
        "feedback_kind": "市场信息反馈",
        "received_at": "2026-03-01",
        "customer_code": "K01",
        "content": "漏液",
    }
    enter(cli, "feedbacks", {"feedback_no": "XX1", **opinion})
    onward = {"feedback_no": "XX1", "stage": "routed", "route": "转质量投诉", "transferred_at": "2026-03-01"}
    blank = enter(cli, "feedbacks", onward, expect=2)
    assert "is sent on as quality_complaint, but complaint_no is blank" in refused(blank)
    assert "medledger record complaints" in refused(blank)
    missing = enter(cli, "feedbacks", {**onward, **TS}, expect=2)
    assert "is not in the table complaints" in refused(missing)
    receive(cli)
    enter(cli, "feedbacks", {**onward, **TS})
    assert [row["source_no"] for row in cli.table("feedback_entries")] == ["XX1"]


def book(path: Path, rows: list[tuple[Any, ...]]) -> Path:
    """Write a workbook as an office keeps it: a title above, Chinese headings, one row for each complaint."""
    target = xlsxwriter.Workbook(path)
    sheet = target.add_worksheet("投诉记录")
    sheet.merge_range(0, 0, 0, len(YEAR) - 1, "2025年度医疗器械用户投诉记录表")
    sheet.write_row(1, 0, YEAR)
    for place, row in enumerate(rows, 2):
        sheet.write_row(place, 0, row)
    target.close()
    return path


def year() -> list[tuple[Any, ...]]:
    """Return a year of complaints: founded and not, one grave, one still open."""
    rows: list[tuple[Any, ...]] = []
    for number in range(1, 25):
        month = (number + 1) // 2
        founded = "不成立" if number % 4 == 0 else "成立"
        weight = "重大" if number == 6 else "一般" if number % 2 else "轻微"
        rows.append(
            (
                f"TS2025{number:03}",
                f"2025-{month:02}-03",
                "来电" if number % 3 else "来函",
                SELLER,
                "K01" if number % 2 else "K02",
                f"第{number}起：报警",
                "质量投诉" if number % 2 else "服务投诉",
                weight,
                "返修产品存在质量问题" if number % 2 else "工作态度不好",
                SERVICE,
                f"2025-{month:02}-05",
                "密封老化",
                "生产部" if number % 2 else "客服部",
                MANAGER if number == 6 else HEAD,
                f"2025-{month:02}-06",
                founded,
                "加严检验",
                f"2025-{month:02}-07",
                "已答复处理结果",
                "接受",
                f"2025-{month:02}-10",
            )
        )
    rows.append(("TS2025099", "2025-12-30", "来访", SELLER, "K02", "外观划伤", *[""] * 15))
    return rows


def test_a_year_of_complaints_from_a_workbook(house: Cli, tmp_path: Path) -> None:
    """One row for each complaint, told as its stages; again it is all duplicates."""
    path = book(tmp_path / "投诉登记.xlsx", year())
    done = house.import_(path)
    assert (done.files[0]["table"], done.counts) == ("complaints", (25, 0, 0))
    register = house.table("complaint_entries")
    assert len(register) == 25
    assert [row["stage"] for row in register].count("closed") == 24
    assert (register[-1]["stage"], register[-1]["state"]) == ("received", "overdue")
    first = register[0]
    assert (first["cause"], first["outcome"], first["result"]) == ("密封老化", "founded", "已答复处理结果")
    assert [row["source_no"] for row in house.table("feedback_entries", "--where", "month=2025-12")] == [
        *("TS2025023", "TS2025024", "TS2025099")
    ]
    june = house.table("complaint_statistics", "--where", "month=2025-06")
    assert [(row["responsible_department"], row["closed_count"], row["ratio"]) for row in june] == [
        ("客服部", 1, "0.5"),
        ("生产部", 1, "0.5"),
    ]
    position = house.position()
    assert house.import_(path).counts == (0, 25, 0)
    assert house.position() == position


def test_what_a_year_of_complaints_shows(house: Cli, tmp_path: Path) -> None:
    """Findings, not refusals: the grave one that nobody above had read, those closed unsigned and untold."""
    house.import_(book(tmp_path / "投诉登记.xlsx", year()))
    found = house.run("findings", "--format", "json", expect=1).json
    grave = [row["particulars"]["complaint_no"] for row in found if row["rule"] == "G-38"]
    unsigned = [row["particulars"]["identity"] for row in found if row["rule"] == "M-14b"]
    assert grave == ["TS2025006"]
    assert unsigned == [f"TS2025{number:03}" for number in range(1, 25, 2)]
    assert len(found) == len(grave) + len(unsigned)
