"""A page of HTML that holds all it needs: no script, and nothing from a network."""

from __future__ import annotations

from html import escape


def html_page(title: str, style: str, body: str) -> bytes:
    """Return a page.

    Args:
        title: As text.
        style: Its style sheet.
        body: HTML, everything in it escaped that came from outside.
    """
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    ).encode()
