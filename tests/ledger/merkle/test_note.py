"""Signed notes against the published sample and against every way to spoil them."""

import base64

import pytest

from ledger.merkle.note import BadSignatureError, NoteError, Signer, UnknownKeyError, Verifier, parse_note

# The sample of golang.org/x/mod/sumdb/note, also used by the C2SP signed-note specification.
SAMPLE_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SAMPLE_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
SAMPLE_NOTE = (
    SAMPLE_TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6"
    "KE6RyyBwJnAM=\n"
)
SIGNER = Signer("medledger/abc", bytes(range(32)))


def test_the_published_sample_note_opens():
    verifier = Verifier.parse(SAMPLE_KEY)
    assert verifier.open(SAMPLE_NOTE) == SAMPLE_TEXT
    assert str(verifier) == SAMPLE_KEY


@pytest.mark.parametrize("place", range(0, len(SAMPLE_NOTE), 7))
def test_no_changed_letter_of_a_note_passes(place):
    letter = "x" if SAMPLE_NOTE[place] != "x" else "y"
    changed = SAMPLE_NOTE[:place] + letter + SAMPLE_NOTE[place + 1 :]
    with pytest.raises(NoteError):
        Verifier.parse(SAMPLE_KEY).open(changed)


def test_what_is_signed_opens_and_the_keys_survive_being_written():
    signer = Signer.parse(SIGNER.private_key())
    note = signer.sign("some text\n")
    assert Verifier.parse(str(signer.verifier)).open(note) == "some text\n"
    assert signer == SIGNER


def test_a_new_key_is_not_an_old_one():
    assert Signer.new("medledger/abc").seed != Signer.new("medledger/abc").seed


def test_signing_is_repeatable():
    """Ed25519 has no randomness in it: the same head gives the same note."""
    assert SIGNER.sign("text\n") == SIGNER.sign("text\n")


def test_a_private_key_does_not_show_itself():
    """A traceback or a log line that prints a signer gives nothing away."""
    assert repr(SIGNER) == "Signer(name='medledger/abc')"


def test_a_note_signed_by_others_too_opens():
    """Witnesses add their lines; each reader looks for the key it knows."""
    note = SIGNER.sign("text\n") + Signer.new("witness").sign("text\n").split("\n\n")[1]
    assert SIGNER.verifier.open(note) == "text\n"
    assert [one.name for one in parse_note(note)[1]] == ["medledger/abc", "witness"]


def test_a_note_of_another_key_is_unknown():
    with pytest.raises(UnknownKeyError):
        SIGNER.verifier.open(Signer.new("medledger/abc").sign("text\n"))


def test_a_signature_of_another_text_is_bad():
    with pytest.raises(BadSignatureError):
        SIGNER.verifier.open(SIGNER.sign("text\n").replace("text", "test"))


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "text\n",
        "text\n\n",
        "text\n\n— name\n",
        "text\n\n— name AAAAAA==",
        "text\n\n— name AAAAAA==\n",
        "text\n\n- name AAAAAAAA\n",
        "text\n\n— na+me AAAAAAAA\n",
        "text\n\n— name AAAAAAA*\n",
        "text\n\n— name AAAAAAB=\n",
        "te\tt\n\n— name AAAAAAAA\n",
        "text\n\n" + "— name AAAAAAAA\n" * 101,
    ],
)
def test_what_is_not_a_note_is_refused(note):
    with pytest.raises(NoteError):
        parse_note(note)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "name",
        "name+c74f20a3",
        SAMPLE_KEY.replace("PeterNeumann", "PeterNeuman"),
        SAMPLE_KEY.replace("c74f20a3", "C74F20A3"),
        SAMPLE_KEY.replace("ARpc", "Aapc"),
        "two words+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "name+00000000+" + base64.b64encode(b"\x02" + bytes(32)).decode(),
        "name+00000000+" + base64.b64encode(b"\x01" + bytes(31)).decode(),
    ],
)
def test_what_is_not_a_verifier_key_is_refused(key):
    with pytest.raises(NoteError):
        Verifier.parse(key)


@pytest.mark.parametrize("key", ["", SAMPLE_KEY, SIGNER.private_key().replace("abc", "abd")])
def test_what_is_not_a_private_key_is_refused(key):
    with pytest.raises(NoteError):
        Signer.parse(key)


@pytest.mark.parametrize("text", ["", "text", "te\rxt\n", "te\0xt\n"])
def test_text_that_a_note_cannot_carry_is_not_signed(text):
    with pytest.raises(NoteError):
        SIGNER.sign(text)


def test_a_key_name_holds_no_blank():
    with pytest.raises(NoteError):
        Signer.new("two words")
