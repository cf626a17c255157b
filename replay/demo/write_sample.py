"""Write the sample files as the business system of the sample company exports them.

`python -m replay.demo.write_sample [FOLDER]` writes them again; the bytes are always the same.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from replay.demo import house, paper, service, story, trade
from replay.demo.trade import Received, Returned, Sale

SAMPLE = Path(__file__).with_name("sample")
PRODUCTS, CUSTOMERS = "商品目录.csv", "客户档案.xlsx"
SUPPLIERS, STAFF = "供应商.csv", "员工花名册.csv"
RECEIPTS, SALES = "验收记录2026年上半年.xlsx", "销售明细2026年1-6月.csv"
RETURNS, VOIDS, RE_ENTRIES = "退货单.csv", "更正作废.csv", "销售更正.csv"
COMPLAINTS, REPAIRS = "客户投诉登记.csv", "报修登记簿.csv"
CARDS, EVENTS = "客户意见调查卡.csv", "不良事件报告记录.csv"
AFTER_SALES = (COMPLAINTS, REPAIRS, CARDS, EVENTS)
FIRST_IMPORT = (SUPPLIERS, STAFF, PRODUCTS, CUSTOMERS, RECEIPTS, SALES, RETURNS, *AFTER_SALES)
CORRECTION = (VOIDS, RE_ENTRIES)


def _cells(text: str) -> list[str]:
    return text.split(",")


_SALES_HEADINGS = _cells(
    "销售单号,销 售 日 期,客户编码,客户名称,商品编码,商品名称,规格型号,注册证号,批号,序列号,有效期至,"
    "单位,数量,单价,金额,业务员,发票号,销售方式,制单人,备注"
)


def write(folder: Path) -> None:
    """Write all sample files into a folder that exists."""
    receipts = trade.received()
    sales = trade.sold(receipts)
    returns = trade.returned(sales)
    _products(folder / PRODUCTS)
    _customers(folder / CUSTOMERS)
    _suppliers(folder / SUPPLIERS)
    _staff(folder / STAFF)
    _receipts(folder / RECEIPTS, receipts)
    _sales(folder / SALES, sales)
    _returns(folder / RETURNS, returns)
    _register(folder / COMPLAINTS, service.COMPLAINT_HEADINGS, service.COMPLAINTS)
    _register(folder / REPAIRS, service.REPAIR_HEADINGS, service.REPAIRS)
    _register(folder / CARDS, service.CARD_HEADINGS, service.CARDS)
    _register(folder / EVENTS, service.EVENT_HEADINGS, service.EVENTS)
    _correction(folder, next(sale for sale in sales if sale.key == story.MISBOOKED))


def _products(path: Path) -> None:
    rows = [
        _cells(
            "商品编码,商品名称,规格型号,单位,商品种类,管理类别,注册证号,注册证有效期至,注册人,生产厂家,储存条件,"
            "是否冷链管理,是否植入类,是否特殊管理,追溯方式,参考售价"
        )
    ]
    for row in house.PRODUCTS:
        maker = house.MAKERS.get(row["code"], house.SUPPLIER[row["maker"]]["name"])
        names = [row["code"], row["name"], row["spec"], row["unit"], row["kind"], row["class"]]
        papers = [row["registration"], row["until"].replace("-", "/"), maker, maker]
        storage = house.STORAGE.get(row["code"], house.STORAGE[""])
        flags = [storage, row["cold"], row["implant"], "否", row["tracking"], row["price"]]
        rows.append(names + papers + flags)
    paper.write_csv(path, rows, encoding="gb18030")


def _customers(path: Path) -> None:
    headings = _cells(
        "客户编号,单位名称,客户类别,统一社会信用代码,证件类型,许可证号,许可证有效期至,经营范围,使用需求说明,"
        "地址,联系人,联系电话,负责业务员,备注"
    )
    rows: list[list[Any]] = [headings]
    for place, row in enumerate(house.CUSTOMERS):
        until: Any = date.fromisoformat(row["until"]) if row["until"] else "/"
        if place == 4:
            until = f"{until.year}年{until.month}月{until.day}日"
        code = "/" if row["kind"] == "个人" else house.uscc(f"12339900MB99{place + 1:05}")
        licence = [row["licence kind"] or "/", row["licence"] or "/", until]
        entitled = [house.SCOPES.get(row["code"], ""), house.NEEDS.get(row["code"], "")]
        person = [row["address"], row["contact"], row["phone"], row["seller"], ""]
        rows.append([row["code"], row["name"], row["kind"], code, *licence, *entitled, *person])
    rows.append(["合计", f"{len(house.CUSTOMERS)} 户"] + [""] * (len(headings) - 2))
    titles = (f"{house.COMPANY}客户档案", "制表日期:2026-06-30    制表人:叶青禾")
    paper.write_workbook(path, "客户档案", titles, rows)


def _suppliers(path: Path) -> None:
    rows = [
        _cells(
            "供应商编码,供应商名称,供货者类型,统一社会信用代码,证照种类,许可证号,许可证有效期至,经营范围,"
            "地址,联系人,联系电话,状态"
        )
    ]
    for place, row in enumerate(house.SUPPLIERS):
        kind = "医疗器械经营许可证" if row["kind"] == "经营企业" else "医疗器械生产许可证"
        code = house.uscc(f"91339900MA99{place + 1:05}")
        licence = [kind, row["licence"], row["until"], house.SCOPES.get(row["code"], "")]
        person = [row["address"], row["contact"], row["phone"], "合格供货者"]
        rows.append([row["code"], row["name"], row["kind"], code, *licence, *person])
    paper.write_csv(path, rows, encoding="utf-8-sig", separator=";")


def _staff(path: Path) -> None:
    rows = [_cells("工号,姓名,性别,出生年份,职务,部门,学历,入职日期,联系电话,状态")]
    keys = _cells("code,name,sex,born,post,department,education,from,phone")
    rows += [[*(row[key] for key in keys), "在职"] for row in house.STAFF]
    paper.write_csv(path, rows, encoding="gb18030")


def _receipts(path: Path, receipts: list[Received]) -> None:
    headings = _cells(
        "验收单号,序号,到货日期,验收日期,供应商编码,供应商,物料编码,品名,规格型号,注册证号,批号,序列号,生产日期,"
        "有效期至,单位,到货数量,合格数量,拒收数量,不合格原因,验收结果,验收员,到货温度,在途温度"
    )
    rows: list[list[Any]] = [headings]
    rows += [_receipt(line) for line in receipts]
    totals = [sum(line.quantity for line in receipts), sum(line.quantity - line.refused for line in receipts)]
    rows.append(["合计", *[""] * 14, *totals, *[""] * 6])
    paper.write_workbook(
        path, "验收记录", (f"{house.COMPANY}入库验收记录", "2026年1月1日至2026年6月30日"), rows
    )


def _receipt(line: Received) -> list[Any]:
    product = house.PRODUCT[line.product]
    supplier = house.SUPPLIER[product["maker"]]
    arrived: Any = paper.Serial(line.day) if line.day.month == 1 else line.day
    lot: Any = int(line.lot) if line.lot.isdigit() else line.lot
    expiry: Any = f"{line.expiry.year}年{line.expiry.month}月" if line.product == "DNG-16" else line.expiry
    cold = [4.6, "2.8~6.1℃"] if product["cold"] == "是" else ["", ""]
    goods = [line.product, product["name"], product["spec"], product["registration"], lot]
    dates = ["；".join(line.serials), line.made, expiry, product["unit"]]
    counts = [
        line.quantity,
        line.quantity - line.refused,
        line.refused or "",
        "外箱受潮" if line.refused else "",
    ]
    head = [line.number, line.line, arrived, arrived, supplier["code"], supplier["name"]]
    return [*head, *goods, *dates, *counts, "合格", "顾南枝", *cold]


def _sales(path: Path, sales: list[Sale]) -> None:
    blank = [""] * len(_SALES_HEADINGS)
    rows = [
        [house.COMPANY, *blank[1:]],
        ["销售明细表", *blank[1:]],
        ["日期:2026-01-01 至 2026-06-30", *blank[1:-1], "导出人:许䶮"],
        blank,
        _SALES_HEADINGS,
    ]
    every = list(_sale_rows(sales))
    for month in range(1, 7):
        of_month = [row for day, row in every if day.month == month]
        rows += [*of_month, _sum("小计", of_month)]
    rows += [blank, _sum("合计", [row for _, row in every])]
    paper.write_csv(path, rows, encoding="gb18030")


def _sale_rows(sales: list[Sale]) -> Iterator[tuple[date, list[str]]]:
    place = 0
    late: list[tuple[date, list[str]]] = []
    for sale in sales:
        rows = []
        for line_number in range(len(sale.lines)):
            place += 1
            rows.append((sale.day, _sale_row(sale, line_number, place)))
        if sale.number == story.SCATTERED:
            day, row = rows.pop()
            late = [(day, [*row[:-1], "补单"])]
            yield from rows
        else:
            yield from rows
            yield from late
            late = []


def _sale_row(sale: Sale, line_number: int, place: int) -> list[str]:
    line = sale.lines[line_number]
    customer = house.CUSTOMER[sale.customer]
    product = house.PRODUCT.get(line.product, house.PRODUCT[story.RECALLED_PRODUCT])
    quantity = f"{line.quantity:,}"
    if place % 19 == 5:
        quantity = paper.full_width(str(line.quantity))
    lot = f"{line.lot}.0" if line.lot.isdigit() and place % 7 == 3 else line.lot or "/"
    amount = f"{line.quantity * Decimal(product['price']):,.2f}"
    expiry = line.expiry.isoformat() if line.expiry and place % 5 else ""
    serials = ("、" if place % 2 else "；").join(line.serials)
    head = [sale.number, paper.day_of_export(sale.day), sale.customer, customer["name"]]
    goods = [line.product, product["name"], product["spec"], product["registration"], lot, serials, expiry]
    money = [product["unit"], quantity, product["price"], amount]
    invoice = "/" if sale.mode != "批发" else f"26332000{sale.number[3:].replace('-', '')}"
    return [*head, *goods, *money, sale.seller or customer["seller"], invoice, sale.mode, "叶青禾", ""]


def _sum(title: str, rows: list[list[str]]) -> list[str]:
    amounts = [Decimal(row[14].replace(",", "")) for row in rows]
    return [title, *[""] * 13, f"{sum(amounts):,.2f}", *[""] * 5]


def _returns(path: Path, returns: list[Returned]) -> None:
    rows = [
        _cells(
            "退货单号,退货日期,原销售单号,原单行号,客户编码,商品编码,批号,序列号,退货数量,单位,退货原因,质量状况,"
            "处理方式,验收员,温度记录,业务负责人,质量审批人"
        )
    ]
    for place, back in enumerate(returns):
        line = back.sale.lines[back.line - 1]
        source = [back.sale.number, str(back.line)] if back.named else ["", ""]
        customer = back.sale.customer if place % 4 else house.CUSTOMER[back.sale.customer]["name"]
        goods = [line.product, line.lot, line.serials[-1] if line.serials else "", str(back.quantity)]
        why = [house.PRODUCT[line.product]["unit"], back.reason, back.quality, back.disposition]
        head = [back.number, back.day.isoformat(), *source, customer]
        rows.append([*head, *goods, *why, "顾南枝", back.record, *house.APPROVERS])
    paper.write_csv(path, rows, encoding="utf-8", separator="\t")


def _register(path: Path, headings: dict[str, str], rows: Iterable[house.Row]) -> None:
    lines = [list(headings.values()), *([row[key] for key in headings] for row in rows)]
    paper.write_csv(path, lines, encoding="utf-8-sig")


def _correction(folder: Path, wrong: Sale) -> None:
    right = house.CUSTOMER[story.RIGHT_CUSTOMER]["name"]
    void = ["销售记录", wrong.number, "1", f"客户选错,实为{right}", "陆知行", "2026-06-29"]
    headings = ["记录表", "原单号", "行号", "作废原因", "批准人", "作废日期"]
    paper.write_csv(folder / VOIDS, [headings, void], encoding="utf-8-sig")
    sale = Sale(wrong.day, story.RIGHT_CUSTOMER, wrong.lines, number=wrong.number)
    row = _sale_row(sale, 0, 1)
    again = [row[0], "1", *row[1:-1], "更正2026-06-29作废行"]
    rows = [[_SALES_HEADINGS[0], "行号", *_SALES_HEADINGS[1:]], again]
    paper.write_csv(folder / RE_ENTRIES, rows, encoding="gb18030")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
