"""Names and units as they are compared."""

from __future__ import annotations

import pytest

from ledger.names import compared_name, compared_unit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市立医院（东院）", "市立医院(东院)"),
        ("市立医院【东院】", "市立医院[东院]"),
        ("市立医院〔东院〕", "市立医院（东院)"),
        ("Ａ类诊所", "a类诊所"),
        ("康 宁\u3000诊所", "康宁诊所"),
        ("第Ⅲ人民医院", "第III人民医院"),
        ("阿依·古丽", "阿依•古丽"),
        ("华山－北院", "华山—北院"),
        ("Ward’s \u200bClinic", "Ward's Clinic"),
        ("ABC", "abc"),
    ],
)
def test_names_that_only_look_different_are_equal(one: str, other: str) -> None:
    assert compared_name(one) == compared_name(other)
    assert compared_name(compared_name(one)) == compared_name(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("市立医院（东院）", "市立医院"), ("甲医院", "乙医院"), ("第2医院", "第3医院"), ("华山-1", "华山1")],
)
def test_names_that_are_different_stay_different(one: str, other: str) -> None:
    assert compared_name(one) != compared_name(other)


def test_units_lose_their_brackets_and_nothing_else() -> None:
    assert [compared_unit(one) for one in ("（支）", "[支]", " 支 ", "支/盒", "（支）/盒", "PCS", "()")] == [
        *("支", "支", "支", "支/盒", "(支)/盒", "PCS", "()")
    ]
