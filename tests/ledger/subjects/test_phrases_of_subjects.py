"""What rules name beside codes and figures is read in either language, stored now or by 0.3.0."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ledger.phrases import Phrase, rendered, stored
from ledger.subjects.dispatch import phrases as dispatch
from ledger.subjects.sales import phrases as sales
from ledger.subjects.stock import phrases as stock
from ledger.subjects.supply import phrases as supply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


def _declared(module: ModuleType) -> Iterator[Phrase]:
    for value in vars(module).values():
        several = value.values() if isinstance(value, dict) else (value,)
        yield from (one for one in several if isinstance(one, Phrase))


PHRASES = [phrase for module in (dispatch, sales, stock, supply) for phrase in _declared(module)]


def _filled(template: str) -> str:
    return re.sub(r"\{(\w+)\}", r"\1 1", template)


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.key)
def test_a_phrase_reads_in_both_languages(phrase: Phrase) -> None:
    """As a finding keeps it, and as events of 0.3.0 hold it: one text in both languages."""
    names = re.findall(r"\{(\w+)\}", phrase.zh)
    said = phrase.with_(**{name: f"{name} 1" for name in names}) if names else phrase
    kept = [stored(said), *([_filled(phrase.old)] if phrase.old else [])]
    for what in kept:
        assert rendered({"what": what}, "zh") == {"what": _filled(phrase.zh)}
        assert rendered({"what": what}, "en") == {"what": _filled(phrase.en)}


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.key)
def test_an_english_reader_sees_no_chinese(phrase: Phrase) -> None:
    """Nor does a Chinese reader see an English word, but the keys and codes that are put in."""
    assert not re.search(r"[\u4e00-\u9fa5]", phrase.en)
    assert not re.search(r"[a-z]", re.sub(r"\{\w+\}", "", phrase.zh))
