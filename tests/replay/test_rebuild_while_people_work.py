"""While tables are built anew people go on: at every step of it somebody records, reads and follows."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from multiprocessing import get_context

import pytest

from ledger.failpoints import FAILPOINTS, arm, armed
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.settings import Location, locate
from projections.engine.catch_up import catch_up
from projections.engine.generations import Generations
from projections.engine.read_model import ReadModel, open_readmodel
from replay.rebuild import drift, rebuild
from tests.support.events import customer, received, sold
from tests.support.killed_rebuilds import kill

_STEPS = FAILPOINTS["rebuild"]
_SWITCH = "rebuild.switching"  # is passed while the turn to say which generation serves is held
_LONGEST = 60.0  # seconds that a loaded machine may need for one event


@pytest.fixture
def readmodel(log: LogRecorder, location: Location) -> Iterator[ReadModel]:
    log.append_prepared([customer("C1"), received("YS1", lot="L1")])
    log.append_prepared([sold(f"XS{number}", lot="L1") for number in range(200)])
    model = open_readmodel(log, location)
    catch_up(model, log)
    yield model
    model.close()


def _in_time(work: Callable[[], object]) -> None:
    """Let another thread do something; it must not wait for this one."""
    failed: list[BaseException] = []

    def _noting() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - whatever it was, the test fails by it
            failed.append(error)

    thread = threading.Thread(target=_noting, daemon=True)
    thread.start()
    thread.join(_LONGEST)
    assert not thread.is_alive(), "somebody waits for a rebuild"
    assert failed == []


def _sales(model: ReadModel) -> int:
    with model.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM sales").scalar_one())


@pytest.mark.parametrize("step", _STEPS)
def test_at_every_step_others_read_and_the_tables_follow(
    log: LogRecorder, readmodel: ReadModel, location: Location, step: str
) -> None:
    """Given a build at a step, when another program reads and follows, then it waits for nothing."""
    others = open_log(location)
    their_model = open_readmodel(others, location)
    seen: list[int] = []

    def _people() -> None:
        if step != _SWITCH:
            others.append_prepared([sold(f"XN{len(seen)}", lot="L1")])
            catch_up(their_model, others)
        seen.append(_sales(their_model))

    with armed(step, lambda: _in_time(_people)):
        rebuilt = rebuild(readmodel, log)
    assert seen, "the step was passed"
    assert rebuilt.generation == Generations(log).serving() == 2
    catch_up(their_model, others)
    assert their_model.generation == 2, "they see the new tables"
    assert _sales(their_model) == 200 + (0 if step == _SWITCH else len(seen))
    assert drift(their_model, others) == []
    their_model.close()
    others.close()


def test_the_switch_waits_for_no_reader(log: LogRecorder, readmodel: ReadModel, location: Location) -> None:
    """Given somebody who reads on and on, the tables are switched, and what is read stays of one moment."""
    other = open_readmodel(log, location)
    with other.reading() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM sales").scalar_one()
        _in_time(lambda: rebuild(readmodel, log))
        log.append_prepared([sold("XN1", lot="L1")])
        catch_up(readmodel, log)
        assert connection.exec_driver_sql("SELECT count(*) FROM sales").scalar_one() == count
    assert (readmodel.generation, _sales(readmodel)) == (2, 201)
    other.close()


def test_the_switch_waits_for_one_batch_of_a_follower_and_no_more(
    log: LogRecorder, readmodel: ReadModel, location: Location
) -> None:
    """Given a follower with one batch after the other before it, the switch comes between two of them."""
    others = open_log(location)
    follower = open_readmodel(others, location)
    switched: list[int] = []
    switching, go_on = threading.Event(), threading.Event()

    def _following(number: int = 0) -> None:
        while not go_on.is_set():
            number += 1
            others.append_prepared([sold(f"XF{number}", lot="L1")])
            catch_up(follower, others)

    thread = threading.Thread(target=_following, daemon=True)
    thread.start()
    with armed("rebuild.switched", lambda: switched.append(others.head())), armed(_SWITCH, switching.set):
        _in_time(lambda: rebuild(readmodel, log))
    assert switching.is_set()
    assert switched
    assert thread.is_alive(), "the follower was not at its end when the tables were switched"
    go_on.set()
    thread.join(_LONGEST)
    catch_up(follower, others)
    assert follower.generation == 2
    assert drift(follower, others) == []
    follower.close()
    others.close()


@pytest.mark.parametrize("step", _STEPS)
def test_killed_at_any_step_people_go_on(
    log: LogRecorder, readmodel: ReadModel, location: Location, step: str
) -> None:
    """Given a build that is killed at a step, then what serves is whole, and the next build completes it."""
    process = get_context("spawn").Process(target=_killed_at, args=(location.url, step))
    process.start()
    process.join(_LONGEST * 5)
    assert process.exitcode == -signal.SIGKILL
    log.append_prepared([sold("XK1", lot="L1")])
    assert catch_up(readmodel, log) == log.head()
    assert Generations(log).serving() == (2 if step == "rebuild.switched" else 1)
    assert _sales(readmodel) == 201
    assert drift(readmodel, log) == []
    rebuild(readmodel, log)
    assert drift(readmodel, log) == []


def _killed_at(url: str, step: str) -> None:
    location = locate(url)
    log = open_log(location)
    arm(step, kill)
    rebuild(open_readmodel(log, location), log)
