"""A lot and a unit: whence, whither, who holds it, what is wrong with it, and all that happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from ledger.events import catalogue
from replay.console.band import band_of, segment
from replay.console.grid import Grid, Look
from replay.console.listing import of_goods_ending, rows_given
from replay.console.lists import for_readers
from replay.console.naming import Names, registers_of
from replay.console.pages import page, title_of
from replay.console.words import word
from replay.doors import questions
from replay.doors.answering import rows_of
from replay.doors.masking import mask_of
from replay.doors.posts import Right
from replay.http.asking import permitted, serving_of
from replay.telling.answers import recall_goods as told
from replay.telling.answers.findings import HEADINGS as FINDINGS
from replay.telling.answers.trace import LINKS, LOANERS, MOVEMENTS, RECALLS
from replay.telling.headings import of_table
from replay.telling.on_hand_headings import ON_HAND

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.console.band import Band
    from replay.withheld import Mask

router = APIRouter(include_in_schema=False)
_FROM: Final = ("supplier_code", "quantity", "accepted", "unit", "receipt_nos")
_HOLD: Final = (
    *("customer_code", "outstanding", "unit", "phone", "contact", "address", "sold", "returned"),
    *("last_sold_on", "sale_nos"),
)
_MOVED: Final = (
    *("on_date", "kind", "doc_no", "line", "quantity", "accepted", "supplier_code", "customer_code"),
    *("outstanding", "on_hand", "from_status", "to_status", "lot", "serial", "position"),
)
_STOCK: Final = ("status", "quantity", "unit", "lot", "serial", "customer_code")
_FOUND: Final = ("rule", "message", "state", "record_table", "doc_no", "line", "position")
_SIDES: Final = ("on_hand", "outstanding", "disposed", "returned_to_supplier", "unexplained")


@router.get("/lots/{product}/{lot}/picture.svg")
def lot_picture(request: Request, product: str, lot: str) -> Response:
    """Draw whence a lot came and whither it went."""
    return _picture(request, {"product": product, "lot": lot})


@router.get("/units/{product}/{serial}/picture.svg")
def unit_picture(request: Request, product: str, serial: str) -> Response:
    """Draw whence a unit came and whither it went."""
    return _picture(request, {"product": product, "serial": serial})


@router.get("/lots/{product}/{lot}")
def lot(request: Request, product: str, lot: str) -> Response:
    """Show all that is known of a lot, or give its movements as a file."""
    permitted(request, Right.READ_ALL)
    lot, form = of_goods_ending(serving_of(request).program, lot, (f"lot:{product}/",))
    if form is not None:
        return _file_of(request, {"product": product, "lot": lot}, form)
    return _goods(request, {"product": product, "lot": lot}, f"/lots/{segment(product)}/{segment(lot)}")


@router.get("/units/{product}/{serial}")
def unit(request: Request, product: str, serial: str) -> Response:
    """Show the whole life of a unit, or give its movements as a file."""
    permitted(request, Right.READ_ALL)
    serial, form = of_goods_ending(serving_of(request).program, serial, (f"serial:{product}/",))
    if form is not None:
        return _file_of(request, {"product": product, "serial": serial}, form)
    return _goods(
        request, {"product": product, "serial": serial}, f"/units/{segment(product)}/{segment(serial)}"
    )


def _picture(request: Request, goods: dict[str, str]) -> Response:
    from replay.flow.of_trace import picture_of

    post = permitted(request, Right.READ_ALL).post
    with serving_of(request).tables() as program:
        found = questions.trace_told(program, band_of(request).asked(**goods), drawn=True)
        mask = mask_of(program, post, "")
    masked = {name: [mask(row) for row in found[name]] for name in ("movements", "voided")}
    return Response(picture_of(found | masked), media_type="image/svg+xml")


def _file_of(request: Request, goods: dict[str, str], form: str) -> Response:
    """Give every movement of goods as a file."""
    with serving_of(request).tables() as program:
        rows = questions.trace_told(program, band_of(request).asked(**goods))["movements"]
        return rows_given(request, program, "trace", form, MOVEMENTS, rows)


def _goods(request: Request, goods: dict[str, str], path: str) -> Response:
    post, band = permitted(request, Right.READ_ALL).post, band_of(request)
    with serving_of(request).tables() as program:
        found = questions.preview_told(program, band.asked(**goods))
        traced = questions.trace_told(program, band.asked(**goods))
        mask = mask_of(program, post, "")
        look = Look(band, Names(program, post), plain=frozenset({"product_code"}))
        grid = partial(_grid, look, mask)
        findings = _findings(program, band, goods)
        values: dict[str, Any] = {
            "received": grid("from_whom", told.RECEIVED, found["received"], _FROM),
            "held": grid("who_holds", told.CONSIGNEES, found["consignees"], _HOLD),
            "on_hand": grid("in_house", ON_HAND, found["on_hand"], _STOCK),
            "possible": grid("possible", told.POSSIBLE, found["possible"], ()),
            "findings": grid("findings", FINDINGS, findings, _FOUND),
            "links": grid("exchanged", LINKS, [_linked(one) for one in traced["links"]], ()),
            "recalls": grid("recalls", RECALLS, traced["recalls"], ()),
            "timeline": grid("timeline", MOVEMENTS, traced["movements"], _MOVED),
            "dossier": _dossier(look, program, post, traced["dossier"]),
            "file": mask(_file(program, band, goods["product"])),
        }
    return page(
        request,
        "goods.html",
        section="search",
        goods=goods,
        balances=found["by_unit"],
        sides=_SIDES,
        counted=found["possible_counted"]["lines"],
        basis=found["basis"],
        path=path,
        picture=f"{path}/picture.svg",
        may_recall=post.may(Right.RECALL),
        compare_url=band.url("/compare", **goods) if band.past else None,
        **values,
    )


def _grid(look: Look, mask: Mask, caption: str, headings: Any, rows: Any, names: Sequence[str]) -> Grid:
    """Return a list of the page, with some of its columns; all where none are named."""
    shown = for_readers(names)(headings) if names else headings
    return look.grid(word(caption), shown, [mask(_placed(row)) for row in rows])


def _placed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row whose number leads to its table, where it is a movement of a kind that has one."""
    table = _TABLES.get(str(row.get("kind")))
    return {**row, "record_table": table} if table and "record_table" not in row else dict(row)


