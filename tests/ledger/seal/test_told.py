"""What a document says is found without a parser exactly where a parser finds the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from ledger.seal.audit.told import tags_told

_EVENTS = sorted(Path("tests/golden/events").rglob("*.json"))


def document(**changed: Any) -> dict[str, Any]:
    return {
        "data": {"note": 'a ","position":7," text', "sale_no": "XS1"},
        "event_id": "e" * 32,
        "event_time": "2026-01-01T16:00:00.000000Z",
        "given": ["unit"],
        "position": 7,
        "record_time": "2026-01-02T00:00:00.000000Z",
        "recorded_by": "E01",
        "tags": ["customer:C1", "sale:XS1"],
        "type": "goods_sold",
        "versions": {"customers": 3},
    } | changed


def told(event: dict[str, Any], **columns: Any) -> list[bytes] | None:
    """Return what is found in a document for the columns of its row, some of which were changed."""
    raw = orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
    row = {**event, **columns}
    event_id, type_, record_time = (row[name].encode() for name in ("event_id", "type", "record_time"))
    time = row["event_time"] and row["event_time"].encode()
    return tags_told(raw, row["position"], event_id, type_, time, record_time)


@pytest.mark.parametrize("event", [document(), document(event_time=None), document(tags=[], versions={})])
def test_the_tags_are_found(event: dict[str, Any]) -> None:
    """Whatever stands in texts in front of them."""
    assert told(event) == [tag.encode() for tag in event["tags"]]


@pytest.mark.parametrize(
    "columns",
    [
        {"event_id": "f" * 32},
        {"event_id": "e" * 31},
        {"type": "goods_returned"},
        {"type": "goods"},
        {"event_time": None},
        {"event_time": "2026-01-01T16:00:00.000001Z"},
        {"record_time": "2026-01-02T00:00:00.000001Z"},
        {"position": 8},
        {"position": 70},
    ],
)
def test_other_columns_are_not_confirmed(columns: dict[str, Any]) -> None:
    """A parser then says what differs."""
    assert told(document(), **columns) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"tags": ['sale:X","position":7']},
        {"tags": ["sale:\\"]},
        {"findings": [{"position": 7, "rule": "M-34", "tags": ["x"]}]},
        {"extra": {"event_id": "e" * 32, "position": 7}},
        {"signatures": [{"tags": ["x"], "type": "goods_sold"}]},
    ],
)
def test_what_is_not_beyond_doubt_is_left_to_a_parser(changed: dict[str, Any]) -> None:
    """Backslashes in tags, and objects between the keys that are looked for."""
    assert told(document(**changed)) is None


@pytest.mark.parametrize("path", _EVENTS, ids=lambda path: path.stem)
def test_every_kind_of_event_is_read_alike(path: Path) -> None:
    """Of the golden documents of every type and shape: the same tags, or a parser is asked."""
    for event in [orjson.loads(path.read_bytes())]:
        found = told(event)
        assert found is None or found == [tag.encode() for tag in event["tags"]]
