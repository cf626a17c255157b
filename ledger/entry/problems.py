"""What can be wrong with a document before any rule looks at it: nothing is recorded, not even a refusal."""

from __future__ import annotations

from ledger.errors import Problem

NOT_JSON = Problem(
    "entry_not_json",
    "读取单据：应是 JSON，实际第 {line} 行第 {column} 列不是（{detail}）。",
    "Reading the document: expected JSON, got something else at line {line}, column {column} ({detail}).",
    '核对括号、引号和逗号；例如 {{"sale_no": "XS1", "quantity": 2}}。',
    'Check brackets, quotes and commas; for example {{"sale_no": "XS1", "quantity": 2}}.',
)
KEY_TAKEN = Problem(
    "entry_key_taken",
    "以键“{key}”录入：应为首次以该键录入的内容（日志位置 {position}），实际是其他内容。",
    "Entering with the key {key!r}: expected what was first entered with it (position {position}), got other "
    "content.",
    "重试同一张单据时内容不得改动；新的单据请换一个键。",
    "A retry says the same again; give another document a key of its own.",
)
KEY_UNFIT = Problem(
    "entry_key_unfit",
    "读取键：应为 1 至 200 个可显示且不含空格的字符，实际有 {length} 个或含其他字符。",
    "Reading the key: expected 1 to 200 visible characters without blanks, got {length} or others.",
    "例如 --key 20260501-0001，或一个 UUID；不要写入个人信息。",
    "For example --key 20260501-0001, or a UUID; put no personal data into it.",
)
KEY_PERSONAL = Problem(
    "entry_key_personal",
    "读取键：键会长期保存在日志中，不应含有单据里的个人信息；实际含有。",
    "Reading the key: it stays in the log for good, and must say nothing personal of the document; it does.",
    "例如 --key 20260501-0001，或一个 UUID。",
    "For example --key 20260501-0001, or a UUID.",
)
NOT_UTF8 = Problem(
    "entry_not_utf8",
    "读取单据：应是 UTF-8 文字，实际第 {offset} 字节处不是。",
    "Reading the document: expected UTF-8, got other bytes at byte {offset}.",
    "请以 UTF-8 编码提供 JSON。",
    "Give the JSON in UTF-8.",
)
MEMBER_TWICE = Problem(
    "entry_member_twice",
    "读取单据：每个成员应只出现一次，实际“{member}”出现两次。",
    "Reading the document: expected each member once, got {member!r} twice.",
    "删除多余的一个；成员名可以是列的键或中文标题，但一列只写一次。",
    "Delete one; a member may be a column's key or its Chinese heading, but a column is given once.",
)
DOCUMENT_TOO_LONG = Problem(
    "entry_document_too_long",
    "读取单据：应不超过 {limit} 字节，实际更长。",
    "Reading the document: expected at most {limit} bytes, got more.",
    "请分成几张单据，或用 medledger import 导入。",
    "Part it into several documents, or import it with medledger import.",
)
DOCUMENT_OF_TOO_MANY = Problem(
    "entry_document_of_too_many",
    "读取单据：应不超过 {limit} 行，实际有 {rows} 行。",
    "Reading the document: expected at most {limit} rows, got {rows}.",
    "请分成几张单据，或用 medledger import 导入。",
    "Part it into several documents, or import it with medledger import.",
)
WRONG_SHAPE = Problem(
    "entry_wrong_shape",
    "读取单据：应是一个对象、对象的列表，或含 lines 的对象，实际是{zh_got}。",
    "Reading the document: expected an object, a list of objects or an object with lines, got {got}.",
    "一行写成一个对象；多行写成列表，或把共同的成员写在 lines 之外。",
    "Write a row as an object; several rows as a list, or what they share beside lines.",
)
NO_ROWS = Problem(
    "entry_no_rows",
    "读取单据：应至少有一行，实际一行也没有。",
    "Reading the document: expected at least one row, got none.",
    "写出要登记的内容。",
    "Write what is to be recorded.",
)
UNKNOWN_MEMBER = Problem(
    "entry_unknown_member",
    "读取单据：“{member}”不是 {zh_table}（{table}）的列。",
    "Reading the document: {member!r} is no column of {table}.",
    "{zh_near}medledger schema {table} 列出该表的列。",
    "{near}medledger schema {table} lists its columns.",
)
AMBIGUOUS_MEMBER = Problem(
    "entry_ambiguous_member",
    "读取单据：“{member}”应只有一种含义，实际可能是：{zh_columns}。",
    "Reading the document: expected {member!r} to mean one column, but it may mean {columns}.",
    "请改写为列的键。",
    "Write the key of the column instead.",
)
SYSTEM_MEMBER = Problem(
    "entry_system_member",
    "读取单据：“{member}”由系统给出，不能录入。",
    "Reading the document: {member!r} comes from the system and is never entered.",
    "删除该成员；时间、记录人和位置由系统记录。",
    "Leave it out: time, person and position are the system's.",
)
SYSTEM_TABLE = Problem(
    "entry_system_table",
    "录入 {zh_table}（{table}）：该表由系统在拦截业务时自行记录。",
    "Entering {table}: its rows are the system's own, made when a document is refused.",
    "无需录入；以往的拦截记录可用 medledger import 导入。",
    "Nothing needs entering; records of older refusals can be imported.",
)
SEVERAL_NUMBERS = Problem(
    "entry_several_numbers",
    "读取单据：一张单据应只有一个编号，实际有：{numbers}。",
    "Reading the document: expected one number for all rows, got {numbers}.",
    "每张单据分别录入。",
    "Enter one document at a time.",
)
UNKNOWN_STAGE = Problem(
    "entry_unknown_stage",
    "录入 {zh_table}（{table}）：没有“{stage}”这个环节。",
    "Entering {table}: there is no stage {stage!r}.",
    "环节有：{stages}。",
    "Its stages are: {stages}.",
)
UNKNOWN_RULE = Problem(
    "entry_unknown_rule",
    "放行规则：没有规则“{rule}”。",
    "Overriding a rule: there is no rule {rule!r}.",
    "写出拒绝时所显示的规则编号，例如 G-01。",
    "Give the id that the refusal shows, such as G-01.",
)
OVERRIDE_INCOMPLETE = Problem(
    "entry_override_incomplete",
    "放行规则 {rule}：应有理由和放行人，实际缺少。",
    "Overriding rule {rule}: expected a reason and an approver, one is missing.",
    "写明理由，并写出质量负责人的人员编码。",
    "State why, and the staff code of the head of quality.",
)
