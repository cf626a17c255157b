"""What a rule is: its id, clause and messages, and what breaking it means live and on import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ledger.deciding.laws import named
from ledger.errors import Problem, Reason
from ledger.phrases import rendered, stored
from ledger.settings import language


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the trade.

    Attributes:
        id: The gate's number (`G-06`), else one of ours (`M-11`).
        kind: `integrity` refuses always; `compliance` refuses live and is a finding on import; a `warning`
            never refuses and is kept with the record.
        clause: The articles and sources that ask for it.
        title: Short Chinese and English name.
        problem: The sentence and the advice, over the particulars that a finding keeps.
        overridable: Whether the quality head may override it at live entry, with a reason.
        later: Whether a refusal may be cured by something that is only not yet known.
        tables: The tables whose rows it judges.
        keeps: The register, fact or case, and the kind of its rows, that the house must keep for the rule to
            bind at all: nobody can show a paper of a sort that was never recorded. Empty: it always binds.
        off: Whether it binds only where a row of `rule_settings` requires it.
        recorded: Whether live entry records the row with its finding too: what was seen cannot be refused.
        since: First business day on which it is law; empty means always.
        until: Last business day on which it is law; empty means still.
    """

    id: str
    kind: Literal["integrity", "compliance", "warning"]
    clause: str
    title: tuple[str, str]
    problem: Problem
    tables: tuple[str, ...]
    overridable: bool = False
    later: bool = False
    keeps: tuple[str, ...] = ()
    off: bool = False
    recorded: bool = False
    since: str = ""
    until: str = ""

    def in_law(self, day: str | None) -> bool:
        """Return whether the rule is law on a business day; without a day, whether it is so today."""
        if day is None:
            return not self.until
        return self.since <= day and (not self.until or day <= self.until)

    def law(self, lang: str) -> str:
        """Return what asks for the rule, in the law's own name, in `zh` or `en`."""
        return named(self.clause, lang)

    def broken(self, **particulars: Any) -> Breach:
        """Return that this rule was broken, with the particulars."""
        return Breach(self, self.problem.with_(**particulars), self.kind == "warning")

    def message(self, particulars: dict[str, Any], lang: str | None = None) -> str:
        """Return the sentence of a finding in `lang`."""
        lang = lang or language()
        template = self.problem.zh if lang == "zh" else self.problem.en
        return template.format_map(_Blank(rendered(particulars, lang)))


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that was broken by a row.

    Attributes:
        rule: Which one.
        reason: The sentence, with its particulars.
        warning: Whether it is only told and never refuses.
    """

    rule: Rule
    reason: Reason
    warning: bool = False

    @property
    def finding(self) -> dict[str, Any]:
        """The finding as kept inside the event: rule id, particulars, phrases by key, and that it warns."""
        found = {"rule": self.rule.id, **{k: stored(v) for k, v in self.reason.particulars.items()}}
        return {**found, "severity": "warning"} if self.warning else found


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"
