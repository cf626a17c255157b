"""Files of an invented trade for benchmarks and campaigns: repeatable, of any size."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

CUSTOMERS, PRODUCTS, LOTS, STAFF, LINES_PER_SALE = 200, 50, 400, 20, 4
_START = date(2025, 1, 1)


def write_registers(folder: Path) -> list[Path]:
    """Write products, customers, suppliers, staff and receipts; return the files."""
    files = []
    files.append(
        _write(
            folder / "products.csv",
            "产品编码,产品名称,规格型号,单位,管理类别,注册证号,注册证有效期至,注册人,生产企业,储存条件,是否冷链管理,是否植入类,是否特殊管理,追溯方式",
            (
                f"P{n:03d},一次性使用无菌产品{n},{n}ml,支,II,国械注准2021314{n:04d},2031-12-31,甲医疗科技有限公司,甲医疗科技有限公司,常温干燥,否,否,否,lot"
                for n in range(PRODUCTS)
            ),
        )
    )
    files.append(
        _write(
            folder / "customers.csv",
            "客户编码,客户名称,客户类型,许可证号,许可证有效期至,地址,收货地址,联系人,联系电话",
            (
                f"C{n:04d},第{n}人民医院,医疗机构,PDY{n:06d},2035-12-31,医院路{n}号,医院路{n}号药库,联系人{n},0571-{n:08d}"
                for n in range(CUSTOMERS)
            ),
        )
    )
    files.append(
        _write(
            folder / "suppliers.csv",
            "供货者编码,供货者名称,许可证号,地址",
            ["S1,甲医疗科技有限公司,SC000001,工业路1号"],
        )
    )
    files.append(
        _write(
            folder / "staff.csv", "工号,姓名,岗位", (f"E{n:02d},员工{n},salesperson" for n in range(STAFF))
        )
    )
    files.append(
        _write(
            folder / "receipts.csv",
            "验收单号,行号,供货者编码,产品编码,生产批号,生产日期,有效期至,到货数量,验收合格数量,验收结论,收货日期,验收日期,验收人员",
            (
                f"YS{n // 10:05d},{n % 10 + 1},S1,P{n % PRODUCTS:03d},L{n:05d},2024-12-01,2027-11-30,100000000,100000000,合格,2024-12-30,2024-12-31,E01"
                for n in range(LOTS)
            ),
        )
    )
    return files


def write_sales(
    path: Path, lines: int, *, hot_lot: bool = False, spare_it: bool = False, first: int = 0
) -> Path:
    """Write a file of sale lines, four to a document; with `hot_lot` all of one lot, or none of it."""
    heading = "销售单号,行号,销售日期,客户编码,产品编码,生产批号,生产日期,有效期至,单位,销售数量,单价,金额,经办人,发票号码"
    return _write(
        path, heading, _sale_lines(lines, hot_lot=hot_lot, lowest=1 if spare_it else 0, first=first)
    )


def _sale_lines(lines: int, *, hot_lot: bool, lowest: int, first: int) -> Iterator[str]:
    draw = random.Random(7)
    for n in range(first, first + lines):
        number, line = divmod(n, LINES_PER_SALE)
        lot = 0 if hot_lot else draw.randrange(lowest, LOTS)
        day = _START + timedelta(days=number % 365)
        customer = number * 7919 % CUSTOMERS
        quantity = draw.randrange(1, 50)
        yield (
            f"XS{number:08d},{line + 1},{day},C{customer:04d},P{lot % PRODUCTS:03d},L{lot:05d},2024-12-01,2027-11-30,支,"
            f"{quantity},12.50,{quantity * 12.5:.2f},E{number % STAFF:02d},F{number:08d}"
        )


def live_sale(number: int) -> dict[str, Any]:
    """Return the document of one sale of one line, as the doors take it."""
    lot = number * 7 % LOTS
    return {
        "sale_no": f"LIVE{number:08d}",
        "line": 1,
        "sold_on": "2026-05-02",
        "customer_code": f"C{number % CUSTOMERS:04d}",
        "product_code": f"P{lot % PRODUCTS:03d}",
        "lot": f"L{lot:05d}",
        "quantity": "2",
        "unit_price": "12.50",
        "amount": "25.00",
        "seller": f"E{number % STAFF:02d}",
    }


def write_returns(path: Path, lines: int) -> Path:
    """Write a file of returns of the first sale lines that `write_sales` makes, one unit of each."""
    heading = "退货单号,行号,退货日期,销售单号,销售单行号,客户编码,产品编码,生产批号,退货数量,退货原因,质量状况,验收人员,处理结果"
    return _write(path, heading, _return_lines(lines))


def _return_lines(lines: int) -> Iterator[str]:
    for n, row in enumerate(_sale_lines(lines, hot_lot=False, lowest=0, first=0)):
        sale, line, _, customer, product, lot, *_ = row.split(",")
        day = _START + timedelta(days=400 + n % 100)
        yield f"TH{n:08d},1,{day},{sale},{line},{customer},{product},{lot},1,多订,合格,E01,重新入库"


def _write(path: Path, heading: str, rows: Iterator[str] | list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading.split(","))
        for row in rows:
            writer.writerow(row.split(","))
    return path
