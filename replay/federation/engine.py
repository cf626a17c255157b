"""The engine that finds: DuckDB, which comes with the extra `segments`."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from ledger.errors import CommandError, Problem

ENGINE_MISSING = Problem(
    "engine_missing",
    "查询联盟：应已安装 duckdb 和 pyarrow，实际没有。",
    "Asking a federation: expected duckdb and pyarrow to be installed, they are not.",
    "运行 pip install 'medledger[segments]'。",
    "Run pip install 'medledger[segments]'.",
)


def engine() -> tuple[ModuleType, ModuleType]:
    """Return the modules `duckdb` and `pyarrow`.

    Raises:
        CommandError: One of them is not installed.
    """
    try:
        return import_module("duckdb"), import_module("pyarrow")
    except ImportError as error:
        raise CommandError(ENGINE_MISSING) from error
