"""A service desk with a case of every kind open at once: told side by side, several stages in one paper.

What happened is in the worlds of the cases. At the desk a stage whose preconditions are on record is taken,
also several in one document, and what lacks one is refused with its name. From files the stages come in any
order. Either way nothing is broken in the end, and what is owed and was met is the same.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from ledger.entry.live import EntryRefusedError, enter
from ledger.events import catalogue
from ledger.settings import Location
from projections.answers.cases.obligations import obligations
from projections.reading.cutoff import CutOff
from projections.reading.query import Query, today
from replay.bootstrap import Program, opened
from tests.support.budgets import budget, examples
from tests.support.case_desk import house, said
from tests.support.case_order import lacking, unprepared
from tests.support.case_worlds import WORLDS, CaseWorld, Happened
from tests.support.cli import Cli
from tests.support.databases import Server
from tests.support.ready_ledgers import ReadyLedgers, opened_copy

Row = dict[str, Any]
Place = Callable[[], AbstractContextManager[tuple[Program, Cli]]]
Owed = set[tuple[Any, ...]]
_OWN: Final = ("table", "number", "clock_id", "limit_id", "round", "started_at", "due_at", "done_at", "state")
_DATABASES: Final = ["sqlite"] if budget() == "gate" else ["sqlite", "postgresql"]


@pytest.fixture(scope="module", params=_DATABASES)
def at_a_house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, ready_ledgers: ReadyLedgers
) -> Place:
    """Return what opens one more ledger of a house with a post for everybody."""
    server: Server | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")

    @contextmanager
    def _open() -> Iterator[tuple[Program, Cli]]:
        with opened_copy(ready_ledgers, server, f"{__name__}.furnished", _furnished) as program:
            yield program, Cli(program.location.url, program.location.beside.parent)

    return _open


def _furnished(location: Location) -> None:
    Cli(location.url, location.beside.parent).run("init")
    with opened(location) as program:
        done = program.ledger().submit([[one] for one in house()])
        assert all(len(one) == 1 for one in done)


def papers(world: CaseWorld, draw: random.Random) -> Iterator[list[Happened]]:
    """Yield what each paper tells of a matter: one stage, or several that follow each other."""
    rest = list(world.whole)
    while rest:
        many = draw.choice([1, 1, 2, 3])
        paper, rest = rest[:1], rest[1:]
        while rest and len(paper) < many and _fit([*paper, rest[0]]):
            paper.append(rest.pop(0))
        yield paper


def _fit(stages: list[Happened]) -> bool:
    """Return whether a row can tell these stages: no column says two things, or the same of two of them."""
    columns = [key for one in stages for key in one.says if key != "line"]
    return len(columns) == len(set(columns)) and all(_is_plain(one) for one in stages)


def _is_plain(one: Happened) -> bool:
    """Return whether a row tells which stage is meant without naming it."""
    return "decision" not in " ".join(one.says)


def row_of(world: CaseWorld, stages: list[Happened]) -> Row:
    """Return the row that tells some stages of a case."""
    number = {catalogue.table(world.table).identity[0]: world.number}
    row = number | said(world, [one.event for one in stages])
    named = {"stage": catalogue.table(world.table).stage(stages[0].event).key}
    return row | (named if len(stages) == 1 else {})


def contradicting(world: CaseWorld, occurred: list[str]) -> Iterator[tuple[Happened, list[str]]]:
    """Yield the stages that cannot be told yet, with what each lacks by the declarations."""
    table = catalogue.table(world.table)
    for one in world.whole[1:]:
        if one.event not in occurred and occurred:
            row = said(world, [*occurred, one.event])
            lacks = lacking(table, occurred, one.event) or unprepared(table, occurred, row, one.event)
            if lacks:
                yield one, lacks


def owed(program: Program, world: CaseWorld | None = None) -> Owed:
    """Return what is owed and was, of one case or of all: each by what it is, not by where it stands."""
    limit = CutOff(program.log.clock(), program.log.head())
    with program.caught_up().reading() as connection:
        query = Query(connection, program.log, limit, program.zone, today(limit, program.zone))
        of_case = {"tables": (world.table,), "numbers": (world.number,)} if world else {}
        return {tuple(one[key] for key in _OWN) for one in obligations(query, **of_case)}


def broken(cli: Cli) -> list[Row]:
    """Return the findings about the cases, as they are judged now that all is told."""
    cases = {key for key, *_ in catalogue.CASES}
    found = cli.rows("findings", expect=None)
    assert found, "the house itself has some"
    return [one for one in found if one["record_table"] in cases]


def at_the_door(program: Program, draw: random.Random) -> None:
    """Tell of every matter paper by paper, side by side, and try on the way what cannot be told yet."""
    ledger = program.ledger()
    waiting = [(world, list(papers(world, draw)), []) for world in WORLDS]
    draw.shuffle(waiting)
    first = [one for one in waiting if one[0].table == "quality_holds"]
    waiting = first + [one for one in waiting if one not in first]  # a recall names the hold
    while waiting:
        place = (
            0
            if not waiting[0][2] and waiting[0][0].table == "quality_holds"
            else draw.randrange(len(waiting))
        )
        world, left, occurred = waiting[place]
        for one, lacks in draw.sample(found := list(contradicting(world, occurred)), min(1, len(found))):
            with pytest.raises(EntryRefusedError) as caught:
                enter(ledger, world.table, row_of(world, [one]))
            assert all(word in str(caught.value) for lack in lacks for word in lack.split()), str(
                caught.value
            )
        paper = left.pop(0)
        ends = world.end is not None and world.end in paper
        before = owed(program, world) if ends and occurred else set()
        done = enter(ledger, world.table, row_of(world, paper))
        recorded = {one.identity["stage"] for one in done.recorded}
        assert recorded >= {catalogue.table(world.table).stage(one.event).key for one in paper}
        occurred += [one.event for one in paper]
        if ends:
            matters = {one[:6] for one in owed(program, world)}
            assert {one[:6] for one in before} <= matters, "closing loses nothing that is owed"
        if not left:
            waiting.pop(place)


def from_files(cli: Cli, draw: random.Random) -> None:
    """Import every stage as a row of its own, in any order, over several files of each kind of case."""
    files: list[Path] = []
    for world in WORLDS:
        rows = [row_of(world, [one]) for one in world.whole]
        head, rest = rows[:1], rows[1:]
        draw.shuffle(rest)
        path = cli.home / f"{world.table}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            headings = list(dict.fromkeys(key for row in rows for key in row))
            writer = csv.DictWriter(stream, headings, restval="")
            writer.writeheader()
            writer.writerows({key: _cell(value) for key, value in row.items()} for row in (*head, *rest))
        files.append(path)
    draw.shuffle(files)
    for path in files:
        cli.run("import", path, "--table", path.stem)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return ";".join(value) if isinstance(value, list) else str(value)


@pytest.mark.parametrize("seed", range(examples(8, gate=1)))
def test_all_that_happened_is_taken_side_by_side_and_from_files_alike(at_a_house: Place, seed: int) -> None:
    """Each stage of twenty-two cases is on record either way, nothing is broken, and the same is owed."""
    with at_a_house() as (program, cli):
        at_the_door(program, random.Random(seed))
        assert broken(cli) == []
        live = owed(program)
    with at_a_house() as (program, cli):
        from_files(cli, random.Random(seed))
        assert broken(cli) == []
        told = owed(program)
        assert (sorted(told - live, key=str), sorted(live - told, key=str)) == ([], [])
