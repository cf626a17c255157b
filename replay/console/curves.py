"""A curve of readings as SVG, drawn on the server: the line, its limits, and what lies outside as crosses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape

from replay.console.words import word

WIDTH, HEIGHT = 960, 300
_LEFT, _RIGHT, _TOP, _FOOT = 56, 16, 34, 44  # around the plot
_MOST: Final = 800  # readings of which each is drawn; of more, the lowest and the highest of each step
_STEPS: Final = (0.5, 1, 2, 5, 10, 20, 50)
_FONTS: Final = "system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading.

    Attributes:
        at: Time as it is shown.
        value: In degrees Celsius.
        outside: Whether it lies outside of its limits.
    """

    at: str
    value: float
    outside: bool = False


def thinned(readings: Sequence[Reading]) -> list[Reading]:
    """Return about `_MOST` readings: of each step the lowest and the highest, and all that are outside."""
    if len(readings) <= _MOST:
        return list(readings)
    step = len(readings) * 2 // _MOST + 1
    kept: list[Reading] = []
    for first in range(0, len(readings), step):
        part = readings[first : first + step]
        ends = {id(min(part, key=_value)), id(max(part, key=_value))}
        kept += [one for one in part if one.outside or id(one) in ends]
    return kept


def _value(one: Reading) -> float:
    return one.value


def curve(title: str, readings: Sequence[Reading], low: float | None, high: float | None) -> bytes:
    """Return the picture of readings in the order of time.

    Args:
        title: Over it.
        readings: One at least.
        low: Lower limit in degrees Celsius; None where there is none.
        high: Upper limit.
    """
    shown = thinned(readings)
    plot = _Plot.of(shown, [one for one in (low, high) if one is not None])
    points = " ".join(f"{plot.x(one.at):.1f},{plot.y(one.value):.1f}" for one in shown)
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    letters = f'font-family="{_FONTS}" font-size="12" fill="#1d2430"'
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {letters}>',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="20" font-size="15" font-weight="600">{escape(title)}</text>',
        *plot.axes(),
        *(plot.limit(one) for one in (low, high) if one is not None),
        f'<polyline points="{points}" fill="none" stroke="#0b4f9e" stroke-width="1.6"/>',
        *(plot.outside(one) for one in shown if one.outside),
        "</svg>\n",
    ]
    return "\n".join(drawn).encode()


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where a reading lies in the picture."""

    first: float
    last: float
    bottom: float
    step: float
    steps: int
    days: tuple[str, str]

    @classmethod
    def of(cls, shown: Sequence[Reading], limits: Sequence[float]) -> _Plot:
        values = [*(one.value for one in shown), *limits]
        least, most = min(values), max(values)
        step = next((one for one in _STEPS if (most - least) / one <= 7), _STEPS[-1])
        bottom = (least // step) * step
        steps = max(1, int((most - bottom) // step) + 1)
        first, last = _seconds(shown[0].at), _seconds(shown[-1].at)
        return cls(first, max(last, first + 1), bottom, step, steps, (shown[0].at, shown[-1].at))

    def x(self, at: str) -> float:
        share = (_seconds(at) - self.first) / (self.last - self.first)
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        share = (value - self.bottom) / (self.step * self.steps)
        return HEIGHT - _FOOT - share * (HEIGHT - _TOP - _FOOT)

    def axes(self) -> list[str]:
        drawn = []
        for number in range(self.steps + 1):
            value = self.bottom + number * self.step
            y = self.y(value)
            drawn += [
                f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#dde2e8"/>',
                f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g} ℃</text>',
            ]
        foot = HEIGHT - _FOOT + 20
        first, last = (one[:16].replace("T", " ") for one in self.days)
        return [
            *drawn,
            f'<text x="{_LEFT}" y="{foot}">{first}</text>',
            f'<text x="{WIDTH - _RIGHT}" y="{foot}" text-anchor="end">{last}</text>',
        ]

    def limit(self, value: float) -> str:
        y = self.y(value)
        return (
            f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#a3161b" '
            f'stroke-dasharray="7 5"/><text x="{WIDTH - _RIGHT}" y="{y - 4:.1f}" text-anchor="end" '
            f'fill="#a3161b">{value:g} ℃</text>'
        )

    def outside(self, one: Reading) -> str:
        x, y = self.x(one.at), self.y(one.value)
        told = f"{word('curve_outside')} {one.value:g} ℃ {one.at[:16].replace('T', ' ')}"
        return (
            f'<path d="M{x - 5:.1f} {y - 5:.1f}l10 10m0-10l-10 10" stroke="#a3161b" stroke-width="2.4">'
            f"<title>{escape(told)}</title></path>"
        )


def _seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()
