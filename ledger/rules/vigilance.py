"""Judging the stages of adverse events and of corrective and preventive action."""

from __future__ import annotations

from typing import Final

from ledger.rules import adverse_events, capa
from ledger.rules.facts import Judge

STAGE_JUDGES: Final[dict[str, Judge]] = {**adverse_events.STAGE_JUDGES, **capa.STAGE_JUDGES}
FACT_JUDGES: Final[dict[str, Judge]] = {**capa.FACT_JUDGES}
