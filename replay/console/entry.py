"""Live entry: the form of a table, checked and saved, each rule's message beside the field it speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from ledger.entry.answers import EntryRefusedError
from ledger.errors import CommandError, LedgerError
from ledger.events import catalogue
from ledger.rulebook import BY_ID
from ledger.settings import acting, language
from replay.console.band import address
from replay.console.fields import FormField, document_of, fields_of, suggested
from replay.console.forms import KEY, Sent, new_key, sent_of
from replay.console.grid import document_path
from replay.console.pages import page, title_of
from replay.doors.answering import entered_as_json, refusal_as_json
from replay.doors.posts import Right
from replay.doors.problems import NOT_PERMITTED, NotPermittedError
from replay.doors.signing import (
    APPROVER,
    SHOWN,
    Given,
    Meaning,
    account_named,
    of_document,
    recorders,
    signed,
)
from replay.http.asking import guest_of, permitted, serving_of
from replay.http.problems import status_of

if TYPE_CHECKING:
    from ledger.deciding.decision import Override
    from ledger.events.base import Stage, Table
    from ledger.settings import Person

router = APIRouter(include_in_schema=False)
_USUAL: Final = 14  # fields that are shown at once
_MOST_LINES: Final = 50
_OF_THE_FORM: Final = frozenset({"stage", "lines", "at", "known", "position", "lang"})


@dataclass(slots=True)
class Filled:
    """A form as it is shown: what was typed, what is wrong with it, what checking it said.

    Attributes:
        words: By the name of the field.
        key: What the form is known by when it is sent twice.
        lines: How many lines it has.
        said: By the name of the field, what is wrong with it.
        general: What is wrong, and no single field is.
        refused: All of it, as the other doors tell it.
        checked: What recording it would do; None where it was not asked.
        status: HTTP status.
    """

    words: Mapping[str, Sequence[str]]
    key: str
    lines: int
    said: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    general: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    checked: dict[str, Any] | None = None
    status: int = 200


@router.get("/entry")
def entries(request: Request) -> Response:
    """List the tables that the post records into, its own work first."""
    post = guest_of(request).post
    mine = [one for one in catalogue.tables() if post.may(Right.RECORD, one.key)]
    if not mine:
        raise NotPermittedError(
            NOT_PERMITTED, post=post.zh if language() == "zh" else post.en, right=Right.RECORD.value
        )
    kinds = [(kind, [one for one in mine if one.kind == kind]) for kind in ("fact", "case", "register")]
    return page(request, "entries.html", section="entry", kinds=[one for one in kinds if one[1]])


@router.get("/entry/{name}")
def form(request: Request, name: str) -> Response:
    """Show an empty form; words of the address stand in its fields."""
    table = _table(name)
    permitted(request, Right.RECORD, table.key)
    given: dict[str, list[str]] = {}
    for key, value in request.query_params.multi_items():
        if key not in _OF_THE_FORM:
            given.setdefault(key, []).append(value)
    lines = _lines(table, request.query_params.get("lines"))
    if lines:
        given |= {f"{key}.1": value for key, value in given.items()}
    return shown_form(
        request, table, _stage(table, request.query_params.get("stage")), Filled(given, new_key(), lines)
    )


@router.post("/entry/{name}")
async def send(request: Request, name: str) -> Response:
    """Check what a form says, or save it."""
    sent = await sent_of(request)
    return await run_in_threadpool(_sent, request, name, sent)


def _sent(request: Request, name: str, sent: Sent) -> Response:
    table = _table(name)
    permitted(request, Right.RECORD, table.key)
    stage = _stage(table, sent.one("_stage") or None)
    filled = Filled(sent.words, sent.one(KEY) or new_key(), _lines(table, sent.one("_lines")))
    if sent.one("_do") == "line":
        filled.lines = min(filled.lines + 1, _MOST_LINES)
        return shown_form(request, table, stage, filled)
    document = document_of(fields_of(table, stage), sent.words, filled.lines)
    if stage is not None:
        document["stage"] = stage.key
    program, checking = serving_of(request).program, sent.one("_do") != "save"
    try:
        overrides = _overrides(sent)
        person = None if checking else _signed(request, table, document, overrides, sent)
        with acting(person):
            entered = program.entering(
                table.key,
                document,
                overrides=overrides,
                check=checking,
                source="console",
                key=None if checking else filled.key,
            )
    except LedgerError as error:
        tell(filled, error, fields_of(table, stage))
        return answered(request, table, stage, filled)
    told = entered_as_json(entered, check=checking)
    if checking:
        filled.checked = told
        return answered(request, table, stage, filled)
    return RedirectResponse(_saved(table, told), 303)


def answered(request: Request, table: Table, stage: Stage | None, filled: Filled) -> Response:
    """Return the page of a form; asked while somebody types, only what is to be said beside its fields."""
    if "hx-request" not in request.headers:
        return shown_form(request, table, stage, filled)
    fields = fields_of(table, stage)
    names = [one.key for one in fields if not (filled.lines and one.in_line)]
    names += [
        f"{one.key}.{number}"
        for number in range(1, filled.lines + 1)
        for one in fields
        if filled.lines and one.in_line
    ]
    said = {name: filled.said.get(name, []) if _typed(filled, name) else [] for name in names}
    untouched = any(not _typed(filled, one.key) for one in fields if one.required and one.key in said)
    general = [] if untouched else filled.general
    count = len(general) + sum(map(len, said.values()))
    done = filled.checked is not None
    return page(request, "typing.html", said=said, general=general, count=count, done=done, filled=filled)


def _typed(filled: Filled, name: str) -> bool:
    return bool((filled.words.get(name) or ("",))[-1].strip())


def _saved(table: Table, told: Mapping[str, Any]) -> str:
    """Return the page of what was recorded."""
    first = next(iter(told["recorded"]), None)
    if first is None:
        return f"/tables/{table.key}"
    return address(document_path(table.key, str(first[table.identity[0]])), {"done": first["position"]})


def _overrides(sent: Sent) -> list[Override]:
    """Return the rules that are to be let pass.

    Raises:
        CommandError: A reason or an approver is missing.
    """
    from replay.doors.overriding import overrides

    rules = sent.all("_override")
    return overrides(rules, sent.all("_reason"), sent.all("_approver")) if rules else []


def _signed(
    request: Request, table: Table, document: Any, overrides: Sequence[Override], sent: Sent
) -> Person:
    """Return who saves, with the signature of each approver: by the password of that person.

    Raises:
        NotPermittedError: The post may not, or the password is not right.
        CommandError: Who approves is who recorded it.
    """
    serving, guest = serving_of(request), guest_of(request)
    of_case = recorders(serving.program, table.key, document)
    needed = of_document(table.key, document, overrides, guest, of_case=of_case)
    words = [one for one in sent.words.get("_password", ()) if one]
    words = words * len(needed) if len(words) == 1 else words
    given = [
        Given(
            account_named(serving.program, serving.accounts, one.who or guest.name), word, one.meaning.value
        )
        for one, word in zip(needed, words, strict=False)
    ]
    return signed(serving.program, serving.accounts, guest, needed, given)


def tell(filled: Filled, error: LedgerError, fields: Sequence[FormField]) -> None:
    """Put what is wrong beside the fields that it speaks of."""
    filled.status = status_of(error)
    if not isinstance(error, EntryRefusedError):
        others = error.others if isinstance(error, CommandError) else ()
        filled.general += [
            {
                "message": one.message(),
                "advice": one.advice(),
                "rule": None,
                "clause": None,
                "overridable": False,
            }
            for one in (error.reason, *others)
        ]
        return
    known = {one.key: one for one in fields}
    for refusal in error.refusals:
        told = refusal_as_json(refusal)
        filled.refused.append(told)
        name = _spoken_of(told["particulars"], known)
        if name is None:
            filled.general.append(told)
        else:
            line = f".{refusal.line}" if filled.lines and known[name].in_line else ""
            filled.said[f"{name}{line}"].append(told)


def _spoken_of(particulars: Mapping[str, str], known: Collection[str]) -> str | None:
    """Return the field that a refusal speaks of: the one it names, else the first whose value it names."""
    named = [particulars.get("column"), particulars.get("member"), *particulars]
    return next((one for one in named if one in known), None)


def _table(name: str) -> Table:
    from ledger.intake.headings.table_names import table_named

    return table_named(name)


def _stage(table: Table, asked: str | None) -> Stage | None:
    """Return the stage of a case that the form is for: the one asked for, else the first."""
    if table.kind != "case":
        return None
    found = next((one for one in table.stages if asked in {one.event, one.key}), None)
    return found or table.stages[0]


def _lines(table: Table, asked: str | None) -> int:
    if not table.has_lines or table.kind == "case":
        return 0
    return min(max(1, int(asked)), _MOST_LINES) if asked and asked.isascii() and asked.isdigit() else 1


def shown_form(
    request: Request,
    table: Table,
    stage: Stage | None,
    filled: Filled,
    *,
    fields: Sequence[FormField] | None = None,
    action: str | None = None,
    of_number: str = "",
) -> Response:
    """Return the page of a form.

    Args:
        request: What was asked.
        table: Whose rows it records.
        stage: Of a case, the stage.
        filled: What stands in it.
        fields: Those of the table, or of the stage, by default.
        action: Where it is sent; to the entry of the table by default.
        of_number: Number of the case whose stage it is, where the address says it.
    """
    post, fields = guest_of(request).post, fields_of(table, stage) if fields is None else fields
    own = [one for one in fields if not (filled.lines and one.in_line)]
    usual = [one for one in own if one.required or not one.filled][:_USUAL]
    usual += [one for one in own if one.required and one not in usual]
    with serving_of(request).tables() as program:
        suggestions = suggested(program, post, fields)
    let_pass = {one["rule"]: one for one in filled.refused if one["overridable"]}
    return page(
        request,
        "entry.html",
        filled.status,
        section="recalls" if of_number else "entry",
        title=title_of(table.key),
        table=table,
        stage=stage,
        action=action or f"/entry/{table.key}",
        of_number=of_number,
        usual=usual,
        rest=[one for one in own if one not in usual],
        of_lines=[one for one in fields if filled.lines and one.in_line],
        filled=filled,
        suggestions=suggestions,
        let_pass=[(rule, _rule_title(rule), one) for rule, one in let_pass.items()],
        may_override=post.may(Right.OVERRIDE),
        approving=[one for one in fields if one.key.endswith(APPROVER)],
        approval=SHOWN[Meaning.VOID if table.key == "voids" else Meaning.APPROVE][language() != "zh"],
        count=len(filled.general) + sum(map(len, filled.said.values())),
    )


def _rule_title(rule: str) -> str:
    found = BY_ID.get(rule)
    return "" if found is None else found.title[0 if language() == "zh" else 1]
