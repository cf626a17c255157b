"""The picture of the house in `docs/architecture.md` shows the house as it is."""

from __future__ import annotations

from tests.house.picture import PICTURE, Counter, drawn, ranks


def test_the_picture_is_what_the_imports_draw_now() -> None:
    """`python -m tests.house.picture` draws it again."""
    assert PICTURE.read_text("utf-8") == drawn()


def test_what_imports_stands_above_what_is_imported() -> None:
    """A circle does not stop the drawing: the room that fewest imports lead into comes first."""
    arrows = Counter({("a", "b"): 1, ("b", "c"): 2})
    assert ranks(["a", "b", "c"], arrows) == [["a"], ["b"], ["c"]]
    assert ranks(["a", "b"], Counter({("a", "b"): 1, ("b", "a"): 3})) == [["b"], ["a"]]
