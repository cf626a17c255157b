"""The signing key of a ledger: made once by `init`, kept in a file that only its owner may read."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Protocol

from ledger.errors import CommandError, CorruptionError, Problem
from ledger.failpoints import passing
from ledger.merkle.note import NoteError, Signer, Verifier
from ledger.seal.copies import begin_copies, sync_folder
from ledger.seal.places import has_copies_of, is_key_of, key_file
from ledger.settings import Location

LEDGER_ID = "ledger_id"
ORIGIN = "origin"
VERIFIER_KEY = "verifier_key"
NAMESPACE = "medledger/"  # an origin is this and the ledger's id

KEY_EXISTS = Problem(
    "key_exists",
    zh="建立签名密钥：{path} 已存在。",
    en="Making the signing key: {path} exists already.",
    zh_advice="它可能属于另一本账。请换一个账本位置，或确认不再需要后将其移走。",
    en_advice="It may belong to another ledger. Choose another place, or move it away if it is not needed.",
)
KEY_MISSING = Problem(
    "key_missing",
    zh="读取签名密钥：找不到 {path}。",
    en="Reading the signing key: {path} is not there.",
    zh_advice="请从备份恢复该文件；没有它，账本仍可读取和核验，但不能签署检查点。",
    en_advice="Restore it from a backup; without it the ledger can be read and verified, but not signed.",
)
KEY_UNREADABLE = Problem(
    "key_unreadable",
    zh="读取签名密钥：无权读取 {path}。",
    en="Reading the signing key: {path} may not be read by this account.",
    zh_advice="请以建账的账户运行，或由其所有者调整权限。",
    en_advice="Run under the account that made the ledger, or have its owner change the permission.",
)
KEY_EXPOSED = Problem(
    "key_exposed",
    zh="读取签名密钥：{path} 的权限应为 600，实为 {mode}，其他账户也能读取。",
    en="Reading the signing key: expected mode 600 of {path}, got {mode}; other accounts can read it.",
    zh_advice="请运行 chmod 600 {path}。",
    en_advice="Run chmod 600 {path}.",
)
KEY_MALFORMED = Problem(
    "key_malformed",
    zh="读取签名密钥：{path} 不是签名密钥。",
    en="Reading the signing key: {path} does not hold a signing key.",
    zh_advice="请从备份恢复该文件。",
    en_advice="Restore it from a backup.",
)
KEY_UNWRITABLE = Problem(
    "key_unwritable",
    zh="建立签名密钥：无法写入 {path}（{error}）。",
    en="Making the signing key: {path} cannot be written ({error}).",
    zh_advice="请检查文件夹的权限和磁盘空间。",
    en_advice="Check the permission of the folder and the space on the disk.",
)
KEY_OTHER = Problem(
    "key_other",
    zh="读取签名密钥：本账的密钥应为 {expected}，{path} 中是 {got}。",
    en="Reading the signing key: expected {expected}, the key of this ledger; {path} holds {got}.",
    zh_advice="请从备份恢复本账的密钥文件，并运行 medledger verify。",
    en_advice="Restore the key file of this ledger from a backup and run medledger verify.",
)
KEY_UNKNOWN = Problem(
    "key_unknown",
    zh="读取账本设置：没有核验密钥。",
    en="Reading the settings of the ledger: there is no verifier key.",
    zh_advice="此账未完成建账；请再次运行 medledger init 完成，或运行 medledger verify 查明原因。",
    en_advice="The ledger was not completely made: medledger init completes it, medledger verify tells more.",
)
VERIFIER_MALFORMED = Problem(
    "verifier_malformed",
    zh="读取账本设置：应为核验密钥，实已损坏。",
    en="Reading the settings of the ledger: expected a verifier key, got something else.",
    zh_advice="请停止记录，运行 medledger verify 并联系负责人。",
    en_advice="Stop recording, run medledger verify and call the person in charge.",
)
COPIES_EXIST = Problem(
    "copies_exist",
    zh="建账：{path} 已存在，其中是另一本账的检查点。",
    en="Making a ledger: {path} exists already and holds the checkpoints of another ledger.",
    zh_advice="请换一个账本位置，或将该文件移走保存。",
    en_advice="Choose another place, or move the file away and keep it.",
)


class Settings(Protocol):
    """The settings kept in a ledger's database."""

    def get_setting(self, name: str) -> str | None:
        """Return a setting, or None."""

    def put_setting(self, name: str, value: str) -> None:
        """Enter a setting, once and for all."""


def establish(log: Settings, location: Location, path: Path | None = None) -> Signer:
    """Make the signing key of a new ledger and enter its public half in the ledger's settings.

    What an earlier attempt left behind is taken up: the id of the ledger, and the key that bears it.

    Args:
        log: The settings of the ledger.
        location: Where it is.
        path: Where its key is to lie, if not in its usual place; a file beside the ledger then says where.

    Raises:
        CommandError: A key or checkpoint copies of another ledger lie there, or the key cannot be written.
    """
    ledger_id = log.get_setting(LEDGER_ID)
    if ledger_id is None:
        refuse_leftovers(location, None, path)
        ledger_id = secrets.token_hex(8)
        log.put_setting(LEDGER_ID, ledger_id)
    passing("init.id_kept")
    origin = NAMESPACE + ledger_id
    refuse_leftovers(location, origin, path)
    place = path or location.key_file
    signer = read_key(place) if place.exists() else create_key(place, origin)
    passing("init.key_made")
    if path is not None:
        write_whole(location.key_pointer, f"{path.absolute()}\n")
    begin_copies(location.checkpoint_file)
    passing("init.copies_begun")
    log.put_setting(ORIGIN, signer.name)
    passing("init.origin_kept")
    log.put_setting(VERIFIER_KEY, str(signer.verifier))
    passing("init.key_entered")
    return signer


