"""What can be wrong with headings, the choice of a table, or a mapping file: no row is read then."""

from __future__ import annotations

from ledger.errors import Problem
from ledger.phrases import Phrase

UNKNOWN_TABLE = Problem(
    "unknown_table",
    "选择表 {table}：应是表的键或中文名称，实际没有这个表。",
    "Choosing the table {table}: expected the key or the Chinese title of a table, got neither.",
    "{near}medledger schema 列出全部表。",
    "{near}medledger schema lists all tables.",
)
MEANT = Phrase("did_you_mean", "是否想写 {values}？", "Did you mean {values}? ")
NOTHING_MEANT = Phrase("nothing_meant", "", "")
NO_HEADINGS = Problem(
    "no_headings",
    "读取文件 {file}：前 {limit} 行应有标题行，实际没有认识的标题。",
    "Reading {file}: expected a heading row within the first {limit} rows, found no known heading.",
    "请核对标题，或用 --mapping 给出标题对照文件。",
    "Check the headings, or give a mapping file with --mapping.",
)
NO_TABLE = Problem(
    "no_table",
    "读取文件 {file}：应有某个表的全部必填标题；最接近的是 {zh_table}（{table}），缺少：{zh_missing}。",
    "Reading {file}: expected all required headings of a table; nearest is {table}, without {missing}.",
    "请补上这些标题，或用 --table 指定表、用 --mapping 给出标题对照文件。",
    "Add them, or name the table with --table or a mapping file with --mapping.",
)
MISSING_HEADINGS = Problem(
    "missing_headings",
    "读取文件 {file}：应有 {zh_table}（{table}）的全部必填标题，实际缺少：{zh_missing}。",
    "Reading {file}: expected all required headings of {table}, got none for {missing}.",
    "请补上这些标题，或用 --mapping 给出标题对照文件。",
    "Add them, or give a mapping file with --mapping.",
)
TABLE_TIE = Problem(
    "table_tie",
    "读取文件 {file}：标题应只符合一个表，实际同样符合：{zh_tables}。",
    "Reading {file}: expected headings that fit one table, got headings that fit equally well {tables}.",
    "请用 --table 指定表。",
    "Name the table with --table.",
)
AMBIGUOUS_HEADING = Problem(
    "ambiguous_heading",
    "读取文件 {file}：标题“{heading}”应只有一种含义，实际可能是：{zh_columns}。",
    "Reading {file}: expected the heading {heading} to mean one column, but it may mean {columns}.",
    "请用 --mapping 给出标题对照文件，在 [columns] 中写明它是哪一列。",
    "Give a mapping file with --mapping that says under [columns] which column it is.",
)
MAPPING_UNREADABLE = Problem(
    "mapping_unreadable",
    "读取标题对照文件 {file}：应是 TOML，实际不能读取（{cause}）。",
    "Reading the mapping file {file}: expected TOML, got {cause}.",
    "请核对文件名和写法。",
    "Check the name and the syntax.",
)
MAPPING_TOO_LONG = Problem(
    "mapping_too_long",
    "读取标题对照文件 {file}：应不超过 {limit} 字节，实际更长。",
    "Reading the mapping file {file}: expected at most {limit} bytes, got more.",
    "对照文件只写标题和用语；请核对文件名。",
    "A mapping states headings and words alone; check the name of the file.",
)
MAPPING_MALFORMED = Problem(
    "mapping_malformed",
    "读取标题对照文件 {file}：“{entry}”应是{zh_expected}，实际不是。",
    "Reading the mapping file {file}: expected {entry} to be {expected}, got something else.",
    '请按此写法：[columns] 下写 "文件中的标题" = "列的键"。',
    'Write it like this: under [columns], "heading in the file" = "column key".',
)
MAPPING_OTHER_TABLE = Problem(
    "mapping_other_table",
    "读取文件 {file}：--table 与标题对照文件应指同一个表，实际是 {table} 和 {other}。",
    "Reading {file}: expected --table and the mapping file to name one table, got {table} and {other}.",
    "请去掉其中一个。",
    "Leave one of them out.",
)
MAPPING_UNKNOWN_COLUMN = Problem(
    "mapping_unknown_column",
    "对照标题“{heading}”：应是 {zh_table}（{table}）的列，实际“{target}”不是。",
    "Mapping the heading {heading}: expected a column of {table}, got {target}.",
    "medledger schema {table} 列出该表的列。",
    "medledger schema {table} lists its columns.",
)
MAPPING_TWICE = Problem(
    "mapping_twice",
    "对照标题“{heading}”：每列应只有一个标题，实际“{target}”已对应另一个标题。",
    "Mapping the heading {heading}: expected one heading a column, but {target} has another already.",
    "请在对照文件的 ignore 中列出多余的标题。",
    "List the heading that is not wanted under ignore in the mapping file.",
)
