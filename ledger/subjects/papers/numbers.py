"""Numbers as the papers print them: do they look right? The answer only ever warns.

Forms: Order 47 §115–116 (registration and filing), Order 54 (trading licence and filing), GB 32100-2015
(credit code), GS1 General Specifications (GTIN), the MA code of ZIIOT. Real papers break
these rules, so the text is kept as given and nothing is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from stdnum import ean
from stdnum.cn import uscc

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.paper_numbers import class_told, normal
from ledger.subjects.papers.number_rules import (
    CLASS_DIFFERS,
    CREDIT_CODE,
    DEVICE_IDENTIFIER,
    LICENCE_NUMBER,
    REGISTRATION_NUMBER,
)
from ledger.udi import MA_CODE

_DRUG: Final = re.compile(r"国药准字[HZSJBFT][CJ]?\d{8}|国药准字[HZS][JC]\d{8}")
_TRADING: Final = r"[\u4e00-\u9fa5]{1,4}?(?:食?药监?械?|械)经营"
_MAKING: Final = r"[\u4e00-\u9fa5]{1,4}?(?:食?药监?械?|械)生产"
_SERIAL: Final = r"(?:20)\d\d[0-9A-Z]{4,6}"
_PAPERS: Final = {
    "trade_licence": re.compile(rf"{_TRADING}许{_SERIAL}"),
    "trade_filing": re.compile(rf"{_TRADING}备{_SERIAL}"),
    "production_licence": re.compile(rf"{_MAKING}许{_SERIAL}"),
    "production_filing": re.compile(rf"{_MAKING}备{_SERIAL}"),
    "drug_trade_licence": re.compile(r"[\u4e00-\u9fa5][A-D][AB]\d{7,10}"),
}
_TITLES: Final = {
    "trade_licence": "医疗器械经营许可证",
    "trade_filing": "医疗器械经营备案",
    "production_licence": "医疗器械生产许可证",
    "production_filing": "医疗器械生产备案",
    "drug_trade_licence": "药品经营许可证",
}


@lru_cache(maxsize=4096)
def paper_kind(number: str) -> str | None:
    """Return which kind of paper a number is one of, where its form tells."""
    text = normal(number)
    return next((kind for kind, form in _PAPERS.items() if form.fullmatch(text)), None)


def judge_numbers(s: Situation) -> Iterator[Breach]:
    """Judge the numbers of a register row."""
    table, data = s.table.key, s.data
    code = data.get("uscc")
    if code is not None and not uscc.is_valid(normal(code)):
        yield CREDIT_CODE.broken(column="uscc", heading="统一社会信用代码", value=code)
    if table == "products":
        yield from _product(data)
    elif table in {"customers", "suppliers", "licences"} and "licence_no" in data:
        yield from _paper("licence_no", "证照编号", data["licence_no"], data.get("licence_kind"))
    elif table == "companies" and "trade_licence_no" in data:
        number = data["trade_licence_no"]
        if paper_kind(number) not in {"trade_licence", "trade_filing"}:
            yield from _paper("trade_licence_no", "经营许可证或备案编号", number, "trade_licence")


def _paper(column: str, heading: str, number: str, kind: str | None) -> Iterator[Breach]:
    form = _PAPERS.get(kind or "")
    if form is not None and not form.fullmatch(normal(number)):
        yield LICENCE_NUMBER.broken(column=column, heading=heading, value=number, kind=_TITLES[str(kind)])


def _product(data: Mapping[str, Any]) -> Iterator[Breach]:
    yield from _registration(data)
    identifier = data.get("udi_di")
    if identifier is not None and (issuer := _wrong_identifier(identifier, data.get("udi_issuer"))):
        yield DEVICE_IDENTIFIER.broken(value=identifier, issuer=issuer)


def _registration(data: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge the number of a product's registration, filing or approval, and the class that it tells."""
    number, kind = data["registration_no"], data.get("product_kind", "device")
    text = normal(number)
    if kind == "drug":
        if not _DRUG.fullmatch(text):
            yield REGISTRATION_NUMBER.broken(value=number)
        return
    if kind not in {"device", "ivd"}:
        return
    device_class, given = class_told(number), data.get("device_class")
    if device_class is None:
        yield REGISTRATION_NUMBER.broken(value=number)
    if device_class is not None and given is not None and device_class != given:
        yield CLASS_DIFFERS.broken(
            product_code=data["product_code"], device_class=given, value=number, told=device_class
        )


def _wrong_identifier(identifier: str, issuer: str | None) -> str | None:
    """Return the issuer whose form a device identifier breaks, or None."""
    text = normal(identifier)
    if issuer is None:
        issuer = (
            "gs1" if re.fullmatch(r"\(?01?\)?\d{8,14}", text) else "ma" if text.startswith("MA.") else None
        )
    if issuer == "gs1":
        digits = text.removeprefix("(01)")
        return None if ean.is_valid(digits) else "GS1"
    if issuer == "ma":
        return None if MA_CODE.match(text) else "MA"
    return None
