"""Files that cannot grow, wherever that is met: one sentence, nothing half, and the same again succeeds."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.budgets import budget
from tests.support.cli import Answer, Cli
from tests.support.desk import Desk, customer, sale, staff

_PAGE = 4096
_RUNGS = 4 if budget() == "gate" else 1000
_ENTERED = json.dumps(sale("XSK", quantity="1"))
_ERASED = ("--subject", "customers/K1", "--reason", "本人要求", "--approver", "E2")
VERBS: dict[str, Callable[[Desk], Answer]] = {
    "init": lambda desk: desk.cli.run("init", expect=None),
    "record": lambda desk: desk.cli.run("record", "sales", "--key", "K", stdin=_ENTERED, expect=None),
    "import": lambda desk: desk.cli.run("import", desk.folder / "more.csv", "--table", "sales", expect=None),
    "checkpoint": lambda desk: desk.cli.run("checkpoint", expect=None),
    "erase": lambda desk: desk.cli.run("erase", *_ERASED, expect=None),
    "rebuild": lambda desk: desk.cli.run("rebuild", expect=None),
}


@contextmanager
def _no_larger_than(size: int) -> Iterator[None]:
    """Let every write beyond a size fail, in each file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture(scope="module")
def traded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a ledger with sales and an individual, its tables built, and a file of sales."""
    home = tmp_path_factory.mktemp("traded")
    desk = Desk(Cli(str(home / "medledger.db"), home), home)
    desk.cli.run("init")
    desk.furnish()
    desk.recorded("staff", staff("E2"))
    desk.recorded("customers", customer("K1", kind="个人", name="盘满密鑫", licence_no=""))
    desk.recorded("sales", *(sale(f"XS{number}", quantity="1") for number in range(20)))
    desk.cli.run("tables")
    files = {path.name: path.read_bytes() for path in home.glob("medledger.db*") if path.is_file()}
    more = desk.file(*(sale(f"XM{number}", quantity="1") for number in range(20)))
    return files | {"more.csv": Path(more).read_bytes()}


def _put(folder: Path, files: dict[str, bytes]) -> Desk:
    for path in folder.glob("m*"):
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)
    return Desk(Cli(str(folder / "medledger.db"), folder), folder)


@pytest.mark.parametrize("verb", VERBS)
def test_wherever_a_file_cannot_grow_nothing_is_half_and_the_same_again_succeeds(
    traded: dict[str, bytes], tmp_path: Path, verb: str
) -> None:
    """The limit goes up page by page, in the gate in a few steps, until all that is written fits."""
    begun = {} if verb == "init" else traded
    desk = _put(tmp_path, begun)
    before = desk.cli.position() if begun else 0
    assert VERBS[verb](desk).exit_code == 0
    after = desk.cli.position()
    largest = max(path.stat().st_size for path in tmp_path.glob("medledger.db*") if path.is_file())
    pages = largest // _PAGE + 2
    refused = 0
    for rung in range(0, pages, max(1, pages // _RUNGS)):
        desk = _put(tmp_path, begun)
        with _no_larger_than(rung * _PAGE):
            answer = VERBS[verb](desk)
        assert answer.exit_code in {0, 2, 4}, (rung, str(answer))
        assert "Traceback" not in answer.err and "itself failed" not in answer.err, (rung, answer.err)
        if answer.exit_code and verb != "init":
            refused += 1
            assert desk.cli.position() == before, f"{rung}: recorded, and told otherwise: {answer}"
        again = VERBS[verb](desk)
        assert again.exit_code == 0, (rung, str(answer), str(again))
        assert desk.cli.position() == after, rung
        assert desk.cli.run("verify", "--deep", "--format", "json").json["findings"] == [], rung
        if verb == "erase":
            assert desk.cli.table("customers", "--where", "customer_code=K1")[0]["name"] is None, rung
    assert refused > 0 or verb == "init"
