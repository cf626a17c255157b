"""Repairs: who may repair, what the customer signs, what quality passes, what may be charged."""

from ledger.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
