"""What findings on adverse events and corrective action say in words of their own."""

from typing import Final

from ledger.phrases import Phrase

# adverse events
CLUSTER: Final = Phrase.joined("adverse_cluster", "群体事件", "a cluster")
DRUG_REACTION: Final = Phrase("adverse_drug_reaction", "药品不良反应", "a reaction to a medicine")
LEVELS: Final = {
    "death": Phrase.joined("adverse_death", "死亡", "death"),
    "serious": Phrase.joined("adverse_serious", "严重伤害", "serious harm"),
    "may_be_serious": Phrase.joined(
        "adverse_may_be_serious", "可能导致严重伤害或死亡", "what may lead to serious harm or death"
    ),
    "other": Phrase.joined("adverse_other", "其他", "other"),
}
LEVEL_LOWERED: Final = Phrase(
    "adverse_level_lowered", "{before} → {now}", "{before} → {now}", old="{before} → {now}"
)
NO_CLUSTER: Final = Phrase.joined("adverse_no_cluster", "不再视为群体事件", "no cluster any more")
NOT_REPORTABLE: Final = Phrase.joined("adverse_not_reportable", "改为不须报告", "not reportable any more")

# the sale that an adverse event names
SOLD_PRODUCT: Final = Phrase(
    "adverse_sold_product",
    "售出的产品是{sold}",
    "the product sold is {sold}",
    old="售出的产品是 the product sold is {sold}",
)
SOLD_LOT: Final = Phrase(
    "adverse_sold_lot",
    "售出的批号是{sold}",
    "the lot sold is {sold}",
    old="售出的批号是 the lot sold is {sold}",
)
SOLD_UNITS: Final = Phrase(
    "adverse_sold_units",
    "售出的序列号是{sold}",
    "the units sold are {sold}",
    old="售出的序列号是 the units sold are {sold}",
)
SOLD_TO: Final = Phrase(
    "adverse_sold_to", "购货者是{sold}", "the buyer is {sold}", old="购货者是 the buyer is {sold}"
)
SOLD_ON: Final = Phrase(
    "adverse_sold_on", "售出日期是{sold}", "it was sold on {sold}", old="售出日期是 it was sold on {sold}"
)

# corrective and preventive action
EFFECTS: Final = {
    "effective": Phrase.joined("capa_effective", "有效", "effective"),
    "partly": Phrase.joined("capa_partly", "部分有效", "partly effective"),
    "not_effective": Phrase.joined("capa_not_effective", "无效", "not effective"),
}
UNVERIFIED: Final = Phrase.joined("capa_unverified", "未写明", "nothing")
FOUND_NONE_NEEDED: Final = Phrase.joined(
    "meeting_found_none_needed", "会议认为不需要措施", "the meeting found none needed"
)
OTHER_MEETING: Final = Phrase(
    "capa_other_meeting",
    "措施引用的会议是{meeting}",
    "the action names meeting {meeting}",
    old="措施引用的会议是 the action names meeting {meeting}",
)
MEETING_SAYS: Final = Phrase(
    "meeting_says",
    "会议决定的是{said}",
    "the meeting says {said}",
    old="会议决定的是 the meeting says {said}",
)
NONE_NEEDED: Final = Phrase.joined("meeting_none_needed", "不需要措施", "none needed")
