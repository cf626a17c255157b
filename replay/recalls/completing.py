"""What the program knows of a stage of a recall, so that nobody need type it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ledger import clock
from ledger.events.base import Stage
from ledger.state.quantities import plain
from projections.answers.recalls.board import Board, board
from replay.recalls.named import asking, found_recall
from replay.recalls.sampling import drawn

if TYPE_CHECKING:
    from replay.bootstrap import Program

_NOW: Final = {
    "recall_stop_sale_placed": "stopped_at",
    "recall_authority_reported": "authority_reported_at",
    "recall_notice_sent": "notice_sent_at",
    "recall_response_received": "responded_at",
}
_TODAY: Final = {
    "recall_goods_recovered": "recovered_on",
    "recall_effectiveness_checked": "checked_on",
    "recall_progress_reported": "reported_on",
    "recall_summarised": "summarised_on",
    "recall_closed": "closed_on",
}
_ANSWERED_AT: Final = "responded_at"
_ASSUMED: Final = {"response_state": "answered"}


def completed(program: Program, stage: Stage, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with what follows from the ledger: the time now, what is to be recovered, the sample.

    Args:
        program: The ledger.
        stage: Which stage the rows are, all of one recall.
        rows: What was said; it goes first.
    """
    known = _known(program, stage)
    if stage.event == "recall_notice_sent":
        boards = {number: _board(program, number) for number in {row["recall_no"] for row in rows}}
        return [_given({**known, **_asked_back(boards[row["recall_no"]], row), **row}) for row in rows]
    if stage.event == "recall_effectiveness_checked":
        return [_given({**known, **_sample(program, row), **row}) for row in rows]
    return [_given({**known, **row}) for row in rows]


def _known(program: Program, stage: Stage) -> dict[str, Any]:
    """Return what any row of a stage says if it does not say otherwise."""
    found: dict[str, Any] = {}
    if (column := _NOW.get(stage.event)) is not None:
        found[column] = clock.shown(clock.now(), program.zone)
    if (column := _TODAY.get(stage.event)) is not None:
        found[column] = clock.today(program.zone)
    if stage.event == "recall_response_received":
        found |= _ASSUMED
    return found


def _given(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, [], "")}


def _sample(program: Program, row: dict[str, Any]) -> dict[str, Any]:
    if not row.get("check_level"):
        return {}
    sample = drawn(program, row["recall_no"], row["check_level"])
    return {"check_sample": sample["check_sample"], "sample_root": sample["sample_root"]}


def _board(program: Program, number: str) -> Board:
    with asking(program) as (query, _):
        return board(query, found_recall(query, number))


def _asked_back(found: Board, row: dict[str, Any]) -> dict[str, Any]:
    """Return how much a notice asks back, and under which version of the scope."""
    asked = found.outside(row.get("customer_code") or "")
    return {
        "quantity_to_recover": None if asked is None else plain(asked),
        "scope_version": found.version.number,
    }


def told_before(
    program: Program, stage: Stage, number: str, rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the rows of a file, with the time of the same answer where it is recorded word for word.

    A form that is read twice says when it was answered no more than it did the first time; with the time of
    the reading it would be a second answer.

    Args:
        program: The ledger.
        stage: Which stage the rows are.
        number: Of the recall.
        rows: As the file has them.
    """
    if stage.event != "recall_response_received" or all(_ANSWERED_AT in row for row in rows):
        return rows
    compared = [key for key in stage.columns if key != _ANSWERED_AT]
    with asking(program) as (query, _):
        kept = {_words(one, compared): one for one in found_recall(query, number).of("response_received")}
    return [_with_time(row, kept.get(_words(row, compared))) for row in rows]


def _words(row: Mapping[str, Any], compared: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row.get(key) or _ASSUMED.get(key) for key in compared)


def _with_time(row: dict[str, Any], recorded: Mapping[str, Any] | None) -> dict[str, Any]:
    if _ANSWERED_AT in row or recorded is None:
        return row
    return {**row, _ANSWERED_AT: recorded[_ANSWERED_AT]}


def untold(program: Program, number: str) -> list[str]:
    """Return the codes of the consignees that were not told yet."""
    with asking(program) as (query, _):
        return [one.key.party for one in board(query, found_recall(query, number)).untold()]
