"""A paper of a recall as a table on paper: what it is about above its rows, what it demands below them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from replay.paper.table_paper import PaperColumn, PaperTable
from replay.recalls.paper import Paper
from replay.telling.headings import NUMBERS, Row


def on_paper(
    paper: Paper, hide: Callable[[str], str] = str, mask: Callable[[Row], Mapping[str, Any]] = dict
) -> PaperTable:
    """Return a paper as a table to be drawn.

    Args:
        paper: What it says.
        hide: Gives each text without what must not be shown.
        mask: Gives each row without it.
    """
    rows = [mask(row) for row in paper.rows]
    return PaperTable(
        hide(paper.headline),
        [hide(one) for one in (*(f"{name}：{said}" for name, said in paper.facts), *paper.before)],
        [PaperColumn(one.zh, one.type in NUMBERS) for one in paper.headings],
        [[one.official(row.get(one.key)) for one in paper.headings] for row in rows],
        [hide(one) for one in (*paper.after, *(f"{name}：" for name in paper.signed))],
    )
