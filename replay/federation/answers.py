"""The answers of a federation, each with its basis: how far every house was looked at, and how it stands.

::

    {"scope":  what was asked for
     "basis":  {"at", "known_at", "code",
                "houses": [{"house", "state", "position", "root", "last_recorded", "uscc", "behind",
                            "reason"}]}
     …}

`recall` adds `on_hand`, `customers` (who is no house of the group), `possible` (what houses hold under the
lot that may explain a break), `breaks`, `by_house` and, where asked for, `proof`; `trace` adds
`links` and `counted`, how many there are of each class. Positions of one answer belong to one record time, so
the same question with the same `--known-at` gives the same answer once every house has recorded beyond it.
`root` is null where a house is not at hand for an earlier position.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger import clock
from ledger.errors import CommandError, LedgerError
from ledger.settings import DEFAULT_TIME_ZONE, code_version
from ledger.state.quantities import plain
from replay.federation.finding import (
    AskedGoods,
    Cut,
    HouseLine,
    Product,
    goods_of,
    last_recorded,
    lines_of,
    lots_moved,
    own_codes,
    parties_of,
    positions_at,
    products_asked_for,
    set_cut,
    unknown,
)
from replay.federation.group import Group
from replay.federation.holdings import goods_moved, on_hand, sums_by_house, with_final_customers
from replay.federation.index import Index, opened_index
from replay.federation.legs import CLASSES, NOT_RECEIVED, Known, Leg, legs_of
from replay.federation.links import BREAKS, WITHIN, Link, days_between, explain, linked, total
from replay.federation.proving import proved
from replay.federation.refreshing import HouseStanding, refreshed
from replay.federation.sources import source_of
from replay.moments import moment

BEHIND = 7  # days without a record, up to the moment asked about, after which a house is told as behind


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and how far to look.

    Attributes:
        asked: Which goods.
        at: What was true then, as typed; now by default.
        known_at: As recorded by then in every house, a day or a time; now by default.
        within: Days from leaving a house to arriving in the next.
        look: Whether the houses are asked; without it the index answers as it is.
    """

    asked: AskedGoods
    at: str | None = None
    known_at: str | None = None
    within: int = WITHIN
    look: bool = True


@dataclass(frozen=True, slots=True)
class FederationFound:
    """What the index gave for a question."""

    standings: list[HouseStanding]
    cuts: list[Cut]
    basis: dict[str, Any]
    products: dict[tuple[str, str], Product]
    lines: list[HouseLine]
    links: list[Link]
    others: list[HouseLine]
    known: Known


def listed(group: Group, *, look: bool = True) -> list[dict[str, Any]]:
    """Return the houses of a federation, how far each is and how it stands."""
    standings = refreshed(group, look=look)
    with opened_index(group.index) as index:
        known = clock.now()
        set_cut(index, _cuts(index, standings, None, None))
        told = _Houses(_codes(index, standings), last_recorded(index), known, look)
    return [_row(one, one.kept.position if one.kept else 0, told) for one in standings]


def recall(group: Group, question: Question, *, prove: bool = False) -> dict[str, Any]:
    """Return who has some goods: in which house, with which final customer, and what is not accounted for.

    Args:
        group: The federation.
        question: Which goods, and how far to look.
        prove: Have each house answer for itself, and compare.

    Raises:
        CommandError: No house knows the goods, or a cut-off cannot be read.
        UnavailableError: Another program writes the index.
    """
    found = _found(group, question)
    moved = goods_moved(found.lines, question.asked)
    sums = list(sums_by_house(moved))
    answer = {
        "scope": question.asked.echo(),
        "basis": found.basis,
        "on_hand": on_hand(moved, found.products),
        "customers": with_final_customers(moved, found.products, found.known),
        "possible": _possible(found, question.asked),
        "breaks": [_shown(link, found) for link in found.links if link.kind in BREAKS],
        "by_house": sums,
    }
    if prove:
        answer["proof"] = proved(found.standings, found.cuts, question.asked, question.at, sums)
    return answer


