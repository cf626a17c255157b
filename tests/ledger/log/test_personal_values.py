"""Personal values beside the log: digests in the document, values that cannot be moved or changed unnoticed.

In the library a ciphertext has no associated data, so two rows can swap theirs. Here a value is bound to its
event by the salted digest in the hashed document.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import CommandError, CorruptionError, LedgerError
from ledger.log import personal
from ledger.log.opening import open_log
from ledger.log.prepared import digest_of, set_apart
from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from tests.support.erasing import erase
from tests.support.prepared_events import sold


def append_contacts(log: LogRecorder, *names: str) -> None:
    for name in names:
        data, beside = set_apart({"contact": name, "phone": "139", "kind": "hospital"}, ["contact", "phone"])
        log.append_prepared([sold(name, data=data, personal=beside)])


def test_the_document_holds_only_the_salted_digest(log: LogRecorder) -> None:
    append_contacts(log, "张三")
    stored = log.document(1) or b""
    assert "张三".encode() not in stored
    ((_, salt),) = log.fetch("SELECT field, salt FROM personal WHERE field = 'contact'", ())
    digest = hashlib.sha256(bytes(salt) + "张三".encode()).hexdigest()
    assert orjson.loads(stored)["data"] == {
        "contact": {"sha256": digest},
        "kind": "hospital",
        "phone": orjson.loads(stored)["data"]["phone"],
    }
    assert len(bytes(salt)) == 16


def test_values_are_read_by_position_and_field(log: LogRecorder) -> None:
    append_contacts(log, "张三", "李四")
    wanted = [(1, "contact"), (2, "contact"), (2, "email"), (9, "contact")]
    assert log.personal(wanted) == {(1, "contact"): "张三", (2, "contact"): "李四"}
    assert log.personal_checked(wanted) == {(1, "contact"): "张三", (2, "contact"): "李四"}
    assert log.personal([]) == {}


def test_equal_values_of_two_events_have_different_digests(log: LogRecorder) -> None:
    append_contacts(log, "张三")
    data, _ = set_apart({"contact": "张三"}, ["contact"])
    assert data["contact"] != orjson.loads(log.document(1) or b"")["data"]["contact"]


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE personal SET position = 3 + position WHERE field = 'contact'",
        "UPDATE personal SET value = '李四' WHERE position = 1 AND field = 'contact'",
        "UPDATE personal SET salt = x'00' WHERE position = 1 AND field = 'contact'",
        "UPDATE personal SET field = 'email' WHERE position = 1 AND field = 'contact'",
    ],
)
def test_a_value_that_was_swapped_or_changed_is_corruption(sqlite_location: Location, tampering: str) -> None:
    log = open_log(sqlite_location, create=True)
    append_contacts(log, "张三", "李四")
    with log.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER personal_refuses_UPDATE")
        if "3 + position" in tampering:  # the two swap their values, by way of -1 and -2
            connection.exec_driver_sql("UPDATE personal SET position = -position WHERE field = 'contact'")
        connection.exec_driver_sql(tampering)
    with pytest.raises(CorruptionError) as caught:
        log.personal_checked([(1, "contact"), (1, "email"), (2, "contact")])
    assert caught.value.code == "personal_mismatch"
    with pytest.raises(CorruptionError):
        personal.check(
            personal.rows_between(log.fetch, log.dialect, 0, log.head()), log.documents(range(1, 3))
        )
    log.close()


def test_an_erased_value_is_absent_and_the_rest_still_checks(log: LogRecorder) -> None:
    append_contacts(log, "张三", "李四")
    before = log.document(1)
    erase(log, 1, ["contact", "never there"])
    wanted = [(1, "contact"), (1, "phone"), (2, "contact")]
    assert log.personal_checked(wanted) == {(1, "phone"): "139", (2, "contact"): "李四"}
    assert log.document(1) == before


def test_the_bytes_of_an_erased_value_are_gone_from_the_file(sqlite_location: Location) -> None:
    log = open_log(sqlite_location, create=True)
    data, beside = set_apart({"contact": "somebody-who-wants-to-be-forgotten"}, ["contact"])
    log.append_prepared([sold("XS1", data=data, personal=beside)])
    erase(log, 1, ["contact"])
    log.close()
    folder = Path(sqlite_location.path or "").parent
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert [name for name, content in files.items() if b"wants-to-be-forgotten" in content] == []


def test_only_what_an_event_says_is_erased_on_postgresql(log: LogRecorder) -> None:
    """Nobody who works with the ledger may delete, and the function deletes what is on record as erased."""
    append_contacts(log, "张三")
    if log.dialect.name == "sqlite":
        pytest.skip("whoever may write the file may change anything in it")
    for statement in ("DELETE FROM personal", "SELECT erase_personal(1)"):
        with pytest.raises(LedgerError), log.writing() as connection:
            connection.exec_driver_sql(statement)
    assert log.personal([(1, "contact")]) == {(1, "contact"): "张三"}


@given(value=st.text(st.characters(exclude_categories=("Cs",))), salt=st.binary(min_size=16, max_size=16))
def test_a_value_matches_its_own_digest_and_no_other_field(value: str, salt: bytes) -> None:
    document = {"data": {"contact": digest_of(salt, value), "phone": digest_of(salt, value + "x")}}
    assert personal.matches(document, "contact", salt, value)
    assert not personal.matches(document, "phone", salt, value)
    assert not personal.matches(document, "email", salt, value)


@pytest.mark.parametrize("value", ["a\0b", "\ud800"])
def test_what_no_database_can_keep_is_refused_beforehand(value: str) -> None:
    with pytest.raises(CommandError) as caught:
        data, beside = set_apart({"contact": value}, ["contact"])
        sold("XS1", data=data, personal=beside)
    assert caught.value.code == "text_not_storable"
