"""The proof that the log only grew since a checkpoint that the receiver holds."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import orjson

from ledger.errors import CommandError, Problem
from ledger.log.reader import LogReader
from ledger.log.tiles import StoredTiles
from ledger.log.transaction import Transaction
from ledger.merkle.note import NoteError, Verifier
from ledger.merkle.tree import Tree
from ledger.seal.checkpoint import Checkpoint, open_checkpoint, root_at
from ledger.seal.key import read_verifier

SINCE_UNREADABLE = Problem(
    "since_unreadable",
    "读取先前的检查点：{file} 应为本账签署的检查点，实际不是（{why}）。",
    "Reading an earlier checkpoint: expected {file} to hold one that this ledger signed ({why}).",
    "给出收件人先前收到的检查点文件，或先前证据包中的 data/checkpoint。",
    "Give the file that the receiver was sent, or data/checkpoint of an earlier bundle.",
)
SINCE_AHEAD = Problem(
    "since_ahead",
    "导出证据包：先前的检查点应不大于本次的 {size} 条，实际为 {since} 条。",
    "Exporting a bundle: expected an earlier checkpoint of at most {size} events, got one of {since}.",
    "去掉 --known-at 或 --basis，或给出更早的检查点。",
    "Leave --known-at or --basis out, or give an earlier checkpoint.",
)
SINCE_DISAGREES = Problem(
    "since_disagrees",
    "导出证据包：账本前 {since} 条与先前签署的检查点不符。",
    "Exporting a bundle: the first {since} events are not those that the earlier checkpoint signed.",
    "账本已被改动或恢复成旧的副本：请停止记录，运行 medledger verify。",
    "The ledger was altered, or an old copy was put back: stop recording and run medledger verify.",
)


def read_since(file: Path, verifier: Verifier) -> Checkpoint:
    """Return the checkpoint that a file holds: a signed note, or the JSON of `medledger checkpoint`.

    Raises:
        CommandError: It holds none that this ledger signed.
    """
    try:
        text = file.read_bytes().decode()
        if text.lstrip().startswith("{"):
            text = str(orjson.loads(text).get("note"))
        return open_checkpoint(text.rstrip("\n") + "\n", verifier)
    except OSError as error:
        raise CommandError(SINCE_UNREADABLE, file=file, why=error.strerror or str(error)) from error
    except (NoteError, UnicodeDecodeError, orjson.JSONDecodeError) as error:
        raise CommandError(SINCE_UNREADABLE, file=file, why=str(error)) from error


def consistency(log: LogReader, since: Checkpoint, size: int) -> dict[str, Any]:
    """Return the proof that a tree of `size` only adds to an earlier checkpoint.

    Raises:
        CommandError: The checkpoint is a later one, or not of this log.
    """
    if since.size > size:
        raise CommandError(SINCE_AHEAD, since=since.size, size=size)
    if since.size and root_at(log, since.size)[1] != since.root:
        raise CommandError(SINCE_DISAGREES, since=since.size)
    with log.reading() as connection:
        path = Tree(StoredTiles(Transaction.of(connection))).consistency_proof(since.size, size)
    return {
        "first": {"size": since.size, "root": b64encode(since.root).decode()},
        "second": {"size": size},
        "path": [one.hex() for one in path],
    }


def read_since_of(log: LogReader, file: Path) -> Checkpoint:
    """Return the earlier checkpoint in a file, signed by the key of a ledger.

    Raises:
        CommandError: It holds none that this ledger signed.
    """
    verifier = read_verifier(log)
    if verifier is None:
        raise CommandError(SINCE_UNREADABLE, file=file, why="no key")
    return read_since(file, verifier)
