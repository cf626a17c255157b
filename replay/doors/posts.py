"""Posts and what they may do at the doors: a right is asked for at every route, a post has a set of them.

The posts are those of the console: warehouse, sales, service, quality, recall coordination, head of the
company, IT, inspector, and the administrator, who has every right as long as no quality post exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Right(StrEnum):
    """What somebody may do at a door."""

    READ = "read"  # the tables of one's own work
    READ_ALL = "read_all"  # every table, trace, findings, the log
    PERSONAL = "personal"  # personal values of individuals in clear
    RECORD = "record"  # live entry and imports into the tables of one's own work
    RECORD_ALL = "record_all"
    OVERRIDE = "override"  # rules let pass, voids, findings settled
    APPROVE = "approve"  # what others have recorded: first business, plans, settings
    ERASE = "erase"  # personal values gone for good
    RECALL = "recall"  # the stages of a recall
    REPORT = "report"  # reports issued
    EXPORT = "export"  # evidence and lists that leave the house
    VERIFY = "verify"
    PEOPLE = "people"  # accounts and keys


def _keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GOODS: Final = _keys(
    "products locations equipment equipment_records receipts putaways inspection_reports stock_checks "
    "temperature_readings stocktakes outbound_checks shipments disposals quality_holds nonconformities "
    "part_movements delivery_notes delivery_discrepancies stock_balances expiry_items"
)
_TRADE: Final = _keys(
    "products customers contracts sales invoices returns exchanges consignments shipments return_cases "
    "letters delivery_notes delivery_discrepancies sales_summaries return_archives three_way_matches "
    "stock_balances expiry_items licence_warnings"
)
_SERVICE: Final = _keys(
    "products customers warranties complaints petitions feedbacks visits surveys repairs service_records "
    "return_cases returns part_movements supplier_contacts daily_reports complaint_entries "
    "complaint_statistics service_statistics feedback_entries service_archives repair_calls "
    "fault_summaries technician_scores unit_traces custody_items due_items"
)


@dataclass(frozen=True, slots=True)
class Post:
    """A post of the house.

    Attributes:
        key: As accounts name it.
        zh: In Chinese.
        en: In English.
        rights: What its holder may do.
        tables: Keys of the tables of one's own work, where the post has no wider right.
    """

    key: str
    zh: str
    en: str
    rights: frozenset[Right]
    tables: frozenset[str] = frozenset()

    def may(self, right: Right, table: str | None = None) -> bool:
        """Return whether the post has a right, of a table where the right is one on tables.

        Args:
            right: What is to be done.
            table: Key of the table it is done with.
        """
        wider = {Right.READ: Right.READ_ALL, Right.RECORD: Right.RECORD_ALL}.get(right)
        if wider is None:
            return right in self.rights
        own = right in self.rights and (table is None or table in self.tables)
        return own or wider in self.rights


VISITOR: Final = Post(
    "visitor", "来访检查员", "visiting inspector", frozenset({Right.READ_ALL, Right.VERIFY})
)  # no post of the house: who comes by a link of limited time
_READS: Final = frozenset({Right.READ_ALL, Right.VERIFY})
_EVERYTHING: Final = frozenset(Right)
POSTS: Final[dict[str, Post]] = {
    one.key: one
    for one in (
        Post("admin", "管理员", "administrator", _EVERYTHING),
        Post(
            "quality",
            "质量负责人",
            "head of quality",
            _EVERYTHING - {Right.PEOPLE},
        ),
        Post("warehouse", "仓库", "warehouse", frozenset({Right.READ, Right.RECORD}), _GOODS),
        Post("sales", "销售", "sales", frozenset({Right.READ, Right.RECORD, Right.PERSONAL}), _TRADE),
        Post("service", "售后", "after-sales service", frozenset({Right.READ, Right.RECORD}), _SERVICE),
        Post(
            "recall", "召回协调", "recall coordinator", _READS | {Right.RECALL, Right.EXPORT, Right.PERSONAL}
        ),
        Post(
            "head", "企业负责人", "head of the company", _READS | {Right.REPORT, Right.EXPORT, Right.APPROVE}
        ),
        Post("it", "信息管理", "IT", frozenset({Right.VERIFY, Right.PEOPLE})),
        Post("inspector", "检查员", "inspector", _READS | {Right.EXPORT}),
    )
}
