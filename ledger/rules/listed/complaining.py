"""Complaints, petitions and feedback: every matter is owned, judged by who may, and answered."""

from ledger.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
