"""Scopes of business as printed on licences, and whether they cover a product.

A scope lists classes and codes of the classification catalogue, of 2002 (`6846`), of 2017 (`13`, `14-01`), or
of both, in many ways of writing: `三类:6846植入材料和人工器官,6877介入器材;二类:01有源手术器械`. Where a
product has its code in one catalogue only and the scope is printed in the other, or where the text carves out
an exception in words, nothing is guessed: the answer is None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_ONE = r"(?:[一二三]|I{1,3}|[123](?=类))"
_CLASSES: Final = re.compile(
    rf"第?{_ONE}类?(?:\s*[、,和及/与]\s*第?{_ONE}类?)*(?<=类)|(?<![A-Z])I{{1,3}}(?=\s*[-:]?\s*68\d\d)"
)
_BRACKETED: Final = re.compile(rf"\(\s*第?{_ONE}类\s*\)")
_NAMES: Final = {"一": "I", "1": "I", "二": "II", "2": "II", "三": "III", "3": "III"}
_OLD: Final = re.compile(r"(?<!\d)(68\d\d)(?:-\d{1,2})?(?!\d)")
_OLD_RANGE: Final = re.compile(r"(?<!\d)(68\d\d)\s*[-~至到]\s*(68\d\d)(?!\d)")
_NEW: Final = re.compile(
    r"(?<![\d.\-~])(0[1-9]|1\d|2[0-2])(?:-(\d\d))?(?:-\d\d)?(?![\d.年月日号%])(?!\s*[~-]?\s*\d*\s*[℃°])"
)
_NEW_RANGE: Final = re.compile(r"(?<![\d.\-])(0[1-9]|1\d|2[0-2])\s*[~至到]\s*(0[1-9]|1\d|2[0-2])(?![\d.])")
_REAGENTS: Final = re.compile(r"(?:6840\s*[-:]?\s*\(?\s*)?体外诊断试剂")
_EXCEPT: Final = re.compile(r"不含[^;,、)]*|不包括[^;,、)]*|除[^;,)]*外|[^;,、(:]*除外")
_CATALOGUES: Final = re.compile(r"\(?(?:19|20)\d\d年?[版]?|[新旧原]版")
_FILLER: Final = re.compile(
    r"医疗器械|产品|经营|销售|批发|零售|全部|所有|目录|分类|版|年|许可|一般|项目|范围|[\s\W_]"
)


@dataclass(frozen=True, slots=True)
class Part:
    """What a scope says of some classes.

    Attributes:
        classes: Of which; none where it does not say.
        codes: Codes of the catalogue of 2017, two digits or two and two.
        old_codes: Codes of the catalogue of 2002.
        doubted: Codes of which some goods are carved out.
        whole: Whether all devices of the classes are meant.
        reagents: Whether reagents for in-vitro diagnosis are named; None where they are carved out.
        doubtful: Whether an exception is made that only a person can judge.
    """

    classes: frozenset[str]
    codes: frozenset[str]
    old_codes: frozenset[str]
    doubted: frozenset[str]
    whole: bool
    reagents: bool | None
    doubtful: bool


class Profile:
    """What of a product decides whether a scope covers it; equal products share one object.

    Attributes:
        device_class: `I`, `II`, `III`, or None where it is not known.
        code: Its code of 2017: two digits, or two and two.
        old_code: Its code of 2002.
        reagent: Whether it is a reagent for in-vitro diagnosis.
    """

    __slots__ = ("code", "device_class", "old_code", "reagent")

    def __init__(
        self, device_class: str | None, code: str | None, old_code: str | None, reagent: bool
    ) -> None:
        self.device_class = device_class
        self.code = code
        self.old_code = old_code
        self.reagent = reagent

    @property
    def text(self) -> str:
        """The codes as people write them."""
        return "/".join(one for one in (self.code, self.old_code) if one) or "—"


@lru_cache(maxsize=4096)
def profile(device_class: str | None, code: str | None, old_code: str | None, reagent: bool) -> Profile:
    """Return the profile of a product by what its file says, each code in whichever column it was put."""
    found_new = found_old = None
    for text in (code, old_code):
        normal = unicodedata.normalize("NFKC", text or "")
        if old := _OLD.search(normal):
            found_old = found_old or old[1]
        elif new := re.search(r"(?<!\d)(0[1-9]|1\d|2[0-2])(?:-?(\d\d))?(?:-?\d\d)?(?!\d)", normal):
            found_new = found_new or "-".join(one for one in new.groups() if one)
    return Profile(device_class, found_new, found_old, reagent)


def cover(scopes: Iterable[str], goods: Profile) -> bool | None:
    """Return whether any of the scopes covers the goods; None where that cannot be told."""
    answers = {covers(scope, goods) for scope in scopes}
    return True if True in answers else None if None in answers or not answers else False


@lru_cache(maxsize=65536)
def covers(scope: str, goods: Profile) -> bool | None:
    """Return whether a scope covers the goods; None where that cannot be told.

    Devices of class I need no permission, so every scope covers them. One that speaks of other classes alone
    does not cover a device, whatever its category is.
    """
    if goods.device_class == "I":
        return True
    every = parsed(scope)
    parts = [part for part in every if not part.classes or goods.device_class in part.classes]
    if not parts:
        unclear = not every or goods.device_class is None or any(part.doubtful for part in every)
        return None if unclear else False
    if any(_covers(part, goods) for part in parts):
        return True
    return _covers(_merged(parts), goods)


def _merged(parts: list[Part]) -> Part:
    """Return what all parts say together: the two catalogues are often printed one after the other."""
    told = {part.reagents for part in parts}
    return Part(
        frozenset(),
        frozenset().union(*(part.codes for part in parts)),
        frozenset().union(*(part.old_codes for part in parts)),
        frozenset().union(*(part.doubted for part in parts)),
        whole=any(part.whole for part in parts),
        reagents=True if True in told else None if None in told else False,
        doubtful=any(part.doubtful for part in parts),
    )


def _covers(part: Part, goods: Profile) -> bool | None:
    if part.doubtful or goods.old_code in part.doubted or (goods.code or "")[:2] in part.doubted:
        return None
    if goods.reagent:
        if part.reagents is not False:
            return bool(part.reagents)
        return True if part.whole else None if "6840" in part.old_codes else False
    if part.whole:
        return True
    if goods.code is not None and part.codes:
        if found := _within(goods.code, part.codes):
            return True
        if goods.old_code is None or not part.old_codes:
            return None if found is None else False
    if goods.old_code is not None and part.old_codes:
        return goods.old_code in part.old_codes
    return None


def _within(code: str, codes: frozenset[str]) -> bool | None:
    """Return whether a code lies within others; None where only a subcategory of its category is listed."""
    if code in codes or code[:2] in codes:
        return True
    finer = any(one.startswith(f"{code}-") for one in codes)
    return None if finer else False


@lru_cache(maxsize=4096)
def parsed(scope: str) -> tuple[Part, ...]:
    """Return what a printed scope says, by class."""
    text = _CATALOGUES.sub(" ", unicodedata.normalize("NFKC", scope))
    unclear = _BRACKETED.search(text) is not None
    return tuple(
        _part(classes, words, unclear) for classes, words in _segments(text) if classes or words.strip()
    )


def _segments(text: str) -> Iterator[tuple[frozenset[str], str]]:
    """Yield the classes and the words behind them, up to the next classes."""
    markers = list(_CLASSES.finditer(text))
    if not markers or text[: markers[0].start()].strip(" ,;:、()"):
        head = text[: markers[0].start()] if markers else text
        if not markers or _OLD.search(head) or _NEW.search(head):
            yield frozenset(), head
    classes: frozenset[str] = frozenset()
    for number, marker in enumerate(markers):
        end = markers[number + 1].start() if number + 1 < len(markers) else len(text)
        found = {_NAMES.get(one, one) for one in re.findall(r"I{1,3}|[一二三123]", marker[0])}
        classes = classes | found
        words = text[marker.end() : end]
        if words.strip(" ,;:、和及与/()") or number + 1 == len(markers):
            yield classes, words
            classes = frozenset()


def _part(classes: frozenset[str], words: str, unclear: bool) -> Part:
    exceptions = " ".join(_EXCEPT.findall(words))
    words = _EXCEPT.sub(" ", words)
    reagents: bool | None = _REAGENTS.search(words) is not None
    if not reagents and "体外诊断试剂" in exceptions:
        reagents = None
    rest = _REAGENTS.sub(" ", exceptions)
    doubted = {*_OLD.findall(rest), *(pair[0] for pair in _NEW.findall(rest))}
    rest = _NEW.sub(" ", _OLD.sub(" ", rest))
    words = _REAGENTS.sub(" ", words)
    old_codes = set(_OLD.findall(_OLD_RANGE.sub(" ", words)))
    for first, last in _OLD_RANGE.findall(words):
        old_codes |= {str(one) for one in range(int(first), int(last) + 1)}
    words = _OLD.sub(" ", _OLD_RANGE.sub(" ", words))
    codes = {"-".join(one for one in pair if one) for pair in _NEW.findall(_NEW_RANGE.sub(" ", words))}
    for first, last in _NEW_RANGE.findall(words):
        codes |= {f"{one:02d}" for one in range(int(first), int(last) + 1)}
    said_all = "全部" in words or "所有" in words
    whole = not codes and not old_codes and (said_all or not (_FILLER.sub("", words) or reagents))
    doubtful = unclear or bool(re.sub(r"不含|不包括|除外|[除外]|[\s\W]", "", rest))
    return Part(
        classes,
        frozenset(codes),
        frozenset(old_codes),
        frozenset(doubted),
        whole=whole,
        reagents=reagents,
        doubtful=doubtful,
    )
