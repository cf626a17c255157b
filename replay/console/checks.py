"""Whether anything was changed, what was done by whom, and where the words of the pages are told."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from ledger import clock
from ledger.events import catalogue
from ledger.log.checkpoints import Checkpoints
from ledger.settings import language
from projections.reading.cutoff import CutOff
from replay.console.band import band_of
from replay.console.grid import Look
from replay.console.listing import rows_given
from replay.console.naming import Names
from replay.console.pages import page
from replay.console.words import WORDS, word
from replay.doors import questions
from replay.doors.answering import held_of
from replay.doors.masking import mask_of
from replay.doors.posts import Right
from replay.doors.questions import Parameters
from replay.http.asking import guest_of, permitted, serving_of
from replay.telling.answers.deeds import HEADINGS as DEEDS
from replay.telling.answers.deeds import KINDS
from replay.telling.headings import Heading, of_table
from replay.verified import last_verified

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.console.grid import Grid
    from replay.doors.posts import Post

router = APIRouter(include_in_schema=False)
_SHOWN: Final = 200  # deeds of a page
_CHECKPOINTS: Final = 20
_LATELY: Final = 2000  # entries among which late ones are looked for
CHECKPOINTS: Final = (
    Heading("size", "条数", "integer", rank=0),
    Heading("taken_at", "签发时间", "datetime", rank=0),
    Heading("root", "根", rank=0),
    Heading("signed_by", "签名", rank=0),
)
REPORTED: Final = (
    Heading("name", "报表", rank=0),
    Heading("zh", "中文名称", rank=0),
    Heading("en", "英文名称", rank=1),
)
LATE: Final = (
    Heading("position", "日志位置", "integer", rank=0),
    Heading("record_table", "记录表", rank=1),
    Heading("doc_no", "单号", rank=0),
    Heading("line", "行号", "integer", rank=1),
    Heading("happened_on", "业务日期", "date", rank=0),
    Heading("recorded_on", "记录日期", "date", rank=0),
    Heading("delay_days", "迟录天数", "integer", rank=0),
    Heading("recorded_by", "记录人", rank=0),
)
_DEEDS: Final = ("at", "kind", "by", "table", "number", "what", "rule", "approver", "position")


@router.get("/reports")
def reports(request: Request) -> Response:
    """Lead to what is checked and what leaves the house."""
    guest_of(request)
    from replay.reports.declared import REPORTS

    made = [(one.name, one.zh if language() == "zh" else one.name) for one in REPORTS]
    return page(request, "reports.html", section="reports", made=made)


def reports_file(request: Request, form: str) -> Response:
    """Give which reports are made as a file."""
    from replay.reports.declared import REPORTS

    permitted(request, Right.READ_ALL)
    rows = [{"name": one.name, "zh": one.zh, "en": one.en} for one in REPORTS]
    with serving_of(request).tables() as program:
        return rows_given(request, program, "reports", form, REPORTED, rows)


@router.get("/integrity")
def integrity(request: Request) -> Response:
    """Show how far everything is sealed; with `verify`, verify it now."""
    from replay.telling.answers.status import status_told

    post = permitted(request, Right.VERIFY).post
    with serving_of(request).tables() as program:
        status = status_told(program)
        found = program.verify(deep=False).as_json() if request.query_params.get("verify") else None
        verified, clocked = last_verified(program.log, program.zone), _clock(program)
        look = Look(band_of(request), Names(program, post))
        lists = [look.grid(word("checkpoints"), CHECKPOINTS, _checkpoints(program, _CHECKPOINTS))]
        if post.may(Right.READ_ALL):
            lists += [_late(look, program), _voids(look, program, post)]
    return page(
        request,
        "integrity.html",
        section="reports",
        sealed=status,
        found=found,
        verified=verified,
        clock=clocked,
        lists=lists,
    )


def _clock(program: Program) -> dict[str, Any]:
    """Return what the clock of this machine says, what it said at the last entry, and why it is doubted."""
    from ledger.seal.clock_accepting import clock_now

    before, now, doubted = clock_now(program.log, program.location)
    told = None if doubted is None else {"message": doubted.message(), "advice": doubted.advice()}
    return {
        "now": clock.shown(now, program.zone),
        "before": clock.shown(before, program.zone) if before else "",
        "doubted": told,
    }


def integrity_file(request: Request, form: str) -> Response:
    """Give every checkpoint as a file."""
    permitted(request, Right.VERIFY)
    with serving_of(request).tables() as program:
        rows = _checkpoints(program, None)
        return rows_given(request, program, "checkpoints", form, CHECKPOINTS, rows)


def _checkpoints(program: Program, most: int | None) -> list[dict[str, Any]]:
    """Return the checkpoints, newest first."""
    newest = Checkpoints(program.log).newest(most)
    return [
        {
            "size": one.size,
            "taken_at": clock.shown(one.taken_at, program.zone),
            "root": b64encode(one.root).decode(),
            "signed_by": ", ".join(_signers(one.note)),
        }
        for one in newest
    ]


def _signers(note: str) -> list[str]:
    """Return who signed a note, witnesses among them; each once."""
    lines = (line.split(" ") for line in note.splitlines() if line.startswith("— "))
    return list(dict.fromkeys(words[1] for words in lines if len(words) > 1))


def _late(look: Look, program: Program) -> Grid:
    """Return what was entered late among the last entries, newest first."""
    from projections.answers.entries.late_entries import late_entries

    head = program.log.head()
    with program.readmodel.reading() as connection:
        within = (max(0, head - _LATELY), head)
        rows = list(late_entries(connection, CutOff(None, head), program.zone, within=within))
    shown = [{**one, "table": one["record_table"]} for one in reversed(rows[-_CHECKPOINTS:])]
    return look.grid(word("late_entries"), LATE, shown)


def _voids(look: Look, program: Program, post: Post) -> Grid:
    """Return the last voids."""
    asked = Parameters({"sort": ["-position"]})
    held = held_of(lambda answer: questions.ask_table(program, "voids", asked, answer), limit=_CHECKPOINTS)
    mask = mask_of(program, post, "voids")
    headings = of_table(catalogue.table("voids"))
    return look.grid(word("last_voids"), headings, [mask(row) for row in held.rows])


@router.get("/audit")
def audit(request: Request) -> Response:
    """Show what was done by whom, newest first."""
    permitted(request, Right.READ_ALL)
    kind, by = request.query_params.get("kind", ""), request.query_params.get("by", "").strip()
    with serving_of(request).tables() as program:
        found = list(islice(_deeds(request, program), _SHOWN))
        look = Look(band_of(request), Names(program, guest_of(request).post))
        headings = [one for name in _DEEDS for one in DEEDS if one.key == name]
        grid = look.grid(word("audit"), headings, found)
    kinds = [(key, label if language() == "zh" else key.replace("_", " ")) for key, label in KINDS.items()]
    return page(
        request,
        "audit.html",
        section="reports",
        grid=grid,
        kinds=kinds,
        kind=kind,
        by=by,
        most=_SHOWN,
    )


def _deeds(request: Request, program: Program) -> Iterator[dict[str, Any]]:
    """Yield what the address asks for, newest first."""
    from replay.deeds import Wanted, deeds

    kind, by = request.query_params.get("kind", ""), request.query_params.get("by", "").strip()
    wanted = Wanted(by=frozenset({by} if by else ()), kinds=frozenset({kind} if kind in KINDS else ()))
    return map(_deed, deeds(program.log, program.zone, wanted))


def audit_file(request: Request, form: str) -> Response:
    """Give all that was done as a file."""
    permitted(request, Right.READ_ALL)
    with serving_of(request).tables() as program:
        return rows_given(request, program, "audit", form, DEEDS, _deeds(request, program))


def _deed(deed: dict[str, Any]) -> dict[str, Any]:
    """Return a deed with what it was about in one line."""
    what = deed.get("what") or {}
    told = "; ".join(f"{name} {value}" for name, value in what.items() if value is not None)
    return {**deed, "what": told or None}


@router.get("/help")
def help_page(request: Request) -> Response:
    """Say how the pages are used."""
    guest_of(request)
    topics = [key.removeprefix("help_") for key in WORDS if key.startswith("help_")]
    keys = [key.removeprefix("keys_") for key in WORDS if key.startswith("keys_") and key != "keys_of_pages"]
    return page(request, "help.html", topics=topics, keys=keys)
