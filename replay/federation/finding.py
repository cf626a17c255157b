"""Finding goods in the index: which products of which houses are meant, and all of their movements.

Goods are named across houses by the device identifier (UDI-DI) of their file, compared as identifiers are
compared; a file without one names the same goods where registration number and model are the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ledger.errors import CommandError, Problem, Reason
from ledger.segments.extra import extra
from ledger.udi import same_identifier, scanned
from projections.reading.goods_movements import Movement
from projections.reading.nearest import nearness
from replay.federation.index import Index

NOTHING_ASKED = Problem(
    "federation_nothing_asked",
    "查询联盟：应至少给出产品标识、注册证编号、批号或序列号之一，实际没有。",
    "Asking a federation: expected a device identifier, registration number, lot or serial, got none.",
    "例如 --udi 06901234567892 --lot L24。",
    "For example --udi 06901234567892 --lot L24.",
)
GOODS_UNKNOWN = Problem(
    "federation_goods_unknown",
    "查询联盟：应为至少一家记录过的货，实际各家均没有 {asked}。",
    "Asking a federation: expected goods that a house has recorded, none of them has {asked}.",
    "{near}各家情况见 medledger federation list。",
    "{near} medledger federation list says how far each house is.",
)
# Where what a question names is looked for, the narrowest first.
_NAMED = (
    ("lot", "lines", "lot"),
    ("serial", "lines", "serial"),
    ("di", "products", "same_di"),
    ("registration_no", "products", "registration_no"),
    ("model", "products", "model"),
)
_FRESH = "(p.voided_position IS NULL OR p.voided_position > c.known)"
_PRODUCTS = f"""SELECT p.house, p.product_code, arg_max({{
    'di': p.same_di, 'udi_di': p.udi_di, 'registration_no': p.registration_no, 'model': p.model,
    'name': p.name, 'unit': p.unit}}, p.position)
FROM products p JOIN cut c USING (house) JOIN chosen USING (house, product_code)
WHERE p.position <= c.known AND {_FRESH} GROUP BY ALL"""
# The newest version is taken whole: what it leaves blank is blank.
_PARTIES = f"""SELECT p.house, p.side, p.code, arg_max(
    {{'uscc': p.uscc, 'name': p.name, 'kind': p.kind}}, p.position)
FROM parties p JOIN cut c USING (house) {{joined}}
WHERE p.position <= c.known AND {_FRESH} AND {{condition}} GROUP BY ALL"""
_LIVE = """l.position <= c.known AND (c.at IS NULL OR l.event_time <= c.at)
    AND NOT EXISTS (SELECT 1 FROM struck s
        WHERE s.house = l.house AND s.position = l.position AND s.voided_position <= c.known)"""
_COLUMNS = ", ".join(f"l.{name}" for name in Movement._fields)
_FROM = "FROM lines l JOIN cut c USING (house) JOIN chosen USING (house, product_code)"


@dataclass(frozen=True, slots=True)
class AskedGoods:
    """Which goods a question is about; what is given is combined with *and*.

    Attributes:
        di: Device identifier as identifiers are compared.
        registration_no: Of the registration certificate.
        model: As the product's file gives it.
        lot: Of the goods.
        serial: Of one unit.
    """

    di: str | None = None
    registration_no: str | None = None
    model: str | None = None
    lot: str | None = None
    serial: str | None = None

    @property
    def names_product(self) -> bool:
        """Whether it says of which product the goods are."""
        return bool(self.di or self.registration_no or self.model)

    def echo(self) -> dict[str, str]:
        """Return what is asked for, as an answer repeats it."""
        names = ("di", "registration_no", "model", "lot", "serial")
        return {name: value for name in names if (value := getattr(self, name))}


def asked_for(
    udi: str | None = None,
    registration_no: str | None = None,
    model: str | None = None,
    lot: str | None = None,
    serial: str | None = None,
) -> AskedGoods:
    """Return what a question is about; a whole UDI names its lot and its serial as well.

    Raises:
        CommandError: Nothing is given, or a model alone.
    """
    di = None
    if udi is not None:
        carrier = scanned(udi)
        di = carrier.same if carrier is not None and carrier.same else same_identifier(udi)
        if carrier is not None:
            lot, serial = lot or carrier.lot, serial or carrier.serial
    asked = AskedGoods(di, registration_no, model, lot, serial)
    if not (di or registration_no or lot or serial):
        raise CommandError(NOTHING_ASKED)
    return asked


class Product(NamedTuple):
    """A product as the file of a house gives it, as known.

    Attributes:
        house: Whose file.
        code: Its code there.
        di: Its identifier as identifiers are compared.
        udi_di: The identifier as written.
        registration_no: Of its certificate.
        model: As written.
        name: As written.
        unit: In which it is counted.
    """

    house: str
    code: str
    di: str | None
    udi_di: str | None
    registration_no: str | None
    model: str | None
    name: str | None
    unit: str | None

    @property
    def certificate(self) -> tuple[str, str]:
        """What names it where no identifier does."""
        return self.registration_no or "", self.model or ""


class Cut(NamedTuple):
    """How far a question looks in a house: world time, and the last position known."""

    house: str
    at: str | None
    known: int


class HouseLine(NamedTuple):
    """A movement in a house, and when it was recorded."""

    house: str
    recorded: str
    movement: Movement


Goods = Mapping[tuple[str, str], str]  # house and product code to the name that its goods have everywhere


def set_cut(index: Index, cuts: Sequence[Cut]) -> None:
    """Say how far the questions that follow look in each house; houses that are left out are not asked."""
    _given(index, "cut", Cut._fields, cuts)


def _given(index: Index, name: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Give rows a name under which statements find them."""
    pa = extra("pyarrow")
    types = {"known": pa.int64()}
    values = zip(*rows, strict=True) if rows else [[] for _ in columns]
    arrays = {
        column: pa.array(part, types.get(column, pa.string()))
        for column, part in zip(columns, values, strict=True)
    }
    index.connection.register(name, pa.table(arrays))


