"""What the questions about goods have in common: the movements that count, and whose goods each moves.

The relations are `lines` and `events` as a store of segments has them. `$known` is a position and `$at` a
time as stored, or null for all of it. Quantities are decimals of 12 places: more is an error, never rounded.
"""

from __future__ import annotations

from typing import Final

from ledger.events import catalogue
from ledger.state.effects import AFTER_RETURN, QUARANTINED
from projections.tables.movements import RECEIVED

PLACES: Final = 12
DECIMAL: Final = f"DECIMAL(38, {PLACES})"
VOID: Final = catalogue.table("voids").event

_VOIDED = f"""voided AS (
    SELECT DISTINCT unnest(CAST(CAST(decode(document) AS JSON) -> '$.struck' AS BIGINT[])) AS position
    FROM events
    WHERE type = '{VOID}' AND position <= $known
)"""

_MOVED = """moved AS (
    SELECT
        position, kind, event_time, product_code, lot, serial, customer_code, told_serial, doc_no,
        {quantity} AS quantity,
        {accepted} AS accepted,
        {rest} AS rest,
        accepted IS NOT NULL AS says_accepted,
        coalesce(source, '') AS source,
        coalesce(target, '') AS target,
        {after_return} AS place
    FROM lines
    WHERE
        position <= $known
        AND (CAST($at AS VARCHAR) IS NULL OR event_time <= $at)
        AND position NOT IN (SELECT position FROM voided)
)"""

_PLACED = f"""homes AS (
    SELECT product_code, serial, lot
    FROM moved
    WHERE serial <> '' AND lot <> ''
    QUALIFY row_number() OVER (
        PARTITION BY product_code, serial
        ORDER BY (kind = '{RECEIVED}') DESC, event_time DESC, position DESC, lot DESC
    ) = 1
),
placed AS (
    SELECT
        moved.* EXCLUDE (lot),
        moved.lot AS told_on_line,
        CASE WHEN moved.lot <> '' THEN moved.lot ELSE coalesce(homes.lot, '') END AS lot
    FROM moved
    LEFT JOIN homes ON moved.product_code = homes.product_code AND moved.serial = homes.serial
),
whole_lots AS (
    SELECT DISTINCT product_code, lot FROM placed WHERE kind = '{RECEIVED}' AND serial = ''
),
own_units AS (
    SELECT DISTINCT product_code, lot, serial
    FROM placed
    WHERE kind = '{RECEIVED}' AND serial <> '' AND says_accepted
),
sorted AS (
    SELECT
        placed.*,
        CASE
            WHEN own_units.serial IS NOT NULL OR whole_lots.lot IS NULL THEN placed.serial
            ELSE ''
        END AS unit
    FROM placed
    LEFT JOIN whole_lots ON placed.product_code = whole_lots.product_code AND placed.lot = whole_lots.lot
    LEFT JOIN own_units
        ON placed.product_code = own_units.product_code
        AND placed.lot = own_units.lot
        AND placed.serial = own_units.serial
)"""


def counted() -> str:
    """Return the common table expressions up to `sorted`: each movement that counts, its lot and its unit.

    `lot` and `unit` name the goods whose account it changes; `told_on_line` and `serial` are the line's own.
    """
    cases = " ".join(f"WHEN '{told}' THEN '{status}'" for told, status in AFTER_RETURN.items())
    moved = _MOVED.format(
        quantity=exact("quantity"),
        accepted=f"coalesce({exact('accepted')}, 0)",
        rest=exact("rest"),
        after_return=f"CASE disposition {cases} ELSE '{QUARANTINED}' END",
    )
    return f"{_VOIDED},\n{moved},\n{_PLACED}"


def exact(column: str) -> str:
    """Return a stored quantity as a decimal; one with more places than that stops the question."""
    return (
        f"CASE WHEN length(split_part({column}, '.', 2)) > {PLACES}"
        f" THEN error('a quantity of more than {PLACES} decimal places')"
        f" ELSE CAST({column} AS {DECIMAL}) END"
    )


def plain(column: str) -> str:
    """Return a decimal as text without trailing zeros, as the answers of the ledger show it."""
    return f"rtrim(rtrim(CAST({column} AS VARCHAR), '0'), '.')"
