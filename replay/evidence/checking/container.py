"""The bag and its digests: RFC 8493, and that nothing is missing, unlisted or changed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from typing import Final
from zlib import error as ZlibError  # noqa: N812  a class, named like one

from replay.evidence.checking.received import ReceivedBag, content, digest_of, stays
from replay.evidence.checking.verdict import Verdict, worded

DATA: Final = "data/"
_DECLARED: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_TAG_FILES: Final = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
_OUTSIDE: Final = ("tagmanifest-sha256.txt", "manifest.note")
NEEDED: Final = (
    "data/README.html",
    "data/basis.json",
    "data/rules.json",
    "data/check.py",
    "data/checkpoint",
    "data/events.jsonl",
    "data/proofs.jsonl",
    "data/summary.pdf",
)
_line = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>\S.*)").fullmatch


def judge_container(bundle: ReceivedBag, verdict: Verdict) -> None:
    """Judge declaration, names and digests of a bag."""
    for name in bundle.strange:
        verdict.find("bag", name, worded("is no plain file of one folder", "不是同一文件夹内的普通文件"))
    for name in sorted({*_TAG_FILES, *_OUTSIDE, *NEEDED} - bundle.names):
        verdict.find("missing", name, worded("is not there", "缺失"))
    outside = {name for name in bundle.names if not name.startswith(DATA)}
    for name in sorted(outside - {*_TAG_FILES, *_OUTSIDE}):
        verdict.find("unlisted", name, worded("does not belong to a bundle", "不属于证据包"))
    if "bagit.txt" in bundle.names and content(bundle, "bagit.txt") != _DECLARED:
        verdict.find("bag", "bagit.txt", worded("declares no BagIt 1.0", "未声明 BagIt 1.0"))
    payload = bundle.names - outside
    length = _judge_digests(bundle, "manifest-sha256.txt", payload, verdict)
    _judge_digests(bundle, "tagmanifest-sha256.txt", bundle.names & {*_TAG_FILES}, verdict)
    _judge_oxum(bundle, f"{length}.{len(payload)}", verdict)


def _judge_digests(bundle: ReceivedBag, source: str, files: Collection[str], verdict: Verdict) -> int:
    """Compare files with a manifest, and return how long they are together."""
    listed = _listed(bundle, source, verdict)
    total = 0
    for name in sorted({*files, *listed}):
        if name not in listed:
            verdict.find("unlisted", name, worded(f"is not in {source}", f"不在 {source} 中"))
        elif name not in files:
            verdict.find("missing", name, worded(f"is in {source} alone", f"仅见于 {source}"))
        else:
            total += _judge_digest(bundle, name, listed[name], verdict)
    return total


def _judge_digest(bundle: ReceivedBag, name: str, expected: str, verdict: Verdict) -> int:
    try:
        found, length = digest_of(bundle, name)
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, ZlibError, NotImplementedError) as error:
        verdict.find("unreadable", name, str(error))
        return 0
    verdict.checked["files"] += 1
    if found != expected:
        verdict.find("changed", name, worded("has another digest than is listed", "摘要与清单不符"))
    return length


def _listed(bundle: ReceivedBag, source: str, verdict: Verdict) -> dict[str, str]:
    """Return the digests of a manifest by file."""
    if source not in bundle.names:
        return {}
    try:
        text = content(bundle, source).decode()
    except UnicodeDecodeError:
        verdict.find("manifest", source, worded("is no UTF-8 text", "不是 UTF-8 文本"))
        return {}
    *lines, rest = text.split("\n")
    if rest:
        verdict.find("manifest", source, worded("ends within a line", "末行不完整"))
    listed: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        parts = _line(line)
        if parts is None or parts["name"] in listed or not stays(parts["name"]):
            verdict.find(
                "manifest", source, worded("holds a line that lists nothing", "有无法识别的行"), number
            )
        else:
            listed[parts["name"]] = parts["digest"]
    if sorted(listed) != list(listed):
        verdict.find("manifest", source, worded("is out of order", "次序不对"))
    return listed


def _judge_oxum(bundle: ReceivedBag, expected: str, verdict: Verdict) -> None:
    if "bag-info.txt" not in bundle.names:
        return
    lines = content(bundle, "bag-info.txt").split(b"\n")
    stated = [one[14:] for one in lines if one.startswith(b"Payload-Oxum: ")]
    if stated != [expected.encode()]:
        verdict.find("bag", "bag-info.txt", worded("states another payload", "所载内容大小不符"))
