"""The office's live view in front of a real server."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage, log_in
from tests.browser.world import Day

pytestmark = pytest.mark.browser


@pytest.fixture
def office(open_page: OpenPage) -> Page:
    """The day's view, up to date."""
    page = open_page("/office")
    log_in(page)
    expect(page.get_by_text("Đang cập nhật trực tiếp")).to_be_visible()
    return page


def test_a_wrong_password_is_refused_in_words_and_the_right_one_lets_in(open_page: OpenPage) -> None:
    page = open_page("/office")
    log_in(page, "không phải mật khẩu")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Tên đăng nhập")).to_have_value("huy")
    log_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bưu điện Gia Lâm (chạy thử)")
    page.reload()
    expect(page.get_by_text("Đỗ Quang Huy")).to_be_visible()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("button", name="Đăng nhập")).to_be_visible()


def test_what_a_phone_sends_appears_without_a_reload(day: Day, office: Page) -> None:
    lan = office.get_by_role("button", name="Bùi Thị Lan", exact=False)
    expect(lan).to_contain_text("0/")
    office.evaluate("window.isSamePage = true")
    day.serve_next_stop(day.lan)
    expect(lan).to_contain_text("1/")
    assert office.evaluate("window.isSamePage") is True


def test_a_chosen_carriers_stops_are_listed_and_numbered_on_the_map(day: Day, office: Page) -> None:
    lan = office.get_by_role("button", name="Bùi Thị Lan", exact=False)
    lan.focus()
    office.keyboard.press("Enter")
    stops = len(day.stops_of(day.lan))
    expect(office.get_by_role("list", name="Các điểm của Bùi Thị Lan").get_by_role("listitem")).to_have_count(stops)
    expect(office.locator(".map .number")).to_have_count(stops)
    office.keyboard.press("Escape")
    expect(office.locator(".map .number")).to_have_count(0)


def test_the_whole_view_speaks_english_when_asked(office: Page) -> None:
    office.get_by_role("button", name="English").click()
    expect(office.locator("html")).to_have_attribute("lang", "en")
    expect(office.get_by_text("Updating live")).to_be_visible()
    expect(office.get_by_title("Zoom in")).to_be_visible()


def test_the_view_fits_a_phone_with_the_map_below(open_page: OpenPage) -> None:
    page = open_page("/office", viewport=PHONE)
    log_in(page)
    page.get_by_role("link", name="Xem bản đồ").click()
    expect(page.locator("#map")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_killed_server_is_said_with_the_time_and_the_view_recovers_by_itself(day: Day, office: Page) -> None:
    shown_at = office.locator(".state time").inner_text()
    day.server.kill()
    expect(office.get_by_text(f"Số liệu dưới đây là của {shown_at}")).to_be_visible()
    expect(office.get_by_role("button", name="Bùi Thị Lan", exact=False)).to_be_visible()
    day.start_server()
    expect(office.get_by_text("Đang cập nhật trực tiếp")).to_be_visible(timeout=15_000)


def test_a_phone_silent_for_an_hour_is_named_above_all_else(day: Day, office: Page) -> None:
    day.serve_next_stop(day.lan)
    day.let_pass(timedelta(minutes=61))
    day.serve_next_stop(day.minh)
    expect(office.get_by_role("region", name="Cần xem ngay")).to_contain_text("Bùi Thị Lan: máy chưa báo về từ")
