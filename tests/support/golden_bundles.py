"""Golden bundles: made once, never edited, checked by both checks for ever.

::

    python -m tests.support.golden_bundles NAME

writes `tests/golden/bundles/NAME.ledger.zip`, a ledger with its key that signs nothing else, and `NAME.zip`,
a bundle of it: NAME is a pack of `PACKS` and a number. A new shape of bundles gets a new name; what is there
stays as it is.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.support.bundles import trading_house
from tests.support.cli import Cli
from tests.support.desk import Desk, customer, sale, staff

FOLDER = Path(__file__).parents[1] / "golden" / "bundles"
AT = ("--at", "2026-07-01")
_FILES = ("medledger.db", "medledger.db.key", "medledger.db.checkpoints")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def complaining_house(folder: Path) -> Cli:
    """Return a small ledger of a person who bought something and complains, with a scanned line."""
    desk = Desk(Cli(str(folder / "medledger.db"), folder), folder)
    desk.cli.run("init")
    desk.furnish()
    desk.recorded("staff", staff("Q1", post="质量负责人"))
    person = {"name": "王小二", "phone": "0311-5555", "address": "槐安路八号", "kind": "individual"}
    desk.recorded("customers", customer("C9", **person))
    goods = {"customer_code": "C9", "quantity": "1", "udi": "(01)06901234567892(10)L1"}
    desk.recorded("sales", sale("XS1", "", **goods))
    told = {"complaint_no": "TS-1", "received_on": "2026-05-20", "customer_code": "C9", "channel": "phone"}
    told |= {"product_code": "P01", "lot": "L1", "sale_no": "XS1", "sale_line": "1", "content": "漏液"}
    told |= {"customer_phone": person["phone"]}
    desk.cli.run("import", desk.file(told), "--table", "complaints", expect=None)
    return desk.cli


def pack_of(name: str) -> tuple[str, ...]:
    """Return the pack that a golden bundle is."""
    return PACKS[name.partition(".")[0]][1]


def unpacked(name: str, folder: Path) -> Cli:
    """Return a golden ledger, put into a folder."""
    with zipfile.ZipFile(FOLDER / f"{name}.ledger.zip") as archive:
        archive.extractall(folder)
    for file in folder.iterdir():
        file.chmod(0o600)
    return Cli(str(folder / _FILES[0]), folder)


_READERS = ("--for", "药监局", "--personal", "检查")
PACKS: dict[str, tuple[Callable[[Path], Cli], tuple[str, ...]]] = {
    "lot": (trading_house, ("lot", "P01", "L1", *_READERS)),
    "complaint": (complaining_house, ("complaint", "TS-1", *_READERS)),
}


def main(name: str) -> None:
    """Make a golden ledger and its bundle."""
    FOLDER.mkdir(exist_ok=True)
    assert not (FOLDER / f"{name}.zip").exists(), "a golden bundle is never made again"
    with tempfile.TemporaryDirectory() as place:
        house = PACKS[name.partition(".")[0]][0](Path(place))
        with zipfile.ZipFile(FOLDER / f"{name}.ledger.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for file in _FILES:
                archive.writestr(
                    zipfile.ZipInfo(file, _LONG_AGO), (Path(place) / file).read_bytes(), zipfile.ZIP_DEFLATED
                )
        house.run("export", *pack_of(name), *AT, "--output", FOLDER / f"{name}.zip")


if __name__ == "__main__":
    main(sys.argv[1])
