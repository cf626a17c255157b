"""Posts: who may record, approve and decide what."""

from ledger.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