def _possible(found: FederationFound, asked: AskedGoods) -> list[dict[str, Any]]:
    """Return what houses hold, or sold to final customers, of a lot that may be the one asked for."""
    named = {(told["house"], told["lot"]) for link in found.links for told in link.beside if "lot" in told}
    rows = []
    for house, lot in sorted(named, key=str):
        if lot != asked.lot:
            lines = [line for line in found.others if line.house == house]
            moved = goods_moved(lines, AskedGoods(lot=lot or ""))
            rows += on_hand(moved, found.products)
            for row in with_final_customers(moved, found.products, found.known):
                rows.append({**row, "status": "customer", "quantity": row["outstanding"]})
    return rows


def trace(group: Group, question: Question) -> dict[str, Any]:
    """Return the way of some goods from hand to hand, each step as both sides tell it.

    Raises:
        CommandError: No house knows the goods, or a cut-off cannot be read.
        UnavailableError: Another program writes the index.
    """
    found = _found(group, question)
    counted = {kind: sum(link.kind == kind for link in found.links) for kind in CLASSES}
    return {
        "scope": question.asked.echo(),
        "basis": found.basis,
        "links": [_shown(link, found) for link in found.links],
        "counted": counted,
    }


def _found(group: Group, question: Question) -> FederationFound:
    standings = refreshed(group, look=question.look)
    with opened_index(group.index) as index:
        cuts = _cuts(index, standings, question.at, question.known_at)
        set_cut(index, cuts)
        products = products_asked_for(index, question.asked)
        lots = [question.asked.lot] if question.asked.lot else []
        lines = lines_of(index, products, lots, question.asked.serial)
        if not lines:
            raise CommandError(unknown(index, question.asked))
        zones = {one.house.name: one.kept.zone for one in standings if one.kept}
        known = Known(goods_of(products), parties_of(index, lines), _codes(index, standings), zones)
        links = linked(legs_of(_of_lot(lines, question.asked.lot), known), known, within=question.within)
        others = _under_other_lots(index, products, links, question)
        more = Known(known.goods, {**known.parties, **parties_of(index, others)}, known.codes, zones)
        explain(links, linked(legs_of(others, more), more, within=question.within), within=question.within)
        basis = _basis(standings, cuts, known.codes, last_recorded(index), question)
    of = {one[:2]: one for one in products}
    return FederationFound(standings, cuts, basis, of, lines, links, others, more)


def _of_lot(lines: Sequence[HouseLine], lot: str | None) -> list[HouseLine]:
    """Return the movements that name a lot, or none; all where no lot is asked for."""
    return [line for line in lines if lot is None or line.movement.lot in {lot, ""}]


def _under_other_lots(
    index: Index, products: Sequence[Product], links: Sequence[Link], question: Question
) -> list[HouseLine]:
    """Return the movements of the same products under other lots, where something does not agree."""
    lot = question.asked.lot
    if lot is None or not any(link.kind in BREAKS for link in links):
        return []
    quantities = {plain(leg.quantity) for link in links if link.kind in BREAKS for leg in link.legs}
    lots = lots_moved(index, products, quantities) - {lot}
    return (
        [line for line in lines_of(index, products, sorted(lots), None) if line.movement.lot != lot]
        if lots
        else []
    )


def _cuts(
    index: Index, standings: Sequence[HouseStanding], at: str | None, known_at: str | None
) -> list[Cut]:
    """Return how far to look in each house that the index has anything of."""
    kept = [one.kept for one in standings if one.kept is not None]
    known = {one.house: one.position for one in kept}
    if known_at is not None:
        known = positions_at(index, {one.house: moment(known_at, one.zone) for one in kept})
    return [
        Cut(one.house, None if at is None else moment(at, one.zone), known.get(one.house, 0)) for one in kept
    ]


def _codes(index: Index, standings: Sequence[HouseStanding]) -> dict[str, str]:
    """Return the credit code of each house: as the group file states it, else as its register says it."""
    stated = {one.house.name: one.house.uscc for one in standings if one.house.uscc}
    return own_codes(index) | stated


@dataclass(frozen=True, slots=True)
class _Houses:
    """What rows of houses tell beside how they stand.

    Attributes:
        codes: Credit code by house.
        last: When the last event that is looked at was recorded, by house.
        known_at: Up to when, stored form.
        look: Whether houses may be asked.
    """

    codes: Mapping[str, str]
    last: dict[str, str]
    known_at: str
    look: bool


