"""The tag index signed beside the log; made anew it is compared with what is kept and what was signed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from ledger.errors import CorruptionError
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.log.tag_index import TagIndex
from ledger.merkle.note import Verifier
from ledger.merkle.tag_index import verify_index_proof
from ledger.seal.audit.tag_index import audit_index
from ledger.seal.checkpoint import Checkpoint, open_checkpoint
from ledger.seal.indexing import sign_index
from ledger.seal.keyring import read_keyring
from ledger.settings import Location, locate
from replay import bootstrap
from tests.support.prepared_events import sold


@pytest.fixture
def sealed(location: Location) -> LogRecorder:
    """A log with a key, and fifty sales of ten lots."""
    bootstrap.make(location)
    log = open_log(location)
    draw = random.Random(1)
    log.append_prepared([sold(f"XS{number}", tags=[f"lot:P/{draw.randint(0, 9)}"]) for number in range(50)])
    return log


def _verifier(log: LogRecorder) -> Verifier:
    return read_keyring(log).current


def test_the_root_of_the_index_is_signed_in_a_line_of_the_checkpoint(
    sealed: LogRecorder, location: Location
) -> None:
    indexed = sign_index(sealed, location)
    head = TagIndex(sealed).head()
    lines = indexed.note.split("\n")
    assert lines[1] == str(sealed.head())
    assert lines[3].startswith(f"tags {head.size} ")
    assert lines[4] == ""
    opened = open_checkpoint(indexed.note, _verifier(sealed))
    assert opened.tags == (head.size, head.root)
    proof, positions = TagIndex(sealed).prove("lot:P/3")
    verify_index_proof(proof, positions, opened.tags[1] if opened.tags else b"")
    assert sign_index(sealed, location) == indexed  # the same head is not signed twice
    assert list(audit_index(sealed)) == []
    sealed.close()


def test_a_checkpoint_with_another_line_is_read_without_it() -> None:
    root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    assert Checkpoint.parse(f"o\n5\n{root}\nelse 5\n").tags is None
    text = f"o\n5\n{root}\ntags 7 {root}\n"
    assert Checkpoint.parse(text).text() == text


@pytest.mark.parametrize(
    ("edit", "kinds"),
    [
        ("UPDATE tag_index SET node = zeroblob(32) WHERE level = 0", {"changed"}),
        (
            "UPDATE tag_index SET leaves = CAST('0' || substr(leaves, 2) AS BLOB) WHERE level = 0",
            {"changed"},
        ),
        ("UPDATE tag_index SET leaves = x'ff' || substr(leaves, 2) WHERE level = 0", {"changed"}),  # as text
        ("UPDATE tag_index SET tags = tags + 1 WHERE level = 14", {"changed"}),
        ("DELETE FROM tag_index WHERE level = 0", {"changed"}),
        ("UPDATE tag_index SET node = zeroblob(32) WHERE level = 7", {"changed"}),
        ("UPDATE index_checkpoints SET root = zeroblob(32)", {"changed"}),
        ("UPDATE index_checkpoints SET tags = tags + 1", {"changed"}),
        ("UPDATE index_checkpoints SET note = replace(note, 'tags 1', 'tags 2')", {"other_key"}),
        ("UPDATE index_checkpoints SET note = 'none'", {"other_key"}),
    ],
)
def test_an_index_that_was_touched_is_found(tmp_path: Path, edit: str, kinds: set[str]) -> None:
    location = locate(str(tmp_path / "ledger.db"))
    bootstrap.make(location)
    log = open_log(location)
    log.append_prepared([sold(f"XS{number}", tags=[f"lot:P/{number % 13}"]) for number in range(40)])
    sign_index(log, location)
    with log.writing() as connection:
        for action in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(f"DROP TRIGGER index_checkpoints_refuses_{action}")
        connection.exec_driver_sql(edit)
    assert {one.kind for one in audit_index(log)} == kinds
    TagIndex(log).rebuild()
    if "tag_index" in edit:
        assert list(audit_index(log)) == []
    log.close()


def test_another_index_is_not_signed_where_one_was_signed_before(
    sealed: LogRecorder, location: Location
) -> None:
    sign_index(sealed, location)
    with sealed.writing() as connection:
        connection.exec_driver_sql("UPDATE tag_index SET tags = tags + 1 WHERE level = 14")
    with pytest.raises(CorruptionError):
        sign_index(sealed, location)
    sealed.close()