def products_asked_for(index: Index, asked: AskedGoods) -> list[Product]:
    """Return the products that are meant, of every house, as known at the cut.

    Raises:
        CommandError: No house knows one, or a lot or serial alone and no house has moved it.
    """
    if asked.names_product:
        condition, values = _named(asked)
        statement = f"SELECT DISTINCT house, product_code FROM products WHERE {condition}"
    else:
        pairs = [(column, value) for column, value in (("lot", asked.lot), ("serial", asked.serial)) if value]
        condition = " AND ".join(f"{column} = ?" for column, _ in pairs)
        statement = f"SELECT DISTINCT house, product_code FROM lines WHERE {condition}"
        values = [value for _, value in pairs]
    first = _products(index, index.rows(statement, values))
    if asked.names_product:
        first = [one for one in first if _is_meant(one, asked)]
    return _with_the_same(index, first)


def unknown(index: Index, asked: AskedGoods) -> Reason:
    """Return that no house has what is asked for, with what is near to the part of it that none knows.

    Where every part is known and only no goods have all of them, the narrowest of them is told.
    """
    given = [(value, table, column) for name, table, column in _NAMED if (value := getattr(asked, name))]
    lacking = [
        one for one in given if not index.rows(f"SELECT 1 FROM {one[1]} WHERE {one[2]} = ? LIMIT 1", [one[0]])
    ]
    value, table, column = (lacking or given)[0]
    known = (row[0] for row in index.rows(f"SELECT DISTINCT {column} FROM {table}"))
    named = value if lacking else " ".join(asked.echo().values())
    return GOODS_UNKNOWN.with_(asked=named, near=nearness(value, known))


def _named(asked: AskedGoods) -> tuple[str, list[str]]:
    pairs = (("same_di", asked.di), ("registration_no", asked.registration_no), ("model", asked.model))
    given = [(column, value) for column, value in pairs if value]
    return " AND ".join(f"{column} = ?" for column, _ in given), [value for _, value in given]


def _is_meant(product: Product, asked: AskedGoods) -> bool:
    """Return whether a product is meant as it is known now; an earlier version may have been."""
    wanted = (
        (asked.di, product.di),
        (asked.registration_no, product.registration_no),
        (asked.model, product.model),
    )
    return all(value is None or value == own for value, own in wanted)


def _with_the_same(index: Index, found: list[Product]) -> list[Product]:
    """Add the products of other houses that are the same goods."""
    known = {(one.house, one.code): one for one in found}
    for _ in range(2):  # from an identifier to a certificate, and from there to an identifier
        identifiers = sorted({one.di for one in known.values() if one.di})
        certificates = sorted({one.certificate for one in known.values() if one.registration_no})
        _given(index, "names", ("same_di",), [(one,) for one in identifiers])
        _given(index, "certificates", ("registration_no", "model"), certificates)
        same = index.rows(
            """SELECT DISTINCT house, product_code FROM products WHERE same_di IN (SELECT same_di FROM names)
            OR (registration_no, coalesce(model, '')) IN (SELECT registration_no, model FROM certificates)"""
        )
        for one in _products(index, [pair for pair in same if pair not in known]):
            if one.di in identifiers or (one.certificate in certificates and _fits(one, known.values())):
                known[one.house, one.code] = one
    return [known[key] for key in sorted(known)]


def _fits(product: Product, known: Collection[Product]) -> bool:
    """Return whether a certificate alone names the same goods: one of both sides has no identifier."""
    return any(
        one.certificate == product.certificate and not (one.di and product.di and one.di != product.di)
        for one in known
    )


def _products(index: Index, pairs: Sequence[tuple[Any, ...]]) -> list[Product]:
    choose(index, pairs)
    return sorted((Product(*row[:2], **row[2]) for row in index.rows(_PRODUCTS)), key=lambda one: one[:2])


