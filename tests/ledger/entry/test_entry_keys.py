"""The key of an entry: said once, recorded once, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.deciding.decision import Override
from ledger.entry.keys import key_of_options
from ledger.entry.live import Entered, enter, key_of, repeated
from ledger.errors import CommandError, ConflictError
from ledger.log.recorder import LogRecorder
from ledger.recording.ledger import Ledger
from ledger.recording.shared import SharedLedger
from tests.support.decisions import customer
from tests.support.erasing import erase
from tests.support.live import HOUSE, ROW, events, record, refused


@pytest.fixture
def ledger(log: LogRecorder) -> Ledger:
    """A small house; `E1` sits at the desk."""
    place = Ledger(log, recorded_by="E1")
    record(place, *HOUSE)
    return place


def _but_marks(entered: Entered) -> tuple[Any, ...]:
    return entered.table, entered.recorded, entered.arising, entered.duplicates, entered.position


def test_the_same_again_gets_the_first_receipt(ledger: Ledger) -> None:
    """Without a number of its own a document would be recorded again; with its key it is not."""
    document = {**ROW, "lines": [{"quantity": 1}, {"quantity": 2}]}
    first = enter(ledger, "sales", document, key="K1")
    enter(ledger, "sales", ROW)
    again = enter(Ledger(ledger.log, recorded_by="Q1"), "sales", document, key="K1")
    assert (first.repeated, again.repeated, again.key) == (False, True, "K1")
    assert _but_marks(again) == _but_marks(first)
    assert [one["data"]["quantity"] for one in events(ledger, "goods_sold")] == ["1", "2", "2"]


def test_the_key_lies_in_the_first_event(ledger: Ledger) -> None:
    """It is sealed with the document, and the tag finds it."""
    document = {**ROW, "lines": [{"quantity": 1}, {"quantity": 2}]}
    enter(ledger, "sales", document, key="K1")
    first, second = events(ledger, "goods_sold")
    digest = key_of(ledger, "sales", document, "K1").digest
    assert first["entry"] == {"events": 2, "key": "K1", "sha256": digest, "table": "sales"}
    assert "key:K1" in first["tags"]
    assert "entry" not in second


def test_other_headings_and_another_way_to_write_it_are_the_same(ledger: Ledger) -> None:
    """Compared are values as they are read, not bytes of JSON."""
    enter(ledger, "sales", ROW, key="K1")
    renamed = {"销售日期": "2026/5/1", "客户编码": "C1", "产品编码": "P1", "生产批号": "L1", "数量": 2}
    assert enter(ledger, "销售记录", {"lines": [renamed]}, key="K1").repeated


@pytest.mark.parametrize(
    "other",
    [
        {**ROW, "quantity": 3},
        {**ROW, "sale_no": "XS9"},
        [ROW, ROW],
        {**ROW, "note": "再来"},
        {**ROW, "nothing": "1"},
    ],
)
def test_other_content_is_refused(ledger: Ledger, other: Any) -> None:
    """Nothing is recorded, and what was first said with the key is named."""
    first = enter(ledger, "sales", ROW, key="K1")
    with pytest.raises(ConflictError) as caught:
        enter(ledger, "sales", other, key="K1")
    assert (caught.value.code, caught.value.exit_code) == ("entry_key_taken", 3)
    assert f"position {first.recorded[0].position}" in caught.value.reason.message("en")
    assert ledger.position == first.position


def test_another_table_is_other_content(ledger: Ledger) -> None:
    """A key is unique in its ledger."""
    enter(ledger, "sales", ROW, key="K1")
    with pytest.raises(ConflictError):
        enter(ledger, "staff", {"staff_code": "E5", "name": "某人", "post": "销售员"}, key="K1")


def test_a_refused_entry_leaves_its_key_free(ledger: Ledger) -> None:
    """What a rule refused was not recorded; corrected, it goes in with the same key."""
    refused(ledger, "sales", ROW | {"customer_code": "C2"}, key="K1")
    assert events(ledger, "command_refused")
    assert not enter(ledger, "sales", ROW, key="K1").repeated


def test_what_arose_and_what_was_let_pass_is_in_the_receipt(ledger: Ledger) -> None:
    """The first receipt again, with everything that it named."""
    row, passed = ROW | {"customer_code": "C2"}, [Override("G-01", "急救", "Q1")]
    first = enter(ledger, "sales", row, overrides=passed, key="K1")
    assert first.arising
    assert _but_marks(enter(ledger, "sales", row, overrides=passed, key="K1")) == _but_marks(first)


def test_lines_that_were_there_before_stay_duplicates(ledger: Ledger) -> None:
    """A receipt that named duplicates names them again."""
    line = ROW | {"sale_no": "XS1", "line": 1}
    enter(ledger, "sales", line)
    both = [line, line | {"line": 2, "quantity": "1"}]
    first = enter(ledger, "sales", both, key="K1")
    assert first.duplicates
    assert _but_marks(enter(ledger, "sales", both, key="K1")) == _but_marks(first)


def test_personal_values_are_compared_but_not_in_the_digest(ledger: Ledger) -> None:
    """From a digest of all columns a telephone number could be guessed, even after its erasure."""
    person = {"customer_code": "C7", "name": "医院七", "kind": "医疗器械使用单位", "phone": "13900000001"}
    enter(ledger, "customers", person, key="K1")
    other = person | {"phone": "13900000002"}
    assert key_of(ledger, "customers", person, "K1").digest == key_of(ledger, "customers", other, "K1").digest
    assert enter(ledger, "customers", person, key="K1").repeated
    with pytest.raises(ConflictError):
        enter(ledger, "customers", other, key="K1")
    position = next(iter(ledger.log.scan_tags(["key:K1"])))[0][0]
    erase(ledger.log, position, ["phone"])
    assert enter(ledger, "customers", other, key="K1").repeated, "what was erased cannot tell"


@pytest.mark.parametrize("name", ["", " ", "a b", "a\nb", "a\u202eb", "x" * 201, "\ud800"])
def test_what_cannot_be_a_key_is_refused(ledger: Ledger, name: str) -> None:
    """A key is shown in messages and file names; it is one visible word."""
    with pytest.raises(CommandError) as caught:
        enter(ledger, "sales", ROW, key=name)
    assert caught.value.code == "entry_key_unfit"


def test_of_threads_with_one_key_one_records(log: LogRecorder) -> None:
    """Also where what waits is committed together, in one unit."""
    house = SharedLedger(log, recorded_by="E1")
    record(house, *HOUSE)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: enter(house, "sales", ROW, key="K1"), range(16)))
    assert sorted(one.repeated for one in answers) == [False] + [True] * 15
    assert all(_but_marks(one) == _but_marks(answers[0]) for one in answers)
    assert len(events(house, "goods_sold")) == 1


def test_a_check_keeps_no_key(ledger: Ledger) -> None:
    """Only what is recorded uses a key up."""
    enter(ledger, "sales", ROW, key="K1", check=True)
    assert repeated(ledger, key_of(ledger, "sales", ROW, "K1")) is None


def test_registers_and_stages_take_keys_too(ledger: Ledger) -> None:
    """Every kind of table is entered by the same door."""
    record(ledger, customer("C8"))
    document = {"received_on": "2026-03-02", "customer_code": "C8", "channel": "phone", "content": "漏液"}
    first = enter(ledger, "complaints", document, key="K1")
    assert _but_marks(enter(ledger, "complaints", document, key="K1")) == _but_marks(first)


@given(st.permutations(list(ROW)), st.text("abc-0", min_size=1, max_size=9))
def test_the_order_of_options_does_not_matter(order: list[str], name: str) -> None:
    """A digest of options is one of values by name."""
    shuffled = {key: ROW[key] for key in order}
    assert key_of_options(name, "recall open", shuffled, "recalls") == key_of_options(
        name, "recall open", dict(ROW), "recalls"
    )
