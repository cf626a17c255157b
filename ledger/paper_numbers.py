"""Numbers as papers print them: how they are compared, and the device class that a registration's tells.

Forms: Order 47 §115-116. A registration of class II or III carries the class as the digit behind the year
(`国械注准2021**3**140001`, likewise 注进 of imports and 注许 of Hong Kong, Macau and Taiwan, and those that a
province gave); a filing (`国械备`, `沪械备`) is of class I.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_PROVINCES: Final = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云滇藏陕甘青宁新"
_REGISTRATION: Final = re.compile(rf"(?:国|[{_PROVINCES}])械注[准进许]20\d\d(?P<cls>[23])\d{{6}}")
_FILING: Final = re.compile(r"(?:国|[\u4e00-\u9fa5]{1,3})械备20\d\d[0-9A-Z]{4,5}")
_REGISTRATION_OLD: Final = re.compile(
    r"(?:国|[\u4e00-\u9fa5]{1,3})食?药监械\(?[准进许试]\)?字\d{4}第(?P<cls>[123])\d{6}(?:号?\(更\))?"
)
_CLASSES: Final = {"1": "I", "2": "II", "3": "III"}


def normal(text: str) -> str:
    """Return a number as numbers are compared: half-width, without blanks, brackets alike, no closing 号."""
    found = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"\s", "", found).replace("〔", "(").replace("〕", ")").removesuffix("号")


@lru_cache(maxsize=65536)
def class_told(number: str) -> str | None:
    """Return the device class that a registration or filing number tells; None if its form is not known."""
    text = normal(number)
    match = _REGISTRATION.fullmatch(text) or _REGISTRATION_OLD.fullmatch(text)
    if match:
        return _CLASSES[match["cls"]]
    return "I" if _FILING.fullmatch(text) else None
