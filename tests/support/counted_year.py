"""What ought to be found of a simulated year, by a plain count of what happened.

Every outcome is written down from the sources: a gate looks at its own sale, a clock counts from where its
source says, an indicator is a sum. Nothing of the program has a part in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Final

from tests.support import counted_faults
from tests.support.outcomes import DONE, END, MISSED, Owed, outcome
from tests.support.simulated_year import MONTHLY, Partner, Product, Sale, Stop, Year
from tests.support.worked_days import after_office_hours, after_worked_days, months_on, moved_on
from tests.support.year_draws import LAST, past

Broken = tuple[str, str, str]
"""A rule, a table and the number of its record."""
_NEAR_EXPIRY: Final = timedelta(days=180)


def findings(year: Year) -> set[Broken]:
    """Return which records break which rules."""
    found = (
        *(_of_sales(year), _of_receipts(year), _of_shipments(year), _of_repairs(year), _of_rentals(year)),
        _of_papers(year),
    )
    return {one for some in found for one in some}


def _of_papers(year: Year) -> Iterator[Broken]:
    """M-35: the state numbers licences of makers and dealers in forms of its own; none of ours has one."""
    for table, partners in (("suppliers", year.suppliers), ("customers", year.customers)):
        for one in partners:
            if one.paper in {"production_licence", "trade_licence"}:
                yield "M-35", table, one.code


def _of_sales(year: Year) -> Iterator[Broken]:
    products = {one.code: one for one in year.products}
    buyers = {one.code: one for one in year.customers}
    for sold in year.sales:
        buyer, product = buyers[sold.customer], products[sold.product]
        broken = (
            _of_buyer(sold, buyer, product),
            _of_medicine(year, sold, buyer, product),
            _of_goods(year, sold),
        )
        yield from ((rule, "sales", sold.number) for some in broken for rule in some)


def _of_buyer(sold: Sale, buyer: Partner, product: Product) -> Iterator[str]:
    """Private persons need no papers and buy over the counter, farms need none; all others have theirs."""
    if buyer.kind in {"individual", "farm"}:
        if buyer.kind == "individual" and not sold.retail:
            yield "G-02"
    elif buyer.paper is None:
        yield "G-01a"
    elif sold.day > buyer.until:
        yield "G-01"
    elif product.class_ == "drug" and buyer.paper == "trade_licence":
        yield "G-01a"
    elif buyer.scope and product.class_ == "III" and product.category not in buyer.scope:
        yield "G-01b"


def _of_medicine(year: Year, sold: Sale, buyer: Partner, product: Product) -> Iterator[str]:
    """Whoever uses it shows a prescription; one for animals was filed by its day and is published."""
    if product.prescribed and sold.prescription is None and buyer.kind in {"individual", "farm"}:
        yield "G-08c"
    if product.class_ == "veterinary":
        filed = _filed(year, sold, sold.customer)
        if filed is None or filed > sold.day:
            yield "M-149"
        if _filed(year, sold, None) is None:
            yield "M-149a"


def _filed(year: Year, sold: Sale, customer: str | None) -> date | None:
    """Return when a lot's sale to a customer was first filed, or (of None) told to the public."""
    found = (
        one.day
        for one in year.filings
        if one.lot == sold.lot and one.notice == (customer is None) and one.customer in {None, customer}
    )
    return min(found, default=None)


def _of_goods(year: Year, sold: Sale) -> Iterator[str]:
    """Yield what a line breaks whoever buys: what it says, and what the lot is on its day."""
    if sold.miscounted:
        yield "M-146"
    came = [one for one in year.receipts if one.lot == sold.lot]
    if min(one.expiry for one in came) < sold.day:
        yield "G-06"
    if _sold_by(year, sold) > sum(one.quantity for one in came):
        yield "M-10"
    for stop in year.stops:
        if stop.lot == sold.lot and _is_stopped(stop, sold.day):
            yield "M-140" if stop.recall else "G-68c"


def _is_stopped(stop: Stop, day: date) -> bool:
    """Return whether goods may not leave on a day: from that of the stop until it is lifted."""
    return stop.since <= day and (stop.until is None or day < stop.until)


