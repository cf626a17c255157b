"""The tag index against the log: made anew from the documents, compared with what is kept and was signed."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.errors import LedgerError, Problem
from ledger.log.index_checkpoints import IndexCheckpoints
from ledger.log.reader import LogReader
from ledger.log.tag_index import IndexHead, TagIndex, made_anew
from ledger.merkle.note import NoteError, Verifier
from ledger.seal.audit.report import Finding
from ledger.seal.checkpoint import opened_by
from ledger.seal.keyring import read_keyring

INDEX_CHANGED = Problem(
    "audit_index_changed",
    "标签索引（至第 {size} 条）：应与日志中的标签一致，实已被改动。",
    "The tag index up to event {size}: expected what the tags in the log give, got something else.",
    "完整性证明暂不可用；日志无误时运行 medledger rebuild 会重建索引。",
    "No proof of completeness holds until then; where the log is sound, medledger rebuild makes it anew.",
)
INDEX_SIGNED_OTHER = Problem(
    "audit_index_signed_other",
    "已签署的标签索引（第 {size} 条处）：与日志中的标签不符。",
    "The signed tag index at {size} events is not what the tags in the log give.",
    "据此签发的完整性证明不可信；请停止记录，运行 medledger verify --deep 查明原因。",
    "Proofs of completeness made from it cannot be trusted: stop recording and call the one in charge.",
)
INDEX_NOTE_CHANGED = Problem(
    "audit_index_note_changed",
    "标签索引的检查点（第 {size} 条处）：应由本账密钥签署且内容一致，实际不是。",
    "The checkpoint of the tag index at {size} events: expected one signed by the ledger and unaltered.",
    "请停止记录，运行 medledger verify 查明原因。",
    "Stop recording and run medledger verify to learn what happened.",
)


def audit_index(log: LogReader) -> Iterator[Finding]:
    """Yield what is wrong with the index that is kept, and with what was signed of it.

    The index is made anew once, and looked at wherever something was signed of it.
    """
    kept = TagIndex(log).head()
    kept_notes, end = IndexCheckpoints(log).all(), log.head()
    signed = {one.size: one for one in kept_notes if one.size <= end}
    for beyond in kept_notes[len(signed) :]:
        yield Finding("changed", beyond.size, INDEX_NOTE_CHANGED.with_(size=beyond.size))
    verifiers = read_keyring(log).all
    with made_anew(log) as index:
        for size in sorted({*signed, kept.covered}):
            head = index.catch_up(size)
            if size == kept.covered and not _is_kept(log, head):
                yield Finding("changed", size, INDEX_CHANGED.with_(size=size))
            one = signed.get(size)
            if one is None:
                continue
            if (one.tags, one.root) != (head.size, head.root):
                yield Finding("changed", size, INDEX_SIGNED_OTHER.with_(size=size))
            elif not _is_signed(one.note, verifiers, head):
                yield Finding("other_key", size, INDEX_NOTE_CHANGED.with_(size=size))


def _is_kept(log: LogReader, head: IndexHead) -> bool:
    """Return whether what lies in the database is this index; what cannot be read is not."""
    try:
        index = TagIndex(log)
        return index.head() == head and index.is_sound()
    except LedgerError:
        return False


def _is_signed(note: str, verifiers: tuple[Verifier, ...], head: IndexHead) -> bool:
    try:
        checkpoint = opened_by(note, *verifiers)
    except NoteError:
        return False
    return checkpoint.tags == (head.size, head.root) and checkpoint.size == head.covered
