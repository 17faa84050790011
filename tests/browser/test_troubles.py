"""What the office's pages say and let people do about a day on which things went wrong."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from mobile_contract.codes import show_code
from tests.browser.conftest import DESK, PHONE, OpenPage, log_in, own_day
from tests.browser.manners import check_manners
from tests.browser.troubles import LOST_NOTE, Troubles, make_troubles
from tests.browser.world import Day

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("troubles")]

HEAD: Final = "hanh"
TELLER: Final = "ngoc"
DISPATCHER: Final = "huy"
VIEWS: Final = {
    "cases": "Hồ sơ có vấn đề",
    "incidents": "Sự cố",
    "evening": "Túi của bưu tá",
    "money": "Sổ theo người giữ",
    "search": "Tìm địa chỉ",
}
"""Each page, and a heading that stands on it once it has come."""
CORNERS: Final = (
    "[...document.querySelectorAll('.beside > section')].map((one) => one.getBoundingClientRect().toJSON())"
)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """A day of its own, that no other file's tests look at."""
    yield from own_day(tmp_path_factory, "troubles")


@pytest.fixture(scope="module")
def troubles(day: Day) -> Troubles:
    return make_troubles(day)


def open_as(open_page: OpenPage, who: str, address: str, **wishes: object) -> Page:
    """The office's page of this address, for one of its people."""
    page = open_page(address, **wishes)
    log_in(page, who=who)
    expect(page.get_by_role("navigation", name="Trang")).to_be_visible()
    return page


def section(page: Page, heading: str) -> Locator:
    return page.get_by_role("region", name=re.compile(f"^{re.escape(heading)}"))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.usefixtures("troubles")
def test_a_page_of_the_office_keeps_its_manners(view: str, size: dict[str, int], open_page: OpenPage) -> None:
    page = open_as(open_page, HEAD, f"/office#{view}", viewport=size)
    expect(section(page, VIEWS[view])).to_be_visible()
    expect(page.get_by_text("Đang tải số liệu")).to_have_count(0)
    check_manners(page, size)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_an_item_and_a_dispute_keep_their_manners(
    size: dict[str, int], troubles: Troubles, open_page: OpenPage
) -> None:
    page = open_as(open_page, HEAD, f"/office#item/{troubles.disputed}", viewport=size)
    expect(section(page, "Các lượt đã ký").get_by_role("listitem").first).to_be_visible()
    check_manners(page, size)
    page.goto(f"/office/disputes/{troubles.disputed_item}")
    check_manners(page, size)


def test_all_that_waits_for_a_person_is_one_list_filtered_by_kind_with_the_keyboard(
    troubles: Troubles, open_page: OpenPage
) -> None:
    page = open_as(open_page, DISPATCHER, "/office")
    page.get_by_role("link", name="1 bưu gửi có hai nơi cùng nhận").click()
    cases = section(page, "Hồ sơ có vấn đề")
    lines = cases.get_by_role("listitem")
    expect(lines.first).to_contain_text("Hai nơi cùng nhận một bưu gửi")
    expect(lines.first).to_contain_text("Ảnh chưa tới: 1")
    expect(lines.first.get_by_role("time").or_(lines.first.locator("time"))).to_contain_text("trước")
    for kind in ("Tranh chấp 1", "Sự cố 1", "Kiểm đếm lệch 1", "Tiền 2"):
        expect(cases.get_by_role("button", name=kind)).to_be_visible()
    whole = lines.count()
    cases.get_by_role("button", name="Tiền").focus()
    page.keyboard.press("Enter")
    expect(lines).to_have_count(2)
    cases.get_by_role("button", name="Tất cả").focus()
    page.keyboard.press("Space")
    expect(lines).to_have_count(whole)
    lines.first.get_by_role("link", name="Xem hai lời khai").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ai đang giữ bưu gửi này?")
    expect(page.get_by_text(show_code(troubles.disputed))).to_be_visible()


