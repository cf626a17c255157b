"""Which function judges which record of the after-sales side: facts by table, stages of cases by event."""

from __future__ import annotations

from typing import Final

from ledger.rules import complaints, repairs, return_cases, vigilance
from ledger.rules.facts import Judge
from ledger.rules.stocking import together

FACT_JUDGES: Final[dict[str, Judge]] = together(
    return_cases.FACT_JUDGES, complaints.FACT_JUDGES, repairs.FACT_JUDGES, vigilance.FACT_JUDGES
)
STAGE_JUDGES: Final[dict[str, Judge]] = together(
    return_cases.STAGE_JUDGES, complaints.STAGE_JUDGES, repairs.STAGE_JUDGES, vigilance.STAGE_JUDGES
)
