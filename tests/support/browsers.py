"""A real browser for tests: Debian's Chromium, driven by Selenium; None where it is not installed."""

from __future__ import annotations

import hashlib
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import uvicorn

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER: Final = shutil.which("chromedriver")
MISSING: Final = "Chromium and its driver are not installed here: apt-get install chromium chromium-driver"
AXE: Final = Path(__file__).parent / "axe" / "axe.min.js"
AXE_SHA256: Final = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
_OPTIONS: Final = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"),
    *("--disable-extensions", "--disable-background-networking", "--no-first-run", "--lang=zh-CN"),
)
_HEIGHT: Final = 900


@contextmanager
def chromium() -> Iterator[Any]:
    """Give a browser; one is enough for all tests of a process."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for one in _OPTIONS:
        options.add_argument(one)
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


@contextmanager
def served_at(app: Any) -> Iterator[str]:
    """Serve an application on a free port of this machine and give its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def begun_anew(driver: Any, *, width: int, scripts: bool = True) -> None:
    """Forget who has signed in, and set how wide the window is and whether scripts run."""
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": _HEIGHT, "deviceScaleFactor": 1, "mobile": False},
    )


def overflow(driver: Any) -> int:
    """Return by how many pixels the page is wider than its window."""
    found: int = driver.execute_script(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return found


def violations(driver: Any) -> list[str]:
    """Return what axe finds wrong with the page: rule, and where."""
    content = AXE.read_bytes()
    assert hashlib.sha256(content).hexdigest() == AXE_SHA256
    if not driver.execute_script("return 'axe' in window"):
        driver.execute_script(content.decode())
    found = driver.execute_async_script(
        "const done = arguments[0]; axe.run({resultTypes: ['violations']})"
        ".then((told) => done(told.violations), (error) => done([{id: String(error), nodes: []}]))"
    )
    return [
        f"{one['id']}: "
        + " ".join(str(node["target"]) for node in one["nodes"][:3])
        + " "
        + str(one["nodes"][0].get("failureSummary", "") if one["nodes"] else "")[:200]
        for one in found
    ]


def refused(driver: Any) -> list[str]:
    """Return what the browser refused to run or load, for the policy of content forbids it."""
    return [one["message"] for one in driver.get_log("browser") if "Content Security" in one["message"]]
