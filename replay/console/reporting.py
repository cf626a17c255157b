"""A periodic report: its figures, its picture, the period it is of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from ledger.errors import LedgerError
from ledger.events import catalogue
from ledger.settings import acting, language
from projections.answers.catalogue import VIEW_KEYS, view
from replay.console.band import address, band_of
from replay.console.entry import Filled, tell
from replay.console.fields import FormField, field_of, suggested
from replay.console.forms import KEY, Sent, new_key, sent_of
from replay.console.grid import Grid, Look
from replay.console.listing import FORMS, file_response, of_ending
from replay.console.naming import Names, registers_of
from replay.console.pages import page
from replay.console.words import word
from replay.doors import questions
from replay.doors.answering import rows_of
from replay.doors.masking import mask_of
from replay.doors.posts import Right
from replay.doors.signing import SHOWN, Given, Meaning, signed, wanted
from replay.http.asking import guest_of, permitted, serving_of
from replay.reports.issuing import ISSUES
from replay.telling.headings import Heading, of_table

if TYPE_CHECKING:
    from ledger.settings import Person
    from replay.bootstrap import Program

router = APIRouter(include_in_schema=False)
_PERIOD: Final = ("month", "year", "from", "to")
_SAID: Final = ("issued_by", "reviewer", "issued_to", "purpose")
_LISTED: Final = ("issue_no", "period_from", "period_to", "issued_on", "issued_by", "position_to", "digest")


@router.get("/reports/{name}/picture.svg")
def report_picture(request: Request, name: str) -> Response:
    """Draw a periodic report."""
    from replay.reports.pictures import picture

    permitted(request, Right.READ_ALL)
    return Response(picture(_told(request, name)), media_type="image/svg+xml")


@router.get("/reports/{name}")
def report(request: Request, name: str) -> Response:
    """Show a periodic report, or give it as a file."""
    permitted(request, Right.READ_ALL)
    bare, form = of_ending(name)
    if form is not None:
        return _as_file(request, bare, form)
    return _shown(request, name, Filled({}, new_key(), 0))


def _shown(request: Request, name: str, filled: Filled) -> Response:
    from replay.reports.declared import report_named

    post, band = permitted(request, Right.READ_ALL).post, band_of(request)
    declared = report_named(name)
    found = _told(request, name)
    with serving_of(request).tables() as program:
        mask = mask_of(program, post, declared.key)
        rows = [mask(row) for row in found["rows"]]
        table = view(declared.key) if declared.key in VIEW_KEYS else None
        registers = {} if table is None else registers_of(table)
        own = [Heading(*one) for one in declared.columns]
        headings = own if table is None else of_table(table)
        grid = Look(band, Names(program, post), registers=registers).grid(word("figures"), headings, rows)
        issued = _issued(request, program, declared.key)
        staff = suggested(program, post, _issue_fields())["staff"]
    period = {key: request.query_params.get(key, "") for key in _PERIOD}
    asked = {key: value for key, value in period.items() if value}
    of_the_report = {"from": found["basis"]["period_from"], "to": found["basis"]["period_to"]}
    return page(
        request,
        "report.html",
        filled.status,
        section="reports",
        name=name,
        title=declared.zh if language() == "zh" else declared.en,
        found=found,
        grid=grid,
        period=period,
        picture=band.url(f"/reports/{name}/picture.svg", **asked),
        asked=asked,
        filled=filled,
        staff=staff,
        issued=issued,
        action=address(f"/reports/{name}", of_the_report),
        may_issue=post.may(Right.REPORT) and not band.past,
        again=_again(request),
        fields=_issue_fields(),
        meaning=SHOWN[Meaning.EXPORT][0 if language() == "zh" else 1],
    )


def _issue_fields() -> list[FormField]:
    table = catalogue.table(ISSUES)
    return [field_of(table.by_key[name], required=name == "issued_by") for name in _SAID]


def _issued(request: Request, program: Program, key: str) -> Grid:
    """Return the issues of a report, the newest first."""
    table, band = catalogue.table(ISSUES), band_of(request)
    every = rows_of(partial(questions.ask_table, program, ISSUES, band.asked(sort="-issue_no")))
    rows = [row for row in every if row["report_key"] == key]
    look = Look(band, Names(program, guest_of(request).post), ISSUES, registers_of(table))
    headings = {one.key: one for one in of_table(table)}
    return look.grid(word("issued_reports"), [headings[one] for one in _LISTED], rows)


def _again(request: Request) -> dict[str, Any] | None:
    """Return the issue that the address names, made again from the log."""
    from replay.reports.issuing import reproduced

    number = request.query_params.get("issued", "")
    if not number:
        return None
    with serving_of(request).tables() as program:
        found = reproduced(program, number)
    return {"number": found.number, "agrees": found.agrees, "digest": found.digest}


@router.post("/reports/{name}")
async def issue_report(request: Request, name: str) -> Response:
    """Record that a report is issued."""
    sent = await sent_of(request)
    return await run_in_threadpool(_issue, request, name, sent)


def _issue(request: Request, name: str, sent: Sent) -> Response:
    from replay.reports.declared import report_named
    from replay.reports.issuing import issue

    permitted(request, Right.REPORT)
    filled = Filled(sent.words, sent.one(KEY) or new_key(), 0)
    said = {key: sent.one(key) for key in _SAID if sent.one(key)}
    declared = report_named(name)
    try:
        person = _signed(request, sent)
        document = _told(request, name)
        with acting(person), serving_of(request).tables() as program:
            form = sent.one("form") if sent.one("form") in FORMS else "pdf"
            done = issue(program, declared, document, form, said, filled.key)
    except LedgerError as error:
        tell(filled, error, _issue_fields())
        return _shown(request, name, filled)
    words = {key: request.query_params.get(key) for key in _PERIOD}
    return RedirectResponse(address(f"/reports/{name}", {**words, "issued": done.number}), 303)


def _signed(request: Request, sent: Sent) -> Person:
    """Return who issues, with the signature of whoever has signed in: a report leaves the house.

    Raises:
        NotPermittedError: The password is not right.
        SignatureNeededError: There is none.
    """
    serving, guest = serving_of(request), guest_of(request)
    given = Given(guest.name, sent.words.get("_password", ("",))[-1], Meaning.EXPORT.value)
    asked = [wanted(Meaning.EXPORT, None)]
    return signed(serving.program, serving.accounts, guest, asked, [given] if given.password else [])


def _as_file(request: Request, name: str, form: str) -> Response:
    """Give a report as a file; what its reader may not see is left out, and that it left is noted."""
    from replay.reports.declared import report_named
    from replay.telling.files.report_files import content

    declared, document = report_named(name), dict(_told(request, name))
    with serving_of(request).tables() as program:
        mask = mask_of(program, guest_of(request).post, declared.key, None)
        for part in ("rows", *(one.key for one in declared.parts)):
            document[part] = [mask(row) for row in document[part]]
        count = len(document["rows"])
        program.note("exported", door="console", verb="report", table=declared.key, rows=count, form=form)
    return file_response(content(declared, document, form), f"{name}.{form}", form)


def _told(request: Request, name: str) -> dict[str, Any]:
    given = {key: request.query_params.get(key) for key in _PERIOD}
    with serving_of(request).tables() as program:
        return questions.report_told(program, name, band_of(request).asked(**given))
