"""The sample as a ledger, without the tour: for whoever wants to look around in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ledger.settings import locate
from replay.bootstrap import make, opened
from replay.demo.write_sample import CORRECTION, FIRST_IMPORT, SAMPLE
from replay.inputs import opened_inputs


def sample_ledger(folder: Path) -> Path:
    """Make a ledger in a folder, import the half year's exports and the late correction, and return its file.

    Args:
        folder: Where it is made.

    Raises:
        CommandError: There is a ledger in the folder already.
    """
    file = folder / "medledger.db"
    location = locate(str(file))
    make(location)
    turns: Sequence[Sequence[str]] = (FIRST_IMPORT, *((name,) for name in CORRECTION))
    with opened(location) as program:
        for number, names in enumerate(turns):
            files = [SAMPLE / name for name in names]
            inputs = opened_inputs(program, files, None, None, folder / f"captured-{number}")
            places = {id(one): folder / f"{number}-{place}.rejects.csv" for place, one in enumerate(inputs)}
            program.importing(inputs, lambda one, places=places: places[id(one)], lambda _rows: None)  # type: ignore[misc]
        program.indexed()
    return file
