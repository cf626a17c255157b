"""People, as the rulebook knows them."""

from __future__ import annotations

from typing import Final

from ledger.deciding.subject import ANY, Subject
from ledger.subjects.people import finding_rules, post_rules, staff_rules
from ledger.subjects.people.deciders import judge_quality_stage
from ledger.subjects.people.finding_work import judge_finding_named, judge_resolution
from ledger.subjects.people.first_business import judge_first_decision, judge_own_review
from ledger.subjects.people.posts import judge_approvers, judge_own_draft, judge_posts, judge_posts_held
from ledger.subjects.people.roster import judge_roster

SUBJECT: Final = Subject(
    "people",
    rules=(*finding_rules.RULES, *staff_rules.RULES, *post_rules.RULES),
    facts={
        "finding_assignments": judge_finding_named,
        "finding_resolutions": (judge_finding_named, judge_resolution),
        "returns": judge_approvers,
    },
    stages={
        "hold_placed": judge_quality_stage,
        "hold_released": judge_quality_stage,
        "veto_issued": judge_quality_stage,
        "veto_lifted": judge_quality_stage,
        "first_approval_reviewed": (judge_own_review, judge_quality_stage),
        "first_approval_granted": judge_first_decision,
        "first_approval_rejected": judge_first_decision,
        ANY: judge_posts,
    },
    registers={"staff": (judge_roster, judge_posts_held), ANY: judge_own_draft},
)
