"""Thresholds, reminders and periods that the house has set, in force on the day of the answer."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Final

from ledger.events import catalogue
from projections.reading.filters import Filter
from projections.reading.query import Query
from projections.reading.stream import Row

_TABLE: Final = "rule_settings"
_LOOKED_AT: Final = (
    *("product_kind", "device_class", "setting", "value", "retention_base", "retention_years"),
    *("legal_basis", "effective_until"),
)


def in_force(query: Query, kinds: Iterable[str]) -> list[Row]:
    """Return the rows of `rule_settings` of these kinds in force on the day asked for; see `on_day`."""
    return on_day(ever_set(query, kinds), query.today)


def ever_set(query: Query, kinds: Iterable[str]) -> list[Row]:
    """Return the rows of `rule_settings` of these kinds, of any day, ordered by rule, then by first day."""
    column = catalogue.table(_TABLE).by_key["rule_kind"]
    return list(query.rows(_TABLE, where=[Filter(column.key, column, list(kinds))], only=_LOOKED_AT))


def on_day(rows: Iterable[Row], day: str) -> list[Row]:
    """Return the settings in force on a day.

    Of each rule the newest setting that has begun counts, product kind and class apart; one that has ended
    leaves the rule without a setting rather than bring an older one back.

    Args:
        rows: As `ever_set` gives them.
        day: `YYYY-MM-DD`.
    """
    newest: dict[tuple[str | None, ...], Row] = {}
    for row in rows:
        if row["effective_from"] <= day:
            key = (row["rule_key"], row["product_kind"], row["device_class"], row["retention_base"])
            newest[key] = row
    return [row for row in newest.values() if (row["effective_until"] or day) >= day]


def number(rows: Iterable[Row], keys: Iterable[str]) -> Decimal | None:
    """Return the value set for the first of these rules that has one; a text that is no number is none."""
    by_key = {row["rule_key"]: row["value"] for row in rows if row["setting"] == "value"}
    for key in keys:
        found = _number(by_key.get(key))
        if found is not None:
            return found
    return None


def _number(text: str | None) -> Decimal | None:
    try:
        value = Decimal((text or "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None
