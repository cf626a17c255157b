"""What a ledger remembers of the segments that it wrote: the newest manifest of each store.

It lies in a file beside the ledger, where the checkpoint copies are, so that an older manifest that is put
back in the store is noticed.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import orjson

from ledger.errors import UnavailableError
from ledger.segments.manifests import KeptManifest
from ledger.segments.problems import STORE_AWAY
from ledger.settings import Location
from ledger.whole_files import written_whole


class Remembered(NamedTuple):
    """The newest manifest of a store.

    Attributes:
        number: Of the newest manifest.
        digest: Of the newest manifest, as the next one says it.
        checked: Digest of the manifest whose twin was last found to be what the events give; empty for none.
    """

    number: int
    digest: str
    checked: str = ""


_NOTHING = Remembered(0, "")


def place_of(location: Location) -> Path:
    """Return the file beside the ledger."""
    return location.beside.with_name(location.beside.name + ".segments")


def recall_manifest(location: Location, store: str) -> Remembered | None:
    """Return the newest manifest that the ledger wrote to a store; None if it knows of none.

    Raises:
        UnavailableError: The file cannot be read.
    """
    found = _read(location).get(store, _NOTHING)
    return found if found.number else None


def remember_manifest(location: Location, store: str, kept: KeptManifest) -> None:
    """Remember the newest manifest of a store, durably enough to notice an older one.

    Raises:
        UnavailableError: The file cannot be written.
    """
    told = _read(location)
    before = told.get(store, _NOTHING)
    if before.number < kept.manifest.number:
        _write(location, {**told, store: Remembered(kept.manifest.number, kept.digest, before.checked)})


def remember_checked(location: Location, store: str, kept: KeptManifest) -> None:
    """Remember that the twin of a manifest was compared with the events, both ways, and found right.

    Raises:
        UnavailableError: The file cannot be written.
    """
    told = _read(location)
    before = told.get(store, Remembered(kept.manifest.number, kept.digest))
    if before.checked != kept.digest:
        _write(location, {**told, store: before._replace(checked=kept.digest)})


def _write(location: Location, told: dict[str, Remembered]) -> None:
    path = place_of(location)
    kept = {store: list(one) for store, one in told.items()}
    try:
        with written_whole(path) as stream:
            stream.write(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2))
    except OSError as error:
        raise UnavailableError(STORE_AWAY, store=path, detail=str(error)) from error


def _read(location: Location) -> dict[str, Remembered]:
    path = place_of(location)
    try:
        found = orjson.loads(path.read_bytes())
        return {
            str(store): Remembered(int(number), str(digest), str(checked))
            for store, (number, digest, checked) in found.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UnavailableError(STORE_AWAY, store=path, detail=str(error)) from error
