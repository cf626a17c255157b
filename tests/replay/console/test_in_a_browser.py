"""The console in a real browser: the stories, with scripts and without, wide and narrow, and axe."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.replay.console.conftest import PASSWORD, Console
from tests.support.browsers import (
    CHROMIUM,
    DRIVER,
    MISSING,
    begun_anew,
    chromium,
    overflow,
    refused,
    served_at,
    violations,
)
from tests.support.budgets import budget
from tests.support.console_stories import STORIES, Telling
from tests.support.hands import ByBrowser

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)
# Each story is told once in the gate; together they are told in both ways, languages and widths.
_WAYS = list(product((True, False), ("zh", "en"), (1280, 360)))
_CHOSEN = (
    [(story, way) for story in STORIES for way in _WAYS]
    if budget() != "gate"
    else [(story, _WAYS[(number * 3) % len(_WAYS)]) for number, story in enumerate(STORIES)]
)
_LOOKS = [("zh", 1280), ("en", 360), ("zh", 360), ("en", 1280)]
# Narrow and wide, in either language: what every sort of page looks like.
_PAGES = (
    *("/today", "/search?q=20260", "/stock", "/stock/expiry", "/stock/temperature", "/entry", "/entry/sales"),
    *("/imports/new", "/imports", "/cases", "/cases/complaints/TS-202606-0001", "/approvals", "/recalls"),
    *("/recalls/preview?lot=20260301", "/tables", "/tables/sales", "/records/sales/XS-20260512-001"),
    *("/events/103", "/lots/ZSQ-05/20260301", "/units/JHY-8/LBM8-2601001", "/partners/K003", "/help"),
    *("/products/ZSQ-05", "/compare?known=510&table=sales", "/tables/sales?known=510", "/findings?open=1"),
    *("/obligations?open=1", "/obligations?view=calendar&month=2026-06", "/reports", "/evidence", "/audit"),
    *("/reports/complaints?month=2026-05", "/integrity", "/admin/users", "/admin/settings", "/admin/health"),
)


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(console: Console) -> Iterator[str]:
    with served_at(console.app) as found:
        yield found


def _named(one: Any) -> str:
    return "-".join(map(str, one)) if isinstance(one, tuple) else getattr(one, "__name__", str(one))


@pytest.mark.parametrize(("story", "way"), _CHOSEN, ids=_named)
def test_the_stories_in_a_real_browser(
    driver: Any, address: str, tmp_path: Path, story: Callable[[Telling], None], way: tuple[bool, str, int]
) -> None:
    scripts, lang, width = way
    begun_anew(driver, width=width, scripts=scripts)
    story(Telling(ByBrowser(driver, address), lang, PASSWORD, tmp_path))
    assert overflow(driver) <= 0
    assert refused(driver) == []


@pytest.mark.parametrize("story", STORIES if budget() != "gate" else STORIES[:1], ids=_named)
def test_the_stories_by_the_keyboard_alone(
    driver: Any, address: str, tmp_path: Path, story: Callable[[Telling], None]
) -> None:
    """Every field, link and button is reached by Tab and set off by Enter or Space."""
    begun_anew(driver, width=1280)
    story(Telling(ByBrowser(driver, address, keyboard=True), "zh", PASSWORD, tmp_path))
    assert refused(driver) == []


def test_a_rule_speaks_beside_the_field_while_somebody_types(
    driver: Any, address: str, tmp_path: Path
) -> None:
    begun_anew(driver, width=1280)
    hand = ByBrowser(driver, address)
    Telling(hand, "zh", PASSWORD, tmp_path).sign_in("admin")
    hand.go("/entry/sales")
    hand.fill({"sold_on": "2026-11-29", "seller": "LB006", "product_code.1": "ZSQ-05", "lot.1": "20260529"})
    hand.fill({"quantity.1": "1", "customer_code": "K013"})
    _wait(lambda: "G-01" in hand.said("customer_code"))
    assert driver.switch_to.active_element.get_attribute("name") == "customer_code"
    assert driver.switch_to.active_element.get_attribute("aria-invalid") == "true"
    hand.fill({"customer_code": "K001"})
    _wait(lambda: not hand.said("customer_code"))
    _wait(lambda: "目前没有不符合规则之处" in hand.main)
    assert refused(driver) == []


def test_a_sale_is_recorded_by_the_keyboard_alone(driver: Any, address: str, tmp_path: Path) -> None:
    """`/` leads to the box, Tab to each field, Ctrl+Enter saves; what has the focus can be seen."""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    begun_anew(driver, width=1280)
    hand = ByBrowser(driver, address, keyboard=True)
    Telling(hand, "zh", PASSWORD, tmp_path).sign_in("admin")
    hand.go("/entry/sales")
    ActionChains(driver).send_keys("/").perform()
    assert driver.switch_to.active_element.get_attribute("id") == "box"
    driver.execute_script("document.activeElement.blur()")
    said = {"customer_code": "K001", "seller": "LB006", "product_code.1": "ZSQ-05", "lot.1": "20260529"}
    hand.fill({"sold_on": "2026-11-29"} | said | {"quantity.1": "1"})
    style = "return getComputedStyle(document.activeElement).outlineWidth"
    assert driver.execute_script(style) == "3px"
    driver.switch_to.active_element.send_keys(Keys.CONTROL, Keys.ENTER)
    _wait(lambda: hand.place.startswith("/records/sales/"))
    ActionChains(driver).send_keys("g", "c").perform()
    _wait(lambda: hand.place == "/cases")


@pytest.mark.parametrize(
    ("number", "look"), list(enumerate(_LOOKS[: 2 if budget() == "gate" else None])), ids=_named
)
def test_every_page_fits_its_window_and_axe_finds_nothing(
    driver: Any, address: str, tmp_path: Path, number: int, look: tuple[str, int]
) -> None:
    """In the gate two looks have their share of the pages, at night each of four has them all."""
    lang, width = look
    pages = _PAGES[number :: 2 * len(_LOOKS)] if budget() == "gate" else _PAGES
    begun_anew(driver, width=width)
    hand = ByBrowser(driver, address)
    hand.go(f"/login?lang={lang}")
    wrong = {path: violations(driver) for path in ("/login",)}
    Telling(hand, lang, PASSWORD, tmp_path).sign_in("admin")
    for path in pages:
        hand.go(path)
        wrong[path] = violations(driver)
        if overflow(driver) > 0:
            wrong[path].append(f"wider than {width}")
    assert {path: found for path, found in wrong.items() if found} == {}
    assert refused(driver) == []


def _wait(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)