_TABLES: Final = {
    "received": "receipts",
    "sold": "sales",
    "returned": "returns",
    "consigned": "consignments",
    "disposed": "disposals",
    "exchanged": "exchanges",
    "lent": "repairs",
    "loaner_back": "repairs",
    "counted": "stocktakes",
}


def _linked(link: Mapping[str, Any]) -> dict[str, Any]:
    """Return an exchange as one row: what came back, and what was given for it."""
    replacement = {f"linked_{key}": value for key, value in link["replacement"].items()}
    return {**link, **link["replaced"], **replacement}


def _findings(program: Program, band: Band, goods: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the findings of goods, as far as they name them."""
    from projections.answers.findings.goods_rows import Goods

    asked, wanted = band.asked(), Goods(goods["product"], goods.get("lot"), goods.get("serial"))
    return rows_of(lambda answer: questions.ask_findings(program, asked, answer, wanted))


def _file(program: Program, band: Band, product: str) -> dict[str, Any]:
    """Return the product file in force; nothing where there is none."""
    asked = band.asked(where=f"product_code={product}")
    found = rows_of(lambda answer: questions.ask_table(program, "products", asked, answer))
    return found[0] if found else {}


def _dossier(look: Look, program: Program, post: Any, dossier: Mapping[str, Any] | None) -> list[Grid]:
    """Return what is on record of one unit, table by table."""
    from projections.answers.service.unit_dossier import PARTS

    if dossier is None:
        return []
    found = []
    for part, key in PARTS.items():
        if dossier[part]:
            table = catalogue.table(key)
            mask = mask_of(program, post, key)
            mine = Look(look.band, look.names, key, registers_of(table), look.plain)
            found.append(mine.grid(title_of(key), of_table(table), [mask(row) for row in dossier[part]]))
    if dossier["loaners"]:
        found.append(look.grid(word("loaners"), LOANERS, dossier["loaners"]))
    return found
