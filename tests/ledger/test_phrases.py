"""Phrases: kept by key, read in either language, also out of events that hold both in one text."""

from __future__ import annotations

import re

import pytest

from ledger import rulebook
from ledger.deciding.headings import choices, headings, title
from ledger.phrases import Phrase, rendered, stored

MISSING = Phrase("test_missing", "缺少{columns}", "missing: {columns}", old="缺少 missing: {columns}")
UNSAID = Phrase("test_unsaid", "未说明", "nothing is said", old="未说明 nothing is said")
COLUMNS = headings("return_cases")


def test_columns_inside_a_phrase_are_a_list() -> None:
    """A finding keeps the keys; each reader sees the own language."""
    said = MISSING.with_(columns=(COLUMNS["inspector"], COLUMNS["conclusion"]))
    kept = stored(said)
    assert kept == {
        "phrase": "test_missing",
        "columns": [{"phrase": "return_cases.inspector"}, {"phrase": "return_cases.conclusion"}],
    }
    for what in (said, kept):
        assert rendered({"what": what}, "zh") == {"what": "缺少验收人员、验收结论"}
        assert rendered({"what": what}, "en") == {"what": "missing: inspector, conclusion"}


@pytest.mark.parametrize(
    ("lang", "text"), [("zh", "缺少验收人员；未说明"), ("en", "missing: inspector; nothing is said")]
)
def test_several_phrases_stand_one_behind_another(lang: str, text: str) -> None:
    """As they are, as a finding keeps them, and as events of 0.3.0 do."""
    said = (MISSING.with_(columns=COLUMNS["inspector"]), UNSAID)
    for what in (said, stored(said), "缺少 missing: 验收人员 inspector; 未说明 nothing is said"):
        assert rendered({"what": what}, lang) == {"what": text}


def test_old_lists_of_columns_are_read() -> None:
    """A text of which any part is unknown stays as it is."""
    assert rendered({"what": "验收人员 inspector、验收结论 conclusion"}, "en") == {
        "what": "inspector, conclusion"
    }
    assert rendered({"what": "未说明 nothing is said; 其他"}, "en") == {
        "what": "未说明 nothing is said; 其他"
    }


def test_tables_and_choices_have_titles() -> None:
    """The key to an English reader, as in every message."""
    assert [title("sales").text(lang) for lang in ("zh", "en")] == ["销售记录", "sales"]
    assert choices("return_cases", "return_policy")["recall"].text("en") == "recall"


def test_what_older_events_hold_in_both_languages_is_read_in_one() -> None:
    """Every phrase that names its old text: it is read, and nothing of the other language is left."""
    assert rulebook.SUBJECTS
    for phrase in [one for one in Phrase.registry.values() if one.old]:
        names = dict.fromkeys(re.findall(r"{(\w+)", phrase.old))
        if set(re.findall(r"{(\w+)", phrase.zh + phrase.en)) - set(names):
            continue
        told = {name: f"X{place}" for place, name in enumerate(names)}
        texts = {
            (one.zh, one.en) for one in Phrase.registry.values() if _blank(one.old) == _blank(phrase.old)
        }
        read = tuple(rendered({"": phrase.old.format_map(told)}, lang)[""] for lang in ("zh", "en"))
        assert tuple(map(_bare, read)) in {(_bare(zh), _bare(en)) for zh, en in texts}, phrase.key


def _blank(template: str) -> str:
    return re.sub(r"{[^}]+}", "{}", template)


def _bare(text: str) -> str:
    """Return a text without its particulars."""
    return re.sub(r"{[^}]+}|'?X\d'?", "", text)
