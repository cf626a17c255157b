"""What people do at the console all day, through the HTTP client, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.replay.console.conftest import PASSWORD, Console
from tests.support.budgets import budget
from tests.support.console_stories import STORIES, Telling
from tests.support.hands import ByHttp

# In the gate each story is told once, in one of the languages.
_TOLD = [
    pytest.param(story, lang, id=f"{story.__name__}-{lang}")
    for number, story in enumerate(STORIES)
    for place, lang in enumerate(("zh", "en"))
    if budget() != "gate" or number % 2 == place
]


@pytest.mark.parametrize(("story", "lang"), _TOLD)
def test_it_is_done_without_scripts(
    console: Console, tmp_path: Path, story: Callable[[Telling], None], lang: str
) -> None:
    story(Telling(ByHttp(console.stranger(lang)), lang, PASSWORD, tmp_path))
