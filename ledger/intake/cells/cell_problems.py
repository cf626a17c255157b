"""What can be wrong with one row of a file: the row is rejected, the others are not.

Every one is about a column: `{zh}` is its Chinese heading, `{column}` its key, `{text}` the cell.
"""

from __future__ import annotations

from ledger.errors import Problem

MISSING_VALUE = Problem(
    "missing_value",
    "{zh}：应有内容，实际为空。",
    "{column}: expected a value, got a blank.",
    "请补填该单元格。",
    "Fill the cell in.",
)
BAD_DATE = Problem(
    "bad_date",
    "{zh}：应是日期，实际是“{text}”。",
    "{column}: expected a date, got {text}.",
    "请写成 2026-05-01 的形式。",
    "Write it like 2026-05-01.",
)
MONTH_ALONE = Problem(
    "month_alone",
    "{zh}：应是完整的日期，实际只有年月“{text}”。",
    "{column}: expected a whole date, got the month alone {text}.",
    "请补上日；只有有效期可以只写年月。",
    "Add the day; only an expiry may be a month alone.",
)
BAD_TIME = Problem(
    "bad_time",
    "{zh}：应是日期或时间，实际是“{text}”。",
    "{column}: expected a date or a time, got {text}.",
    "请写成 2026-05-01 10:30 的形式。",
    "Write it like 2026-05-01 10:30.",
)
FUTURE_DATE = Problem(
    "future_date",
    "{zh}：应不晚于今天，实际是“{text}”。",
    "{column}: expected a date not after today, got {text}.",
    "请核对日期；事情发生之后才能登记。",
    "Check the date; a fact is recorded after it has happened.",
)
BAD_NUMBER = Problem(
    "bad_number",
    "{zh}：应是数字，实际是“{text}”。",
    "{column}: expected a number, got {text}.",
    "请只写数字，单位写在单位列。",
    "Write the number alone; the unit has its own column.",
)
NUMBER_TOO_LONG = Problem(
    "number_too_long",
    "{zh}：应是不超过 {limit} 位的数字，实际是“{text}”。",
    "{column}: expected a number of at most {limit} digits, got {text}.",
    "请核对该数字。",
    "Check the number.",
)
NOT_WHOLE = Problem(
    "not_whole",
    "{zh}：应是整数，实际是“{text}”。",
    "{column}: expected a whole number, got {text}.",
    "请写整数。",
    "Write a whole number.",
)
BAD_LINE_NUMBER = Problem(
    "bad_line_number",
    "{zh}：应是从 1 开始的行号，实际是“{text}”。",
    "{column}: expected a line number from 1 on, got {text}.",
    "请写 1、2、3……，或留空由系统编号。",
    "Write 1, 2, 3 and so on, or leave it blank to have it numbered.",
)
QUANTITY_NEGATIVE = Problem(
    "quantity_negative",
    "{zh}：应大于零，实际是“{text}”。",
    "{column}: expected more than zero, got {text}.",
    "退回的货物请登记为退货记录。",
    "Record goods that came back as a return.",
)
RETURNED_NEGATIVE = Problem(
    "returned_negative",
    "{zh}：应大于零，实际是“{text}”。",
    "{column}: expected more than zero, got {text}.",
    "退货数量请写正数。",
    "Write the returned quantity without a minus sign.",
)
QUANTITY_ZERO = Problem(
    "quantity_zero",
    "{zh}：应大于零，实际是“{text}”。",
    "{column}: expected more than zero, got {text}.",
    "没有发生的行请删除。",
    "Delete a line that did not happen.",
)
BELOW_ZERO = Problem(
    "below_zero",
    "{zh}：应不小于零，实际是“{text}”。",
    "{column}: expected zero or more, got {text}.",
    "请核对数量。",
    "Check the quantity.",
)
QUANTITY_OF_SERIALS = Problem(
    "quantity_of_serials",
    "{zh}：应等于序列号的个数 {count}，实际是“{text}”。",
    "{column}: expected the number of serials {count}, got {text}.",
    "请核对序列号，或将数量留空。",
    "Check the serials, or leave the quantity blank.",
)
SERIAL_TWICE = Problem(
    "serial_twice",
    "{zh}：每个序列号应只出现一次，实际“{text}”重复。",
    "{column}: expected each serial once, got {text} twice.",
    "请删除重复的序列号。",
    "Delete the repeated serial.",
)
BAD_CODE = Problem(
    "bad_code",
    "{zh}：应是可见的字符，实际“{text}”含有控制字符。",
    "{column}: expected visible characters, got a control character in {text}.",
    "请重新输入该单元格。",
    "Type the cell again.",
)
CODE_TOO_LONG = Problem(
    "code_too_long",
    "{zh}：应不超过 {limit} 个字符，实际是“{text}”。",
    "{column}: expected at most {limit} characters, got {text}.",
    "请核对是否填错了列。",
    "Check whether the cell stands in the wrong column.",
)
CELL_TOO_LONG = Problem(
    "cell_too_long",
    "{zh}：单元格应不超过 {limit} 个字符，实际更长。",
    "{column}: expected a cell of at most {limit} characters, got a longer one.",
    "请缩短内容，或改为附件。",
    "Shorten it, or file it as a document.",
)
BAD_CHOICE = Problem(
    "bad_choice",
    "{zh}：应是其中之一：{zh_choices}；实际是“{text}”。",
    "{column}: expected one of {choices}, got {text}.",
    "请改为其中之一。",
    "Write one of them.",
)
BAD_STAGE = Problem(
    "bad_stage",
    "{zh}：应是该案件的一个环节：{zh_choices}；实际是“{text}”。",
    "{column}: expected a stage of the case, one of {choices}, got {text}.",
    "请改为其中之一；留空则由该行的内容得出。",
    "Write one of them, or leave it blank: the row's columns tell.",
)
BAD_YES_NO = Problem(
    "bad_yes_no",
    "{zh}：应是“是”或“否”，实际是“{text}”。",
    "{column}: expected yes or no, got {text}.",
    "请写“是”或“否”。",
    "Write 是 or 否, true or false.",
)
BAD_EVENT_ID = Problem(
    "bad_event_id",
    "{zh}：应是事件编号（32 位十六进制），实际是“{text}”。",
    "{column}: expected an event id of 32 hexadecimal digits, got {text}.",
    "请从记录中复制事件编号，或留空。",
    "Copy the event id from the record, or leave it blank.",
)
NUL_IN_CELL = Problem(
    "nul_in_cell",
    "读取该行：应是文字，实际含有空字符（NUL）。",
    "Reading the row: expected text, got a NUL character.",
    "请重新导出，或删除该字符。",
    "Export it again, or delete that character.",
)
TOO_MANY_CELLS = Problem(
    "too_many_cells",
    "读取该行：应有 {expected} 个单元格，实际有 {got} 个。",
    "Reading the row: expected {expected} cells, got {got}.",
    "含有分隔符的单元格请加引号。",
    "Put a cell that holds the separator in quotes.",
)
ROW_CUT = Problem(
    "row_cut",
    "读取最后一行：应有 {expected} 个单元格，实际只有 {got} 个，文件在行中断开。",
    "Reading the last row: expected {expected} cells, got {got}, and the file ends within the row.",
    "文件不完整，请补全该行或重新导出。",
    "The file is incomplete: complete the row or export it again.",
)
BAD_QUOTES = Problem(
    "bad_quotes",
    "读取该行：引号应成对，实际没有正确结束。",
    "Reading the row: expected quotes in pairs, got one that does not end properly.",
    "请核对该行的引号；单元格内的引号要写两次。",
    "Check the quotes of the row; a quote inside a quoted cell is written twice.",
)
BAD_JSON = Problem(
    "bad_json",
    "读取该行：应是一个 JSON 对象，实际不是。",
    "Reading the line: expected one JSON object, got something else.",
    "请核对该行的写法。",
    "Check the syntax of the line.",
)
NESTED_VALUE = Problem(
    "nested_value",
    "{heading}：应是文字、数字或简单列表，实际是嵌套的 JSON。",
    "{heading}: expected text, a number or a plain list, got nested JSON.",
    "请把值写成文字。",
    "Write the value as text.",
)
