"""What returns, exchanges and consignments keep out of its place: goods that wait, and goods that are out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from ledger.events.case import merge_stages
from ledger.state.entries import Consigned
from ledger.state.quantities import ZERO, plain
from ledger.state.stock_moves import still_out
from projections.reading.query import Query
from projections.reading.select import select_rows
from projections.tables.movement_stages import same_goods
from projections.tables.record_tables import STAGE, record_table

Row = dict[str, Any]
_GOODS: Final = ("product_code", "product_name", "model", "lot", "serial", "customer_code", "customer_name")
_UNIT: Final = ("product_code", "lot", "serial")
_WAITING: Final = {
    "pending": ("returned_goods", "已退回，待处理决定"),
    "replaced": ("returned_goods", "已换货，退回品待处置"),
    "repaired": ("repair_return", "退回返修中"),
}
_UNDER_WAY: Final = {
    "goods_received": "已收货，待检查验收",
    "inspected": "已检查验收，待处理决定",
    "appraisal_requested": "已送检，待鉴定结果",
    "appraised": "已鉴定，待处理决定",
    "ruling_requested": "已报请裁定",
    "ruled": "已裁定，待处理决定",
    "disposition_decided": "已决定处理，待生成退货记录",
}
_CAME_BACK: Final = frozenset({"sales_return", "complaint", "repair"})
_OUT: Final = {
    "clinical_choice": ("clinical_choice", "选配在外，待使用确认或退回"),
    "loan": ("loaner", "借出在外，待归还"),
    "rental": ("loaner", "租出在外，待归还"),
    "sample": ("sample", "样品在外"),
    "trial": ("sample", "试用在外，待归还"),
    "exhibition": ("sample", "展览在外，待归还"),
}


def returned(query: Query) -> Iterator[Row]:
    """Yield what came back and was neither restocked nor disposed of, nor found nonconforming since."""
    gone = _left_since(query)
    columns = (
        *("return_no", "line", "returned_on", "quantity", "disposition", "receiver", "inspector"),
        *("location_code", *_GOODS),
    )
    waiting = record_table("returns").c.disposition.in_(_WAITING)
    for row in select_rows(query, "returns", columns, waiting, order=("return_no", "line")):
        kind, text = _WAITING[row["disposition"]]
        taken = gone[row["return_no"], row["product_code"], row["lot"]]
        left = Decimal(row["quantity"]) - min(taken, Decimal(row["quantity"]))
        gone[row["return_no"], row["product_code"], row["lot"]] -= Decimal(row["quantity"]) - left
        if left > ZERO:
            yield {
                **{key: row[key] for key in _GOODS},
                "custody_kind": kind,
                "source_no": row["return_no"],
                "line": row["line"],
                "quantity": plain(left),
                "holder": f"仓库 {row['location_code'] or ''}".strip(),
                "since": row["returned_on"],
                "state_text": text,
                "owner": row["inspector"] or row["receiver"],
            }


def _left_since(query: Query) -> dict[tuple[str, str, str | None], Decimal]:
    """Return how much of each return was disposed of or set apart as nonconforming, by product and lot."""
    found: dict[tuple[str, str, str | None], Decimal] = defaultdict(lambda: ZERO)
    columns = ("return_no", "product_code", "lot", "quantity")
    for table in ("disposals", "nonconformities"):
        said = (record_table(table).c[name].is_not(None) for name in ("return_no", "quantity"))
        for row in select_rows(query, table, columns, *said):
            found[row["return_no"], row["product_code"], row["lot"]] += Decimal(row["quantity"])
    return found


def under_way(query: Query) -> Iterator[Row]:
    """Yield what was received in a return case that has not come to its return record yet."""
    of_case = record_table("returns").c.return_case_no.is_not(None)
    recorded = {row["return_case_no"] for row in select_rows(query, "returns", ("return_case_no",), of_case)}
    for row in query.rows("return_cases"):
        if row["return_case_no"] in recorded or row["received_on"] is None or row[STAGE] not in _UNDER_WAY:
            continue
        yield {
            **{key: row[key] for key in _GOODS},
            "custody_kind": "returned_goods",
            "source_no": row["return_case_no"],
            "line": 1,
            "quantity": row["received_quantity"] or row["quantity"],
            "holder": f"仓库 {row['location_code'] or ''}".strip(),
            "since": row["received_on"],
            "state_text": _UNDER_WAY[row[STAGE]],
            "owner": row["inspector"] or row["receiver"] or row["first_responder"],
        }


def exchanged(query: Query) -> Iterator[Row]:
    """Yield the units taken back in an exchange, as long as no return and no later finding tells of them."""
    columns = ("exchange_no", "line", "exchanged_on", "quantity", "return_no", "handler", *_GOODS)
    judged, alone = _judged_last(query), record_table("exchanges").c.return_no.is_(None)
    for row in select_rows(query, "exchanges", columns, alone, order=("exchange_no", "line")):
        if judged.get(_goods_of(row), "") >= row["exchanged_on"]:
            continue
        yield {
            **{key: row[key] for key in _GOODS},
            "custody_kind": "returned_goods",
            "source_no": row["exchange_no"],
            "line": row["line"],
            "quantity": row["quantity"],
            "holder": "仓库",
            "since": row["exchanged_on"],
            "state_text": "已换货，换回品待处置",
            "owner": row["handler"],
        }


def _judged_last(query: Query) -> dict[tuple[Any, ...], str]:
    """Return when goods that came back were found nonconforming last, by what they are."""
    judged: dict[tuple[Any, ...], str] = {}
    came_back = record_table("nonconformities").c.found_stage.in_(sorted(_CAME_BACK))
    for row in select_rows(query, "nonconformities", ("found_on", *_UNIT), came_back):
        goods = _goods_of(row)
        judged[goods] = max(row["found_on"] or "", judged.get(goods, ""))
    return judged


def _goods_of(row: Row) -> tuple[Any, ...]:
    return tuple(row[key] for key in _UNIT)


def out_on_consignment(query: Query) -> Iterator[Row]:
    """Yield what went out on consignments and was neither used nor brought back."""
    lines = _lines(query)
    for row in _unsold(query):
        fitting = [line for line in lines if _of_line(line, row)]
        enough = [one for one in fitting if still_out(one.out) >= Decimal(row["quantity"])]
        if fitting:
            (enough or fitting)[0].bring(row["return_no"], Decimal(row["quantity"]))
    for line in lines:
        left = still_out(line.out)
        if left > ZERO and line.row[STAGE] != "closed":
            yield _consigned(line.row, left, query.today)


class _Line:
    """A consignment line and what is out on it."""

    def __init__(self, stages: list[Row]) -> None:
        self.row: Row = dict.fromkeys(stages[0]) | merge_stages(stages)
        quantity = self.row["quantity"] or "0"
        self.out = Consigned("", "", "", "", quantity, "0", "0", {}, {})
        told = [stage[key] or "" for stage in stages for key in ("used_serial", "unused_serial")]
        gone = {one for named in told for one in named.split(";")}
        units = [one for one in (self.row["serial"] or "").split(";") if one not in gone]
        self.row["serial"] = ";".join(units) or None
        for one in stages:
            self._told(one, Decimal(quantity))

    def bring(self, number: str, quantity: Decimal) -> None:
        """Count what a return row brought back."""
        known = Decimal(self.out.rows.get(number, "0"))
        self.out = self.out._replace(rows={**self.out.rows, number: plain(known + quantity)})

    def _told(self, stage: Row, whole: Decimal) -> None:
        if stage[STAGE] == "use_confirmed":
            used = Decimal(stage["used_quantity"] or whole)
            self.out = self.out._replace(used=plain(Decimal(self.out.used) + used))
        elif stage[STAGE] == "unused_returned":
            back, number = Decimal(stage["unused_quantity"] or whole), stage["return_no"]
            if number is None:
                self.out = self.out._replace(back=plain(Decimal(self.out.back) + back))
            else:
                known = Decimal(self.out.stages.get(number, "0"))
                self.out = self.out._replace(stages={**self.out.stages, number: plain(known + back)})


def _lines(query: Query) -> list[_Line]:
    stages = query.stages("consignments")
    return [
        _Line(list(group))
        for _, group in groupby(stages, key=lambda row: (row["consignment_no"], row["line"]))
    ]


def _unsold(query: Query) -> Iterator[Row]:
    """Yield the returns of consigned goods that were never sold."""
    table = record_table("returns").c
    unsold = (table.return_kind == "unused_consignment", table.sale_no.is_(None))
    columns = ("return_no", "consignment_no", "quantity", *_GOODS)
    return select_rows(query, "returns", columns, *unsold, table.consignment_no.is_not(None))


def _of_line(line: _Line, returned_row: Row) -> bool:
    return line.row["consignment_no"] == returned_row["consignment_no"] and same_goods(line.row, returned_row)


def _consigned(row: Row, left: Decimal, today: str) -> Row:
    kind, text = _OUT.get(row["consignment_kind"], _OUT["sample"])
    due = row["due_back_on"]
    return {
        **{key: row[key] for key in _GOODS},
        "custody_kind": kind,
        "source_no": row["consignment_no"],
        "line": row["line"],
        "quantity": plain(left),
        "since": row["consigned_on"],
        "due_back_on": due,
        "state_text": f"{text}；已逾期" if due is not None and due < today else text,
        "owner": row["handler"],
    }
