"""Links in the papers lead somewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAPERS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@cache
def _anchors(paper: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", paper.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_relative_links_lead_to_files_and_headings(paper: Path) -> None:
    for target in LINK.findall(paper.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (paper.parent / name).resolve() if name else paper
        assert there.exists(), f"{paper.name}: {target}"
        assert not anchor or anchor in _anchors(there), f"{paper.name}: {target}"


def test_every_paper_can_be_reached_from_the_readme() -> None:
    """Whoever starts at README.md finds every page by following links."""
    found, waiting = set(), [ROOT / "README.md"]
    while waiting:
        paper = waiting.pop()
        if paper in found or paper.suffix != ".md":
            continue
        found.add(paper)
        targets = (link.partition("#")[0] for link in LINK.findall(paper.read_text("utf-8")))
        waiting += [(paper.parent / name).resolve() for name in targets if name and "://" not in name]
    assert set(PAPERS) <= found
