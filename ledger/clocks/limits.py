"""Limits as data: how long, in what, by which source; and the moment at which one is reached.

Counting follows the civil code (民法典 §200–204): hours run from the moment, of days and longer the first day
is not counted, and a day ends at 24:00. Where days are counted, a last day that is not worked moves to the
next working day, except for duties that protect people: those are never extended (`statutory`).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal
from zoneinfo import ZoneInfo

from ledger import clock
from ledger.clocks.calendar import (
    OFFICE_HOURS,
    Spans,
    after_working_days,
    after_working_time,
    working_day_from,
    working_days_between,
    working_time_between,
)
from ledger.clocks.months import date_after

Unit = Literal["hour", "working_hour", "day", "working_day", "month", "year", "promised", "month_day"]
_WHOLE_DAYS: Final = frozenset({"day", "working_day", "month", "year", "month_day"})


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take.

    Attributes:
        id: As the catalogue of time limits names it (`L-01`, `CN.AE.DEATH`).
        zh: Chinese wording.
        en: The same in English.
        value: How many units; of `promised` none.
        unit: What is counted.
        basis: Law or source.
        statutory: Whether it protects people by law: it never pauses and is never extended over holidays.
        hours: Working time of a day, of working hours.
    """

    id: str
    zh: str
    en: str
    value: Decimal
    unit: Unit
    basis: str
    statutory: bool = False
    hours: Spans = OFFICE_HOURS


def _limit(
    id_: str, zh: str, en: str, value: str, unit: Unit, basis: str, *, statutory: bool = False
) -> Limit:
    return Limit(id_, zh, en, Decimal(value), unit, basis, statutory)


