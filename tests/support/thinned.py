"""Which stories the gate tells on both databases: all on SQLite, one in three on PostgreSQL as well.

What a story asks is put together from verbs, rules and views; what sends statements of its own has tests of
its own on both databases, in every run. At night every story is told on both.
"""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests.support.budgets import budget

_TOLD_TWICE = 3  # one in so many
_STORIES = "tests/stories/"
_SERVER = "postgresql"


def without_some_stories(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Return the tests that this run has, and those that are left to the night.

    Args:
        items: All tests that were asked for; whoever asks for stories alone is told all of them.
    """
    alone = all(item.nodeid.startswith(_STORIES) for item in items)
    waiting = [] if alone or budget() != "gate" else [item for item in items if _may_wait(item)]
    left = set(waiting)
    return [item for item in items if item not in left], waiting


def _may_wait(item: pytest.Item) -> bool:
    name = item.nodeid
    told = name.startswith(_STORIES) and _SERVER in name.partition("[")[2]
    return told and sha256(name.encode()).digest()[0] % _TOLD_TWICE > 0
