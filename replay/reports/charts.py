"""Pictures of reports: static SVG, or a page of HTML that holds one; no script, and nothing from a network.

The same values give the same bytes, whatever the day and the machine: what the chart library puts in of its
own (the date, its settings, scripts) is taken out again, and every value stands in the picture as text, so
that it can be read aloud, searched and copied.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from math import ceil
from typing import Any, Final
from unicodedata import east_asian_width

from ledger.errors import CommandError, Problem
from replay.reports.case_timeline import FONTS, timeline
from replay.reports.pages import html_page

__all__ = ["bars", "in_form", "lines", "lying", "page", "timeline"]

NOT_A_PICTURE = Problem(
    "not_a_picture",
    "绘图：应写入 .svg 或 .html 文件，实际为“{file}”。",
    "Drawing a chart: expected a file that ends in .svg or .html, got '{file}'.",
    "例如 --chart 投诉.html。",
    "For example --chart complaints.html.",
)
COLOURS: Final = (
    *("#1b6ca8", "#d1495b", "#edae49", "#66a182", "#8d6a9f", "#2e4057", "#c06c2b", "#5c9ead", "#7a7a7a"),
)
WIDTH, HEIGHT = 960, 480
_LABEL_SIZE: Final = 11
_MOST_STEPS: Final = 10
_STEPS: Final = tuple(one * 10**power for power in range(12) for one in (1, 2, 5))
_SVG: Final = "http://www.w3.org/2000/svg"
Series = Mapping[str, Sequence[float | None]]
"""Values by the name of their series, one for each label."""


def bars(title: str, labels: Sequence[str], series: Series, *, stacked: bool = False) -> bytes:
    """Return a picture of bars as SVG.

    Args:
        title: Of the picture.
        labels: Of the places on the axis.
        series: Values by name; None draws nothing.
        stacked: Lay them upon each other.
    """
    from pygal import Bar, StackedBar

    return _drawn(StackedBar if stacked else Bar, title, labels, series)


def lines(title: str, labels: Sequence[str], series: Series) -> bytes:
    """Return a picture of lines as SVG."""
    from pygal import Line

    return _drawn(Line, title, labels, series)


def lying(title: str, labels: Sequence[str], series: Series, *, rates: bool = False) -> bytes:
    """Return a picture of lying bars as SVG, for labels that are long; rates are told in per cent."""
    from pygal import HorizontalBar

    height = max(HEIGHT, 80 + 28 * len(labels) * max(1, len(series)))
    upward = {name: values[::-1] for name, values in series.items()}  # the library begins at the foot
    return _drawn(HorizontalBar, title, labels[::-1], upward, height=height, rates=rates)


def _drawn(
    kind: Any,
    title: str,
    labels: Sequence[str],
    series: Series,
    height: int = HEIGHT,
    *,
    rates: bool = False,
) -> bytes:
    from pygal.style import Style

    style = Style(
        background="white",
        plot_background="white",
        foreground="#333333",
        foreground_strong="#111111",
        foreground_subtle="#888888",
        guide_stroke_color="#cccccc",
        major_guide_stroke_color="#bbbbbb",
        colors=COLOURS,
        font_family=FONTS,
        title_font_size=18,
        value_font_size=11,
        label_font_size=_LABEL_SIZE,
        legend_font_size=12,
    )
    chart = kind(
        no_prefix=True,
        js=[],
        style=style,
        title=title,
        x_labels=list(labels),
        print_values=True,
        print_zeroes=False,
        legend_at_bottom=True,
        no_data_text="无数据",
        width=WIDTH,
        height=height,
        x_label_rotation=30 if len(labels) > 8 and height == HEIGHT else 0,
        y_labels=_tenths(series) if rates else _whole_steps(series, stacked="Stacked" in kind.__name__),
        margin_left=20 + (_unmeasured(labels) if height != HEIGHT or rates else 0),
        formatter=_rate if rates else _number,
    )
    for name, values in series.items():
        chart.add(name, list(values))
    return _plain(chart.render())


def _whole_steps(series: Series, *, stacked: bool) -> list[int] | None:
    """Return whole numbers for the axis where all values are whole: nobody counts half a complaint."""
    values = [[one or 0 for one in kept] for kept in series.values()]
    if any(one != int(one) for kept in values for one in kept):
        return None
    sums = (
        [sum(column) for column in zip(*values, strict=False)]
        if stacked
        else [max(kept) for kept in values if kept]
    )
    top = int(max(sums, default=0))
    if top < 1:
        return None
    step = next(one for one in _STEPS if top <= one * _MOST_STEPS)
    return list(range(0, top + step, step))


def _tenths(series: Series) -> list[dict[str, Any]]:
    """Return the axis of rates: by tenths, as far as they go and at least to the whole."""
    most = max((one or 0 for kept in series.values() for one in kept), default=0)
    steps = (tenth / 10 for tenth in range(max(10, ceil(most * 10)) + 1))
    return [{"value": one, "label": _rate(one)} for one in steps]


def _unmeasured(labels: Sequence[str]) -> int:
    """Return by how much the library takes the widest label to be too short: Chinese is twice as wide."""
    wide = (sum(east_asian_width(one) in "WF" for one in label) for label in labels)
    return ceil(max(wide, default=0) * _LABEL_SIZE * 0.45)


def _rate(value: Any) -> str:
    return "" if value is None else f"{_number(round(value * 100, 2))}%"


def _number(value: Any) -> str:
    return "" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")


def _plain(drawn: bytes) -> bytes:
    """Return a drawn chart without what the library put in of its own, its values as titles."""
    ET.register_namespace("", _SVG)
    root = ET.fromstring(drawn)  # noqa: S314  drawn by this program a moment ago
    for parent in list(root.iter()):
        for child in list(parent):
            if _foreign(child):
                parent.remove(child)
        _titled(parent)
    root.attrib.pop("id", None)
    root.set("width", root.get("viewBox", f"0 0 {WIDTH} {HEIGHT}").split()[2])
    root.set("height", root.get("viewBox", f"0 0 {WIDTH} {HEIGHT}").split()[3])
    root.set("font-family", FONTS)
    plain: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return plain + b"\n"


def _foreign(node: ET.Element) -> bool:
    return node.tag == f"{{{_SVG}}}script" or "tooltip-overlay" in (node.get("class") or "")


def _titled(node: ET.Element) -> None:
    """Turn the notes that a script would show into a title that every browser shows."""
    notes = [one for one in node if one.tag == f"{{{_SVG}}}desc"]
    if not notes:
        return
    said = {one.get("class"): one.text or "" for one in notes}
    for one in notes:
        node.remove(one)
    words = [said[name] for name in ("label", "x_label", "value") if said.get(name)]
    if words:
        title = ET.Element(f"{{{_SVG}}}title")
        title.text = " ".join(words)
        node.insert(0, title)


def page(title: str, pictures: Iterable[bytes], notes: Iterable[str] = ()) -> bytes:
    """Return a page of HTML that holds pictures, needs nothing else, and can be printed."""
    drawn = []
    for one in pictures:
        body = one.decode().partition("?>")[2].strip()
        drawn.append(f"<figure>\n{body}\n</figure>")
    said = "".join(f"<p>{escape(note)}</p>\n" for note in notes)
    style = (
        f"body{{font-family:{FONTS};margin:2rem auto;max-width:{WIDTH + 40}px;color:#222;background:#fff}}"
        "figure{margin:0 0 1.5rem}svg{max-width:100%;height:auto}p{color:#555;font-size:.85rem}"
    )
    return html_page(title, style, f"<h1>{escape(title)}</h1>\n" + "\n".join(drawn) + f"\n{said}")


def in_form(name: str, title: str, picture: bytes, notes: Iterable[str] = ()) -> bytes:
    """Return a picture in the form that the name of a file asks for.

    Raises:
        CommandError: The name asks for another form.
    """
    return pages_in_form(name, title, [picture], notes)


def pages_in_form(name: str, title: str, pictures: Sequence[bytes], notes: Iterable[str] = ()) -> bytes:
    """Return pictures in the form that the name of a file asks for: a page of all, or the first alone.

    Raises:
        CommandError: The name asks for another form.
    """
    ending = name.rpartition(".")[2].lower()
    if ending == "svg":
        return pictures[0]
    if ending in {"html", "htm"}:
        return page(title, pictures, notes)
    raise CommandError(NOT_A_PICTURE, file=name)
