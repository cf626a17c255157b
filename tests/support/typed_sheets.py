"""The ten sheets that the sources print, typed as people type them: their own headings, names, no numbers.

Each is a workbook with a merged title, some cells merged, a sum at the end; what stands in it happened in
April and May 2026 in a house whose registers are :func:`registers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

Cells = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Typed:
    """A sheet: its title, its rows with the headings first, what of it is merged, and what becomes of it.

    Attributes:
        title: Above the headings, merged over all columns.
        cells: The headings and the rows.
        table: The table that it is of.
        merged: Areas that are merged, as a spreadsheet names them.
        answers: What must be said of it, because the form of the source does not ask it.
    """

    title: str
    cells: Cells
    table: str
    merged: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()

    def write(self, path: Path) -> Path:
        """Write the workbook."""
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.append([self.title])
        for row in self.cells:
            sheet.append(list(row))
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(self.cells[0]))
        for area in self.merged:
            sheet.merge_cells(area)
        book.save(path)
        return path


STAFF = Typed(
    "企业员工花名册",
    (
        ("姓名", "职务", "部门", "入职日期"),
        ("钱乙", "验收员", "质量部", "2013-03-01"),
        ("孙丙", "销售员", "销售部", "2013年3月1日"),
        ("周丁", "技术员", "技术部", "2020.1.1"),
    ),
    "staff",
)
RECEIPTS = Typed(
    "医疗器械进货验收记录表",
    (
        (
            "产品名称",
            "规格型号",
            "批号",
            "有效期至",
            "供货单位",
            "到货日期",
            "到货数量",
            "合格数量",
            "验收结论",
        ),
        ("注射器", "5ml", "20260101", "2028-12", "供货一", "2026-04-01", "1,000", "1,000", "合格"),
        ("注射器", "10ml", "20260102", "2028-12", "供货一", "2026-04-01", "500", "500", "合格"),
        ("监护仪", "", "", "", "供货二", "2026-04-02", "1", "1", "合格"),
    ),
    "receipts",
)
SALES = Typed(
    "医疗器械销售记录表",
    (
        (
            "产品名称",
            "生产单位",
            "规格型号",
            "生产日期",
            "出厂编号",
            "销售日期",
            "销售单位",
            "销售数量",
            "经办人",
        ),
        ("监护仪", "乙公司", "", "2026.3.1", "SN001", "2026年5月6日", "甲医院", "1", "孙丙"),
        ("监护仪", "乙公司", "", "2026.3.1", "SN002", "2026年5月6日", None, "1", "孙丙"),
        ("监护仪", "乙公司", "", "2026.3.1", "SN003", "2026年5月7日", "乙医院", "1", "孙丙"),
        ("合计", "", "", "", "", "", "", "3", ""),
    ),
    "sales",
    merged=("G3:G4",),
)
SALES_BY_HAND = Typed(
    "销售记录",
    (
        ("名称", "规格(型号)", "销售日期", "销往单位", "数量", "经手人"),
        ("纱布", "", "2026-05-08", "丙医院", "10", "孙丙"),
        ("纱布", "", "2026-05-08", "丙医院", "10", "孙丙"),
    ),
    "sales",
)
SALES_PRICED = Typed(
    "醫療器械銷售記錄表",
    (
        ("品名", "生產單位", "規格型號", "批號", "有效期", "銷售日期", "購貨單位", "單價", "數量"),
        ("注射器", "甲公司", "5ml", "20260101", "2028-12", "2026/5/9", "甲医院", "￥1,250.00", "100"),
        ("注射器", "甲公司", "10ml", "20260102", "2028-12", "2026/5/10", "甲医院", "￥1,250.50", "100"),
    ),
    "sales",
    answers=("sales.seller=孙丙",),
)
RETURNS = Typed(
    "医疗器械退货记录表",
    (
        (
            *("产品名称", "生产单位(供货单位)", "规格型号", "出厂编号", "生产日期", "退货单位", "退货日期"),
            *("退货数量", "退货原因", "处理结果"),
        ),
        ("监护仪", "乙公司", "", "SN003", "2026-03-01", "乙医院", "2026-05-12", "1", "屏幕不亮", "返修"),
    ),
    "returns",
    answers=("returns.inspector=钱乙", "returns.quality_status=质量存疑"),
)
COMPLAINTS = Typed(
    "顾客反馈（抱怨）处理表",
    (
        ("顾客的名称", "接收日期", "抱怨内容", "抱怨的性质", "程度"),
        ("甲医院", "2026-05-13", "包装破损", "质量", "一般"),
        ("乙医院", "2026-05-13", "送货慢", "服务", "一般"),
    ),
    "complaints",
)
SERVICE = Typed(
    "医疗器械售后服务记录表",
    (
        ("产品名称", "规格型号", "用户名称", "服务日期", "服务内容", "服务结果"),
        ("监护仪", "", "甲医院", "2026-05-14", "校准", "正常"),
    ),
    "service_records",
)
READINGS = Typed(
    "库房温湿度记录表",
    (
        ("日期", "库区", "温度", "湿度"),
        ("2026-05-01 09:00", "常温库", "18.5", "50"),
        ("2026-05-01 15:00", "常温库", "19", "52"),
    ),
    "temperature_readings",
)
REPORTS = Typed(
    "技术员工作日报表",
    (
        ("日期", "技术员", "所从事修护工作的类别", "所耗用时间"),
        ("2026-05-15", "周丁", "免费服务", "2"),
        ("2026-05-15", "周丁", "免费服务", "2"),
    ),
    "daily_reports",
)
TEN = (
    *(STAFF, RECEIPTS, SALES, SALES_BY_HAND, SALES_PRICED),
    *(RETURNS, COMPLAINTS, SERVICE, READINGS, REPORTS),
)


def registers() -> dict[str, list[dict[str, str]]]:
    """Return the goods and parties that the sheets name, by table."""
    paper = {"registration_no": "国械注准20243149123", "registrant": "甲公司"}
    told = {"cold_chain": "否", "implantable": "否", "special_control": "否", "unit": "支", **paper}
    return {
        "products": [
            {"product_code": "P1", "name": "注射器", "specification": "5ml", "tracking": "lot", **told},
            {"product_code": "P2", "name": "注射器", "specification": "10ml", "tracking": "lot", **told},
            {"product_code": "P3", "name": "监护仪", "tracking": "serial", **told},
            {"product_code": "P4", "name": "纱布", "tracking": "none", **told},
        ],
        "customers": [
            {"customer_code": f"K{place}", "name": f"{name}医院", "kind": "medical_institution"}
            for place, name in enumerate("甲乙丙", 1)
        ],
        "suppliers": [
            {"supplier_code": "S1", "name": "供货一"},
            {"supplier_code": "S2", "name": "供货二"},
        ],
    }
