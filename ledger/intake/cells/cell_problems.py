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
    "请核对该数字。",
    "Check the number.",
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
SERIALS_OF_OTHER_COUNT = Problem(
    "serials_of_other_count",
    "{zh}：序列号应与数量 {quantity} 相符，实际“{text}”读作几个序列号时是 {count} 个。",
    "{column}: expected serials for a quantity of {quantity}, got {text}, which may be {count}.",
    "请逐个写出序列号，用“；”分开，或更正数量。",
    "Write out every serial, separated by semicolons, or correct the quantity.",
)
SERIALS_UNCOUNTED = Problem(
    "serials_uncounted",
    "{zh}：应能看出是几个序列号，实际“{text}”既可能是一个也可能是几个，而数量为空。",
    "{column}: expected to be told how many serials there are, got {text} without a quantity.",
    "请填写数量，或逐个写出序列号，用“；”分开。",
    "Give the quantity, or write out every serial, separated by semicolons.",
)
BRACKET_TORN = Problem(
    "bracket_torn",
    "{zh}：应是用“；”分开的编号，实际“{text}”中有一对括号被分隔符拆开，哪些是编号无法得知。",
    "{column}: expected codes set apart by semicolons, got {text}, in which what parts them tears a bracket.",
    "请每个编号各写完整，用“；”分开，说明写在备注列。",
    "Write each code whole, with semicolons between them, and what explains them as a remark.",
)
SEVERAL_LOTS = Problem(
    "several_lots",
    "{zh}：每行应只有一个批号，实际“{text}”有几个，各批的数量无法得知。",
    "{column}: expected one lot a line, got several in {text}, and how much of each is lost.",
    "请每个批号写一行，分别写出数量。",
    "Write a line for each lot, with its quantity.",
)
DIGITS_LOST = Problem(
    "digits_lost",
    "{zh}：应是完整的编号，实际是数字“{text}”：电子表格只留下前几位，后面的位数已丢失。",
    "{column}: expected the whole code, got the number {text}: a spreadsheet kept its first digits only.",
    "请把该列设为文本格式后从原系统重新导出。",
    "Format the column as text and export it again from where it comes from.",
)
BECAME_DATE = Problem(
    "code_became_date",
    "{zh}：应是编号，实际是日期或时间“{text}”：电子表格改动了编号，原来的写法已丢失。",
    "{column}: expected a code, got the date or time {text}: a spreadsheet changed what was written.",
    "请把该列设为文本格式后重新导出；编号确实如此时，请在前面写一个单引号（'）。",
    "Format the column as text and export it again; if the code is really that, put an apostrophe before it.",
)
BECAME_TRUTH = Problem(
    "code_became_truth",
    "{zh}：应是编号，实际是逻辑值“{text}”：电子表格改动了编号，原来的写法已丢失。",
    "{column}: expected a code, got the truth value {text}: a spreadsheet changed what was written.",
    "请把该列设为文本格式后重新导出；编号确实如此时，请在前面写一个单引号（'）。",
    "Format the column as text and export it again; if the code is really that, put an apostrophe before it.",
)
SHOWN_OTHERWISE = Problem(
    "code_shown_otherwise",
    "{zh}：应是编号，实际是以格式“{format}”显示的数字“{text}”：看到的与存下的不同，哪个是编号已无法得知。",
    "{column}: expected a code, got the number {text} in the format {format}: which is meant is lost.",
    "请把该列设为文本格式，写出编号后重新导出。",
    "Format the column as text, write the code out and export it again.",
)
NO_FORMULA_VALUE = Problem(
    "no_formula_value",
    "{zh}：应有内容，实际是尚未计算的公式：文件里没有它的结果。",
    "{column}: expected a value, got a formula whose result is not in the file.",
    "请用表格软件打开并保存后再导入。",
    "Open the workbook in a spreadsheet, save it, and import it again.",
)
COLUMN_TOO_NARROW = Problem(
    "column_too_narrow",
    "{zh}：应有内容，实际是“{text}”：导出时列太窄，内容已丢失。",
    "{column}: expected a value, got {text}: the column was too narrow, and its content is lost.",
    "请加宽该列后重新导出。",
    "Widen the column and export it again.",
)
CODE_CUT = Problem(
    "code_cut",
    "{zh}：应是完整的编号，实际“{text}”以省略号结尾，后面的部分已丢失。",
    "{column}: expected the whole code, got {text}, which ends in dots: the rest is lost.",
    "请重新导出完整的内容，不要从屏幕上复制。",
    "Export it again in full; do not copy it from a screen.",
)
CHARACTERS_LOST = Problem(
    "characters_lost",
    "{zh}：应是编号，实际“{text}”中有字符在转换编码时丢失。",
    "{column}: expected a code, got {text}, in which characters were lost between encodings.",
    "请以 UTF-8 编码重新导出。",
    "Export it again in UTF-8.",
)
YEAR_LEFT_OUT = Problem(
    "year_left_out",
    "{zh}：应写明四位年份，实际“{text}”看不出是哪一年。",
    "{column}: expected a date with its year in four digits, got {text}.",
    "写成 2026-05-01。",
    "Write it like 2026-05-01.",
)
ELSEWHERE = Problem(
    "content_elsewhere",
    "{zh}：应写出内容本身，实际“{text}”指向别处。",
    "{column}: expected the content itself, got {text}, which points elsewhere.",
    "请在每一行写出内容。",
    "Write the content out on every row.",
)
DAYS_OF_1904 = Problem(
    "days_of_1904",
    "{zh}：应是日期，实际是文字“{text}”：该工作簿的日期从 1904 年算起，这个天数从哪一年算起已无法得知。",
    "{column}: expected a date, got the text {text} in a workbook whose days count from 1904.",
    "请写成 2026-05-01 的形式。",
    "Write it like 2026-05-01.",
)
SECONDS_COUNTED = Problem(
    "seconds_counted",
    "{zh}：应是日期，实际“{text}”是从 1970 年起的秒数或毫秒数：是哪一天要看写出它的系统按哪个时区计算。",
    "{column}: expected a date, got {text}, a count of seconds since 1970: "
    "which day that is depends on the time zone of the system that wrote it.",
    "请从原系统导出为 2026-05-01 或 2026-05-01T10:30:00+08:00 的形式。",
    "Export it as 2026-05-01 or 2026-05-01T10:30:00+08:00 from where it comes from.",
)
END_OR_START = Problem(
    "end_or_start_of_day",
    "{zh}：应是日期或时间，实际“{text}”写的是 24 时：它既是这一天的结束，也是下一天的开始。",
    "{column}: expected a date or a time, got {text}: 24:00 ends that day and begins the next.",
    "请写成当天的 23:59，或次日的 00:00；不需要时间时只写日期。",
    "Write 23:59 of that day or 00:00 of the next, or the date alone.",
)
WEEKDAY_DIFFERS = Problem(
    "weekday_differs",
    "{zh}：日期与星期应相符，实际“{text}”不符。",
    "{column}: expected a day of that weekday, got {text}.",
    "请核对日期。",
    "Check the date.",
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
    "Write yes or no, true or false.",
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
STEERING_TEXT = Problem(
    "steering_text",
    "{zh}：应是可见的文字，实际含有控制字符或文字方向控制符：{text}。",
    "{column}: expected text that can be seen, got control characters or marks of direction: {text}.",
    "请删除这些字符后重新输入该内容。",
    "Delete these characters and type the text anew.",
)
RECORD_TOO_LARGE = Problem(
    "record_too_large",
    "读取该行：应不超过 {limit} 个单元格，实际更多。",
    "Reading the row: expected at most {limit} cells, got more.",
    "请核对分隔符和引号。",
    "Check the separators and the quotes.",
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
NAMED_TWICE = Problem(
    "named_twice",
    "{heading}：每个成员应只出现一次，实际出现两次，哪一个为准无法得知。",
    "{heading}: expected each member once, got two, and nothing says which is meant.",
    "请删除多余的一个，或重新导出。",
    "Delete one of them, or export it again.",
)
NESTED_VALUE = Problem(
    "nested_value",
    "{heading}：应是文字、数字或简单列表，实际是嵌套的 JSON。",
    "{heading}: expected text, a number or a plain list, got nested JSON.",
    "请把值写成文字。",
    "Write the value as text.",
)
