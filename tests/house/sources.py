"""The program's own source, parsed: what the figures of the house are counted on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("ledger", "projections", "replay")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One module.

    Attributes:
        name: Dotted; a package is named as its folder.
        path: Relative to the repository.
        tree: Its syntax.
    """

    name: str
    path: str
    tree: ast.Module

    @property
    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    @property
    def classes(self) -> Iterator[ast.ClassDef]:
        """Every class."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef):
                yield node


@cache
def modules() -> tuple[Module, ...]:
    """Return the modules of the three packages, by name."""
    paths = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple(sorted(map(_module, paths), key=lambda module: module.name))


def _module(path: Path) -> Module:
    relative = path.relative_to(ROOT)
    parts = relative.with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, relative.as_posix(), ast.parse(path.read_text("utf-8")))


def imports(module: Module) -> Iterator[tuple[str, bool]]:
    """Yield what a module imports of the three packages, and whether that happens when it is loaded.

    An import inside a function, or one for the type checker alone, happens later or never.
    """
    known = {each.name for each in modules()}
    for node, loading in _statements(module.tree.body, loading=True):
        for name in _named(node, known):
            yield name, loading


def _statements(body: list[ast.stmt], *, loading: bool) -> Iterator[tuple[ast.stmt, bool]]:
    for node in body:
        now = loading and not isinstance(node, Function) and not _for_types(node)
        yield node, now
        for inner in ("body", "orelse", "finalbody", "handlers"):
            yield from _statements(getattr(node, inner, []), loading=now)


def _for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def _named(node: ast.stmt, known: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
    elif isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            if inner in known:
                yield inner
            elif node.module in known:
                yield node.module
