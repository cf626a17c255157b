"""What every door asks of a document about recalls: that a closing leaves nothing open, and who is untold.

Rules judge a row by what the state keeps; whether a recall may be closed depends on its whole board, which is
asked here. An import tells what happened and is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from ledger.entry.documents import rows_of
from ledger.errors import CommandError, Problem
from ledger.state.quantities import plain
from projections.answers.recalls.board import Board, BoardLine, board
from replay.recalls.named import asking, found_recall

if TYPE_CHECKING:
    from replay.bootstrap import Program

RECALL_UNFINISHED: Final = Problem(
    "recall_unfinished",
    "结案召回“{recall_no}”：应无未了事项，实际还有：未通知的客户 {untold}；数量未说明的客户 {unexplained}；"
    "收回后待处置的数量 {waiting}（GSP 第一百一十一条；召回管理办法第二十一、二十二条）。",
    "Closing recall {recall_no!r}: expected nothing open, got: consignees not told: {untold}; quantities not "
    "accounted for: {unexplained}; returned and not disposed of: {waiting} (GSP §111; Order 29 §21, §22).",
    "通知客户；登记其反馈或未说明数量的原因，或在结案说明中写明客户和原因；登记收回产品的处置。",
    "Tell them (recall notify); record their answers or a written reason (recall respond "
    "--unaccounted-reason), or name the consignee and the reason in the close note; record the disposal.",
)
_CLOSING: Final = ("closed", "recall_closed", "结案")
_TELLING: Final = ("notice_sent", "recall_notice_sent", "发出通知")
_NUMBER: Final = ("recall_no", "召回编号")
_NOTE: Final = ("close_note", "结案说明")
_CUSTOMER: Final = ("customer_code", "被通知客户", "客户编码")
_STAGE: Final = ("stage", "环节")


def prepared(program: Program, document: Any) -> Any:
    """Return a document about recalls as it is to be recorded.

    Args:
        program: The ledger.
        document: As `ledger.entry.documents.parse` gives it.

    Raises:
        CommandError: A recall is to be closed that leaves something open.
    """
    rows = rows_of(document)
    for row in rows:
        if _said(row, _STAGE) in _CLOSING:
            _refuse_unfinished(program, str(_said(row, _NUMBER)), str(_said(row, _NOTE) or ""))
    return _with_completion(program, rows)


def _said(row: dict[str, Any], names: Iterable[str]) -> Any:
    return next((row[name] for name in names if name in row), None)


def _refuse_unfinished(program: Program, number: str, note: str) -> None:
    """Refuse to close a recall that leaves something open, with all of it."""
    with asking(program) as (query, _):
        found = board(query, found_recall(query, number))
    untold = found.untold()
    unexplained = [one for one in found.unexplained() if not _named(one, note)]
    if untold or unexplained or found.waiting:
        raise CommandError(
            RECALL_UNFINISHED,
            recall_no=number,
            untold=_listed(_name(one) for one in untold),
            unexplained=_listed(f"{_name(one)} {plain(one.sums['unaccounted'])}" for one in unexplained),
            waiting=plain(found.waiting),
        )


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
