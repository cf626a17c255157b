"""The reference pages on tables: an overview, and a page for each subject with its clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module

from ledger.events import catalogue
from ledger.events.base import Column, Stage, Table
from projections.answers.catalogue import views
from replay.reference.grid import grid, keys

VIEWS = "views"


def tables_page() -> Iterator[str]:
    """Yield the lines of the overview: every table by its subject."""
    yield "# Tables\n"
    yield "Every record table. Keys and headings are a promise: added to, never renamed."
    yield "A file is recognised by any heading or alias; `medledger schema TABLE` prints the JSON Schema.\n"
    for subject, found in subjects().items():
        yield f"## [{subject.replace('_', ' ').capitalize()}](tables/{subject}.md)\n"
        yield f"{_about(subject)}\n"
        yield from grid(
            ("key", "title", "kind", "event", "identity"),
            (
                (
                    f"[`{table.key}`](tables/{subject}.md#{table.key})",
                    table.zh,
                    table.kind,
                    f"`{table.event}`" if table.event else "",
                    keys(table.identity),
                )
                for table in found
            ),
        )
        yield ""


def subjects() -> dict[str, list[Table]]:
    """Return every table by its subject, views last."""
    found: dict[str, list[Table]] = {}
    for table in catalogue.tables():
        found.setdefault(catalogue.group(table.key), []).append(table)
    return {**found, VIEWS: list(views())}


def group_pages() -> dict[str, Callable[[], Iterator[str]]]:
    """Return the maker of each subject's page by its file name."""
    return {f"tables/{subject}.md": partial(_page, subject, found) for subject, found in subjects().items()}


def _about(subject: str) -> str:
    if subject == VIEWS:
        return "Tables that are only derived: answered at any cut-off, never recorded and never imported."
    doc = import_module(f"ledger.events.{subject}").__doc__ or ""
    return doc.strip().partition("\n")[0]


def _page(subject: str, found: Iterable[Table]) -> Iterator[str]:
    yield f"# {subject.replace('_', ' ').capitalize()}\n"
    yield _about(subject)
    for table in found:
        yield f"\n## {table.key}\n"
        yield from _described(table)
        yield from grid(
            ("column", "heading", "type", "", "asked for by", "meaning"),
            ((f"`{one.key}`", one.zh, _type(one), _marks(one), one.basis, one.doc) for one in table.columns),
        )
        if table.stages:
            yield from _stages(table)


def _described(table: Table) -> Iterator[str]:
    yield f"{table.zh}, {table.en}. Asked for by: {table.basis}."
    if table.ids:
        yield f"Serves {table.ids}."
    if table.rule:
        yield f"Made of {keys(table.derived_from)}: {table.rule[0].lower()}{table.rule[1:]}"
    yield f"Kept by `{table.retention}`." + (f" Numbers: `{table.numbering}`." if table.numbering else "")
    yield ""


def _stages(table: Table) -> Iterator[str]:
    yield "\nStages, each an event of its own:\n"
    yield from grid(
        ("stage", "event", "", "recorded by", "usually followed by", "takes", "carries"),
        (
            (
                f"{one.zh} `{one.key}`",
                f"`{one.event}`",
                "repeats" if one.repeats else "",
                one.by,
                keys(one.following) or "nothing: the case is closed",
                _taken(one),
                keys(one.columns),
            )
            for one in table.stages
        ),
    )


def _taken(stage: Stage) -> str:
    """Return what a stage needs, and what has to come before it, each with its clause."""
    found = [f"needs {_one_of(need.events)} ({need.clause})" for need in stage.needs]
    for one in stage.before:
        where = f", where {keys(one.when.split())}" if one.when else ""
        found.append(f"{_one_of((*one.events, *one.facts.split()))} before it{where} ({one.clause})")
    return "; ".join(found)


def _one_of(names: Sequence[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def _type(column: Column) -> str:
    kind = f"{column.type} of `{column.ref}`" if column.ref else column.type
    labels = ", ".join(f"`{choice.key}` {choice.zh}" for choice in column.values)
    return f"{kind}: {labels}" if labels else kind


def _marks(column: Column) -> str:
    marks = (
        "required" if column.required else "",
        f"from `{column.snapshot_of}`" if column.snapshot_of else "",
        "personal" if column.personal else "",
    )
    return ", ".join(mark for mark in marks if mark)
