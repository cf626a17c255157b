"""Headings that stand in two rows: groups above, such as 销售, and below what is in them, such as 日期."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ledger.intake.headings.headings import known_anywhere

_FEWEST = 2  # headings in the upper row


def laid_together(sample: Sequence[list[str]]) -> list[list[str]] | None:
    """Return a sample in which a lower row of headings holds both rows; None where no two rows gain by that.

    A heading that spans both rows stands in the upper one. One in a group is known with the name of the group
    before it, or by itself.
    """
    best: tuple[int, int, list[str]] | None = None
    for row, (upper, lower) in enumerate(pairwise(sample)):
        if sum(map(bool, upper)) < _FEWEST or not any(lower):
            continue
        joined = _joined(upper, lower)
        gain = _known(joined) - max(_known(upper), _known(lower))
        if gain > 0 and (best is None or gain > best[0]):
            best = gain, row + 1, joined
    if best is None:
        return None
    _, row, joined = best
    return [*sample[:row], joined, *sample[row + 1 :]]


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    found, group = [], ""
    for place in range(max(len(upper), len(lower))):
        above, below = (row[place] if place < len(row) else "" for row in (upper, lower))
        group = above or group
        both = f"{group}{below}"
        found.append((both if known_anywhere(both) else below) if below else above)
    return found


def _known(cells: Sequence[str]) -> int:
    return sum(known_anywhere(cell) for cell in cells if cell)
