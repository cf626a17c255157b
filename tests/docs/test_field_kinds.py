"""Each kind of fault that the field has shown is tried by its case and by three siblings at least.

`tests/support/field_kinds.tsv` names them: the kind by the name of its case, `case` or `sibling`, the file
and the test, of a table of cases with the case. Siblings are what happens in the field in the same way and is
not in the case: another movement, another order, another program's damage, another door.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
FEWEST = 3
_ROWS = [line.split("\t") for line in (TESTS / "support" / "field_kinds.tsv").read_text("utf-8").splitlines()]
KINDS: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
for _kind, _role, _file, _test in _ROWS:
    KINDS[_kind][_role].append((_file, _test))


@cache
def _text(file: str) -> str:
    return (TESTS / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_names_tests_that_are_there(kind: str) -> None:
    for file, test in (one for some in KINDS[kind].values() for one in some):
        name, _, chosen = test.removesuffix("]").partition("[")
        assert re.search(rf"^def {name}\(", _text(file), re.MULTILINE), test
        assert not chosen or f'"{chosen}"' in _text(file), test


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_its_case_and_three_siblings(kind: str) -> None:
    """Each another test than the others."""
    assert KINDS[kind].keys() == {"case", "sibling"}
    assert len(KINDS[kind]["case"]) == 1
    siblings = set(KINDS[kind]["sibling"]) - set(KINDS[kind]["case"])
    assert len(siblings) == len(KINDS[kind]["sibling"]) >= FEWEST


def test_every_case_is_a_kind() -> None:
    if not CASES.exists():
        pytest.skip("the cases are not on this machine")
    assert {one.name for one in CASES.iterdir() if one.is_dir()} - {"base"} == set(KINDS)
