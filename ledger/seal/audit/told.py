"""What a canonical document says of itself, found without a parser.

The keys of a document are sorted, and a quote within a text has a backslash in front of it. So a key with the
quotes and the comma around it stands in no text; and where no object begins between two keys of the document,
what lies between them holds no keys of its own. Whatever is not beyond doubt is left to a parser.
"""

from __future__ import annotations

from typing import Final

_TAGS: Final = b',"tags":['


def tags_told(
    raw: bytes,
    position: int,
    event_id: bytes,
    type_: bytes,
    event_time: bytes | None,
    record_time: bytes,
) -> list[bytes] | None:
    """Return the tags of a document that says just this of itself; None where that takes a parser.

    Args:
        raw: A canonical document.
        position: Its position.
        event_id: Its id.
        type_: Its type.
        event_time: Its event time, in stored form.
        record_time: Its record time, in stored form.

    Raises:
        AttributeError: The document is no bytes.
        TypeError: One of the others is none where one is expected.
    """
    if event_time is None:
        begins = b',"event_id":"%b","event_time":null,' % event_id
    else:
        begins = b',"event_id":"%b","event_time":"%b",' % (event_id, event_time)
    at = raw.rfind(begins)
    place = raw.find(b',"position":%d,"record_time":"%b","recorded_by":' % (position, record_time), at)
    first = raw.find(_TAGS, place)
    last = raw.find(b'],"type":"%b"' % type_, first)
    if min(at, place, first, last) < 0 or raw.find(b"{", at, first) >= 0:
        return None
    tags = raw[first + len(_TAGS) : last]
    if b"\\" in tags:
        return None
    return tags[1:-1].split(b'","') if tags else []
