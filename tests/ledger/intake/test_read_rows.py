"""What a row says, beyond its single cells: what is missing, counted, kept beside, or too late."""

from __future__ import annotations

import tracemalloc

import pytest

from ledger.intake.cells.words import CELL_LIMIT


def _codes(row) -> list[str]:
    return [reason.code for reason in row.reasons]


def test_every_missing_value_is_a_reason_of_its_own(read_sale) -> None:
    row = read_sale(customer_code="/", seller=" ")
    assert [reason.message("zh") for reason in row.reasons] == [
        "客户编码：应有内容，实际为空。",
        "经办人：应有内容，实际为空。",
    ]
    assert [reason.advice("en") for reason in row.reasons] == ["Fill the cell in."] * 2


def test_a_cell_that_cannot_be_read_is_not_also_missing(read_sale) -> None:
    row = read_sale(sold_on="soon", quantity="-2")
    assert [reason.message("en") for reason in row.reasons] == [
        "sold_on: expected a date, got soon.",
        "quantity: expected more than zero, got -2.",
    ]
    assert [reason.advice("zh") for reason in row.reasons] == [
        "请写成 2026-05-01 的形式。",
        "退回的货物请登记为退货记录。",
    ]
    assert row.data == {"sale_no": "XS1", "customer_code": "C1", "product_code": "P1", "seller": "S1"}
    assert row.cells == ["XS1", "soon", "C1", "P1", "-2", "S1"]


def test_a_long_cell_is_shown_by_its_beginning(read_sale) -> None:
    (reason,) = read_sale(sold_on="长" * 100).reasons
    assert reason.message("zh") == f"销售日期：应是日期，实际是“{'长' * 60}…”。"


def test_the_quantity_follows_from_the_serials(read_sale) -> None:
    row = read_sale(quantity="", serial="SN1；SN2、SN3")
    assert (row.data["serial"], row.data["quantity"], row.filled) == ("SN1;SN2;SN3", "3", ("quantity",))
    assert row.reasons == []
    row = read_sale(quantity="3", serial="SN1；SN2、SN3")
    assert (row.data["quantity"], row.filled, row.reasons) == ("3", (), [])


def test_a_quantity_other_than_the_count_of_serials_is_a_reason(read_sale) -> None:
    row = read_sale(quantity="2", serial="SN1;SN2;SN3")
    assert [reason.message("zh") for reason in row.reasons] == ["销售数量：应等于序列号的个数 3，实际是“2”。"]


def test_without_serials_the_quantity_is_needed(read_sale) -> None:
    assert _codes(read_sale(quantity="", serial="/")) == ["missing_value"]
    assert _codes(read_sale(quantity="0", serial="SN1")) == ["quantity_zero"]


def test_a_serial_twice_in_a_cell_is_a_reason(read_sale) -> None:
    assert _codes(read_sale(quantity="2", serial="SN1;SN1")) == ["serial_twice"]


def test_a_combined_column_of_lots_and_serials_goes_to_the_lot(opened) -> None:
    text = "销售单号,销售日期,客户编码,产品编码,经办人,生产批号或序列号,数量\nXS1,2026-05-01,C1,P1,S1,{},{}\n"
    (row,) = opened(text.format("SN1、SN2", ""))[0].rows()
    assert (row.data["lot"], row.data["quantity"], row.reasons) == ("SN1;SN2", "2", [])
    (row,) = opened(text.format("L24", "10"))[0].rows()
    assert (row.data["lot"], row.data["quantity"], row.reasons) == ("L24", "10", [])


def test_a_date_after_today_is_a_reason_unless_it_is_an_expiry_or_a_plan(read_sale) -> None:
    assert _codes(read_sale(sold_on="2026-06-02")) == ["future_date"]
    assert _codes(read_sale(sold_on="2026-06-01")) == []
    assert _codes(read_sale(production_date="2026-06-02")) == ["future_date"]
    assert _codes(read_sale(expiry_date="2030-01-01", warranty_until="2030-01-01")) == []


def test_a_month_alone_is_an_expiry_on_its_last_day_and_is_kept_as_printed(read_sale) -> None:
    row = read_sale(expiry_date=" ２０２８年２月 ")
    assert (row.data["expiry_date"], row.data["expiry_text"]) == ("2028-02-29", "２０２８年２月")
    row = read_sale(expiry_date="2028-02", expiry_text="Feb 2028")
    assert row.data["expiry_text"] == "Feb 2028"
    row = read_sale(expiry_date="2028-02-29")
    assert "expiry_text" not in row.data
    assert _codes(read_sale(production_date="2025-02")) == ["month_alone"]


def test_marks_for_nothing_are_blank_except_in_somebodys_words(read_sale) -> None:
    row = read_sale(lot="/", expiry_date="—", unit_price="-", sale_mode="无", customer_name="无", model="/")
    assert row.reasons == []
    assert row.data["customer_name"] == "无"
    assert row.data["model"] == "/"
    assert not {"lot", "expiry_date", "unit_price", "sale_mode"} & row.data.keys()


