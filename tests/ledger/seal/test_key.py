"""The key file: made once, mode 0600, and every way in which it cannot be used."""

import os
import stat

import pytest

from ledger.errors import CommandError, CorruptionError
from ledger.merkle.note import Signer
from ledger.seal.key import create_key, establish, read_key, read_signer, read_verifier


@pytest.fixture
def path(tmp_path):
    return tmp_path / "some" / "folder" / "medledger.db.key"


def message(caught):
    return caught.value.reason.message("en")


def test_a_key_is_made_readable_by_its_owner_alone(path):
    """Whatever the umask; folders on the way are made."""
    old = os.umask(0)
    try:
        signer = create_key(path, "medledger/abc")
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key(path) == signer


def test_a_key_that_exists_is_not_overwritten(path):
    signer = create_key(path, "medledger/abc")
    with pytest.raises(CommandError) as caught:
        create_key(path, "medledger/abc")
    assert message(caught) == f"Making the signing key: {path} exists already."
    assert read_key(path) == signer


def test_a_key_that_is_not_there_is_said_to_be_missing(path):
    with pytest.raises(CommandError) as caught:
        read_key(path)
    assert message(caught) == f"Reading the signing key: {path} is not there."


def test_a_key_that_others_can_read_is_refused(path):
    create_key(path, "medledger/abc")
    path.chmod(0o644)
    with pytest.raises(CommandError) as caught:
        read_key(path)
    assert message(caught) == (
        f"Reading the signing key: expected mode 600 of {path}, got 644; other accounts can read it."
    )
    assert caught.value.reason.advice("en") == f"Run chmod 600 {path}."


@pytest.mark.parametrize("content", [b"", b"no key", b"\xff\xfe", b"PRIVATE+KEY+medledger/abc+00000000+AAAA"])
def test_what_is_no_key_is_refused(path, content):
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(CommandError) as caught:
        read_key(path)
    assert message(caught) == f"Reading the signing key: {path} does not hold a signing key."


def test_a_folder_in_place_of_the_key_is_refused(path):
    path.mkdir(parents=True)
    with pytest.raises(CommandError) as caught:
        read_key(path)
    assert message(caught) == f"Reading the signing key: {path} may not be read by this account."


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "key"
    with pytest.raises(CommandError) as caught:
        create_key(path, "medledger/abc")
    assert message(caught).startswith(f"Making the signing key: {path} cannot be written (")


def test_a_new_ledger_gets_a_key_and_knows_its_public_half(log, location):
    signer = establish(log, location)
    ledger_id = log.get_setting("ledger_id")
    assert signer.name == log.get_setting("origin") == f"medledger/{ledger_id}"
    assert read_verifier(log) == signer.verifier
    assert read_signer(log, location) == signer


def test_a_ledger_is_not_made_over_the_key_of_another(log, location):
    """The key of a lost database stays what it was."""
    create_key(location.key_file, "medledger/other")
    with pytest.raises(CommandError) as caught:
        establish(log, location)
    assert caught.value.code == "key_exists"
    assert log.get_setting("verifier_key") is None


def test_a_ledger_is_not_made_over_the_checkpoints_of_another(log, location):
    location.checkpoint_file.parent.mkdir(parents=True, exist_ok=True)
    location.checkpoint_file.write_text("medledger/other\n")
    with pytest.raises(CommandError) as caught:
        establish(log, location)
    assert caught.value.code == "copies_exist"
    assert not location.key_file.exists()


def test_a_key_that_was_made_and_not_entered_is_taken_up(log, location, monkeypatch):
    """An attempt that was broken off anywhere is completed by the next, with the same key."""
    put = log.put_setting

    def broken_off(name, value):
        if name == "verifier_key":
            raise KeyboardInterrupt
        put(name, value)

    monkeypatch.setattr(log, "put_setting", broken_off)
    with pytest.raises(KeyboardInterrupt):
        establish(log, location)
    made = read_key(location.key_file)
    monkeypatch.undo()
    assert establish(log, location) == made
    assert read_verifier(log) == made.verifier


def test_another_key_in_the_file_does_not_sign(log, location):
    establish(log, location)
    location.key_file.write_text(Signer.new("medledger/other").private_key())
    with pytest.raises(CommandError) as caught:
        read_signer(log, location)
    assert caught.value.code == "key_other"


def test_a_ledger_without_a_key_is_not_signed(log, location):
    create_key(location.key_file, "medledger/abc")
    with pytest.raises(CommandError) as caught:
        read_signer(log, location)
    assert caught.value.code == "key_unknown"
    assert read_verifier(log) is None


def test_a_verifier_key_that_was_spoilt_is_told(log):
    log.put_setting("verifier_key", "no key")
    with pytest.raises(CorruptionError) as caught:
        read_verifier(log)
    assert caught.value.code == "verifier_malformed"
