"""Personal values kept out of what is said: of the findings in a document, and of messages that are filed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from ledger.deciding.decision import Command, Refused
from ledger.deciding.plan import plan
from ledger.errors import Reason

MASK: Final = "***"
_SHORTEST = 2  # characters: a single one is in too many words to be told from them
Beside = Iterable[tuple[str, bytes, str]]  # field, salt, value


def masked(finding: dict[str, Any], beside: Beside) -> dict[str, Any]:
    """Return a finding without the personal values of its row."""
    return _without(finding, [value for _, _, value in beside if len(value) >= _SHORTEST])


def masked_refusal(refusal: Refused, command: Command) -> Refused:
    """Return a refusal whose sentences repeat no personal value of the row."""
    fields = (plan(command.table.key).personal | command.personal).intersection(command.data)
    texts = [text for field in fields if len(text := str(command.data[field])) >= _SHORTEST]
    if not texts:
        return refusal
    reasons = tuple(Reason(one.problem, _without(one.particulars, texts)) for one in refusal.reasons)
    breaches = tuple(
        replace(one, reason=reason) for one, reason in zip(refusal.breaches, reasons, strict=False)
    )
    return replace(refusal, reasons=reasons, breaches=breaches)


def _without(particulars: Mapping[str, Any], texts: list[str]) -> dict[str, Any]:
    return {
        name: _hidden(value, texts) if isinstance(value, str) else value
        for name, value in particulars.items()
    }


def _hidden(text: str, texts: list[str]) -> str:
    for one in texts:
        text = text.replace(one, MASK)
    return text
