"""Deciding on receipts: what came in and was accepted."""

from __future__ import annotations

from ledger.rules.decision import Command, Context
from ledger.rules.facts import tracking_gap
from ledger.rules.registry import Breach
from ledger.rules.state import State, Version


def judge_receipt(
    command: Command, _state: State, _context: Context, versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge a receipt line; its lot or serial may be missing on import."""
    return [], tracking_gap(command.data, versions.get("products"))
