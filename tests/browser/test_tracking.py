"""The citizen's pages, all of them with JavaScript off."""

import pytest
from playwright.sync_api import Page, expect

from mobile_contract.codes import new_code, show_code
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.world import Day

pytestmark = pytest.mark.browser

BARE = {"java_script_enabled": False, "viewport": PHONE}


@pytest.fixture(scope="module")
def delivered(day: Day) -> str:
    """The code of an item brought home."""
    return day.serve_until_something_is_brought(day.minh)


def test_a_delivered_result_shows_four_dated_facts(day: Day, delivered: str, open_page: OpenPage) -> None:
    page = open_page(f"/t/{delivered}", **BARE)
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.get_by_text(show_code(delivered))).to_be_visible()
    for name in ("Ngày gửi", "Hồ sơ đã gửi", "Nội dung cần bổ sung", "Ngày trả kết quả"):
        expect(page.locator(".dated dt", has_text=name)).to_be_visible()
    expect(page.locator(".dated")).to_contain_text("Đã giao kết quả")
    expect(page.locator(".timeline li.past time")).to_have_count(4)
    expect(page.locator(".status.done")).to_be_visible()
    assert "23/11/2026" in page.locator(".timeline time").first.inner_text()


def test_a_result_on_its_way_says_what_is_still_to_come(day: Day, delivered: str, open_page: OpenPage) -> None:
    others = reversed(day.prepared.codes.values())  # the last ones are Phù Đổng's, where nobody rides here
    still_out = next(code for code in others if code not in everything_of(day, delivered))
    page = open_page(f"/t/{still_out}", **BARE)
    expect(page.locator(".timeline li")).to_have_count(4)
    assert page.locator(".timeline li.ahead").count() > 0
    expect(page.locator(".timeline li.ahead").last).to_contain_text("chưa")


def test_the_same_page_in_english(delivered: str, open_page: OpenPage) -> None:
    page = open_page(f"/t/{delivered}?lang=en", **BARE)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dossier")
    page.get_by_role("link", name="VI").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ")


def test_a_code_is_found_from_the_home_page_as_people_type_it(delivered: str, open_page: OpenPage) -> None:
    page = open_page("/", **BARE)
    page.get_by_label("Mã tra cứu").fill(show_code(delivered).lower().replace("-", " "))
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.get_by_text(show_code(delivered))).to_be_visible()


def test_an_unknown_code_and_one_printed_but_never_used_get_the_same_answer(day: Day, open_page: OpenPage) -> None:
    unknown, unused = new_code(), next(iter(day.prepared.rolls.values()))[-1]
    pages = [open_page(f"/t/{code}", **BARE) for code in (unknown, unused)]
    expect(pages[0].locator(".error")).to_be_visible()
    assert pages[0].content().replace(unknown, "CODE") == pages[1].content().replace(unused, "CODE")


def test_the_last_four_of_the_phone_open_the_particulars(day: Day, delivered: str, open_page: OpenPage) -> None:
    page = open_page(f"/t/{delivered}", **BARE)
    row = next(row for job_id, row in day.prepared.rows.items() if day.prepared.codes[job_id] == delivered)
    expect(page.get_by_text(row.title)).to_have_count(0)
    show_more(page, day.last_four(delivered))
    expect(page.get_by_text(row.title)).to_be_visible()
    assert row.full_name not in page.content()
    assert day.last_four(delivered) not in page.url


def test_four_wrong_digits_are_refused_with_a_remedy(day: Day, delivered: str, open_page: OpenPage) -> None:
    page = open_page(f"/t/{delivered}", **BARE)
    show_more(page, f"{(int(day.last_four(delivered)) + 1) % 10_000:04}")
    expect(page.locator("#error")).to_contain_text("Hãy xem lại")
    expect(page.locator("#factor")).to_have_attribute("aria-describedby", "hint error")


def show_more(page: Page, digits: str) -> None:
    page.get_by_label("4 số cuối điện thoại, hoặc mã xem").fill(digits)
    page.get_by_role("button", name="Xem giấy tờ và khoản cần trả").click()


def everything_of(day: Day, delivered: str) -> set[str]:
    """Codes of the stops that Minh has served when `delivered` was."""
    served = set()
    for stop in day.stops_of(day.minh):
        served |= {item.code for item in stop.items if stop.kind == "delivery"}
        if delivered in served:
            break
    return served
