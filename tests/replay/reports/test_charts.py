"""Pictures: valid, the same bytes every day, every value in them as text, and nothing from outside."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest

from ledger.errors import CommandError
from replay.reports import charts

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = ["2026-04", "2026-05", "2026-06"]
VALUES = {"非质量异常": [3, None, 17], "工作态度不好": [2, 5, 11.25]}
KINDS: list[Callable[[], bytes]] = [
    lambda: charts.bars("投诉", MONTHS, VALUES),
    lambda: charts.bars("投诉", MONTHS, VALUES, stacked=True),
    lambda: charts.lines("投诉", MONTHS, VALUES),
    lambda: charts.lying("投诉", MONTHS, VALUES),
]
STAGES: list[dict[str, Any]] = [
    {"zh": "受理登记", "event_time": "2026-05-11T09:00:00+08:00", "recorded_by": "E1", "voided_at": None},
    {"zh": "调查", "event_time": None, "record_time": "2026-05-12T10:00:00+08:00", "recorded_by": "E2"},
    {"zh": "结案", "event_time": "2026-05-13T00:00:00+08:00", "recorded_by": "E1", "voided_at": "2026-05-14"},
]
OWED: list[dict[str, Any]] = [
    {
        "matter_zh": "判定投诉性质与程度",
        "started_at": "2026-05-11T09:00:00+08:00",
        "due_at": "2026-05-11T14:00:00+08:00",
        "done_at": "2026-05-12",
        "state": "done_late",
    },
    {
        "matter_zh": "投诉结案",
        "started_at": "2026-05-12",
        "due_at": "2026-05-17",
        "done_at": None,
        "state": "open",
    },
    {"matter_zh": "承诺", "started_at": "2026-05-12", "due_at": None, "done_at": None, "state": "open"},
    {"matter_zh": "未起算", "started_at": None, "due_at": None, "done_at": None, "state": "open"},
]


def read(picture: bytes) -> ET.Element:
    root = ET.fromstring(picture)  # noqa: S314
    assert root.tag == f"{SVG}svg"
    return root


def texts(picture: bytes) -> set[str]:
    root = read(picture)
    return {(one.text or "").strip() for one in root.iter() if one.tag in {f"{SVG}text", f"{SVG}title"}}


def outside(content: bytes) -> list[str]:
    """Return what names an address, apart from the name of the format itself."""
    words = content.decode().replace("http://www.w3.org/2000/svg", "")
    return re.findall(r"(?:https?:|//|url\(|@import|href|src=|<script|javascript|<!--)[^<]{0,40}", words)


@pytest.mark.parametrize("draw", KINDS)
def test_every_value_stands_in_the_picture_as_text(draw: Callable[[], bytes]) -> None:
    said = texts(draw())
    assert {"投诉", *MONTHS, *VALUES} <= said
    assert {"3", "17", "2", "5", "11.25"} <= said


@pytest.mark.parametrize("draw", KINDS)
def test_a_picture_is_the_same_bytes_and_names_nothing_outside(draw: Callable[[], bytes]) -> None:
    first = draw()
    assert first == draw()
    assert outside(first) == []
    assert not re.search(rb"20(19|2[0-9])-\d\d-\d\d", first), "the day of the drawing"
    root = read(first)
    assert [one.tag for one in root.iter() if one.tag in {f"{SVG}script", f"{SVG}image", f"{SVG}desc"}] == []


def test_what_is_counted_has_an_axis_of_whole_numbers() -> None:
    """Nobody counts half a complaint; where something is not whole the axis is not, either."""
    counted = charts.bars("投诉", MONTHS, {"甲": [1, None, 2], "乙": [0, 1, 1]}, stacked=True)
    assert {"0", "1", "2", "3"} <= texts(counted)
    assert not [one for one in texts(counted) if "." in one]
    many = texts(charts.lines("投诉", MONTHS, {"甲": [4, 730, 95]}))
    assert {"0", "100", "200", "700", "800"} <= many


def test_rates_are_told_in_per_cent() -> None:
    said = texts(charts.lying("指标", ["K-01", "K-03"], {"指标值": [0.95, 0.0213]}, rates=True))
    assert {"95%", "2.13%", "0%", "50%", "100%"} <= said


def test_a_title_tells_each_bar() -> None:
    titles = [one.text for one in read(KINDS[0]()).iter(f"{SVG}title")]
    assert {"2026-04 3", "2026-06 17", "2026-06 11.25"} <= set(titles)


def test_nothing_to_draw_is_a_picture_too() -> None:
    assert "无数据" in texts(charts.bars("投诉", [], {}))


def test_a_page_holds_the_picture_and_its_notes_and_needs_nothing_else() -> None:
    page = charts.page("投诉 <5月>", [KINDS[0]()], ["日志位置 7 & 8"])
    text = page.decode()
    assert text.startswith("<!DOCTYPE html>")
    assert "<title>投诉 &lt;5月&gt;</title>" in text
    assert "<p>日志位置 7 &amp; 8</p>" in text
    assert "<?xml" not in text
    assert outside(page) == []


def test_the_name_of_the_file_says_the_form() -> None:
    drawn = KINDS[0]()
    assert charts.in_form("投诉.svg", "投诉", drawn) == drawn
    assert charts.in_form("投诉.HTML", "投诉", drawn).startswith(b"<!DOCTYPE html>")
    with pytest.raises(CommandError) as refused:
        charts.in_form("投诉.png", "投诉", drawn)
    assert refused.value.code == "not_a_picture"


def test_the_time_line_of_a_case_tells_stages_and_what_was_owed() -> None:
    picture = charts.timeline(STAGES, OWED, "TS-202605-0001")
    assert picture == charts.timeline(STAGES, OWED, "TS-202605-0001")
    assert outside(picture) == []
    said = texts(picture)
    assert "TS-202605-0001" in said
    assert "2026-05-11 09:00  受理登记" in said
    assert "2026-05-13  结案（已作废）" in said
    assert "2026-05-12 10:00  调查" in said
    assert "判定投诉性质与程度（逾期完成）" in said
    whole = "判定投诉性质与程度：逾期完成；起算 2026-05-11 09:00，期限 2026-05-11 14:00，完成 2026-05-12"
    assert whole in said
    assert not any("未起算" in one for one in said)


def test_a_stage_of_which_only_the_day_is_known_is_as_long_as_the_day() -> None:
    """Drawn as a moment it would lie before what happened that morning."""
    stages: list[dict[str, Any]] = [
        {"zh": "派工", "event_time": "2026-05-11T09:00:00+08:00", "recorded_by": "E1"},
        {"zh": "诊断", "event_time": "2026-05-11T00:00:00+08:00", "recorded_by": "E1"},
        {"zh": "修复", "event_time": "2026-05-13T00:00:01+08:00", "recorded_by": "E1"},
    ]
    drawn = charts.timeline(stages, [])
    assert {"2026-05-11 09:00  派工", "2026-05-11  诊断", "2026-05-13 00:00  修复"} <= texts(drawn)
    root = read(drawn)
    dots = [float(one.attrib["cx"]) for one in root.iter(f"{SVG}circle")]
    [day] = [one for one in root.iter(f"{SVG}rect") if one.get("rx")]
    left, width = float(day.attrib["x"]), float(day.attrib["width"])
    assert left < dots[0] < left + width < dots[1]


def _owed(node: ET.Element) -> bool:
    """Return whether a rectangle is the bar of what is owed, not the day of a stage."""
    return node.get("rx") == "3"


def test_times_stand_in_their_order() -> None:
    root = read(charts.timeline(STAGES, OWED))
    drawn = (one for one in root.iter() if one.tag == f"{SVG}circle" or (one.get("rx") and not _owed(one)))
    places = [float(one.get("cx") or one.get("x") or 0) for one in drawn]
    begun, looked_into, closed, assessed = places
    assert begun < assessed < looked_into < closed
    bars = [one for one in root.iter(f"{SVG}rect") if one.get("rx")]
    assert all(float(one.get("width", "0")) > 2 for one in bars)


def test_a_case_of_which_nothing_is_known_has_an_empty_time_line() -> None:
    assert "个案时间轴" in texts(charts.timeline([], []))
