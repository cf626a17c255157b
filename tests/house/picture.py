"""Draws the house from its imports: `python -m tests.house.picture` writes `docs/architecture.svg`.

A room is a folder, a floor is a package, and an arrow says that modules of one room import those of another;
its number is how many imports there are. Rooms are ranked by what they stand on, so that arrows go down.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from pathlib import Path

from tests.house.sources import PACKAGES, ROOT, imports, modules

PICTURE = ROOT / "docs" / "architecture.svg"
_WIDE, _HIGH = 150, 46  # of a room, in pixels
_BESIDE, _BELOW = 24, 34  # between rooms
_BOW = 22  # hundredths of its height that an arrow bows out
_LEFT, _TOP = 320, 30
_ROW = 7  # rooms side by side at most

Edges = Counter[tuple[str, str]]


def room(module: str) -> str:
    """Return the folder below its package in which a module lies; loose files are a room by themselves."""
    parts = module.split(".")
    folder = ROOT.joinpath(*parts[:2])
    return ".".join(parts[:2]) if len(parts) > 1 and folder.is_dir() else parts[0]


def edges() -> Edges:
    """Return how many imports lead from one room into another, those inside functions too."""
    found: Edges = Counter()
    for module in modules():
        for name, _ in imports(module):
            if room(module.name) != room(name):
                found[room(module.name), room(name)] += 1
    return found


def ranks(rooms: list[str], arrows: Edges) -> list[list[str]]:
    """Return the rooms of one package row by row, those on top that nothing in the package imports."""
    left, rows = list(rooms), []
    while left:
        imported = {target for source, target in arrows if source in left and target != source}
        top = [name for name in left if name not in imported] or _least_imported(left, arrows)
        rows += [top[start : start + _ROW] for start in range(0, len(top), _ROW)]
        left = [name for name in left if name not in top]
    return rows


def _least_imported(left: list[str], arrows: Edges) -> list[str]:
    """Return the room that the fewest imports lead into, where a circle leaves none without."""
    weight = {name: sum(arrows[other, name] for other in left) for name in left}
    return [min(left, key=lambda name: (weight[name], name))]


def drawn() -> str:
    """Return the picture as SVG, tall enough for a page."""
    arrows = edges()
    names = sorted({room(module.name) for module in modules()})
    places, labels, y = {}, [], _TOP
    for package in reversed(PACKAGES):
        inside = [name for name in names if name.split(".")[0] == package]
        labels.append(_text(12, y + 28, package, "floor"))
        for row in ranks(inside, arrows):
            for index, name in enumerate(row):
                places[name] = (_LEFT + index * (_WIDE + _BESIDE), y)
            y += _HIGH + _BELOW
        y += _BELOW // 2
    width = max(x for x, _ in places.values()) + _WIDE + _LEFT
    parts = [*(_arrow(places, pair, count) for pair, count in sorted(arrows.items())), *labels]
    parts += [_room(name, *place) for name, place in sorted(places.items())]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" font-family="sans-serif">'
    return "\n".join([head, _STYLE, *parts, "</svg>", ""])


_STYLE = """<style>
rect { fill: #fff; stroke: #333; }
text { font-size: 13px; text-anchor: middle; }
.floor { font-size: 15px; font-weight: bold; text-anchor: start; }
.count { font-size: 9px; fill: #666; }
path { fill: none; stroke: #8a8a8a; }
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0 0L8 4L0 8z" style="fill:#8a8a8a"/></marker></defs>"""


def _room(name: str, x: int, y: int) -> str:
    label = name.rsplit(".", maxsplit=1)[-1] if "." in name else "(loose files)"
    return f'<rect x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" rx="4"/>\n' + _text(
        x + _WIDE // 2, y + _HIGH // 2 + 5, label, "room"
    )


def _text(x: int, y: int, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(text)}</text>'


def _arrow(places: dict[str, tuple[int, int]], pair: tuple[str, str], count: int) -> str:
    """Return a bow from one room to another: down on the right, up on the left, wider the farther it goes."""
    (x1, y1), (x2, y2) = (places[name] for name in pair)
    side = 1 if y2 >= y1 else -1
    edge = _WIDE if side == 1 else 0
    start, end = (x1 + edge, y1 + _HIGH // 2 + 6), (x2 + edge, y2 + _HIGH // 2 - 6)
    far = max(start[0], end[0]) if side == 1 else min(start[0], end[0])
    bend = far + side * (30 + abs(y2 - y1) * _BOW // 100)
    curve = f"M{start[0]} {start[1]}C{bend} {start[1]} {bend} {end[1]} {end[0]} {end[1]}"
    width = 1 if count < 10 else 2 if count < 50 else 3
    line = f'<path d="{curve}" stroke-width="{width}" marker-end="url(#tip)"/>'
    return line + _text((start[0] + 3 * bend) // 4, (start[1] + end[1]) // 2, str(count), "count")


def main(target: Path = PICTURE) -> None:
    """Write the picture."""
    target.write_text(drawn(), "utf-8")


if __name__ == "__main__":
    main()
