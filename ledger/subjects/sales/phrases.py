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

# what is wrong with evidence, or with a gift
NOT_FILED: Final = Phrase("sales_evidence_not_filed", "凭证“{voucher}”没有归档", "{voucher} is not filed")
EVIDENCE_KIND: Final = Phrase(
    "sales_evidence_kind", "凭证“{voucher}”的种类是{kind}", "{voucher} is of kind {kind}"
)
EVIDENCE_PRODUCT: Final = Phrase(
    "sales_evidence_product", "凭证“{voucher}”属于产品“{code}”", "{voucher} is of product {code}"
)
EVIDENCE_CUSTOMER: Final = Phrase(
    "sales_evidence_customer", "凭证“{voucher}”属于客户“{code}”", "{voucher} is of customer {code}"
)
EVIDENCE_LAPSED: Final = Phrase(
    "sales_evidence_lapsed", "凭证“{voucher}”有效期至{until}", "{voucher} was valid until {until}"
)
GIFT_PRICED: Final = Phrase(
    "sales_gift_priced", "赠品有单价或金额{price}", "a gift has a price or amount of {price}"
)
PRICE_OF_NOTHING: Final = Phrase(
    "sales_price_of_nothing", "单价或金额为零而不是赠品", "price or amount is zero, and it is no gift"
)

MODES: Final[dict[str, Phrase]] = {
    "wholesale": Phrase.joined("sales_wholesale", "批发", "wholesale"),
    "retail": Phrase.joined("sales_retail", "零售", "retail"),
}

# why no contract lets goods
NO_RENTAL: Final = Phrase("sales_no_rental", "没有写租赁合同", "no contract of letting is named")
NOT_RENTAL: Final = Phrase("sales_not_rental", "该合同不是租赁合同", "the contract is none of letting")
OTHER_TENANT: Final = Phrase(
    "sales_other_tenant", "该合同的承租方是“{customer_code}”", "the contract is with customer {customer_code}"
)
RENTAL_TERM: Final = Phrase(
    "sales_rental_term",
    "该合同自{valid_from}至{valid_until}有效",
    "it runs from {valid_from} to {valid_until}",
)
RENTAL_STATUS: Final = Phrase("sales_rental_status", "该合同未在履行", "the contract is not in force")
