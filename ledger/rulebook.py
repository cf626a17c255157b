"""The rulebook: every subject, every rule, in the order in which broken rules are told. It alone knows all.

An *integrity* rule is the arithmetic of tracing: breaking it refuses the row, live and on import. A
*compliance* rule is the law of the trade: live it refuses, on import the fact is recorded with a finding
inside the event, because a ledger that hides an unlawful sale cannot recall it.

The order of the subjects is that in which their judges are asked, and so that of an event's findings: it is
part of what is stored, and must stay.
"""

from __future__ import annotations

from functools import partial
from types import ModuleType
from typing import Final

from ledger.deciding import case_rules, integrity_rules, record_rules
from ledger.deciding.decide import Rulebook
from ledger.deciding.decide import decide as decide_by
from ledger.deciding.rule import Rule
from ledger.deciding.subject import Routing, Subject
from ledger.subjects.complaints import answer_rules, opinion_rules
from ledger.subjects.complaints import rules as complaint_rules
from ledger.subjects.complaints.subject import SUBJECT as COMPLAINTS
from ledger.subjects.dispatch import rules as dispatch_rules
from ledger.subjects.dispatch.subject import SUBJECT as DISPATCH
from ledger.subjects.papers import number_rules
from ledger.subjects.papers.subject import SUBJECT as PAPERS
from ledger.subjects.people import finding_rules, post_rules, staff_rules
from ledger.subjects.people.subject import SUBJECT as PEOPLE
from ledger.subjects.recalls import rules as recall_rules
from ledger.subjects.recalls.subject import SUBJECT as RECALLS
from ledger.subjects.repairs import charge_rules, visit_rules
from ledger.subjects.repairs import rules as repair_rules
from ledger.subjects.repairs.subject import SUBJECT as REPAIRS
from ledger.subjects.returns import case_rules as return_case_rules
from ledger.subjects.returns import condition_rules, end_rules, return_rules
from ledger.subjects.returns.spreading import spread
from ledger.subjects.returns.subject import SUBJECT as RETURNS
from ledger.subjects.sales import block_rules
from ledger.subjects.sales import rules as sale_rules
from ledger.subjects.sales.subject import SUBJECT as SALES
from ledger.subjects.stock import stock_rules, storage_rules
from ledger.subjects.stock.subject import SUBJECT as STOCK
from ledger.subjects.supply import purchase_rules, receipt_rules
from ledger.subjects.supply.subject import SUBJECT as SUPPLY
from ledger.subjects.vigilance import adverse_rules, capa_rules
from ledger.subjects.vigilance.subject import SUBJECT as VIGILANCE

__all__ = ["BY_ID", "BY_NAME", "RULEBOOK", "RULES", "STOCK_RULES", "SUBJECTS", "decide", "spread"]

SUBJECTS: Final[tuple[Subject, ...]] = (
    PAPERS,
    SUPPLY,
    DISPATCH,
    RETURNS,
    COMPLAINTS,
    REPAIRS,
    VIGILANCE,
    STOCK,
    SALES,
    PEOPLE,
    RECALLS,
)
# Modules of rules, in the order in which what they list is told; those behind a colon list theirs through it.
_TOLD: Final[tuple[ModuleType, ...]] = (
    integrity_rules,
    case_rules,
    finding_rules,
    stock_rules,
    sale_rules,
    block_rules,
    purchase_rules,
    receipt_rules,
    storage_rules,
    dispatch_rules,
    return_rules,
    return_case_rules,
    complaint_rules,
    repair_rules,
    visit_rules,
    adverse_rules,
    capa_rules,
    recall_rules,
    staff_rules,
    post_rules,
    record_rules,
    number_rules,
)
_LISTED_ELSEWHERE: Final = (answer_rules, opinion_rules, charge_rules, condition_rules, end_rules)

RULES: Final[tuple[Rule, ...]] = tuple(rule for module in _TOLD for rule in module.RULES)
BY_ID: Final[dict[str, Rule]] = {rule.id: rule for rule in RULES}
BY_NAME: Final[dict[str, Rule]] = {
    name: value
    for module in (*_TOLD, *_LISTED_ELSEWHERE)
    for name, value in vars(module).items()
    if isinstance(value, Rule)
}
STOCK_RULES: Final[frozenset[str]] = frozenset(
    {sale_rules.NOT_ACCEPTED.id, sale_rules.MORE_THAN_ACCEPTED.id, stock_rules.MORE_THAN_STOCK.id}
)
RULEBOOK: Final = Rulebook(Routing(SUBJECTS), {rule.id: rank for rank, rule in enumerate(RULES)})

decide = partial(decide_by, rulebook=RULEBOOK)
