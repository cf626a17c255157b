"""The ledger records documents: decided against the state, appended with it, overtaken by nobody."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import count
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from ledger.deciding.decision import Command, Duplicate, Refused
from ledger.errors import CommandError
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.recording.ledger import Ledger
from ledger.recording.rehearsal import rehearsing
from ledger.recording.unit_of_work import Outcome, Recorded, UnitOfWork
from ledger.settings import Location, locate
from tests.support.budgets import examples
from tests.support.decisions import back, customer, member, product, receipt, sale, supplier, void
from tests.support.erasing import erase


def _house(log: LogRecorder) -> Ledger:
    ledger = Ledger(log, recorded_by="tester")
    ledger.submit([[one] for one in (supplier(), product(), customer(), member(), receipt())])
    return ledger


def _state(log: LogRecorder) -> dict[str, Any]:
    with log.reading() as connection:
        rows = connection.execute(text("SELECT key, value FROM decision_state")).fetchall()
    return {key: orjson.loads(bytes(value)) for key, value in rows if key[0] not in "omz"}


def _wipe(log: LogRecorder) -> None:
    with log.writing() as connection:
        connection.execute(text("DELETE FROM decision_state"))


def _kinds(outcomes: list[list[Outcome]]) -> list[str]:
    return [type(outcome).__name__ for document in outcomes for outcome in document]


def test_a_document_is_recorded_whole_or_not_at_all(log: LogRecorder) -> None:
    """Interface rule 2: one bad line keeps the others out; the position does not move for it."""
    ledger = _house(log)
    document = [sale(line=1), sale(line=2, customer_code="C9"), sale(line=3)]
    outcomes = ledger.submit([document, [sale("XS2")]])
    assert _kinds(outcomes) == ["Refused", "Refused", "Refused", "Recorded"]
    codes = [outcome.reasons[0].code for outcome in outcomes[0] if isinstance(outcome, Refused)]
    assert codes == ["document_incomplete", "unknown_reference", "document_incomplete"]
    assert outcomes[1] == [Recorded(6)]
    assert log.head() == 6


def test_equal_lines_are_duplicates_and_new_ones_are_added(log: LogRecorder) -> None:
    """Interface rule 2: absent lines may come later."""
    ledger = _house(log)
    ledger.submit([[sale(line=1)]])
    assert ledger.submit([[sale(line=1), sale(line=2)]]) == [[Duplicate(6), Recorded(7)]]


def test_live_entry_is_refused_with_the_reason(log: LogRecorder) -> None:
    """Architecture: both kinds of rule refuse live."""
    with pytest.raises(CommandError) as caught:
        _house(log).record([sale(lot="L9")])
    assert caught.value.code == "not_accepted"
    assert log.head() == 5


def test_live_entry_tells_every_reason_of_every_line(log: LogRecorder) -> None:
    """The error's sentence is the first; the others follow, line by line, each in the order of the rules."""
    with pytest.raises(CommandError) as caught:
        _house(log).record([sale(lot="L9", seller="E9"), sale(line=2), sale(line=3, customer_code="C9")])
    assert [one.code for one in caught.value.reasons] == [
        "not_accepted",
        "unknown_staff",
        "unknown_reference",
    ]


def test_an_import_tells_every_reason_too(log: LogRecorder) -> None:
    """It waits for what may yet be known only where that would cure everything."""
    unknown, hopeless = _house(log).submit(
        [[sale(customer_code="C9")], [sale(customer_code="C9", serial="A;B", quantity="3")]]
    )
    assert isinstance(unknown[0], Refused)
    assert isinstance(hopeless[0], Refused)
    assert ([one.code for one in unknown[0].reasons], unknown[0].later) == (["unknown_reference"], True)
    assert [one.code for one in hopeless[0].reasons] == ["unknown_reference", "serial_count"]
    assert not hopeless[0].later


def test_decisions_do_not_depend_on_the_kept_state(log: LogRecorder) -> None:
    """The state is disposable: wiped, it is folded from the log again, equal to what it was."""
    ledger = _house(log)
    ledger.submit([[sale(serial="A;B", quantity="2")], [back(serial="A", quantity="1")]])
    ledger.submit([[void("returns", "TH1", 1)], [customer(name="新名")]])
    before = _state(log)
    _wipe(log)
    again = Ledger(log, recorded_by="tester")
    assert _kinds(again.submit([[sale("XS2", serial="A", quantity="1")]])) == ["Refused"]
    assert _state(log) == before


def test_a_ledger_that_was_overtaken_decides_again(log: LogRecorder) -> None:
    """Two programs at one log: the second sees what the first recorded, also of the same rows."""
    first = _house(log)
    second = Ledger(log, recorded_by="other")
    second.submit([[sale("XS1", serial="A", quantity="1")]])
    assert _kinds(first.submit([[sale("XS2", serial="A", quantity="1")]])) == ["Refused"]
    assert _kinds(first.submit([[sale("XS1", serial="A", quantity="1")]])) == ["Duplicate"]
    assert first.submit([[sale("XS3", serial="B", quantity="1")]]) == [[Recorded(7)]]


