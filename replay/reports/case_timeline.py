"""The picture of one case: its stages as points in time, and under them what it owed until when."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final

FONTS: Final = (
    "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei',"
    "'SimSun',sans-serif"
)
WIDTH: Final = 960
STATES: Final = {
    "open": ("未到期", "#1b6ca8"),
    "due_soon": ("即将到期", "#c98a00"),
    "overdue": ("逾期未完成", "#c0392b"),
    "done": ("按期完成", "#3b8f5a"),
    "done_late": ("逾期完成", "#d1495b"),
    "time_unknown": ("时间不明", "#7f8c8d"),
}
_SVG: Final = "http://www.w3.org/2000/svg"
_LEFT, _RIGHT, _TOP, _ROW = 330, 50, 56, 26
_MOST_TICKS: Final = 7
_TICKS: Final = (
    *(timedelta(minutes=10), timedelta(hours=1), timedelta(hours=3), timedelta(hours=6), timedelta(hours=12)),
    *(timedelta(days=one) for one in (1, 2, 7, 14, 30, 60, 91, 182, 365)),
)
_DATE: Final = "2026-05-11"
_MIDNIGHT: Final = "00:00:00"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Axis:
    """Where a time lies; a bare date as a moment is the beginning of its day."""

    first: datetime
    last: datetime

    def at(self, text: str) -> float:
        return self.place(_moment(text, self.first.tzinfo))

    def place(self, moment: datetime) -> float:
        share = (moment - self.first) / (self.last - self.first)
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)


def timeline(stages: Iterable[Row], obligations: Iterable[Row], title: str = "") -> bytes:
    """Return the time line of a case as SVG: static, every word and time in it as text.

    Args:
        stages: As `medledger case` tells them: `zh`, `event_time` or `record_time`, `recorded_by`.
        obligations: As `projections.answers.cases.obligations` tells them: `matter_zh`, `started_at`,
            `due_at`, `done_at`, `state`.
        title: Over the picture.
    """
    points, owed = list(stages), [one for one in obligations if one["started_at"] is not None]
    times = [_when(one) for one in points]
    times += [one[key] for one in owed for key in ("started_at", "due_at", "done_at") if one[key]]
    axis = _spread([*times, *(_day_after(one) for one in times if _is_day(one))])
    height = _TOP + _ROW * (len(points) + len(owed)) + 70
    root = _node(None, "svg", viewBox=f"0 0 {WIDTH} {height}", width=WIDTH, height=height)
    _node(root, "title", text=title or "个案时间轴")
    root.set("font-family", FONTS)
    root.set("font-size", "12")
    _node(root, "rect", width=WIDTH, height=height, fill="white")
    _node(root, "text", text=title or "个案时间轴", x=16, y=26).set("font-size", "16")
    _ticks(root, axis, height - 40)
    top = _TOP
    for one in points:
        _point(root, axis, one, top)
        top += _ROW
    for one in owed:
        _bar(root, axis, one, top)
        top += _ROW
    _legend(root, height - 14)
    drawn: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return drawn + b"\n"


def _when(stage: Row) -> str:
    return str(stage.get("event_time") or stage["record_time"])


def _is_day(text: str) -> bool:
    """Return whether of a time only the day is known: a date, or the moment with which its day begins."""
    return len(text) == len(_DATE) or text[11:19] == _MIDNIGHT


def _day_after(text: str) -> str:
    return (datetime.fromisoformat(text) + timedelta(days=1)).isoformat()


def _moment(text: str, zone: tzinfo | None) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _spread(texts: list[str]) -> _Axis:
    """Return an axis in the zone of the times, with some room on both sides."""
    zones = (datetime.fromisoformat(one).tzinfo for one in texts)
    zone = next((one for one in zones if one is not None), UTC)
    times = [_moment(one, zone).astimezone(zone) for one in texts]
    first = min(times, default=datetime(2000, 1, 1, tzinfo=UTC))
    last = max(times, default=first)
    room = max((last - first) * 0.03, timedelta(minutes=30))
    return _Axis(first - room, last + room)


def _ticks(root: ET.Element, axis: _Axis, bottom: float) -> None:
    """Draw lines at whole hours or days, as many as can be read."""
    span = axis.last - axis.first
    step = next((one for one in _TICKS if span <= one * _MOST_TICKS), span)
    days = step >= timedelta(days=1)
    pattern = "%m-%d %H:%M" if not days else "%m-%d" if span < timedelta(days=300) else "%Y-%m-%d"
    moment = axis.first.replace(hour=0, minute=0, second=0, microsecond=0)
    while moment <= axis.last:
        if moment >= axis.first:
            place = axis.place(moment)
            _node(root, "line", x1=place, y1=_TOP - 12, x2=place, y2=bottom - 14, stroke="#dddddd")
            shown = moment.strftime(pattern)
            _node(root, "text", text=shown, x=place, y=bottom, fill="#666666").set("text-anchor", "middle")
        moment += step


def _point(root: ET.Element, axis: _Axis, stage: Row, top: int) -> None:
    voided = stage.get("voided_at") is not None
    colour, when = "#999999" if voided else "#2e4057", _shown(_when(stage))
    name = f"{stage['zh']}{'（已作废）' if voided else ''}"
    part = _node(root, "g")
    _node(part, "title", text=f"{name} {when} {stage.get('recorded_by') or ''}".strip())
    _node(part, "text", text=f"{when}  {name}", x=16, y=top + 4, fill=colour)
    _mark(part, axis, _when(stage), top, 5, fill="white" if voided else colour, stroke=colour)


def _mark(part: ET.Element, axis: _Axis, when: str, top: int, radius: int, **colours: str) -> None:
    """Draw a dot at a moment, and as long as the day where only that is known."""
    left = axis.at(when)
    if not _is_day(when):
        _node(part, "circle", cx=left, cy=top, r=radius, **colours)
        return
    width = max(2.0 * radius, round(axis.at(_day_after(when)) - left, 1))
    _node(
        part,
        "rect",
        x=left,
        y=top - radius,
        width=width,
        height=2 * radius,
        rx=radius,
        opacity="0.6",
        **colours,
    )


def _bar(root: ET.Element, axis: _Axis, owed: Row, top: int) -> None:
    label, colour = STATES.get(owed["state"], STATES["open"])
    begin, due, done = owed["started_at"], owed["due_at"], owed["done_at"]
    part = _node(root, "g")
    said = f"{owed['matter_zh']}：{label}；起算 {_shown(begin)}"
    said += f"，期限 {_shown(due)}" if due else ""
    said += f"，完成 {_shown(done)}" if done else ""
    _node(part, "title", text=said)
    _node(part, "text", text=f"{owed['matter_zh']}（{label}）", x=16, y=top + 4, fill=colour)
    left = axis.at(begin)
    right = max((axis.at(one) for one in (due, done) if one), default=axis.place(axis.last))
    _node(
        part,
        "rect",
        x=left,
        y=top - 6,
        width=max(2.0, round(right - left, 1)),
        height=12,
        rx=3,
        fill=colour,
        opacity="0.35",
    )
    if due:
        place = axis.at(due)
        _node(part, "line", x1=place, y1=top - 9, x2=place, y2=top + 9, stroke=colour).set(
            "stroke-width", "2"
        )
    if done:
        _mark(part, axis, done, top, 4, fill=colour)


def _legend(root: ET.Element, base: int) -> None:
    said = "● 环节（只知日期的画成一整天）　▬ 时限（竖线为期限，圆点为完成）"
    line = _node(root, "text", text=said, x=16, y=base, fill="#666666")
    for label, colour in STATES.values():
        _node(line, "tspan", text=f"　■ {label}", fill=colour)


def _shown(text: str) -> str:
    return text[:10] if _is_day(text) else text[:16].replace("T", " ")


def _node(parent: ET.Element | None, tag: str, text: str | None = None, **attributes: object) -> ET.Element:
    named = {key: str(value) for key, value in attributes.items()}
    if parent is None:
        ET.register_namespace("", _SVG)
        node = ET.Element(f"{{{_SVG}}}{tag}", named)
    else:
        node = ET.SubElement(parent, f"{{{_SVG}}}{tag}", named)
    node.text = text
    return node
