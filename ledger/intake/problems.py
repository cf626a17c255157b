"""What can be wrong with a file as a whole: none of its rows is read then.

What can be wrong with one row is in `cell_problems`.
"""

from __future__ import annotations

from ledger.errors import Problem

FILE_MISSING = Problem(
    "file_missing",
    "打开文件 {file}：应是一个文件，实际不存在。",
    "Opening {file}: expected a file, found nothing there.",
    "请核对文件名和所在文件夹。",
    "Check the name and the folder.",
)
FILE_NOT_REGULAR = Problem(
    "file_not_regular",
    "打开文件 {file}：应是普通文件，实际是文件夹或设备。",
    "Opening {file}: expected an ordinary file, got a folder or a device.",
    "请给出文件夹里的文件。",
    "Name the files inside the folder.",
)
FILE_UNREADABLE = Problem(
    "file_unreadable",
    "读取文件 {file}：应可读取，实际被系统拒绝（{cause}）。",
    "Reading {file}: expected to be allowed, got {cause}.",
    "请检查文件权限，并关闭正在使用它的程序。",
    "Check the permissions, and close the program that has it open.",
)
FILE_EMPTY = Problem(
    "file_empty",
    "读取文件 {file}：应有标题行和数据，实际没有内容。",
    "Reading {file}: expected headings and rows, found nothing in it.",
    "请重新导出该文件。",
    "Export the file again.",
)
FILE_CHANGED = Problem(
    "file_changed",
    "读取文件 {file}：应与打开时相同，实际在读取过程中改变了。",
    "Reading {file}: expected what was there when it was opened, got something else.",
    "请等写入该文件的程序结束后再导入。",
    "Wait until the program that writes it has finished, then import again.",
)
NOT_TEXT = Problem(
    "not_text",
    "读取文件 {file}：应是 CSV、XLSX 或 JSON Lines，实际是二进制内容。",
    "Reading {file}: expected CSV, XLSX or JSON Lines, got binary content.",
    "请导出为 CSV（UTF-8 或 GB18030）或 XLSX。",
    "Export it as CSV (UTF-8 or GB18030) or as XLSX.",
)
UNKNOWN_ENCODING = Problem(
    "unknown_encoding",
    "读取文件 {file}：应是 UTF-8 或 GB18030 文字，实际从第 {offset} 字节起两者都不是。",
    "Reading {file}: expected UTF-8 or GB18030 text, got neither from byte {offset} on.",
    "请另存为 UTF-8 编码的 CSV。",
    "Save it as CSV in UTF-8.",
)
BROKEN_ENCODING = Problem(
    "broken_encoding",
    "读取文件 {file}：应全部是 {encoding} 文字，实际第 {offset} 字节处不是。",
    "Reading {file}: expected {encoding} text throughout, got other bytes at byte {offset}.",
    "文件可能混有两种编码或已损坏，请重新导出。",
    "The file may mix two encodings or be damaged: export it again.",
)
CUT_OFF = Problem(
    "cut_off",
    "读取文件 {file}：应在完整的字符处结束，实际在一个字符中间断开。",
    "Reading {file}: expected it to end after a whole character, got half a character at the end.",
    "文件不完整，请重新复制或导出。",
    "The file is incomplete: copy or export it again.",
)
LINE_TOO_LONG = Problem(
    "line_too_long",
    "读取文件 {file}：每行应不超过 {limit} 个字节，实际更长。",
    "Reading {file}: expected lines of at most {limit} bytes, got a longer one.",
    "请确认它是表格数据并有换行。",
    "Make sure that it holds a table and has line ends.",
)
HTML_TABLE = Problem(
    "html_table",
    "读取文件 {file}：应是 CSV、XLSX 或 JSON Lines，实际是网页。",
    "Reading {file}: expected CSV, XLSX or JSON Lines, got a web page.",
    "请用表格软件打开后另存为 XLSX。",
    "Open it in a spreadsheet and save it as XLSX.",
)
OLD_WORKBOOK = Problem(
    "old_workbook",
    "读取文件 {file}：应是 XLSX，实际是旧版 XLS 或加密的工作簿。",
    "Reading {file}: expected XLSX, got an old XLS or an encrypted workbook.",
    "请去掉密码，并另存为 XLSX。",
    "Remove the password and save it as XLSX.",
)
NOT_A_WORKBOOK = Problem(
    "not_a_workbook",
    "读取文件 {file}：应是 XLSX 工作簿，实际是其他压缩文件。",
    "Reading {file}: expected an XLSX workbook, got another kind of archive.",
    "请解压，或另存为 XLSX。",
    "Unpack it, or save it as XLSX.",
)
BROKEN_WORKBOOK = Problem(
    "broken_workbook",
    "读取文件 {file}：应是完整的 XLSX 工作簿，实际已损坏或不完整。",
    "Reading {file}: expected a whole XLSX workbook, got a damaged or incomplete one.",
    "请重新导出，或用表格软件打开后另存。",
    "Export it again, or open it in a spreadsheet and save it.",
)
SHEET_TOO_LARGE = Problem(
    "sheet_too_large",
    "读取文件 {file}：每个工作表应不超过 {limit} 个单元格，实际 {part} 更大。",
    "Reading {file}: expected at most {limit} cells a sheet, got more in {part}.",
    "请删除数据之外的行和列，或分成几个文件。",
    "Delete rows and columns beyond the data, or split the file.",
)
WORKBOOK_TOO_HEAVY = Problem(
    "workbook_too_heavy",
    "读取文件 {file}：应能在 {megabytes} MB 内存和 {seconds} 秒内读出，实际需要更多。",
    "Reading {file}: expected to read it with {megabytes} MB of memory in {seconds} s, got one that asks for "
    "more.",
    "请删除数据之外的行、列和格式后另存，或另存为 CSV。",
    "Delete the rows, columns and formats beyond the data and save it, or save it as CSV.",
)
TOO_MANY_SHEETS = Problem(
    "too_many_sheets",
    "读取文件 {file}：应不超过 {limit} 个工作表，实际更多。",
    "Reading {file}: expected at most {limit} sheets, got more.",
    "请分成几个文件。",
    "Split it into several files.",
)
WORKBOOK_WITH_ENTITIES = Problem(
    "workbook_with_entities",
    "读取文件 {file}：应只含工作簿的内容，实际 {part} 含有文档类型声明或实体。",
    "Reading {file}: expected the content of a workbook alone, got a document type or entities in {part}.",
    "不要使用来历不明的文件；用表格软件打开后另存。",
    "Do not use a file of unknown origin; open it in a spreadsheet and save it.",
)
DOCUMENT_OF_TOO_MANY_ROWS = Problem(
    "document_of_too_many_rows",
    "读取文件 {file}：一张单据应不超过 {limit} 行，实际有一个编号下的行更多。",
    "Reading {file}: expected at most {limit} rows of one document, got more under one number.",
    "请为每张单据各写编号；确为一张的，请分成几个文件依次导入。",
    "Give each document a number of its own; one that really is so long comes in several files.",
)
NOT_JSON_LINES = Problem(
    "not_json_lines",
    "读取文件 {file}：应是每行一个 JSON 对象，实际一个也没有。",
    "Reading {file}: expected one JSON object a line, found none.",
    "请每行写一个对象，或写成对象的数组。",
    "Write one object a line, or an array of objects.",
)
BROKEN_JSON = Problem(
    "broken_json",
    "读取文件 {file}：应是完整的 JSON，实际在第 {row} 个对象处有误或断开。",
    "Reading {file}: expected whole JSON, got something else or its end at object {row}.",
    "文件可能不完整或被改坏，请重新导出。",
    "The file may be incomplete or damaged: export it again.",
)
NO_ROWS = Problem(
    "no_rows",
    "读取文件 {file}：其中没有行，没有什么可导入。",
    "Reading {file}: it holds no rows, and there is nothing to import.",
    "若应有数据，请重新导出。",
    "If there should be some, export it again.",
)
VIEW_EXPORTED = Problem(
    "view_exported",
    "读取文件 {file}：应是记录表的行，实际是“{zh}”的行，它由“{zh_sources}”得出，不单独登记。",
    "Reading {file}: expected rows of a record table, got those of the view {view}, made of {sources}.",
    "请导出并导入它所依据的表。",
    "Export and import the tables that it is made of.",
)
TOO_MANY_HEADINGS = Problem(
    "too_many_headings",
    "读取文件 {file}：应不超过 {limit} 个标题，实际更多。",
    "Reading {file}: expected at most {limit} headings, got more.",
    "请确认每行的键相同。",
    "Make sure that all lines use the same keys.",
)
REJECTS_UNWRITABLE = Problem(
    "rejects_unwritable",
    "写入拒收文件 {file}：应可写入，实际被系统拒绝（{cause}）。",
    "Writing the rejects file {file}: expected to be allowed, got {cause}.",
    "请用 --rejects 指定可以写入的位置。",
    "Name a place that can be written with --rejects.",
)
