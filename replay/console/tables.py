"""The catalogue of record tables by article, and one table with its filters, sums and downloads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from ledger.deciding.laws import named
from ledger.settings import language
from replay.console.band import band_of
from replay.console.grid import title_of_column
from replay.console.listing import FORMS, asked_for, downloaded, listed
from replay.console.naming import registers_of
from replay.console.pages import page, title_of
from replay.console.words import word
from replay.doors import questions
from replay.doors.answering import rows_of
from replay.doors.posts import Right
from replay.http.asking import permitted, serving_of
from replay.telling.headings import Heading, of_table

if TYPE_CHECKING:
    from ledger.events.base import Table
    from replay.doors.questions import Parameters

router = APIRouter(include_in_schema=False)
_SUMMED: Final = frozenset({"quantity", "accepted_quantity", "amount"})
_OF_THE_PAGE: Final = ("c", "s", "v", "cols", "view")
_LIST_OF_RECORDS: Final = 21  # the article that lists all records
_LAST: Final = 10**6
_MOST: Final = 24  # columns
_article: Final = re.compile(r"(?:^|; )GSP §(\d+)", re.ASCII).findall
_SIGNS: Final = ("=", "~", ">=", "<=")


@router.get("/tables")
def tables(request: Request) -> Response:
    """List the record tables that the post may read, by the article that asks for them."""
    guest, band = permitted(request, Right.READ), band_of(request)
    with serving_of(request).tables() as program:
        found = rows_of(lambda answer: questions.ask_tables(program, band.asked(), answer))
    mine = [_listed(one) for one in found if guest.post.may(Right.READ, one["key"])]
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in sorted(mine, key=lambda one: one["order"]):
        groups[one["article"]].append(one)
    return page(request, "tables.html", section="tables", groups=groups)


def _listed(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with the article of the device GSP that asks for it first, the list of §21 last."""
    from projections.answers.catalogue import named as table_named

    basis = table_named(one["key"]).basis
    numbers = sorted(map(int, _article(basis)), key=lambda number: (number == _LIST_OF_RECORDS, number))
    article = named(f"GSP §{numbers[0]}", language()) if numbers else word("other_basis")
    return {
        **one,
        "title": one["zh"] if language() == "zh" else one["en"],
        "law": named(basis, language()),
        "order": (numbers[0] if numbers else _LAST, one["key"]),
        "article": article,
    }


@router.get("/tables/{name}")
def table(request: Request, name: str) -> Response:
    """Show a record table or a view, or give it as a file."""
    from projections.answers.catalogue import named as table_named

    key, _, form = name.rpartition(".")
    is_file = form in FORMS and key
    wanted = table_named(key if is_file else name)
    guest = permitted(request, Right.READ, wanted.key)
    with serving_of(request).tables() as program:
        ask = partial(questions.ask_table, program, wanted.key)
        if is_file:
            return downloaded(request, program, _asking(wanted, ask, request), wanted.key, form)
        asked = _question(request, wanted)
        shown = listed(
            request,
            program,
            ask,
            title_of(wanted.key),
            wanted.key,
            asked=asked,
            registers=registers_of(wanted),
        )
    columns = [(one.key, title_of_column(one)) for one in of_table(wanted)]
    return page(
        request,
        "table.html",
        section="tables",
        table=wanted,
        title=title_of(wanted.key),
        law=named(wanted.basis, language()),
        columns=columns,
        signs=_SIGNS,
        filters=_filters(request),
        sums=_sums(wanted, shown.rows) if shown.following is None else [],
        shown=shown,
        compare_url=_compare(request, wanted.key),
        may_record=wanted.kind != "view" and guest.post.may(Right.RECORD, wanted.key),
    )


def _asking(table: Table, ask: Any, request: Request) -> Any:
    asked = _question(request, table, whole=True)
    return lambda _, answer: ask(asked, answer)


def _question(request: Request, table: Table, *, whole: bool = False) -> Parameters:
    """Return the question of the page: the filters of its form, the usual columns unless others are named."""
    from replay.doors.questions import Parameters

    asked = asked_for(request, *_OF_THE_PAGE)
    words = {name: list(given) for name, given in asked.words.items()}
    where = [*words.pop("where", []), *_filters(request)]
    if where:
        words["where"] = where
    if "columns" not in words and not whole and request.query_params.get("cols") != "all":
        usual = usual_columns(table)
        words["columns"] = [",".join(usual)]
    return Parameters(words)


def usual_columns(table: Table) -> list[str]:
    """Return the columns that a page shows unless all are asked for: what names a row, what the law lists."""
    headings: Iterable[Heading] = of_table(table)
    told = [one.key for one in headings if one.rank <= 1 or one.legal or one.key in {"unit", "name"}]
    rest = () if table.kind == "view" else ("position", "voided_at")
    return list(dict.fromkeys([*told[:_MOST], *rest]))


def _filters(request: Request) -> list[str]:
    """Return the filter that the form of the page adds: a column, a sign and a value."""
    given = request.query_params
    column, sign, value = given.get("c", ""), given.get("s", "="), given.get("v", "").strip()
    return [f"{column}{sign}{value}"] if column and value and sign in _SIGNS else []


def _sums(table: Table, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Return the sums of what is counted, by unit; what has no unit by itself."""
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for column in table.columns:
        if column.key not in _SUMMED:
            continue
        for row in rows:
            value = row.get(column.key)
            if value is None or row.get("voided_at") is not None:
                continue
            unit = "" if column.type == "money" else str(row.get("unit") or "")
            try:
                totals[column.key, unit] += Decimal(str(value))
            except InvalidOperation:
                continue
    titles = {one.key: title_of_column(one) for one in of_table(table)}
    return [(titles[key], f"{total:,f}", unit) for (key, unit), total in sorted(totals.items())]


def _compare(request: Request, key: str) -> str | None:
    band = band_of(request)
    return band.url("/compare", table=key) if band.past else None
