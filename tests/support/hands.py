"""Somebody at the console: through the HTTP client, or at a real browser; the same stories for both."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from starlette.testclient import TestClient

from tests.support.page_reading import Node, filled, page_of

_PATIENCE = 30.0  # seconds that a page may take on a busy machine


class Hand(Protocol):
    """What somebody does: fields are named as forms send them, buttons and links as they read."""

    def go(self, path: str) -> None:
        """Open an address."""

    def follow(self, text: str) -> None:
        """Go by the first link in the page that reads so."""

    def fill(self, words: Mapping[str, str]) -> None:
        """Fill in fields."""

    def tick(self, name: str, value: str) -> None:
        """Tick a box."""

    def attach(self, name: str, file: Path) -> None:
        """Choose a file."""

    def press(self, text: str) -> None:
        """Press a button."""

    def scan(self, text: str) -> None:
        """Scan into the box at the top: the gun ends with Enter."""

    def said(self, name: str) -> str:
        """Return what is said beside a field."""

    def value(self, name: str) -> str:
        """Return what stands in a field."""

    @property
    def main(self) -> str:
        """What is read of the content of the page."""

    @property
    def place(self) -> str:
        """Path of the page."""


class ByHttp:
    """A hand without a browser: reads the page, fills its forms, sends what they would send."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._words: dict[str, str] = {}
        self._ticked: list[tuple[str, str]] = []
        self._files: dict[str, Path] = {}
        self._page, self._place = Node(""), ""

    def _took(self, answer: Any) -> None:
        assert answer.status_code < 500, answer.text
        while answer.status_code == 303:
            answer = self._client.get(answer.headers["location"])
        self._page, self._place = page_of(answer.text), urlsplit(str(answer.url)).path
        self._words, self._ticked, self._files = {}, [], {}

    def go(self, path: str) -> None:
        self._took(self._client.get(path))

    def follow(self, text: str) -> None:
        links = [one for one in self._page.each("a") if one.text == text]
        assert links, f"no link {text!r} on {self._place}: {self.main[:600]}"
        self.go(links[0].attrs["href"])

    def _named(self, name: str) -> Node:
        found = [one for one in self._page.each("input", "select") if one.attrs.get("name") == name]
        assert found, f"no field {name!r} on {self._place}: {self.main[:600]}"
        return found[-1]

    def fill(self, words: Mapping[str, str]) -> None:
        for name, word in words.items():
            self._named(name)
            self._words[name] = word

    def tick(self, name: str, value: str) -> None:
        self._named(name)
        self._ticked.append((name, value))

    def attach(self, name: str, file: Path) -> None:
        self._named(name)
        self._files[name] = file

    def press(self, text: str) -> None:
        buttons = [one for one in self._page.each("button") if one.text == text]
        assert buttons, f"no button {text!r} on {self._place}: {self.main[:600]}"
        self._send(buttons[-1])

    def _send(self, button: Node) -> None:
        form = button
        while form.tag != "form":
            assert form.above is not None
            form = form.above
        words: dict[str, list[str]] = {}
        own = [(name, self._words.get(name, value)) for name, value in filled(form)]
        pressed = (button.attrs.get("name", ""), button.attrs.get("value", ""))
        for name, value in [*own, *self._ticked, pressed]:
            if name:
                words.setdefault(name, []).append(value)
        path = form.attrs.get("action") or self._place
        if form.attrs.get("method") != "post":
            self._took(self._client.get(path, params=words))
            return
        files = {name: (one.name, one.read_bytes()) for name, one in self._files.items()}
        self._took(self._client.post(path, data=words, files=files or None))

    def scan(self, text: str) -> None:
        self.fill({"q": text})
        self._send(next(one for one in self._page.each("form") if one.attrs.get("role") == "search"))

    def said(self, name: str) -> str:
        found = [one for one in self._page.each("div", "p") if one.attrs.get("id") == f"s-{name}"]
        return found[0].text if found else ""

    def value(self, name: str) -> str:
        return self._named(name).attrs.get("value", "")

    @property
    def main(self) -> str:
        return next((one.text for one in self._page.each("main")), "")

    @property
    def place(self) -> str:
        return self._place


