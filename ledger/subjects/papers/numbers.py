"""Numbers as the papers print them: do they look right? The answer only ever warns.

Forms: Order 47 §115–116 (registration and filing), Order 54 (trading licence and filing), GB 32100-2015
(credit code), GS1 General Specifications (GTIN, element strings), the MA code of ZIIOT. Real papers break
these rules, so the text is kept as given and nothing is refused.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from stdnum import ean
from stdnum.cn import uscc

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.subjects.papers.number_rules import (
    CARRIER,
    CLASS_DIFFERS,
    CREDIT_CODE,
    DEVICE_IDENTIFIER,
    LICENCE_NUMBER,
    REGISTRATION_NUMBER,
)

_PROVINCES: Final = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云滇藏陕甘青宁新"
_REGISTRATION: Final = re.compile(rf"(?P<by>国|[{_PROVINCES}])械注[准进许]20\d\d(?P<cls>[23])\d{{6}}")
_FILING: Final = re.compile(r"(?:国|[\u4e00-\u9fa5]{1,3})械备20\d\d[0-9A-Z]{4,5}")
_REGISTRATION_OLD: Final = re.compile(
    r"(?:国|[\u4e00-\u9fa5]{1,3})食?药监械\(?[准进许试]\)?字\d{4}第(?P<cls>[123])\d{6}(?:号?\(更\))?"
)
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
_MA: Final = re.compile(r"MA\.156\.M[0-9A-Z]\.[0-9A-Z]{6}\.[0-9A-Za-z]{6,14}")
_CLASSES: Final = {"1": "I", "2": "II", "3": "III"}
_FIXED: Final = {"00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2}
_GROUP: Final = "\x1d"


def normal(text: str) -> str:
    """Return a number as numbers are compared: half-width, without blanks, brackets alike, no closing 号."""
    found = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"\s", "", found).replace("〔", "(").replace("〕", ")").removesuffix("号")


@lru_cache(maxsize=4096)
def paper_kind(number: str) -> str | None:
    """Return which kind of paper a number is one of, where its form tells."""
    text = normal(number)
    return next((kind for kind, form in _PAPERS.items() if form.fullmatch(text)), None)


def judge_numbers(s: Situation) -> list[Breach]:
    """Judge the numbers of a register row."""
    table, data = s.table.key, s.data
    found: list[Breach] = []
    code = data.get("uscc")
    if code is not None and not uscc.is_valid(normal(code)):
        found.append(CREDIT_CODE.broken(column="uscc", heading="统一社会信用代码", value=code))
    if table == "products":
        found.extend(_product(data))
    elif table in {"customers", "suppliers", "licences"} and "licence_no" in data:
        found.extend(_paper("licence_no", "证照编号", data["licence_no"], data.get("licence_kind")))
    elif table == "companies" and "trade_licence_no" in data:
        number = data["trade_licence_no"]
        if paper_kind(number) not in {"trade_licence", "trade_filing"}:
            found.extend(_paper("trade_licence_no", "经营许可证或备案编号", number, "trade_licence"))
    return found


def _paper(column: str, heading: str, number: str, kind: str | None) -> list[Breach]:
    form = _PAPERS.get(kind or "")
    if form is None or form.fullmatch(normal(number)):
        return []
    return [LICENCE_NUMBER.broken(column=column, heading=heading, value=number, kind=_TITLES[str(kind)])]


def _product(data: Mapping[str, Any]) -> list[Breach]:
    found: list[Breach] = []
    number, kind = data["registration_no"], data.get("product_kind", "device")
    text = normal(number)
    if kind == "drug":
        if not _DRUG.fullmatch(text):
            found.append(REGISTRATION_NUMBER.broken(value=number))
    elif kind in {"device", "ivd"}:
        match = _REGISTRATION.fullmatch(text) or _REGISTRATION_OLD.fullmatch(text)
        filed = _FILING.fullmatch(text)
        if not match and not filed:
            found.append(REGISTRATION_NUMBER.broken(value=number))
        told = _CLASSES[match["cls"]] if match else "I" if filed else None
        given = data.get("device_class")
        if told is not None and given is not None and told != given:
            found.append(
                CLASS_DIFFERS.broken(
                    product_code=data["product_code"], device_class=given, value=number, told=told
                )
            )
    identifier = data.get("udi_di")
    if identifier is not None and (issuer := _wrong_identifier(identifier, data.get("udi_issuer"))):
        found.append(DEVICE_IDENTIFIER.broken(value=identifier, issuer=issuer))
    return found


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
        return None if _MA.match(text) else "MA"
    return None


class Carrier(NamedTuple):
    """What a scanned UDI tells; None where it does not.

    `open_ended` tells that its last field may have swallowed what stood behind it without a separator.
    """

    identifier: str | None
    lot: str | None
    serial: str | None
    made: str | None
    expires: str | None
    open_ended: bool


def judge_carrier(s: Situation) -> Iterator[Breach]:
    """Judge whether a scanned UDI contradicts the lot, serials, dates or product of its line."""
    data, version = s.data, s.version("products")
    if version is None or "udi" not in data:
        return
    product, found = version.data, []
    serials = data["serial"].split(";") if "serial" in data else []
    for udi in data["udi"].split(";"):
        carrier = scanned(udi)
        if carrier is None:
            continue
        for what, told, given in (
            ("UDI-DI", carrier.identifier, product.get("udi_di")),
            ("批号 lot", carrier.lot, data.get("lot")),
            ("生产日期 production_date", carrier.made, data.get("production_date")),
            ("失效日期 expiry_date", carrier.expires, data.get("expiry_date")),
        ):
            if told is not None and given is not None and not _same(what, told, given, carrier):
                found.append(f"{what} {told} ≠ {given}")
        if (
            carrier.serial is not None
            and serials
            and not any(_same("serial", carrier.serial, one, carrier) for one in serials)
        ):
            found.append(f"序列号 serial {carrier.serial} ≠ {';'.join(serials)}")
    if found:
        yield CARRIER.broken(udi=data["udi"], what="; ".join(found))


def _same(what: str, told: str, given: str, carrier: Carrier) -> bool:
    told, given = normal(told), normal(given)
    if what == "UDI-DI":
        if told.isdigit() and given.isdigit():
            # the first digit tells the level of packing and the last one checks: neither names the goods
            return told.zfill(14)[1:13] == given.removeprefix("(01)").zfill(14)[1:13]
        return given.startswith("(01)") or told == given
    return told == given or (carrier.open_ended and told.startswith(given))


def scanned(udi: str) -> Carrier | None:
    """Return what a carrier text tells; None where its form is not known (AHM codes among them).

    GS1 element strings are read with brackets, or as scanners give them, where a variable field ends with the
    separator FNC1 (0x1D) or with the text. MA codes are read by the letters of their parts.
    """
    text = udi.strip()
    if text.startswith("MA."):
        return _scanned_ma(text)
    if text.startswith("("):
        pairs = re.findall(r"\((\d{2,4})\)([^(]*)", text)
        return _carrier(dict(pairs), open_ended=False) if pairs else None
    return _scanned_gs1(re.sub(r"^\](?:C1|d2|Q3|e0|J1)", "", text).lstrip(_GROUP))


def _scanned_gs1(text: str) -> Carrier | None:
    found: dict[str, str] = {}
    open_ended = False
    while text:
        element = text[:2]
        if element in _FIXED:
            width = _FIXED[element]
            found[element], text = text[2 : 2 + width], text[2 + width :].removeprefix(_GROUP)
        elif element in {"10", "21"}:
            found[element], separator, text = text[2:].partition(_GROUP)
            open_ended = open_ended or not separator
        else:
            break
    return _carrier(found, open_ended=open_ended) if "01" in found else None


def _scanned_ma(text: str) -> Carrier | None:
    match = _MA.match(text)
    if match is None:
        return None
    parts = [part for part in text[match.end() :].split(".") if part]
    found = {part[0]: part[1:] for part in parts}
    serial = found.get("S")
    expires = found.get("V") or found.get("E")
    return Carrier(match[0], found.get("L"), serial, _day(found.get("M")), _day(expires), open_ended=False)


def _carrier(found: dict[str, str], *, open_ended: bool) -> Carrier:
    text = {element: value.strip().upper() for element, value in found.items()}
    made, expires = _day(text.get("11")), _day(text.get("17"))
    return Carrier(text.get("01"), text.get("10"), text.get("21"), made, expires, open_ended)


def _day(text: str | None) -> str | None:
    """Return a date of six digits; day 00 is the last of its month. None where it is no date."""
    if text is None or not re.fullmatch(r"\d{6}", text):
        return None
    year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
    if not 1 <= month <= 12 or day > monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day or monthrange(year, month)[1]:02d}"
