"""The reference page on coverage: every demand of the sources, and what of the program serves it.

Demands are numbered: records R, processes P, time limits L, gates G, indicators and reports K, actors A,
tracing T, retention RT, systems S. What serves one is read from the program: the tables and views that name
it, the rules whose clause does, the clocks that keep it, the stages that a post records. Only what is left is
written here: the verbs that answer, and why something is not served.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from ledger.clocks.duties import DUTIES
from ledger.clocks.limits import LIMITS
from ledger.events import catalogue
from ledger.gates import GATES
from ledger.rulebook import RULES
from projections.answers.catalogue import views
from replay.reference.grid import grid, keys

_TITLES: Final = Path(__file__).with_name("demands.tsv")
_TRIED: Final = Path(__file__).with_name("tried.tsv")
_HEADINGS: Final = {
    "R": "Records",
    "P": "Processes",
    "L": "Time limits",
    "G": "Gates",
    "K": "Indicators and reports",
    "A": "Actors and posts",
    "T": "Tracing and recall",
    "RT": "Retention",
    "S": "Systems",
}
# Demand and the verbs that answer it.
_VERBS: Final = {
    "T-01": ("recall preview", "trace"),
    "T-04": ("recall preview",),
    "T-05": ("recall preview --customer",),
    "T-06": ("recall preview",),
    "T-07": ("trace", "recall preview"),
    "T-08": ("trace", "verify"),
    "T-10": ("trace", "record"),
    "T-12": ("case",),
    "T-14": ("report faults",),
    "T-16": ("cases --open", "obligations"),
    "T-17": ("trace",),
    "P-02": ("table three_way_matches",),
    "P-26": ("obligations",),
    "K-01": ("report indicators",),
    "K-09": ("report complaints",),
    "K-10": ("report faults",),
    "K-11": ("report feedback",),
    "K-12": ("report service",),
    "K-14": ("report technicians",),
    "K-17": ("report sales",),
    "K-27": ("cases --overdue", "obligations --overdue"),
    "R-30": ("obligations --overdue",),
    "S-01": ("trace", "table"),
    "S-02": ("cases", "case"),
    "S-03": ("trace", "recall preview"),
    "S-09": ("obligations",),
}
# Actor and the roles of the program that stand for it.
_ROLES: Final = {
    "A-01": ("salesperson",),
    "A-02": ("marketing",),
    "A-03": ("sales_department",),
    "A-04": ("quality",),
    "A-05": ("quality_staff", "quality_head"),
    "A-06": ("inspector",),
    "A-07": ("storekeeper",),
    "A-08": ("receiver",),
    "A-09": ("invoice_clerk",),
    "A-10": ("business_head",),
    "A-11": ("finance",),
    "A-12": ("after_sales",),
    "A-13": ("service_team_leader",),
    "A-14": ("service_management",),
    "A-15": ("service_post",),
    "A-16": ("marketing_service",),
    "A-17": ("delivery_clerk",),
    "A-18": ("return_group",),
    "A-19": ("discrepancy_group",),
    "A-20": ("service_manager",),
    "A-21": ("regulatory",),
    "A-22": ("responsible_department",),
    "A-23": ("technical_department", "technician"),
    "A-24": ("technical_head",),
    "A-25": ("service_centre",),
    "A-26": ("general_manager",),
    "A-27": ("deputy_general_manager",),
    "A-28": ("person_in_charge",),
    "A-29": ("department_head",),
    "A-30": ("purchaser",),
    "A-31": ("business_department",),
    "A-32": ("pharmacy",),
    "A-33": ("outbound_checker",),
    "A-34": ("contract_filing",),
    "A-35": ("dealer",),
    "A-36": ("customer",),
    "A-37": ("manufacturer",),
    "A-38": ("authority",),
    "A-39": ("specialist",),
}
_ROLE_FACTS: Final = {
    "A-16": "forwards; what it forwards is a `feedbacks` case, routed by after-sales",
    "A-31": "carries out what quality demands; the demand is a hold, a veto or a recall",
    "A-32": "records returns like any other house, under the policy `pharmacy` (`return_cases`)",
    "A-33": "named in `outbound_checks.checker`",
    "A-34": "files contracts and acceptance certificates (`contracts`, `vouchers`)",
    "A-35": "works under an authorisation (`authorisations`)",
    "A-36": "outside the house: staff record what it says and signs (`complaints`, `repairs`, `surveys`)",
    "A-37": "outside the house: asked and answering in `supplier_contacts`",
    "A-38": "outside the house: reads exports; its visits are `authority_inspections`",
    "A-39": "outside the house: its findings are `inspection_reports`",
}
REASONS: Final = {
    "L-07": "24 hours for a technician: L-06 and CLK.RESPOND of the same call are kept; a house that wants"
    " hours sets a row of `service_standards` (kind `dispatch`, 24 hours).",
    "L-11": "The twelve hours after which a loaner is owed (L-12), for every fault; as a limit of the repair "
    "for urgent ones.",
    "L-13": "A hotline that is open all day leaves no record; the channel of every call is kept.",
    "L-16": "No value is given by the source: kept as soon as the house sets one in `service_standards`.",
    "L-20": "No value is given by the source: each unit's limit is a row of `service_standards`.",
    "L-31": "The authority's own limit; it binds nobody in the house.",
    "L-32": "The authority's own limit; it binds nobody in the house.",
}


def coverage_page() -> Iterator[str]:
    """Yield the lines of the page on coverage."""
    yield "# Coverage\n"
    yield "Every demand of the sources by its number, and what serves it. Tables and views are in"
    yield "[tables](tables.md), rules in [rules](rules.md), verbs in [verbs](verbs.md); deadlines and figures"
    yield "are told in [obligations](../concepts/obligations.md), [indicators](../concepts/indicators.md)."
    yield "Each demand names a test that tries it.\n"
    found = demands()
    for kind, heading in _HEADINGS.items():
        yield f"\n## {heading}\n"
        rows = [(one, *titles) for one, titles in found.items() if one.partition("-")[0] == kind]
        yield from grid(
            ("id", "demand", "", "served by", "tried by"),
            ((*row, served(row[0]), tried(row[0])) for row in rows),
        )


def tried(demand: str) -> str:
    """Return the test that tries a demand, as a link; the empty text where only a reason is given."""
    file, _, test = _tried().get(demand, "").partition("\t")
    return f"[`{test}`](../../tests/{file})" if test else ""


@cache
def _tried() -> dict[str, str]:
    """Return the file and the name of the test that is written down for each demand."""
    lines = _TRIED.read_text(encoding="utf-8").splitlines()
    return {number: told for number, _, told in (line.partition("\t") for line in lines)}


@cache
def demands() -> dict[str, tuple[str, str]]:
    """Return every demand: its English and its Chinese title by its number, in order."""
    lines = _TITLES.read_text(encoding="utf-8").splitlines()
    found = {number: (en, zh) for number, en, zh in (line.split("\t") for line in lines)}
    return found | {gate.id: (gate.demand, gate.zh) for gate in GATES}


def served(demand: str) -> str:
    """Return what serves a demand, in Markdown; the empty text if nothing does and nothing is said why."""
    parts = [
        _named("tables", _tables(demand)),
        _named("rules", _rules(demand)),
        _clocks(demand),
        _named("verbs", _VERBS.get(demand, ())),
        _posts(demand),
        *(gate.reason for gate in GATES if gate.id == demand and gate.reason),
        REASONS.get(demand, ""),
    ]
    return "; ".join(part for part in parts if part)


def _named(what: str, names: tuple[str, ...]) -> str:
    return f"{what} {keys(names)}" if names else ""


@cache
def _by_demand() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for table in (*catalogue.tables(), *views()):
        for demand in table.ids.split():
            found.setdefault(demand, []).append(table.key)
    return {demand: tuple(names) for demand, names in found.items()}


def _tables(demand: str) -> tuple[str, ...]:
    return _by_demand().get(demand, ())


def _rules(demand: str) -> tuple[str, ...]:
    for gate in GATES:
        if gate.id == demand:
            return gate.rules
    named = re.compile(rf"\b{demand}\b")
    return tuple(rule.id for rule in RULES if named.search(rule.clause))


def _clocks(demand: str) -> str:
    if not demand.startswith("L-"):
        return ""
    owed = {
        f"{one.table} ({one.clock})"
        for one in DUTIES
        if one.clock == demand or any(choice.limit == demand for choice in one.choices)
    }
    if owed:
        return f"obligations of {', '.join(sorted(owed))}"
    return "periodic obligation" if demand in LIMITS else ""


def _posts(demand: str) -> str:
    roles = _ROLES.get(demand, ())
    if not roles:
        return ""
    stages = [stage.zh for table in catalogue.tables() for stage in table.stages if stage.by in roles]
    said = f"role {keys(roles)}"
    if stages:
        said += f", which records {len(stages)} stages ({'、'.join(stages[:4])}{'…' if stages[4:] else ''})"
    return "; ".join(one for one in (said, _ROLE_FACTS.get(demand, "")) if one)
