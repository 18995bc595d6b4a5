"""A real headless Chromium for tests of the HTML report; without one they are skipped with a plain reason."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@contextmanager
def chromium() -> Iterator[Any]:
    """A running browser (playwright.sync_api.Browser)."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium is installed (Debian and Ubuntu: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield browser
        browser.close()


def opened(browser: Any, page: Path, *, has_script: bool = True, **options: Any) -> tuple[Any, list[str]]:
    """The page in a context of its own, and what it complains of or asks the network for: a list that goes on growing."""
    context = browser.new_context(**options)
    tab = context.new_page()
    heard: list[str] = []
    tab.on("console", lambda message: heard.append(f"{message.type}: {message.text}"))
    tab.on("pageerror", lambda error: heard.append(f"error: {error}"))
    tab.on("dialog", lambda dialog: (heard.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    tab.on("request", lambda asked: None if _is_own(asked.url, page) else heard.append(f"request: {asked.url}"))
    tab.goto(page.as_uri())
    if has_script:
        tab.wait_for_selector("html[data-ready=yes]")
    return tab, heard


def _is_own(url: str, page: Path) -> bool:
    return url.partition("#")[0] == page.as_uri() or url == "data:,"
