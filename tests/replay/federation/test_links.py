"""Legs laid together: whatever two houses tell, each leg is in one step, and no quantity is lost."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from replay.federation.finding import Party
from replay.federation.legs import AGREE, DELIVERY, RECEIVED_, SENT, Handover, Known, Leg
from replay.federation.links import Link, linked, total

KNOWN = Known({}, {}, {"a": "A", "b": "B"}, {})


@st.composite
def legs(draw: st.DrawFn) -> list[Leg]:
    """Draw lines of two houses: partners inside, outside and without a code, units and whole quantities."""
    found = []
    for position in range(draw(st.integers(0, 9))):
        side = draw(st.sampled_from([SENT, RECEIVED_]))
        own, other = ("A", "B") if side == SENT else ("B", "A")
        code = draw(st.sampled_from([other, other, other, "OUTSIDE", None]))
        serials = draw(st.sampled_from([(), (), ("1",), ("2",)]))
        ends = (own, code) if side == SENT else (code, own)
        place = Handover(DELIVERY, *ends, "goods", draw(st.sampled_from(["L1", "L1", "L2"])))
        found.append(_leg(side, place, position, draw(st.integers(1, 28)), draw(st.integers(1, 3)), serials))
    return found


def _leg(
    side: str, place: Handover, position: int, day: int, quantity: int, serials: tuple[str, ...] = ()
) -> Leg:
    return Leg(
        side=side,
        place=place,
        house="a" if side == SENT else "b",
        position=position,
        table="sales",
        doc_no=f"D{position}",
        day=f"2026-05-{day:02}",
        recorded="2026-06-01T00:00:00.000000Z",
        quantity=Decimal(1 if serials else quantity),
        serials=serials,
        party_code="X",
        party=Party(None, None, None),
        product_code="P01",
    )


@given(legs(), st.integers(0, 10))
def test_no_leg_is_dropped_or_told_twice(drawn: list[Leg], within: int) -> None:
    links = linked(drawn, KNOWN, within=within)
    assert Counter(id(leg) for link in links for leg in link.legs) == Counter(id(leg) for leg in drawn)
    for link in links:
        if link.kind == AGREE:
            assert total(link.sent) == total(link.received)


@given(legs(), st.integers(0, 10))
def test_the_order_of_lines_plays_no_part(drawn: list[Leg], within: int) -> None:
    def told(links: list[Link]) -> list[tuple[str, list[int], list[int]]]:
        return [
            (one.kind, [leg.position for leg in one.sent], [leg.position for leg in one.received])
            for one in links
        ]

    assert told(linked(drawn, KNOWN, within=within)) == told(linked(drawn[::-1], KNOWN, within=within))


def test_one_sale_in_two_deliveries_agrees() -> None:
    place = Handover(DELIVERY, "A", "B", "goods", "L1")
    drawn = [_leg(SENT, place, 1, 1, 10), _leg(RECEIVED_, place, 2, 2, 6), _leg(RECEIVED_, place, 3, 4, 4)]
    assert [link.kind for link in linked(drawn, KNOWN)] == [AGREE]
    assert [link.kind for link in linked(drawn[:2], KNOWN)] == ["quantities_differ"]
    assert [link.kind for link in linked(drawn, KNOWN, within=0)] == [
        "sent_not_received",
        "received_not_sent",
        "received_not_sent",
    ]
