"""What an audit may have to say, as sentences."""

from __future__ import annotations

from ledger.errors import Problem

_ZH_STOP = "请停止记录，保留现场，从可信备份取回原件比对，并通知负责人。"
_STOP = "Stop recording, keep everything as it is, compare with a trusted backup and call the one in charge."


def _problem(code: str, zh: str, en: str, zh_advice: str = _ZH_STOP, en_advice: str = _STOP) -> Problem:
    return Problem(f"audit_{code}", zh, en, zh_advice, en_advice)


ROW_CHANGED = _problem(
    "row_changed",
    "{where:zh}：内容应与记录时的哈希一致，实已被改动。",
    "{where:en}: expected the bytes that were recorded, got others.",
)
LEAF_CHANGED = _problem(
    "leaf_changed",
    "{where:zh}：内容完好，但与其一同保存的哈希已被改动。",
    "{where:en}: the content is sound, but the hash stored with it was changed.",
)
TILE_CHANGED = _problem(
    "tile_changed",
    "{where:zh}：内容完好，但哈希树中的哈希已被改动。",
    "{where:en}: the content is sound, but its hash in the tree was changed.",
)
FORM_CHANGED = _problem(
    "form_changed",
    "{where:zh}：应为规范的事件文档，实不是。",
    "{where:en}: expected a canonical event document, got something else.",
)
COLUMN_CHANGED = _problem(
    "column_changed",
    "{where:zh}：{columns} 列应与事件文档一致，实已不同。",
    "{where:en}: expected column {columns} to say what the document says, got something else.",
)
ROW_MISSING = _problem(
    "row_missing",
    "{where:zh}：应在账本中，实已被删除。",
    "{where:en}: expected in the log, but deleted.",
)
ROW_MISSING_RENUMBERED = _problem(
    "row_missing_renumbered",
    "{where:zh}：已被删除，其后的事件被重新编号。",
    "{where:en}: deleted, and the events behind were given other positions.",
)
ROW_INSERTED = _problem(
    "row_inserted",
    "{where:zh}：不是由本程序记录的，系另行插入。",
    "{where:en}: not recorded by the program, but inserted by other means.",
)
ROW_COPIED = _problem(
    "row_copied",
    "{where:zh}：原有内容已被第 {claimed} 条的内容取代。",
    "{where:en}: what was recorded there was replaced by the content of event {claimed}.",
)
ROWS_REORDERED = _problem(
    "rows_reordered",
    "{where:zh}：次序已被调换，第 {first} 条处现为第 {claimed} 条。",
    "{where:en}: put into another order; in place of event {first} lies event {claimed}.",
)
TIME_REORDERED = _problem(
    "time_reordered",
    "{where:zh}：记录时间应不早于前一条，实为更早。",
    "{where:en}: expected a record time not before that of the event in front, got an earlier one.",
)
RANGE_CHANGED = _problem(
    "range_changed",
    "{where:zh}：其中至少一条已被改动。前 {good} 条与检查点一致，前 {bad} 条与已签署的检查点不符。",
    "{where:en}: at least one of them was changed. The first {good} agree with what was signed, "
    "the first {bad} do not.",
)
TILE_RANGE_CHANGED = _problem(
    "tile_range_changed",
    "{where:zh}：第 {level} 层第 {idx} 块哈希与其根哈希不符。",
    "{where:en}: tile {idx} of level {level} of the tree does not have the root that is stored for it.",
)
TILE_MISSING = _problem(
    "tile_missing",
    "{where:zh}：哈希树应有第 {level} 层第 {idx} 块，实已缺失。",
    "{where:en}: expected tile {idx} of level {level} of the tree, but it is missing.",
)
TAGS_MISSING = _problem(
    "tags_missing",
    "{where:zh}：标签索引应有 {tags}，实已缺失。",
    "{where:en}: expected {tags} in the index of tags, but missing.",
)
TAGS_INSERTED = _problem(
    "tags_inserted",
    "{where:zh}：标签索引多出事件中没有的 {tags}。",
    "{where:en}: the index of tags has {tags}, which the event does not carry.",
)
TAGS_CHANGED = _problem(
    "tags_changed",
    "{where:zh}：标签索引应为 {expected}，实为 {got}。",
    "{where:en}: expected {expected} in the index of tags, got {got}.",
)
PERSONAL_CHANGED = _problem(
    "personal_changed",
    "{where:zh}：个人信息 {fields} 应与事件中的摘要一致，实已被改动。",
    "{where:en}: expected the personal value {fields} to fit the digest in the event, got another.",
)
PERSONAL_SWAPPED = _problem(
    "personal_swapped",
    "{where:zh}：个人信息 {fields} 与第 {other} 条的相互调换。",
    "{where:en}: the personal value {fields} was swapped with that of event {other}.",
)
PERSONAL_INSERTED = _problem(
    "personal_inserted",
    "{where:zh}：多出事件中没有的个人信息 {fields}。",
    "{where:en}: a personal value {fields} was added that the event does not have.",
)
PERSONAL_MISSING = _problem(
    "personal_missing",
    "{where:zh}：应有个人信息 {fields}，实已缺失，且没有任何删除事件说明。",
    "{where:en}: expected the personal value {fields}, but missing, and no event says that it was erased.",
)
PERSONAL_BACK = _problem(
    "personal_back",
    "{where:zh}：个人信息 {fields} 已按记录删除，实又出现（例如恢复了旧备份）。",
    "{where:en}: the personal value {fields} was erased, but is there again, as after an old backup.",
    "运行 medledger erase --again，按日志再次删除。",
    "Run medledger erase --again: it erases what the log says was erased.",
)
TRUNCATED = _problem(
    "truncated",
    "自第 {first} 条起的尾部已被截去：账本应至少有 {expected} 条，实有 {got} 条。",
    "The tail from event {first} on was cut off: expected at least {expected} events, got {got}.",
)
ROLLED_BACK = _problem(
    "rolled_back",
    "账本被恢复成旧的副本：已签署的检查点有 {expected} 条，现在只有 {got} 条。",
    "An old copy of the ledger was put back: a signed checkpoint has {expected} events, the log {got}.",
)
FORKED = _problem(
    "forked",
    "账本被恢复成旧的副本后又继续记录：前 {good} 条与检查点副本一致，前 {bad} 条不符。",
    "An old copy of the ledger was put back and written on: the first {good} events agree with the signed "
    "copies, the first {bad} do not.",
)
KEY_REPLACED = _problem(
    "key_replaced",
    "账本设置中的核验密钥应为密钥文件中的 {expected}，实为 {got}。",
    "The settings of the ledger: expected {expected}, the key in the key file; got {got}.",
)
KEY_INVALID = _problem(
    "key_invalid",
    "账本设置中的核验密钥已损坏，无法核对签名。",
    "The settings of the ledger: the verifier key is no key, so no signature can be checked.",
)
KEY_REMOVED = _problem(
    "key_removed",
    "账本设置中应有核验密钥，实已缺失。",
    "The settings of the ledger: expected a verifier key, but missing.",
)
ORIGIN_CHANGED = _problem(
    "origin_changed",
    "账本设置 {setting} 应与核验密钥一致（{expected}），实为 {got}。",
    "The settings of the ledger: expected {setting} {expected} as in the verifier key, got {got}.",
)
GUARD_MISSING = _problem(
    "guard_missing",
    "数据库结构应有 {part} {name}，实已缺失：日志失去了保护。",
    "The structure of the database: expected the {part} {name}, but missing: the log is not guarded.",
    "请停止记录，查明谁改动了数据库；由备份恢复，或新建账本后导入。",
    "Stop recording and find out who changed the database; restore a backup, or import into a new ledger.",
)
GUARD_CHANGED = _problem(
    "guard_changed",
    "数据库结构中的 {part} {name} 应如建账时所定，实已被改动。",
    "The structure of the database: expected the {part} {name} as it was made, got another.",
)
GUARD_EXTRA = _problem(
    "guard_extra",
    "数据库结构中多出 {part} {name}，不是由本程序建立的。",
    "The structure of the database: the {part} {name} was not made by the program.",
)
GRANT_EXTRA = _problem(
    "grant_extra",
    "数据库权限：{grantee} 不应对 {table} 有 {privilege} 权限，实有。",
    "The rights on the database: expected that {grantee} may not {privilege} on {table}, but it is granted.",
    "请管理员收回该权限（REVOKE），并查明由谁授予。",
    "Let the administrator revoke it, and find out who granted it.",
)
STATE_DRIFTED = _problem(
    "state_drifted",
    "判定状态（至第 {position} 条）应与日志重演一致，实际缺 {missing} 项、多 {surplus} 项、{changed} 项不同；"
    "首项为“{first}”。",
    "The decision state (up to event {position}): expected what the log gives, got {missing} entries "
    "missing, {surplus} too many and {changed} changed; the first is “{first}”.",
    "日志为准：运行 medledger rebuild 由日志重建判定状态，并查明谁改动了它。",
    "The log counts: run medledger rebuild, which remakes the state from it, and find out who changed it.",
)
STATE_UNREADABLE = _problem(
    "state_unreadable",
    "判定状态所记的位置应为不超过日志末尾的数，实不是。",
    "The decision state: expected a position up to the end of the log, got something else.",
    "日志为准：运行 medledger rebuild 由日志重建判定状态，并查明谁改动了它。",
    "The log counts: run medledger rebuild, which remakes the state from it, and find out who changed it.",
)
SETTING_CHANGED = _problem(
    "setting_changed",
    "账本设置 {setting} 应为建账事件所记的 {expected}，实为 {got}。",
    "The settings of the ledger: expected {setting} {expected} as the first event says, got {got}.",
)
SETTING_MISSING = _problem(
    "setting_missing",
    "账本设置 {setting} 应为建账事件所记的 {expected}，实已缺失。",
    "The settings of the ledger: expected {setting} {expected} as the first event says, but missing.",
)
OTHER_KEY = _problem(
    "other_key",
    "{count} 个检查点应由账本的密钥 {expected} 签署，实由其他密钥签署（首个有 {size} 条）。",
    "Checkpoints: expected signatures by {expected}, the key of the ledger; {count} are signed by another "
    "(the first at {size} events).",
)
CHECKPOINT_CHANGED = _problem(
    "checkpoint_changed",
    "数据库中 {size} 条处的检查点已被改动，签名不再成立。",
    "The checkpoint at {size} events in the database was changed: its signature does not hold.",
)
CHECKPOINT_DATE_CHANGED = _problem(
    "checkpoint_date_changed",
    "数据库中 {size} 条处的检查点，其时间应与签署时一致，实已被改动。",
    "The checkpoint at {size} events in the database: expected the time of its signature, got another.",
)
CHECKPOINTS_MISSING = _problem(
    "checkpoints_missing",
    "{front} 条与 {behind} 条的检查点之间应另有 {count} 个，实已被删除。",
    "Expected {count} more checkpoints between those at {front} and {behind} events, but deleted.",
)
CHECKPOINT_DELETED = _problem(
    "checkpoint_deleted",
    "副本中 {size} 条处的检查点应在数据库中，实已被删除。",
    "Expected the checkpoint at {size} events, of which there is a copy, in the database, but deleted.",
)
CHAIN_BROKEN = _problem(
    "chain_broken",
    "{behind} 条处的检查点所指的前一个，不是数据库中 {size} 条处的检查点。",
    "The checkpoint at {behind} events follows another one than that at {size} events in the database.",
)
COPIES_CUT = _problem(
    "copies_cut",
    "检查点副本 {path} 止于 {size} 条，数据库此后又签署了检查点，应已抄出，实已缺失。",
    "The checkpoint copies {path} end at {size} events; the database has signed more that should have been "
    "copied, but are missing.",
)
UNSEALED = _problem(
    "unsealed",
    "{where:zh}：没有已签署的检查点覆盖。",
    "{where:en}: not covered by a signed checkpoint.",
    "若由旧版程序记录，运行 medledger checkpoint 即可签署；否则请停止记录并查明来源。",
    "Where an earlier program recorded them, medledger checkpoint signs them; else find out who wrote them.",
)
COPIES_AHEAD = _problem(
    "copies_ahead",
    "检查点副本签署到第 {expected} 条，账本止于第 {got} 条：其间的事件已不在账本中。",
    "The checkpoint copies have signed up to event {expected}, the log ends at {got}: the rest is gone.",
)
TABLES_AHEAD = _problem(
    "tables_ahead",
    "记录表已到第 {expected} 条，账本止于第 {got} 条：其间的事件已不在账本中。",
    "The tables have come to event {expected}, the log ends at {got}: the events between are gone.",
)
COPY_CHANGED = _problem(
    "copy_changed",
    "{path} 中的第 {number} 个检查点已被改动，签名不再成立。",
    "Checkpoint {number} in {path} was changed: its signature does not hold.",
)
COPIES_MISSING = _problem(
    "copies_missing",
    "应有检查点副本 {path}，实已缺失；数据库中有 {count} 个检查点。",
    "Expected the checkpoint copies {path}, but missing; the database has {count} checkpoints.",
    "请把该文件放回原处；若确已丢失，运行 medledger checkpoint --copies 由数据库重新写出。",
    "Put the file back; where it is lost, medledger checkpoint --copies writes it anew.",
)
COPIES_UNREADABLE = _problem(
    "copies_unreadable",
    "无法读取检查点副本 {path}，未能比对。",
    "The checkpoint copies {path} cannot be read, so they were not compared.",
    "请检查该文件的权限。",
    "Check the permission of the file.",
)
HELD_OTHER_LOG = _problem(
    "held_other_log",
    "{path} 应为 {expected} 的检查点，实为 {got} 的。",
    "{path}: expected a checkpoint of {expected}, got one of {got}.",
)
HELD_OTHER_KEY = _problem(
    "held_other_key",
    "{path} 应由 {expected} 签署，实非如此。",
    "{path}: expected a signature by {expected}, got none that holds.",
)
HEAD_OTHER_KEY = _problem(
    "head_other_key",
    "账本的检查点应由 {expected} 或经其签署的后继密钥签署，实由其他密钥签署。",
    "The checkpoints of the ledger: expected signatures by {expected} or a key that it passed on to, "
    "got others.",
)
HELD_OLDER = _problem(
    "held_older",
    "{path} 已签署到第 {expected} 条，账本止于第 {got} 条：账本比它旧。",
    "{path} has signed {expected} events, the log has {got}: it is older.",
)
HELD_FORKED = _problem(
    "held_forked",
    "{path} 所签署的前 {size} 条，不是账本的前 {size} 条：此后账本被改写。",
    "The first {size} events that {path} has signed are not those of the log: it was rewritten since.",
)
UNWITNESSED = _problem(
    "unwitnessed",
    "应有经 {required} 个见证方签署的检查点，实无。",
    "Expected a checkpoint that {required} witnesses have signed, found none.",
    "请将 medledger checkpoint --export 写出的文件交见证方签署，再用 checkpoint --cosigned 取回。",
    "Give what medledger checkpoint --export writes to the witnesses and bring it home with --cosigned.",
)
FUTURE = _problem(
    "future",
    "自第 {first} 条起，记录时间 {moment} 晚于本机现在的时间。",
    "From event {first} on the record time, {moment}, is later than the time of this machine now.",
    "请核对本机与记账机器的时钟。",
    "Look at the clocks of this machine and of the one that recorded.",
)
JUMP = _problem(
    "jump",
    "第 {first} 条处时钟由 {before} 倒退至 {now}，未经确认。",
    "At event {first} the clock went back from {before} to {now}, and nobody accepted it.",
)
COPIES_REORDERED = _problem(
    "copies_reordered",
    "{path} 中的检查点应按先后排列，{size} 条处的排在更大者之后。",
    "Expected the checkpoints in {path} in order, got that at {size} events behind a larger one.",
)
COPY_TORN = _problem(
    "copy_torn",
    "{path} 的最后一个检查点未写完（例如断电）；其余完好，下次签署时会补上。",
    "The last checkpoint in {path} was not completely written, as by a power cut; all others are sound and "
    "the next one mends it.",
    "无须处理。",
    "Nothing to do.",
)
BESIDE_CHANGED = _problem(
    "beside_changed",
    "{table}：第 {number} 条应与记录时一致，实际该条或它前面的一条已被改动。",
    "{table}: expected entry {number} as it was written, but it or the one in front of it was changed.",
)
BESIDE_MISSING = _problem(
    "beside_missing",
    "{table}：第 {number} 条应在，实际缺失。",
    "{table}: expected entry {number}, but it is missing.",
)
BESIDE_CUT = _problem(
    "beside_cut",
    "{table}：检查点已签署到第 {expected} 条，实际止于第 {number} 条：其后的已被截去。",
    "{table}: a checkpoint has signed up to entry {expected}, but it ends at {number}: the rest was cut off.",
)
BESIDE_REWRITTEN = _problem(
    "beside_rewritten",
    "{table}：第 {first} 至 {number} 条中至少一条已被改写，与检查点所签署的不符。",
    "{table}: at least one of the entries {first} to {number} was rewritten: "
    "they are not those that a checkpoint has signed.",
)
BESIDE_UNCOVERED = _problem(
    "beside_uncovered",
    "{table}：自第 {first} 条起，尚无检查点覆盖；下一次记录时签署。",
    "{table}: no checkpoint covers the entries from {first} on yet; the next entry in the ledger signs them.",
    "无须处理。",
    "Nothing to do.",
)
UNREADABLE = _problem(
    "unreadable",
    "数据库自第 {first} 条起无法读取：{detail}",
    "The database cannot be read from event {first} on: {detail}",
)
DAMAGED = _problem(
    "damaged",
    "数据库文件的结构已损坏：{detail}",
    "The structure of the database file is damaged: {detail}",
)
STRUCTURE_MISSING = _problem(
    "structure_missing",
    "数据库应有账本的全部表和列，实有缺失：{detail}",
    "The database: expected all tables and columns of a log, but some are missing: {detail}",
)
FURTHER = _problem(
    "further",
    "另有 {count} 处同类问题（{kind}）未逐一列出。",
    "{count} more findings of the kind {kind} are not listed.",
)
