"""A past day compared with now: what came, what went, and which cells differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from ledger.errors import CommandError
from replay.console.band import Band, band_of
from replay.console.grid import Look, title_of_column
from replay.console.listing import rows_given
from replay.console.naming import Names, registers_of
from replay.console.pages import page, title_of
from replay.console.words import word
from replay.doors.comparing import compared_preview, compared_table
from replay.doors.masking import mask_of
from replay.doors.posts import Right
from replay.doors.questions import UNKNOWN_PARAMETER
from replay.http.asking import permitted, serving_of
from replay.telling.answers import recall_goods as told
from replay.telling.headings import Heading, of_table
from replay.telling.on_hand_headings import ON_HAND

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.doors.posts import Post

router = APIRouter(include_in_schema=False)
_DIFFERENCES: Final = {"added": "新增", "removed": "不再有", "before": "变化前", "after": "变化后"}
DIFFERENCE: Final = Heading("difference", "差异", "enum", _DIFFERENCES, rank=0)
_GOODS: Final = ("product", "lot", "serial")
_ALWAYS: Final = frozenset({"position", "record_time", "event_time"})


@router.get("/compare")
def compare(request: Request) -> Response:
    """Show what differs between a past moment and now, of a table or of goods."""
    band = band_of(request)
    key, goods, post = _asked(request)
    with serving_of(request).tables() as program:
        found = _found(program, band, key, goods)
        mask = mask_of(program, post, key or "")
        look, headings = _look(program, band, post, key)
        parts = [
            (word(part), look.grid(word(part), headings, [mask(row) for row in found[part]]))
            for part in ("added", "removed")
        ]
        changed = [_changed(one, mask, headings) for one in found["changed"]]
    what = title_of(key) if key else " ".join(goods.values())
    return page(
        request,
        "compare.html",
        what=what,
        parts_of=parts,
        changed=changed,
        basis=found["basis"],
        since=band.words(),
    )


def compare_file(request: Request, form: str) -> Response:
    """Give what differs as a file: a row that changed stands there twice, as it was and as it is."""
    band = band_of(request)
    key, goods, post = _asked(request)
    with serving_of(request).tables() as program:
        found = _found(program, band, key, goods)
        rows = [{"difference": part, **row} for part in ("added", "removed") for row in found[part]]
        for one in found["changed"]:
            rows += [{"difference": part, **one[part]} for part in ("before", "after")]
        headings = [DIFFERENCE, *_look(program, band, post, key)[1]]
        return rows_given(request, program, key or "compare", form, headings, rows)


def _asked(request: Request) -> tuple[str | None, dict[str, str], Post]:
    """Return the table or the goods that are asked about, and the post that may see them.

    Raises:
        CommandError: Neither is given.
        NotPermittedError: The post may not.
    """
    given = request.query_params
    key, goods = given.get("table"), {name: given[name] for name in _GOODS if given.get(name)}
    if not key and not goods:
        raise CommandError(UNKNOWN_PARAMETER, known="table, product, lot, serial", given="-")
    guest = permitted(request, Right.READ, key) if key else permitted(request, Right.READ_ALL)
    return key, goods, guest.post


def _found(program: Program, band: Band, key: str | None, goods: Mapping[str, str]) -> dict[str, Any]:
    if key:
        return compared_table(program, key, band.asked())
    return compared_preview(program, band.asked(**goods))


def _look(program: Program, band: Band, post: Any, key: str | None) -> tuple[Look, Iterable[Heading]]:
    from projections.answers.catalogue import named

    names = Names(program, post)
    if key:
        table = named(key)
        return Look(Band(), names, table.key, registers_of(table)), of_table(table)
    lists = (told.CONSIGNEES, told.RECEIVED, ON_HAND, told.POSSIBLE, told.BY_UNIT)
    headings = {one.key: one for part in lists for one in part}
    return Look(band, names), list(headings.values())


def _changed(one: Mapping[str, Any], mask: Any, headings: Iterable[Heading]) -> dict[str, Any]:
    """Return a row that is there both times: the cells that differ, then and now."""
    before, after = mask(one["before"]), mask(one["after"])
    known = {each.key: each for each in headings}
    return {
        "key": " / ".join(str(value) for value in one["key"].values() if value is not None),
        "cells": [
            (
                title_of_column(known[name]),
                known[name].shown(before.get(name)),
                known[name].shown(after.get(name)),
            )
            for name in known
            if name not in _ALWAYS and before.get(name) != after.get(name)
        ],
    }
