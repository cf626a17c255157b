"""Golden bundles: made once, never edited, checked by both checks for ever.

::

    python -m tests.support.golden_bundles NAME

writes `tests/golden/bundles/NAME.ledger.zip`, a ledger with its key that signs nothing else, and `NAME.zip`,
the bundle of one lot of it. A new shape of bundles gets a new name; what is there stays as it is.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from pathlib import Path

from tests.support.bundles import trading_house
from tests.support.cli import Cli

FOLDER = Path(__file__).parents[1] / "golden" / "bundles"
PACK = ("lot", "P01", "L1", "--for", "药监局", "--personal", "检查")
AT = ("--at", "2026-07-01")
_FILES = ("medledger.db", "medledger.db.key", "medledger.db.checkpoints")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def unpacked(name: str, folder: Path) -> Cli:
    """Return a golden ledger, put into a folder."""
    with zipfile.ZipFile(FOLDER / f"{name}.ledger.zip") as archive:
        archive.extractall(folder)
    for file in folder.iterdir():
        file.chmod(0o600)
    return Cli(str(folder / _FILES[0]), folder)


def main(name: str) -> None:
    """Make a golden ledger and its bundle."""
    FOLDER.mkdir(exist_ok=True)
    assert not (FOLDER / f"{name}.zip").exists(), "a golden bundle is never made again"
    with tempfile.TemporaryDirectory() as place:
        house = trading_house(Path(place))
        with zipfile.ZipFile(FOLDER / f"{name}.ledger.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for file in _FILES:
                archive.writestr(
                    zipfile.ZipInfo(file, _LONG_AGO), (Path(place) / file).read_bytes(), zipfile.ZIP_DEFLATED
                )
        house.run("export", *PACK, *AT, "--output", FOLDER / f"{name}.zip")


if __name__ == "__main__":
    main(sys.argv[1])
