"""What people do at the console all day, through the HTTP client, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.replay.console.conftest import PASSWORD, Console
from tests.support.console_stories import STORIES, Telling
from tests.support.hands import ByHttp


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("story", STORIES, ids=[one.__name__ for one in STORIES])
def test_it_is_done_without_scripts(
    console: Console, tmp_path: Path, story: Callable[[Telling], None], lang: str
) -> None:
    story(Telling(ByHttp(console.stranger(lang)), lang, PASSWORD, tmp_path))
