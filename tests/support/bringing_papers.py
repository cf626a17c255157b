"""Papers brought to a ledger in some order: in one import or in many, by tables or one row a file.

What an import leaves out is brought again with the next one, and a correction waits until what it corrects
is recorded, as a clerk would do it.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ledger.intake.opening import open_inputs
from replay.bootstrap import Program
from tests.support.cli import csv_rows
from tests.support.desk import Desk
from tests.support.trade_worlds import Paper

_MOST_ROUNDS = 12  # of bringing again what was left out, after all has been brought once
Order = Callable[[random.Random, list[Paper]], list[list[Paper]]]


@dataclass(frozen=True)
class Bringing:
    """A way of bringing papers.

    Attributes:
        imports: Gives the papers of each import, in the order of their files.
        files: How many rows a file has at most; rows of one table share files.
    """

    imports: Order
    files: int = 10**6


def _as_it_happened(_draw: random.Random, papers: list[Paper]) -> list[list[Paper]]:
    return [papers]


def _shuffled(draw: random.Random, papers: list[Paper], most: int = 4) -> list[list[Paper]]:
    """Return the papers in any order, split over some imports."""
    some = draw.sample(papers, len(papers))
    cuts = sorted(draw.sample(range(1, len(some)), most - 1))
    return [some[start:end] for start, end in zip([0, *cuts], [*cuts, len(some)], strict=True)]


def _backwards(_draw: random.Random, papers: list[Paper]) -> list[list[Paper]]:
    half = len(papers) // 2
    return [papers[: half - 1 : -1], papers[half - 1 :: -1]]


def _at_once(draw: random.Random, papers: list[Paper]) -> list[list[Paper]]:
    return _shuffled(draw, papers, 1)


def _one_by_one(draw: random.Random, papers: list[Paper]) -> list[list[Paper]]:
    return _shuffled(draw, papers, len(papers))


ONE_BY_ONE = Bringing(_one_by_one, 1)
WAYS = {
    "as it happened": Bringing(_as_it_happened),
    "backwards": Bringing(_backwards),
    "shuffled": Bringing(_shuffled),
    "one row a file": Bringing(_at_once, 1),
    "a few rows a file": Bringing(_shuffled, 3),
}


def bring(
    program: Program,
    desk: Desk,
    draw: random.Random,
    way: Bringing,
    papers: Sequence[Paper],
    after_each: Callable[[], None] = lambda: None,
) -> list[tuple[int, list[Paper]]]:
    """Bring papers until all are recorded; return up to which position which were, after each import.

    Args:
        program: The ledger.
        desk: Where the files are written.
        draw: What is drawn from.
        way: How they are brought.
        papers: Which.
        after_each: Called after each import.
    """
    recorded: set[int] = set()
    told: list[tuple[int, list[Paper]]] = []
    left: list[Paper] = []
    imports = [*way.imports(draw, list(papers)), *[[]] * _MOST_ROUNDS]
    for some in imports:
        left += some
        free = [one for one in left if all(id(other) in recorded for other in one.rests_on)]
        refused = _import(program, desk, list(_files(free, way.files))) if free else []
        recorded |= {id(one) for one in free} - {id(one) for one in refused}
        left = [one for one in left if id(one) not in recorded]
        after_each()
        told.append((program.log.head(), [one for one in papers if id(one) in recorded]))
        if len(recorded) == len(papers):
            break
    assert not left, [(one.table, one.row) for one in left]
    return told


def _files(papers: Sequence[Paper], most: int) -> Iterator[list[Paper]]:
    """Yield papers of one table together, as many as a file may have."""
    tables: dict[str, list[Paper]] = defaultdict(list)
    for one in papers:
        tables[one.table].append(one)
        if len(tables[one.table]) == most:
            yield tables.pop(one.table)
    yield from tables.values()


def _import(program: Program, desk: Desk, files: list[list[Paper]]) -> list[Paper]:
    """Import files; return the papers that were rejected."""
    paths = [desk.file(*(one.row for one in papers)) for papers in files]
    tables = [papers[0].table for papers in files]
    inputs = [
        open_inputs(path, table=table, zone=program.zone)[0]
        for path, table in zip(paths, tables, strict=True)
    ]
    places = {id(one): path.with_suffix(".rejects.csv") for one, path in zip(inputs, paths, strict=True)}
    report = program.importing(inputs, lambda one: places[id(one)], lambda _rows: None)
    refused: list[Paper] = []
    for one, done, papers in zip(inputs, report.files, files, strict=True):
        rows = csv_rows(places[id(one)]) if done.rejected else []
        found = [paper for paper in papers if any(paper.row.items() <= row.items() for row in rows)]
        assert len(found) == done.rejected == len(rows)
        refused += found
    return refused
