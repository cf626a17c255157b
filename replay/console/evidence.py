"""Evidence that leaves the house: what left before, and a bundle made and given as a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from ledger.settings import acting, language
from replay.console.forms import Sent, sent_of
from replay.console.listing import listed
from replay.console.pages import page
from replay.console.words import word
from replay.doors import questions
from replay.doors.evidence import exported
from replay.doors.posts import Right
from replay.doors.signing import SHOWN, Given, Meaning, signed, wanted
from replay.evidence.named_packs import PACKS
from replay.http.asking import permitted, serving_of
from replay.http.bundles import bundle_response

if TYPE_CHECKING:
    from replay.evidence.exporting import Exported

router = APIRouter(include_in_schema=False)


@router.get("/evidence")
def evidence(request: Request) -> Response:
    """Show which bundles left, and the form for another one."""
    post = permitted(request, Right.READ_ALL).post
    with serving_of(request).tables() as program:
        shown = listed(request, program, partial(questions.ask_exports, program), word("earlier_bundles"))
    may_export, may_show = post.may(Right.EXPORT), post.may(Right.PERSONAL)
    return page(
        request,
        "evidence.html",
        section="reports",
        shown=shown,
        packs=list(PACKS),
        may_export=may_export,
        may_show=may_show,
        meaning=SHOWN[Meaning.EXPORT][language() != "zh"],
    )


@router.post("/evidence")
async def make_bundle(request: Request) -> Response:
    """Make a bundle and give it; that it left the house is an event."""
    sent = await sent_of(request)
    return await run_in_threadpool(_made, request, sent)


def _made(request: Request, sent: Sent) -> Response:
    guest, serving = permitted(request, Right.EXPORT), serving_of(request)
    personal = sent.one("personal")
    if personal:
        permitted(request, Right.PERSONAL)
    pack = sent.one("pack")
    words = [sent.one(name) for name in ("first", "second")][: PACKS.get(pack, 1)]
    said: dict[str, Any] = {"pack": pack, "arguments": words, "for": sent.one("receiver") or None}
    if personal:
        said["personal"] = personal
    given = Given(sent.one("_signer") or guest.name, sent.one("_password"), Meaning.EXPORT.value)
    person = signed(
        serving.program,
        serving.accounts,
        guest,
        [wanted(Meaning.EXPORT, None)],
        [given] if given.password else [],
    )

    def make(target: Path) -> Exported:
        with acting(person), serving.tables() as program:
            return exported(program, said, target)

    return bundle_response(make, 200)
