"""What holds on every page: it fits, can be touched, and says to everybody what it is."""

from typing import Final

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

TOO_SMALL: Final = """
() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
    .filter((target) => target.checkVisibility() && getComputedStyle(target).display !== 'inline')
    .map((target) => target.type === 'checkbox' ? target.parentElement : target)
    .filter((target) => target.getBoundingClientRect().height < 48)
    .map((target) => target.outerHTML)
"""
"""Links within a sentence are as high as the sentence; a tick is touched by its label."""

NAMELESS: Final = """
() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
    .filter((field) => !field.labels?.length && !field.ariaLabel)
    .concat([...document.querySelectorAll('a, button, summary')].filter(
        (target) => !target.textContent.trim() && !target.ariaLabel && !target.querySelector('img[alt]')))
    .map((element) => element.outerHTML)
"""

DANGLING: Final = """
() => [...document.querySelectorAll('[aria-describedby], [aria-labelledby]')]
    .flatMap((element) => `${element.getAttribute('aria-describedby') ?? ''} ${
        element.getAttribute('aria-labelledby') ?? ''}`.trim().split(/\\s+/))
    .concat([...document.querySelectorAll('[id]')].map((element) => element.id))
    .filter((id) => document.querySelectorAll(`#${CSS.escape(id)}`).length !== 1)
"""
"""Ids that are named and not there, or there twice."""


def check_manners(page: Page, size: dict[str, int], language: str = "vi") -> None:
    """Of a page that has come whole."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.title().strip()
    assert page.locator("html").get_attribute("lang") == language
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
