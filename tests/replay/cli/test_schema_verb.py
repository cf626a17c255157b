"""`medledger schema`: the catalogue for other programs."""

from __future__ import annotations

import csv
import io
import json

from ledger.events.catalogue import CASES, TABLE_KEYS, declaration, table
from projections.answers.catalogue import VIEW_KEYS, view, view_class


def test_the_listing_has_every_table_and_column(run):
    listed = json.loads(run("schema", "--format", "json").text)["tables"]
    assert [each["key"] for each in listed] == [*TABLE_KEYS, *VIEW_KEYS]
    assert {each["key"] for each in listed if each["kind"] == "view"} == set(VIEW_KEYS)
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

    for key in (*TABLE_KEYS, *VIEW_KEYS):
        declared = view_class(key) if key in VIEW_KEYS else declaration(key)
        schema = json_schema(view(key) if key in VIEW_KEYS else table(key), declared)
        fields = declared.model_fields
        stage = ["stage"] if schema["x-kind"] == "case" else []
        assert list(schema["properties"]) == [*fields, *stage]
        assert schema["required"] == [name for name, field in fields.items() if field.is_required()]
        assert schema["additionalProperties"] is False


def test_the_schema_of_a_case_tells_its_stages(run):
    schema = json.loads(run("schema", "quality_holds").text)
    stages = {one["key"]: one for one in schema["x-stages"]}
    assert list(stages) == schema["properties"]["stage"]["enum"]
    assert stages["reported"] == {
        "event": "hold_reported",
        "key": "reported",
        "zh": "报告药监部门",
        "fields": ["authority_reported_at", "authority_name"],
        "by": "quality",
        "following": ["hold_released"],
        "needs": [],
        "before": [],
        "at": "authority_reported_at",
        "times": ["authority_reported_at"],
        "repeats": False,
    }
    every = [event for _, _, _, events in CASES for event in events]
    told = [one["event"] for key, *_ in CASES for one in json.loads(run("schema", key).text)["x-stages"]]
    assert told == every


def test_the_schema_of_a_view_tells_what_it_is_made_of(run):
    by_key = run("schema", "expiry_items").text
    assert by_key == run("schema", "效期产品管理记录表").text
    schema = json.loads(by_key)
    assert (schema["x-kind"], schema["x-identity"]) == ("view", ["product_code", "lot", "serial"])
    assert "receipts" in schema["x-derived-from"]
    assert schema["x-rule"]


def test_the_columns_come_as_csv_too(run):
    rows = list(csv.reader(io.StringIO(run("schema", "voids", "--format", "csv").text)))
    assert rows[0] == ["表", "表名", "字段", "标题", "类型", "必填"]
    assert rows[1] == ["voids", "作废记录", "record_table", "记录表", "text", "是"]
