"""What the rules on sales name, in the reader's language."""

from __future__ import annotations

from typing import Final

from ledger.phrases import Phrase

CUSTOMER: Final = Phrase("sales_customer", "客户“{code}”", "customer {code}", old="客户 customer {code}")
OURSELVES: Final = Phrase.joined("sales_ourselves", "本企业", "our own house")
BUYER_STATUS: Final[dict[str, Phrase]] = {
    "suspended": Phrase.joined("sales_buyer_suspended", "暂停供货", "suspended"),
    "disqualified": Phrase.joined("sales_buyer_disqualified", "取消资格", "disqualified"),
}
GOODS_STATUS: Final[dict[str, Phrase]] = {
    "suspended": Phrase.joined("sales_goods_suspended", "停售", "suspended"),
    "discontinued": Phrase.joined("sales_goods_discontinued", "停止经营", "discontinued"),
}
MODES: Final[dict[str, Phrase]] = {
    "wholesale": Phrase.joined("sales_wholesale", "批发", "wholesale"),
    "retail": Phrase.joined("sales_retail", "零售", "retail"),
}
