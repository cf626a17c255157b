"""How a report is drawn: from its own document alone, so that what was issued can be drawn again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from ledger.events.base import Table
from projections.answers import catalogue
from projections.answers.indicators.periods import months_to
from projections.answers.indicators.settings import threshold
from replay.reports import charts

Rows = Sequence[dict[str, Any]]
UNKNOWN: Final = "未明"
MOST: Final = 20  # bars of one picture


def picture(document: dict[str, Any]) -> bytes:
    """Return the picture of a report as SVG."""
    return _PICTURES[document["report"]](document)


def notes(document: dict[str, Any]) -> list[str]:
    """Return what stands under the picture on a page: the period and what it rests on."""
    basis = document["basis"]
    at, known = (_to_second(basis[name]) for name in ("at", "known_at"))
    return [
        f"统计期间 {basis['period_from']} 至 {basis['period_to']}；依据 {document['source']}",
        f"截至日期 {at}；所依据的录入时间 {known}；日志位置 {basis['position']}；{basis['code']}",
        *(_softened(one) for one in document.get("softened", ())),
    ]


def _softened(setting: dict[str, Any]) -> str:
    """Return a line that says which rule was softened, how, and until when."""
    how = "仅警告" if setting["setting"] == "warned" else "不适用"
    until = setting.get("effective_until", "未定截止日期")
    return (
        f"放宽的规则：{setting['rule_key']} {setting['title']}，{how}，{setting['effective_from']} 至 {until}"
    )


def _to_second(moment: str | None) -> str:
    return "—" if moment is None else moment[:19].replace("T", " ")


def heading(document: dict[str, Any]) -> str:
    """Return the title of the picture."""
    basis = document["basis"]
    return f"{document['title']} {basis['period_from']} — {basis['period_to']}"


def _complaints(document: dict[str, Any]) -> bytes:
    months = months_to(document["basis"]["period_to"][:7], 12)
    sums: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(months, 0))
    for row in document["twelve_months"]:
        name = _label("complaint_statistics", "abnormality_class", row["abnormality_class"])
        sums[name][row["month"]] += row["closed_count"] or 0
    series = {name: [sums[name][month] for month in months] for name in sorted(sums)}
    return charts.bars("近十二个月结案投诉（按投诉项目）", months, series, stacked=True)


def _service(document: dict[str, Any]) -> bytes:
    months = months_to(document["basis"]["period_to"][:7], 12)
    by_month = {row["month"]: row for row in document["twelve_months"]}
    shown = {"退货笔数": "return_count", "投诉件数": "complaint_count", "报修次数": "repair_count"}
    series = {
        name: [float((by_month.get(month) or {}).get(key) or 0) for month in months]
        for name, key in shown.items()
    }
    return charts.lines("近十二个月退货与投诉", months, series)


def _faults(document: dict[str, Any]) -> bytes:
    counts: Counter[str] = Counter()
    repeats: Counter[str] = Counter()
    for row in document["rows"]:
        name = _label("fault_summaries", "cause_class", row["cause_class"])
        counts[name] += row["fault_count"]
        repeats[name] += row["repeat_count"]
    names = sorted(counts, key=lambda one: (-counts[one], one))
    series = {"故障次数": [counts[one] for one in names], "其中重复": [repeats[one] for one in names]}
    return charts.bars(f"{heading(document)}（按原因）", names, series)


def _indicators(document: dict[str, Any]) -> bytes:
    # What has a denominator is a rate; where nothing is behind it yet there is none to draw.
    rows = [row for row in document["rows"] if row["group_code"] is None and _value(row["denominator"])]
    names = [f"{row['kpi_key']} {row['kpi_name']}（{row['numerator']}/{row['denominator']}）" for row in rows]
    values = [_value(row["kpi_value"]) for row in rows]
    wanted = [threshold(row["threshold"]) for row in rows]
    targets = [None if one is None else float(one.value) for one in wanted]
    return charts.lying(heading(document), names, {"指标值": values, "目标值": targets}, rates=True)


def _technicians(document: dict[str, Any]) -> bytes:
    rows = document["rows"][:MOST]
    shown = {
        "态度": "attitude_score",
        "技术": "skill_score",
        "到达时间": "arrival_score",
        "答应事情的办理": "promise_score",
    }
    names = [f"{row['technician']} {row['month']}" for row in rows]
    series = {name: [_value(row[key]) for row in rows] for name, key in shown.items()}
    return charts.bars(f"{heading(document)}（满分4）", names, series)


def _sales(document: dict[str, Any]) -> bytes:
    rows = [row for row in document["rows"] if row["group_kind"] == "product"]
    rows = sorted(rows, key=lambda row: (-(_value(row["quantity"]) or 0), row["group_code"] or ""))[:MOST]
    names = [" ".join(filter(None, (row["group_name"], row["group_code"]))) or UNKNOWN for row in rows]
    series = {
        "销售数量": [_value(row["quantity"]) for row in rows],
        "退回数量": [_value(row["returned_quantity"]) for row in rows],
    }
    return charts.lying(f"{heading(document)}（按产品）", names, series)


def _due(document: dict[str, Any]) -> bytes:
    return _counted(document, "state", "due_items")


def _feedback(document: dict[str, Any]) -> bytes:
    return _counted(document, "route", "feedback_entries")


def _counted(document: dict[str, Any], column: str, view: str) -> bytes:
    names = (_label(view, column, row[column]) for row in document["rows"])
    return _of_counter(document, Counter(names))


def _figures(document: dict[str, Any]) -> bytes:
    rows = [row for row in document["rows"] if _value(row["number"])]
    rows = [row for row in rows if "数量" not in row["figure"]]  # quantities would dwarf the counts
    names = [row["figure"] for row in rows]
    return charts.lying(heading(document), names, {"数量": [_value(row["number"]) for row in rows]})


def _of_counter(document: dict[str, Any], counts: Counter[str]) -> bytes:
    names = sorted(counts, key=lambda one: (-counts[one], one))
    return charts.bars(heading(document), names, {"件数": [counts[one] for one in names]})


def _label(view: str, column: str, key: Any) -> str:
    declared: Table = catalogue.view(view)
    values: Iterable[Any] = declared.by_key[column].values
    return next((one.zh for one in values if one.key == key), UNKNOWN if key is None else str(key))


def _value(text: Any) -> float | None:
    return None if text is None else float(text)


_PICTURES: Final[dict[str, Callable[[dict[str, Any]], bytes]]] = {
    "complaints": _complaints,
    "feedback": _feedback,
    "faults": _faults,
    "service": _service,
    "technicians": _technicians,
    "indicators": _indicators,
    "sales": _sales,
    "due": _due,
    "self-inspection": _figures,
}
