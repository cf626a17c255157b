"""Recalls: who has the goods, the case opened, its board, and its stages as forms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ledger.errors import LedgerError
from ledger.events import catalogue
from ledger.settings import language
from replay.console.band import band_of, segment
from replay.console.entry import Filled, shown_form, tell
from replay.console.fields import FormField, field_of, fields_of
from replay.console.forms import Sent, new_key, sent_of
from replay.console.grid import Look
from replay.console.listing import FORMS, listed, of_ending, rows_given
from replay.console.lists import for_readers
from replay.console.naming import Names, registers_of
from replay.console.pages import page
from replay.console.words import word
from replay.doors import questions
from replay.doors import recalls as door
from replay.doors.masking import mask_of
from replay.doors.posts import Right
from replay.http.asking import permitted, serving_of
from replay.telling.answers import recall_goods as told
from replay.telling.answers.recalls import CLOCKS, STAGES
from replay.telling.on_hand_headings import ON_HAND

if TYPE_CHECKING:
    from ledger.events.base import Stage

router = APIRouter(include_in_schema=False)
_SCOPE: Final = ("product", "lot", "serial", "udi", "supplier", "customer")
_OPENING: Final = (
    *("reason", "level", "origin", "ground", "title", "notice_received_on", "notice_issuer"),
    *("demands", "opened_by", "next_report_on"),
)
_EVENTS: Final = {verb: event for verb, event, *_ in STAGES}
_OF_EACH: Final = ("notify", "respond", "recover")  # stages of one consignee
_FROM: Final = (
    "supplier_code",
    "product_code",
    "lot",
    "serial",
    "quantity",
    "accepted",
    "unit",
    "receipt_nos",
)
# Whom to call, about how much, comes first; the cell of a code names its bearer already.
_HOLD: Final = (
    *("customer_code", "outstanding", "unit", "phone", "contact", "address", "product_code", "lot", "serial"),
    *("sold", "returned", "first_sold_on", "last_sold_on", "sale_nos", "sellers"),
)
_LISTS: Final = (
    ("received", "from_whom", told.RECEIVED, _FROM),
    ("consignees", "who_holds", told.CONSIGNEES, _HOLD),
    ("on_hand", "in_house", ON_HAND, ()),
    ("possible", "possible", told.POSSIBLE, ()),
)


@router.get("/recalls")
def recalls(request: Request) -> Response:
    """List the recalls and how far each has come."""
    post = permitted(request, Right.READ_ALL).post
    with serving_of(request).tables() as program:
        shown = listed(request, program, partial(questions.ask_recalls, program), word("recalls"))
    return page(
        request,
        "recalls.html",
        section="recalls",
        shown=shown,
        may_recall=post.may(Right.RECALL),
    )


@router.get("/recalls/preview")
def preview(request: Request) -> Response:
    """Show who has the goods of a scope; nothing is recorded."""
    permitted(request, Right.READ_ALL)
    return _preview(request, _scope_of(request.query_params), Filled({}, new_key(), 0))


@router.get("/recalls/preview.{form}")
def preview_file(request: Request, form: str) -> Response:
    """Give who holds the goods of a scope as a file."""
    permitted(request, Right.READ_ALL)
    scope = _scope_of(request.query_params)
    if form not in FORMS or not scope:
        raise HTTPException(404)
    with serving_of(request).tables() as program:
        found = questions.preview_told(program, band_of(request).asked(**scope))
        return rows_given(request, program, "consignees", form, told.CONSIGNEES, found["consignees"])


def _scope_of(words: Mapping[str, str]) -> dict[str, str]:
    return {name: words[name].strip() for name in _SCOPE if words.get(name, "").strip()}


def _preview(request: Request, scope: dict[str, str], filled: Filled) -> Response:
    post, band = permitted(request, Right.READ_ALL).post, band_of(request)
    grids, found = [], None
    with serving_of(request).tables() as program:
        if scope:
            found = questions.preview_told(program, band.asked(**scope))
            mask = mask_of(program, post, "")
            look = Look(band, Names(program, post))
            grids = [
                (key, look.grid(word(caption), chosen, [mask(row) for row in found[key]]))
                for key, caption, headings, names in _LISTS
                for chosen in [for_readers(names)(headings) if names else headings]
            ]
    return page(
        request,
        "preview.html",
        filled.status,
        section="recalls",
        scope=scope,
        names=_SCOPE,
        found=found,
        grids=grids,
        fields=_opening_fields(),
        filled=filled,
        may_recall=post.may(Right.RECALL),
        compare_url=band.url("/compare", **scope) if band.past and scope else None,
    )


def _opening_fields() -> list[FormField]:
    table = catalogue.table("recalls")
    return [
        field_of(table.by_key[name], required=name == "reason") for name in _OPENING if name in table.by_key
    ]


@router.post("/recalls")
async def open_recall(request: Request) -> Response:
    """Open a recall in one append: the case, the hold, the scope with its frozen list."""
    sent = await sent_of(request)
    return await run_in_threadpool(_open, request, sent)


def _open(request: Request, sent: Sent) -> Response:
    permitted(request, Right.RECALL)
    scope = _scope_of({name: sent.one(name) for name in _SCOPE})
    said: dict[str, Any] = {**scope, **{name: sent.one(name) for name in _OPENING if sent.one(name)}}
    if sent.one("drill"):
        said["drill"] = True
    filled = Filled(sent.words, sent.one("_key") or new_key(), 0)
    try:
        with serving_of(request).tables() as program:
            found = door.opened(program, said, filled.key)
    except LedgerError as error:
        tell(filled, error, _opening_fields())
        return _preview(request, scope, filled)
    return RedirectResponse(f"/recalls/{segment(found['recall_no'])}", 303)


@router.get("/recalls/{number}")
def recall(request: Request, number: str) -> Response:
    """Show a recall with its scopes, its clocks and the board of its consignees."""
    from projections.answers.catalogue import named
    from replay.telling.headings import of_table

    post, band = permitted(request, Right.READ_ALL).post, band_of(request)
    table = named("recall_consignees")
    number, form = of_ending(number)
    if form is not None:
        with serving_of(request).tables() as program:
            rows = questions.recall_told(program, number, band.asked())["consignees"]
            return rows_given(request, program, "recall_consignees", form, of_table(table), rows)
    with serving_of(request).tables() as program:
        found = questions.recall_told(program, number, band.asked())
        mask = mask_of(program, post, "recall_consignees")
        look = Look(band, Names(program, post), "", registers_of(table), frozenset({"recall_no"}))
        rows = [mask(row) for row in found["consignees"]]
        board = look.grid(word("board"), of_table(table), rows)
        clocks = look.grid(word("clocks"), CLOCKS, found["clocks"])
    return page(
        request,
        "recall.html",
        section="recalls",
        found=found,
        board=board,
        clocks=clocks,
        untold=[(row["customer_code"], row.get("customer_name")) for row in rows],
        stages=[(verb, _verb_title(verb)) for verb in _EVENTS],
        of_each=[(verb, _verb_title(verb)) for verb in _OF_EACH],
        may_recall=post.may(Right.RECALL),
        basis=found["basis"],
    )


def _verb_title(verb: str) -> str:
    stage = catalogue.table("recalls").stage(_EVENTS[verb])
    return stage.zh if language() == "zh" else stage.key.replace("_", " ")


def _stage(verb: str) -> Stage:
    from ledger.errors import CommandError

    if verb not in _EVENTS:
        raise CommandError(door.NO_SUCH_STAGE, known=", ".join(_EVENTS), given=verb)
    return catalogue.table("recalls").stage(_EVENTS[verb])


def _fields(stage: Stage) -> list[FormField]:
    return [one for one in fields_of(catalogue.table("recalls"), stage) if one.key != "recall_no"]


@router.get("/recalls/{number}/{stage}")
def stage_form(request: Request, number: str, stage: str) -> Response:
    """Show the form of a stage of a recall."""
    permitted(request, Right.RECALL)
    given = {name: [value] for name, value in request.query_params.items()}
    return _stage_shown(request, number, stage, Filled(given, new_key(), 0))


@router.post("/recalls/{number}/{stage}")
async def send_stage(request: Request, number: str, stage: str) -> Response:
    """Record a stage of a recall."""
    sent = await sent_of(request)
    return await run_in_threadpool(_send_stage, request, number, stage, sent)


def _send_stage(request: Request, number: str, stage: str, sent: Sent) -> Response:
    permitted(request, Right.RECALL)
    fields = _fields(_stage(stage))
    said: dict[str, Any] = {one.key: sent.one(one.key) for one in fields if sent.one(one.key)}
    if sent.one("everyone"):
        said["everyone"] = True
    filled = Filled(sent.words, sent.one("_key") or new_key(), 0)
    try:
        with serving_of(request).tables() as program:
            door.carried_out(program, number, stage, said, filled.key)
    except LedgerError as error:
        tell(filled, error, fields)
        return _stage_shown(request, number, stage, filled)
    return RedirectResponse(f"/recalls/{segment(number)}", 303)


def _stage_shown(request: Request, number: str, verb: str, filled: Filled) -> Response:
    stage = _stage(verb)
    action = f"/recalls/{segment(number)}/{verb}"
    return shown_form(
        request,
        catalogue.table("recalls"),
        stage,
        filled,
        fields=_fields(stage),
        action=action,
        of_number=number,
    )