def _sold_by(year: Year, sale: Sale) -> int:
    """Return how much of a lot has left with a sale and those before it."""
    return sum(
        one.quantity
        for one in year.sales
        if one.lot == sale.lot and (one.day, one.number) <= (sale.day, sale.number)
    )


def _of_receipts(year: Year) -> Iterator[Broken]:
    suppliers = {one.code: one for one in year.suppliers}
    for came in year.receipts:
        if came.supplier not in year.approved:
            yield "G-63", "receipts", came.number
        if came.day > suppliers[came.supplier].until:
            yield "G-61", "receipts", came.number


def _of_shipments(year: Year) -> Iterator[Broken]:
    for one in year.shipments:
        if not one.read:
            yield "M-49b", "shipments", one.number
        for stop in year.stops:
            if stop.lot == one.sale.lot and _is_stopped(stop, one.sale.day):
                yield "M-140" if stop.recall else "G-07c", "shipments", one.number


def _of_repairs(year: Year) -> Iterator[Broken]:
    """G-53, G-55a: of the two who repair, only T1 was trained; what is charged stands in the fee standard."""
    for call in year.calls:
        if call.dispatched is not None and call.technician == "T2":
            yield "G-53", "repairs", call.number
    for paid in year.charges:
        if paid.charged is not None and not paid.by_standard:
            yield "G-55a", "repairs", paid.repair


def _of_rentals(year: Year) -> Iterator[Broken]:
    """M-150, G-01: under a contract that runs, to whoever is entitled on that day."""
    buyers = {one.code: one for one in year.customers}
    for one in year.rentals:
        if one.contract is None or one.day > one.until:
            yield "M-150", "consignments", one.number
        if one.day > buyers[one.customer].until:
            yield "G-01", "consignments", one.number


def owed(year: Year) -> list[Owed]:
    """Return what every matter owed."""
    return [
        *(one for call in year.calls for one in counted_faults.of_call(call)),
        *counted_faults.of_blamed(year),
        *_of_complaints(year),
        *_of_questions(year),
        *_of_reactions(year),
        *_of_returns(year),
        *_of_checks(year),
        *_of_units(year),
        *_of_recalls(year),
        *_of_filings(year),
        *_of_charges(year),
        *_of_referrals(year),
        *_of_months(year),
    ]


def _of_complaints(year: Year) -> Iterator[Owed]:
    for one in year.complaints:
        yield outcome("complaints", one.number, "CLK.RESPOND", after_office_hours(one.at, 4), one.assessed)
        reply = after_worked_days(one.at.date(), 7)
        yield outcome("complaints", one.number, "CN.COMPLAINT.REPLY", reply, one.answered)
        if one.investigated is not None:
            report = moved_on(one.investigated + timedelta(days=3))
            yield outcome("complaints", one.number, "L-17", report, one.reported or one.decided)
            if one.investigated >= year.planned_from:
                plan = after_worked_days(one.investigated, 5)
                yield outcome("complaints", one.number, "L-16", plan, one.decided)
        days = 5 if one.territory == "domestic" else 7
        close = moved_on(one.accepted.date() + timedelta(days=days))
        yield outcome("complaints", one.number, "CLK.COMPLAINT.CLOSE", close, one.closed)


def _of_questions(year: Year) -> Iterator[Owed]:
    for one in year.questions:
        respond = after_worked_days(one.at.date(), 1)
        yield outcome("feedbacks", one.number, "CLK.RESPOND", respond, one.promised)
        yield outcome("feedbacks", one.number, "CLK.PROMISE", one.promised_for, one.answered)


_REPORT_DAYS: Final = {
    ("device", "death"): 7,
    ("device", "serious"): 20,
    ("drug", "death"): 0,
    ("drug", "serious"): 15,
    ("drug", "other"): 30,
    ("veterinary", "death"): 0,
    ("veterinary", "serious"): 0,
}