_AE = "Order 1/2018"
_ADR = "MoH Order 81 (doubtful: from memory)"
LIMITS: Final[dict[str, Limit]] = {
    one.id: one
    for one in (
        _limit(
            "L-01", "四个工作小时内响应", "respond in four working hours", "4", "working_hour", "S4-A 4.1"
        ),
        _limit(
            "L-02",
            "紧急情况两个工作小时内响应",
            "urgent: respond in two working hours",
            "2",
            "working_hour",
            "S4-A 4.1",
        ),
        _limit(
            "L-03",
            "轻微故障两个工作日内修复",
            "minor fault repaired in two working days",
            "2",
            "working_day",
            "S4-A 4.2",
        ),
        _limit("L-04", "复杂故障一周内修复", "complex fault repaired in a week", "7", "day", "S4-A 4.2"),
        _limit("L-05", "一个工作日内响应", "respond in one working day", "1", "working_day", "S4-B Art.9(1)"),
        _limit(
            "L-06", "两个工作日内派工", "dispatch in two working days", "2", "working_day", "S4-B Art.9(2)"
        ),
        _limit(
            "L-08",
            "市区上班时间三小时内到达",
            "arrive in three hours of working time in the city",
            "3",
            "working_hour",
            "S4-I 措施-4",
        ),
        _limit(
            "L-09",
            "郊区上班时间七小时内到达",
            "arrive in seven hours of working time in the suburbs",
            "7",
            "working_hour",
            "S4-I 措施-4",
        ),
        _limit(
            "L-10",
            "上班时间八小时内到达",
            "arrive in eight hours of working time",
            "8",
            "working_hour",
            "S4-I 措施-4",
        ),
        _limit(
            "L-11",
            "紧急故障十二小时内修复",
            "urgent fault repaired in twelve hours",
            "12",
            "hour",
            "S4-I 措施-4",
        ),
        _limit(
            "L-12", "二十四小时内提供备用机", "lend a device within 24 hours", "24", "hour", "S4-I 措施-4"
        ),
        _limit("L-14", "承诺时间内完成服务", "service within the promised time", "0", "promised", "S3 4.1"),
        _limit("L-15", "承诺时限内答复", "answer within the promised time", "0", "promised", "S3 4.2"),
        _limit(
            "L-16",
            "规定时限内提出处理方案",
            "handling plan within the prescribed time",
            "0",
            "promised",
            "S3 4.2-3",
        ),
        _limit(
            "L-17",
            "调查处理后三天内呈报",
            "report three days after the investigation",
            "3",
            "day",
            "S4-I 投诉-处理-3",
        ),
        _limit(
            "L-18",
            "国内投诉五天内结案",
            "domestic complaint closed in five days",
            "5",
            "day",
            "S4-I 投诉-期限-1",
        ),
        _limit(
            "L-19",
            "国外投诉七天内结案",
            "complaint from abroad closed in seven days",
            "7",
            "day",
            "S4-I 投诉-期限-1",
        ),
        _limit(
            "L-21",
            "每月10日前汇总上月投诉",
            "complaint statistics by the 10th",
            "10",
            "month_day",
            "S4-I 投诉-处理-6",
        ),
        _limit(
            "L-22",
            "每月月初汇总故障",
            "fault summary at the start of the month",
            "5",
            "month_day",
            "S0-3 4.2.3",
        ),
        _limit("L-23", "每月汇总市场信息", "feedback ledger every month", "10", "month_day", "S1-E 4.2.6"),
        _limit("L-24", "每半年访问用户", "visit every half year", "6", "month", "S1-E 4.1.3.4"),
        _limit(
            "L-25",
            "保修期内每三个月上门回访",
            "in warranty: on site every three months",
            "3",
            "month",
            "S4-I 措施-6",
        ),
        _limit(
            "L-26",
            "保修期后每六个月上门回访",
            "after warranty: on site every six months",
            "6",
            "month",
            "S4-I 措施-6",
        ),
        _limit("L-27", "每月电话和质量跟踪回访", "call and track every month", "1", "month", "S4-I 措施-6"),
        _limit(
            "L-28",
            "一个工作日内确认提货",
            "pick-up confirmed in one working day",
            "1",
            "working_day",
            "S1-D 5.2.1",
        ),
        _limit("L-29", "收费当天开票", "invoice on the day of the service", "0", "day", "S4-I 作业-4, 6"),
        _limit(
            "L-30",
            "供货方在约定时间内修复或调换",
            "supplier repairs or exchanges in the agreed time",
            "0",
            "promised",
            "S2-A 五2",
        ),
        _limit(
            "CLK.CARD", "报修当日发出调查卡", "opinion card on the day of the call", "0", "day", "S4-I 意见-3"
        ),
        _limit(
            "CN.COMPLAINT.REPLY",
            "七个工作日内首次答复",
            "first answer in seven working days",
            "7",
            "working_day",
            "GSP §105; policy",
        ),
        _limit(
            "CN.AE.DEATH",
            "死亡事件七日内报告",
            "death: report in 7 days",
            "7",
            "day",
            f"{_AE} §25",
            statutory=True,
        ),
        _limit(
            "CN.AE.SERIOUS",
            "严重伤害二十日内报告",
            "serious harm: report in 20 days",
            "20",
            "day",
            f"{_AE} §25",
            statutory=True,
        ),
        _limit(
            "CN.AE.TELL_MAH",
            "一日内告知注册人",
            "tell the registrant in one day",
            "1",
            "day",
            f"{_AE} §20, §25; policy",
            statutory=True,
        ),
        _limit(
            "CN.AE.CLUSTER.REG",
            "群体事件十二小时内电话报告监管部门",
            "cluster: tell the authority in 12 hours",
            "12",
            "hour",
            f"{_AE} §31",
            statutory=True,
        ),
        _limit(
            "CN.AE.CLUSTER.MAH",
            "群体事件十二小时内告知注册人",
            "cluster: tell the registrant in 12 hours",
            "12",
            "hour",
            f"{_AE} §33",
            statutory=True,
        ),
        _limit(
            "CN.AE.CLUSTER.CASE",
            "群体事件二十四小时内逐例报告",
            "cluster: report each case in 24 hours",
            "24",
            "hour",
            f"{_AE} §31",
            statutory=True,
        ),
        _limit(
            "CN.ADR.DEATH",
            "药品不良反应死亡病例立即报告",
            "drug reaction, death: report at once",
            "0",
            "day",
            f"{_ADR} §21",
            statutory=True,
        ),
        _limit(
            "CN.ADR.SERIOUS",
            "新的、严重的药品不良反应十五日内报告",
            "drug reaction, new or serious: report in 15 days",
            "15",
            "day",
            f"{_ADR} §21",
            statutory=True,
        ),
        _limit(
            "CN.ADR.OTHER",
            "其他药品不良反应三十日内报告",
            "other drug reaction: report in 30 days",
            "30",
            "day",
            f"{_ADR} §21",
            statutory=True,
        ),
        _limit(
            "CN.ADR.CLUSTER",
            "药品群体不良事件立即报告",
            "cluster of drug reactions: report at once",
            "0",
            "day",
            f"{_ADR} §27",
            statutory=True,
        ),
        _limit(
            "CN.VADR.REPORT",
            "兽药严重不良反应立即报告",
            "grave reaction to a veterinary drug: report at once",
            "0",
            "day",
            "Veterinary Drug Rules §50 (doubtful: from memory)",
            statutory=True,
        ),
        _limit(
            "CLK.VET.NOTICE",
            "销售当日公示兽药销售信息",
            "public notice on the day of the sale",
            "0",
            "day",
            "S1-F 2.3; day by the house",
        ),
        _limit(
            "L-33",
            "销售兽药前备案",
            "veterinary drug filed before its sale",
            "0",
            "day",
            "S1-F 2.1",
        ),
        _limit(
            "CN.DEFECT.REPORT",
            "立即通知并报告",
            "tell and report the same day",
            "0",
            "day",
            "Order 29 §7; GSP §110",
            statutory=True,
        ),
        _limit(
            "CN.RECALL.STOP",
            "立即停售",
            "stop the sale the same day",
            "0",
            "day",
            "Order 29 §7; GSP §110",
            statutory=True,
        ),
        _limit(
            "CN.RECALL.FORWARD.1",
            "一级召回二十四小时内传达",
            "level 1: forward the notice in 24 hours",
            "24",
            "hour",
            "Order 29 §6; GSP §111",
            statutory=True,
        ),
        _limit(
            "CN.RECALL.FORWARD.2",
            "二级召回三日内传达",
            "level 2: forward the notice in 3 days",
            "3",
            "day",
            "Order 29 §6; GSP §111",
            statutory=True,
        ),
        _limit(
            "CN.RECALL.FORWARD.3",
            "三级召回七日内传达",
            "level 3: forward the notice in 7 days",
            "7",
            "day",
            "Order 29 §6; GSP §111",
            statutory=True,
        ),
        _limit(
            "CN.RECALL.SUMMARY",
            "召回完成后十个工作日内总结",
            "summary in 10 working days after completion",
            "10",
            "working_day",
            "Order 29 §22",
            statutory=True,
        ),
        *(
            _limit(
                f"CN.DRUGRECALL.NOTIFY.{level}",
                f"药品{zh}级召回{days_zh}日内通知",
                f"drug recall level {level}: notify in {days} days",
                days,
                "day",
                "药品召回管理办法",
                statutory=True,
            )
            for level, zh, days, days_zh in (
                ("1", "一", "1", "一"),
                ("2", "二", "3", "三"),
                ("3", "三", "7", "七"),
            )
        ),
        _limit("TRAINING.PLAN", "按计划月份培训", "trained in the planned month", "1", "month", "S2-D #3"),
        _limit(
            "CN.INSPECT.RECTIFY",
            "三十个工作日内整改报告",
            "rectification report in 30 working days",
            "30",
            "working_day",
            "Guide 2024-20",
            statutory=True,
        ),
        _limit(
            "CN.SELF_REPORT",
            "次年3月31日前提交自查报告",
            "self-inspection report by 31 March",
            "3",
            "month",
            "Order 54 §44; GSP §12",
            statutory=True,
        ),
        _limit(
            "CLK.EXCURSION",
            "超标当天采取并记录措施",
            "measures on the day of a reading out of range",
            "0",
            "day",
            "GSP §74",
        ),
        _limit(
            "CN.RISK_MEETING",
            "每季度风险会商",
            "risk meeting every quarter",
            "3",
            "month",
            "GSP §17",
            statutory=True,
        ),
        _limit(
            "CN.LICENCE.RENEW.CLOSE",
            "许可证届满三十个工作日前申请延续",
            "renewal filed 30 working days before expiry",
            "30",
            "working_day",
            "Order 54 §16",
            statutory=True,
        ),
    )
}


