"""Stock by lot and by unit as one statement: :mod:`projections.answers.goods.account` in SQL."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.state.effects import (
    CONSIGNED,
    CUSTOMER,
    DISPOSED,
    IN_REPAIR,
    NONCONFORMING,
    ON_LOAN,
    OUTSIDE,
    QUARANTINED,
    SALEABLE,
    SENT_BACK,
)
from projections.answers.goods.account import COVERED_FROM, IN_HOUSE
from projections.relational.counted import DECIMAL, counted, plain
from projections.tables.movements import RECEIVED, RETURNED, SOLD

_GOODS = "product_code, lot, unit"
_KEPT = "accepted, sold, returned, restocked, given, disposed, sent_back, scrapped, sent, failed"
_STATUSES = (CONSIGNED, ON_LOAN, IN_REPAIR, NONCONFORMING, QUARANTINED, DISPOSED, SENT_BACK)
_NAMES = {SALEABLE: "entered", CUSTOMER: "given", SENT_BACK: "sent_back"}

_STEPS = f"""steps AS (
    SELECT
        {_GOODS}, kind, quantity, accepted, place,
        CASE
            WHEN kind = '{SOLD}' THEN ''
            WHEN kind = '{RECEIVED}' AND target <> '' AND rest IS NOT NULL THEN '{OUTSIDE}'
            WHEN kind = '{RECEIVED}' THEN ''
            WHEN kind = '{RETURNED}' THEN source
            WHEN source = '' THEN '{OUTSIDE}'
            ELSE source
        END AS source,
        CASE
            WHEN kind = '{RETURNED}' THEN place
            WHEN target = '' THEN '{OUTSIDE}'
            ELSE target
        END AS target,
        CASE WHEN kind = '{RECEIVED}' THEN rest ELSE quantity END AS step
    FROM sorted
)"""

_SHOWN = """SELECT
    product_code,
    nullif(lot, '') AS lot,
    nullif(unit, '') AS serial,
    {shown}
FROM accounts
ORDER BY product_code, accounts.lot, accounts.unit"""


def stock_sql() -> str:
    """Return the statement of stock: a row for each of the goods, as `projections.answers.goods.stock.stock`.

    Its parameters are `known`, a position, and `at`, a time as stored or null.
    """
    covered = list(_covered())
    ctes = [counted(), _STEPS, _sums(), _begun(), *covered, _accounts(f"covered_{len(covered)}")]
    shown = ",\n    ".join(f"{plain(column)} AS {name}" for name, column in _COLUMNS.items())
    return "WITH " + ",\n".join(ctes) + "\n" + _SHOWN.format(shown=shown) + "\n"


_COLUMNS = {
    "accepted": "accepted",
    "sold": "sold",
    "returned": "returned",
    "restocked": "restocked",
    "saleable": "saleable",
    "quarantined": "shown_quarantined",
    "disposed": "disposed_of",
    "returned_to_supplier": "went_back",
    "unexplained": "accepted - on_hand - (sold - returned + given) - disposed_of - went_back",
}


def _sums() -> str:
    """Return the sums of the movements of each of the goods, as `Account.add` counts them."""
    came_back = f"kind = '{RETURNED}' AND source = ''"
    sums = {
        "accepted": _sum("accepted", f"kind = '{RECEIVED}'"),
        "sold": _sum("quantity", f"kind = '{SOLD}'"),
        "returned": _sum("quantity", came_back),
        "restocked": _sum("quantity", f"{came_back} AND place = '{SALEABLE}'"),
        "failed": _sum("step", f"source = '{OUTSIDE}' AND target = '{NONCONFORMING}'"),
        "scrapped": _sum("step", f"source = '{NONCONFORMING}' AND target = '{DISPOSED}'"),
        "sent": _sum("step", f"source = '{NONCONFORMING}' AND target = '{SENT_BACK}'"),
    }
    for status in (SALEABLE, CUSTOMER, *_STATUSES):
        into = f"source <> '' AND target = '{status}'"
        if status in _STATUSES:
            into = f"({into}) OR ({came_back} AND place = '{status}')"
        name = _NAMES.get(status, status)
        out = f"source = '{status}'"
        sums[name] = f"{_sum('step', into)} - {_sum('step', out)}"
    lines = ",\n        ".join(f"{text} AS {name}" for name, text in sums.items())
    return (
        f"sums AS (\n    SELECT\n        {_GOODS},\n        {lines}\n    FROM steps\n    GROUP BY {_GOODS}\n)"
    )


def _sum(column: str, condition: str) -> str:
    return f"coalesce(sum({column}) FILTER (WHERE {condition}), 0)"


def _begun() -> str:
    """Return where the accepted goods are, before what lacks is covered, and what failed and is gone."""
    return f"""gone AS (
    SELECT
        *,
        CASE
            WHEN failed = 0 THEN 0
            ELSE least(
                failed,
                scrapped + sent
                - least(scrapped + sent, greatest(0, {NONCONFORMING} - failed + scrapped + sent))
            )
        END AS failed_and_gone
    FROM sums
),
covered_0 AS (
    SELECT
        {_GOODS}, {_KEPT}, failed_and_gone,
        {QUARANTINED} AS shown_quarantined,
        CAST(accepted - sold + restocked + entered AS {DECIMAL}) AS {SALEABLE},
        CAST({QUARANTINED} AS {DECIMAL}) AS {QUARANTINED},
        CAST({NONCONFORMING} - failed + failed_and_gone AS {DECIMAL}) AS {NONCONFORMING},
        CAST({CONSIGNED} AS {DECIMAL}) AS {CONSIGNED},
        CAST({ON_LOAN} AS {DECIMAL}) AS {ON_LOAN},
        CAST({IN_REPAIR} AS {DECIMAL}) AS {IN_REPAIR}
    FROM gone
)"""


def _covered() -> Iterator[str]:
    """Yield what covers what, one step after another, each a common table expression."""
    number = 0
    for status, covers in COVERED_FROM.items():
        for place, cover in enumerate(covers, 1):
            moved = f"least(greatest(-{status}, 0), greatest({cover}, 0))"
            left = f"{status} + {moved}"
            if place == len(covers):
                left = f"greatest({left}, 0)"
            number += 1
            replaced = f"{left} AS {status}, {cover} - {moved} AS {cover}"
            before = f"FROM covered_{number - 1}"
            yield f"covered_{number} AS (\n    SELECT * REPLACE ({replaced})\n    {before}\n)"


def _accounts(last: str) -> str:
    """Return the accounts: what is in the house, what was destroyed, what went back."""
    return f"""accounts AS (
    SELECT
        {_GOODS}, {_KEPT}, shown_quarantined, {SALEABLE},
        {" + ".join(IN_HOUSE)} AS on_hand,
        disposed - greatest(0, failed_and_gone - sent) AS disposed_of,
        sent_back - least(failed_and_gone, sent) AS went_back
    FROM {last}
)"""