def _basis(
    standings: Sequence[HouseStanding],
    cuts: Sequence[Cut],
    codes: Mapping[str, str],
    last: dict[str, str],
    question: Question,
) -> dict[str, Any]:
    known = {cut.house: cut.known for cut in cuts}
    zone = next((one.kept.zone for one in standings if one.kept), DEFAULT_TIME_ZONE)
    moments = {
        name: clock.now() if typed is None else moment(typed, zone)
        for name, typed in (("at", question.at), ("known_at", question.known_at))
    }
    told = _Houses(codes, last, moments["known_at"], question.look)
    rows = [_row(one, known.get(one.house.name, 0), told) for one in standings]
    shown = {name: clock.shown(found, zone) for name, found in moments.items()}
    return {**shown, "code": code_version(), "houses": rows}


def _row(one: HouseStanding, position: int, told: _Houses) -> dict[str, Any]:
    """Return how a house stands, at the position up to which it is looked at."""
    kept, last = one.kept, told.last.get(one.house.name)
    root = None
    if kept is not None:
        root = kept.root if position == kept.position else _root(one, position, look=told.look)
    return {
        "house": one.house.name,
        "state": one.state,
        "position": position,
        "root": root,
        "last_recorded": clock.shown(last, kept.zone if kept else DEFAULT_TIME_ZONE),
        "uscc": told.codes.get(one.house.name),
        "behind": last is None or _days(last, told.known_at) > BEHIND,
        "reason": one.reason,
    }


def _days(earlier: str, later: str) -> int:
    return (clock.parsed(later) - clock.parsed(earlier)).days


def _root(one: HouseStanding, position: int, *, look: bool) -> str | None:
    """Return the root of a house at an earlier position; None where the house is not at hand."""
    if not look or not position:
        return None
    try:
        with source_of(one.house) as source:
            return source.root(position)
    except LedgerError:
        return None


def _shown(link: Link, found: FederationFound) -> dict[str, Any]:
    """Return a link as answers show it."""
    product = found.products[link.legs[0].house, link.legs[0].product_code]
    sent, received = link.sent, link.received
    paired = sent and received
    return {
        "class": link.kind,
        "flow": link.place.flow,
        "from": _who(link, found, sender=True),
        "from_uscc": link.place.sender,
        "to": _who(link, found, sender=False),
        "to_uscc": link.place.receiver,
        "udi_di": product.udi_di,
        "registration_no": product.registration_no,
        "model": product.model,
        "lot": link.place.lot or None,
        "serials": sorted({serial for leg in link.legs for serial in leg.serials}),
        "sent": plain(total(sent)) if sent else None,
        "received": plain(total(received)) if received else None,
        "unit": product.unit,
        "sent_on": sent[0].day if sent else None,
        "received_on": received[0].day if received else None,
        "days": days_between(sent[0], received[-1]) if paired else None,
        "sent_lines": [_line(leg, found) for leg in sent],
        "received_lines": [_line(leg, found) for leg in received],
        "beside": [*link.beside, *_receiver_behind(link, found)],
    }


def _who(link: Link, found: FederationFound, *, sender: bool) -> str | None:
    """Return who gave or took: the house, else the partner as the house on the other side names it."""
    mine, other = (link.sent, link.received) if sender else (link.received, link.sent)
    if mine:
        return mine[0].house
    code = link.place.sender if sender else link.place.receiver
    house = next((name for name, own in sorted(found.known.codes.items()) if own == code), None)
    return house or other[0].party.name or other[0].party_code


def _line(leg: Leg, found: FederationFound) -> dict[str, Any]:
    zone = found.known.zones[leg.house]
    recorded = clock.day_of(leg.recorded, zone)
    return {
        "house": leg.house,
        "position": leg.position,
        "table": leg.table,
        "doc_no": leg.doc_no,
        "day": leg.day,
        "quantity": plain(leg.quantity),
        "recorded_at": clock.shown(leg.recorded, zone),
        "late_days": _days(f"{leg.day}T00:00:00Z", f"{recorded}T00:00:00Z"),
    }


def _receiver_behind(link: Link, found: FederationFound) -> list[dict[str, Any]]:
    """Return whether who should have received has recorded nothing since the goods left."""
    if link.kind != NOT_RECEIVED:
        return []
    house = _who(link, found, sender=False)
    row = next((one for one in found.basis["houses"] if one["house"] == house), None)
    if row is None or (row["last_recorded"] and row["last_recorded"][:10] >= link.sent[0].day):
        return []
    return [{"reason": "receiver_behind", "house": house, "day": row["last_recorded"]}]
