"""Writes `docs/reference/` from the program itself: the pages cannot say what it does not do.

::

    python -m replay.reference.pages            # writes the pages
    python -m replay.reference.pages --into DIR # writes them elsewhere (a test compares)
"""

from __future__ import annotations

import contextlib
import io
import os
import pkgutil
import re
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from replay.reference.grid import grid

HERE = Path(__file__).resolve().parents[2] / "docs" / "reference"
MADE = "<!-- made by python -m replay.reference.pages: do not edit -->\n\n"


def pages() -> dict[str, str]:
    """Return the text of every reference page by its file name."""
    from replay.reference.coverage import coverage_page
    from replay.reference.rules import rules_page
    from replay.reference.tables import group_pages, tables_page

    makers = {
        "tables.md": tables_page,
        **group_pages(),
        "rules.md": rules_page,
        "coverage.md": coverage_page,
        "errors.md": errors_page,
        "verbs.md": verbs_page,
        "settings.md": settings_page,
    }
    return {name: MADE + "\n".join(make()).rstrip() + "\n" for name, make in makers.items()}


def errors_page() -> Iterator[str]:
    """Yield the lines of the page on errors: every code with both sentences."""
    import ledger.errors

    for name in _modules():
        import_module(name)
    yield "# Errors\n"
    yield "One sentence and one line of advice on standard error, in the user's language. The code"
    yield "is stable; words in braces stand for the particulars. What to do follows from the exit code:\n"
    tree = (ledger.errors.__doc__ or "").partition("::\n")[2].partition("\n\nEvery")[0]
    yield "```text\n" + "\n".join(line[4:] for line in tree.strip("\n").splitlines()) + "\n```\n"
    registry = ledger.errors.Problem.registry
    for code in sorted(registry):
        problem = registry[code]
        yield f"## {code}\n"
        yield f"- {problem.en}<br>*{problem.en_advice}*"
        yield f"- {problem.zh}<br>*{problem.zh_advice}*\n"


def _modules() -> Iterator[str]:
    """Yield every module of the three packages but those that run something when imported."""
    for package in ("ledger", "projections", "replay"):
        path = import_module(package).__path__
        for found in pkgutil.walk_packages(path, f"{package}.", onerror=lambda _: None):
            if ".migrations" not in found.name and not found.name.endswith("__main__"):
                yield found.name


def verbs_page() -> Iterator[str]:
    """Yield the lines of the page on verbs: what `--help` prints."""
    from replay.cli.main import VERBS

    yield "# Verbs\n"
    yield from grid(("verb", "does", ""), ((f"[`{one.name}`](#{one.name})", one.en, one.zh) for one in VERBS))
    yield "\nExit codes: 0 done, findings or not, 1 a check found something, 2 refused or some rows rejected,"
    yield "3 conflict between writers, 4 unavailable, 5 a verb other than `verify` met corruption;"
    yield "130 interrupted. Verbs that print rows take `--format table|json|csv|xlsx` and `--output FILE`.\n"
    yield "## medledger\n"
    yield _help()
    for verb in VERBS:
        yield f"## {verb.name}\n"
        yield _help(verb.name)
        if verb.name == "recall":
            yield "### recall preview\n"
            yield _help("recall", "preview")


def _help(*words: str) -> str:
    from replay.cli.main import main

    with contextlib.redirect_stdout(io.StringIO()) as printed:
        main([*words, "--help"])
    return f"```text\n$ medledger {' '.join([*words, '--help'])}\n{printed.getvalue().rstrip()}\n```\n"


def settings_page() -> Iterator[str]:
    """Yield the lines of the page on settings, from the table in the docstring of `ledger.settings`."""
    import ledger.settings

    yield "# Settings\n"
    yield "All of them are variables of the environment; there is no configuration file.\n"
    stated = re.findall(r"^`(\w+)`\s+(.+)$", ledger.settings.__doc__ or "", flags=re.MULTILINE)
    yield from grid(("variable", "means"), ((f"`{name}`", text) for name, text in stated))


def main(arguments: Sequence[str]) -> None:
    """Write the pages into `docs/reference`, or into the folder given by `--into`."""
    # The pages are in English whatever the machine speaks; the Chinese sentences stand beside.
    os.environ.update({"MEDLEDGER_LANG": "en", "COLUMNS": "80", "NO_COLOR": "1"})
    folder = Path(arguments[1]) if arguments[:1] == ["--into"] else HERE
    for name, text in pages().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
