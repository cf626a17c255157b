"""The Python door: the guide's program runs, threads may share it, nothing is read from the environment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.errors import CommandError, ConflictError, UnavailableError
from ledger.settings import locate
from replay import api
from replay.bootstrap import make, opened
from replay.doors.accounts import Accounts
from tests.support.live import HOUSE, ROW, record

SALE = {**ROW, "seller": "E1"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small house; the environment says something else of everything."""
    location = locate(str(tmp_path / "house.db"))
    make(location)
    with opened(location) as program:
        record(program.ledger(), *HOUSE)
    monkeypatch.setenv("MEDLEDGER_USER", "somebody else")
    monkeypatch.setenv("MEDLEDGER_URL", "nowhere.db")
    monkeypatch.setenv("MEDLEDGER_LANG", "zh")
    return str(tmp_path / "house.db")


def test_what_is_recorded_can_be_asked(place: str) -> None:
    with api.open(place, actor="E1") as ledger:
        first = ledger.record("sales", SALE, key="K1")
        assert ledger.record("sales", SALE, key="K1") == first | {"repeated": True}
        with pytest.raises(ConflictError):
            ledger.record("sales", {**SALE, "quantity": "7"}, key="K1")
        rows = ledger.table("sales", where=["lot=L1"])
        assert [(one["sale_no"], one["quantity"]) for one in rows] == [(first["recorded"][0]["sale_no"], "2")]
        assert ledger.trace(lot="L1")["holders"][0]["customer_code"] == "C1"
        assert ledger.recall(lot=["L1"])["totals"]["outstanding"] == "2"
        assert ledger.obligations(open="1") is not None
        position, stored = next(iter(ledger.events(after=first["position"] - 1)))
        assert position == first["position"]
        assert b'"recorded_by":"E1"' in stored
        assert ledger.verify(deep=True)["ok"] is True


def test_a_refusal_is_in_the_language_of_the_caller(place: str) -> None:
    with api.open(place, actor="E1", language="en") as ledger:
        with pytest.raises(CommandError) as caught:
            ledger.check("sales", {**SALE, "customer_code": "C9"})
        assert caught.value.reason.message("en") == "customer_code 'C9' is not in the table customers."
        before = ledger.program.log.head()
        ledger.check("sales", SALE)
        assert ledger.program.log.head() == before


def test_what_is_signed_is_checked_and_stands_in_the_event(place: str) -> None:
    """Not asked for at this door; where one is given, it has to be that of the approver."""
    with api.open(place, actor="E1") as ledger:
        Accounts(ledger.program.log).make("Q1", "three small words", "quality")
        sold = ledger.record("sales", SALE)["recorded"][0]["sale_no"]
        void = {"record_table": "sales", "record_no": sold, "reason": "typed twice", "approver": "Q1"}
        void["voided_on"] = "2026-05-02"
        for wrong in (
            api.Signature("Q1", "another", "void"),
            api.Signature("Q1", "three small words", "export"),
        ):
            with pytest.raises(CommandError):
                ledger.record("voids", void, signatures=[wrong])
        right = api.Signature("Q1", "three small words", "void")
        assert "three" not in repr(right)
        position = ledger.record("voids", void, signatures=[right])["recorded"][0]["position"]
        stored = dict(ledger.events(after=position - 1))[position]
        assert b'"signatures":[{"by":"Q1","meaning":"void"}]' in stored
        assert b'"verified"' not in stored


def test_threads_share_a_ledger(place: str) -> None:
    with api.open(place, actor="E1") as ledger, ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(lambda n: ledger.record("sales", {**SALE, "quantity": "1"}, key=f"T{n}"), range(24))
        )
        assert len({one["recorded"][0]["sale_no"] for one in found}) == 24
        assert len(ledger.table("sales")) == 24


def test_files_are_imported_and_rejected_rows_told(place: str, tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text(
        "sale_no,sold_on,customer_code,product_code,lot,quantity,seller\n"
        "A1,2026-05-01,C1,P1,L1,1,E1\nA2,2026-05-01,C9,P1,L1,1,E1\n",
        "utf-8",
    )
    with api.open(place, actor="E1") as ledger:
        told = ledger.import_([file])
        assert (told["files"][0]["recorded"], told["files"][0]["rejected"]) == (1, 1)
        assert [one["row"]["sale_no"] for one in told["rejects"]] == ["A2"]


def test_there_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        api.open(tmp_path / "nothing.db", actor="E1")
