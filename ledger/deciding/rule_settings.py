"""Rules as data: which rules are required, only warned of, or waived, from which day and for what.

The rows of `rule_settings` say it. A row counts for business days from its `effective_from` to its
`effective_until`, for the goods, buyers and channels that its filters name; of the rows that fit, the one
with the latest `effective_from` decides, so that a sale is judged by the setting of its own day. For what
tells no day, the settings without an end count. A change from a day is a row of its own; another version of
the same row corrects it. A rule is found by its id, else by its
gate's number: a row for `G-01` also sets `G-01a`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from ledger.deciding.rule import Breach, Rule
from ledger.deciding.situation import Situation
from ledger.paper_numbers import class_told
from ledger.state.entries import Version
from ledger.state.indexes import has_records, in_force
from ledger.state.repository import State
from ledger.when import LATEST

Mode = Literal["required", "warned", "waived"]
Facts = Mapping[str, str | None]
"""What the filters of a setting are compared with: `product_kind`, `device_class`, `customer_kind` and
`channel`, and the `return_kind` on which `waived_for_recall` and `waived_for_quality` depend."""

NO_FACTS: Final[Facts] = {}
_FILTERS: Final = ("product_kind", "device_class", "customer_kind", "channel")
_WAIVED_FOR: Final = {
    "waived_for_recall": frozenset({"recall_return"}),
    "waived_for_quality": frozenset({"recall_return", "warranty_refund"}),
}


def mode(rule: Rule, day: str | None, facts: Facts, state: State) -> Mode | None:
    """Return how a rule is set on a business day for goods and a buyer; None where no setting says."""
    for row in _settings(rule.id, day, facts, state):
        setting = row["setting"]
        if setting == "value":
            continue
        kinds = _WAIVED_FOR.get(setting)
        if kinds is not None:
            return "waived" if facts.get("return_kind") in kinds else "required"
        found: Mode = setting
        return found
    return None


def value(key: str, day: str | None, facts: Facts, state: State) -> str | None:
    """Return the value that the settings give a rule or parameter on a business day, as it was written."""
    return next((row["value"] for row in _settings(key, day, facts, state) if "value" in row), None)


def values_of_kind(kind: str, day: str | None, facts: Facts, state: State) -> Iterator[str]:
    """Yield the values that the settings of a kind give on a business day, the latest setting first.

    Args:
        kind: `rule_kind` of the settings, as `return_policy`; their keys do not matter.
        day: Business day; None where none is told.
        facts: What the filters of the settings are compared with.
        state: What is known.
    """
    if not has_records(state, "rule_settings"):
        return
    rows = [version.data for version in in_force(state, "rule_settings", LATEST)]
    for row in _counting([row for row in rows if row["rule_kind"] == kind], day, facts):
        if "value" in row:
            yield row["value"]


def binds(rule: Rule, day: str | None, facts: Facts, state: State) -> bool:
    """Return whether a rule about a missing paper, or one that is off by itself, is to be judged.

    A setting decides; without one, a rule binds where the house keeps the papers it asks for.
    """
    found = mode(rule, day, facts, state)
    if found is not None:
        return found != "waived"
    return not rule.off and (not rule.keeps or has_records(state, *rule.keeps))


def is_set(rule: Rule, state: State) -> bool:
    """Return whether any row sets a rule or its gate, on whichever day and for whatever."""
    keys = {rule.id, re.sub(r"(?<=\d)[a-z]+$", "", rule.id)}
    return has_records(state, "rule_settings") and any(
        True for key in keys for _ in in_force(state, "rule_settings", LATEST, rule_key=key)
    )


def in_mode(breaches: list[Breach], situation: Situation) -> list[Breach]:
    """Return the breaches that count on the business day: without waived ones, warned ones as warnings.

    Integrity is never waived.
    """
    if not breaches:
        return breaches
    day, state = situation.day, situation.state
    settled = has_records(state, "rule_settings")
    facts = facts_of(situation.data, situation.versions) if settled else NO_FACTS
    counting = []
    for breach in breaches:
        rule = breach.rule
        found = mode(rule, day, facts, state) if settled and rule.kind != "integrity" else None
        if found == "waived" or not rule.in_law(day):
            continue
        warning = breach.warning or found == "warned"
        counting.append(breach if warning == breach.warning else Breach(rule, breach.reason, warning))
    return counting


def facts_of(data: Mapping[str, Any], versions: Mapping[str, Version]) -> dict[str, str | None]:
    """Return what the filters of settings are compared with, of a row and the register versions it names."""
    product = versions["products"].data if "products" in versions else {}
    customer = versions["customers"].data if "customers" in versions else {}
    return {
        "product_kind": data.get("product_kind", product.get("product_kind", "device")),
        "device_class": data.get("device_class") or product.get("device_class") or _class_told(product),
        "customer_kind": data.get("customer_kind", customer.get("kind")),
        "channel": data.get("channel"),
        "return_kind": data.get("return_kind"),
    }


def _class_told(product: Mapping[str, Any]) -> str | None:
    """Return the class of a product whose file leaves it blank: the one that its number tells."""
    return class_told(product["registration_no"]) if "registration_no" in product else None


def _settings(key: str, day: str | None, facts: Facts, state: State) -> Iterator[dict[str, Any]]:
    """Yield the rows that set a rule on a day, the latest first; the rule's own before those of its gate."""
    if not has_records(state, "rule_settings"):
        return
    gate = re.sub(r"(?<=\d)[a-z]+$", "", key)
    for one in dict.fromkeys((key, gate)):
        rows = [version.data for version in in_force(state, "rule_settings", LATEST, rule_key=one)]
        yield from _counting(rows, day, facts)


def _counting(rows: list[dict[str, Any]], day: str | None, facts: Facts) -> Iterator[dict[str, Any]]:
    """Yield the settings that count on a day for goods and a buyer, the latest first."""
    for row in sorted(rows, key=lambda one: one["effective_from"], reverse=True):
        if _counts(row, day) and _fits(row, facts):
            yield row


def _counts(row: Mapping[str, Any], day: str | None) -> bool:
    until = row.get("effective_until")
    if day is None:
        return until is None
    return row["effective_from"] <= day and (until is None or day <= until)


def _fits(row: Mapping[str, Any], facts: Facts) -> bool:
    return all(one not in row or row[one] == facts.get(one) for one in _FILTERS)
