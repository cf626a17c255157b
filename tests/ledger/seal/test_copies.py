"""The file of checkpoint copies, whole, torn at any byte, and trimmed by hand."""

import threading

import pytest

from ledger.errors import UnavailableError
from ledger.merkle.note import Signer
from ledger.seal.copies import Copies, append_copy, read_copies, read_last_copies

SIGNER = Signer("medledger/abc", bytes(range(32)))


def note(size):
    return SIGNER.sign(f"medledger/abc\n{size}\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "medledger.db.checkpoints"
    for size in (1, 2, 3):
        append_copy(path, note(size))
    return path


def test_what_is_appended_is_read_in_order(path):
    assert read_copies(path) == Copies((note(1), note(2), note(3)))


def test_copies_are_set_apart_by_two_empty_lines(path):
    """So that a person, and a reader that knows nothing, sees where one ends."""
    assert path.read_text() == f"{note(1)}\n\n{note(2)}\n\n{note(3)}\n\n"


def test_a_file_that_is_not_there_holds_none(tmp_path):
    assert read_copies(tmp_path / "none") == Copies((), present=False)
    assert read_last_copies(tmp_path / "none") == Copies((), present=False)


def test_an_empty_file_holds_none(tmp_path):
    (tmp_path / "empty").write_text("")
    assert read_copies(tmp_path / "empty") == Copies(())


def test_a_copy_torn_at_any_byte_is_told_and_mended_by_the_next(path):
    """A crash leaves any beginning of the last copy; the others stay, and the next is whole again."""
    whole = path.read_bytes()
    before = len(f"{note(1)}\n\n{note(2)}\n\n".encode())
    for length in range(before, len(whole) + 1):
        path.write_bytes(whole[:length])
        copies = read_copies(path)
        complete = length >= len(whole) - 2  # all but the empty lines behind it
        assert copies.notes == (note(1), note(2), *([note(3)] if complete else []))
        assert copies.torn == (before < length and not complete)
        append_copy(path, note(4))
        assert read_copies(path).notes == (*copies.notes, note(4))
        assert not read_copies(path).torn


def test_lines_trimmed_by_an_editor_do_no_harm(path):
    path.write_text(path.read_text().rstrip("\n") + "\n")
    append_copy(path, note(4))
    assert read_copies(path) == Copies(tuple(note(size) for size in (1, 2, 3, 4)))


def test_bytes_that_are_no_text_are_read_as_something(path):
    path.write_bytes(path.read_bytes().replace(b"\n2\n", b"\n\xff\n"))
    copies = read_copies(path)
    assert (copies.notes[0], copies.notes[2]) == (note(1), note(3))


def test_the_last_copies_are_read_without_the_first(tmp_path):
    path = tmp_path / "long"
    path.write_text("".join(f"{note(size)}\n\n" for size in range(1000)))
    notes = read_last_copies(path).notes
    assert 100 < len(notes) < 1000
    assert notes == tuple(note(size) for size in range(1000))[-len(notes) :]


def test_many_writers_at_once_leave_whole_copies(tmp_path):
    path = tmp_path / "shared"
    writers = [
        threading.Thread(target=lambda first=first: [append_copy(path, note(first + n)) for n in range(20)])
        for first in (0, 100, 200, 300)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    copies = read_copies(path)
    expected = [note(first + n) for first in (0, 100, 200, 300) for n in range(20)]
    assert sorted(copies.notes) == sorted(expected)
    assert not copies.torn


def test_a_file_that_cannot_be_read_or_written_is_named(tmp_path):
    with pytest.raises(UnavailableError) as caught:
        read_copies(tmp_path)
    assert caught.value.reason.message("en").startswith(f"Reading the checkpoint copies: {tmp_path} cannot")
    with pytest.raises(UnavailableError):
        read_last_copies(tmp_path)
    with pytest.raises(UnavailableError) as caught:
        append_copy(tmp_path, note(1))
    assert caught.value.reason.message("en").startswith(f"Writing the checkpoint copies: {tmp_path} cannot")
