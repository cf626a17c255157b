"""Random logs of every kind of event: registers in time, goods in and out, cases, late entries, voids."""

from typing import Any

from hypothesis import strategies as st

from ledger.log.prepared import Prepared
from tests.support.events import customer, event, product, received, returned, sold, voided

_DAYS = ("2026-01-05", "2026-02-10", "2026-03-01", "2026-03-02", "2026-06-30")
_TABLES = {"goods_received": "receipts", "goods_sold": "sales", "goods_returned": "returns"}
_TABLES |= {"customer_registered": "customers", "product_registered": "products"}
_HOLD = ("hold_placed", "hold_parties_notified", "hold_reported", "hold_released")
_TABLES |= dict.fromkeys(_HOLD, "quality_holds")
TABLES = (*dict.fromkeys(_TABLES.values()), "voids")  # the others stay empty


@st.composite
def random_logs(draw: st.DrawFn, max_size: int = 30) -> list[Prepared]:
    """Draw events in the order of their recording; voids name positions counted from 1."""
    events: list[Prepared] = []
    gone: set[int] = set()
    for number in range(draw(st.integers(min_value=1, max_value=max_size))):
        numbered = enumerate(events, 1)
        unvoided = [place for place, event in numbered if event.type in _TABLES and place not in gone]
        if unvoided and draw(st.integers(min_value=0, max_value=4)) == 0:
            wanted = draw(st.lists(st.sampled_from(unvoided), min_size=1, max_size=3, unique=True))
            table = _TABLES[events[wanted[0] - 1].type]
            wanted = [place for place in wanted if _TABLES[events[place - 1].type] == table]
            gone.update(wanted)
            events.append(voided(table, f"N{number}", wanted))
        else:
            events.append(draw(_facts(number)))
    return events


def _facts(number: int) -> st.SearchStrategy[Prepared]:
    goods: dict[str, Any] = {
        "lot": st.sampled_from([None, "L1", "L2", "批 3"]),
        "serial": st.sampled_from([None, None, "SN1", "SN2;SN3"]),
        "product": st.sampled_from(["P1", "P2"]),
        "quantity": st.sampled_from(["1", "2.5", "10"]),
        "findings": st.sampled_from([None, None, [{"rule": "G-01", "until": "2026-01-01"}]]),
    }
    day, replaces = st.sampled_from(_DAYS), st.sampled_from([None, "ab" * 16])
    versions = st.sampled_from([None, {"customers": 1}])
    sales = st.builds(
        sold, st.just(f"XS{number}"), sold_on=day, replaces=replaces, versions=versions, **goods
    )
    receipts = st.builds(received, st.just(f"YS{number}"), received_on=day, note=st.just("注"), **goods)
    returns = st.builds(returned, st.just(f"TH{number}"), returned_on=day, **goods)
    times = st.sampled_from([None, *_DAYS])
    name, phone = st.just(f"名{number}"), st.sampled_from([None, f"0300-{number}"])
    customers = st.builds(customer, st.sampled_from(["C1", "C2"]), name=name, phone=phone, event_time=times)
    products = st.builds(product, st.sampled_from(["P1", "P2"]), name=name, event_time=times)
    return st.one_of(sales, sales, receipts, returns, customers, products, _stages(number))


def _stages(number: int) -> st.SearchStrategy[Prepared]:
    """Draw a stage of one of two holds, in any order: the tables show what the log says."""
    carried: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "hold_placed": {"reason": st.just(f"因{number}"), "lots": st.sampled_from([["L1"], ["L1", "L2"]])},
        "hold_parties_notified": {"customers_notified": st.sampled_from([["C1"], ["C1", "C2"]])},
        "hold_reported": {"authority_name": st.sampled_from(["一局", "二局"])},
        "hold_released": {"release_reason": st.just(f"果{number}")},
    }
    times = st.sampled_from([None, *_DAYS])
    stages = [
        st.builds(
            event, st.just(name), hold_no=st.sampled_from(["TS1", "TS2"]), event_time=times, **carried[name]
        )
        for name in _HOLD
    ]
    return st.one_of(stages)
