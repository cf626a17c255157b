"""A PDF file, written page by page, with its typeface cut down to what was drawn; the same bytes each time.

PDF 1.7 (ISO 32000-1). Texts are drawn as glyph numbers of an embedded CFF font keyed by CID, with a map back
to Unicode, so that they can be searched and copied. No date, no random identifier.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from replay.paper.typeface import NAME, Typeface, typeface

PRODUCER: Final = "medledger"
_CATALOG, _PAGES, _FONT, _TOTAL, _DESCENDANT, _DESCRIPTOR, _UNICODE, _FILE, _INFO = range(1, 10)
_FIRST_FREE: Final = 10
_TOGETHER: Final = 100
_BASE_FONT: Final = f"MEDLGR+{NAME}"
_BOX: Final = "[-1002 -1048 2928 1808]"
_LEVEL: Final = 6


class PdfFile:
    """A PDF on its way to a stream.

    Args:
        stream: Takes the bytes; it need not be seekable.
        title: Of the document.
        width: Of every page, in points.
        height: Of every page, in points.
    """

    def __init__(self, stream: BinaryIO, title: str, width: int, height: int) -> None:
        self._stream, self._title = stream, title
        self._size = width, height
        self._at = 0
        self._places: dict[int, int] = {}
        self._pages: list[int] = []
        self._letters: set[str] = set()
        self._face: Typeface = typeface()
        self._next = _FIRST_FREE
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        return len(self._pages)

    def text(self, x: float, y: float, size: float, text: str) -> str:
        """Return the operators that draw a text; it stands where the page is drawn."""
        self._letters.update(text)
        return f"/F {size:g} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{text.translate(self._face.code)}> Tj"

    def page(self, lines: str, texts: str) -> None:
        """End a page.

        Args:
            lines: Operators that draw lines and areas.
            texts: Operators of `text`.
        """
        content = self._add(*_packed(f"{lines}\nBT\n{texts}\nET\n".encode()))
        width, height = self._size
        page = (
            f"<< /Type /Page /Parent {_PAGES} 0 R /MediaBox [0 0 {width} {height}] /Contents {content} 0 R"
            f" /Resources << /Font << /F {_FONT} 0 R >> /XObject << /N {_TOTAL} 0 R >> >> >>"
        )
        self._pages.append(self._add(page))

    def close(self, total: str, size: float) -> None:
        """End the file.

        Args:
            total: What every page shows where it draws `/N Do`: how many pages there are.
            size: Of its letters.
        """
        drawn = f"BT\n{self.text(0, 0, size, total)}\nET\n"
        width = sum(map(self._face.width.__getitem__, total)) * size / 1000
        form = (
            f"/Type /XObject /Subtype /Form /BBox [0 -5 {width:.2f} {size + 5:g}]"
            f" /Resources << /Font << /F {_FONT} 0 R >> >>"
        )
        self._put(_TOTAL, *_packed(drawn.encode(), form))
        kids = " ".join(f"{one} 0 R" for one in self._pages)
        self._put(_PAGES, f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>")
        self._put(_CATALOG, f"<< /Type /Catalog /Pages {_PAGES} 0 R /Lang (zh-CN) >>")
        title = self._title.encode("utf-16-be").hex().upper()
        self._put(_INFO, f"<< /Title <FEFF{title}> /Producer ({PRODUCER}) >>")
        self._put_font()
        self._put_places()

    def _put_font(self) -> None:
        face = self._face
        letters = {face.cid(ord(letter)): letter for letter in sorted(self._letters, reverse=True)}
        widths = " ".join(f"{cid} [{face.advance(cid)}]" for cid in sorted(letters))
        self._put(
            _FONT,
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{_BASE_FONT} /Encoding /Identity-H"
            f" /DescendantFonts [{_DESCENDANT} 0 R] /ToUnicode {_UNICODE} 0 R >>",
        )
        self._put(
            _DESCENDANT,
            f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /{_BASE_FONT} /CIDSystemInfo"
            " << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            f" /FontDescriptor {_DESCRIPTOR} 0 R /DW 1000 /W [{widths}] >>",
        )
        self._put(
            _DESCRIPTOR,
            f"<< /Type /FontDescriptor /FontName /{_BASE_FONT} /Flags 4 /FontBBox {_BOX} /ItalicAngle 0"
            f" /Ascent 880 /Descent -120 /CapHeight 733 /StemV 80 /FontFile3 {_FILE} 0 R >>",
        )
        self._put(_UNICODE, *_packed("\n".join(_unicode_map(letters)).encode()))
        self._put(_FILE, *_packed(face.subset(letters), "/Subtype /CIDFontType0C"))

    def _put_places(self) -> None:
        begins = self._at
        lines = [f"xref\n0 {self._next}\n0000000000 65535 f \n"]
        lines += [f"{self._places[number]:010} 00000 n \n" for number in range(1, self._next)]
        lines.append(f"trailer\n<< /Size {self._next} /Root {_CATALOG} 0 R /Info {_INFO} 0 R >>\n")
        lines.append(f"startxref\n{begins}\n%%EOF\n")
        self._write("".join(lines).encode())

    def _add(self, entries: str, content: bytes | None = None) -> int:
        number = self._next
        self._next += 1
        self._put(number, entries, content)
        return number

    def _put(self, number: int, entries: str, content: bytes | None = None) -> None:
        self._places[number] = self._at
        self._write(f"{number} 0 obj\n{entries}\n".encode())
        if content is not None:
            self._write(b"stream\n" + content + b"\nendstream\n")
        self._write(b"endobj\n")

    def _write(self, raw: bytes) -> None:
        self._stream.write(raw)
        self._at += len(raw)


def _packed(content: bytes, more: str = "") -> tuple[str, bytes]:
    """Return entries and content of a compressed stream."""
    packed = zlib.compress(content, _LEVEL)
    return f"<< /Length {len(packed)} /Filter /FlateDecode {more} >>", packed


def _unicode_map(letters: dict[int, str]) -> Iterator[str]:
    """Yield the map from glyph numbers back to signs."""
    yield "/CIDInit /ProcSet findresource begin 12 dict begin begincmap"
    yield "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def"
    yield "/CMapName /Adobe-Identity-UCS def /CMapType 2 def"
    yield "1 begincodespacerange <0000> <FFFF> endcodespacerange"
    listed = sorted(letters.items())
    for at in range(0, len(listed), _TOGETHER):
        some = listed[at : at + _TOGETHER]
        yield f"{len(some)} beginbfchar"
        yield from (f"<{cid:04X}> <{letter.encode('utf-16-be').hex().upper()}>" for cid, letter in some)
        yield "endbfchar"
    yield "endcmap CMapName currentdict /CMap defineresource pop end end"
