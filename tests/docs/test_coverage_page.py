"""The page on coverage: every demand of the sources has an answer, and no answer names what is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.events import catalogue
from ledger.subjects.people.post_roles import ROLES
from replay.cli.main import VERBS
from replay.reference import coverage as page

TESTS = Path(__file__).resolve().parents[1]
SOURCES = Path(__file__).resolve().parents[3] / "shared" / "design" / "requirements.md"


def stated() -> Iterator[str]:
    """Yield the numbers of every demand in the catalogue of requirements."""
    if not SOURCES.exists():
        pytest.skip("the catalogue of requirements is not on this machine")
    yield from set(re.findall(r"\b(?:RT|[RPLGKATS])-\d{2,3}\b", SOURCES.read_text("utf-8")))


def test_every_demand_of_the_sources_is_on_the_page() -> None:
    assert set(stated()) == set(page.demands())


def test_every_demand_is_served_or_says_why_not() -> None:
    silent = [one for one in page.demands() if len(page.served(one)) < len("tables `x`")]
    assert silent == []


def test_every_demand_names_a_test_of_it_or_says_that_there_is_none() -> None:
    """What no test names is said so; the tests that are named exist."""
    told = {one: page.tried(one) for one in page.demands()}
    links = [re.fullmatch(r"\[`(.*)`\]\(\.\./\.\./tests/(.*)\)", text) for text in told.values()]
    assert {text for text, link in zip(told.values(), links, strict=True) if link is None} <= {
        "",
        "no test names it",
    }
    for link in links:
        if link is not None:
            text = (TESTS / link[2]).read_text(encoding="utf-8")
            assert link[1] == Path(link[2]).name or f"def {link[1]}(" in text
    for demand in ("R-74", "R-114", "R-115", "L-33", "RT-01", "RT-03", "G-01", "G-02", "G-62", "G-63"):
        assert "no test" not in told[demand]


def test_every_demand_has_a_number_once_and_a_title() -> None:
    numbers = [one.split("\t")[0] for one in page._TITLES.read_text("utf-8").splitlines()]
    assert len(numbers) == len(set(numbers))
    assert all(en for en, _ in page.demands().values())


def test_what_is_written_by_hand_names_what_there_is() -> None:
    verbs = {verb.name for verb in VERBS}
    assert {word.split()[0] for words in page._VERBS.values() for word in words} <= verbs
    assert {role for roles in page._ROLES.values() for role in roles} <= set(ROLES)
    assert {*page._VERBS, *page._ROLES, *page._ROLE_FACTS, *page.REASONS} <= set(page.demands())


def test_every_actor_has_a_role_and_every_role_of_a_stage_an_actor() -> None:
    actors = {one for one in page.demands() if one.startswith("A-")}
    assert actors == set(page._ROLES)
    roles = {role for roles in page._ROLES.values() for role in roles}
    assert {stage.by for table in catalogue.tables() for stage in table.stages} - {"system"} <= roles
