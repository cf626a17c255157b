"""What the trade of the sample company is made of: bulk goods, and the lines that tell a story.

Days are of the year 2026.
"""

from __future__ import annotations

RECALLED_PRODUCT = "ZSQ-05"
RECALLED_LOT = "20260301"
MISBOOKED = "misbooked"
WRONG_CUSTOMER, RIGHT_CUSTOMER = "K003", "K004"
# A document whose last line was entered late, so that its rows do not stand together in the export.
SCATTERED = "XS-20260217-001"

# product: lot pattern, usual receipt, step of a sale, most steps
BULK = {
    "ZSQ-05": ("{made:%Y%m%d}", 3400, 100, 12),
    "ZSQ-10": ("{made:%Y%m%d}05", 2400, 100, 8),
    "SYQ-01": ("SY{made:%y%m%d}A", 1300, 50, 10),
    "KZ-N95": ("N{made:%m%d%y}", 1100, 20, 20),
    "ST-M75": ("G{made:%y-%m-%d}", 700, 10, 20),
    "DNG-16": ("DN{made:%y%m}", 180, 5, 8),
    "FL-10": ("FL{made:%y%m%d}", 2000, 50, 8),
    "CRP-50": ("C{made:%y%m%d}", 20, 1, 4),
}
DEVICES = {"JHY-8": "LBM8-26{month:02}{unit:03}", "SYB-2": "P200-26{month:02}-{unit:02}"}

# Lots that only a story sells: day, product, lot, quantity, day of making, expiry, refused on arrival.
OWN_LOTS = (
    ("01-15", "FL-10", "FL2405-2", 500, "2024-05-01", "2026-04-30", 0),
    ("03-10", "ZSQ-05", RECALLED_LOT, 5000, "2026-03-01", "2031-02-28", 0),
    ("03-17", "ZSQ-05", RECALLED_LOT, 3000, "2026-03-01", "2031-02-28", 60),
    ("06-04", "ST-M75", "G26-05-30", 800, "2026-05-30", "2029-05-29", 0),
)
OWN_UNITS = (
    ("01-08", "XDJ-12", "", ["E12-0125-31", "E12-0125-32"], "2025-12-19", "2033-12-18"),
    ("03-24", "XDJ-12", "", ["E12-0326-07"], "2026-03-06", "2034-03-05"),
    ("01-20", "JGB-06", "B2512-03", ["JG0301", "JG0302", "JG0303"], "2025-12-02", "2030-12-01"),
    ("04-14", "JGB-06", "B2603-01", ["JG0611", "JG0612"], "2026-03-11", "2031-03-10"),
)

# Sales written out: key, day, customer, lines (product, lot, quantity or serials), and what else is special.
STORY: tuple[tuple[str, str, str, tuple[tuple[str, str, str], ...], dict[str, str]], ...] = (
    ("recalled, first", "03-18", "K001", ((RECALLED_PRODUCT, RECALLED_LOT, "2000"),), {}),
    ("recalled, second", "03-25", "K002", ((RECALLED_PRODUCT, RECALLED_LOT, "1500"),), {}),
    (MISBOOKED, "04-09", WRONG_CUSTOMER, ((RECALLED_PRODUCT, RECALLED_LOT, "1200"),), {}),
    ("licence lapsed", "04-16", "K013", ((RECALLED_PRODUCT, RECALLED_LOT, "600"),), {}),
    ("recalled, third", "05-12", "K001", ((RECALLED_PRODUCT, RECALLED_LOT, "1000"),), {}),
    ("recalled, last", "05-20", "K009", ((RECALLED_PRODUCT, RECALLED_LOT, "400"),), {}),
    ("unknown seller", "02-12", "K008", (("KZ-N95", "N122525", "100"),), {"seller": "钱临溪"}),
    ("lot mistyped", "04-22", "K002", (("DNG-16", "DN26O3", "10"),), {}),
    ("lot expired", "05-08", "K007", (("FL-10", "FL2405-2", "60"),), {}),
    ("registration lapsed", "05-14", "K005", (("XDJ-12", "", "E12-0326-07"),), {}),
    ("two units", "02-05", "K010", (("XDJ-12", "", "E12-0125-31 E12-0125-32"),), {}),
    ("implant", "02-10", "K006", (("JGB-06", "B2512-03", "JG0301 JG0302"),), {}),
    ("implant again", "05-06", "K001", (("JGB-06", "B2603-01", "JG0611"),), {}),
    ("private buyer", "05-27", "K015", (("KZ-N95", "N122525", "20"),), {"mode": ""}),
    ("retail", "06-03", "K015", (("KZ-N95", "N122525", "20"),), {"mode": "零售"}),
    ("no lot", "06-09", "K011", (("KZ-N95", "", "40"),), {}),
    ("oversold", "06-11", "K001", (("ST-M75", "G26-05-30", "880"),), {}),
    ("product mistyped", "06-17", "K010", (("SYQ-01", "SY260527A", "50"), ("ZSQ-O5", "20260529", "300")), {}),
    ("negative", "06-24", "K002", (("ZSQ-10", "2026042205", "-100"),), {}),
)
