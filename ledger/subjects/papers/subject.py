"""Papers, as the rulebook knows them."""

from __future__ import annotations

from typing import Final

from ledger.deciding.subject import ANY, Subject
from ledger.subjects.papers import number_rules
from ledger.subjects.papers.carriers import judge_carrier
from ledger.subjects.papers.numbers import judge_numbers
from ledger.subjects.papers.softening import judge_softening

SUBJECT: Final = Subject(
    "papers",
    rules=number_rules.RULES,
    facts={ANY: judge_carrier},
    stages={ANY: judge_carrier},
    registers={ANY: judge_numbers, "rule_settings": judge_softening},
)
