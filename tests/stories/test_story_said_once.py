"""Said once, recorded once: whoever does not know whether an entry arrived says it again with its key."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.support.desk import Desk, receipt
from tests.support.forked_entries import entered_at_once

GOODS = {"product_code": "P01", "lot": "L1", "quantity": 10}
SALE = GOODS | {"sold_on": "2026-05-01", "customer_code": "C1", "seller": "E1"}
_KILLED_AFTER_THE_COMMIT = """
import os, sys
from ledger.recording.appender import LogAppender
finish = LogAppender.finish
LogAppender.finish = lambda self: (finish(self), os._exit(9))
from replay.cli.main import run
sys.argv = ["medledger", "record", "sales", "--key", "K1"]
run()
"""


def _sold(desk: Desk) -> int:
    return len(desk.cli.table("sales"))


def test_a_repeat_with_its_key_gets_the_first_answer(desk: Desk) -> None:
    """The same JSON, marked; whatever was recorded in between."""
    document = json.dumps(SALE)
    first = desk.cli.run("record", "sales", "--key", "K1", stdin=document)
    desk.cli.run("record", "sales", "--key", "K2", stdin=document)
    again = desk.cli.run("record", "sales", "--key", "K1", stdin=json.dumps([SALE], indent=2))
    assert again.json == first.json | {"repeated": True}
    assert (first.err, again.err) == ("", "")
    assert _sold(desk) == 2
    refused = desk.cli.run("record", "sales", "--key", "K1", stdin=json.dumps(SALE | {"lot": "L2"}), expect=3)
    assert refused.out == ""
    assert refused.err == (
        "Entering with the key 'K1': expected what was first entered with it (position 10), got other "
        "content.\nA retry says the same again; give another document a key of its own.\n"
    )
    assert desk.cli.run("verify", "--deep").json["ok"]


def test_without_a_key_a_number_from_the_system_is_warned_of(desk: Desk) -> None:
    """One line on standard error; not where the number is one's own."""
    told = desk.cli.run("record", "sales", stdin=json.dumps(SALE)).err
    assert told == (
        "The number XS-20260501-001 was given by the system: entering the same once more sells it again. "
        "Use --key to retry safely.\n"
    )
    assert desk.cli.run("record", "sales", stdin=json.dumps(SALE | {"sale_no": "XS1"})).err == ""
    assert desk.cli.run("record", "sales", "--check", stdin=json.dumps(SALE)).err == ""
    desk.cli.settings["MEDLEDGER_LANG"] = "zh"
    told = desk.cli.run("record", "sales", stdin=json.dumps(SALE)).err
    assert told == "编号 XS-20260501-002 由系统给出：再次录入同样内容会再次销售。请用 --key 使重试安全。\n"


def test_of_sixteen_processes_with_one_key_one_records(desk: Desk) -> None:
    """All of them are answered with the same positions."""
    answers = entered_at_once(desk.cli.ledger, "K1", 16, SALE)
    assert sorted(one["repeated"] for one in answers) == [False] + [True] * 15
    assert {tuple(one["positions"]) for one in answers} == {(10,)}
    assert _sold(desk) == 1


def test_an_answer_that_was_lost_is_given_again(desk: Desk) -> None:
    """The program died after its commit and before it could say so."""
    died = subprocess.run(
        [sys.executable, "-c", _KILLED_AFTER_THE_COMMIT],
        input=json.dumps(SALE),
        encoding="utf-8",
        env={**os.environ, **desk.cli.environment},
        check=False,
        capture_output=True,
    )
    assert (died.returncode, died.stdout) == (9, "")
    again = desk.cli.run("record", "sales", "--key", "K1", stdin=json.dumps(SALE)).json
    assert again["repeated"]
    assert [one["position"] for one in again["recorded"]] == [10]
    assert _sold(desk) == 1


def test_the_verbs_of_a_recall_take_keys(desk: Desk) -> None:
    """What a verb adds by itself, the frozen list and the next number, is not what was asked."""
    desk.cli.settings["MEDLEDGER_USER"] = "E1"
    desk.cli.run("record", "sales", "--key", "K0", stdin=json.dumps(SALE))
    asked = (
        "recall",
        "open",
        "--lot",
        "L1",
        "--level",
        "2",
        "--origin",
        "registrant",
        "--reason",
        "密封不良",
    )
    first = desk.cli.run(*asked, "--key", "K1").json
    again = desk.cli.run(*asked, "--key", "K1").json
    assert again["positions"] == first["positions"]
    assert again["repeated"]
    desk.cli.run(*asked, "--title", "别的", "--key", "K1", expect=3)
    notify = ("recall", "notify", first["recall_no"], "--everyone", "--notice-method", "phone")
    told = desk.cli.run(*notify, "--key", "K2").json
    assert desk.cli.run(*notify, "--key", "K2").json == told | {"repeated": True}
    scope = ("recall", "scope", first["recall_no"], "--lot", "L1", "--lot", "L2", "--reason", "扩大")
    desk.recorded("receipts", receipt("YS2", "L2"))
    widened = desk.cli.run(*scope, "--key", "K3").json
    assert desk.cli.run(*scope, "--key", "K3").json["positions"] == widened["positions"]
    assert len(desk.cli.rows("recall", "list")) == 1
