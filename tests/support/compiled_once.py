"""What one engine compiled need not be compiled by the next: a test process opens thousands of ledgers.

SQLAlchemy keeps compiled statements with each engine. A user's process opens one ledger; a process of the
test run opens one for every call of the program, and would compile the same few hundred statements each time.
Here all engines of a process that speak to servers of one kind and version share them; what they send is the
same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

_COMPILED: LRUCache[Any, Any] = LRUCache(4_000)


def compile_once() -> None:
    """Let the engines that this process makes from now on share what they compiled."""
    made = Engine.__init__

    @wraps(made)
    def sharing(engine: Engine, *arguments: Any, **options: Any) -> None:
        made(engine, *arguments, **options)
        engine.update_execution_options(compiled_cache=_COMPILED)

    _replace(Engine, "__init__", sharing)
    # A statement is kept under its dialect: two of a kind count as one.
    _replace(DefaultDialect, "__eq__", lambda one, other: _kind(one) == _kind(other))
    _replace(DefaultDialect, "__hash__", lambda one: hash(type(one)))


def _replace(of: type, name: str, method: Callable[..., Any]) -> None:
    setattr(of, name, method)


def _kind(dialect: object) -> tuple[Any, ...]:
    names = ("server_version_info", "paramstyle", "max_identifier_length", "default_schema_name")
    return type(dialect), *(getattr(dialect, name, None) for name in names)
