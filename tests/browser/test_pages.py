"""What holds on every page: it fits, can be touched, and says to everybody what it is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from mobile_contract.codes import new_code
from tests.browser.conftest import DESK, PHONE, OpenPage, log_in
from tests.browser.world import Day

pytestmark = pytest.mark.browser

ADDRESSES: dict[str, Callable[[Day], str]] = {
    "home": lambda _: "/",
    "home in English": lambda _: "/?lang=en",
    "no code": lambda _: "/?code=7K3M",
    "unknown code": lambda _: f"/t/{new_code()}",
    "tracking": lambda day: f"/t/{next(iter(day.prepared.codes.values()))}",
    "enrolment": lambda day: f"/e/{day.order_enrolment().rpartition('/')[2]}",
    "problem": lambda _: "/problems/not-found",
    "no such page": lambda _: "/khong-co",
    "log in": lambda _: "/office",
    "office": lambda _: "/office",
    "office's plan": lambda _: "/office#plan",
}

TOO_SMALL = """
() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
    .filter((target) => target.checkVisibility() && getComputedStyle(target).display !== 'inline')
    .filter((target) => target.getBoundingClientRect().height < 48)
    .map((target) => target.outerHTML)
"""
"""Links within a sentence are as high as the sentence."""

NAMELESS = """
() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
    .filter((field) => !field.labels?.length && !field.ariaLabel)
    .concat([...document.querySelectorAll('a, button, summary')]
        .filter((target) => !target.textContent.trim() && !target.ariaLabel))
    .map((element) => element.outerHTML)
"""

DANGLING = """
() => [...document.querySelectorAll('[aria-describedby], [aria-labelledby]')]
    .flatMap((element) => `${element.getAttribute('aria-describedby') ?? ''} ${
        element.getAttribute('aria-labelledby') ?? ''}`.trim().split(/\\s+/))
    .concat([...document.querySelectorAll('[id]')].map((element) => element.id))
    .filter((id) => document.querySelectorAll(`#${CSS.escape(id)}`).length !== 1)
"""
"""Ids that are named and not there, or there twice."""


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_fits_can_be_touched_and_names_its_parts(
    name: str, size: dict[str, int], day: Day, open_page: OpenPage
) -> None:
    page = open_page(ADDRESSES[name](day), viewport=size)
    if name == "office":
        log_in(page)
        expect(page.get_by_text("Đang cập nhật trực tiếp")).to_be_visible()
    if name == "office's plan":
        log_in(page)
        expect(page.get_by_role("heading", name="Các bản kế hoạch")).to_be_visible()
        expect(page.get_by_role("region", name="Bản kế hoạch").get_by_role("heading").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.title().strip()
    assert page.locator("html").get_attribute("lang") == ("en" if "English" in name else "vi")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(DANGLING) == []
    assert is_in_our_font(page)
    if size is PHONE:
        assert page.evaluate(TOO_SMALL) == []


def is_in_our_font(page: Page) -> bool:
    """Whether Be Vietnam Pro came, from the service itself."""
    came = "document.fonts.load('16px \"Be Vietnam Pro\"', 'Hồ sơ').then((faces) => faces.length > 0)"
    return bool(page.evaluate(came)) and "Be Vietnam Pro" in page.evaluate("getComputedStyle(document.body).fontFamily")