def test_unknown_columns_are_kept_beside_the_row(read_sale) -> None:
    row = read_sale(打印次数=" 3 ", 区域="", 颜色="红")
    assert row.envelope.extra == [["打印次数", " 3 "], ["颜色", "红"]]
    assert read_sale(打印次数="").envelope.extra is None
    assert _codes(read_sale(打印次数="x" * (CELL_LIMIT + 1))) == ["cell_too_long"]


def test_a_cell_without_heading_is_kept_beside_the_row(opened, sale) -> None:
    text = sale().replace("seller\n", "seller,,\n").replace('"S1"\n', '"S1",手写,\n')
    (one,) = opened(text)
    (row,) = one.rows()
    assert (one.unknown_columns, row.envelope.extra) == ([], [["", "手写"]])


def test_the_envelope_is_read_beside_the_columns(read_sale) -> None:
    row = read_sale(业务时间="2026-05-01", 备注=" 急 ", 更正的事件="ab" * 16)
    assert row.envelope[:3] == ("急", "2026-04-30T16:00:00.000000Z", "ab" * 16)
    row = read_sale(event_time="2026-05-01T10:30:00+08:00", note="", replaces="/")
    assert row.envelope[:3] == (None, "2026-05-01T02:30:00.000000Z", None)


def test_an_envelope_that_cannot_be_read_is_a_reason(read_sale) -> None:
    row = read_sale(event_time="2026-06-02", note="x" * (CELL_LIMIT + 1), replaces="17")
    assert [reason.message("zh") for reason in row.reasons] == [
        "业务时间：应不晚于今天，实际是“2026-06-02”。",
        f"备注：单元格应不超过 {CELL_LIMIT} 个字符，实际更长。",
        "更正的事件：应是事件编号（32 位十六进制），实际是“17”。",
    ]


def test_a_void_names_its_table_by_key_or_title(opened) -> None:
    text = (
        "记录表,单号,行号,作废原因,批准人,作废日期\n"
        "销售记录,XS1,,录错,S1,2026-05-02\nsales,XS2,2.0,录错,S1,2026-05-02\n"
    )
    first, second = opened(text)[0].rows()
    assert (first.data["record_table"], second.data["record_table"]) == ("sales", "sales")
    assert ("line" in first.data, second.data["line"]) == (False, 2)


def test_a_receipt_may_accept_nothing_but_not_less(opened) -> None:
    text = (
        "验收单号,供货者编码,产品编码,数量,验收合格数量,拒收数量,验收结论,收货日期,到货时间,到货温度,外观,附件\n"
        "YS1,G1,P1,10,0,10,不合格,2026-05-01,2026/5/1 9:30,-18.50,否,PZ1；PZ2\n"
        "YS2,G1,P1,10,-1,11,合格,2026-05-01,,,,\n"
    )
    first, second = opened(text)[0].rows()
    assert first.data == {
        "receipt_no": "YS1",
        "supplier_code": "G1",
        "product_code": "P1",
        "quantity": "10",
        "accepted_quantity": "0",
        "refused_quantity": "10",
        "conclusion": "nonconforming",
        "received_on": "2026-05-01",
        "arrived_at": "2026-05-01T01:30:00.000000Z",
        "arrival_temperature": "-18.5",
        "appearance_ok": False,
        "voucher_nos": ["PZ1", "PZ2"],
    }
    assert _codes(second) == ["below_zero"]


def test_personal_fields_come_in_clear_as_they_stand(read_sale) -> None:
    row = read_sale(customer_contact=" 李 女士 ", customer_phone="010-1234 5678")
    assert (row.data["customer_contact"], row.data["customer_phone"]) == ("李 女士", "010-1234 5678")


def test_a_line_number_is_read_and_not_needed(read_sale) -> None:
    assert read_sale(line="2.0").data["line"] == 2
    assert "line" not in read_sale(line="").data
    assert _codes(read_sale(line="0")) == ["bad_line_number"]


@pytest.mark.parametrize(
    ("cell", "expected"), [("国械注准 20203140001", "国械注准 20203140001"), ("２０２４", "2024")]
)
def test_columns_that_end_in_no_are_codes(read_sale, cell: str, expected: str) -> None:
    assert read_sale(registration_no=cell).data["registration_no"] == expected


def test_a_negative_return_is_told_to_leave_the_sign_out(opened) -> None:
    text = (
        "退货单号,退货日期,客户编码,产品编码,退货数量,退货原因,产品质量状态,验收人员,处理结果\n"
        "TH1,2026-05-01,C1,P1,-2,破损,破损,S1,换货\n"
    )
    (row,) = opened(text)[0].rows()
    assert [reason.advice("zh") for reason in row.reasons] == ["退货数量请写正数。"]


def test_memory_does_not_grow_with_the_file(opened) -> None:
    headings = "sale_no,sold_on,customer_code,product_code,quantity,seller,lot,amount\n"
    peaks = []
    for count in (4_500, 25_000):
        lines = (f"XS{n},2026-05-01,C{n},P1,{n % 9 + 1},S1,L{n},{n}.25\n" for n in range(count))
        (one,) = opened(headings + "".join(lines))
        tracemalloc.start()
        assert sum(1 for row in one.rows() if not row.reasons) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 2 << 20