def _of_reactions(year: Year) -> Iterator[Owed]:
    """Order 1/2018 §25, §31, §33, MoH Order 81 §21: days of the calendar, never moved on, or hours."""
    for one in year.reactions:
        day, hours = one.at.date(), one.cluster and one.kind == "device"
        tell: date = one.at + timedelta(hours=12) if hours else day + timedelta(days=1)
        yield outcome("adverse_events", one.number, "CN.AE.TELL_MAH", tell, one.told)
        if hours:
            call = one.at + timedelta(hours=12)
            yield outcome("adverse_events", one.number, "CN.AE.CLUSTER.REG", call, one.authority)
        days = 0 if one.cluster else _REPORT_DAYS.get((one.kind, one.level))
        if days is not None:
            due: date = one.at + timedelta(hours=24) if hours else day + timedelta(days=days)
            yield outcome("adverse_events", one.number, "CLK.AE.REPORT", due, one.reported)


def _of_returns(year: Year) -> Iterator[Owed]:
    for one in year.returns:
        agreed = max(one.business, one.quality)
        if agreed <= END:
            due = after_worked_days(agreed.date(), 1)
            yield outcome("return_cases", one.number, "L-28", due, one.fetched)


def _of_checks(year: Year) -> Iterator[Owed]:
    for one in year.checks:
        yield outcome("rule_checks", one.number, "CLK.PROMISE", one.by, _past(one.rectified))
    for action in year.actions:
        yield outcome("capa", action.number, "CLK.PROMISE", action.due, _past(action.done))


def _past(day: date | None) -> date | None:
    return None if day is None else past(day)


def _of_units(year: Year) -> Iterator[Owed]:
    """S4-I 措施-6: every unit called in every month, and on site each three months, after its warranty six.

    Which of the two it is, is told by the day on which a round begins.
    """
    for unit in year.units:
        own = [one for one in year.visits if one.unit == unit]
        days, ends = [v.day for v in own if v.on_site], months_on(unit.accepted, unit.months)
        yield from _on_site("warranties", unit.number, unit.accepted, days, ends)
        called = {(one.day.year, one.day.month): one.day for one in reversed(own) if not one.on_site}
        begin = months_on(unit.accepted.replace(day=1), 1)
        while begin <= LAST:
            due = months_on(begin, 1) - timedelta(days=1)
            done = called.get((begin.year, begin.month))
            yield outcome("warranties", unit.number, "L-27", due, done)
            begin = months_on(begin, 1)
    for code in sorted({one.customer for one in year.units}):
        of_user = [one for one in year.units if one.customer == code]
        begun = min(one.accepted for one in of_user)
        days = sorted(v.day for v in year.visits if v.unit in of_user and v.on_site)
        yield from _on_site("customers", code, begun, days)


def _on_site(
    table: str, number: str, begun: date, days: list[date], ends: date | None = None
) -> Iterator[Owed]:
    """Rounds follow upon each other: the visit that comes ends, late, what ran out before it.

    Args:
        table: Of units or of users.
        number: Of the unit's warranty, or the user's code.
        begun: When the first round begins.
        days: Of the visits on site.
        ends: The last day of the unit's warranty; of users None.
    """
    start = begun
    for visit in [*days, None]:
        origin, place, each, now = start, 0, 0, start
        while True:
            clock, months = _cycle(now, ends)
            if months != each:
                origin, place, each = now, 0, months
            place += 1
            due = months_on(origin, months * place)
            over = due >= (visit or LAST)
            if now != start and over:
                break
            yield outcome(table, number, clock, due, visit)
            if over:
                break
            now = due
        start = visit or start


def _cycle(day: date, ends: date | None) -> tuple[str, int]:
    """Return the clock of a round that begins on a day, and its months."""
    if ends is None:
        return "L-24", 6
    return ("L-25", 3) if day <= ends else ("L-26", 6)


_FORWARD_DAYS: Final = {("device", 2): 3, ("device", 3): 7, ("drug", 1): 1, ("drug", 2): 3, ("drug", 3): 7}


