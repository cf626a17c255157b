"""The page of the box: what a text names, by kind; straight to it where it is one thing."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from ledger.events import catalogue
from replay.console.band import band_of, segment
from replay.console.grid import document_path
from replay.console.listing import rows_given
from replay.console.pages import page, title_of
from replay.console.words import word
from replay.doors import questions
from replay.doors.masking import mask_of
from replay.doors.posts import Right
from replay.doors.searching import found_of
from replay.http.asking import permitted, serving_of
from replay.telling.headings import Heading

if TYPE_CHECKING:
    from replay.doors.posts import Post
    from replay.doors.searching import Hit

router = APIRouter(include_in_schema=False)
FOUND: Final = (
    Heading("kind", "类别", rank=0),
    Heading("code", "编号", rank=0),
    Heading("rest", "批号或序列号", rank=0),
    Heading("name", "名称", rank=0),
)
_UDI: Final = ("identifier", "lot", "serial", "made", "expires")


@router.get("/search")
def search(request: Request) -> Response:
    """Show what a text names."""
    post, band = permitted(request, Right.READ).post, band_of(request)
    text = request.query_params.get("q", "")
    with serving_of(request).tables() as program:
        known = questions.reached_of(program, band.asked()).position
        found = found_of(program, text, known)
        mask = mask_of(program, post, "")
    hits = [(one, _path(one)) for one in found.hits if _may_see(post, one)]
    if len(hits) == 1:
        return RedirectResponse(band.url(hits[0][1]), 303)
    groups = [
        (_title(kind), [_shown(one, path, mask) for one, path in some])
        for kind, some in groupby(hits, key=lambda each: each[0].kind)
    ]
    near = [one for one in (mask({"value": value})["value"] for value in found.near) if one]
    told = [] if found.carrier is None else list(zip(_UDI, found.carrier, strict=False))
    return page(
        request,
        "search.html",
        section="search",
        q=text,
        text=found.text,
        groups=groups,
        near=near,
        carrier=told,
    )


def search_file(request: Request, form: str) -> Response:
    """Give what a text names as a file."""
    post, text = permitted(request, Right.READ).post, request.query_params.get("q", "")
    with serving_of(request).tables() as program:
        known = questions.reached_of(program, band_of(request).asked()).position
        found = found_of(program, text, known)
        rows = [asdict(one) for one in found.hits if _may_see(post, one)]
        return rows_given(request, program, "search", form, FOUND, rows)


def _may_see(post: Post, hit: Hit) -> bool:
    if hit.kind in {"lot", "unit"}:
        return post.may(Right.READ_ALL)
    return post.may(Right.READ, hit.kind)


def _path(hit: Hit) -> str:
    """Return the page of what was found."""
    if hit.kind in {"lot", "unit"}:
        return f"/{hit.kind}s/{segment(hit.code)}/{segment(hit.rest)}"
    if hit.kind == "products":
        return f"/products/{segment(hit.code)}"
    if hit.kind in {"customers", "suppliers"}:
        return f"/partners/{segment(hit.code)}"
    return document_path(hit.kind, hit.code)


def _title(kind: str) -> str:
    return title_of(kind) if kind in catalogue.TABLE_KEYS else word(f"kind_{kind}")


def _shown(hit: Hit, path: str, mask: Any) -> dict[str, str]:
    name = mask({"value": hit.name})["value"]
    return {"text": " ".join(part for part in (hit.code, hit.rest) if part), "name": name, "path": path}
