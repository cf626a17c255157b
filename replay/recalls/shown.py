"""A recall shown: its scopes with their frozen lists, its clocks, the sums, and the board, at any cut-off."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ledger.garbage import few_collections
from projections.answers.recalls.board import Board, board
from projections.answers.recalls.holders import digested, list_rows
from projections.answers.recalls.recall_consignees import board_rows, frozen_rows
from projections.answers.recalls.told import BOARD_COLUMNS, Recall, Version, recalls
from projections.reading.query import Query
from replay.as_of import basis as basis_of
from replay.as_of import echo
from replay.recalls.named import asking, found_recall

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.cutoff import Resolved


def shown(
    program: Program,
    number: str,
    *,
    version: int | None = None,
    at: str | None = None,
    known_at: str | None = None,
    basis: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a recall with its board.

    Args:
        program: The ledger.
        number: Of the recall.
        version: Of the scope whose board is shown; the newest by default.
        at: What was true then, as typed; now by default.
        known_at: As known then, as typed; now by default.
        basis: Of an earlier answer, instead of both.

    Raises:
        CommandError: There is no such recall or version, or a cut-off cannot be read or lies beyond the log.
    """
    asked = asking(program, at=at, known_at=known_at, basis=basis)
    with few_collections(), asked as (query, resolved):
        recall = found_recall(query, number, version, only=BOARD_COLUMNS)
        found = board(query, recall, version)
        return {
            "recall_no": recall.number,
            "level": recall.newest("level"),
            "drill": recall.drill,
            "state": "closed" if recall.closed else "open",
            "basis": basis_of(program.log, resolved),
            "scopes": [_scope(query, found, one) for one in recall.versions],
            "clocks": clocks_of(found),
            "totals": found.totals(),
            "consignees": list(board_rows(query, found)),
        }


def clocks_of(found: Board) -> list[dict[str, Any]]:
    """Return what a recall owes, by when it was met, and where it stands."""
    return [
        {"clock": one["clock_id"], "due_at": one["due_at"], "met_at": one["done_at"], "state": one["state"]}
        for one in found.clocks
    ]


def _scope(query: Query, found: Board, version: Version) -> dict[str, Any]:
    if version is found.version:
        listed = found.frozen
    else:
        listed = found.reader.frozen_list(version.scope, version.at, version.known)
    rows = list(list_rows(listed))
    return {
        "version": version.number,
        "position": version.position,
        "digest": version.digest or sha256(digested(rows)).hexdigest(),
        "scope": echo(version.scope),
        "consignees": list(frozen_rows(query, found.recall.number, rows)),
    }


def changed_lists(answer: Mapping[str, Any]) -> list[int]:
    """Return the versions whose list no longer has the digest that was recorded with it.

    The records under it cannot change; so the program makes another list of them than it did then.

    Args:
        answer: As :func:`shown` gives it.
    """
    return [
        one["version"]
        for one in answer["scopes"]
        if sha256(digested(one["consignees"])).hexdigest() != one["digest"]
    ]


def listed(program: Program, resolved: Resolved, *, only_open: bool = False) -> list[dict[str, Any]]:
    """Return all recalls, each in one row.

    Args:
        program: The ledger.
        resolved: What was true when, as known when.
        only_open: Leave out those that were closed.
    """
    with asking(program, resolved=resolved) as (query, _):
        found = recalls(query, only=BOARD_COLUMNS)
        return [_line(query, one) for one in found if not (only_open and one.closed)]


def _line(query: Query, recall: Recall) -> dict[str, Any]:
    totals = board(query, recall).totals()
    return {
        "recall_no": recall.number,
        "level": recall.newest("level"),
        "drill": recall.drill,
        "origin": recall.opened["origin"],
        "state": "closed" if recall.closed else "open",
        "stage": recall.stages[-1]["stage"],
        "opened_at": recall.opened["event_time"] or recall.opened["record_time"],
        "reason": recall.opened["reason"],
        "product_code": recall.newest("product_code"),
        **totals,
    }
