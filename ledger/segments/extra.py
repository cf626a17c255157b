"""The packages of the extra `segments`, imported when a store is used: the core works without them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, Final

from ledger.errors import CommandError
from ledger.segments.problems import EXTRA_MISSING

COMMAND: Final = "pip install 'medledger[segments]'"


@cache
def extra(name: str) -> Any:
    """Return a module of the extra: `pyarrow`, `pyarrow.parquet`, `pyarrow.compute`, `fsspec`, `duckdb`.

    Raises:
        CommandError: It is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        package = (error.name or name).partition(".")[0]
        raise CommandError(EXTRA_MISSING, package=package, command=COMMAND) from error
