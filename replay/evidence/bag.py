"""A BagIt 1.0 bag (RFC 8493) as a folder or as one ZIP, anchored by a signed note; the same bytes each time.

The payload is written into a folder first. Then its manifest, the tag manifest over the four tag files, and
the note that signs the digest of the tag manifest.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from ledger.merkle.note import Signer

ROOT: Final = "bundle"
"""The folder that a ZIP holds."""
NOTE: Final = "manifest.note"
TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
MANIFEST: Final = "manifest-sha256.txt"
BAGIT: Final = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_BLOCK = 1 << 20
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16


def seal(folder: Path, info: Mapping[str, str], signer: Signer) -> str:
    """Complete a bag whose payload lies in `folder/data`, and return the digest of its tag manifest.

    Args:
        folder: The bag.
        info: Lines of `bag-info.txt`; Payload-Oxum is added.
        signer: The key of the ledger.
    """
    files = sorted(_files(folder / "data"), key=lambda one: one.relative_to(folder).as_posix())
    manifest = "".join(f"{_digest(one)}  {one.relative_to(folder).as_posix()}\n" for one in files)
    oxum = f"{sum(one.stat().st_size for one in files)}.{len(files)}"
    lines = "".join(f"{name}: {value}\n" for name, value in (*info.items(), ("Payload-Oxum", oxum)))
    tags = {"bag-info.txt": lines, "bagit.txt": BAGIT, MANIFEST: manifest}
    for name, text in tags.items():
        (folder / name).write_bytes(text.encode())
    listed = "".join(f"{sha256(text.encode()).hexdigest()}  {name}\n" for name, text in sorted(tags.items()))
    (folder / TAG_MANIFEST).write_bytes(listed.encode())
    digest = sha256(listed.encode()).hexdigest()
    (folder / NOTE).write_bytes(signer.sign(note_text(signer.name, digest)).encode())
    return digest


def note_text(origin: str, digest: str) -> str:
    """Return the text that a bundle is signed by."""
    return f"{origin}\nbundle\n{TAG_MANIFEST} sha256:{digest}\n"


def pack(folder: Path, file: Path) -> None:
    """Write a bag as one ZIP whose entries are sorted and know no time."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for one in sorted(_files(folder), key=lambda one: one.relative_to(folder).as_posix()):
            entry = zipfile.ZipInfo(f"{ROOT}/{one.relative_to(folder).as_posix()}", _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _MODE
            entry.file_size = one.stat().st_size
            with one.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, _BLOCK)


def _files(folder: Path) -> Iterator[Path]:
    return (one for one in folder.rglob("*") if one.is_file())


def _digest(file: Path) -> str:
    total = sha256()
    with file.open("rb") as stream:
        for block in _blocks(stream):
            total.update(block)
    return total.hexdigest()


def _blocks(stream: object) -> Iterable[bytes]:
    return iter(lambda: stream.read(_BLOCK), b"")  # type: ignore[attr-defined]
