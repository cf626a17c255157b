"""Scopes of business as licences print them, in two catalogues (regulation §1.1; GSP §82)."""

from __future__ import annotations

import pytest

from ledger.subjects.papers.goods import Goods
from ledger.subjects.papers.scopes import cover, covers, profile


@pytest.mark.parametrize(
    ("scope", "code", "old", "device_class", "answer"),
    [
        ("三类:6846植入材料和人工器官,6877介入器材;二类:01有源手术器械", "13", "6846", "III", True),
        ("三类:6846植入材料和人工器官,6877介入器材;二类:01有源手术器械", "01-02", None, "II", True),
        ("三类:6846植入材料和人工器官,6877介入器材;二类:01有源手术器械", None, "6815", "III", False),
        ("三类:6846植入材料和人工器官,6877介入器材;二类:01有源手术器械", "13", None, "III", None),
        ("Ⅲ类：6815注射穿刺器械；6821医用电子仪器设备（6821-3除外）", None, "6815", "III", True),
        ("Ⅲ类：6815注射穿刺器械；6821医用电子仪器设备（6821-3除外）", None, "6821", "III", None),
        ("2002年分类目录：三类：6804，6815；2017年分类目录：三类：01,02,14-01", "05", None, "III", False),
        ("2002年分类目录：三类：6804，6815；2017年分类目录：三类：01,02,14-01", "05", "6804", "III", True),
        (
            "2002年分类目录：三类：6804，6815；2017年分类目录：三类：01,02,14-01",
            "14-01-02",
            None,
            "III",
            True,
        ),
        ("2002年分类目录：三类：6804，6815；2017年分类目录：三类：01,02,14-01", "14", None, "III", None),
        ("二、三类：6822医用光学器具、仪器及内窥镜设备", None, "6822", "II", True),
        ("批发：III-6815注射穿刺器械，III-6846植入材料，II-6821医用电子仪器设备", None, "6846", "III", True),
        ("批发：III-6815注射穿刺器械，III-6846植入材料，II-6821医用电子仪器设备", None, "6846", "II", False),
        ("6815、6866", None, "6866", "III", True),
        ("三类:6801至6870", None, "6846", "III", True),
        ("三类:01~05,13", "04", None, "III", True),
        ("三类：植入材料和人工器官", None, "6846", "III", None),
        ("6815(Ⅲ类)、6866(Ⅱ类)", None, "6866", "III", None),
        ("第二类、第三类医疗器械", "05", None, "II", True),
        ("许可项目:第三类医疗器械经营;一般项目:第二类医疗器械销售", "13", None, "III", True),
        ("Ⅲ类:01,13(需2-8℃冷藏)", "08", None, "III", False),
        ("二类:01", "13", None, "III", False),
        ("二类:01", None, None, "III", False),
        ("第二类医疗器械", None, None, "III", False),
        ("第二类医疗器械", None, None, None, None),  # of a class that nobody knows nothing is said
        ("三类:6846植入材料", None, None, "III", None),
        ("6846(Ⅱ类)", None, None, "III", None),  # a class behind the code: whose is it
        ("二类:01", "13", None, "I", True),
    ],
)
def test_whether_a_scope_covers_a_device(
    scope: str, code: str | None, old: str | None, device_class: str, answer: bool | None
) -> None:
    """GSP §82: by the code of either catalogue; what cannot be compared is not guessed."""
    assert covers(scope, profile(device_class, code, old, False)) is answer


@pytest.mark.parametrize(
    ("scope", "answer"),
    [
        ("三类:6840体外诊断试剂", True),
        ("三类:6840临床检验分析仪器", None),
        ("三类:6840临床检验分析仪器(体外诊断试剂除外)", False),
        ("全部三类医疗器械（不含体外诊断试剂）", False),
        ("三类:6815", False),
        ("三类:01,22;6840体外诊断试剂(需低温冷藏运输贮存)", True),
    ],
)
def test_whether_a_scope_covers_reagents(scope: str, answer: bool | None) -> None:
    """Regulation §1.1: reagents for in-vitro diagnosis are an item of their own."""
    assert covers(scope, profile("III", None, None, True)) is answer


def test_several_scopes_add_up() -> None:
    """GSP §82: one that covers is enough; one that cannot be told leaves a doubt."""
    goods = profile("III", None, "6846", False)
    assert cover(["三类:6815", "三类:6846"], goods) is True
    assert cover(["三类:6815", "三类:13"], goods) is None
    assert cover(["三类:6815", "三类:6866"], goods) is False
    assert cover([], goods) is None


def test_codes_count_in_whichever_column_they_were_put() -> None:
    """Regulation §1.1: files mix the two catalogues."""
    assert profile("III", "6846-1", None, False).old_code == "6846"
    assert profile("III", "130401", "Ⅲ-6846", False).text == "13-04/6846"
    assert profile("III", None, None, False).text == "—"


def test_goods_that_need_no_permission_have_no_class() -> None:
    """Order 54 §4: class I, and what is no device."""
    assert Goods({"device_class": "I"}).permit is None
    assert Goods({"device_class": "III", "product_kind": "drug"}).permit == "medicine"
    assert Goods({"device_class": "III", "product_kind": "ivd"}).permit == "III"