def test_who_is_overtaken_again_and_again_decides_in_its_turn(location: Location) -> None:
    """Another program records in every decision: after some tries it waits, and the decision holds."""
    log, own = open_log(location, create=True), open_log(location)
    ledger, other = _house(log), Ledger(own, recorded_by="other")
    faster: list[Future[Any]] = []

    def decide(unit: UnitOfWork) -> list[list[Outcome]]:
        number = len(faster)
        faster.append(pool.submit(other.submit, [[customer(f"C{number + 2}")]]))
        wait(faster, timeout=0.5)
        return unit.decided([[sale()]])

    with ThreadPoolExecutor(1) as pool:
        [[recorded]] = ledger.deciding(decide)
    others = [one.result()[0][0].position for one in faster]
    assert isinstance(recorded, Recorded)
    assert others[-1] == recorded.position + 1, "it waited for the turn that was not its own"
    assert len(others) > 1
    assert [position for batch in log.scan() for position, _ in batch] == list(range(1, others[-1] + 1))
    ledger.submit([[sale("XS2")]])
    own.close()
    log.close()


def test_a_turn_without_an_append_is_given_back(location: Location) -> None:
    """A decision that records nothing, or fails, in the turn it waited for keeps nobody waiting."""
    log, own = open_log(location, create=True), open_log(location)
    ledger, other = _house(log), Ledger(own, recorded_by="other")
    numbers = count(2)

    def overtaken(unit: UnitOfWork) -> list[list[Outcome]]:
        faster = pool.submit(other.submit, [[customer(f"C{next(numbers)}")]])
        if not wait([faster], timeout=0.5).done:
            raise LookupError("in turn")
        return unit.decided([[sale()]])

    with ThreadPoolExecutor(1) as pool, pytest.raises(LookupError, match="in turn"):
        ledger.deciding(overtaken)
    assert ledger.deciding(lambda unit: unit.head, check=True) == own.head()
    assert isinstance(ledger.submit([[sale()]])[0][0], Recorded)
    own.close()
    log.close()


def test_writers_at_once_never_sell_a_unit_twice(location: Location) -> None:
    """Eight writers offer the same twelve units: each unit is sold once, positions have no gap."""
    log = open_log(location, create=True)
    _house(log)

    def sell(writer: int) -> list[str]:
        own = open_log(location)
        ledger = Ledger(own, recorded_by=f"writer{writer}")
        rows = [sale(f"XS{writer}-{unit}", serial=f"SN{unit}", quantity="1") for unit in range(12)]
        kinds = [kind for row in rows for kind in _kinds(ledger.submit([[row]]))]
        own.close()
        return kinds

    with ThreadPoolExecutor(8) as pool:
        kinds = [kind for one in pool.map(sell, range(8)) for kind in one]
    assert kinds.count("Recorded") == 12
    assert kinds.count("Refused") == 84
    assert [position for batch in log.scan() for position, _ in batch] == list(range(1, 18))
    log.close()


def test_personal_fields_never_enter_the_document(log: LogRecorder) -> None:
    """Interface rule 12: the document holds a salted digest; the sale names the version it came from."""
    ledger = _house(log)
    ledger.submit([[customer("C2", phone="0571-8888")], [sale(customer_code="C2")]])
    document = log.document(6)
    assert document is not None
    assert b"0571-8888" not in document
    assert log.personal([(6, "phone")]) == {(6, "phone"): "0571-8888"}
    sold = orjson.loads(log.document(7) or b"")
    assert "customer_phone" not in sold["data"]
    assert sold["versions"] == {"customers": 6, "products": 2}


def test_a_register_row_with_another_telephone_number_is_another_version(log: LogRecorder) -> None:
    """Interface rule 1: personal values are compared; erased ones cannot be."""
    ledger = _house(log)
    ledger.submit([[customer("C2", phone="1")]])
    assert ledger.submit([[customer("C2", phone="1")]]) == [[Duplicate(6)]]
    assert ledger.submit([[customer("C2", phone="2")]]) == [[Recorded(7)]]
    erase(log, 6, ["phone"])
    assert ledger.submit([[customer("C2", phone="9")]]) == [[Duplicate(6)]]


def test_a_later_version_counts_from_its_record_time(log: LogRecorder) -> None:
    """Interface rule 6: without a business time, the first counts from always, a later one from then."""
    ledger = _house(log)
    ledger.submit([[customer(name="新名")]])
    first, later = (orjson.loads(log.document(position) or b"") for position in (3, 6))
    assert first["event_time"] is None
    assert later["event_time"] == later["record_time"]
    ledger.submit([[sale()]])
    assert orjson.loads(log.document(7) or b"")["data"]["customer_name"] == "C1医院"