def test_two_accounts_stand_beside_each_other_at_a_desk_and_under_each_other_in_a_hand(
    troubles: Troubles, open_page: OpenPage
) -> None:
    page = open_as(open_page, DISPATCHER, "/office")
    page.goto(f"/office/disputes/{troubles.disputed_item}")
    expect(page.locator(".beside > section")).to_have_count(2)
    one, other = page.evaluate(CORNERS)
    assert one["top"] == other["top"]
    assert one["right"] <= other["left"]
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    one, other = page.evaluate(CORNERS)
    assert one["bottom"] <= other["top"]
    assert one["left"] == other["left"]


def test_where_a_disputed_item_was_found_is_chosen_from_its_way(
    day: Day, troubles: Troubles, open_page: OpenPage
) -> None:
    page = open_as(open_page, DISPATCHER, "/office")
    page.goto(f"/office/disputes/{troubles.disputed_item}")
    places = page.locator("optgroup[label='Đã tìm thấy ở'] option")
    for name in (day.cast.world.post_office.name, "Bùi Thị Lan (bưu tá)", "Nguyễn Văn Minh (bưu tá)"):
        expect(places.filter(has_text=name)).to_have_count(1)


def test_a_proof_is_shown_and_one_that_has_not_come_says_so(troubles: Troubles, open_page: OpenPage) -> None:
    page = open_as(open_page, DISPATCHER, "/office")
    page.goto(f"/office/disputes/{troubles.disputed_item}")
    picture = page.get_by_role("img", name="ảnh niêm phong")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("(picture) => picture.naturalWidth") > 0
    expect(page.locator(".pictures .absent")).to_contain_text("Ảnh chưa tới")


def test_a_loss_runs_against_its_clocks_and_says_what_to_do_next(
    day: Day, troubles: Troubles, open_page: OpenPage
) -> None:
    page = open_as(open_page, HEAD, "/office#incidents")
    loss = section(page, "Thất lạc")
    expect(loss).to_contain_text(LOST_NOTE)
    expect(loss).to_contain_text(show_code(troubles.lost))
    expect(loss).to_contain_text(re.compile(r"Báo trưởng bưu cục\s+còn \d+ phút"))
    expect(loss).to_contain_text("Việc tiếp theo: Báo trưởng bưu cục")
    loss.get_by_label("Ghi chú").fill("Đã gọi chị Hạnh")
    loss.get_by_role("button", name="Ghi đã làm: Báo trưởng bưu cục").click()
    expect(loss).to_contain_text("Việc tiếp theo: Báo cơ quan")
    expect(loss).to_contain_text("Đã làm: Báo trưởng bưu cục")
    day.let_pass(timedelta(hours=17))
    page.reload()  # the session is over by then
    log_in(page, who=HEAD)
    expect(loss).to_contain_text("Quá hạn")
    expect(loss).to_contain_text(re.compile(r"Báo cơ quan\s+quá hạn"))


