"""`medledger schema`: the catalogue for other programs."""

from __future__ import annotations

import csv
import io
import json

from ledger.events.catalogue import TABLE_KEYS, event_class, table


def test_the_listing_has_every_table_and_column(run):
    listed = json.loads(run("schema", "--format", "json").text)["tables"]
    assert [each["key"] for each in listed] == list(TABLE_KEYS)
    sales = next(each for each in listed if each["key"] == "sales")
    assert (sales["zh"], sales["en"], sales["kind"]) == ("销售记录", "Sales record", "fact")
    assert sales["fields"][0] == {"key": "sale_no", "zh": "销售单号", "type": "text", "required": True}
    assert [field["key"] for field in sales["fields"]] == [column.key for column in table("sales").columns]


def test_a_table_is_named_by_its_key_or_its_chinese_title(run):
    by_key = run("schema", "sales").text
    assert by_key == run("schema", "销售记录").text
    assert json.loads(by_key)["x-event"] == "goods_sold"


def test_the_json_schema_has_chinese_titles_labels_and_forms(run):
    properties = json.loads(run("schema", "sales").text)["properties"]
    assert properties["sold_on"] == {
        "title": "销售日期",
        "description": "Business date of the sale.",
        "type": "string",
        "format": "date",
        "x-basis": "GSP §84; S0-1; S0-3; S2-A; S4-G",
    }
    mode = properties["sale_mode"]
    assert mode["x-zh"] == {"wholesale": "批发", "retail": "零售", "drop_shipment": "直调"}
    assert mode["anyOf"][0] == {"type": "string", "enum": list(mode["x-zh"])}
    assert properties["customer_phone"]["x-personal"] is True
    assert properties["unit_price"]["x-currency"] == "CNY"
    assert properties["product_code"]["x-ref"] == "products"


def test_a_json_schema_agrees_with_the_class_that_records():
    """What the schema requires and knows is what the class requires and knows."""
    from ledger.events.json_schema import json_schema

    for key in TABLE_KEYS:
        schema = json_schema(table(key))
        fields = event_class(table(key).event).model_fields
        assert list(schema["properties"]) == list(fields)
        assert schema["required"] == [name for name, field in fields.items() if field.is_required()]
        assert schema["additionalProperties"] is False


def test_the_columns_come_as_csv_too(run):
    rows = list(csv.reader(io.StringIO(run("schema", "voids", "--format", "csv").text)))
    assert rows[0] == ["表", "表名", "字段", "标题", "类型", "必填"]
    assert rows[1] == ["voids", "作废记录", "record_table", "记录表", "text", "是"]
