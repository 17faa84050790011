"""The office's live view in front of a real server."""

import re
from datetime import timedelta
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenPage, log_in
from tests.browser.world import Day

pytestmark = pytest.mark.browser

LAN: Final = re.compile("Bùi Thị Lan.*điểm")
"""Among the carriers, not among those who hold something."""


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
    lan = office.get_by_role("button", name=LAN)
    expect(lan).to_contain_text("0/")
    office.evaluate("window.isSamePage = true")
    day.serve_next_stop(day.lan)
    expect(lan).to_contain_text("1/")
    assert office.evaluate("window.isSamePage") is True


def test_a_chosen_carriers_stops_are_listed_and_numbered_on_the_map(day: Day, office: Page) -> None:
    lan = office.get_by_role("button", name=LAN)
    lan.focus()
    office.keyboard.press("Enter")
    stops = len(day.stops_of(day.lan))
    told = office.get_by_role("list", name="Các điểm của Bùi Thị Lan").locator(":scope > li")
    expect(told).to_have_count(stops)
    expect(told.first).to_contain_text(day.stops_of(day.lan)[0].party.name)
    expect(office.locator(".map .number")).to_have_count(stops)
    office.keyboard.press("Escape")
    expect(office.locator(".map .number")).to_have_count(0)


def test_what_a_carrier_holds_is_listed_on_a_click(day: Day, office: Page) -> None:
    day.serve_until_something_is_held(day.lan)
    holder = office.locator(".holders").get_by_role("button", name="Bùi Thị Lan", exact=False)
    expect(holder).to_contain_text("bưu gửi")
    holder.click()
    held = office.get_by_role("list", name="Bưu gửi Bùi Thị Lan đang giữ").get_by_role("listitem")
    expect(held.first).to_be_visible()
    assert held.count() == int(holder.inner_text().split(" bưu gửi")[0].split()[-1])


def test_a_plan_is_made_compared_and_published_from_the_page(office: Page) -> None:
    office.get_by_role("link", name="Kế hoạch").click()
    in_force = office.get_by_role("region", name="Các bản kế hoạch").locator(".force")
    expect(in_force).to_be_visible()
    before = in_force.inner_text()
    office.get_by_role("button", name="Lập kế hoạch lại").click()
    expect(office.get_by_role("button", name="Dừng, giữ bản tốt nhất")).to_be_visible()
    expect(office.get_by_text("So với bản", exact=False)).to_be_visible(timeout=60_000)
    office.get_by_role("button", name="Chốt và gửi bưu tá…").click()
    office.get_by_role("button", name="Chốt và gửi bưu tá", exact=True).click()
    expect(in_force).not_to_have_text(before)
    expect(in_force).to_have_attribute("aria-current", "true")


def test_a_plans_timeline_takes_the_room_there_is(office: Page) -> None:
    office.get_by_role("link", name="Kế hoạch").click()
    bar = office.locator("button.row .bar").first
    expect(bar).to_be_visible()
    assert bar.evaluate("(bar) => bar.clientWidth") > DESK["width"] / 3


def test_moving_a_job_is_looked_at_before_it_is_done(office: Page) -> None:
    office.get_by_role("link", name="Kế hoạch").click()
    office.locator("button.row").first.click()
    stops = office.locator(".stops")
    stops.get_by_role("button", name="Chuyển…").last.click()
    stops.get_by_label("Chuyển cho").select_option(index=1)
    stops.get_by_role("button", name="Xem trước").click()
    expect(stops.get_by_role("status").or_(stops.get_by_role("alert"))).to_be_visible()


def test_a_failed_visit_leads_to_its_item_and_its_citizen(day: Day, office: Page) -> None:
    name = day.fail_next_delivery(day.minh)
    office.get_by_role("button", name=re.compile("lượt phát chưa được, cần hẹn lại")).click()
    row = office.locator("#failed li").filter(has_text="Nguyễn Văn Minh").first
    expect(row).to_contain_text("Người nhận đi vắng")
    row.get_by_role("button").first.click()
    expect(row).to_contain_text(name)
    expect(row).to_contain_text("Lượt xem này được ghi lại")


def test_a_day_is_written_day_first_and_a_wrong_one_is_said(office: Page) -> None:
    office.get_by_role("link", name="Kế hoạch").click()
    field = office.get_by_label("Ngày, dạng ngày/tháng/năm")
    expect(field).to_have_value("23/11/2026")
    field.fill("30/02/2026")
    field.press("Enter")
    expect(office.get_by_role("alert")).to_contain_text("ví dụ 23/11/2026")
    field.fill("24/11/2026")
    field.press("Enter")
    expect(office.get_by_text("Ngày này chưa có bản nào.")).to_be_visible()


def test_a_desks_pause_says_which_stops_it_hits_before_it_is_made_and_is_ended_before_time(office: Page) -> None:
    office.get_by_role("link", name="Kế hoạch").click()
    office.get_by_role("button", name="Tạm ngừng nhận…").click()
    place = office.get_by_label("Nơi nhận")
    desk = place.locator("option").nth(1).inner_text()
    place.select_option(index=1)
    office.get_by_label("Đến giờ").fill("23h50")
    expect(office.get_by_role("status").filter(has_text="kế hoạch đang dùng")).to_be_visible()
    office.get_by_role("button", name="Tạm ngừng nhận đến 23:50").click()
    office.get_by_role("link", name="Trong ngày").click()
    line = office.get_by_role("listitem").filter(has_text=f"{desk}: tạm ngừng nhận đến 23:50")
    expect(line).to_be_visible()
    line.get_by_role("button", name="Nhận lại ngay").click()
    expect(line).to_have_count(0)


def test_the_whole_view_speaks_english_when_asked(office: Page) -> None:
    office.get_by_role("button", name="English").click()
    expect(office.locator("html")).to_have_attribute("lang", "en")
    expect(office.get_by_text("Updating live")).to_be_visible()
    expect(office.get_by_title("Zoom in")).to_be_visible()


def test_the_view_fits_a_phone_with_the_map_below(open_page: OpenPage) -> None:
    page = open_page("/office", viewport=PHONE)
    log_in(page)
    expect(page.get_by_role("button", name=LAN)).to_be_visible()  # what stands above the map is there
    page.get_by_role("link", name="Xem bản đồ").click()
    expect(page.locator("#map")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_killed_server_is_said_with_the_time_and_the_view_recovers_by_itself(day: Day, office: Page) -> None:
    shown_at = office.locator(".state time").inner_text()
    day.server.kill()
    expect(office.get_by_text(f"Số liệu dưới đây là của {shown_at}")).to_be_visible()
    expect(office.get_by_role("button", name=LAN)).to_be_visible()
    day.start_server()
    expect(office.get_by_text("Đang cập nhật trực tiếp")).to_be_visible(timeout=15_000)


def test_a_phone_silent_for_an_hour_is_named_above_all_else(day: Day, office: Page) -> None:
    day.serve_next_stop(day.lan)
    day.let_pass(timedelta(minutes=61))
    day.serve_next_stop(day.minh)
    expect(office.get_by_role("region", name="Cần xem ngay")).to_contain_text("Bùi Thị Lan: máy chưa báo về từ")
