"""The words of the pages: each in both languages, each used, none missing."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import replay.console
from replay.console.words import WORDS

_FOLDER = Path(replay.console.__file__).parent
_CJK = re.compile(r"[\u3400-\u9fff]")
_PLACE = re.compile(r"{(\w+)}")


def test_a_word_is_in_one_language_each() -> None:
    wrong = [
        key
        for key, (zh, en) in WORDS.items()
        if key != "other_language" and ((not _CJK.search(zh) and zh != "、") or _CJK.search(en))
    ]
    assert wrong == []
    assert [
        key for key, (zh, en) in WORDS.items() if set(_PLACE.findall(zh)) != set(_PLACE.findall(en))
    ] == []


def test_every_word_that_is_asked_for_is_there_and_every_one_is_used() -> None:
    asked, made = set[str](), set[str]()
    for file in (*_FOLDER.glob("templates/*.html"), *_FOLDER.glob("*.py")):
        text = file.read_text("utf-8")
        asked |= set(re.findall(r"""\b(?:t|word)\(\s*['"](\w+)['"](?!\s*~)""", text))
        made |= set(re.findall(r"""\bt\('(\w+_)' ~""", text)) | set(re.findall(r'word\(f"(\w+_){', text))
        if not file.name.startswith("words"):
            asked |= set(re.findall(r'"(\w+)"', text)) & WORDS.keys()
    assert sorted(asked - WORDS.keys()) == []
    unused = [key for key in WORDS if key not in asked and not key.startswith(tuple(made))]
    assert unused == []


def test_the_files_of_the_pages_are_small() -> None:
    assert sum(file.stat().st_size for file in (_FOLDER / "static").iterdir()) < 500_000


def test_what_is_vendored_is_as_it_was_published() -> None:
    """`dist/htmx.min.js` of htmx.org 2.0.11, with its licence beside it."""
    file = _FOLDER / "static" / "htmx.min.js"
    assert hashlib.sha256(file.read_bytes()).hexdigest() == (
        "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
    )
    assert "Zero-Clause BSD" in file.with_name("htmx.LICENSE.txt").read_text("utf-8")