def refuse_leftovers(location: Location, origin: str | None, path: Path | None = None) -> None:
    """Refuse to make a ledger where the key or the checkpoint copies of another one lie.

    Args:
        location: Where the ledger is to be.
        origin: Name of its own key, where an earlier attempt has settled it.
        path: Where its key is to lie, if not in its usual place.

    Raises:
        CommandError: One of them is there.
    """
    for place in {path or location.key_file, location.key_file}:
        if place.exists() and (origin is None or not is_key_of(place, origin)):
            raise CommandError(KEY_EXISTS, path=place)
    copies = location.checkpoint_file
    if copies.exists() and copies.stat().st_size and (origin is None or not has_copies_of(copies, origin)):
        raise CommandError(COPIES_EXIST, path=copies)


def create_key(path: Path, origin: str) -> Signer:
    """Make a key for `origin` and write it to a new file with mode 0600; a crash leaves all of it or nothing.

    Raises:
        CommandError: The file is there already or cannot be written.
    """
    signer = Signer.new(origin)
    if path.exists():
        raise CommandError(KEY_EXISTS, path=path)
    write_whole(path, signer.private_key() + "\n")
    return signer


def write_whole(path: Path, text: str) -> None:
    """Write a file with mode 0600 that is there whole or not at all, durably.

    Raises:
        CommandError: It cannot be written.
    """
    new = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> CommandError:
    return CommandError(KEY_UNWRITABLE, path=path, error=error.strerror or str(error))


def read_key(path: Path, *, exposed: bool = False) -> Signer:
    """Return the signer that a key file holds.

    Args:
        path: The key file.
        exposed: Also take a key that other accounts can read; one on a medium that cannot keep them from it,
            such as a stick with FAT, is always taken.

    Raises:
        CommandError: It is not there, may not be read, is open to others or is not a key.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CommandError(KEY_MISSING, path=path) from error
    except OSError as error:
        raise CommandError(KEY_UNREADABLE, path=path) from error
    except UnicodeDecodeError as error:
        raise CommandError(KEY_MALFORMED, path=path) from error
    if os.name == "posix" and mode & 0o077 and not exposed and keeps_permissions(path):
        raise CommandError(KEY_EXPOSED, path=path, mode=f"{mode:o}")
    try:
        return Signer.parse(text)
    except NoteError as error:
        raise CommandError(KEY_MALFORMED, path=path) from error


def keeps_permissions(path: Path) -> bool:
    """Return whether the medium of a file knows who may read it; a stick with FAT does not.

    What the file lets others do is taken away for a moment, and given back where that had an effect.
    """
    found = path.stat()
    mode = stat.S_IMODE(found.st_mode)
    if os.name != "posix" or not mode & 0o077:
        return True
    try:
        path.chmod(mode & ~0o077)
    except OSError:
        return found.st_uid != os.geteuid()  # FAT refuses it even to the owner
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return False
    path.chmod(mode)
    return True


def next_key_file(path: Path) -> Path:
    """Return where the key lies that is about to take another one's place."""
    return path.with_name(path.name + ".next")


def take_over(path: Path) -> None:
    """Let the next key take the place of the one before.

    Raises:
        CommandError: It cannot be written.
    """
    try:
        next_key_file(path).replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error


def found_signer(location: Location, expected: Verifier) -> tuple[Signer, Path]:
    """Return the signer whose public half is the one expected, and its file, wherever that lies.

    A rotation that was broken off behind its event is completed.

    Raises:
        CommandError: The key file cannot be used, or holds another key.
    """

    def fits(path: Path) -> bool:
        try:
            return read_key(path, exposed=True).verifier == expected
        except CommandError:
            return False

    path = key_file(location, expected.name, fits)
    signer = read_key(path)
    if signer.verifier != expected and fits(next_key_file(path)):
        take_over(path)
        signer = read_key(path)
    if signer.verifier != expected:
        raise CommandError(KEY_OTHER, expected=expected, path=path, got=signer.verifier)
    return signer, path


def signer_at(location: Location, expected: Verifier) -> Signer:
    """Return the signer whose public half is the one expected, wherever its file lies.

    Raises:
        CommandError: The key file cannot be used, or holds another key.
    """
    return found_signer(location, expected)[0]


def read_signer(log: Settings, location: Location) -> Signer:
    """Return the signer of a ledger as it was made, after making sure that it is the ledger's own.

    Raises:
        CommandError: The key file cannot be used, or holds another key than the ledger's settings name.
    """
    expected = read_verifier(log)
    if expected is None:
        raise CommandError(KEY_UNKNOWN)
    return signer_at(location, expected)


def read_verifier(log: Settings) -> Verifier | None:
    """Return the verifier that a ledger's settings name, or None.

    Raises:
        CorruptionError: The setting is no key any more.
    """
    text = log.get_setting(VERIFIER_KEY)
    try:
        return None if text is None else Verifier.parse(text)
    except NoteError as error:
        raise CorruptionError(VERIFIER_MALFORMED) from error