def due(limit: Limit, start: str, zone: str, *, whole_day: bool = False) -> str:
    """Return the last moment in time, in the stored form.

    Args:
        limit: Any but a promised one.
        start: Stored time from which it counts.
        zone: Time zone of the ledger.
        whole_day: Whether only the day of the start is known. A limit in hours is then counted from the end
            of that day, so that nobody is called late who may not be; a statutory one from its beginning.

    Raises:
        CalendarUnknownError: It counts into a year whose working days are not known.
    """
    if whole_day and limit.unit in {"hour", "working_hour"} and not limit.statutory:
        start = clock.end_of(clock.day_of(start, zone), zone)
    return reached(limit, start, zone)


def reached(limit: Limit, start: str, zone: str) -> str:
    """Return the last moment in time of a limit that counts from a stored time."""
    moment = clock.parsed(start)
    if limit.unit == "hour":
        return clock.stored(moment + timedelta(seconds=float(limit.value * 3600)))
    local = moment.astimezone(ZoneInfo(zone))
    if limit.unit == "working_hour":
        wanted = timedelta(seconds=float(limit.value * 3600))
        return clock.stored(after_working_time(local, wanted, limit.hours))
    return clock.end_of(_last_day(limit, local.date()).isoformat(), zone)


def shifted(limit: Limit, until: str, paused_from: str, paused_to: str, zone: str) -> str:
    """Return the last moment in time after a pause, which is added in the units of the limit.

    Of working days it is never over before the first on which the clock runs again.
    """
    begin, end = (clock.parsed(one).astimezone(ZoneInfo(zone)) for one in (paused_from, paused_to))
    last = clock.parsed(until).astimezone(ZoneInfo(zone))
    if limit.unit == "working_hour":
        pause = working_time_between(begin, end, limit.hours)
        return clock.stored(after_working_time(last, pause, limit.hours) if pause else last)
    if limit.unit == "working_day":
        days = working_days_between(begin.date(), end.date())
        day = max(after_working_days(last.date(), days), working_day_from(end.date()))
        return clock.end_of(day.isoformat(), zone)
    if limit.unit in _WHOLE_DAYS:
        day = last.date() + (end.date() - begin.date())
        return clock.end_of(_extended(limit, day).isoformat(), zone)
    return clock.stored((last + (end - begin)).astimezone(UTC))


def _last_day(limit: Limit, first: date) -> date:
    count = int(limit.value)
    if limit.unit == "working_day":
        return after_working_days(first, count) if count else first
    if limit.unit == "month":
        return date_after(first, count)
    if limit.unit == "year":
        return date_after(first, 12 * count)
    if limit.unit == "month_day":
        following = date_after(first.replace(day=1), 1)
        return following.replace(day=min(count, monthrange(following.year, following.month)[1]))
    return _extended(limit, first + timedelta(days=count)) if count else first


def _extended(limit: Limit, day: date) -> date:
    return day if limit.statutory else working_day_from(day)


def by_promise(promised: str, zone: str) -> str:
    """Return the last moment of a promised day, or the promised moment itself."""
    return promised if len(promised) == clock.WIDTH else clock.end_of(promised, zone)


def local(moment: str, zone: str) -> datetime:
    """Return a stored time in the ledger's zone."""
    return clock.parsed(moment).astimezone(ZoneInfo(zone))
