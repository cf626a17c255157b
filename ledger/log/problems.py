"""What can go wrong with the log, as values: one sentence and one line of advice each."""

from __future__ import annotations

from ledger.errors import Problem

_RETRY_ZH = "请稍候再试；再试不会重复记账。"
_RETRY_EN = "Wait a moment and try again; trying again never posts twice."
_CALL_ZH = "请停止记录，保留现状，运行 medledger verify 并联系负责人。"
_CALL_EN = "Stop recording, leave everything as it is, run medledger verify and call the person in charge."

NO_LEDGER = Problem(
    "no_ledger",
    zh="打开账本 {location}：这里没有账本。",
    en="Opening the ledger {location}: expected a ledger, found none.",
    zh_advice="请先运行 medledger init，或用 --ledger 指明账本所在。",
    en_advice="Run medledger init first, or name the ledger with --ledger.",
)
NOT_A_LEDGER = Problem(
    "not_a_ledger",
    zh="打开账本 {location}：应为账本，实为其他文件或数据库。",
    en="Opening the ledger {location}: expected a ledger, got another kind of file or database.",
    zh_advice="请用 --ledger 指明账本所在；原文件未作任何改动。",
    en_advice="Name the ledger with --ledger; the file was not touched.",
)
NEWER_LEDGER = Problem(
    "newer_ledger",
    zh="打开账本 {location}：应为结构版本 {known} 或更早，实为 {found}。",
    en="Opening the ledger {location}: expected schema {known} or earlier, got {found}.",
    zh_advice="账本由更新的程序写成，请升级本程序。",
    en_advice="A newer program wrote this ledger: upgrade this one.",
)
LEDGER_BUSY = Problem(
    "ledger_busy",
    zh="使用账本 {location}：其他程序占用过久，未能轮到。",
    en="Using the ledger {location}: expected a turn, but another program held it for too long.",
    zh_advice=_RETRY_ZH,
    en_advice=_RETRY_EN,
)
LEDGER_AWAY = Problem(
    "ledger_away",
    zh="使用账本 {location}：数据库不可用（{detail}）。",
    en="Using the ledger {location}: expected the database to answer, got: {detail}",
    zh_advice="请检查数据库与磁盘后再试；再试不会重复记账。",
    en_advice="Check the database and its disk, then try again; trying again never posts twice.",
)
LEDGER_NOT_PERMITTED = Problem(
    "ledger_not_permitted",
    zh="使用账本 {location}：没有所需权限（{detail}）。",
    en="Using the ledger {location}: expected permission, got: {detail}",
    zh_advice="请检查文件与文件夹的读写权限，或数据库角色的权限。",
    en_advice="Check the permissions of the file and its folder, or of the database role.",
)
DISK_FULL = Problem(
    "disk_full",
    zh="写入账本 {location}：磁盘已满，本次未记录，此前已记录的完好。",
    en="Writing to the ledger {location}: the disk is full; this was not recorded, all before it is safe.",
    zh_advice="请腾出磁盘空间后再试。",
    en_advice="Free some disk space, then try again.",
)
LEDGER_REFUSED = Problem(
    "ledger_refused",
    zh="使用账本 {location}：数据库拒绝了请求（{detail}）。",
    en="Using the ledger {location}: the database refused the request: {detail}",
    zh_advice="请再试一次；若仍如此，请把这句话转给维护人员。",
    en_advice="Try once more; if it stays so, pass this sentence on to whoever maintains the program.",
)
APPEND_ONLY = Problem(
    "append_only",
    zh="改动账本 {location}：数据库拒绝（{detail}）。",
    en="Changing the ledger {location}: the database refused: {detail}",
    zh_advice="账本只增不改；更正请用作废记录，再重新录入。",
    en_advice="The log only grows: to correct a record, void it and enter it again.",
)
LOG_STOPPED = Problem(
    "log_stopped",
    zh="写入账本 {location}：先前一次写盘失败（{detail}），本程序已停止记录。",
    en="Writing to the ledger {location}: a write to disk failed before ({detail}); recording has stopped.",
    zh_advice="请检查磁盘，然后重新启动程序；再试不会重复记账。",
    en_advice="Check the disk, then start the program again; trying again never posts twice.",
)
LOG_MOVED_ON = Problem(
    "log_moved_on",
    zh="记录：账本应在位置 {expected}，实在 {got}：其间已有他人记录。",
    en="Recording: expected the log at position {expected}, got {got}: somebody else has recorded meanwhile.",
    zh_advice="请重新读取后再试。",
    en_advice="Read again, then retry.",
)
DECISION_OUTDATED = Problem(
    "decision_outdated",
    zh="记录：位置 {after} 之后应无与此决定有关的事件，实已有之。",
    en="Recording: expected no event after position {after} that this decision depends on, got one.",
    zh_advice="请重新读取后再试。",
    en_advice="Read again, then retry.",
)
EVENT_ID_REUSED = Problem(
    "event_id_reused",
    zh="记录事件 {event_id}：应为与位置 {position} 相同的内容，实为不同内容。",
    en="Recording event {event_id}: expected the content stored at position {position}, got other content.",
    zh_advice="已记录的内容不变；如需更正，请作废后重新录入。",
    en_advice="What is stored stays; to correct it, void it and enter it again.",
)
BATCH_PARTLY_RECORDED = Problem(
    "batch_partly_recorded",
    zh="记录 {count} 个事件：应全部未记录或全部已记录，实有 {known} 个已记录。",
    en="Recording {count} events together: expected all or none on record, got {known} of them.",
    zh_advice="请去掉已记录的事件后再试。",
    en_advice="Leave out the events that are on record, then retry.",
)
EVENT_ID_TWICE = Problem(
    "event_id_twice",
    zh="记录 {count} 个事件：应各有自己的编号，实有编号重复。",
    en="Recording {count} events together: expected an id of its own for each, got one id twice.",
    zh_advice="同一事件在一批中只应出现一次。",
    en_advice="Offer each event of a batch once.",
)
TEXT_NOT_STORABLE = Problem(
    "text_not_storable",
    zh="记录：应为普通文字，实含不可存储的字符（{what}）。",
    en="Recording: expected plain text, got a character that cannot be stored ({what}).",
    zh_advice="请删去其中的空字符或残缺字符后再试。",
    en_advice="Remove the null or broken characters, then try again.",
)
SETTING_FIXED = Problem(
    "setting_fixed",
    zh="设定 {name}：应为首次设定，实已定为“{value}”。",
    en="Setting {name}: expected it not to be set yet, got the value {value!r} on record.",
    zh_advice="账本的设定一经写入不再更改。",
    en_advice="Settings of a ledger are written once.",
)
LOG_SHRUNK = Problem(
    "log_shrunk",
    zh="读取账本：应至少有 {expected} 个事件，实有 {got} 个：有事件丢失。",
    en="Reading the log: expected at least {expected} events, got {got}: events have been lost.",
    zh_advice=_CALL_ZH,
    en_advice=_CALL_EN,
)
LEDGER_MALFORMED = Problem(
    "ledger_malformed",
    zh="读取账本 {location}：数据库文件已损坏（{detail}）。",
    en="Reading the ledger {location}: the database is damaged: {detail}",
    zh_advice=_CALL_ZH,
    en_advice=_CALL_EN,
)
BESIDE_MALFORMED = Problem(
    "beside_malformed",
    zh="{table}：第 {number} 条应为程序所写的内容，实无法解读。",
    en="{table}: expected entry {number} to say what the program writes, but it makes no sense.",
    zh_advice=_CALL_ZH,
    en_advice=_CALL_EN,
)
DOCUMENT_UNREADABLE = Problem(
    "document_unreadable",
    zh="读取位置 {position}：应为事件文档，实无法解读。",
    en="Reading position {position}: expected an event document, got something unreadable.",
    zh_advice=_CALL_ZH,
    en_advice=_CALL_EN,
)
UNKNOWN_EVENT_TYPE = Problem(
    "unknown_event_type",
    zh="读取事件：应为目录中的类型，实为“{type}”。",
    en="Reading an event: expected a type of the catalogue, got {type!r}.",
    zh_advice="若账本由更新的程序写成，请升级；否则请停止记录并联系负责人。",
    en_advice="If a newer program wrote the ledger, upgrade this one; else call the person in charge.",
)
EVENT_MISSHAPEN = Problem(
    "event_misshapen",
    zh="读取 {type} 事件：内容不符合其声明（{detail}）。",
    en="Reading a {type} event: expected the fields it declares, got: {detail}",
    zh_advice=_CALL_ZH,
    en_advice=_CALL_EN,
)
PERSONAL_MISMATCH = Problem(
    "personal_mismatch",
    zh="读取位置 {position} 的个人信息 {field}：与事件中的摘要不符。",
    en="Reading the personal value {field} of position {position}: it does not match the event's digest.",
    zh_advice=_CALL_ZH,
    en_advice=_CALL_EN,
)
NEEDS_OWNER = Problem(
    "ledger_needs_owner",
    "升级或授权 {location}：应由日志的所有者账户进行，实际账户是“{login}”。",
    "Upgrading the ledger {location} or granting its rights: expected the login that owns the log, got "
    "{login!r}.",
    "用建账时的账户运行 medledger status（升级）或 medledger init --grant（授权），然后再用日常账户。",
    "Run medledger status (to upgrade) or medledger init --grant with the login that made it, then go on.",
)
