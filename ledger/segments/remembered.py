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
    """The number of a manifest, and its digest as the next one says it."""

    number: int
    digest: str


def place_of(location: Location) -> Path:
    """Return the file beside the ledger."""
    return location.beside.with_name(location.beside.name + ".segments")


def recall_manifest(location: Location, store: str) -> Remembered | None:
    """Return the newest manifest that the ledger wrote to a store; None if it knows of none.

    Raises:
        UnavailableError: The file cannot be read.
    """
    number, digest = _read(location).get(store, (0, ""))
    return Remembered(number, digest) if number else None


def remember_manifest(location: Location, store: str, kept: KeptManifest) -> None:
    """Remember the newest manifest of a store, durably enough to notice an older one.

    Raises:
        UnavailableError: The file cannot be written.
    """
    told = _read(location)
    if told.get(store, (0, ""))[0] >= kept.manifest.number:
        return
    told[store] = (kept.manifest.number, kept.digest)
    path = place_of(location)
    try:
        with written_whole(path) as stream:
            stream.write(orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2))
    except OSError as error:
        raise UnavailableError(STORE_AWAY, store=path, detail=str(error)) from error


def _read(location: Location) -> dict[str, tuple[int, str]]:
    path = place_of(location)
    try:
        found = orjson.loads(path.read_bytes())
        return {str(store): (int(number), str(digest)) for store, (number, digest) in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UnavailableError(STORE_AWAY, store=path, detail=str(error)) from error
