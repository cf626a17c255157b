"""What findings on papers say in words of their own."""

from typing import Final

from ledger.phrases import Phrase
from ledger.udi_faults import CHECK, EXPIRES, MADE


def _differs(key: str, zh: str, en: str) -> Phrase:
    both = " {told} ≠ {given}"
    return Phrase(key, f"{zh}{both}", f"{en}{both}", old=f"{zh} {en}{both}" if zh != en else f"{zh}{both}")


DIFFERS: Final = {
    "udi": _differs("carrier_identifier", "UDI-DI", "UDI-DI"),
    "lot": _differs("carrier_lot", "批号", "lot"),
    "production_date": _differs("carrier_made", "生产日期", "production_date"),
    "expiry_date": _differs("carrier_expires", "失效日期", "expiry_date"),
    "serial": _differs("carrier_serial", "序列号", "serial"),
}
"""What a scanned UDI contradicts, by the column of the line."""

WRONG: Final = {
    CHECK: Phrase("carrier_check", "校验位不符 {told}", "check digit does not agree: {told}"),
    MADE: Phrase("carrier_no_day_made", "生产日期不存在 {told}", "no such day of production: {told}"),
    EXPIRES: Phrase("carrier_no_day_expires", "失效日期不存在 {told}", "no such day of expiry: {told}"),
}
"""What is wrong in a scanned UDI itself, by the element."""

SEVERAL_READINGS: Final = Phrase(
    "carrier_several_lots",
    "批号之后的分隔符缺失，批号可能是 {told}，没有自动填入",
    "the separator behind the lot is missing: the lot may be {told}, none was filled in",
)
"""A code whose lot cannot be told from what stands behind it."""

_TITLES: Final = {
    "trade_licence": "医疗器械经营许可证",
    "trade_filing": "医疗器械经营备案凭证",
    "production_licence": "医疗器械生产许可证",
    "production_filing": "医疗器械生产备案凭证",
    "practice_licence": "医疗机构执业许可证",
    "clinic_filing": "诊所备案凭证",
    "business_licence": "营业执照",
    "institution_certificate": "事业单位法人证书",
}
_MEDICINES: Final = {
    "drug_trade_licence": "药品经营许可证",
    "drug_production_licence": "药品生产许可证",
    "drug_gsp_certificate": "药品GSP认证证书",
    "veterinary_trade_licence": "兽药经营许可证",
    "veterinary_production_licence": "兽药生产许可证",
    "animal_clinic_licence": "动物诊疗许可证",
}
PAPER: Final = {
    kind: Phrase(f"paper_{kind}", f"{zh} {{number}}", f"{kind} {{number}}", old=f"{zh} {kind} {{number}}")
    for kind, zh in _TITLES.items()
} | {
    kind: Phrase(f"paper_{kind}", f"{zh} {{number}}", f"{kind} {{number}}") for kind, zh in _MEDICINES.items()
}
"""One paper by its number, by the kind of paper."""

SOME_PAPER: Final = Phrase("paper", "证照 {number}", "paper {number}", old="证照 paper {number}")
"""One paper of a kind that is not known."""


def _any_of(key: str, *kinds: str) -> Phrase:
    """Return a phrase of the kinds of paper of which any one will do."""
    return Phrase(
        key,
        " / ".join(_TITLES[kind] for kind in kinds),
        " / ".join(kinds),
        old=" / ".join(f"{_TITLES[kind]} {kind}" for kind in kinds),
    )


MAKING_OR_TRADING: Final = _any_of(
    "making_or_trading", "trade_licence", "trade_filing", "production_licence", "production_filing"
)
PRACTICE: Final = _any_of("practice", "practice_licence", "clinic_filing")
TRADING: Final = _any_of("trading", "trade_licence", "trade_filing")


def _new_any_of(key: str, *kinds: str) -> Phrase:
    return Phrase(key, " / ".join(_MEDICINES[kind] for kind in kinds), " / ".join(kinds))


DRUG_TRADE: Final = _new_any_of("drug_trade", "drug_trade_licence")
DRUG_MAKING: Final = _new_any_of("drug_making", "drug_trade_licence", "drug_production_licence")
VETERINARY_TRADE: Final = _new_any_of("veterinary_trade", "veterinary_trade_licence")
ANIMAL_CLINIC: Final = _new_any_of("animal_clinic", "animal_clinic_licence")
MEDICINE: Final = Phrase("goods_medicine", "药品", "medicine")
VETERINARY: Final = Phrase("goods_veterinary", "兽药", "veterinary drug")
"""What stands in the place of a device class in messages on medicines."""

FILING: Final = _any_of("filing", "trade_filing")
LICENCE: Final = _any_of("licence", "trade_licence")
