"""Other processes look at the tables of a large ledger; what they say is what one process would find."""

from __future__ import annotations

import pytest

from ledger.settings import Location
from replay import agreeing, bootstrap
from tests.support.events import customer, received, sold
from tests.support.ready_ledgers import Beginning, with_tables

pytestmark = pytest.mark.usefixtures("log")


@pytest.fixture
def beginning() -> Beginning:
    history = (customer("C1"), received("YS1", lot="L1"), sold("XS1", lot="L1"))
    return Beginning("a log with three events and its tables", with_tables(*history))


def test_other_processes_say_which_generation_agrees(location: Location) -> None:
    """Of no other."""
    with (
        bootstrap.opened(location) as program,
        agreeing.agreeing(location, program.readmodel) as others,
    ):
        answer, _ = others._started[-1].communicate()
        assert answer == b"1"


def test_what_drifted_is_found_though_others_look(
    location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row by row, as in a small ledger."""
    if location.path is None:
        pytest.skip("once is enough: what the others say is shown on both")
    monkeypatch.setattr(agreeing, "FROM", 0)
    with bootstrap.opened(location) as program:
        with program.readmodel.current().writing() as connection:
            connection.exec_driver_sql("UPDATE sales SET quantity = '9'")
        drifted = [(one.kind, one.position) for one in program.verify().findings if one.kind == "drift"]
        assert drifted == [("drift", 3)]
        assert not program.readmodel.checked()
