"""What happens between the request for a return and its record."""

from ledger.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
