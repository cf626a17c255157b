"""Text, choices, yes and no, lists."""

from __future__ import annotations

import pytest

from ledger.events import catalogue
from ledger.events.base import Choice
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.codes import code
from ledger.intake.cells.words import (
    CELL_LIMIT,
    Choices,
    event_id,
    free_text,
    several,
    table_key,
    yes_no,
)


def test_words_are_trimmed_and_otherwise_stay_as_they_stand() -> None:
    assert free_text("  康泰（北京）  医疗\u3000") == "康泰（北京）  医疗"
    assert free_text("第一行\n第二行 ") == "第一行\n第二行"
    assert [free_text(one) for one in ("无", "/", "-")] == ["无", "/", "-"]
    assert free_text(" \t") is None


def test_words_that_no_cell_of_a_spreadsheet_holds_are_refused() -> None:
    assert free_text("字" * CELL_LIMIT) is not None
    with pytest.raises(CellError) as refused:
        free_text("字" * (CELL_LIMIT + 1))
    assert refused.value.problem.code == "cell_too_long"


@pytest.mark.parametrize("cell", ["是", "true", "TRUE", "True", "1", "Y", "y", "yes", "１", "1.0", " 是 "])
def test_yes_in_every_writing(cell: str) -> None:
    assert yes_no(cell) is True


@pytest.mark.parametrize("cell", ["否", "false", "FALSE", "0", "N", "n", "no", "０", "0.0"])
def test_no_in_every_writing(cell: str) -> None:
    assert yes_no(cell) is False


def test_neither_yes_nor_no_is_blank_or_refused() -> None:
    assert [yes_no(cell) for cell in ("", "/", "无", "—")] == [None] * 4
    with pytest.raises(CellError) as refused:
        yes_no("合格")
    assert refused.value.problem.code == "bad_yes_no"


def test_a_choice_takes_its_key_its_label_or_another_label_in_any_writing() -> None:
    choices = Choices(catalogue.table("sales").by_key["sale_mode"].values)
    assert [choices(cell) for cell in ("wholesale", "Wholesale", "批发", " 批 发 ", "批發")] == [
        "wholesale"
    ] * 5
    grades = Choices(catalogue.table("products").by_key["device_class"].values)
    assert [grades(cell) for cell in ("III", "第三类", "三类", "Ⅲ类", "第三類")] == ["III"] * 5


def test_what_is_no_choice_is_refused_with_the_choices_listed() -> None:
    choices = Choices(catalogue.table("sales").by_key["sale_mode"].values)
    with pytest.raises(CellError) as refused:
        choices("赠送")
    assert refused.value.particulars["zh_choices"] == "批发、零售、直调"
    assert refused.value.particulars["choices"] == "wholesale, retail, drop_shipment"


def test_a_label_that_reads_as_a_blank_is_a_choice_where_it_is_one() -> None:
    assert Choices(catalogue.table("returns").by_key["compensation"].values)("无") == "none"
    assert Choices(catalogue.table("sales").by_key["sale_mode"].values)("无") is None


def test_every_label_of_the_catalogue_names_its_own_choice() -> None:
    for table in catalogue.tables():
        for column in table.columns:
            choices = Choices(column.values)
            for choice in column.values:
                assert [choices(name) for name in (choice.key, choice.zh)] == [choice.key] * 2
                assert all(choices(name) in {one.key for one in column.values} for name in choice.aliases)


def test_a_list_is_split_and_keeps_order_without_blanks_and_repetitions() -> None:
    assert several("PZ-1；PZ-2、PZ-3\nPZ-1;/;", code) == ["PZ-1", "PZ-2", "PZ-3"]
    assert several("营业执照; 许可证", free_text) == ["营业执照", "许可证"]
    assert several(" / ", free_text) is None


def test_a_list_of_choices_reads_labels_and_a_label_that_holds_a_separator() -> None:
    choices = Choices(
        (Choice("paper", "说明书、保修卡"), Choice("card", "保修卡"), Choice("use", "使用方法"))
    )
    assert several("说明书、保修卡", choices) == ["paper"]
    assert several("保修卡；use", choices) == ["card", "use"]


def test_a_voided_table_is_named_by_key_or_title_and_anything_else_is_kept() -> None:
    assert [table_key(cell) for cell in ("sales", "Sales", "销售记录", "銷售記錄")] == ["sales"] * 4
    assert table_key("repairs") == "repairs"


def test_an_event_id_is_read_with_or_without_dashes() -> None:
    assert event_id("0123456789ABCDEF-0123456789abcdef") == "0123456789abcdef" * 2
    assert event_id("/") is None
    with pytest.raises(CellError) as refused:
        event_id("17")
    assert refused.value.problem.code == "bad_event_id"
