"""The reference page on rules: clause, modes, sentences and test of each, and what holds every gate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ledger import rulebook
from ledger.deciding.rule import Rule
from ledger.gates import GATES
from replay.reference.grid import grid, keys

_TESTS = Path(__file__).resolve().parents[2] / "tests" / "ledger"
_MODES = {
    "integrity": "live: refused; import: the row is refused into the rejects file",
    "compliance": "live: refused; import: recorded with a finding",
    "warning": "never refuses; kept with the record as a warning",
}


def rules_page() -> Iterator[str]:
    """Yield the lines of the page on the rules of the trade."""
    yield "# Rules\n"
    yield "*Integrity* is the arithmetic of tracing: a row that breaks it is refused, live and on import."
    yield "*Compliance* is the law of the trade: live entry refuses, an import records it with a finding."
    yield "A *warning* never refuses. Rows of `rule_settings` decide from which day a compliance rule is"
    yield "required, only warned or waived; see [rules and settings](../concepts/rules.md).\n"
    yield from grid(
        ("rule", "title", "kind", "tables"),
        (
            (f"[{one.id}](#{one.id.lower()})", one.title[1], one.kind, keys(one.tables))
            for one in rulebook.RULES
        ),
    )
    for rule in rulebook.RULES:
        yield from _rule(rule)
    yield from _gates()


def _rule(rule: Rule) -> Iterator[str]:
    yield f"\n## {rule.id}\n"
    yield f"{rule.title[1]} ({rule.title[0]}). **{rule.kind}**, asked for by {rule.clause}.\n"
    yield f"- Judges {keys(rule.tables)}; {_mode(rule)}."
    yield f"- Shown by {_test(rule)}."
    yield f"- {rule.problem.en} {rule.problem.en_advice}"
    yield f"- {rule.problem.zh}{rule.problem.zh_advice}"


def _mode(rule: Rule) -> str:
    mode = _MODES[rule.kind]
    if rule.recorded:
        mode = "is a finding, live and on import, until what it asks for is recorded"
    if rule.overridable:
        mode += "; the quality head may override it live, with a reason"
    if rule.off:
        mode += "; off until a setting switches it on"
    if rule.keeps:
        mode += f"; binds where the house keeps `{rule.keeps[0]}`, or where a setting requires it"
    return f"{mode}; in force {_period(rule)}"


def _period(rule: Rule) -> str:
    """Return the business days on which a rule is in force."""
    if rule.since and rule.until:
        return f"from {rule.since} to {rule.until}"
    if rule.since:
        return f"from {rule.since}"
    return f"until {rule.until}" if rule.until else "on every day"


def _test(rule: Rule) -> str:
    """Return the test that names the rule, as a link."""
    file, test = _tests()[_name(rule)]
    return f"[`{test}`](../../tests/ledger/{file})"


def _name(rule: Rule) -> str:
    return next(name for name, value in rulebook.BY_NAME.items() if value is rule)


@cache
def _tests() -> dict[str, tuple[str, str]]:
    """Return, for each rule by its name in the registry, the first test that names it."""
    found: dict[str, tuple[str, str]] = {}
    for path in (*sorted(_TESTS.glob("deciding/test_*.py")), *sorted(_TESTS.glob("subjects/**/test_*.py"))):
        test = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if defined := re.match(r"def (test_\w+)", line):
                test = defined.group(1)
            for name in re.findall(r"\brules\.([A-Z][A-Z_]+)\b", line):
                if test:
                    found.setdefault(name, (path.relative_to(_TESTS).as_posix(), test))
    return found


def _gates() -> Iterator[str]:
    yield "\n## Gates\n"
    yield "What the sources of the trade demand, and what holds each demand.\n"
    yield from grid(
        ("gate", "demand", "", "held by", "otherwise"),
        ((one.id, one.demand, one.zh, _links(one.rules), one.reason) for one in GATES),
    )


def _links(ids: tuple[str, ...]) -> str:
    return ", ".join(f"[{one}](#{one.lower()})" for one in ids)
