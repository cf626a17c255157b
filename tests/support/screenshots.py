"""The pictures of docs/guides/console.md, taken anew: `python -m tests.support.screenshots`.

They show the sample as the demo makes it, in Chinese and in English, wide and narrow.
"""

from __future__ import annotations

import base64
import logging
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from ledger.settings import Person, acting, locate
from replay.bootstrap import opened
from replay.demo.sample_ledger import sample_ledger
from replay.doors.accounts import Accounts
from replay.http.app import application, served
from tests.support.browsers import begun_anew, chromium, served_at
from tests.support.console_stories import Telling
from tests.support.hands import ByBrowser

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "guides" / "console"
# Name of the picture: address, language, width.
PICTURES: Final = {
    "today": ("/today", "zh", 1280),
    "lot": ("/lots/ZSQ-05/20260301", "zh", 1280),
    "recall": ("/recalls/preview?lot=20260301", "en", 1280),
    "phone": ("/stock", "zh", 360),
}
_PASSWORD: Final = "pictures of the guide"


def main() -> None:
    """Take every picture."""
    logging.disable(logging.WARNING)
    FOLDER.mkdir(exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        stack.enter_context(acting(Person("admin"), "zh"))
        program = stack.enter_context(opened(locate(str(sample_ledger(folder)))))
        Accounts(program.log).make("admin", _PASSWORD, "admin")
        address = stack.enter_context(served_at(served(application(program))))
        driver = stack.enter_context(chromium())
        for name, (path, lang, width) in PICTURES.items():
            begun_anew(driver, width=width)
            hand = ByBrowser(driver, address)
            Telling(hand, lang, _PASSWORD, folder).sign_in("admin")
            hand.go(path)
            driver.execute_script("document.activeElement.blur()")
            (FOLDER / f"{name}.webp").write_bytes(_taken(driver))


def _taken(driver: Any) -> bytes:
    """Return what the window shows, in a small form that browsers read."""
    told = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "webp", "quality": 60})
    return base64.b64decode(told["data"])


if __name__ == "__main__":
    main()
