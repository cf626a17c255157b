"""Words of the pages of work: today, cases, findings, obligations, people."""

from __future__ import annotations

from typing import Final

OF_WORK: Final[dict[str, tuple[str, str]]] = {
    "overdue": ("逾期", "Overdue"),
    "overdue_by": ("逾期 {days} 天 {hours} 小时", "{days} days {hours} hours late"),
    "due_today": ("今天到期", "Due today"),
    "due_week": ("7 天内到期", "Due within 7 days"),
    "due_at": ("应完成：{when}", "due {when}"),
    "owner": ("责任人：{owner}", "owner {owner}"),
    "basis_of": ("依据：{basis}", "by {basis}"),
    "before_start": (
        "启用前的 {count} 项（不计）",
        "{count} from before the ledger began (not counted)",
    ),
    "nothing_due": ("没有逾期或即将到期的事项。", "Nothing is overdue or falls due soon."),
    "open_findings": ("违规未处理", "Open findings"),
    "no_findings": ("没有未处理的违规。", "No finding is open."),
    "rule": ("规则", "Rule"),
    "count": ("件数", "Count"),
    "licences_lapsing": ("证照失效或将失效", "Licences lapsed or lapsing"),
    "no_licences": ("没有将失效的证照。", "No licence lapses soon."),
    "lots_expiring": ("在库近效期与过期", "Stock near or past its expiry"),
    "no_lots": ("在库没有近效期或过期的批次。", "No stock is near or past its expiry."),
    "days_left": ("剩 {days} 天", "{days} days left"),
    "days_over": ("过期 {days} 天", "{days} days past"),
    "in_stock": ("在库 {quantity}", "in stock {quantity}"),
    "refusals": ("昨天以来被拦截", "Refused since yesterday"),
    "no_refusals": ("昨天以来没有拦截。", "Nothing was refused since yesterday."),
    "refused_rows": ("拒收 {rows} 行", "{rows} rows rejected"),
    "checkpoint": ("最近的检查点", "Newest checkpoint"),
    "checkpoint_line": ("第 {size} 条，{when}", "entry {size}, {when}"),
    "no_checkpoint": ("尚无检查点。", "There is no checkpoint yet."),
    "other_more": ("另有 {count} 项", "{count} more"),
    "obligations": ("时限", "Obligations"),
    "findings": ("违规", "Findings"),
    "mark_open": ("未结", "Open"),
    "mark_closed": ("已结", "Closed"),
    "mark_overdue": ("逾期", "Overdue"),
    "mark_done": ("已完成", "Done"),
    "mark_warnings": ("含提示", "With warnings"),
}
