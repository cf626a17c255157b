"""Rows on paper: PDF, at most ten thousand rows a volume."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, BinaryIO, Final

from ledger.whole_files import is_special, written_whole
from projections.reading.stream import Stream
from replay.paper.table_paper import PaperColumn, PaperTable, write_tables
from replay.telling.files.face import Face
from replay.telling.headings import NUMBERS, Heading
from replay.telling.noting import wrote

VOLUME_ROWS: Final = 10_000
_UNTITLED: Final = "查询结果"


def write_pdf(
    target: BinaryIO, file: Path | None, headings: Sequence[Heading], stream: Stream, face: Face
) -> None:
    """Write rows as PDF.

    What an article asks for is on paper whether or not it is filled, in front of the house's own columns, of
    which those are shown that a row fills; of a table that no article describes, every column.

    Args:
        target: Takes the first volume.
        file: Its name, beside which the others go (`NAME.2.pdf` …); None puts all rows into one.
        headings: The columns.
        stream: The rows.
        face: What stands above them.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as kept:
        rows, filled = _keep(kept, headings, stream)
        official = any(one.legal for one in headings)
        ordered = sorted(enumerate(headings), key=lambda one: not one[1].legal)
        chosen = [(at, one) for at, one in ordered if not official or one.legal or at in filled]
        kept.seek(0)
        found = ([row[at] for at, _ in chosen] for row in csv.reader(kept))
        columns = [PaperColumn(one.zh, one.type in NUMBERS) for _, one in chosen]
        title = face.title or _UNTITLED
        single = file is None or is_special(file)
        volumes = 1 if single else max(1, -(-rows // VOLUME_ROWS))
        for number in range(1, volumes + 1):
            named = title if volumes == 1 else f"{title}（第 {number} 卷，共 {volumes} 卷）"
            some = found if volumes == 1 else islice(found, VOLUME_ROWS)
            table = PaperTable(named, face.head, columns, some)
            if number == 1 or file is None:
                write_tables(target, [table])
                continue
            volume = file.with_name(f"{file.stem}.{number}{file.suffix}")
            with written_whole(volume) as stream_of_volume:
                write_tables(stream_of_volume, [table])
            wrote(volume, None)


def _keep(kept: IO[str], headings: Sequence[Heading], stream: Stream) -> tuple[int, set[int]]:
    """Keep the texts of rows; return how many rows there are, and which columns are filled."""
    writer, count, filled = csv.writer(kept), 0, set[int]()
    for texts in _texts(headings, stream):
        count += 1
        filled.update(at for at, text in enumerate(texts) if text)
        writer.writerow(texts)
    return count, filled


def _texts(headings: Sequence[Heading], stream: Stream) -> Iterator[list[str]]:
    places = {key: place for place, key in enumerate(stream.columns)}
    for part in stream.parts:
        blank = [None] * len(part[0])
        columns = [part[places[one.key]] if one.key in places else blank for one in headings]
        for row in zip(*columns, strict=True):
            yield [_text(one, value) for one, value in zip(headings, row, strict=True)]


def _text(heading: Heading, value: object) -> str:
    text = heading.official(value)
    return text[:19].replace("T", " ") if heading.type == "datetime" else text
