"""The page on coverage: every demand of the sources has an answer, and no answer names what is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
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


def test_every_demand_names_a_test_that_is_there() -> None:
    """But what leaves no record, and limits that bind nobody in the house: these say why."""
    without = {one for one in page.demands() if not page.tried(one)}
    assert without == {"G-11", "L-31", "L-32"}
    for demand in page.demands().keys() - without:
        link = re.fullmatch(r"\[`(test_\w+)`\]\(\.\./\.\./tests/(.*)\)", page.tried(demand))
        assert link is not None, demand
        assert f"\ndef {link[1]}(" in _text(link[2]), demand


@cache
def _text(file: str) -> str:
    return (TESTS / file).read_text(encoding="utf-8")


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
