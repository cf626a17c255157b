"""A page of rows: the question of a door, one page of its answer, and the link to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from replay.console.band import OF_PAGES, Band, band_of, segment
from replay.console.grid import Grid, Look
from replay.console.naming import Names
from replay.console.pages import FORMS
from replay.doors.answering import held_of
from replay.doors.masking import HIDDEN, mask_of
from replay.doors.questions import Parameters, reached_of
from replay.http.asking import SHEETS, continued, cursor, guest_of, sheet
from replay.telling.heard import hearing
from replay.telling.options import RowsForm

if TYPE_CHECKING:
    from starlette.requests import Request

    from replay.bootstrap import Program
    from replay.doors.collected import Held
    from replay.telling.headings import Heading
    from replay.telling.output import Output

PAGE: Final = 100  # rows
Ask = Callable[[Parameters, "Output"], None]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of rows.

    Attributes:
        grid: The rows.
        basis: What they rest on.
        following: Address of the next page; None on the last.
        count: Rows of the page.
        rows: As values.
    """

    grid: Grid
    basis: Mapping[str, Any] | None
    following: str | None
    count: int
    rows: Sequence[Mapping[str, Any]]


def asked_for(request: Request, *more: str) -> Parameters:
    """Return the question of the address, its cut-offs by the names that questions have for them.

    Args:
        request: What was asked.
        more: Names of words that are of the page and not of the question.
    """
    band, words = band_of(request), dict[str, list[str]]()
    for name, value in request.query_params.multi_items():
        if name not in OF_PAGES and name not in more and value:
            words.setdefault(name, []).append(value)
    return Parameters({**band.asked().words, **words})


def listed(
    request: Request,
    program: Program,
    ask: Ask,
    caption: str,
    table: str = "",
    *,
    asked: Parameters | None = None,
    registers: Mapping[str, str] | None = None,
    headings: Callable[[Sequence[Heading]], Sequence[Heading]] = lambda all_: all_,
    keep: Callable[[Mapping[str, Any]], bool] | None = None,
) -> Listed:
    """Return a page of rows.

    Args:
        request: What was asked.
        program: The ledger, its tables caught up.
        ask: Writes the rows.
        caption: Over them.
        table: Key of the table they are of.
        asked: The question; that of the address by default.
        registers: Which register the codes of its columns are of.
        headings: Which of the columns are shown.
        keep: Which rows the reader may see; None for all.

    Raises:
        CommandError: A parameter cannot be read.
    """
    band, post = band_of(request), guest_of(request).post
    pinned, skip = continued(asked or asked_for(request), request.query_params.get("after"))
    with hearing() as notes:
        held = _held(partial(ask, pinned), skip, keep)
    mask = mask_of(program, post, table)
    rows = [mask(row) for row in held.rows]
    look = Look(_pinned(band, pinned, skip), Names(program, post), table, registers or {})
    grid = replace(look.grid(caption, headings(held.headings), rows), empty=" ".join(notes))
    following = None
    if held.more:
        basis = held.basis or {}
        at = pinned.one("at") or basis.get("at")
        following = _following(request, cursor(at, basis.get("position"), skip + PAGE))
    return Listed(grid, held.basis, following, len(rows), rows)


def _held(ask: Callable[[Output], None], skip: int, keep: Callable[[Mapping[str, Any]], bool] | None) -> Held:
    """Return one page of an answer; of rows that are chosen one by one, all are taken first."""
    if keep is None:
        return held_of(ask, skip=skip, limit=PAGE)
    held = held_of(ask)
    mine = [row for row in held.rows if keep(row)]
    held.rows, held.more = mine[skip : skip + PAGE], len(mine) > skip + PAGE
    return held


def _pinned(band: Band, pinned: Parameters, skip: int) -> Band:
    """Return the cut-offs that links keep: those of the page's own question, not of its later pages."""
    return band if skip or band.past else Band(pinned.one("at"), pinned.one("known_at"))


def _following(request: Request, cursor: str) -> str:
    return str(request.url.include_query_params(after=cursor).replace(scheme="", netloc=""))


def of_ending(name: str) -> tuple[str, str | None]:
    """Return a name without the ending of a file, and that; None where it has none."""
    bare, _, form = name.rpartition(".")
    return (bare, form) if form in FORMS and bare else (name, None)


def of_goods_ending(program: Program, name: str, kinds: Sequence[str]) -> tuple[str, str | None]:
    """Return like `of_ending`, but a code that something is recorded under is no file, whatever it ends in.

    Args:
        program: The ledger.
        name: As the address says it.
        kinds: What comes before the code in the tags of events: `product:`, `lot:P01/`.
    """
    bare, form = of_ending(name)
    if form is not None and any(
        f"{kind}{name}" in program.log.tags_beginning(f"{kind}{name}") for kind in kinds
    ):
        return name, None
    return bare, form


def file_response(content: bytes, name: str, form: str) -> Response:
    """Return a file that is to be kept rather than shown."""
    told = f"attachment; filename*=UTF-8''{segment(name)}"
    return Response(content, 200, {"Content-Disposition": told}, SHEETS[form])


def rows_given(
    request: Request, program: Program, name: str, form: str, headings: Sequence[Heading], rows: Any
) -> Response:
    """Return rows that a page has at hand as a file; that they left is noted."""

    def ask(_: Parameters, answer: Output) -> None:
        answer.rows(headings, rows)

    return downloaded(request, program, ask, name, form)


def downloaded(request: Request, program: Program, ask: Ask, table: str, form: str) -> Response:
    """Return all rows as a file of the same basis and filters; that they left is noted.

    As JSON every file is one object, `{"basis", "rows"}`.

    Args:
        request: What was asked.
        program: The ledger, its tables caught up.
        ask: Writes the rows.
        table: Key of the table, or name of the list.
        form: One of `FORMS`.
    """
    mask = mask_of(program, guest_of(request).post, table, None)
    reached = reached_of(program, band_of(request).asked())

    def with_basis(asked: Parameters, answer: Output) -> None:
        ask(asked, RowsForm(envelope=True).on(answer, program, reached))

    response = sheet(asked_for(request), with_basis, table, form, mask, by_hand=True)
    rows = int(response.headers["x-rows"])
    program.note("exported", door="console", verb="table", table=table, rows=rows, form=form)
    return response


__all__ = [
    "FORMS",
    "HIDDEN",
    "Listed",
    "asked_for",
    "downloaded",
    "file_response",
    "listed",
    "of_ending",
    "of_goods_ending",
    "rows_given",
]
