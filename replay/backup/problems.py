"""What can be wrong with a backup, in a sentence each."""

from __future__ import annotations

from typing import Final

from ledger.errors import Problem

BACKUP_TAKEN: Final = Problem(
    "backup_taken",
    "备份：应为空文件夹或尚不存在，实际“{folder}”中已有 {found}。",
    "Backing up: expected an empty folder or none, {folder} holds {found}.",
    "每次备份用一个新的文件夹，例如以日期命名。",
    "Take a new folder for each backup, named after the day for example.",
)
BACKUP_UNWRITABLE: Final = Problem(
    "backup_unwritable",
    "备份：无法写入“{folder}”（{why}）。",
    "Backing up: {folder} cannot be written ({why}).",
    "检查路径、权限和磁盘空间；不完整的备份不会留下说明文件。",
    "Check the path, the permissions and the free space; what is not complete has no description.",
)
NO_BACKUP: Final = Problem(
    "no_backup",
    "恢复：应为 medledger backup 写出的文件夹，实际“{folder}”不是（{why}）。",
    "Restoring: expected a folder that medledger backup has written, {folder} is none ({why}).",
    "核对路径；缺少 backup.json 的备份没有写完。",
    "Check the path; a backup without backup.json was never finished.",
)
BACKUP_CHANGED: Final = Problem(
    "backup_changed",
    "核对备份：{file} 的摘要应为 {expected}，实际为 {got}。",
    "Checking a backup: expected {file} with the digest {expected}, it has {got}.",
    "此备份已被改动或损坏，请用另一份。",
    "It was changed or damaged: take another one.",
)
BACKUP_OTHER: Final = Problem(
    "backup_other",
    "核对备份：应与账本一致，实际位置 {position} 处的根不同。",
    "Checking a backup: expected what the ledger holds, at position {position} it has another root.",
    "它是另一本账，或其中一份被改写：请运行 medledger verify。",
    "It is of another ledger, or one of them was rewritten: run medledger verify.",
)