def test_a_rehearsal_decides_the_same_and_records_nothing(log: LogRecorder) -> None:
    """`import --check` says what an import would do, over batches that build on each other."""
    _house(log)
    rows: list[list[Command]] = [
        [sale(serial="A", quantity="1")],
        [back(sale_no=None, serial="A", quantity="1")],
    ]
    with rehearsing(log, recorded_by="tester") as rehearsal:
        rehearsed = [rehearsal.submit([document]) for document in [*rows, *rows]]
        clash = rehearsal.submit([[sale(serial="A", quantity="1", unit_price="9")]])
    assert log.head() == 5
    assert [_kinds(one) for one in rehearsed] == [["Recorded"], ["Recorded"], ["Duplicate"], ["Duplicate"]]
    assert _kinds(clash) == ["Refused"]
    ledger = Ledger(log, recorded_by="tester")
    assert [ledger.submit([document]) for document in [*rows, *rows]] == rehearsed


_ROWS = st.one_of(
    st.builds(
        lambda number, quantity, serial: sale(
            f"XS{number}", quantity="1" if serial else str(quantity), serial=serial
        ),
        st.integers(1, 4),
        st.integers(1, 9),
        st.sampled_from([None, "A", "B"]),
    ),
    st.builds(
        lambda number, sale_no, quantity, serial: back(
            f"TH{number}", sale_no=sale_no, quantity="1" if serial else str(quantity), serial=serial
        ),
        st.integers(1, 4),
        st.sampled_from([None, "XS1", "XS2", "XS3"]),
        st.integers(1, 9),
        st.sampled_from([None, "A", "B"]),
    ),
    st.builds(
        lambda table, number, reason: void(*number(table), reason=reason),
        st.sampled_from(["sales", "returns"]),
        st.sampled_from(
            [
                lambda table: (table, "XS1" if table == "sales" else "TH1", 1),
                lambda table: (table, "XS2" if table == "sales" else "TH2", 1),
            ]
        ),
        st.sampled_from(["a", "b"]),
    ),
)


@given(st.lists(st.lists(_ROWS, min_size=1, max_size=3), min_size=1, max_size=12))
@settings(max_examples=examples(40), deadline=None)
def test_no_sequence_of_commands_breaks_the_arithmetic(documents: list[list[Command]]) -> None:
    """Whatever is offered: no unit out twice, no more back than went out; the state equals a fresh fold."""
    with TemporaryDirectory() as folder:
        log = open_log(locate(f"{folder}/x.db"), create=True)
        _offer(log, documents)
        log.close()


def _offer(log: LogRecorder, documents: list[list[Command]]) -> None:
    ledger = _house(log)
    for document in documents:
        ledger.submit([document])
    sold: dict[tuple[str, int], dict[str, Any]] = {}
    returned: dict[tuple[str, int], list[dict[str, Any]]] = {}
    voided = {
        position
        for batch in log.scan(types=["record_voided"])
        for _, document in batch
        for position in orjson.loads(document)["struck"]
    }
    for batch in log.scan(types=["goods_sold", "goods_returned"]):
        for position, stored in batch:
            data = orjson.loads(stored)["data"]
            if position in voided:
                continue
            if "return_no" in data:
                returned.setdefault((data["sale_no"], data["sale_line"]), []).append(data)
            else:
                assert (data["sale_no"], data["line"]) not in sold
                sold[data["sale_no"], data["line"]] = data
    out: list[str] = []
    for key, lines in returned.items():
        assert sum(int(line["quantity"]) for line in lines) <= int(sold[key]["quantity"])
    for key, data in sold.items():
        if "serial" in data and not any("serial" in line for line in returned.get(key, [])):
            out.append(data["serial"])
    assert len(out) == len(set(out))
    before = _state(log)
    _wipe(log)
    Ledger(log, recorded_by="tester").submit([[sale()]])
    after = _state(log)
    for key in [key for key in after if key.startswith("r\x1fsales\x1fXS1") or key == "position"]:
        before.pop(key, None)
        after.pop(key)
    assert {key: after[key] for key in before if key in after and key[0] == "r"} == {
        key: value for key, value in before.items() if key in after and key[0] == "r"
    }


def test_state_that_an_older_fold_left_is_folded_anew(log: LogRecorder) -> None:
    """Decision 0006: entries are disposable; those of another version of the fold are not trusted."""
    ledger = _house(log)
    ledger.submit([[sale()]])
    folded = _state(log)
    with log.writing() as connection:
        connection.execute(text("DELETE FROM decision_state WHERE key LIKE 'position%'"))
        connection.execute(text("UPDATE decision_state SET value = '[9]' WHERE key LIKE 'u%'"))
    again = Ledger(log, recorded_by="tester")
    assert _kinds(again.submit([[sale()], [sale("XS2")]])) == ["Duplicate", "Recorded"]
    assert _state(log).keys() - folded.keys()
    fresh = _state(log)
    _wipe(log)
    Ledger(log, recorded_by="tester").submit([[sale()]])
    assert _state(log) == fresh
