"""The settings of the rules, as records of the ledger, and how the house's own program is doing."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ledger import clock
from ledger.deciding.rule import Rule
from ledger.events import catalogue
from ledger.rulebook import RULES
from ledger.settings import code_version, language
from projections.reading.configured import on_day
from replay.console.band import address, band_of
from replay.console.grid import Grid, Look
from replay.console.listing import FORMS, downloaded, rows_given
from replay.console.naming import Names, registers_of
from replay.console.pages import page
from replay.console.users import users_file
from replay.console.words import word
from replay.doors import questions
from replay.doors.answering import rows_of
from replay.doors.posts import Right
from replay.doors.problems import NOT_PERMITTED, NotPermittedError
from replay.http.asking import guest_of, permitted, serving_of
from replay.telling.answers.status import PARKED, PROJECTIONS, status_told
from replay.telling.headings import of_table

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.doors.posts import Post

router = APIRouter(include_in_schema=False)
_SETTINGS: Final = "rule_settings"
_OTHERS: Final = (
    *("rule_key", "title", "rule_kind", "setting", "value", "retention_years", "effective_from"),
    *("effective_until", "approver", "position"),
)
_HOUR: Final = 3600  # seconds
_FAILED: Final = 500


@router.get("/admin/settings")
def settings(request: Request) -> Response:
    """Show how each rule is set; whoever administers the ledger is led to the form that sets it."""
    post = _setter(request)
    band = band_of(request)
    with serving_of(request).tables() as program:
        rows = rows_of(partial(questions.ask_table, program, _SETTINGS, band.asked()))
        today = (band.at or clock.today(program.zone))[:10]
        known = {rule.id for rule in RULES}
        grid = _others(request, program, [row for row in rows if row["rule_key"] not in known])
    in_force: dict[str, list[Mapping[str, Any]]] = {}
    for row in on_day(rows, today):
        in_force.setdefault(str(row["rule_key"]), []).append(row)
    may_set = not band.past and post.may(Right.PEOPLE) and post.may(Right.RECORD, _SETTINGS)
    return page(
        request,
        "settings.html",
        section="reports",
        rules=[_told(rule, in_force.get(rule.id, [])) for rule in RULES],
        grid=grid,
        may_set=may_set,
        more=address(f"/entry/{_SETTINGS}", {"effective_from": today}),
    )


def _setter(request: Request) -> Post:
    """Return the post of who asks, if it may see how the rules are set.

    Raises:
        NotPermittedError: It may not.
    """
    post = guest_of(request).post
    if not {Right.READ_ALL, Right.PEOPLE} & post.rights:
        told = post.zh if language() == "zh" else post.en
        raise NotPermittedError(NOT_PERMITTED, post=told, right=Right.READ_ALL.value)
    return post


@router.get("/admin/{name}.{form}")
def as_file(request: Request, name: str, form: str) -> Response:
    """Give a page of the house as a file: what is set of rules, how far the tables are, accounts and keys."""
    made = {"settings": _settings_file, "health": _health_file, "users": users_file}
    if form not in FORMS or name not in made:
        raise HTTPException(404)
    return made[name](request, form)


def _settings_file(request: Request, form: str) -> Response:
    _setter(request)
    with serving_of(request).tables() as program:
        return downloaded(request, program, partial(questions.ask_table, program, _SETTINGS), _SETTINGS, form)


def _health_file(request: Request, form: str) -> Response:
    permitted(request, Right.VERIFY)
    with serving_of(request).tables() as program:
        rows = status_told(program)["projections"]
        return rows_given(request, program, "health", form, PROJECTIONS, rows)


def _told(rule: Rule, rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a rule, what is set of it on the day, and the form that sets it."""
    zh = language() == "zh"
    labels = next(one for one in of_table(catalogue.table(_SETTINGS)) if one.key == "setting")
    given = {"rule_key": rule.id, "rule_kind": "gate", "title": rule.title[0], "legal_basis": rule.law("zh")}
    return {
        "id": rule.id,
        "title": rule.title[0 if zh else 1],
        "kind": rule.kind,
        "law": rule.law(language()),
        "set": [
            {
                "setting": labels.shown(row["setting"]),
                "value": row["value"],
                "day": row["effective_from"],
                "until": row["effective_until"],
                "position": row.get("position"),
            }
            for row in rows
        ],
        "form": address(f"/entry/{_SETTINGS}", given),
    }


def _others(request: Request, program: Program, rows: list[dict[str, Any]]) -> Grid:
    """Return the settings that are of no rule: periods of keeping, thresholds, numbers."""
    table = catalogue.table(_SETTINGS)
    look = Look(band_of(request), Names(program, guest_of(request).post), _SETTINGS, registers_of(table))
    headings = {one.key: one for one in of_table(table)}
    return look.grid(word("other_settings"), [headings[one] for one in _OTHERS if one in headings], rows)


@router.get("/admin/health")
def health(request: Request) -> Response:
    """Show how the program is doing: how far the tables are, what is parked, who can read its files."""
    post = permitted(request, Right.VERIFY).post
    serving = serving_of(request)
    with serving.tables() as program:
        told = status_told(program)
        look = Look(band_of(request), Names(program, post))
        parked = look.grid(word("parked"), PARKED, told.get("parked") or [])
    seconds = int(time.monotonic() - serving.started)
    lag = max((one["lag"] for one in told["projections"]), default=0)
    count = len(told.get("parked") or [])
    return page(
        request,
        "health.html",
        section="reports",
        told=told,
        lag=lag,
        count=count,
        parked=parked,
        version=code_version(),
        hours=seconds // _HOUR,
        minutes=seconds % _HOUR // 60,
        answered=sum(serving.requests.values()),
        failed=sum(count for (_, status), count in serving.requests.items() if status >= _FAILED),
    )
