"""Text from outside as it may be shown: what steers a terminal or hides from the eye stands there as a sign.

Control characters move the cursor and set titles, bidirectional marks turn a name around, and what takes no
room makes two names look like one (Unicode TR36, TR55). On a screen, in a message and in a file's name each
of them is seen.
"""

from __future__ import annotations

import re
from typing import Final

_UNSEEN: Final = (
    "\\x00-\\x1f\\x7f-\\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\\ud800-\\udfff\U000e0000-\U000e0fff"
)
_unseen = re.compile(f"[{_UNSEEN}]")
_but_lines = re.compile(f"(?![\\t\\n])[{_UNSEEN}]")
_unseen_bytes = re.compile(
    rb"\x7f|\xc2[\x80-\x9f\xad]|\xd8\x9c|\xe1(?:\x85[\x9f\xa0]|\x9e[\xb4\xb5]|\xa0[\x8b-\x8e])"
    rb"|\xe2(?:\x80[\x8b-\x8f\xa8-\xae]|\x81[\xa0-\xaf])|\xe3\x85\xa4"
    rb"|\xef(?:\xbb\xbf|\xbe\xa0|\xbf[\xb9-\xbb])|\xf3\xa0[\x80-\xbf][\x80-\xbf]"
)
_steering = re.compile(
    "(?![\\t\\n\\r\\x1d])[\\x01-\\x1f\\x7f-\\x9f\u202a-\u202e\u2066-\u2069\\ud800-\\udfff]"
)
_in_a_name = re.compile(f'[{_UNSEEN}/\\\\:*?"<>|]')
_LONGEST_NAME: Final = 120  # bytes; what is put behind it must fit into 255
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def visible(text: str) -> str:
    r"""Return a text for one line of a screen or a message, every sign of it to be seen.

    >>> visible("L24"), visible("a\x1b[2Jb"), visible("x\u202ey"), visible("a\nb")
    ('L24', 'a␛[2Jb', 'x<U+202E>y', 'a␊b')
    """
    return text if text.isascii() and text.isprintable() else _unseen.sub(_symbol, text)


def visible_lines(text: str) -> str:
    r"""Return a text of several lines so; their ends and tabs stay.

    >>> visible_lines("a\nb\x07")
    'a\nb␇'
    """
    return text if text.isascii() and text.isprintable() else _but_lines.sub(_symbol, text)


def steers(text: str) -> bool:
    r"""Return whether a text holds what steers a terminal or turns text around.

    Lines and tabs do not, nor what stands between the parts of a scanned UDI; NUL is a fault of its own.

    >>> steers("a\tb"), steers("a\x1b[0m"), steers("x\u202ey")
    (False, True, True)
    """
    return not (text.isascii() and text.isprintable()) and _steering.search(text) is not None


def visible_json(document: bytes) -> bytes:
    r"""Return JSON of the same value in which what is not seen is written as an escape.

    >>> visible_json('"x\u202ey"'.encode())
    b'"x\\u202ey"'
    """
    return _unseen_bytes.sub(_escape, document)


def steady(text: str) -> str:
    r"""Return a text in which what steers a terminal or turns text around stands as a sign.

    >>> steady("a\x1b[0m\u200b") == "a␛[0m\u200b"
    True
    """
    return text if text.isascii() and text.isprintable() else _steering.sub(_symbol, text)


def file_name(text: str) -> str:
    r"""Return a text as the name of a file on any system, or part of one; the beginning, where it is long.

    >>> file_name("L/24:\x1b"), file_name("..\u202excod"), file_name("con"), file_name("")
    ('L_24__', '___xcod', 'con_', '_')
    """
    name = _in_a_name.sub("_", text)
    name = name.encode("utf-8", "replace")[:_LONGEST_NAME].decode("utf-8", "ignore")
    bare = name.strip(" .")
    name = "_" * (len(name) - len(name.lstrip(" ."))) + bare if bare else "_"
    name = f"_{name[1:]}" if name[0] in "-~" else name
    return f"{name}_" if _RESERVED.match(name) else name


def _escape(match: re.Match[bytes]) -> bytes:
    units = match[0].decode().encode("utf-16-be")
    return b"".join(b"\\u%02x%02x" % (units[at], units[at + 1]) for at in range(0, len(units), 2))


def _symbol(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"
