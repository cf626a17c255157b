"""Programs that a receiver may have: what they make of our files, where they are installed."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

OFFICE = shutil.which("soffice")
PDFTOTEXT = shutil.which("pdftotext")
_FORM = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Commas, double quotes, UTF-8, all lines; cells as they are shown; every sheet a file of its own."""


def opened_by_office(files: list[Path], folder: Path) -> dict[str, list[list[list[str]]]]:
    """Let LibreOffice open files and calculate them, and return the rows of each sheet by the file's stem.

    Args:
        files: Workbooks, or CSV.
        folder: A new one, for what it writes and for its settings.
    """
    settings = f"-env:UserInstallation={(folder / 'settings').as_uri()}"
    out = folder / "out"
    reading = ["--infilter=CSV:44,34,76,1,,2052,false,false"] if files[0].suffix == ".csv" else []
    command = [
        str(OFFICE),
        settings,
        "--headless",
        *reading,
        "--convert-to",
        _FORM,
        "--outdir",
        str(out),
        *map(str, files),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    found: dict[str, list[list[list[str]]]] = {}
    for file in files:
        sheets = sorted(out.glob(f"{file.stem}-*.csv"))
        found[file.stem] = [_rows(one) for one in sheets]
    return found


def text_of_pdf(file: Path) -> str:
    """Return the text that `pdftotext` finds."""
    command = [str(PDFTOTEXT), "-enc", "UTF-8", "-raw", str(file), "-"]
    done = subprocess.run(command, check=True, capture_output=True, timeout=120)
    return done.stdout.decode()


def _rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))
