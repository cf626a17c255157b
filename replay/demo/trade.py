"""Half a year of trade of the sample company: what it received, sold and took back.

The bulk is drawn by a fixed sequence of numbers, so that it is the same on every machine; the lines that a
story needs are written out in `replay.demo.story`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from replay.demo.draw import Draw
from replay.demo.house import CUSTOMER, PRODUCT
from replay.demo.story import BULK, DEVICES, OWN_LOTS, OWN_UNITS, STORY


@dataclass
class Received:
    """A receipt line: one lot, or units with serials, as it came in."""

    day: date
    product: str
    lot: str
    quantity: int
    made: date
    expiry: date
    serials: list[str] = field(default_factory=list)
    refused: int = 0
    reserved: bool = False
    left: int = 0
    number: str = ""
    line: int = 0

    def __post_init__(self) -> None:
        self.left = 0 if self.reserved else self.quantity - self.refused


@dataclass
class Line:
    """A sale line."""

    product: str
    lot: str
    quantity: int
    serials: list[str] = field(default_factory=list)
    expiry: date | None = None


@dataclass
class Sale:
    """A sale document."""

    day: date
    customer: str
    lines: list[Line]
    key: str = ""
    seller: str = ""
    mode: str = "批发"
    number: str = ""


@dataclass
class Returned:
    """A return line, with the sale line that it goes back to."""

    day: date
    sale: Sale
    line: int
    quantity: int
    reason: str
    quality: str = "合格"
    disposition: str = "重新入库"
    named: bool = True
    record: str = ""
    number: str = ""


def _day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def received() -> list[Received]:
    """Return the receipt lines by day, numbered."""
    lines = [_own_lot(*lot) for lot in OWN_LOTS] + [_own_units(*units) for units in OWN_UNITS]
    for place, (product, (pattern, usual, _, _)) in enumerate(BULK.items()):
        for month in range(1, 7):
            arrived = _working(date(2026, month, 5) + timedelta(days=(place * 3 + month) % 8))
            lines.append(_bulk(product, pattern, usual, arrived))
    for product, pattern in DEVICES.items():
        for month in (1, 3, 5):
            units = [pattern.format(month=month, unit=unit) for unit in range(1, 5)]
            made = date(2026, month, 3) - timedelta(days=20)
            arrived = _working(date(2026, month, 12))
            lines.append(Received(arrived, product, "", len(units), made, _expiry(product, made), units))
    lines.sort(key=lambda line: (line.day, PRODUCT[line.product]["maker"], line.product, line.lot))
    return _numbered_receipts(lines)


def _working(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def _bulk(product: str, pattern: str, usual: int, arrived: date) -> Received:
    made = arrived - timedelta(days=13)
    return Received(arrived, product, pattern.format(made=made), usual, made, _expiry(product, made))


def _own_lot(
    day: str, product: str, lot: str, quantity: int, made: str, expiry: str, refused: int
) -> Received:
    dates = date.fromisoformat(made), date.fromisoformat(expiry)
    return Received(_day(day), product, lot, quantity, *dates, refused=refused, reserved=True)


def _own_units(day: str, product: str, lot: str, serials: list[str], made: str, expiry: str) -> Received:
    line = _own_lot(day, product, lot, len(serials), made, expiry, 0)
    line.serials = serials
    return line


def _expiry(product: str, made: date) -> date:
    months = made.year * 12 + made.month - 1 + int(PRODUCT[product]["months"])
    return date(months // 12, months % 12 + 1, made.day) - timedelta(days=1)


def _numbered_receipts(lines: list[Received]) -> list[Received]:
    documents: dict[tuple[date, str], str] = {}
    counts: dict[str, int] = {}
    for line in lines:
        key = (line.day, PRODUCT[line.product]["maker"])
        of_day = sum(1 for day, _ in documents if day == line.day)
        line.number = documents.setdefault(key, f"YS-{line.day:%Y%m%d}-{of_day + 1:03}")
        counts[line.number] = counts.get(line.number, 0) + 1
        line.line = counts[line.number]
    return lines


def sold(stock: list[Received]) -> list[Sale]:
    """Return the sale documents by day, numbered; bulk goods leave the oldest lot first."""
    draw = Draw(20260105)
    sales = [_from_story(*entry, stock) for entry in STORY]
    day = _day("01-12")
    while day < _day("06-27"):
        if day.weekday() < 5:
            sales += _of_a_day(draw, day, stock)
        day += timedelta(days=1)
    sales.sort(key=lambda sale: sale.day)
    counts: dict[date, int] = {}
    for sale in sales:
        counts[sale.day] = counts.get(sale.day, 0) + 1
        sale.number = f"XS-{sale.day:%Y%m%d}-{counts[sale.day]:03}"
    return sales


def _from_story(
    key: str,
    day: str,
    customer: str,
    goods: tuple[tuple[str, str, str], ...],
    special: dict[str, str],
    stock: list[Received],
) -> Sale:
    lines = []
    for product, lot, what in goods:
        number = what.lstrip("-").isdigit()
        serials = [] if number else what.split()
        source = next((r for r in stock if r.product == product and r.lot == lot and lot), None)
        quantity = int(what) if number else len(serials)
        if source and not source.reserved:
            source.left -= max(quantity, 0)
        lines.append(Line(product, lot, quantity, serials, source.expiry if source else None))
    return Sale(_day(day), customer, lines, key=key, **special)


def _of_a_day(draw: Draw, day: date, stock: list[Received]) -> list[Sale]:
    customers = "K001 K001 K002 K002 K003 K004 K005 K006 K007 K008 K009 K010 K010 K011 K012 K014"
    if day <= date.fromisoformat(CUSTOMER["K013"]["until"]):
        customers += " K013"
    sale = Sale(day, draw.pick(customers), [])
    for _ in range(1 + draw.below(4)):
        line = _line(draw, day, stock, {line.product for line in sale.lines})
        if line:
            sale.lines.append(line)
    return [sale] if sale.lines else []


def _line(draw: Draw, day: date, stock: list[Received], taken: set[str]) -> Line | None:
    product = draw.pick(" ".join([*BULK, *BULK, *DEVICES]))
    if product in taken:
        return None
    steps = 1 + draw.below(BULK[product][3] if product in BULK else 2)
    wanted = steps * (BULK[product][2] if product in BULK else 1)
    for lot in stock:
        if lot.product == product and lot.day < day and lot.left >= wanted:
            lot.left -= wanted
            start = len(lot.serials) - lot.left - wanted
            return Line(product, lot.lot, wanted, lot.serials[start : start + wanted], lot.expiry)
    return None


def returned(sales: list[Sale]) -> list[Returned]:
    """Return the return lines, numbered: some of the recalled lot, the rest spread over the half year."""
    by_key = {sale.key: sale for sale in sales if sale.key}
    found = [
        Returned(_day("04-20"), by_key["recalled, second"], 1, 200, "订货过量"),
        Returned(_day("06-22"), by_key["recalled, last"], 1, 100, "厂家召回", disposition="待处理"),
        Returned(_day("06-15"), by_key["implant"], 1, 1, "手术未使用"),
        Returned(
            _day("03-03"), by_key["two units"], 1, 1, "开机自检报错", quality="质量存疑", disposition="返修"
        ),
    ]
    cold = [sale for sale in sales if not sale.key and sale.lines[0].product == "CRP-50"][:2]
    found += [
        Returned(cold[0].day + timedelta(days=4), cold[0], 1, 1, "送错规格", record="WD-2026-011"),
        Returned(cold[1].day + timedelta(days=3), cold[1], 1, 1, "科室停用", disposition="销毁"),
    ]
    reasons = "外包装破损", "订货过量", "科室变更需求", "近效期"
    plain = [sale for sale in sales if not sale.key and sale.lines[0].product not in {"CRP-50", *DEVICES}]
    for place, sale in enumerate(plain[7::9][:9]):
        amount = max(1, sale.lines[0].quantity // 5)
        damaged = place % 4 == 0
        found.append(
            Returned(
                sale.day + timedelta(days=6 + place),
                sale,
                1,
                amount,
                reasons[place % 4],
                quality="破损" if damaged else "合格",
                disposition="销毁" if damaged else "重新入库",
                named=place % 3 != 2,
            )
        )
    found.sort(key=lambda line: line.day)
    for place, line in enumerate(found):
        line.number = f"TH-{line.day:%Y%m%d}-{place + 1:03}"
    return found
