"""Deciding on the stages of a recall: what the opening must say, and whether numbers agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.state.recall_stops import SCOPE_COLUMNS
from ledger.subjects.recalls.rules import (
    MORE_ANSWERED,
    NOBODY_ASKED,
    NOBODY_NAMED,
    SCOPE_MISSING,
    UNFINISHED,
)

_OF_BUYERS: Final = ("target_customer", "customers")


def judge_opened(s: Situation) -> Iterator[Breach]:
    """Judge whether a recall says which goods, or whose, it is about."""
    if s.live and not any(s.row.get(column) for column in (*SCOPE_COLUMNS, *_OF_BUYERS)):
        yield SCOPE_MISSING.broken(recall_no=s.row["recall_no"])


def judge_named(s: Situation) -> Iterator[Breach]:
    """Judge whether a notice or an answer says whose it is."""
    if "customer_code" not in s.data:
        yield NOBODY_NAMED.broken(recall_no=s.row["recall_no"], stage=s.stage.zh, event=s.event)


def judge_checked(s: Situation) -> Iterator[Breach]:
    """Judge whether no more consignees were found effective than were checked."""
    checked, effective = s.data.get("checked_count"), s.data.get("effective_count")
    if checked is not None and effective is not None and effective > checked:
        yield MORE_ANSWERED.broken(recall_no=s.row["recall_no"], checked=checked, effective=effective)


def judge_closed(s: Situation) -> Iterator[Breach]:
    """Judge whether a recall that is closed live leaves nothing open.

    That depends on thousands of sales, returns and answers, so it is asked of the board, which every door
    brings with it; where none does, nobody may close a recall.
    """
    if not s.live:
        return
    number = str(s.row["recall_no"])
    if s.context.left_open is None:
        yield Breach(UNFINISHED, NOBODY_ASKED.with_(recall_no=number))
        return
    left = s.context.left_open(number, str(s.data.get("close_note", "")))
    if left:
        yield UNFINISHED.broken(recall_no=number, **left)
