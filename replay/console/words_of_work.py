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
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "numbered": ("空着即自动编号", "numbered by the program if left empty"),
    "several_hint": ("多个值用分号隔开", "several values are parted by semicolons"),
    "kind_fact": ("日常记录", "Daily records"),
    "kind_case": ("个案（分环节登记）", "Cases, told in stages"),
    "kind_register": ("档案", "Files"),
    "other_stages": ("登记其他环节", "Another stage"),
    "refused_count": (
        "有 {count} 项须改正，未记录。",
        "{count} things must be put right; nothing was recorded.",
    ),
    "check_good": ("检查通过：{count} 行可以保存。", "Checked: {count} rows can be saved."),
    "more_fields": ("更多栏目（{count}）", "More fields ({count})"),
    "let_pass": ("放行", "Let pass"),
    "let_pass_meaning": (
        "签名即表示：批准人已知悉该规则及其后果，同意放行；放行永久记录在账。",
        (
            "Signing means: the approver knows the rule and what follows and lets this pass; "
            "it stays on record."
        ),
    ),
    "quality_may": ("可由质量负责人放行。", "The head of quality may let it pass."),
    "reason": ("理由", "Reason"),
    "approver": ("批准人（员工编码）", "Approver (staff code)"),
    "password_again": ("再次输入密码", "Password again"),
    "check_it": ("检查", "Check"),
    "add_line": ("加一行", "Add a line"),
    "save": ("保存", "Save"),
    "once_only": ("重复提交不会记两次。", "Sent twice, it is recorded once."),
    "recorded_done": ("已记录为第 {position} 条。", "Recorded as entry {position}."),
    "state_of": ("状态：{state}", "State: {state}"),
    "next_stages": ("下一步：", "Next:"),
    "stages": ("环节", "Stages"),
    "all_facts": ("全部内容", "All that is said"),
    "linked": ("相关", "Linked"),
    "timeline_alt": (
        "个案各环节与时限的时间轴；同样的内容见本页",
        "Stages and clocks along time; this page says the same",
    ),
    "integrity": ("封印与校验", "Seal and checks"),
    "audit": ("操作日志", "What was done by whom"),
    "help": ("帮助", "Help"),
    "verify_now": ("立即校验", "Verify now"),
    "verified_good": (
        "校验通过：第 1 至 {position} 条与记录时一致。",
        "Verified: entries 1 to {position} are as they were recorded.",
    ),
    "verified_bad": (
        "校验发现问题，请停止录入并查明：",
        "Verifying found something: stop recording and look into it:",
    ),
    "position": ("日志位置", "Position"),
    "projections": ("各记录表的进度", "How far the tables are"),
    "name": ("名称", "Name"),
    "lag": ("落后", "Lag"),
    "deed_kind": ("类别", "Kind"),
    "person": ("人员", "Person"),
    "newest_first": ("最新在前，至多 {most} 条。", "Newest first, {most} at most."),
    "help_box": (
        "顶部的框可扫码，也可输入批号、单号、编码或名称的一部分。",
        (
            "The box at the top takes a scan, a lot, a number, a code or a part of a name; "
            "one hit is opened at once."
        ),
    ),
    "help_times": (
        (
            "“看到哪一天为止”只看那天及以前发生的事；“只用哪时以前录入的资料”不看后来的更正。"
            "两者可以同时使用。"
        ),
        (
            "'Up to which day' shows only what had happened by then; 'only what had been recorded "
            "by when' leaves out what was entered or corrected later. Both may be used together."
        ),
    ),
    "help_past": (
        "过去的页面有边框，只能看；可以回到现在。",
        "A page of the past has an edge and can only be read; it leads back to now.",
    ),
    "help_record": (
        "先检查再保存；不符合规则之处写在栏目旁边，注明条款和谁可以放行。",
        (
            "Check, then save; what breaks a rule is told beside the field with its clause, "
            "and who may let it pass."
        ),
    ),
    "help_void": (
        "已记录的不能修改，只能作废后重新登记；作废的行仍可查。",
        "What is recorded is never changed: it is voided and recorded anew; voided rows can still be seen.",
    ),
}
