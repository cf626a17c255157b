"""What is asked of the whole board of a recall before a stage is recorded: who is untold, what is left open.

Rules judge a row by what the state keeps; whether a recall may be closed depends on its whole board, so the
rule (M-144) asks here, at whatever door the closing comes. An import tells what happened and is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ledger.entry.documents import rows_of
from ledger.state.quantities import plain
from projections.answers.recalls.board import Board, BoardLine, board
from projections.answers.recalls.told import recalls
from replay.recalls.named import asking, found_recall

if TYPE_CHECKING:
    from replay.bootstrap import Program

_TELLING: Final = ("notice_sent", "recall_notice_sent", "发出通知")
_NUMBER: Final = ("recall_no", "召回编号")
_CUSTOMER: Final = ("customer_code", "被通知客户", "客户编码")
_STAGE: Final = ("stage", "环节")


def prepared(program: Program, document: Any) -> list[dict[str, Any]]:
    """Return a document about recalls as it is to be recorded: the notice that completes them is marked.

    It ends the clock of forwarding.

    Args:
        program: The ledger.
        document: As `ledger.entry.documents.parse` gives it.
    """
    rows = rows_of(document)
    return _with_completion(program, rows)


def left_open(program: Program, number: str, note: str) -> Mapping[str, str]:
    """Return what closing a recall would leave open; nothing where all is done, or there is no such recall.

    Args:
        program: The ledger.
        number: Of the recall.
        note: With which it is to be closed; it may name consignees whose rest nobody can explain.
    """
    with asking(program) as (query, _):
        recall = next(recalls(query, number), None)
        if recall is None:
            return {}
        found = board(query, recall)
    untold = found.untold()
    unexplained = [one for one in found.unexplained() if not _named(one, note)]
    if not (untold or unexplained or found.waiting):
        return {}
    return {
        "untold": _listed(_name(one) for one in untold),
        "unexplained": _listed(f"{_name(one)} {plain(one.sums['unaccounted'])}" for one in unexplained),
        "waiting": plain(found.waiting),
    }


def _said(row: dict[str, Any], names: Iterable[str]) -> Any:
    return next((row[name] for name in names if name in row), None)


def _named(entry: BoardLine, note: str) -> bool:
    """Return whether a note names a consignee, by code or name."""
    name = entry.paper.get("customer_name")
    return entry.key.party in note or (name is not None and name in note)


def _name(entry: BoardLine) -> str:
    name = entry.paper.get("customer_name")
    return entry.key.party if not name else f"{entry.key.party} {name}" if entry.level == 1 else name


def _listed(names: Iterable[str]) -> str:
    return "、".join(names) or "–"


def _with_completion(program: Program, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mark the notice with which every consignee has been told: it ends the clock of forwarding."""
    last: dict[str, int] = {}
    told: dict[str, set[str]] = {}
    for place, row in enumerate(rows):
        number, customer = _said(row, _NUMBER), _said(row, _CUSTOMER)
        if _said(row, _STAGE) in _TELLING and number and customer:
            last[number] = place
            told.setdefault(number, set()).add(str(customer))
    found = list(rows)
    for number, place in last.items():
        with asking(program) as (query, _):
            left = _left(board(query, found_recall(query, number)), told[number])
        if not left:
            found[place] = {**found[place], "notices_complete": True}
    return found


def _left(found: Board, told: set[str]) -> set[str]:
    """Return the consignees that are untold still once some are told, by code or name."""
    return {
        one.key.party
        for one in found.untold()
        if one.key.party not in told and one.paper.get("customer_name") not in told
    }
