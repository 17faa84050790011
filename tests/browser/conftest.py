"""A browser, the day it looks at, and pages that may neither break their own rules nor call anybody else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.browser.world import PASSWORD, Day, open_day
from tests.chromium import headless_chromium

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 768}

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with headless_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """One day for all tests of this worker; each leaves it a little later."""
    yield from own_day(tmp_path_factory, "day")


def own_day(tmp_path_factory: pytest.TempPathFactory, name: str) -> Iterator[Day]:
    """A day with a server and a database of its own."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(open_day(tmp_path_factory.mktemp(name))) as day,
    ):
        day.portal = portal
        yield day


@pytest.fixture
def open_page(browser: Browser, day: Day) -> Iterator[OpenPage]:
    """Opens a page of the service in a context of its own (keywords: Playwright's `new_context`).

    At the end none of them may have broken the content policy, thrown, or asked for anything of another host.
    """
    contexts, faults = [], []

    def note_message(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    def note_request(request: Request) -> None:
        if not request.url.startswith(f"{day.url}/"):
            faults.append(f"asked for {request.url}")

    def open_page(address: str, **wishes: Any) -> Page:
        context = browser.new_context(**{"base_url": day.url, "locale": "vi-VN", "viewport": DESK} | wishes)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note_message)
        page.on("pageerror", lambda error: faults.append(f"threw {error}"))
        page.on("request", note_request)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def log_in(page: Page, password: str = PASSWORD, *, who: str = "huy") -> None:
    """As the dispatcher or another one of the office, on its page."""
    page.get_by_label("Tên đăng nhập").fill(who)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