def test_an_incident_the_office_noticed_is_written_down_once(troubles: Troubles, open_page: OpenPage) -> None:
    page = open_as(open_page, TELLER, "/office#incidents")
    page.get_by_role("button", name="Ghi sự cố mới").click()
    page.get_by_label("Mã bưu gửi").fill("khong-phai-ma")
    page.get_by_label("Sự cố gì").select_option("wet")
    page.get_by_role("button", name="Ghi sự cố", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Mã bưu gửi").fill(show_code(troubles.missing).lower())
    page.get_by_role("button", name="Ghi sự cố", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Đã ghi sự cố")).to_be_visible()
    expect(section(page, "Ướt")).to_contain_text(show_code(troubles.missing))


def test_a_bag_that_does_not_count_out_names_what_lacks_and_who_has_not_signed(
    troubles: Troubles, open_page: OpenPage
) -> None:
    page = open_as(open_page, DISPATCHER, "/office#evening")
    page.get_by_label("Ngày, dạng ngày/tháng/năm").fill("23/11/2026")
    page.get_by_label("Ngày, dạng ngày/tháng/năm").press("Enter")
    bag = section(page, "Túi của bưu tá").get_by_role("listitem").filter(has_text="Bùi Thị Lan")
    expect(bag).to_contain_text("Lệch sổ, cần người xem")
    expect(bag).to_contain_text("Bưu cục chưa ký")
    expect(bag).to_contain_text(show_code(troubles.missing))
    cash = section(page, "Tiền mặt trong ngày")
    expect(cash.get_by_role("row", name="Chênh lệch")).to_contain_text("50.000 đ")
    bag.get_by_role("button", name="Ghi vì sao lệch").click()
    bag.get_by_label("Ghi vì sao lệch").fill("Phong bì nằm dưới yên xe, sáng mai kiểm lại")
    bag.get_by_role("button", name="Ghi vì sao lệch").click()
    expect(bag).to_contain_text("Đã giải thích, Đỗ Quang Huy")
    expect(bag).to_contain_text("dưới yên xe")


def test_an_item_has_a_page_with_its_acts_their_evidence_and_what_has_not_come(
    troubles: Troubles, open_page: OpenPage
) -> None:
    page = open_as(open_page, DISPATCHER, "/office#search")
    page.get_by_label("Mã bưu gửi hoặc mã tra cứu").fill(show_code(troubles.disputed).lower())
    page.get_by_role("button", name="Tìm bưu gửi").click()
    item = section(page, f"Bưu gửi {show_code(troubles.disputed)}")
    expect(item).to_contain_text("đang tranh chấp")
    expect(item).to_contain_text("bên giao: ký bằng máy của mình; bên nhận: ký bằng máy của mình")
    expect(item.get_by_role("link", name="Xem hai lời khai")).to_be_visible()
    acts = section(page, "Các lượt đã ký")
    expect(acts.get_by_text("Ảnh chưa tới: 1")).to_be_visible()
    with page.expect_download() as downloading:
        item.get_by_role("link", name="Tệp chứng cứ").click()
    assert downloading.value.suggested_filename.endswith(".jsonl")
    page.goto("/office#item/000000000000")
    expect(page.get_by_role("alert")).to_be_visible()


def test_an_address_is_read_with_all_it_may_mean_and_why(open_page: OpenPage) -> None:
    page = open_as(open_page, DISPATCHER, "/office#search")
    page.get_by_label("Địa chỉ như khách nói").fill("Ngõ 12, Bát Tràng, gần chợ")
    page.keyboard.press("Enter")
    found = section(page, "Tìm địa chỉ")
    expect(found).to_contain_text("Cần hỏi lại khách")
    expect(found.get_by_role("listitem")).to_have_count(2)
    expect(found).to_contain_text("xã Bát Tràng (cũ) – nay xã Bát Tràng")


def test_money_taken_over_what_is_due_is_given_back_from_its_case(troubles: Troubles, open_page: OpenPage) -> None:
    page = open_as(open_page, TELLER, "/office#money")
    case = section(page, "Việc cần xem").get_by_role("listitem").filter(has_text="Thu thừa")
    expect(case).to_contain_text("có 1.005.000 đ")
    case.get_by_role("button", name="Trả lại tiền thừa").click()
    refunds = section(page, "Trả lại tiền")
    expect(refunds.get_by_label("Mã bưu gửi")).to_have_value(show_code(troubles.overpaid))
    refunds.get_by_label("Số phiếu khách ký, hoặc số chuyển khoản").fill("PT-01")
    refunds.get_by_label("Số tiền (đồng)").fill("hai mươi")
    refunds.get_by_role("button", name="Ghi trả lại").click()
    expect(refunds.get_by_role("alert")).to_contain_text("số nguyên đồng")
    refunds.get_by_label("Số tiền (đồng)").fill("100.000")
    refunds.get_by_role("button", name="Ghi trả lại").click()
    expect(refunds.get_by_role("listitem").filter(has_text="PT-01")).to_contain_text("100.000 đ")
    expect(case).to_contain_text("có 905.000 đ")


@pytest.mark.usefixtures("troubles")
def test_a_transfer_told_of_is_seen_in_a_second_step(open_page: OpenPage) -> None:
    page = open_as(open_page, TELLER, "/office#money")
    bank = section(page, "Chuyển khoản")
    expect(bank.get_by_role("listitem")).to_contain_text("26.000 đ")
    bank.get_by_role("button", name="Đã thấy tiền").click()
    expect(bank).to_contain_text("Không có khoản nào đang chờ.")


@pytest.mark.usefixtures("troubles")
def test_the_safes_cash_is_remitted_with_its_list_and_official_numbers_are_attached(open_page: OpenPage) -> None:
    page = open_as(open_page, HEAD, "/office#money")
    remittances = section(page, "Nộp tiền về tài khoản")
    remittances.get_by_role("button", name="Lập lần nộp").click()
    remittances.get_by_label("Tài khoản (tên, số)").fill("UBND xã Gia Lâm, 3741.0.1234567")
    remittances.get_by_label("Người mang đi").select_option(label="Đỗ Quang Huy")
    remittances.get_by_role("button", name="Lập lần nộp").click()
    expect(remittances.get_by_role("status")).to_contain_text("nội dung chuyển ghi: NT")
    line = remittances.get_by_role("listitem").first
    expect(line).to_contain_text("Đỗ Quang Huy mang")
    with page.expect_download() as downloading:
        line.get_by_role("link", name="Bảng kê").click()
    assert downloading.value.suggested_filename.startswith("bang-ke-nop-tien-NT")
    books = section(page, "Quyển biên lai, hóa đơn")
    books.get_by_role("button", name="Gắn số cho").click()
    expect(books.get_by_role("status")).to_contain_text("Đã gắn")
    books.get_by_role("button", name="Xem các số đã gắn").click()
    expect(books.get_by_role("list").last.get_by_role("listitem").first).to_contain_text("1 ·")


@pytest.mark.usefixtures("troubles")
def test_a_case_of_money_is_closed_by_the_head_with_a_reason_and_nobody_else(open_page: OpenPage) -> None:
    page = open_as(open_page, DISPATCHER, "/office#money")
    differing = section(page, "Việc cần xem").get_by_role("listitem").filter(has_text="Đếm nhận khác số nộp")
    expect(differing).to_be_visible()
    expect(differing.get_by_role("button", name="Khép việc này")).to_have_count(0)
    page = open_as(open_page, HEAD, "/office#money")
    differing = section(page, "Việc cần xem").get_by_role("listitem").filter(has_text="Đếm nhận khác số nộp")
    differing.get_by_role("button", name="Khép việc này").click()
    differing.get_by_label("Khép việc này").fill("Thiếu 50.000 đ, bưu tá nộp bù ngày mai")
    differing.get_by_role("button", name="Khép việc này").click()
    expect(differing).to_have_count(0)


def test_a_dispute_is_proposed_by_one_person_and_decided_by_another(troubles: Troubles, open_page: OpenPage) -> None:
    first = open_as(open_page, HEAD, "/office")
    first.goto(f"/office/disputes/{troubles.disputed_item}")
    first.get_by_label("Tin bên nào").select_option(index=1)
    first.get_by_label("Kết quả xác minh").fill("Camera quầy cho thấy")
    first.get_by_role("button", name="Gửi đề xuất").click()
    proposal = first.locator("section").filter(has_text="Đề xuất cần hai người")
    expect(proposal).to_contain_text("✓ Vũ Thị Hạnh")
    expect(proposal).to_contain_text("Chờ người khác duyệt")
    expect(proposal.get_by_role("button", name="Duyệt, là người thứ hai")).to_have_count(0)
    second = open_as(open_page, DISPATCHER, "/office")
    second.goto(f"/office/disputes/{troubles.disputed_item}")
    second.get_by_role("button", name="Duyệt, là người thứ hai").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Đã giải quyết tranh chấp")


def test_a_citizen_gets_a_one_time_code_only_with_the_second_factor(
    day: Day, troubles: Troubles, open_page: OpenPage
) -> None:
    page = open_page(f"/t/{troubles.missing}", java_script_enabled=False, viewport=PHONE)
    expect(page.get_by_role("button", name="Lấy mã")).to_have_count(0)
    page.get_by_label("4 số cuối điện thoại, hoặc mã xem").fill(day.last_four(troubles.missing))
    page.get_by_role("button", name="Xem giấy tờ và khoản cần trả").click()
    card = section(page, "Mã nhận một lần")
    card.get_by_role("button", name="Lấy mã").click()
    expect(card.get_by_role("status")).to_have_text(re.compile(r"^\d{3} \d{3}$"))
    expect(card).to_contain_text("Chỉ hiện lần này")
    check_manners(page, PHONE)
    assert day.last_four(troubles.missing) not in page.url
    page.goto(f"/t/{troubles.missing}")
    expect(section(page, "Mã nhận một lần")).to_have_count(0)