class ByBrowser:
    """A hand at a real browser, by mouse or by the keyboard alone.

    Args:
        driver: Of Selenium.
        address: Of the ledger.
        keyboard: Whether everything is reached by Tab and set off by Enter or Space.
    """

    def __init__(self, driver: Any, address: str, *, keyboard: bool = False) -> None:
        self.driver, self._address, self._keyboard = driver, address, keyboard

    def go(self, path: str) -> None:
        self.driver.get(self._address + path)

    def _found(self, path: str) -> Any:
        from selenium.webdriver.common.by import By

        until = time.monotonic() + _PATIENCE
        while not (found := self.driver.find_elements(By.XPATH, path)):
            assert time.monotonic() < until, f"no {path} on {self.place}: {self.main[:600]}"
            time.sleep(0.05)
        return found

    def _set_off(self, element: Any, *, leads: bool = True) -> None:
        """Press a link, a button or a box; wait for the page that it leads to."""
        from selenium.webdriver.common.keys import Keys

        page = self._found("/html")[0]
        if self._keyboard:
            self._reach(element)
            element.send_keys(Keys.ENTER if leads else Keys.SPACE)
        else:
            self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
            element.click()
        if leads:
            self._left(page)

    def _left(self, page: Any) -> None:
        from selenium.common.exceptions import StaleElementReferenceException, WebDriverException

        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            try:
                page.is_enabled()
            except (StaleElementReferenceException, WebDriverException):
                break
            time.sleep(0.02)
        while self.driver.execute_script("return document.readyState") != "complete":
            time.sleep(0.02)

    def _reach(self, element: Any) -> None:
        """Come to an element by Tab alone."""
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys

        for _ in range(250):
            at = self.driver.switch_to.active_element
            if at == element:
                return
            ActionChains(self.driver).send_keys(Keys.TAB).perform()  # a key, also at a box for files
        found = str(element.get_attribute("outerHTML"))[:200]
        raise AssertionError(f"not reached by Tab: {found}")

    def follow(self, text: str) -> None:
        self._set_off(self._found(f"//a[normalize-space(.)={_quoted(text)}]")[0])

    def _named(self, name: str) -> Any:
        return self._found(f"//*[self::input or self::select][@name={_quoted(name)}]")[-1]

    def fill(self, words: Mapping[str, str]) -> None:
        for name, word in words.items():
            element = self._named(name)
            kind = element.get_attribute("type")
            if self._keyboard:
                self._reach(element)
            if element.tag_name == "select" or kind in {"date", "datetime-local", "month"}:
                self.driver.execute_script(_SET, element, word)
            else:
                element.clear()
                element.send_keys(word)

    def tick(self, name: str, value: str) -> None:
        self._set_off(self._found(f"//input[@name={_quoted(name)}][@value={_quoted(value)}]")[0], leads=False)

    def attach(self, name: str, file: Path) -> None:
        self._named(name).send_keys(str(file))

    def press(self, text: str) -> None:
        self._set_off(self._found(f"//button[normalize-space(.)={_quoted(text)}]")[-1])

    def scan(self, text: str) -> None:
        from selenium.webdriver.common.keys import Keys

        page = self._found("/html")[0]
        self._found("//input[@id='box']")[0].send_keys(text, Keys.ENTER)
        self._left(page)

    def said(self, name: str) -> str:
        text = "const said = document.getElementById(arguments[0]); return said ? said.innerText : ''"
        return str(self.driver.execute_script(text, f"s-{name}"))

    def value(self, name: str) -> str:
        return str(self._named(name).get_attribute("value"))

    @property
    def main(self) -> str:
        return " ".join(str(self._found("//main")[0].text).split())

    @property
    def place(self) -> str:
        return str(urlsplit(self.driver.current_url).path)


# What sets a field of a day: how its parts are typed depends on the browser's language.
_SET = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change', {bubbles: true}))"


def _quoted(text: str) -> str:
    return f'"{text}"' if '"' not in text else f"'{text}'"
