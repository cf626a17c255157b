"""Thresholds, reminders and periods that the house has set, in force on the day of the answer."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from projections.reading.query import Query
from projections.reading.stream import Row


def in_force(query: Query, kinds: Iterable[str]) -> list[Row]:
    """Return the rows of `rule_settings` of these kinds in force on the day asked for.

    Of each rule the newest setting that has begun counts, product kind and class apart; one that has ended
    leaves the rule without a setting rather than bring an older one back.
    """
    wanted = frozenset(kinds)
    newest: dict[tuple[str | None, ...], Row] = {}
    for row in query.rows("rule_settings"):  # ordered by rule, then by first day
        if row["rule_kind"] in wanted and row["effective_from"] <= query.today:
            key = (row["rule_key"], row["product_kind"], row["device_class"], row["retention_base"])
            newest[key] = row
    return [row for row in newest.values() if (row["effective_until"] or query.today) >= query.today]


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
