"""What can be wrong with a question to the relations of a store."""

from __future__ import annotations

from ledger.errors import Problem

NO_LINES = Problem(
    "relational_no_lines",
    zh="查询日志分段：{store} 中应有全部移动明细，实际没有。",
    en="Asking segments: expected the movement lines of all positions in {store}, got none or only some.",
    zh_advice="写入新的存储，写入时保留移动明细。",
    en_advice="Write a new store, with its movement lines.",
)
NOT_COVERED = Problem(
    "relational_not_covered",
    zh="查询日志分段：已知位置应不大于 {covered}，实际为 {known}。",
    en="Asking segments: expected a known position of at most {covered}, got {known}.",
    zh_advice="先写入其后的分段，或在账本中查询。",
    en_advice="Write the segments behind it first, or ask the ledger itself.",
)
NOT_EXACT = Problem(
    "relational_not_exact",
    zh="查询日志分段：数量应能以 26 位整数和 12 位小数准确计算，实际不能（{detail}）。",
    en="Asking segments: expected quantities of 26 digits and 12 decimal places, got others ({detail}).",
    zh_advice="在账本中查询，账本计算没有位数限制。",
    en_advice="Ask the ledger itself, which counts without a limit.",
)
TOLD_IN_STAGES = Problem(
    "relational_stages",
    zh="查询日志分段：{table} 的每一行由多个环节合并而成，只由账本自身的程序给出。",
    en="Asking segments: a row of {table} is merged of several stages, the ledger's own code alone gives it.",
    zh_advice="用 medledger table 查询，或先用 rebuild --from-segments 建表。",
    en_advice="Ask medledger table, or make the tables with rebuild --from-segments first.",
)
OLD_SHAPES = Problem(
    "relational_shapes",
    zh="查询日志分段：{table} 的事件有旧形态，只由账本自身的程序读作今日的形态。",
    en="Asking segments: events of {table} have old shapes, the ledger's own code alone reads them.",
    zh_advice="用 medledger table 查询，或先用 rebuild --from-segments 建表。",
    en_advice="Ask medledger table, or make the tables with rebuild --from-segments first.",
)
