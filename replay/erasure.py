"""Erasure from end to end: the log first, then the tables, then what the files still hold of either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ledger import settings
from ledger.errors import Problem, Reason, UnavailableError
from ledger.failpoints import passing
from ledger.recording import erasing
from ledger.recording.erasing import Erased, Subjects
from replay.doors.kept_rows import throw_away

if TYPE_CHECKING:
    from ledger.settings import Location
    from replay.bootstrap import Program

LOG_NOT_CLEAN = Problem(
    "erasure_log_not_clean",
    "已删除，但数据库文件中可能仍有残留：账本正被他人读取，或本账号无权整理。",
    "Erased, but the database's files may still hold it: somebody reads the ledger, or the account may not "
    "clean up.",
    "无人使用时运行 medledger erase --again；PostgreSQL 上请由账本所有者执行 "
    "VACUUM (FULL) medledger_log.personal。",
    "Run medledger erase --again when nobody uses it; on PostgreSQL let the owner run "
    "VACUUM (FULL) medledger_log.personal.",
)
TABLES_NOT_CLEAN = Problem(
    "erasure_tables_not_clean",
    "已删除，但仍有旧的记录表被他人占用，未能清除。",
    "Erased, but older tables that somebody still uses could not be removed.",
    "无人使用时运行 medledger erase --again。",
    "Run medledger erase --again when nobody uses them.",
)
NOT_CLEANED = Problem(
    "erasure_not_cleaned",
    "已删除并已记录，但账本旁的文件未能全部改写（磁盘已满、不可写或数据库未应答），其中可能仍有残留。",
    "Erased and recorded, but not all files of the ledger could be written anew (a full disk, no permission, "
    "or a database that did not answer): they may still hold it.",
    "请检查磁盘空间和权限，再运行 medledger erase --again。",
    "Look at the disk and its permissions, then run medledger erase --again.",
)
IN_CLEAR = Problem(
    "erasure_in_clear",
    "早期版本写入的 {count} 条事件（首条为第 {first} 条）以明文保存该对象的信息，无法删除而不破坏证明。",
    "{count} events of an earlier version (the first at {first}) hold the subject in clear: they cannot be "
    "erased without breaking every proof.",
    "可迁移到新账本后重新导入；原账本按保存期限封存。",
    "Import the exports into a new ledger, and keep the old one sealed for as long as it must be kept.",
)
SERVER_KEEPS = Problem(
    "erasure_server_keeps",
    "PostgreSQL 服务器自身的预写日志和备份不归本程序管理，可能仍有旧值，直至被循环覆盖或删除。",
    "The PostgreSQL server's own write-ahead log and backups are not ours: they may hold old values until "
    "they are recycled or removed.",
    "请管理员按备份策略清理；恢复备份后运行 medledger erase --again。",
    "Let the administrator see to the backups; after a restore run medledger erase --again.",
)
ROWS_NOT_CLEAN = Problem(
    "erasure_rows_not_clean",
    "未删除任何内容：待改正的导入行无法改写（{error}）。",
    "Nothing was erased: the rejected rows that wait to be corrected cannot be written ({error}).",
    "请检查账本旁 .corrections 文件夹的权限和磁盘空间，再次运行。",
    "Look at the folder .corrections beside the ledger, its permissions and the room on its disk; ask again.",
)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased, and what remains that is not ours, or not now, to erase.

    Attributes:
        erased: In the log.
        remains: What is not ours, or not now, to erase.
        thrown_away: Rejected rows about the subject that waited to be corrected.
    """

    erased: Erased
    remains: tuple[Reason, ...]
    thrown_away: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `medledger erase` prints it."""
        found = self.erased
        return {
            "subject": found.subject,
            "position": found.position,
            "values": found.values,
            "positions": list(found.positions),
            "fields": list(found.fields),
            "in_clear": list(found.in_clear),
            "rejected_rows": self.thrown_away,
            "remains": [reason.message() for reason in self.remains],
        }


def erase(program: Program, subject: str, *, reason: str, approver: str) -> Erasure:
    """Erase what is personal of a subject, in the log, the tables and their files.

    Raises:
        CommandError: The subject or the approver is not known, or the approver is the one who records.
        ConflictError: Other writers were faster at every try.
    """
    user, rows = settings.user(), _Rows(program.location)
    erased = erasing.erase(
        program.log,
        subject,
        reason=reason,
        approver=approver,
        recorded_by=user,
        verified=settings.signed_in(),
        signatures=settings.signatures(),
        copies=rows.throw_away,
    )
    return _cleaned(program, erased, rows)


def erase_again(program: Program) -> Erasure:
    """Erase once more whatever the log says was erased."""
    rows = _Rows(program.location)
    return _cleaned(program, erasing.erase_again(program.log, rows.throw_away), rows)


class _Rows:
    """The rejected rows beside a ledger that wait to be corrected; counts those that are thrown away."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self.count = 0

    def throw_away(self, subjects: Subjects, texts: frozenset[str]) -> None:
        """Throw away what is about some subjects, or says one of some texts.

        Raises:
            UnavailableError: It cannot be.
        """
        try:
            self.count += throw_away(self._location, subjects, texts)
        except OSError as error:
            raise UnavailableError(ROWS_NOT_CLEAN, error=error.strerror) from error
        passing("erase.rows_thrown_away")


def _cleaned(program: Program, erased: Erased, rows: _Rows) -> Erasure:
    """Bring the tables to the event that says so, and let the databases overwrite what is gone.

    Rejected rows are looked through once more: some may have come while the erasure was being recorded.
    """
    log, location = program.log, program.location
    passing("erase.recorded")
    remains = [*_left(log.forget_erased, LOG_NOT_CLEAN)]
    passing("erase.log_cleaned")
    remains += _left(lambda: _tables_cleaned(program, erased, rows), TABLES_NOT_CLEAN)
    if erased.in_clear:
        remains.append(IN_CLEAR.with_(count=len(erased.in_clear), first=erased.in_clear[0]))
    if location.path is None:
        remains.append(SERVER_KEEPS.with_())
    return Erasure(erased, tuple({one.code: one for one in remains}.values()), rows.count)


def _left(clean: Callable[[], bool], otherwise: Problem) -> Iterator[Reason]:
    """Clean something, and yield why it is not clean now; what is recorded stays so."""
    try:
        if not clean():
            yield otherwise.with_()
    except UnavailableError:
        yield NOT_CLEANED.with_()


def _tables_cleaned(program: Program, erased: Erased, rows: _Rows) -> bool:
    tables = program.caught_up()
    passing("erase.tables_followed")
    rows.throw_away(erased.subjects, erased.texts)
    return tables.forget_erased()
