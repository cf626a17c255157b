"""An HTML page as a person without scripts has it: its text, its links, its forms and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"input", "br", "img", "meta", "link", "hr"})


@dataclass
class Node:
    """An element: its name, its attributes, and what lies in it."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    inner: list[Node | str] = field(default_factory=list)
    above: Node | None = None

    def each(self, *tags: str) -> Iterator[Node]:
        """Yield the elements in it of these names, in the order of the page."""
        for one in self.inner:
            if isinstance(one, Node):
                if one.tag in tags:
                    yield one
                yield from one.each(*tags)

    @property
    def text(self) -> str:
        """What is read of it."""
        parts = (one if isinstance(one, str) else one.text for one in self.inner)
        return re.sub(r"\s+", " ", " ".join(parts)).strip()


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.at = Node("")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, [], self.at)
        self.at.inner.append(node)
        if tag not in _VOID:
            self.at = node

    def handle_endtag(self, tag: str) -> None:
        at = self.at
        while at.above is not None and at.tag != tag:
            at = at.above
        if at.above is not None:
            self.at = at.above

    def handle_data(self, data: str) -> None:
        self.at.inner.append(data)


def page_of(html: str) -> Node:
    """Return the page."""
    reading = _Reading()
    reading.feed(html)
    return reading.root


def filled(form: Node) -> list[tuple[str, str]]:
    """Return what a form sends of itself: its fields with what stands in them; no buttons."""
    found = []
    for one in form.each("input", "select", "textarea"):
        name, kind = one.attrs.get("name", ""), one.attrs.get("type", "text")
        if not name or (kind in {"checkbox", "radio"} and "checked" not in one.attrs) or kind == "file":
            continue
        value = one.attrs.get("value", "")
        if one.tag == "select":
            options = list(one.each("option"))
            chosen = next(
                (each for each in options if "selected" in each.attrs), options[0] if options else None
            )
            value = "" if chosen is None else chosen.attrs.get("value", chosen.text)
        found.append((name, value))
    return found
