"""A year of a distributor of devices and medicines that repairs and lends: what happened, as plain values.

A seed makes the year; the same seed makes the same year. What happens goes wrong now and then: licences
lapse, lots expire or are oversold, somebody comes too late or nobody writes down when. The files that the
house keeps of it are in `tests.support.year_papers`, what there is to find in `tests.support.counted_year`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from tests.support.simulated_faults import Blamed, Call, Served, blamed, call, factory_call, served, with_lots
from tests.support.worked_days import months_on
from tests.support.year_draws import (
    FIRST,
    LAST,
    SERIALS,
    Moment,
    day_in,
    later,
    moment_on,
    past,
    worked_day,
)


@dataclass(frozen=True)
class Product:
    """What is traded.

    Attributes:
        code: Its code.
        number: Of its registration: the class of a device stands in it.
        class_: `II` or `III` of a device, `drug` of a medicine, `veterinary` of one for animals.
        category: Its code in the catalogue of classes.
        cold: Whether it is kept cold.
        shelf_days: How long a lot keeps.
        prescribed: Whether who uses it gets it on a prescription only.
    """

    code: str
    number: str
    class_: str
    category: str | None = None
    cold: bool = False
    shelf_days: int = 900
    prescribed: bool = False


@dataclass(frozen=True)
class Partner:
    """Who buys or supplies.

    Attributes:
        code: Its code.
        kind: As the register calls it.
        paper: Kind of the paper that entitles it, None where there is none.
        until: The last day of that paper.
        scope: What a dealer may trade in: categories of devices of either class.
    """

    code: str
    kind: str
    paper: str | None
    until: date = date(2031, 12, 31)
    scope: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """Goods that came in, a lot at a time."""

    number: str
    day: date
    supplier: str
    product: str
    lot: str
    made: date
    expiry: date
    quantity: int


@dataclass(frozen=True)
class Sale:
    """A line of goods that went out.

    Attributes:
        price: Of a unit as the bill shows it, rounded to a fen.
        amount: As the bill shows it.
        miscounted: Whether whoever wrote the bill added up wrongly.
        retail: Whether it was sold over the counter.
        prescription: Number of the prescription that was shown.
    """

    number: str
    day: date
    customer: str
    product: str
    lot: str
    quantity: int
    price: Decimal
    amount: Decimal
    miscounted: bool
    retail: bool = False
    prescription: str | None = None


@dataclass(frozen=True)
class Filing:
    """Veterinary drugs of a lot that are filed with the authority, or told to the public.

    Attributes:
        number: Of the filing.
        notice: Whether it is a notice to the public.
        customer: To whom the sale is filed, None for everybody.
    """

    number: str
    notice: bool
    day: date
    product: str
    lot: str
    customer: str | None


@dataclass(frozen=True)
class Stop:
    """A lot whose sale is stopped: by a hold until it is lifted, or by a recall of a level."""

    number: str
    product: str
    lot: str
    since: date
    until: date | None
    recall: bool = False
    level: int = 0


@dataclass(frozen=True)
class Report:
    """A report of how a recall goes on, and by when the next was to come, if it said that."""

    day: date
    following: date | None


@dataclass(frozen=True)
class Recalled:
    """How a recall was carried out; None is what never happened.

    Attributes:
        own: Whether the house found it itself, and so tells the authority.
        told: When the last consignee had the notice.
        checked: The day on which its effect was checked, which ended it.
        reports: Of its progress; the first is the plan, by which day the next was to come.
    """

    stop: Stop
    own: bool
    locked: Moment | None
    reported: Moment | None
    told: Moment | None
    checked: date | None
    summarised: date | None
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True)
class Shipment:
    """Cold goods on their way; whether anybody measured it."""

    number: str
    sale: Sale
    read: bool


@dataclass(frozen=True)
class Card:
    """An opinion card of a repair; None is what did not come back."""

    number: str
    repair: str
    technician: str
    customer: str
    issued: date
    answered: date | None
    level: str


@dataclass(frozen=True)
class Complaint:
    """A complaint; None is what never happened.

    Attributes:
        investigated: The day on which its investigation ended.
        reported: The day on which that was reported to the general manager.
    """

    number: str
    at: Moment
    customer: str
    nature: str
    territory: str
    assessed: Moment
    accepted: Moment
    investigated: date | None
    reported: date | None
    decided: date
    founded: bool
    answered: Moment | None
    closed: date | None


@dataclass(frozen=True)
class Question:
    """What somebody asks: promised for a time, answered or not."""

    number: str
    at: Moment
    customer: str
    promised: Moment
    promised_for: Moment
    answered: Moment | None


@dataclass(frozen=True)
class Reaction:
    """An adverse event of a device, or a reaction to a medicine; None is what never happened.

    Attributes:
        cluster: Whether it is one of many alike.
        authority: When the authority was called because of that.
    """

    number: str
    at: Moment
    kind: str
    level: str
    told: Moment | None
    reported: Moment | None
    cluster: bool
    authority: Moment | None


@dataclass(frozen=True)
class GoodsBack:
    """A return that somebody asks for: when business and quality agreed, and when it was fetched."""

    number: str
    at: Moment
    sale: Sale
    business: Moment
    quality: Moment
    fetched: Moment | None


@dataclass(frozen=True)
class Unit:
    """A unit at a customer, in the warranty register since its acceptance; `months` lasts its warranty."""

    number: str
    customer: str
    serial: str
    accepted: date
    months: int


@dataclass(frozen=True)
class Visit:
    """A visit of a unit: on site, or a call."""

    number: str
    unit: Unit
    day: date
    on_site: bool


@dataclass(frozen=True)
class Rental:
    """A unit that is let until it comes back or the year ends.

    Attributes:
        number: Of the consignment.
        contract: Number of its contract, None where nobody named one.
        since: The first day of the contract; that of the unit may be another.
        until: The last day of the contract.
    """

    number: str
    day: date
    customer: str
    serial: str
    contract: str | None
    since: date
    until: date
    back: date | None


@dataclass(frozen=True)
class Check:
    """A check of the house; `kind` as the register calls it, rectified or not."""

    number: str
    day: date
    kind: str
    by: date
    rectified: date | None


@dataclass(frozen=True)
class Action:
    """A corrective action; verified as effective or not, or never."""

    number: str
    opened: date
    due: date
    done: date | None
    verified: date | None
    effective: bool


@dataclass(frozen=True)
class Training:
    """A training that was planned for a month, and the day on which it was held."""

    number: str
    month: int
    held: date | None


@dataclass(frozen=True)
class Charge:
    """A repair that is paid for: when the customer signed for it, when it was charged, and by what."""

    repair: str
    agreed: Moment
    signed: Moment
    charged: date | None
    by_standard: bool


@dataclass(frozen=True)
class Referral:
    """What a maker is asked: by when the answer was agreed on, and when it came, if ever."""

    number: str
    day: date
    by: Moment
    answered: Moment | None


@dataclass(frozen=True)
class Issue:
    """A monthly report that was issued; `key` is the report, `month` the one that it tells of."""

    number: str
    key: str
    month: int
    day: date


@dataclass
class Year:
    """Everything that happened.

    Attributes:
        planned_from: Since when the house wants complaints decided within five working days.
    """

    products: tuple[Product, ...]
    customers: tuple[Partner, ...]
    suppliers: tuple[Partner, ...]
    approved: frozenset[str]
    receipts: list[Receipt] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    recalled: list[Recalled] = field(default_factory=list)
    filings: list[Filing] = field(default_factory=list)
    shipments: list[Shipment] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    served: list[Served] = field(default_factory=list)
    blamed: list[Blamed] = field(default_factory=list)
    planned_from: date = FIRST
    cards: list[Card] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    returns: list[GoodsBack] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    rentals: list[Rental] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    assessed: list[tuple[str, date]] = field(default_factory=list)
    tracked: list[tuple[str, date]] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    trainings: list[Training] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


PRODUCTS: Final = (
    Product("PA", "国械注准20242140101", "II", "14"),
    Product("PB", "国械注准20243140102", "III", "02", shelf_days=300),
    Product("PC", "国械注准20243400103", "III", "05", cold=True, shelf_days=400),
    Product("PM", "国药准字H20243104", "drug", shelf_days=500),
)
COUNTER: Final = (
    Product("PR", "国药准字H20243106", "drug", shelf_days=400, prescribed=True),
    Product("PV", "兽药字010012107", "veterinary", shelf_days=400, prescribed=True),
)
"""What goes to whoever uses it, or to animals."""
USERS: Final = (
    Partner("I1", "individual", None),
    Partner("F1", "farm", None),
    Partner("A1", "animal_clinic", "animal_clinic_licence", date(2025, 8, 31)),
    Partner("A2", "animal_clinic", None),
)
CUSTOMERS: Final = (
    Partner("H1", "medical_institution", "practice_licence"),
    Partner("H2", "medical_institution", "practice_licence", date(2025, 5, 31)),
    Partner("H3", "medical_institution", "practice_licence", date(2025, 9, 15)),
    Partner("D1", "distributor", "trade_licence", scope=("14", "01")),
    Partner("D2", "distributor", None),
)
SUPPLIERS: Final = (
    Partner("S1", "maker", "production_licence"),
    Partner("S2", "maker", "production_licence", date(2025, 6, 30)),
    Partner("S3", "maker", "drug_production_licence"),
    Partner("S4", "maker", "production_licence"),
    Partner("S5", "maker", "veterinary_production_licence"),
)
MONTHLY: Final = {"complaints": 10, "faults": 5, "feedback": 10}
"""The reports of each month, and the day of the next by which they are issued."""
_FEN: Final = Decimal("0.01")


def simulated(seed: int, size: int = 1) -> Year:
    """Return the year of a seed.

    Args:
        seed: Makes the year.
        size: How many times a small year's trade.
    """
    draw = random.Random(seed)
    year = Year(PRODUCTS + COUNTER, CUSTOMERS + USERS, SUPPLIERS, frozenset({"S1", "S2", "S3", "S5"}))
    _trade(year, draw, size)
    _recalls(year, draw)
    _counter(year, draw, size)
    _service(year, draw, size)
    _talk(year, draw, size)
    _house(year, draw, size)
    _lettings(year, draw, size)
    _papers_owed(year, draw, size)
    _faults(year, draw, size)
    _plans(year, draw)
    return year


def _trade(year: Year, draw: random.Random, size: int) -> None:
    for number in range(1, 12 * size + 1):
        product = draw.choice(PRODUCTS)
        day = day_in(draw, last=date(2025, 11, 30))
        maker = "S3" if product.class_ == "drug" else draw.choice(["S1", "S1", "S2", "S4"])
        made = day - timedelta(days=draw.choice([30, 60, product.shelf_days - 60]))
        lot, expiry = f"L{number:03}", made + timedelta(days=product.shelf_days)
        year.receipts.append(
            Receipt(f"YS{number:03}", day, maker, product.code, lot, made, expiry, draw.choice([20, 40, 60]))
        )
    for number in range(1, 60 * size + 1):
        came = draw.choice(year.receipts)
        day = day_in(draw, came.day)
        buyer = draw.choice(CUSTOMERS if draw.random() < 0.4 else CUSTOMERS[:1])
        year.sales.append(_sale(draw, f"XS{number:04}", day, buyer, came))
    for number, came in enumerate(draw.sample(year.receipts, 5), 1):
        since = day_in(draw, came.day)
        level = max(0, number - 2)
        until = None if level else min(LAST, since + timedelta(days=draw.randrange(10, 90)))
        year.stops.append(Stop(f"TK{number}", came.product, came.lot, since, until, level > 0, level))
    cold = {one.code for one in PRODUCTS if one.cold}
    for number, sold in enumerate([one for one in year.sales if one.product in cold], 1):
        year.shipments.append(Shipment(f"YD{number:03}", sold, draw.random() < 0.7))


def _sale(draw: random.Random, number: str, day: date, buyer: Partner, came: Receipt) -> Sale:
    """Return a line whose price was agreed in thousandths of a yuan, and is shown with two places."""
    quantity, agreed = draw.randint(1, 12), Decimal(draw.randint(3000, 99999)) / 1000
    amount = (agreed * quantity).quantize(_FEN)
    if miscounted := draw.random() < 0.05:
        amount += draw.choice([-1, 1, 10])
    price = agreed.quantize(_FEN)
    return Sale(number, day, buyer.code, came.product, came.lot, quantity, price, amount, miscounted)


def _service(year: Year, draw: random.Random, size: int) -> None:
    for number in range(1, 24 * size + 1):
        year.calls.append(call(draw, number))
    for number, one in enumerate(year.calls, 1):
        if one.card is not None:
            back = one.card + timedelta(days=draw.randrange(1, 20)) if draw.random() < 0.7 else None
            answered = back if back is not None and back <= LAST else None
            level = draw.choice(["very", "satisfied", "fair", "not"])
            year.cards.append(
                Card(f"DC{number:03}", one.number, one.technician, one.customer, one.card, answered, level)
            )
    for number, serial in enumerate(SERIALS[:5], 1):
        accepted, months = day_in(draw, date(2025, 1, 5), date(2025, 4, 30)), draw.choice([2, 4, 24])
        unit = Unit(f"BX{number}", f"H{(number - 1) % 3 + 1}", serial, accepted, months)
        year.units.append(unit)
        day, place = unit.accepted, 0
        while (day := months_on(day, 0) + timedelta(days=draw.randrange(15, 50))) < LAST:
            place += 1
            on_site = draw.random() < 0.3
            year.visits.append(Visit(f"HF{number}-{place:02}", unit, day, on_site))


def _talk(year: Year, draw: random.Random, size: int) -> None:
    while len(year.complaints) < 8 * size:
        at = moment_on(draw, worked_day(draw))
        assessed = later(draw, at, 0, 2, 5, 20)
        accepted = later(draw, assessed, 1, 20)
        decided = accepted.date() + timedelta(days=draw.randrange(1, 9))
        investigated = day_in(draw, accepted.date(), decided) if draw.random() < 0.8 else None
        reported = day_in(draw, investigated, decided) if investigated and draw.random() < 0.6 else None
        answered = later(draw, datetime.combine(decided, at.time()), 2, 40, 200)
        closed = answered.date() + timedelta(days=draw.randrange(1, 4))
        if closed > LAST:
            continue
        quiet = draw.random() < 0.2
        year.complaints.append(
            Complaint(
                f"TS{len(year.complaints) + 1:03}",
                at,
                draw.choice(["H1", "H2", "H3"]),
                draw.choice(["service", "service", "ordinary"]),
                draw.choice(["domestic", "abroad"]),
                assessed,
                accepted,
                investigated,
                reported,
                decided,
                draw.random() < 0.6,
                None if quiet else answered,
                None if quiet else closed,
            )
        )
    while len(year.questions) < 8 * size:
        at = moment_on(draw, worked_day(draw))
        promised = later(draw, at, 0, 3, 30, 60)
        wanted = later(draw, promised, 24, 72)
        answered = later(draw, promised, 5, 30, 90)
        if max(promised, wanted, answered).date() <= LAST:
            there = answered if draw.random() < 0.8 else None
            number = f"FK{len(year.questions) + 1:03}"
            year.questions.append(Question(number, at, "H1", promised, wanted, there))
    while len(year.reactions) < 10 * size:
        year.reactions.append(_reaction(draw, f"AE{len(year.reactions) + 1:03}"))
    while len(year.returns) < 5 * size:
        sold = draw.choice([one for one in year.sales if one.customer == "H1"])
        at = moment_on(draw, min(LAST, sold.day + timedelta(days=5)))
        business, quality = later(draw, at, 2, 30), later(draw, at, 3, 50)
        fetched = later(draw, max(business, quality), 2, 20, 60)
        if fetched.date() <= LAST and sold.number not in {one.sale.number for one in year.returns}:
            there = fetched if draw.random() < 0.8 else None
            number = f"TH{len(year.returns) + 1:03}"
            year.returns.append(GoodsBack(number, at, sold, business, quality, there))


def _reaction(draw: random.Random, number: str) -> Reaction:
    at = moment_on(draw, day_in(draw))
    told, reported = (
        later(draw, at, 2, 11, 12, 20, 50),
        later(draw, at, 3, 23, 24, 170, 350, 370, 470, 490, 700),
    )
    if max(told, reported).date() > LAST:
        return _reaction(draw, number)
    kind, level = (
        draw.choice(["device", "device", "drug", "veterinary"]),
        draw.choice(["death", "serious", "other"]),
    )
    cluster = draw.random() < 0.3
    called = later(draw, at, 2, 11, 12) if cluster and kind == "device" and draw.random() < 0.8 else None
    return Reaction(
        number,
        at,
        kind,
        level,
        told if draw.random() < 0.8 else None,
        reported if draw.random() < 0.8 else None,
        cluster,
        called if called is None or called.date() <= LAST else None,
    )


def _lettings(year: Year, draw: random.Random, size: int) -> None:
    """Let a unit of its own to each: with a contract that runs, one that has ended, or none."""
    for number in range(1, 4 * size + 1):
        day = day_in(draw, last=date(2025, 11, 30))
        since = day - timedelta(days=draw.choice([0, 30, 200]))
        until = since + timedelta(days=draw.choice([90, 365]))
        contract = f"ZL{number:03}" if draw.random() < 0.7 else None
        back = day + timedelta(days=draw.randrange(10, 200))
        who = draw.choice(["H1", "H2", "H3"])
        there = back if back <= LAST else None
        year.rentals.append(
            Rental(f"CZ{number:03}", day, who, f"R{number:03}", contract, since, until, there)
        )


def _house(year: Year, draw: random.Random, size: int) -> None:
    for number in range(1, 6 * size + 1):
        day = day_in(draw, last=date(2025, 11, 15))
        by = day + timedelta(days=draw.randrange(5, 30))
        done = day + timedelta(days=draw.randrange(3, 40))
        kind = draw.choice(["service_quality", "return_process", "rule_execution"])
        year.checks.append(Check(f"JC{number:03}", day, kind, by, done if draw.random() < 0.8 else None))
        year.assessed.append((f"KP{number:03}", day_in(draw)))
        year.tracked.append((f"GZ{number:03}", day_in(draw)))
        opened = day_in(draw, last=date(2025, 10, 15))
        due = opened + timedelta(days=draw.randrange(10, 30))
        done = opened + timedelta(days=draw.randrange(5, 40))
        verified = done + timedelta(days=draw.randrange(1, 20)) if draw.random() < 0.8 else None
        year.actions.append(Action(f"JF{number:03}", opened, due, done, verified, draw.random() < 0.7))
        month = draw.randrange(1, 12)
        held = date(2025, month, 10) + timedelta(days=draw.choice([0, 5, 40]))
        year.trainings.append(
            Training(f"PX{number:03}", month, held if held <= LAST and draw.random() < 0.8 else None)
        )


def _papers_owed(year: Year, draw: random.Random, size: int) -> None:
    """Charge repairs, ask makers, and issue the reports of the months: in time, too late, or never."""
    for one in year.calls:
        if one.repaired is not None and draw.random() < 0.5:
            signed = moment_on(draw, min(LAST, one.repaired + timedelta(days=draw.choice([1, 1, 2]))))
            charged = signed.date() + timedelta(days=draw.choice([0, 0, 1, 5]))
            if signed.date() > one.repaired:
                year.charges.append(Charge(one.number, one.at, signed, past(charged), draw.random() < 0.8))
    while len(year.referrals) < 4 * size:
        day = day_in(draw)
        by, answered = (later(draw, moment_on(draw, day), 20, 70, 200) for _ in range(2))
        if by.date() <= LAST:
            there = answered if answered.date() <= LAST and draw.random() < 0.8 else None
            year.referrals.append(Referral(f"CJ{len(year.referrals) + 1:03}", day, by, there))
    for key, last in MONTHLY.items():
        for month in range(1, 12):
            if draw.random() < 0.7:
                day = date(2025, month + 1, last + draw.choice([-4, -1, 0, 1, 9]))
                year.issues.append(Issue(f"BB-{key}-{month:02}", key, month, day))


def _recalls(year: Year, draw: random.Random) -> None:
    """Carry out the recalls: in time, too late, or not to the end."""
    for stop in year.stops:
        if stop.recall:
            begun = datetime.combine(stop.since, time())
            locked, reported = later(draw, begun, 1, 9, 30), later(draw, begun, 2, 12, 40)
            told = later(draw, begun, 10, 23, 24, 47, 48, 95, 96, 191, 192)
            checked = told.date() + timedelta(days=draw.randrange(1, 20))
            summarised = checked + timedelta(days=draw.choice([3, 12, 13, 14, 15, 16, 18]))
            own = draw.random() < 0.3
            year.recalled.append(
                Recalled(
                    stop,
                    own,
                    past(locked),
                    past(reported) if own and draw.random() < 0.7 else None,
                    past(told),
                    past(checked),
                    past(summarised) if draw.random() < 0.8 else None,
                )
            )


def _counter(year: Year, draw: random.Random, size: int) -> None:
    """Sell to private persons, farms and clinics: on prescription, filed and published, or not."""
    for number in range(1, 3 * size + 1):
        for product, supplier in zip(COUNTER, ("S3", "S5"), strict=True):
            day = day_in(draw, last=date(2025, 9, 30))
            made = day - timedelta(days=30)
            lot = f"{product.code}{number:03}"
            expiry = made + timedelta(days=product.shelf_days)
            came = Receipt(f"YS-{lot}", day, supplier, product.code, lot, made, expiry, 60)
            year.receipts.append(came)
            for place in range(1, 6):
                _over_the_counter(year, draw, came, f"LS-{lot}-{place}")


def _over_the_counter(year: Year, draw: random.Random, came: Receipt, number: str) -> None:
    veterinary = came.product == "PV"
    buyer = draw.choice(USERS[1:] if veterinary else USERS[:1])
    sold = _sale(draw, number, day_in(draw, came.day), buyer, came)
    told = f"CF-{number}" if draw.random() < 0.7 else None
    year.sales.append(replace(sold, retail=not veterinary and draw.random() < 0.8, prescription=told))
    for notice in (False, True) if veterinary else ():
        if draw.random() < 0.5:
            day = sold.day + timedelta(days=draw.choice([-9, -1, 0, 0, 1, 6]))
            whom = None if notice or draw.random() < 0.2 else buyer.code
            kind = "GS" if notice else "BA"
            if FIRST <= day <= LAST:
                year.filings.append(Filing(f"{kind}-{number}", notice, day, came.product, came.lot, whom))


def _faults(year: Year, draw: random.Random, size: int) -> None:
    """Send units to their makers, put right what nobody called about, hear complaints about units."""
    year.calls += [factory_call(draw, number) for number in range(1, 6 * size + 1)]
    year.calls = with_lots(draw, year.calls)
    year.served = served(draw, size)
    year.blamed, year.calls = blamed(draw, year.calls, size)


def _plans(year: Year, draw: random.Random) -> None:
    """Plan when the progress of a recall is reported, and since when complaints are decided by a day."""
    year.planned_from = day_in(draw)
    for place, one in enumerate(year.recalled):
        year.recalled[place] = replace(one, reports=tuple(_progress(draw, one)))


def _progress(draw: random.Random, one: Recalled) -> Iterator[Report]:
    """Yield the plan of a recall, and its reports up to its summary: early, late, some without a next day."""
    day, ends = one.stop.since, one.summarised or LAST + timedelta(days=1)
    following = _next_report(draw, day, None)
    yield Report(day, following)
    for _ in range(draw.randrange(4)):
        day += timedelta(days=draw.choice([2, 7, 9, 16]))
        if day >= ends:
            return
        following = _next_report(draw, day, following)
        yield Report(day, following)


def _next_report(draw: random.Random, day: date, planned: date | None) -> date | None:
    """Return by when the next report is to come: where one was early, perhaps by the day planned before."""
    if planned is not None and planned > day and draw.random() < 0.3:
        return planned
    return day + timedelta(days=draw.choice([7, 10, 15])) if draw.random() < 0.7 else None
