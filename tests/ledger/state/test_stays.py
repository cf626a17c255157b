"""The stays of a unit: one after the other, whatever order they were recorded in."""

from __future__ import annotations

from itertools import permutations

from ledger.state.effects import CUSTOMER, QUARANTINED
from ledger.state.entries import EMPTY_UNIT, Unit
from ledger.state.stays import begun, elsewhere, ended, held, is_in, overlaps, undone, with_customer


def sold(unit: Unit, day: str, name: str) -> Unit:
    """Return a unit that went to a customer."""
    return begun(unit, CUSTOMER, day, name)


def back(unit: Unit, day: str, name: str, sale: str) -> Unit:
    """Return a unit that came back from a sale, into quarantine."""
    return begun(ended(unit, CUSTOMER, day, name, begun_by=sale), QUARANTINED, day, name)


def test_stays_do_not_depend_on_the_order_in_which_they_are_recorded() -> None:
    """Two sales and the return of the first, in every order in which the return knows its sale."""
    steps = {
        "S1": lambda unit: sold(unit, "2026-05-02", "S1"),
        "R1": lambda unit: ended(unit, CUSTOMER, "2026-05-05", "R1", begun_by="S1"),
        "S2": lambda unit: sold(unit, "2026-05-05", "S2"),
    }
    found = []
    for order in permutations(steps):
        if order.index("R1") < order.index("S1"):
            continue
        unit = EMPTY_UNIT
        for name in order:
            unit = steps[name](unit)
        found.append(unit)
        assert not list(overlaps(unit.stays))
    assert all(unit == found[0] for unit in found)
    assert (held(found[0]) or found[0].stays[0]).name == "S2"


def test_a_late_sale_is_held_against_both_neighbours() -> None:
    """While a customer has the unit, and before another one gets it; on the day of its return it is free."""
    unit = ended(sold(EMPTY_UNIT, "2026-05-02", "S1"), CUSTOMER, "2026-05-05", "R1", begun_by="S1")
    assert with_customer(unit, "2026-05-03")
    assert with_customer(unit, "2026-05-01")
    assert with_customer(unit, "2026-05-05") is None
    assert with_customer(sold(unit, "2026-05-08", "S2"), "2026-05-06")


def test_what_is_undone_was_never_there() -> None:
    """A return that is voided gives the unit back to its customer, also where others had it since."""
    unit = back(sold(EMPTY_UNIT, "2026-05-02", "S1"), "2026-05-05", "R1", "S1")
    assert is_in(unit, QUARANTINED, "2026-05-06")
    assert not is_in(unit, QUARANTINED, "2026-05-04")
    assert elsewhere(unit, "2026-05-05")
    assert undone(unit, "R1") == sold(EMPTY_UNIT, "2026-05-02", "S1")
    again = ended(sold(unit, "2026-05-10", "S2"), CUSTOMER, "2026-05-12", "R2", begun_by="S2")
    assert [stay.name for _, stay in overlaps(undone(again, "R1").stays)] == ["S2"]
    assert undone(undone(undone(again, "R2"), "S2"), "R1") == undone(unit, "R1")
