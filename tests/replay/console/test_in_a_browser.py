"""The console in a real browser, with scripts and without: skipped where there is none."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from tests.replay.console.conftest import PASSWORD, Console

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed here")
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(_CHROMIUM is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def address(console: Console) -> Iterator[str]:
    """Serve the sample on a port of this machine."""
    config = uvicorn.Config(console.app, port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser for the module."""
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, chromium: Any, address: str) -> Iterator[Any]:
    """A page of somebody who has signed in."""
    context = chromium.new_context(java_script_enabled=request.param, locale="zh-CN", base_url=address)
    context.set_default_timeout(20_000)
    found = context.new_page()
    refused: list[str] = []
    found.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    found.goto("/")
    found.get_by_label("用户名").fill("admin")
    found.get_by_label("密码").fill(PASSWORD)
    found.get_by_role("button", name="登录").click()
    assert found.url.endswith("/today")
    yield found
    assert refused == []
    context.close()


def test_the_morning_of_an_inspector(page: Any) -> None:
    """What is due, a lot by the box, its picture, an event with its proof, and a verification."""
    box = page.get_by_placeholder("扫码或输入批号、序列号、单号、客户")
    box.fill("20260301")
    box.press("Enter")
    assert page.url.endswith("/lots/ZSQ-05/20260301")
    assert "平衡" in page.locator("main").inner_text()
    page.wait_for_load_state("load")
    picture = page.locator("img.picture")
    assert picture.bounding_box()["width"] > 100
    page.get_by_role("link", name="记录表").click()
    page.get_by_role("link", name="销售记录", exact=True).click()
    page.locator("tbody a", has_text=re.compile("^103$")).first.click()
    assert "从未改动" in page.get_by_role("status").inner_text()
    page.get_by_role("link", name="报表与校验").click()
    page.get_by_role("link", name="封印与校验").click()
    page.get_by_role("link", name="立即校验").click()
    assert "校验通过" in page.get_by_role("status").inner_text()


def test_a_sale_with_a_lapsed_licence_is_refused_and_let_pass(page: Any) -> None:
    page.goto("/entry/sales")
    for label, value in (("销售日期", "2026-11-29"), ("客户编码", "K013"), ("经办人", "LB006")):
        page.get_by_label(label, exact=True).fill(value)
    for label, value in (("产品编码", "ZSQ-05"), ("生产批号", "20260529"), ("销售数量", "1")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="保存").click()
    assert "G-01" in page.locator("#s-customer_code").inner_text()
    page.get_by_label("G-01").check()
    page.get_by_label("理由").fill("新证已办，原件待补")
    page.get_by_label("批准人").fill("LB002")
    page.get_by_label("再次输入密码").fill(PASSWORD)
    page.get_by_role("button", name="保存").click()
    assert "已记录为第" in page.get_by_role("status").inner_text()


def test_a_past_day_is_compared_with_now(page: Any) -> None:
    page.goto("/tables/sales")
    page.get_by_text("看哪个时候的账").click()
    page.get_by_label("或：只到第几条（审计用）").fill("510")
    page.get_by_role("button", name="看", exact=True).click()
    assert "这是 第 510 条 时的账，后来的更正不在内" in page.locator(".band").inner_text()
    page.get_by_role("link", name="与现在比较").click()
    row = page.get_by_role("row", name="客户编码")
    assert "K003" in row.first.inner_text()
    assert "K004" in row.first.inner_text()
    assert "不同" in row.first.inner_text()
    page.get_by_role("link", name="回到现在").click()
    assert page.locator("body.past").count() == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_is_as_wide_as_its_window(page: Any, width: int) -> None:
    """Only tables scroll sideways, each within its own frame."""
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/today", "/lots/ZSQ-05/20260301", "/tables/sales", "/entry/sales"):
        page.goto(path)
        assert page.locator("main").bounding_box()["width"] <= width
        assert page.locator("header.top").bounding_box()["width"] <= width
