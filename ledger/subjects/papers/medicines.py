"""Medicines as scopes of business name them: by category, and each special control by itself.

A licence to trade in medicines lists categories in words (`中成药、生物制品(除疫苗)`). Medicines under
special control are covered only by a scope that names their control. What a scope cannot be compared with is
not guessed: the answer is None. Licences to trade in veterinary drugs name biologicals where they cover them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from ledger.paper_numbers import normal
from ledger.phrases import Phrase

NEVER_BY_RETAIL: Final = frozenset({"narcotic", "psychotropic_1", "radioactive", "precursor"})
ON_PRESCRIPTION: Final = frozenset({"psychotropic_2", "toxic", "anabolic", "peptide"})
_TITLES: Final = {
    "chemical": "化学药",
    "chinese_patent": "中成药",
    "decoction_pieces": "中药饮片",
    "crude_herb": "中药材",
    "biological": "生物制品",
    "vaccine": "疫苗",
    "narcotic": "麻醉药品",
    "psychotropic_1": "第一类精神药品",
    "psychotropic_2": "第二类精神药品",
    "toxic": "医疗用毒性药品",
    "radioactive": "放射性药品",
    "precursor": "药品类易制毒化学品",
    "anabolic": "蛋白同化制剂",
    "peptide": "肽类激素",
}
_NAMED: Final = {key: Phrase(f"medicine_{key}", zh, key.replace("_", " ")) for key, zh in _TITLES.items()}
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "chemical": ("化学药", "化学原料药", "抗生素", "生化药品"),
    "psychotropic_1": ("第一类精神药品", "一类精神药品"),
    "psychotropic_2": ("第二类精神药品", "二类精神药品", "精神药品(限二类)"),
    "toxic": ("毒性药品",),
    "precursor": ("易制毒化学品",),
}
_LETTERS: Final = {"H": "chemical", "Z": "chinese_patent", "S": "biological"}
_APPROVAL: Final = re.compile(r"国药准字([HZS])")
_EXCEPT: Final = re.compile(r"除[^、,;()]*|不含[^、,;()]*|[^、,;(]*除外")


class Medicine(NamedTuple):
    """What of a medicine decides whether a scope covers it.

    Attributes:
        category: Its category; None where neither the file nor the approval number tells it.
        control: The special control it is under, if any.
        veterinary: Whether it is for animals.
    """

    category: str | None
    control: str | None
    veterinary: bool

    @property
    def comparable(self) -> bool:
        """Whether there is anything to compare a scope with."""
        return self.category is not None or self.control is not None

    @property
    def text(self) -> Phrase | str:
        """What is compared, as people write it."""
        return _NAMED[key] if (key := self.control or self.category) is not None else "—"


def medicine_of(data: Mapping[str, Any]) -> Medicine:
    """Return what a product's file says of a medicine; a blank category is read from the approval number."""
    veterinary = data.get("product_kind") == "veterinary_drug"
    letter = None if veterinary else _APPROVAL.match(normal(data.get("registration_no", "")))
    told = _LETTERS[letter[1]] if letter else None
    return Medicine(data.get("medicine_category", told), data.get("control_category"), veterinary)


def within_medicines(scopes: Iterable[str], goods: Medicine) -> bool | None:
    """Return whether any of the scopes covers a medicine; None where that cannot be told."""
    answers = {_covers(scope, goods) for scope in scopes}
    return True if True in answers else None if None in answers or not answers else False


@lru_cache(maxsize=4096)
def _covers(scope: str, goods: Medicine) -> bool | None:
    text = unicodedata.normalize("NFKC", scope)
    named = _EXCEPT.sub(" ", text)
    if goods.veterinary:
        biological = goods.category in {"biological", "vaccine"}
        return "生物制品" in named or "疫苗" in named if biological else True
    key = goods.control or goods.category
    if key is None:
        return None
    if any(word in named for word in _words(key)):
        return True
    if key == "vaccine" and "疫苗" not in text and "生物制品" in named:
        return None
    return False if any(word in text for one in _TITLES for word in _words(one)) else None


def _words(key: str) -> tuple[str, ...]:
    return _WORDS.get(key, (_TITLES[key],))
