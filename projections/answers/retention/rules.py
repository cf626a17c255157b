"""Retention rules as data: the law's, the seeds' and the house's own (RT-01 … RT-15, C-01, C-02, C-04).

A row is kept until the latest day that any rule gives. A setting of the house (`rule_settings`, kind
`retention`) is one more rule: it may lengthen, and cannot shorten, because the others go on applying. So a
setting that waives a rule has no effect here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any

from ledger.events.base import Table
from projections.answers.retention.dates import BASES, CONDITIONS, FOREVER, RetainedGoods, Subject, after
from projections.reading.stream import Row

TRADE = ("RET.GOODS", "RET.SERVICE", "RET.AE", "RET.RECALL")
ABOUT_GOODS = (*TRADE, "RET.CASE", "RET.SITE", "RET.STAFF")  # what of them concerns goods follows these, too
_OF_GOODS = {"expiry", "life_end", "later", "registration"}  # bases that a row shares with all of its goods
FALLBACK = "RET.FALLBACK"  # the setting for records that have nothing to count from (C-02)


@dataclass(frozen=True, slots=True)
class Rule:
    """A retention rule.

    Attributes:
        id: As law, seed or setting has it.
        base: What it counts from, a key of `BASES`.
        months: How long; None is for ever.
        when: To which goods it applies, a key of `CONDITIONS`.
        groups: Tables of which retention groups it covers; `*` is every one.
        tables: Further tables it covers.
        basis: Where it is written.
        product_kind: Only goods of this kind.
        device_class: Only devices of this class.
    """

    id: str
    base: str
    months: int | None
    when: str = "always"
    groups: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    basis: str = ""
    product_kind: str | None = None
    device_class: str | None = None

    def covers(self, table: Table) -> bool:
        """Return whether it concerns the rows of a table."""
        return table.key in self.tables or table.retention in self.groups or "*" in self.groups

    def applies(self, goods: RetainedGoods | None) -> bool:
        """Return whether it says anything about goods."""
        return CONDITIONS[self.when](goods) and self._meant(goods)

    def of_goods_alone(self) -> bool:
        """Return whether all rows about the same goods are kept equally long."""
        return self.months is None or self.base in _OF_GOODS

    def until(self, subject: Subject, goods: RetainedGoods | None) -> str | None:
        """Return the day until which it keeps a row about goods to which it applies, None if it has none."""
        if self.months is None:
            return FOREVER
        base = BASES[self.base](subject, goods)
        return None if base is None else after(base, self.months)

    def _meant(self, goods: RetainedGoods | None) -> bool:
        if self.product_kind is None and self.device_class is None:
            return True
        return goods is not None and (
            self.product_kind in {None, goods.kind} and self.device_class in {None, goods.device_class}
        )


RULES: tuple[Rule, ...] = (
    # The law. Statutory for receipts and sales, by inference for the other trading records (regulation §1.5).
    Rule("CN.RET.IMPLANT", "record", None, "implant", ABOUT_GOODS, basis="Order 54 §32 §38; GSP §23"),
    Rule("CN.RET.DATED", "expiry", 24, groups=ABOUT_GOODS, basis="Order 54 §32 §38; GSP §23"),
    # Whether a service life is a validity in the sense of the law is in doubt: without an expiry date this
    # applies beside RET.GOODS, and the later of both counts.
    Rule("CN.RET.UNDATED", "record", 60, "no_expiry", TRADE, basis="Order 54 §32 §38; GSP §23"),
    Rule("CN.RET.DRUG", "record", 60, "drug", ABOUT_GOODS, basis="Drug GSP §42"),
    Rule("CN.RET.VACCINE", "expiry", 60, "vaccine", ABOUT_GOODS, basis="Vaccine Law §39"),
    Rule("CN.RET.RECALL", "registration", 60, groups=("RET.RECALL",), basis="Order 29 §21"),
    Rule("CN.RET.RECALL", "record", 60, "class_i", ("RET.RECALL",), basis="Order 29 §21"),
    Rule("RET.AE", "later", 24, groups=("RET.AE",), basis="Order 1/2018 §22"),
    # The seeds: each as it stands, the longest wins (C-01); each names its own base (C-04).
    Rule("RT-01", "later", 12, tables=("sales",), basis="S0-1 §4.3; S2-C 3; S2-E 3; S4-G Art.9"),
    Rule("RT-02", "expiry", 12, tables=("sales",), basis="S0-3 §4.1.3"),
    Rule("RT-03", "expiry", 24, tables=("sales",), basis="S2-A 四2"),
    Rule("RT-04", "later", 12, tables=("service_records",), basis="S4-G Art.14"),
    # Without a period in the seeds: as the sales record they belong to.
    Rule("RT-05", "later", 24, tables=("invoices",), basis="S2-A 四2"),
    Rule("RT-06", "later", 24, tables=("warranties", "service_records"), basis="S2-A 五4"),
    Rule("RT-07", "later", 24, tables=("receipts",), basis="S2-F 三(三)3"),
    Rule("RT-08", "closed", 60, tables=("letters",), basis="S1-E §4.1.1; S0-2 六"),
    Rule("RT-09", "record", 60, tables=("contracts",), basis="S0-1 §4.5"),
    Rule("RT-10", "closed", 60, tables=("complaints",), basis="S0-4 §4.4.3(1); S3 §4.2-4; S1-B 三7"),
    Rule("RT-11", "later", 24, tables=("service_records",), basis="S4-B Art.9(5)"),
    Rule("RT-12", "closed", 60, tables=("vouchers", "daily_reports"), basis="S4-I"),
    Rule("RT-13", "later", 24, tables=("returns",), basis="S1-I 七1"),
    Rule("RT-14", "record", None, tables=("documents",), basis="S2-B 7; S2-G 三1"),
    # The house: what no seed and no law fixes (RT-15), by the group of the table.
    Rule("RET.GOODS", "later", 24, groups=ABOUT_GOODS, basis="GSP §23; own"),
    Rule("RET.CASE", "closed", 24, "dated", ("RET.CASE",), basis="GSP §23; own"),
    Rule("RET.CASE", "closed", 60, "no_date", ("RET.CASE",), basis="GSP §23; own"),
    Rule("RET.STAFF", "left", 60, groups=("RET.STAFF",), basis="GSP §21; PIPL §19"),
    Rule("RET.STAFF", "record", 60, tables=("training_plans",), basis="GSP §21"),
    Rule("RET.SITE", "record", 60, groups=("RET.SITE",), basis="GSP §23; own"),
    Rule("RET.DOC", "record", None, groups=("RET.DOC",), basis="GSP §20; GSP §23"),
)
_BASE_WORDS = {
    "expiry": ("失效日期", "有效期", "产品有效期", "有效期届满日", "有效期满"),
    "life_end": ("使用期限", "使用期限届满日", "service_life", "service_life_end"),
    "later": ("有效期或使用期限", "expiry_or_service_life"),
    "record": ("业务日期", "记录日期", "销售日期", "发生日期", "record_date"),
    "recorded": ("录入日期", "record_time"),
    "closed": ("结案日期", "closing", "closed_on"),
    "left": ("离职日期", "employed_until"),
    "registration": ("注册证有效期", "注册证有效期至"),
}
_BASES_BY_WORD = {word: base for base, words in _BASE_WORDS.items() for word in (base, *words)}
_ALWAYS_KEPT = {"永久", "长期", "forever", "permanent"}
_IDS = {rule.id: rule for rule in RULES}
_GROUPS = {group for rule in RULES for group in rule.groups} | {"RET.MASTER"}


def settings_as_rules(rows: Iterable[Row]) -> list[Rule]:
    """Return the rules that the house has set; what cannot be read, or would only waive, adds none."""
    return [rule for row in rows if (rule := _of_setting(row)) is not None]


def _of_setting(row: Row) -> Rule | None:
    if row["setting"] not in {"value", "required"}:
        return None
    forever = (row["value"] or "").strip() in _ALWAYS_KEPT
    months = None if forever else _months(row["retention_years"], row["value"])
    if months is None and not forever:
        return None
    key = row["rule_key"]
    base = _BASES_BY_WORD.get((row["retention_base"] or "").strip())
    narrowed = {"product_kind": row["product_kind"], "device_class": row["device_class"]}
    law = _IDS.get(key)
    if key == FALLBACK:
        return Rule(key, base or "recorded", months, groups=("*",), **narrowed)
    if law is not None and key not in _GROUPS:
        return replace(law, base=base or law.base, months=months, basis=row["legal_basis"] or "", **narrowed)
    return Rule(key, base or "goods", months, groups=(key,) if key in _GROUPS else ("*",), **narrowed)


def _months(years: str | None, value: str | None) -> int | None:
    try:
        months = Decimal(years if years is not None else (value or "").strip()) * 12
    except InvalidOperation:
        return None
    return int(months.to_integral_value(ROUND_CEILING)) if months.is_finite() and months >= 0 else None


Traits = tuple[Any, ...]  # of goods: on what it depends which rules apply to them
Applying = tuple[Rule, int | None]  # a rule, and to which of the goods of a row it applies


class Dates:
    """The days that some rules give. Which of them apply is found once for goods of the same traits.

    Args:
        rules: In the order in which they are shown.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._of_traits: dict[tuple[Traits, ...], tuple[list[Applying], bool]] = {}

    def of(self, subject: Subject) -> dict[str, str]:
        """Return the day that each rule gives, by its id; the later one where it gives two."""
        goods, found = subject.goods, dict(subject.others)
        for rule, place in self._applying(goods)[0]:
            day = rule.until(subject, None if place is None else goods[place])
            if day is not None and day > found.get(rule.id, ""):
                found[rule.id] = day
        return found

    def of_goods_alone(self, subject: Subject) -> bool:
        """Return whether no rule that applies counts from a day of the row itself."""
        return self._applying(subject.goods)[1]

    def _applying(self, named: tuple[RetainedGoods, ...]) -> tuple[list[Applying], bool]:
        traits = tuple(_traits(goods) for goods in named)
        found = self._of_traits.get(traits)
        if found is None:
            every: list[tuple[int | None, RetainedGoods | None]] = [*enumerate(named)] or [(None, None)]
            applying = [
                (rule, place) for rule in self._rules for place, goods in every if rule.applies(goods)
            ]
            alone = all(rule.of_goods_alone() for rule, _ in applying)
            alone = alone and all(goods.life_months is None for goods in named)
            found = self._of_traits[traits] = (applying, alone)
        return found


def _traits(goods: RetainedGoods) -> Traits:
    return (
        goods.expiry is None,
        goods.life_end is None,
        goods.life_months is None,
        goods.implant,
        goods.kind,
        goods.vaccine,
        goods.device_class,
    )
