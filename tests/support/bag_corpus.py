"""Valid and invalid bags (RFC 8493), each made of a real bundle by one change.

A change is told as a function of the folder. After most, the tag manifest and the note are written anew
with the ledger's key, so that a judge sees this one thing alone. Where the judges differ, `why` says why.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256, sha512
from pathlib import Path

from ledger.merkle.note import Signer
from replay.evidence import bag
from tests.support.bundle_tampering import Change, put, removed, replaced, several

_STRICT = "a bundle is one form of bag, and holds what its maker wrote and nothing else"
_OTHERS = "a bag may hold tag files that nothing lists; in a bundle nothing lies outside of the signature"
BASIS = "data/basis.json"


@dataclass(frozen=True)
class BagCase:
    """A bag.

    Attributes:
        name: What is special about it.
        change: What is done to a bundle.
        valid: Whether `bagit.py` finds it valid.
        kinds: What both of our checks call it; none where they find it whole.
        why: Where we find something in a valid bag, or nothing in an invalid one: why.
        sealed: Whether the tag manifest is written and signed anew after the change.
    """

    name: str
    change: Change
    valid: bool
    kinds: frozenset[str] = frozenset()
    why: str = ""
    sealed: bool = True


def bags() -> Iterator[BagCase]:
    """Yield the corpus."""
    yield BagCase("as it was made", lambda _: None, valid=True)
    yield from _payload()
    yield from _manifests()
    yield from _declarations()
    yield from _beside()


def _bad(name: str, change: Change, *kinds: str, sealed: bool = True) -> BagCase:
    return BagCase(name, change, valid=False, kinds=frozenset(kinds), sealed=sealed)


def _strict(name: str, change: Change, *kinds: str, why: str = _STRICT, sealed: bool = True) -> BagCase:
    return BagCase(name, change, valid=True, kinds=frozenset(kinds), why=why, sealed=sealed)


def _payload() -> Iterator[BagCase]:
    yield _bad("a payload file is missing", removed("data/README.html"), "missing", "bag")
    yield _bad("a payload file too many", put("data/more.txt"), "unlisted", "bag")
    yield _bad("a payload file in a new folder", put("data/more/file.txt"), "unlisted", "bag")
    yield _bad("a payload file changed in its length", put("data/README.html", b"x"), "changed", "bag")
    yield _bad("a payload file changed", replaced("data/README.html", "h1", "h2"), "changed")
    yield _bad(
        "no payload at all", lambda bundle: shutil.rmtree(bundle / "data"), "missing", "bag", "signature"
    )
    yield _strict(
        "a payload file more, listed", several(put("data/more.txt"), listed("data/more.txt")), "unlisted"
    )
    odd = "data/a b 量%25.txt"
    yield _strict("a name with blanks, signs and %25, listed", several(put(odd), listed(odd)), "unlisted")
    line = several(put("data/a\nb.txt"), listed("data/a%0Ab.txt"))
    yield _strict("a line feed in a name, encoded in the list", line, "unlisted", "missing", "bag")


def _manifests() -> Iterator[BagCase]:
    manifest = bag.MANIFEST
    yield _bad("no manifest", removed(manifest), "missing", "unlisted", "bag", sealed=False)
    yield _bad("an empty manifest", put(manifest, b""), "unlisted", "bag")
    yield _bad("a wrong digest", first_line(lambda line: b"0" * 64 + line[64:]), "changed")
    yield _bad("a digest that is too short", first_line(lambda line: line[1:]), "manifest", "unlisted", "bag")
    yield _bad(
        "a line without a name", first_line(lambda line: line[:64] + b"\n"), "manifest", "unlisted", "bag"
    )
    yield _bad("a file listed that is not there", listed("data/gone.txt", b"x"), "missing")
    for place in ("../out.txt", "data/../../out.txt", "/etc/passwd", "data/tables/../../../out.txt"):
        yield _bad(f"the path {place} in the manifest", listed(place, b"x"), "manifest")
    yield _bad("a path with a drive in the manifest", listed("C:/out.txt", b"x"), "manifest")
    yield _strict(
        "a byte order mark before the manifest",
        at_front(manifest, b"\xef\xbb\xbf"),
        "manifest",
        "unlisted",
        "bag",
        why="the mark is no part of a digest; the program overlooks it",
    )
    yield _bad(
        "another digest for a file listed twice", twice(lambda line: b"0" * 64 + line[64:]), "manifest"
    )
    yield _bad("a file listed twice alike", twice(lambda line: line), "manifest")
    yield _strict(
        "upper case digits",
        first_line(lambda line: line[:64].upper() + line[64:]),
        "manifest",
        "unlisted",
        "bag",
    )
    yield _strict(
        "an asterisk before a name",
        first_line(lambda line: line.replace(b"  ", b" *", 1)),
        "manifest",
        "unlisted",
        "bag",
    )
    yield _strict(
        "one blank before a name",
        first_line(lambda line: line.replace(b"  ", b" ", 1)),
        "manifest",
        "unlisted",
        "bag",
    )
    crlf = replaced(manifest, "\n", "\r\n", count=-1)
    yield _strict("lines that end with CR LF", crlf, "unlisted", "missing", "bag")
    yield _strict("the list in another order", turned_round, "manifest")
    yield _strict("a second manifest with SHA-512", _another_manifest, "unlisted")
    yield _bad(
        "a second manifest with a wrong SHA-512",
        put("manifest-sha512.txt", b"0" * 128 + b"  data/check.py\n"),
        "unlisted",
    )
    yield _bad(
        "a wrong digest in the tag manifest",
        put(bag.TAG_MANIFEST, b"0" * 64 + b"  bagit.txt\n"),
        "changed",
        "unlisted",
        "signature",
        sealed=False,
    )
    gone = "who takes the tag manifest away may change every tag file; the note stands over it"
    yield _strict("no tag manifest", removed(bag.TAG_MANIFEST), "missing", "unlisted", why=gone, sealed=False)


def _declarations() -> Iterator[BagCase]:
    yield _bad("no bagit.txt", removed("bagit.txt"), "missing")
    yield _bad("an empty bagit.txt", put("bagit.txt", b""), "bag")
    yield _bad("a byte order mark before bagit.txt", at_front("bagit.txt", b"\xef\xbb\xbf"), "bag")
    yield _bad("no version", put("bagit.txt", b"Tag-File-Character-Encoding: UTF-8\n"), "bag")
    yield _bad("a version that is none", replaced("bagit.txt", "1.0", "one"), "bag")
    yield _bad("no encoding", put("bagit.txt", b"BagIt-Version: 1.0\n"), "bag")
    yield _bad("an encoding that is none", replaced("bagit.txt", "UTF-8", "WTF-8"), "bag")
    yield _strict("version 0.97", replaced("bagit.txt", "1.0", "0.97"), "bag")
    white = "the specification forbids it, and the program does not look"
    yield _strict(
        "a blank before the colon", replaced("bagit.txt", "Version:", "Version :"), "bag", why=white
    )
    yield _strict(
        "both lines in the other order",
        put("bagit.txt", b"Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n"),
        "bag",
        why=white,
    )
    oxum = "Payload-Oxum: "
    yield _bad("a wrong number of bytes", _in_info(oxum, f"{oxum}1"), "bag")
    yield _bad("a wrong number of files", lambda bundle: _at_end(bundle, b"7"), "bag")
    yield _strict("no Payload-Oxum", _in_info(oxum, "Payload-Size: "), "bag")
    yield _strict("Payload-Oxum twice", lambda bundle: _again(bundle, oxum), "bag")
    yield BagCase(
        "a line of bag-info.txt goes on in the next",
        _in_info("Bag-Software-Agent: ", "Bag-Software-Agent:\n  "),
        valid=True,
    )
    yield _strict(
        "no bag-info.txt",
        several(removed("bag-info.txt"), unlisted_tag),
        "missing",
        "signature",
        sealed=False,
    )


def _beside() -> Iterator[BagCase]:
    yield _strict("a file beside the payload", put("letter.txt"), "unlisted", why=_OTHERS)
    yield _strict("a folder beside the payload", put("letters/letter.txt"), "unlisted", why=_OTHERS)
    held = put("fetch.txt", b"http://127.0.0.1/check.py 7 data/check.py\n")
    yield _strict(
        "fetch.txt for a file that is there",
        held,
        "unlisted",
        why="nothing of a bundle is fetched from elsewhere",
    )
    far = several(removed("data/README.html"), put("fetch.txt", b"http://127.0.0.1/r - data/README.html\n"))
    yield _bad("fetch.txt for a file that is not there", far, "unlisted", "missing", "bag")
    away = put("fetch.txt", b"http://127.0.0.1/x 7 ../x\n")
    yield _bad("fetch.txt with a path out of the bag", away, "unlisted")


def listed(name: str, content: bytes | None = None) -> Change:
    """Return the change that lists a file in the manifest, in order, and counts it in where it is there."""

    def change(bundle: Path) -> None:
        raw = content if content is not None else (bundle / name.replace("%0A", "\n")).read_bytes()
        lines: list[bytes] = (bundle / bag.MANIFEST).read_bytes().splitlines(keepends=True)
        lines.append(f"{sha256(raw).hexdigest()}  {name}\n".encode())
        lines.sort(key=lambda line: line[66:])
        (bundle / bag.MANIFEST).write_bytes(b"".join(lines))
        if content is None:
            _counted(bundle)

    return change


def _counted(bundle: Path) -> None:
    import re

    files = [one for one in (bundle / "data").rglob("*") if one.is_file()]
    oxum = f"Payload-Oxum: {sum(one.stat().st_size for one in files)}.{len(files)}"
    info = (bundle / "bag-info.txt").read_text("utf-8")
    (bundle / "bag-info.txt").write_text(re.sub("Payload-Oxum: .*", oxum, info), "utf-8")


def first_line(edit: Callable[[bytes], bytes]) -> Change:
    """Return a change of the first line of the manifest."""

    def change(bundle: Path) -> None:
        first, *others = (bundle / bag.MANIFEST).read_bytes().splitlines(keepends=True)
        (bundle / bag.MANIFEST).write_bytes(b"".join((edit(first), *others)))

    return change


def twice(edit: Callable[[bytes], bytes]) -> Change:
    """Return the change that repeats the first line of the manifest."""
    return first_line(lambda line: line + edit(line))


def turned_round(bundle: Path) -> None:
    """Turn the list of the manifest round."""
    lines = (bundle / bag.MANIFEST).read_bytes().splitlines(keepends=True)
    (bundle / bag.MANIFEST).write_bytes(b"".join(reversed(lines)))


def at_front(name: str, mark: bytes) -> Change:
    """Return the change that writes a mark before everything in a file."""

    def change(bundle: Path) -> None:
        (bundle / name).write_bytes(mark + (bundle / name).read_bytes())

    return change


def unlisted_tag(bundle: Path) -> None:
    """Take what is not there out of the tag manifest."""
    lines = (bundle / bag.TAG_MANIFEST).read_bytes().splitlines(keepends=True)
    (bundle / bag.TAG_MANIFEST).write_bytes(b"".join(one for one in lines if b"bag-info" not in one))


def _another_manifest(bundle: Path) -> None:
    files = sorted(one for one in (bundle / "data").rglob("*") if one.is_file())
    lines = (
        f"{sha512(one.read_bytes()).hexdigest()}  {one.relative_to(bundle).as_posix()}\n" for one in files
    )
    (bundle / "manifest-sha512.txt").write_text("".join(lines))


def _in_info(old: str, new: str) -> Change:
    return replaced("bag-info.txt", old, new)


def _at_end(bundle: Path, more: bytes) -> None:
    raw = (bundle / "bag-info.txt").read_bytes()
    (bundle / "bag-info.txt").write_bytes(raw.rstrip(b"\n") + more + b"\n")


def _again(bundle: Path, name: str) -> None:
    raw = (bundle / "bag-info.txt").read_text("utf-8")
    line = next(one for one in raw.splitlines() if one.startswith(name))
    (bundle / "bag-info.txt").write_text(f"{raw}{line}\n", "utf-8")


def sealed(bundle: Path, signer: Signer) -> None:
    """Write tag manifest and note anew over the tag files as they are."""
    names = [one for one in ("bag-info.txt", "bagit.txt", bag.MANIFEST) if (bundle / one).exists()]
    text = "".join(f"{sha256((bundle / one).read_bytes()).hexdigest()}  {one}\n" for one in names)
    (bundle / bag.TAG_MANIFEST).write_text(text)
    digest = sha256(text.encode()).hexdigest()
    (bundle / bag.NOTE).write_text(signer.sign(bag.note_text(signer.name, digest)), "utf-8")
