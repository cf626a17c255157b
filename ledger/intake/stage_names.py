"""The stage that a cell names, by event type, key or Chinese name."""

from __future__ import annotations

from functools import cache

from ledger.events import catalogue
from ledger.events.base import Stage, Table
from ledger.intake.cells.blanks import is_blank
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.cell_problems import BAD_STAGE
from ledger.intake.headings.normalising import bare, simplified


def stage_named(table: Table, text: str) -> Stage | None:
    """Return the stage that a word names: its event type, key or Chinese name, with or without brackets.

    >>> stage_named(catalogue.table("consignments"), "使用确认").event
    'consignment_use_confirmed'
    """
    names = _names(table.key)
    word = bare(text)
    event = names.get(word) or names.get(simplified(word))
    return table.stage(event) if event else None


@cache
def _names(key: str) -> dict[str, str]:
    stages = catalogue.table(key).stages
    names: dict[str, str] = {}
    for name_of in (_event, _key, _zh, _short):
        for stage in stages:
            names.setdefault(bare(name_of(stage)), stage.event)
    return names


def _event(stage: Stage) -> str:
    return stage.event


def _key(stage: Stage) -> str:
    return stage.key


def _zh(stage: Stage) -> str:
    return stage.zh


def _short(stage: Stage) -> str:
    return stage.zh.partition("(")[0].partition("（")[0]


def stage_cell(table: Table, text: str) -> str | None:
    """Return the event type of the stage that a cell names.

    Raises:
        CellError: The case has no such stage.
    """
    if is_blank(text):
        return None
    event = stage_if_known(table, text)
    if event is None:
        raise CellError(
            BAD_STAGE,
            text=text,
            choices=", ".join(one.key for one in table.stages),
            zh_choices="、".join(one.zh for one in table.stages),
        )
    return event


def stage_if_known(table: Table, text: str) -> str | None:
    """Return the event type of the stage that a cell names, None where it names none."""
    stage = stage_named(table, text)
    return stage.event if stage is not None else None
