"""Judging the stages of complaints, petitions and feedback."""

from __future__ import annotations

from typing import Final

from ledger.rules.facts import Judge

STAGE_JUDGES: Final[dict[str, Judge]] = {}
FACT_JUDGES: Final[dict[str, Judge]] = {}