def _of_recalls(year: Year) -> Iterator[Owed]:
    """Order 29 §6, §7, §22, the rules on recalls of drugs: from the notice on, never moved on."""
    kinds = {one.code: "drug" if one.class_ == "drug" else "device" for one in year.products}
    for one in year.recalled:
        stop = one.stop
        yield outcome("recalls", stop.number, "CN.RECALL.STOP", stop.since, one.locked)
        if one.own:
            yield outcome("recalls", stop.number, "CN.DEFECT.REPORT", stop.since, one.reported)
        days = _FORWARD_DAYS.get((kinds[stop.product], stop.level))
        begun = datetime.combine(stop.since, time())
        last: date = begun + timedelta(hours=24) if days is None else stop.since + timedelta(days=days)
        yield outcome("recalls", stop.number, "CLK.RECALL.FORWARD", last, one.told)
        planned = None
        for report in one.reports:
            if planned is not None:
                yield outcome("recalls", stop.number, "CLK.RECALL.PROGRESS", planned, report.day)
            planned = report.following
        if planned is not None:
            yield outcome("recalls", stop.number, "CLK.RECALL.PROGRESS", planned, one.summarised)
        if one.checked is not None:
            summary = after_worked_days(one.checked, 10)
            yield outcome("recalls", stop.number, "CN.RECALL.SUMMARY", summary, one.summarised)


def _of_filings(year: Year) -> Iterator[Owed]:
    """S1-F 2.1, 2.3: the first sale of a lot to a customer is filed by its day, the very first published."""
    animal = {one.code for one in year.products if one.class_ == "veterinary"}
    sales = sorted((one.day, one.number, one) for one in year.sales if one.product in animal)
    seen: set[tuple[str, str | None]] = set()
    for *_, sold in sales:
        for clock, customer in (("L-33", sold.customer), ("CLK.VET.NOTICE", None)):
            if (sold.lot, customer) not in seen:
                seen.add((sold.lot, customer))
                yield outcome("sales", sold.number, clock, sold.day, _filed(year, sold, customer))


def _of_charges(year: Year) -> Iterator[Owed]:
    """S4-I 作业-4: charged on the day on which the customer signs."""
    for one in year.charges:
        yield outcome("repairs", one.repair, "L-29", one.signed.date(), one.charged)


def _of_referrals(year: Year) -> Iterator[Owed]:
    """S2-A 五2: answered by the time that was agreed on."""
    for one in year.referrals:
        yield outcome("supplier_contacts", one.number, "L-30", one.by, one.answered)


def _of_months(year: Year) -> Iterator[Owed]:
    """S4-I 投诉-处理-6, S0-3 4.2.3, S1-E 4.2.6: each month is told of from the first record on."""
    clocks = {"complaints": "L-21", "faults": "L-22", "feedback": "L-23"}
    moments = {
        "complaints": [*(one.at for one in year.complaints), *(one.at for one in year.blamed)],
        "faults": [one.at for one in year.calls],
        "feedback": [one.at for one in year.questions],
    }
    issued = {(one.key, one.month): one.day for one in year.issues}
    for key, last in MONTHLY.items():
        for month in range(min(moments[key]).month, 12):
            due, number = date(LAST.year, month + 1, last), f"{key} {LAST.year}-{month:02}"
            yield outcome("report_issues", number, clocks[key], due, issued.get((key, month)))


Month = tuple[int, str]
Figure = tuple[int, int | None]
RESPOND: Final = {"CLK.RESPOND"}
SERVICE: Final = {"CLK.RESPOND", "L-06", "CLK.ARRIVE", "CLK.REPAIR", "L-12"}
VISITS: Final = {"L-24", "L-25", "L-26", "L-27"}


class Figures(defaultdict[tuple[str, int], list[int]]):
    """Numerator and denominator of each indicator and month; a count has its own in both."""

    def __init__(self) -> None:
        super().__init__(lambda: [0, 0])

    def add(self, key: str, day: date | None, part: bool | int = 1, whole: int = 1) -> None:
        """Count something on its day, if it has one in the year."""
        if day is not None and day.year == LAST.year:
            self[key, day.month][0] += int(part)
            self[key, day.month][1] += whole


