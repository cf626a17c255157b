"""People, as the rulebook knows them."""

from __future__ import annotations

from typing import Final

from ledger.deciding.old_judges import old
from ledger.deciding.subject import ANY, Subject
from ledger.subjects.people import finding_rules, post_rules, staff_rules
from ledger.subjects.people.deciders import (
    judge_first_decision,
    judge_quality_stage,
    judge_review,
    judge_roster,
)
from ledger.subjects.people.finding_work import judge_assignment, judge_resolution
from ledger.subjects.people.posts import judge_fact, judge_posts, judge_register

SUBJECT: Final = Subject(
    "people",
    rules=(*finding_rules.RULES, *staff_rules.RULES, *post_rules.RULES),
    facts={
        "finding_assignments": old(judge_assignment),
        "finding_resolutions": old(judge_resolution),
        "returns": old(judge_fact),
    },
    stages={
        "hold_placed": old(judge_quality_stage),
        "hold_released": old(judge_quality_stage),
        "veto_issued": old(judge_quality_stage),
        "veto_lifted": old(judge_quality_stage),
        "first_approval_reviewed": old(judge_review),
        "first_approval_granted": old(judge_first_decision),
        "first_approval_rejected": old(judge_first_decision),
        ANY: judge_posts,
    },
    registers={ANY: (judge_roster, judge_register)},
)
