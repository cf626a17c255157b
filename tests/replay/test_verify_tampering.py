"""Whatever is altered below the program is found and named, on SQLite files and PostgreSQL databases.

Each case drops the triggers first, as one with the file or the owner's rights would, and states all findings
that must come of it, no more and no less.
"""

import shutil

import orjson
import pytest

from ledger.settings import locate
from replay.verify import ParsedElsewhere
from tests.ledger.seal import beside_cases, chain_cases, column_edits, row_cases, seal_cases
from tests.ledger.seal.tampering import CASES, Ledger
from tests.support.databases import sqlite_at


@pytest.fixture(scope="module")
def file_model(tmp_path_factory):
    """A SQLite ledger, closed, to be copied."""
    location = sqlite_at(tmp_path_factory.mktemp("model"))
    ledger = Ledger.make(location)
    assert ledger.found() == []
    ledger.close()
    return location


@pytest.fixture(scope="module")
def database_model(postgres_server, tmp_path_factory):
    """A PostgreSQL ledger whose tables are kept aside, to be put back before each test."""
    url = postgres_server.create()
    ledger = Ledger.make(at_home(url, tmp_path_factory.mktemp("model")))
    assert ledger.found() == []
    with ledger.attacker() as hand:
        hand.keep()
    yield ledger
    ledger.close()
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request, tmp_path):
    """An unspoilt ledger for one test."""
    if request.param == "sqlite":
        location = sqlite_at(tmp_path)
        shutil.copytree(request.getfixturevalue("file_model").path.parent, tmp_path, dirs_exist_ok=True)
        copy = Ledger(location)
        yield copy
        copy.close()
        return
    model = request.getfixturevalue("database_model")
    beside = [model.location.key_file, model.location.checkpoint_file]
    kept = [(path, path.read_bytes()) for path in beside]
    yield model
    for path, content in kept:
        path.write_bytes(content)
        path.chmod(0o600)
    with model.attacker() as hand:
        hand.restore()


def at_home(url, folder):
    """Return the place of a PostgreSQL ledger whose key and copies lie in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEDLEDGER_HOME", str(folder))
        return locate(url)


assert beside_cases and chain_cases and column_edits
assert row_cases and seal_cases  # they enter their cases when they are imported


@pytest.mark.parametrize("name", CASES)
def test_tampering_is_found_and_named(ledger, name):
    """All findings, in order, with the exact kind and position; also where others parse the documents."""
    tamper, expected = CASES[name]
    with ledger.attacker() as hand:
        tamper(hand)
    verification = ledger.verify()
    assert [(one.kind, one.position) for one in verification.findings] == expected
    assert ledger.verify(elsewhere=ParsedElsewhere(ledger.recorded, lambda: True)) == verification
    assert verification.ok == (not expected)
    assert orjson.dumps(ledger.verify(deep=True).as_json())