def figures(year: Year) -> Figures:
    """Return every indicator of every month."""
    found = Figures()
    matters = owed(year)
    of_clocks = (
        ("K-04", RESPOND, None),
        ("K-05", {"CLK.REPAIR"}, "repairs"),
        ("K-06", {"CLK.ARRIVE"}, "repairs"),
        ("K-07", {"L-12"}, "repairs"),
        ("K-08", {"CLK.COMPLAINT.CLOSE"}, "complaints"),
        ("K-15", {"CLK.CARD"}, "repairs"),
        ("K-16", VISITS, None),
        ("K-22", {"CLK.PROMISE"}, "rule_checks"),
    )
    for key, clocks, table in of_clocks:
        for one in matters:
            if one.clock in clocks and table in {None, one.table} and one.state in {DONE, *MISSED}:
                found.add(key, one.judged, one.state == DONE)
    _of_services(year, matters, found)
    _of_opinions(year, found)
    _of_trade(year, found)
    _of_control(year, found)
    _of_actions(year, matters, found)
    return found


def _of_services(year: Year, matters: list[Owed], found: Figures) -> None:
    for call in year.calls:
        own = [one for one in matters if one.number == call.number and one.clock in SERVICE]
        missed = [one.judged for one in own if one.state in MISSED and one.judged]
        if missed:
            found.add("K-01", min(missed), 0)
        elif all(one.state == DONE for one in own):
            found.add("K-01", max(one.judged for one in own if one.judged))
        found.add("K-03", call.at.date(), 0)
    for served in year.served:
        found.add("K-03", served.day, 0)
    every = counted_faults.faults(year)
    for fault in every:
        found.add("K-10", fault.day)
    for fault in counted_faults.repeated(every):
        found.add("K-13", fault.day)


def undone(matters: list[Owed]) -> Counter[tuple[str, int]]:
    """Return how much of each table ran out in each month and was undone at its end (K-27)."""
    found: Counter[tuple[str, int]] = Counter()
    for one in matters:
        if one.state in MISSED and one.judged is not None:
            end = months_on(one.judged.replace(day=1), 1) - timedelta(days=1)
            found[one.table, one.judged.month] += one.done is None or one.done > end
    return +found


def _of_opinions(year: Year, found: Figures) -> None:
    for one in year.complaints:
        if one.founded and one.nature == "service":
            found.add("K-03", one.decided, 1, 0)
        if one.closed is not None:
            found.add("K-09", one.closed)
        found.add("K-11", one.at.date())
        found.add("K-12", one.at.date())
    for heard in chain((one.at for one in year.blamed), (one.at for one in year.questions)):
        found.add("K-11", heard.date())
    for about in year.blamed:
        found.add("K-12", about.at.date())
    for card in year.cards:
        if card.answered is not None:
            found.add("K-02", card.answered, card.level in {"very", "satisfied"})
            found.add("K-14", card.answered)
            found.add("K-18", card.answered)


def _of_trade(year: Year, found: Figures) -> None:
    buyers: dict[int, set[str]] = defaultdict(set)
    for sold in year.sales:
        found.add("K-17", sold.day)
        buyers[sold.day.month].add(sold.customer)
    for month, codes in buyers.items():
        found["K-20", month] = [len(codes)] * 2
    for came in year.receipts:
        warned = came.expiry - _NEAR_EXPIRY
        if warned <= LAST and came.day <= months_on(warned.replace(day=1), 1) - timedelta(days=1):
            found.add("K-26", warned)


def _of_control(year: Year, found: Figures) -> None:
    kinds = {"service_quality": "K-19", "return_process": "K-23"}
    for one in year.checks:
        if one.kind in kinds:
            found.add(kinds[one.kind], one.day)
    for _, day in year.assessed:
        found.add("K-21", day)
    for _, day in year.tracked:
        found.add("K-24", day)
    for training in year.trainings:
        end = months_on(date(LAST.year, training.month, 1), 1) - timedelta(days=1)
        if training.held is not None and training.held <= end:
            found.add("K-25", training.held)
        elif end < LAST:
            found.add("K-25", end, 0)


def _of_actions(year: Year, matters: list[Owed], found: Figures) -> None:
    """K-28: what was verified, on its day, and what ran out before it was."""
    verified = {one.number: _past(one.verified) for one in year.actions}
    for action in year.actions:
        found.add("K-28", verified[action.number], action.effective)
    for one in matters:
        if one.table == "capa" and one.state in MISSED and one.judged is not None:
            day = verified[one.number]
            if day is None or day > one.judged:
                found.add("K-28", one.judged, 0)
