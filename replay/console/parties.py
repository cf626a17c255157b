"""The card of a customer, a supplier or a product: its file in time, its papers, its goods and its cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from ledger.errors import CommandError
from replay.console.band import band_of
from replay.console.grid import Grid, Look, title_of_column
from replay.console.listing import downloaded, of_goods_ending
from replay.console.lists import for_readers
from replay.console.naming import Names, registers_of
from replay.console.pages import page, title_of
from replay.console.records import NO_SUCH_RECORD
from replay.console.words import word
from replay.doors import questions
from replay.doors.answering import held_of, rows_of
from replay.doors.masking import mask_of
from replay.doors.posts import Right
from replay.doors.questions import Parameters
from replay.http.asking import permitted, serving_of
from replay.telling.headings import of_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from replay.bootstrap import Program
    from replay.console.band import Band
    from replay.doors.posts import Post

router = APIRouter(include_in_schema=False)
_MOST: Final = 50
_REGISTERS: Final = {"customers": "customer_code", "suppliers": "supplier_code", "products": "product_code"}
_TAGS: Final = {"customers": "customer:", "suppliers": "supplier:", "products": "product:"}
_CASES: Final = ("number", "table", "stage", "stage_zh", "state", "last_at", "product_code", "overdue")
# Besides the file: table or view, and the column that names the party or product.
_BESIDES: Final[dict[str, Sequence[tuple[str, str]]]] = {
    "customers": (
        ("licence_warnings", "owner_code"),
        ("sales", "customer_code"),
        ("returns", "customer_code"),
    ),
    "suppliers": (("licence_warnings", "owner_code"), ("receipts", "supplier_code")),
    "products": (("stock_balances", "product_code"), ("receipts", "product_code"), ("sales", "product_code")),
}
_SHOWN: Final = frozenset(
    {
        *("sale_no", "line", "sold_on", "return_no", "returned_on", "receipt_no", "received_on"),
        *("customer_code", "supplier_code", "product_code", "lot", "serial", "quantity", "accepted_quantity"),
        *("unit", "amount", "licence_kind", "licence_no", "valid_until", "days_left", "blocks"),
        *("quality_status", "saleable_quantity", "expiry_date", "conclusion"),
    }
)


@router.get("/partners/{code}")
def partner(request: Request, code: str) -> Response:
    """Show a customer or a supplier."""
    post = permitted(request, Right.READ).post
    register = "suppliers" if not post.may(Right.READ, "customers") else None
    return _card(request, code, (register,) if register else ("customers", "suppliers"))


@router.get("/products/{code}")
def product(request: Request, code: str) -> Response:
    """Show a product."""
    return _card(request, code, ("products",))


def _card(request: Request, code: str, registers: Sequence[str]) -> Response:
    band = band_of(request)
    code, form = of_goods_ending(serving_of(request).program, code, [_TAGS[one] for one in registers])
    with serving_of(request).tables() as program:
        register = next((one for one in registers if _file(program, band, one, code)), registers[0])
        post = permitted(request, Right.READ, register).post
        if form is not None:
            permitted(request, Right.READ_ALL)
            asked = _versions(band, register, code)
            return downloaded(
                request,
                program,
                lambda _, to: questions.ask_table(program, register, asked, to),
                register,
                form,
            )
        rows = _file(program, band, register, code)
        if not rows:
            raise CommandError(NO_SUCH_RECORD, table=title_of(register), number=code)
        mask = mask_of(program, post, register)
        told = [mask(row) for row in rows]
        look = _look(program, band, post, register)
        look.names.learn(told, look.registers)
        besides = [
            _besides(program, band, post, table, f"{column}={code}")
            for table, column in _BESIDES[register]
            if post.may(Right.READ, table)
        ]
        cases = _cases(program, band, post, f"{_REGISTERS[register]}={code}")
    file = told[-1]
    headings = [one for one in look_headings(register) if file.get(one.key) is not None]
    return page(
        request,
        "card.html",
        section="search",
        title=file.get("name") or code,
        code=code,
        register=register,
        facts=[(title_of_column(one), look.cell(one, file)) for one in headings],
        versions=look.grid(word("versions"), look_headings(register), told) if len(told) > 1 else None,
        besides=besides,
        cases=cases,
        column=_REGISTERS[register],
        may_record=post.may(Right.RECORD, register),
    )


def look_headings(key: str) -> Any:
    """Return the headings of a record table or a view."""
    from projections.answers.catalogue import named

    return of_table(named(key), each=True)


def _look(program: Program, band: Band, post: Post, key: str) -> Look:
    from projections.answers.catalogue import named

    return Look(band, Names(program, post), key, registers_of(named(key)))


def _file(program: Program, band: Band, register: str, code: str) -> list[dict[str, Any]]:
    """Return the versions of a row of a register, the newest last; none where it is not known."""
    asked = _versions(band, register, code)
    try:
        return rows_of(lambda answer: questions.ask_table(program, register, asked, answer))
    except CommandError:
        return []


def _versions(band: Band, register: str, code: str) -> Parameters:
    """Return the question for the versions of a row of a register."""
    return band.asked(where=f"{_REGISTERS[register]}={code}", struck="1", sort="position")


def _besides(program: Program, band: Band, post: Post, table: str, where: str) -> tuple[str, str, Grid, bool]:
    """Return the newest rows of a table that name it, and whether there are more."""
    from projections.answers.catalogue import day_column, named

    day = day_column(named(table))
    asked = band.asked(where=where, sort=f"-{day}" if day else None)
    try:
        held = held_of(lambda answer: questions.ask_table(program, table, asked, answer), limit=_MOST)
        rows: list[Mapping[str, Any]] = list(held.rows)
        more, headings = held.more, [one for one in held.headings if one.key in _SHOWN]
    except CommandError:  # nothing known has the code
        rows, more, headings = [], False, []
    mask = mask_of(program, post, table)
    grid = _look(program, band, post, table).grid(title_of(table), headings, [mask(row) for row in rows])
    return table, where, grid, more


def _cases(program: Program, band: Band, post: Post, where: str) -> Grid:
    asked = band.asked(where=where)
    try:
        held = held_of(lambda answer: questions.ask_cases(program, asked, answer), limit=_MOST)
        rows = [row for row in held.rows if post.may(Right.READ, row["table"])]
        headings = for_readers(_CASES)(held.headings)
    except CommandError:
        rows, headings = [], []
    mask = mask_of(program, post, "")
    return Look(band, Names(program, post)).grid(word("cases"), headings, [mask(row) for row in rows])
