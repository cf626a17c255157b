"""Events of a foreign application: whatever bytes it offers come back unchanged, in a canonical document."""

from __future__ import annotations

import json
from collections.abc import Iterator

import orjson
import pytest
from eventsourcing.dcb.api import DCBEvent
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.errors import CommandError
from ledger.log.library.foreign import is_canonical
from ledger.log.library.recorder import LibraryRecorder
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from tests.support.budgets import examples
from tests.support.databases import Server, sqlite_at

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def as_canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


payloads = st.binary(max_size=200) | json_values.map(as_json) | json_values.map(as_canonical)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_log(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LogRecorder]:
    """One log for all examples of a property."""
    if request.param == "sqlite":
        log = open_log(sqlite_at(tmp_path_factory.mktemp("foreign")), create=True)
        yield log
        log.close()
        return
    from ledger.settings import locate

    server: Server = request.getfixturevalue("postgres_server")
    url = server.create()
    log = open_log(locate(url), create=True)
    yield log
    log.close()
    server.drop(url)


@settings(max_examples=examples(200), deadline=None)
@given(payload=payloads)
@example(payload=b"")
@example(payload=b'{"a":1.0}')
@example(payload=b'{"a":9007199254740993}')
@example(payload=b'{"a":123456789012345678901234567890}')
@example(payload=b'{"a":-0}')
@example(payload=b'{"a":1,"a":2}')
@example(payload=b'{"\xc3\xa9":1}')
@example(payload=b'"\\ud800"')
@example(payload=b"\xef\xbb\xbf{}")
@example(payload=b"[" * 2000 + b"]" * 2000)
@example(payload=b'{"base64":"x","encoding":"base64"}')
def test_the_bytes_come_back_unchanged(shared_log: LogRecorder, payload: bytes) -> None:
    position = LibraryRecorder(shared_log).append([DCBEvent("foreign", payload, ["b", "a"])])
    (one,) = LibraryRecorder(shared_log).read(after=position - 1)
    assert one.event == DCBEvent("foreign", payload, ["a", "b"])
    document = shared_log.document(position) or b""
    assert document == orjson.dumps(orjson.loads(document), option=orjson.OPT_SORT_KEYS)


@pytest.mark.parametrize(
    ("payload", "embedded"),
    [
        (b'{"a":[1,true,null,"x"],"b":{"c":"2.5"}}', True),
        (b'"text"', True),
        (b'{"b":1,"a":2}', False),
        (b'{"a": 1}', False),
        (b'{"a":1.5}', False),
        (b'{"a":9007199254740992}', False),
        (b'{"a":9007199254740991}', True),
        (b"data1", False),
    ],
)
def test_only_json_in_the_form_of_the_log_is_embedded(payload: bytes, embedded: bool) -> None:
    assert is_canonical(payload) is embedded


def test_embedded_data_are_part_of_the_document_as_they_are(log: LogRecorder) -> None:
    LibraryRecorder(log).append([DCBEvent("foreign", b'{"a":1}'), DCBEvent("foreign", b"\x00\xff")])
    assert (log.document(1) or b"").startswith(b'{"data":{"a":1},"event_id":"')
    assert (log.document(2) or b"").startswith(b'{"data":"AP8=","encoding":"base64","event_id":"')


@pytest.mark.parametrize("tag", ["a\0b", "\ud800"])
def test_a_tag_that_no_database_can_keep_is_refused(log: LogRecorder, tag: str) -> None:
    with pytest.raises(CommandError) as caught:
        LibraryRecorder(log).append([DCBEvent("foreign", b"{}", [tag])])
    assert caught.value.code == "text_not_storable"
    assert log.head() == 0
