"""The settings that were fixed when the ledger was made, against the event that says which they are."""

from __future__ import annotations

from typing import Any

import orjson

from ledger.events.own import LEDGER_OPENED
from ledger.seal.audit.problems import SETTING_CHANGED, SETTING_MISSING
from ledger.seal.audit.report import Report
from ledger.seal.audit.source import AuditSource

_JUDGED_BY_THE_KEY = frozenset({"ledger_id", "origin"})  # whose name says what they are


def judge_settings(source: AuditSource, report: Report) -> None:
    """Report each fixed setting that is not what the first event says.

    A ledger of a program before 0.4.0 has no such event: its settings can only be judged by its key.
    """
    if 1 in report.bad:
        return
    there = source.settings()
    for name, expected in sorted(_fixed(source.first()).items()):
        if name in _JUDGED_BY_THE_KEY:
            continue
        got = there.get(name)
        if got is None:
            report.add("missing", 1, SETTING_MISSING.with_(setting=name, expected=expected))
        elif got.decode("utf-8", "replace") != expected:
            told = got.decode("utf-8", "replace")
            report.add("changed", 1, SETTING_CHANGED.with_(setting=name, expected=expected, got=told))


def _fixed(document: bytes | None) -> dict[str, str]:
    """Return the settings that a first event fixes, none where it is another event."""
    try:
        event: Any = orjson.loads(document or b"")
        return dict(event["data"]["settings"]) if event["type"] == LEDGER_OPENED.type else {}
    except (ValueError, TypeError, KeyError):
        return {}
