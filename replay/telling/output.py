"""How answers leave the program: a readable table, JSON, CSV, XLSX or PDF, to the screen or to a file.

Rows are written as they come, in constant memory, whatever the format. A file appears under its name only
when it is complete.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import orjson

from ledger.errors import CommandError, Problem
from ledger.garbage import few_collections
from ledger.visible import visible_json, visible_lines
from ledger.whole_files import written_whole
from projections.reading.stream import Part, Stream, ended, of_dicts
from replay.telling import heard
from replay.telling.files.face import PLAIN, Face
from replay.telling.headings import Heading, Row
from replay.telling.noting import wrote
from replay.telling.wording import say

if TYPE_CHECKING:
    from rich.console import Console

FILE_WIDTH = 10_000  # of a table in a file: every column fits
FORMATS = ("table", "json", "csv", "xlsx", "pdf")
_FOR_ROWS = frozenset({"csv", "xlsx", "pdf"})
BAD_FORMAT = Problem(
    code="bad_format",
    zh="选择输出格式：应为 table、json、csv、xlsx 或 pdf，得到“{given}”。",
    en="Choosing the output format: expected table, json, csv, xlsx or pdf, got '{given}'.",
    zh_advice="例如 --format csv。",
    en_advice="For example --format csv.",
)
FORMAT_NEEDS_ROWS = Problem(
    code="format_needs_rows",
    zh="选择输出格式：这个命令的结果不是行，不能写成 {given}。",
    en="Choosing the output format: the answer of this verb is not rows, so it cannot be {given}.",
    zh_advice="使用 --format json 或 --format table。",
    en_advice="Use --format json or --format table.",
)
BAD_ENDING = Problem(
    code="bad_ending",
    zh="写出 {file}：文件名应以 .csv、.xlsx、.pdf、.json、.jsonl 或 .txt 结尾，实际为 {ending}。",
    en="Writing {file}: expected a name that ends in .csv, .xlsx, .pdf, .json, .jsonl or .txt, got {ending}.",
    zh_advice="改用这些扩展名之一，或加 --format 指明格式。",
    en_advice="Use one of these endings, or say the form with --format.",
)
OUTPUT_NEEDS_FILE = Problem(
    code="output_needs_file",
    zh="写出 {form}：终端不能显示工作簿和 PDF。",
    en="Writing {form}: a terminal cannot show a workbook or a PDF.",
    zh_advice="加上 --output 文件名.{form}。",
    en_advice="Add --output NAME.{form}.",
)
OUTPUT_NOT_WRITABLE = Problem(
    code="output_not_writable",
    zh="写出 {file}：无法写入（{why}）。",
    en="Writing {file}: it cannot be written ({why}).",
    zh_advice="检查文件夹是否存在、是否有写权限、磁盘是否已满。",
    en_advice="Check that the folder exists, that you may write there and that the disk is not full.",
)


@dataclass(frozen=True, slots=True)
class Output:
    """Where an answer goes and in which form.

    Attributes:
        format: One of the forms.
        file: None for the screen.
        everything: Whether a screen gets every row.
        basis: What rows rest on, shown in front of them in JSON; None to show the rows alone.
        members: What stands behind the rows in JSON, where a basis stands in front of them.
        face: What a sheet or a paper says above its rows.
        encoding: Of CSV.
    """

    format: str
    file: Path | None = None
    everything: bool = False
    basis: Mapping[str, Any] | None = None
    members: Mapping[str, Any] = field(default_factory=dict)
    face: Face = PLAIN
    encoding: str | None = None

    def rows(
        self,
        headings: Sequence[Heading],
        rows: Iterable[Row] | Stream,
        count: Callable[[], int] | None = None,
    ) -> int:
        """Write rows in the chosen form, and end them while what they are read from is still open.

        Returns how many rows were taken: none only if there are none.

        Args:
            headings: The columns.
            rows: Dicts or a stream, taken as they come.
            count: Tells how many rows there are, where that is quicker than taking them all.
        """
        with ended(rows.parts if isinstance(rows, Stream) else rows):
            if count is None and isinstance(rows, Sized):
                count = rows.__len__
            counted = _Counted(rows)
            with few_collections():
                if self.format == "table":
                    self._print(headings, counted, count)
                else:
                    with self.destination() as target:
                        self._write(target, headings, counted.rows)
            if self.file is not None:
                say_written(self.file, counted.count)
            return counted.count

    def _print(self, headings: Sequence[Heading], counted: _Counted, count: Callable[[], int] | None) -> None:
        """Print a table; a file gets every row of it."""
        from replay.telling.screen.rows import print_rows

        taken = counted.rows
        rows = taken.rows() if isinstance(taken, Stream) else taken
        everything = self.everything or self.file is not None
        with self.console() as console:
            print_rows(console, headings, rows, everything=everything, count=count)

    def _write(self, target: BinaryIO, headings: Sequence[Heading], rows: Iterable[Row] | Stream) -> None:
        if self.format == "json":
            write_json_rows(target, rows, self.basis, self.members)
            return
        from replay.telling.files.sheets import write_csv, write_xlsx

        stream = rows if isinstance(rows, Stream) else of_dicts([one.key for one in headings], rows)
        if self.format == "csv":
            write_csv(target, headings, stream, mark=self.is_opened, encoding=self.encoding)
        elif self.format == "xlsx":
            write_xlsx(target, headings, stream, self.face)
        else:
            from replay.telling.files.paper_sheets import write_pdf

            write_pdf(target, self.file, headings, stream, self.face)

    @property
    def is_opened(self) -> bool:
        """Whether what is written is a file that a person may open with a spreadsheet program."""
        return self.file is not None

    def for_document(self) -> Output:
        """Return this, if a value that is not rows can be written so: asked before anything is decided.

        Raises:
            CommandError: The form is one for rows.
        """
        if self.format in _FOR_ROWS:
            raise CommandError(FORMAT_NEEDS_ROWS, given=self.format)
        return self

    def document(self, value: Any, screen: Callable[[Console], None]) -> None:
        """Write one JSON value, or on a terminal what `screen` prints of it.

        Raises:
            CommandError: The form is one for rows.
        """
        if self.format == "table":
            with self.console() as console:
                screen(console)
        elif self.format == "json":
            with self.destination() as target:
                target.write(visible_json(orjson.dumps(value, option=orjson.OPT_INDENT_2)) + b"\n")
        else:
            raise CommandError(FORMAT_NEEDS_ROWS, given=self.format)
        if self.file is not None:
            say_written(self.file)

    def receipt(self, value: Any, screen: Callable[[Console], None]) -> None:
        """Write what was done, as `document` does; where that cannot be, to standard error, with a warning.

        What is recorded is recorded: a full disk or a closed pipe behind it is no failure of the verb.
        """
        try:
            self.document(value, screen)
        except (OSError, CommandError) as error:
            heard.tell_receipt(value, error)

    @contextmanager
    def console(self) -> Iterator[Console]:
        """Give a console that prints to the screen or into the file."""
        from replay.telling.screen.rows import console_to

        if self.file is None and sys.stdout is not None:
            sys.stdout.flush()
            yield console_to(None)
            return
        with self.destination() as target:
            text = io.TextIOWrapper(target, encoding="utf-8", write_through=True)
            console = console_to(text)
            console.width = FILE_WIDTH
            yield console
            text.detach()

    @contextmanager
    def destination(self) -> Iterator[BinaryIO]:
        """Give the stream to write bytes to; a file takes its name only when all went well.

        Raises:
            CommandError: The file cannot be written.
        """
        if self.file is None:
            if sys.stdout is None:
                raise CommandError(OUTPUT_NOT_WRITABLE, file=say("standard output", "标准输出"), why="EBADF")
            sys.stdout.flush()
            yield _seen(sys.stdout.buffer) if _is_terminal() else sys.stdout.buffer
            sys.stdout.buffer.flush()
            return
        try:
            with written_whole(self.file) as stream:
                yield stream
        except OSError as error:
            why = error.strerror or str(error)
            raise CommandError(OUTPUT_NOT_WRITABLE, file=self.file, why=why) from error
        wrote(self.file, None)


class _Seen(io.RawIOBase):
    """What goes to a terminal, every sign of it visible."""

    def __init__(self, terminal: BinaryIO) -> None:
        self._terminal = terminal

    def write(self, data: Any) -> int:
        """Write text, whole characters of it."""
        text = bytes(data).decode("utf-8", "backslashreplace")
        return self._terminal.write(visible_lines(text.replace("\r\n", "\n")).encode())


def _seen(terminal: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", _Seen(terminal))


class _Counted:
    """Rows on their way, and how many of them went by.

    Attributes:
        rows: To be taken once.
        count: How many were taken so far.
    """

    def __init__(self, rows: Iterable[Row] | Stream) -> None:
        self.count = 0
        if isinstance(rows, Stream):
            self.rows: Iterable[Row] | Stream = replace(rows, parts=self._parts(rows.parts))
        else:
            self.rows = self._each(rows)

    def _parts(self, parts: Iterator[Part]) -> Iterator[Part]:
        with ended(parts):
            for part in parts:
                self.count += len(part[0]) if part else 0
                yield part

    def _each(self, rows: Iterable[Row]) -> Iterator[Row]:
        with ended(rows):
            for row in rows:
                self.count += 1
                yield row


def say_written(file: Path, rows: int | None = None) -> None:
    """Say on standard error what was written: how many rows, if it holds rows, and into which file."""
    wrote(file, rows)
    if rows is None:
        line = say(f"Wrote {file}.", f"已写出 {file}。")
    else:
        count = f"{rows} row{'' if rows == 1 else 's'}"
        line = say(f"Wrote {count} to {file}.", f"已写出 {rows} 行：{file}。")
    heard.note(line)


def chosen(wanted: str | None, file: Path | None, *, everything: bool = False, rows: bool = True) -> Output:
    """Return the form an answer takes: as asked, else by the file's ending, else by what the screen is.

    Args:
        wanted: As typed.
        file: Where it goes; None for the screen.
        everything: Whether a screen gets every row.
        rows: Whether the answer is rows; if not, that is said before the verb does anything.

    Raises:
        CommandError: There is no such form, the file's ending names none, a terminal cannot show it, or it is
            one for rows.
    """
    if wanted is not None and wanted not in FORMATS:
        raise CommandError(BAD_FORMAT, given=wanted)
    if wanted is None and file is not None and file.suffix and _by_ending(file) is None:
        raise CommandError(BAD_ENDING, file=file, ending=file.suffix)
    form = wanted or _by_ending(file) or ("table" if file is None and _is_terminal() else "json")
    if form in {"xlsx", "pdf"} and file is None and _is_terminal():
        raise CommandError(OUTPUT_NEEDS_FILE, form=form)
    answer = Output(form, file, everything)
    return answer if rows else answer.for_document()


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _by_ending(file: Path | None) -> str | None:
    ending = file.suffix.lower().removeprefix(".") if file else ""
    return {"txt": "table", "jsonl": "json"}.get(ending, ending if ending in FORMATS else None)


def write_text(file: Path, text: str) -> None:
    """Write a text file, whole or not at all.

    Raises:
        CommandError: It cannot be written.
    """
    try:
        with written_whole(file) as stream:
            stream.write(text.encode())
    except OSError as error:
        raise CommandError(OUTPUT_NOT_WRITABLE, file=file, why=error.strerror or str(error)) from error


def write_json_rows(
    target: BinaryIO,
    rows: Iterable[Row] | Stream,
    basis: Mapping[str, Any] | None = None,
    members: Mapping[str, Any] | None = None,
) -> None:
    """Write rows as a JSON array, one object a line, as they come; with a basis as an object of both."""
    if basis is not None:
        target.write(b'{"basis":' + visible_json(orjson.dumps(basis)) + b',\n"rows":')
    _write_array(target, rows)
    if basis is not None:
        more = {name: visible_json(orjson.dumps(value)) for name, value in (members or {}).items()}
        target.writelines(b',\n"' + name.encode() + b'":' + said for name, said in more.items())
    target.write(b"\n" if basis is None else b"}\n")


def _write_array(target: BinaryIO, rows: Iterable[Row] | Stream) -> None:
    before = b"[\n"
    for lines in _json_of_stream(rows) if isinstance(rows, Stream) else map(_json, rows):
        target.write(before + visible_json(lines))
        before = b",\n"
    target.write(b"[]" if before == b"[\n" else b"\n]")


def _json(row: Row) -> bytes:
    # Keys may be the names of database columns, a kind of text that orjson takes only when told.
    return orjson.dumps(row, option=orjson.OPT_NON_STR_KEYS)


def _json_of_stream(stream: Stream) -> Iterator[bytes]:
    keys = stream.columns
    for part in stream.parts:
        yield b",\n".join(orjson.dumps(dict(zip(keys, row, strict=True))) for row in zip(*part, strict=True))
