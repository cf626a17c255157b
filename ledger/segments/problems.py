"""What can be wrong with a store of segments."""

from __future__ import annotations

from ledger.errors import Problem

EXTRA_MISSING = Problem(
    "segments_extra_missing",
    zh="使用日志分段：缺少软件包 {package}，需要 {command}。",
    en="Using segments: the package {package} is missing, {command} is needed.",
    zh_advice="安装后再试；不使用分段时无需安装。",
    en_advice="Install it and try again; nothing else of the program needs it.",
)
STORE_AWAY = Problem(
    "segments_store_away",
    zh="使用日志分段：无法读写 {store}（{detail}）。",
    en="Using segments: {store} cannot be read or written ({detail}).",
    zh_advice="检查地址、权限、网络与磁盘空间，然后再试。",
    en_advice="Check the address, the permissions, the network and the space, then try again.",
)
NO_STORE = Problem(
    "segments_none",
    zh="读取日志分段：{store} 中应有清单，实际没有。",
    en="Reading segments: expected a manifest in {store}, got none.",
    zh_advice="检查地址；新的存储用 medledger segments write 写入。",
    en_advice="Check the address; a new store is written by medledger segments write.",
)
BAD_WIDTH = Problem(
    "segments_width",
    zh="写入日志分段：每段事件数应为 256 至 16777216 之间的 2 的幂，实际为 {width}。",
    en="Writing segments: expected a power of two from 256 to 16777216 events a segment, got {width}.",
    zh_advice="例如 --size 65536。",
    en_advice="For example --size 65536.",
)
OTHER_WIDTH = Problem(
    "segments_other_width",
    zh="写入日志分段：此存储每段 {expected} 个事件，要求的是 {got} 个。",
    en="Writing segments: this store has {expected} events a segment, {got} were asked for.",
    zh_advice="去掉 --size，或写入另一个存储。",
    en_advice="Leave out --size, or write to another store.",
)
OTHER_LEDGER = Problem(
    "segments_other_ledger",
    zh="使用日志分段：清单应属于 {expected}，实际属于 {got}。",
    en="Using segments: expected a manifest of {expected}, got one of {got}.",
    zh_advice="每本账使用自己的存储。",
    en_advice="Give each ledger a store of its own.",
)
NOT_COVERED = Problem(
    "segments_no_checkpoint",
    zh="写入日志分段：应有覆盖日志的已签署检查点，实际没有。",
    en="Writing segments: expected a signed checkpoint that covers the log, got none.",
    zh_advice="先运行 medledger checkpoint。",
    en_advice="Run medledger checkpoint first.",
)
TREE_DIFFERS = Problem(
    "segments_tree_differs",
    zh="写入日志分段：位置 {first} 至 {last} 的事件算出的根应为 {expected}，实际为 {got}，未写入该段。",
    en="Writing segments: expected root {expected} of positions {first} to {last}, "
    "the events give {got}; nothing of it was written.",
    zh_advice="请停止记录，运行 medledger verify。",
    en_advice="Stop recording and run medledger verify.",
)
WRITTEN_MEANWHILE = Problem(
    "segments_written_meanwhile",
    zh="写入日志分段：清单 {number} 已由另一程序写入。",
    en="Writing segments: another program has written manifest {number} meanwhile.",
    zh_advice="再次运行即可，由它写到的地方继续。",
    en_advice="Run it again: it goes on where the other one came to.",
)
NAME_TAKEN = Problem(
    "segments_name_taken",
    zh="写入日志分段：{name} 已存在，内容不同。",
    en="Writing segments: {name} is there already, with other content.",
    zh_advice="运行 medledger segments verify；未列入清单的损坏文件可以移走。",
    en_advice="Run medledger segments verify; a broken file that no manifest lists may be moved away.",
)
MANIFEST_BAD = Problem(
    "segments_manifest_bad",
    zh="读取分段清单 {name}：应为本账密钥签署的清单，实际不是（{detail}）。",
    en="Reading manifest {name}: expected a manifest signed by the key of the ledger, got none ({detail}).",
    zh_advice="请由副本恢复该文件。",
    en_advice="Restore the file from a copy.",
)
MANIFEST_GAP = Problem(
    "segments_manifest_gap",
    zh="读取分段清单：应有清单 {name}，实际缺失。",
    en="Reading the manifests: expected {name}, but it is missing.",
    zh_advice="请由副本恢复该文件。",
    en_advice="Restore the file from a copy.",
)
MANIFEST_UNCHAINED = Problem(
    "segments_manifest_unchained",
    zh="读取分段清单 {name}：应接续前一份清单，实际不接续。",
    en="Reading manifest {name}: expected it to go on from the one in front, but it does not.",
    zh_advice="有清单被替换；请由副本恢复。",
    en_advice="A manifest was replaced; restore it from a copy.",
)
FILE_MISSING = Problem(
    "segments_file_missing",
    zh="读取分段文件：清单列有 {name}，实际缺失。",
    en="Reading segments: the manifest lists {name}, but it is missing.",
    zh_advice="由副本恢复该文件，或写入新的存储。",
    en_advice="Restore it from a copy, or write a new store.",
)
FILE_CUT = Problem(
    "segments_file_cut",
    zh="读取分段文件 {name}：应为 {expected} 字节，实际为 {got} 字节。",
    en="Reading {name}: expected {expected} bytes, got {got}.",
    zh_advice="由副本恢复该文件，或写入新的存储。",
    en_advice="Restore it from a copy, or write a new store.",
)
FILE_CHANGED = Problem(
    "segments_file_changed",
    zh="读取分段文件 {name}：内容的 SHA-256 应为 {expected}，实际为 {got}。",
    en="Reading {name}: expected content with SHA-256 {expected}, got {got}.",
    zh_advice="由副本恢复该文件，或写入新的存储。",
    en_advice="Restore it from a copy, or write a new store.",
)
FILE_SWAPPED = Problem(
    "segments_file_swapped",
    zh="读取分段文件 {name}：内容是 {other} 的内容，文件被调换。",
    en="Reading {name}: its content is that of {other}; the files were swapped.",
    zh_advice="把两个文件换回原名。",
    en_advice="Give the two files their own names back.",
)
FILE_UNREADABLE = Problem(
    "segments_file_unreadable",
    zh="读取分段文件 {name}：应为 Parquet 文件，实际无法读取（{detail}）。",
    en="Reading {name}: expected a Parquet file with the columns of its kind, got something else ({detail}).",
    zh_advice="由副本恢复该文件，或写入新的存储。",
    en_advice="Restore it from a copy, or write a new store.",
)
POSITIONS_BROKEN = Problem(
    "segments_positions",
    zh="核对分段 {name}：位置应由 {first} 连续到 {last}，实际不连续。",
    en="Checking {name}: expected every position from {first} to {last} once and in order, got others.",
    zh_advice="由副本恢复该文件，或写入新的存储。",
    en_advice="Restore it from a copy, or write a new store.",
)
LEAF_CHANGED = Problem(
    "segments_leaf",
    zh="核对分段 {name}：位置 {position} 的文件内容与其叶哈希不符。",
    en="Checking {name}: the document at position {position} does not give the leaf hash beside it.",
    zh_advice="由副本恢复该文件，或写入新的存储。",
    en_advice="Restore it from a copy, or write a new store.",
)
COLUMNS_DIFFER = Problem(
    "segments_columns",
    zh="核对分段 {name}：位置 {position} 的列 {column} 与文件内容不符。",
    en="Checking {name}: at position {position} the column {column} is not what the document says.",
    zh_advice="由副本恢复该文件，或写入新的存储。",
    en_advice="Restore it from a copy, or write a new store.",
)
ROOT_DIFFERS = Problem(
    "segments_root",
    zh="核对分段 {name}：子树的根应为 {expected}，实际为 {got}。",
    en="Checking {name}: expected subtree root {expected}, its leaves give {got}.",
    zh_advice="由副本恢复该文件，或写入新的存储。",
    en_advice="Restore it from a copy, or write a new store.",
)
FOLD_DIFFERS = Problem(
    "segments_fold",
    zh="核对分段清单 {name}：各段的根合并后应为检查点 {size} 的根 {expected}，实际为 {got}。",
    en="Checking manifest {name}: expected root {expected} of checkpoint {size}, the segments fold to {got}.",
    zh_advice="请由副本恢复清单，并运行 medledger verify。",
    en_advice="Restore the manifest from a copy and run medledger verify.",
)
LEDGER_DIFFERS = Problem(
    "segments_ledger_differs",
    zh="核对分段：账本在大小 {size} 时的根应为 {expected}，实际为 {got}。",
    en="Checking segments: expected root {expected} of the ledger at size {size}, got {got}.",
    zh_advice="账本与分段不是同一历史；请停止记录并运行 medledger verify。",
    en_advice="Ledger and segments are not one history; stop recording and run medledger verify.",
)
LEDGER_SHORTER = Problem(
    "segments_ledger_shorter",
    zh="核对分段：账本应至少有 {expected} 个事件，实际为 {got} 个。",
    en="Checking segments: expected at least {expected} events in the ledger, got {got}.",
    zh_advice="账本可能被旧备份替换；请停止记录并运行 medledger verify。",
    en_advice="An old backup may have been put back; stop recording and run medledger verify.",
)
MANIFEST_OLDER = Problem(
    "segments_manifest_older",
    zh="核对分段：最新清单应至少为 {expected}，实际为 {got}，旧清单被放回。",
    en="Checking segments: expected manifest {expected} or later, got {got}: an older one was put back.",
    zh_advice="由副本恢复较新的清单和文件；medledger segments write 也会重新写出。",
    en_advice="Restore the newer manifests from a copy.",
)
MANIFEST_OTHER = Problem(
    "segments_manifest_other",
    zh="核对分段：清单 {number} 应为账本写出的那一份，实际为另一份。",
    en="Checking segments: expected manifest {number} as this ledger wrote it, got another one.",
    zh_advice="由副本恢复该清单。",
    en_advice="Restore the manifest from a copy.",
)
TWIN_LACKS = Problem(
    "segments_twin_lacks",
    zh="核对货物副本 {name}：应有位置 {position} 的行（{goods}），实际缺失。",
    en="Checking {name}: expected a row of position {position} for {goods}, but it is missing.",
    zh_advice="副本由事件生成：写入新的存储，或由副本恢复该文件。",
    en_advice="A twin is made of the events: restore the file from a copy, or write a new store.",
)
TWIN_ADDS = Problem(
    "segments_twin_adds",
    zh="核对货物副本 {name}：位置 {position} 的行（{goods}）在事件中没有。",
    en="Checking {name}: the row of position {position} for {goods} is in no event.",
    zh_advice="副本由事件生成：写入新的存储，或由副本恢复该文件。",
    en_advice="A twin is made of the events: restore the file from a copy, or write a new store.",
)
TWIN_COVERAGE = Problem(
    "segments_twin_coverage",
    zh="核对货物副本：应连续覆盖位置 1 至 {last}，实际到位置 {got} 为止不连续。",
    en="Checking the twin by goods: expected positions 1 to {last} covered once each, that ends at {got}.",
    zh_advice="写入新的存储，或由副本恢复清单。",
    en_advice="Write a new store, or restore the manifest from a copy.",
)
NO_LEDGER_BESIDE = Problem(
    "segments_no_ledger",
    zh="读取日志分段 {store}：这一问题需要账本数据库，实际未给出。",
    en="Reading segments of {store}: this question needs the ledger's database, none was given.",
    zh_advice="用 --ledger 指明账本。",
    en_advice="Name the ledger with --ledger.",
)
