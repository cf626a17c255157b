"""Adverse events and what is corrected because of them."""

from ledger.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
