"""How headings and labels are compared: after NFKC, without blanks, in simplified characters.

Folding traditional characters needs a dictionary that takes 25 ms to load, so it is asked for only when a
text was not found without it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

# Characters that take no room and that messengers and web pages leave behind in copied text.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_DROPPED = re.compile(rf"[\s{INVISIBLE}]+")
_LONGEST = 200  # no heading and no label is longer
_HAN = re.compile("[\u3400-\u9fff]")


def bare(text: str) -> str:
    """Return a text as it is compared: NFKC, no blanks, lower case.

    The marks that forms put around a heading (`*` for a required one, a colon after it) do not count.

    >>> bare(" 销 售 单 号： "), bare("Sale_No")
    ('销售单号', 'sale_no')
    """
    return _bare(text) if len(text) <= _LONGEST else text


def simplified(text: str) -> str:
    """Return a compared text with its traditional characters folded to simplified ones.

    >>> simplified("銷售單號")
    '销售单号'
    """
    return _simplified(text) if len(text) <= _LONGEST and _HAN.search(text) else text


@lru_cache(maxsize=8192)
def _bare(text: str) -> str:
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).strip("*:").lower()


@lru_cache(maxsize=8192)
def _simplified(text: str) -> str:
    folded: str = _converter().convert(text)
    return folded


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
