"""The words of the pages, by key, in Chinese and English; a page is in one of them."""

from __future__ import annotations

from typing import Any, Final

from ledger.settings import language
from replay.console.words_of_goods import OF_GOODS
from replay.console.words_of_house import OF_HOUSE
from replay.console.words_of_work import OF_WORK

# key: Chinese, English; templates over particulars
_OF_ALL_PAGES: Final[dict[str, tuple[str, str]]] = {
    "skip": ("跳到正文", "Skip to the content"),
    "navigation": ("导航", "Navigation"),
    "today": ("今日待办", "Today"),
    "search": ("查找/扫码", "Search"),
    "entry": ("登记", "Record"),
    "cases": ("个案", "Cases"),
    "recalls": ("召回", "Recalls"),
    "tables": ("记录表", "Record tables"),
    "reports": ("报表与校验", "Reports and checks"),
    "box": ("扫码或输入批号、序列号、单号、客户", "Scan or type a lot, serial, document number or customer"),
    "find": ("查", "Find"),
    "sign_in": ("登录", "Sign in"),
    "sign_out": ("退出", "Sign out"),
    "username": ("用户名", "Name"),
    "password": ("密码", "Password"),
    "sign_in_openid": ("用单位统一认证登录", "Sign in with the house's own account"),
    "sign_in_hint": (
        "用户名和密码由管理员用 medledger users 设立。",
        "An administrator gives names and passwords with medledger users.",
    ),
    "other_language": ("English", "中文"),
    "now_line": (
        "当前 · {moment} · 已录入到第 {position} 条",
        "Now · {moment} · recorded up to entry {position}",
    ),
    "band_label": ("看哪个时候的账", "Which moment of the ledger"),
    "band_at": ("看到哪一天为止？", "Up to which day?"),
    "band_at_hint": ("发生在这天及以前的事", "what happened on that day or before"),
    "band_known": ("只用哪时以前录入的资料？", "Only what had been recorded by when?"),
    "band_position": ("或：只到第几条（审计用）", "Or: only up to which entry (for auditors)"),
    "band_look": ("看", "Look"),
    "past_both": (
        "这是 {known} 时所知、截至 {at} 的账，后来的更正不在内",
        "This is the ledger up to {at} as known at {known}; later corrections are not in it",
    ),
    "past_known": (
        "这是 {known} 时的账，后来的更正不在内",
        "This is the ledger as it was at {known}; later corrections are not in it",
    ),
    "past_at": (
        "这是截至 {at} 的账，按目前所知",
        "This is the ledger up to {at}, by all that is known now",
    ),
    "entry_no": ("第 {position} 条", "entry {position}"),
    "back_to_now": ("回到现在", "Back to now"),
    "compare": ("与现在比较", "Compare with now"),
    "read_only": ("过去的页面只能看。", "A page of the past can only be read."),
    "basis": (
        "依据：业务截至 {at}，录入截至 {known_at}，第 {position} 条，根 {root}",
        "Basis: up to {at}, recorded by {known_at}, entry {position}, root {root}",
    ),
    "no_rows": ("没有符合条件的内容。", "There is nothing that fits."),
    "all": ("全部", "All"),
    "open": ("打开", "Open"),
    "advice": ("怎么办", "What to do"),
    "request_no": ("请求编号 {number}", "Request {number}"),
    "next_page": ("下一页", "Next page"),
    "first_page": ("回到第一页", "First page"),
    "masked": ("（无权查看）", "(not shown to this post)"),
    "erased_value": ("（已删除）", "(erased)"),
}
WORDS: Final = _OF_ALL_PAGES | OF_WORK | OF_GOODS | OF_HOUSE


def word(key: str, **particulars: Any) -> str:
    """Return a word or a sentence of the pages in the reader's language.

    Args:
        key: Which.
        particulars: What stands in it.
    """
    text = WORDS[key][0 if language() == "zh" else 1]
    return text.format_map(particulars) if particulars else text
