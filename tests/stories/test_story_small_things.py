"""Small things of a day: version, help, slips of the pen in names, who issues a report, what is late."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.settings import code_version
from replay.telling.answers.obligations import late_by
from tests.stories.conftest import Copied
from tests.support.desk import Desk


@pytest.fixture
def desk(at_a_copy: Copied) -> Iterator[Desk]:
    """Return a desk at a small house (SQLite)."""
    with at_a_copy() as one:
        yield one


def test_the_program_tells_its_version(desk: Desk) -> None:
    """And needs no ledger for it."""
    assert desk.cli.run("--version").out.strip() == code_version()


def test_help_has_a_short_name_everywhere(desk: Desk) -> None:
    """At the top, of a verb, and of a verb below a verb."""
    for words in ((), ("table",), ("recall", "preview")):
        assert desk.cli.run(*words, "-h").out == desk.cli.run(*words, "--help").out


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("table", "salse"), "Did you mean sales? medledger schema lists all tables."),
        (("table", "recall_consignee"), "Did you mean recall_consignees"),
        (("report", "complaint"), "Near: complaints, complaint_statistics."),
        (("table", "sales", "--columns", "lott"), "lot"),
    ],
)
def test_who_mistypes_a_table_a_report_or_a_column_is_told_what_is_near(
    desk: Desk, words: tuple[str, ...], meant: str
) -> None:
    """In the line of advice."""
    assert meant in desk.cli.run(*words, expect=2).err.splitlines()[1]


def test_who_is_not_on_the_roster_is_told_how_to_issue_a_report(desk: Desk) -> None:
    """The staff code is what lacks; nothing is recorded."""
    position = desk.cli.position()
    month = ("report", "indicators", "--month", "2026-05", "--issue", "--output", desk.folder / "指标.xlsx")
    assert desk.cli.run(*month, expect=2).err.splitlines() == [
        "Issuing a report: expected to know who of the staff issues it, but 'tester' is not on the roster.",
        "Set MEDLEDGER_USER to a staff code, or give one with --issued-by.",
    ]
    assert desk.cli.position() == position
    desk.cli.run(*month, "--issued-by", "E1")


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("854.4", "35 d 14 h"),
        ("24", "1 d"),
        ("2.5", "2 h"),
        ("0.2", "0 h"),
        ("0", None),
        (None, None),
    ],
)
def test_how_late_something_is_is_told_in_days_and_hours(
    hours: str | None, said: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDLEDGER_LANG", "en")
    assert late_by(hours) == said


def test_in_chinese_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDLEDGER_LANG", "zh")
    assert late_by("854.4") == "逾期 35 天 14 小时"


def test_what_is_open_stands_before_what_is_done(desk: Desk) -> None:
    """Whenever either is due."""
    row = {"complaint_no": "TS1", "received_on": "2026-03-02", "customer_code": "C1", "content": "漏液"}
    later = {**row, "complaint_no": "TS2", "received_on": "2026-03-01", "answered_at": "2026-03-01 10:00"}
    desk.cli.import_(desk.file(row), "--table", "complaints", expect=0)
    desk.cli.run("import", desk.file(later), "--table", "complaints", expect=None)
    states = [one["state"] for one in desk.cli.rows("obligations", "--all")]
    done = {"done", "done_late", "time_unknown"}
    assert [state in done for state in states] == sorted(state in done for state in states)
