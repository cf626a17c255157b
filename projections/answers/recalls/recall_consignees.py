"""召回通知与反馈明细表: the lines of the boards of all recalls, newest version of the scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ledger.state.quantities import plain
from projections.answers.recalls.board import Board, BoardLine, boards, shown_time
from projections.reading.query import Query

_POINTED = {"customer_contact": "contact", "customer_phone": "phone"}


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield the lines of every recall, by number, customer and goods."""
    for found in boards(query, set(query.values("recall_no"))):
        yield from board_rows(query, found)


def board_rows(query: Query, found: Board) -> Iterator[dict[str, Any]]:
    """Yield the lines of one board as rows of the view."""
    pairs = ((one.paper.get(name)) for one in found.entries for name in _POINTED.values())
    values = _values(query, pairs)
    for one in found.entries:
        yield _row(query, found, one, values)


def _row(query: Query, found: Board, one: BoardLine, values: dict[Any, str]) -> dict[str, Any]:
    notice, paper, sums = one.notice, one.paper, {name: plain(value) for name, value in one.sums.items()}
    until = found.forward_until
    sent = notice["notice_sent_at"] if notice else None
    return {
        "recall_no": found.recall.number,
        "customer_code": one.key.party,
        "customer_name": paper.get("customer_name"),
        **{column: values.get(paper.get(name)) for column, name in _POINTED.items()},
        "delivery_address": paper.get("address"),
        "product_code": one.key.product_code or None,
        "lot": one.key.lot or None,
        "serial": one.key.serial or None,
        "quantity_out": sums["distributed"],
        "notice_sent_at": sent,
        "notice_method": notice["notice_method"] if notice else None,
        "notice_on_time": None if not sent or until is None else _in_time(sent, until),
        "response_state": _state(one),
        "customer_on_hand": sums["still_there"],
        "customer_used": sums["used"],
        "returned_quantity": sums["returned"],
        "customer_destroyed": sums["destroyed_there"],
        "unaccounted_quantity": sums["unaccounted"],
        "last_contact_at": one.last_contact_at,
        "passed_on_quantity": sums["passed_on"],
        "unaccounted_reason": one.reason,
        "late_known_at": shown_time(one.late_known_at, query.zone),
        "struck": one.struck,
        "level": one.level,
    }


def _in_time(sent: str, until: str) -> bool:
    """Return whether a notice was sent by then; of a bare day the day counts."""
    return sent <= until[: len(sent)]


def _state(one: BoardLine) -> str:
    return str(one.answer.values.get("response_state", "answered")) if one.answer else "not_answered"


def frozen_rows(query: Query, number: str, listed: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield a frozen list as rows of the view: what a consignee did since is not in it.

    Args:
        query: Where personal values lie.
        number: Of the recall.
        listed: The list, as :func:`projections.answers.recalls.holders.list_rows` gives it.
    """
    from projections.answers.recalls.declared import RecallConsignees

    blank = dict.fromkeys(column.key for column in RecallConsignees.table.columns)
    known = list(listed)
    values = _values(query, (row[column] for row in known for column in _POINTED))
    for row in known:
        personal = {column: values.get(row[column]) for column in _POINTED}
        yield {**blank, "recall_no": number, **row, **personal, "level": 1}


def _values(query: Query, places: Iterable[Any]) -> dict[Any, str]:
    """Return the personal values that are still there, by their places."""
    wanted: set[tuple[int, str]] = {place for place in places if place is not None}
    found: dict[Any, str] = dict(query.personal.personal(wanted)) if wanted else {}
    return found
