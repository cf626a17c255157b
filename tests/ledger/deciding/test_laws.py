"""Clauses in the law's own name."""

import pytest

from ledger import rulebook
from ledger.deciding.laws import LAWS, named

CLAUSES = [
    ("GSP §84", "《医疗器械经营质量管理规范》第八十四条", "GSP Article 84"),
    (
        "GSP §57, §82; Order 54 §37; G-01",
        "《医疗器械经营质量管理规范》第五十七条、第八十二条；《医疗器械经营监督管理办法》第三十七条",
        "GSP Article 57, Article 82; SAMR Order 54 Article 37",
    ),
    (
        "GSP §19(6); Order 29 §21",
        "《医疗器械经营质量管理规范》第十九条第六项；《医疗器械召回管理办法》第二十一条",
        "GSP Article 19(6); CFDA Order 29 Article 21",
    ),
    (
        "GSP §106; Drug GSP annex 2",
        "《医疗器械经营质量管理规范》第一百零六条；《药品经营质量管理规范》附录2",
        "GSP Article 106; Drug GSP annex 2",
    ),
    (
        "G-83; Order 54 §38: records are true",
        "《医疗器械经营监督管理办法》第三十八条",
        "SAMR Order 54 Article 38",
    ),
    (
        "S2-F 3(5)2; S0-4 §3.2: 首问负责制",
        "企业质量文件 S2-F 3(5)2；企业质量文件 S0-4 3.2",
        "house document S2-F 3(5)2; house document S0-4 3.2",
    ),
    ("own; interface rule 10", "本账本的追溯规则", "the arithmetic of tracing"),
    (
        "GSP §105: 必要时通知注册人、备案人、生产企业或者供货者",
        "《医疗器械经营质量管理规范》第一百零五条",
        "GSP Article 105",
    ),
]


@pytest.mark.parametrize(("clause", "zh", "en"), CLAUSES)
def test_a_clause_is_named_in_both_languages(clause: str, zh: str, en: str) -> None:
    assert (named(clause, "zh"), named(clause, "en")) == (zh, en)


def test_every_rule_names_its_ground_without_our_shorthand() -> None:
    """A code of ours (`Order 739`, `G-05`) is no name of a law."""
    for rule in rulebook.RULES:
        said = rule.law("zh")
        assert said, rule.id
        assert not any(word in said for word in ("§", "GSP", "Order", "G-", "own")), (rule.id, said)
        assert "§" not in rule.law("en")


def test_every_law_is_named_once() -> None:
    assert len({law.code for law in LAWS}) == len(LAWS)