def choose(index: Index, pairs: Sequence[tuple[Any, ...]]) -> None:
    """Say of which products, by house and code, the movements are to be found."""
    _given(index, "chosen", ("house", "product_code"), sorted(set(pairs)))


def goods_of(products: Sequence[Product]) -> Goods:
    """Return under which name the goods of each product go in every house.

    That is the identifier; where the file has none, the one of the files with the same certificate, if these
    agree; else the certificate.
    """
    by_certificate: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in products:
        if one.di:
            by_certificate[one.certificate].add(one.di)
    found = {}
    for one in products:
        others = by_certificate.get(one.certificate, set())
        name = one.di or (next(iter(others)) if len(others) == 1 else " ".join(one.certificate).strip())
        found[one.house, one.code] = name or f"{one.house}/{one.code}"
    return found


def lines_of(
    index: Index, products: Sequence[Product], lots: Sequence[str], serial: str | None
) -> list[HouseLine]:
    """Return the live movements of some goods, with all of their units under whatever lot.

    A unit that a line names without a lot belongs to the lot of another line of it.

    Args:
        index: Cut before.
        products: Of which.
        lots: Only these; all where none is given.
        serial: Only this unit.
    """
    choose(index, [one[:2] for one in products])
    if serial is not None:
        return _lines(index, "l.serial = ?", [serial])
    if not lots:
        return _lines(index, "true", [])
    marks = ", ".join("?" * len(lots))
    found = _lines(index, f"l.lot IN ({marks})", list(lots))
    units = {
        (one.house, one.movement.product_code, one.movement.serial) for one in found if one.movement.serial
    }
    if units:
        _given(index, "units", ("house", "product_code", "serial"), sorted(units))
        of_units = "(l.house, l.product_code, l.serial) IN (SELECT * FROM units)"
        found += _lines(index, f"l.lot NOT IN ({marks}) AND {of_units}", list(lots))
    return found


def _lines(index: Index, condition: str, values: list[str]) -> list[HouseLine]:
    statement = f"SELECT l.house, l.record_time, {_COLUMNS} {_FROM} WHERE {condition} AND {_LIVE}"
    found = index.rows(f"{statement} ORDER BY l.house, l.position, l.part, l.serial", values)
    return [HouseLine(row[0], row[1], Movement._make(row[2:])) for row in found]


class Party(NamedTuple):
    """A partner of a house as its file gives it, as known.

    Attributes:
        uscc: Its credit code (GB 32100).
        name: None of an individual.
        kind: As the register says it.
    """

    uscc: str | None
    name: str | None
    kind: str | None


def parties_of(index: Index, lines: Sequence[HouseLine]) -> dict[tuple[str, str, str], Party]:
    """Return the partners that lines name, by house, side (`customer`, `supplier`) and code."""
    named = {(one.house, "customer", one.movement.customer_code or "") for one in lines}
    named |= {(one.house, "supplier", one.movement.supplier_code or "") for one in lines}
    _given(index, "named", ("house", "side", "code"), sorted(named))
    return _parties(index, "JOIN named USING (house, side, code)", "true")


def own_codes(index: Index) -> dict[str, str]:
    """Return the credit code of each house that its own register says."""
    found = _parties(index, "", "p.side = 'own'")
    return {house: party.uscc for (house, _, _), party in sorted(found.items()) if party.uscc}


def _parties(index: Index, joined: str, condition: str) -> dict[tuple[str, str, str], Party]:
    statement = _PARTIES.replace("{joined}", joined).replace("{condition}", condition)
    return {(house, side, code): Party(**told) for house, side, code, told in index.rows(statement)}


def lots_moved(index: Index, products: Sequence[Product], quantities: Collection[str]) -> set[str]:
    """Return the lots of products of which a line has one of these quantities."""
    choose(index, [one[:2] for one in products])
    marks = ", ".join("?" * len(quantities))
    condition = f"l.quantity IN ({marks}) AND {_LIVE}"
    return {
        row[0] for row in index.rows(f"SELECT DISTINCT l.lot {_FROM} WHERE {condition}", sorted(quantities))
    }


def positions_at(index: Index, times: Mapping[str, str]) -> dict[str, int]:
    """Return the last position of each house recorded by a time, stored form; who has none is absent."""
    _given(index, "times", ("house", "time"), sorted(times.items()))
    statement = """SELECT house, max(position) FROM recorded JOIN times USING (house)
    WHERE record_time <= time GROUP BY house"""
    return dict(index.rows(statement))


def last_recorded(index: Index) -> dict[str, str]:
    """Return when the last event that is looked at was recorded, by house."""
    statement = """SELECT r.house, r.record_time FROM recorded r
    JOIN cut c ON r.house = c.house AND r.position = c.known"""
    return dict(index.rows(statement))
