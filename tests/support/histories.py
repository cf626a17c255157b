"""Random histories of goods, and random questions about them.

The histories break every rule that decisions keep: units sold twice, returns of what was never sold, voids
of sales with returns. The answers must still add up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from ledger.log.prepared import Prepared
from projections.answers.goods.recall_scope import Scope
from tests.support import events

DAYS = [f"2026-05-0{day}" for day in range(1, 7)]
QUANTITIES = ["1", "2", "0.5", "3.25", "10"]
SERIALS = ["A", "C8", "C10"]
DISPOSITIONS = ["restocked", "destroyed", "returned_to_supplier", "replaced", "repaired", "pending"]


@st.composite
def histories(draw: st.DrawFn) -> list[Prepared]:
    """Draw events in the order of the log: late entries, voids, re-entries, serials, several lots."""
    history = [events.product("P1"), events.product("P2")]
    for number in range(draw(st.integers(1, 22))):
        choice = draw(st.integers(0, 9))
        if choice >= 8:
            history.append(_void(draw, history, number))
        elif choice == 7:
            history.append(_again(draw, history, number))
        else:
            history.append(_movement(draw, number, {}))
    return history


def _movement(draw: st.DrawFn, number: int, fixed: dict[str, Any]) -> Prepared:
    builders: list[Callable[..., Prepared]] = [events.received, events.sold, events.sold, events.returned]
    build = draw(st.sampled_from(builders))
    serials = draw(st.lists(st.sampled_from(SERIALS), unique=True, max_size=3))
    given: dict[str, Any] = {
        "product": draw(st.sampled_from(["P1", "P1", "P2"])),
        "lot": draw(st.sampled_from([None, "L1", "L1", "L2"])),
        "serial": ";".join(serials) or None,
        "quantity": str(len(serials)) if serials else draw(st.sampled_from(QUANTITIES)),
        "udi": draw(st.sampled_from([None, None, "U1", "U2"])),
        "production_date": draw(st.sampled_from([None, "2026-01-01", "2026-02-01"])),
        "expiry_date": draw(st.sampled_from([None, "2028-01-01", "2028-02-01"])),
        "registration_no": draw(st.sampled_from([None, "N1", "N2"])),
    }
    day = draw(st.sampled_from(DAYS))
    if build is events.received:
        accepted = draw(st.sampled_from([given["quantity"], given["quantity"], "0", "1"]))
        supplier = draw(st.sampled_from(["V1", "V2"]))
        own = {"accepted_quantity": accepted, "supplier": supplier, "received_on": day}
        own["supplier_name"] = draw(st.sampled_from([None, "甲公司", "乙公司"]))
    elif build is events.sold:
        own = {"sold_on": day, "seller": draw(st.sampled_from(["S1", "S2"]))}
        own["customer_address"] = draw(st.sampled_from([None, "东街1号", "西街2号"]))
    else:
        own = {"returned_on": day, "disposition": draw(st.sampled_from(DISPOSITIONS))}
        own["supplier"] = draw(st.sampled_from([None, "V1", "V2"]))
        earlier = draw(st.integers(0, number))
        own["sale_no"] = draw(st.sampled_from([None, f"D{earlier}", "D-same"]))
        own["sale_line"] = draw(st.sampled_from([None, earlier + 1]))
    if build is not events.received:
        own["customer"] = draw(st.sampled_from(["C1", "C2"]))
        own["customer_name"] = draw(st.sampled_from([None, "医院一", "医院二"]))
    no = draw(st.sampled_from([f"D{number}", f"D{number}", "D-same"]))
    built: Prepared = build(no, number + 1, **(given | own | fixed))
    return built


def _void(draw: st.DrawFn, history: Sequence[Prepared], number: int) -> Prepared:
    voided = draw(st.lists(st.integers(1, len(history)), min_size=1, max_size=2, unique=True))
    tags = {tag for position in voided for tag in history[position - 1].tags}
    return events.voided("sales", f"D{number}", voided, line=number + 1, tags=tags)


def _again(draw: st.DrawFn, history: Sequence[Prepared], number: int) -> Prepared:
    """Enter something in the stead of an earlier event."""
    return _movement(draw, number, {"replaces": draw(st.sampled_from(history)).event_id})


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    """Draw the options of a recall, at least one; few together, as many leave nothing."""

    def some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
        chosen = st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
        return chosen.map(lambda found: tuple(sorted(found)))

    several = {
        "products": some("P1", "P2"),
        "lots": some("L1", "L2"),
        "serials": some(*SERIALS),
        "ranges": some("C007..C9", "C9..C10"),
        "udis": some("U1", "U2"),
        "registrations": some("N1", "N2"),
        "suppliers": some("V1", "V2"),
        "customers": some("C1", "C2"),
    }
    days = {
        "made": ["2026-01-01", "2026-01-15", "2026-02-01"],
        "expiry": ["2028-01-01", "2028-01-15", "2028-02-01"],
        "sold": DAYS,
        "received": DAYS,
    }
    asked = draw(st.sets(st.sampled_from([*several, *days]), min_size=1, max_size=4))
    found: dict[str, Any] = {name: draw(values) for name, values in several.items() if name in asked}
    for name, some_days in days.items():
        if name in asked:
            found[f"{name}_from"] = draw(st.sampled_from([None, *some_days]))
            found[f"{name}_to"] = draw(st.sampled_from([None, *some_days]))
    scope = Scope(**found)
    assume(not scope.is_empty)
    return scope
