"""What the office and the desk order from their pages: each by use, and each refusal said at the field it is about."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from mobile_contract.codes import show_code
from tests.browser.accounts import SLIP_OF_OTHER, Accounts, make_accounts
from tests.browser.conftest import DESK, PHONE, OpenPage, log_in, own_day
from tests.browser.manners import check_manners
from tests.browser.world import Day

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("forms")]

HEAD = "hanh"
TELLER = "ngoc"
DISPATCHER = "huy"
OTHER_TELLER = "lien"
SECOND_SUPERVISOR = "quantri"
"""The administrator, who wears that hat at Gia Lâm too."""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    yield from own_day(tmp_path_factory, "forms")


@pytest.fixture(scope="module")
def accounts(day: Day) -> Accounts:
    return day.run(lambda: make_accounts(day))


def open_as(open_page: OpenPage, who: str, address: str, **wishes: object) -> Page:
    page = open_page(address, **wishes)
    log_in(page, who=who)
    expect(page.get_by_text("Đang tải số liệu")).to_have_count(0)
    return page


def part(page: Page, heading: str) -> Locator:
    """One matter of a page, once it has come."""
    found = page.get_by_role("region").filter(has=page.get_by_role("heading", level=2, name=heading))
    expect(found).to_be_visible()
    return found


def wrong_at(within: Locator, label: str) -> Locator:
    """What is said to be wrong at this field: it is marked, has the focus and is described by it."""
    field = within.get_by_label(label)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    described = (field.get_attribute("aria-describedby") or "").split()[-1]
    return within.page.locator(f"[id='{described}']")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.usefixtures("accounts")
def test_the_page_of_rules_and_the_desks_face_keep_their_manners(
    size: dict[str, int], accounts: Accounts, open_page: OpenPage
) -> None:
    page = open_as(open_page, HEAD, "/office#settings", viewport=size)
    part(page, "Hạn báo khi mất").get_by_role("button", name="Đặt hạn báo").click()
    check_manners(page, size)
    page = open_page("/desk", viewport=size)
    check_manners(page, size)
    log_in(page, who=accounts.desk.clerk.username or "")
    papers = part(page, "Giấy tờ gửi về công dân")
    papers.get_by_role("button", name="Dán nhãn").first.click()
    check_manners(page, size)


def test_a_collection_made_by_mistake_is_taken_back_with_a_reason(accounts: Accounts, open_page: OpenPage) -> None:
    page = open_as(open_page, TELLER, "/office#money")
    taking = part(page, "Khoản thu trong ngày").get_by_role("listitem").filter(has_text=show_code(accounts.mistaken))
    taking.get_by_role("button", name="Hủy khoản thu").click()
    taking.get_by_label("Vì sao hủy").fill("   ")
    taking.get_by_role("button", name="Hủy khoản thu").click()
    expect(wrong_at(taking, "Vì sao hủy")).to_be_visible()
    taking.get_by_label("Vì sao hủy").fill("Gõ nhầm mã, khách của số khác")
    taking.get_by_role("button", name="Hủy khoản thu").click()
    expect(taking).to_contain_text("đã hủy")
    expect(taking).to_contain_text("Gõ nhầm mã, khách của số khác")
    expect(taking.get_by_role("button")).to_have_count(0)


def test_a_hand_in_names_who_signed_it_and_who_counted_it(day: Day, accounts: Accounts, open_page: OpenPage) -> None:
    page = open_as(open_page, DISPATCHER, "/office#money")
    handed_in = part(page, "Lượt nộp tiền trong ngày").get_by_role("listitem").filter(has_text="Bùi Thị Lan").first
    expect(handed_in).to_contain_text("Bùi Thị Lan ký nộp")
    expect(handed_in).to_contain_text(f"{day.cast.teams[0].counter.clerk.full_name} ký nhận")


@pytest.mark.usefixtures("accounts")
def test_what_is_left_of_the_day_leads_to_where_it_is_done(open_page: OpenPage) -> None:
    page = open_as(open_page, TELLER, "/office#money")
    left = part(page, "Khép ngày").get_by_role("listitem")
    expect(left).to_have_count(6)
    still = left.filter(has_text="còn giữ")
    expect(still).to_contain_text("đ")
    still.get_by_role("link", name="Làm").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sổ theo người giữ")).to_be_focused()


@pytest.mark.usefixtures("accounts")
def test_a_book_is_opened_numbers_are_attached_and_one_is_void(open_page: OpenPage) -> None:
    page = open_as(open_page, HEAD, "/office#money")
    books = part(page, "Quyển biên lai, hóa đơn")
    books.get_by_role("button", name="Mở quyển mới").click()
    books.get_by_label("Mẫu số").fill("01BLP0-002")
    books.get_by_label("Ký hiệu").fill("AB-26T")
    books.get_by_label("Từ số").fill("51")
    books.get_by_label("Đến số").fill("năm mươi")
    books.get_by_role("button", name="Mở quyển mới").click()
    expect(wrong_at(books, "Đến số")).to_contain_text("Ghi một số nguyên")
    books.get_by_label("Đến số").fill("50")
    books.get_by_role("button", name="Mở quyển mới").click()
    expect(wrong_at(books, "Đến số")).to_contain_text("Số cuối phải từ số đầu trở lên")
    books.get_by_label("Đến số").fill("100")
    books.get_by_role("button", name="Mở quyển mới").click()
    book = books.get_by_role("listitem").filter(has_text="AB-26T")
    expect(book).to_contain_text("số 51–100, số tiếp theo 51")
    book.get_by_role("button", name="Gắn số cho").click()
    expect(books.get_by_role("status").filter(has_text="Đã gắn")).to_be_visible()
    book.get_by_role("button", name="Xem các số đã gắn").click()
    number = book.get_by_role("listitem").filter(has_text="51 ·").first
    number.get_by_role("button", name="Hủy số này").click()
    number.get_by_label("Vì sao hủy số").fill("In hỏng")
    number.get_by_role("button", name="Hủy số này").click()
    expect(number).to_contain_text("đã hủy")


@pytest.mark.usefixtures("accounts")
def test_a_line_of_the_banks_is_said_to_be_a_remittance(tmp_path: Path, open_page: OpenPage) -> None:
    page = open_as(open_page, HEAD, "/office#money")
    remittances = part(page, "Nộp tiền về tài khoản")
    remittances.get_by_role("button", name="Lập lần nộp").click()
    remittances.get_by_label("Tài khoản (tên, số)").fill("UBND xã Gia Lâm, 3741.0.1234567")
    remittances.get_by_label("Người mang đi").select_option(label="Đỗ Quang Huy")
    remittances.get_by_role("button", name="Lập lần nộp").click()
    made = remittances.get_by_role("listitem").filter(has_text="Đỗ Quang Huy mang").first
    expect(made).to_contain_text("ngân hàng có 0 đ")
    amount = made.inner_text().split(" mang ")[1].split(" đ cho")[0]
    statement = tmp_path / "sao-ke.csv"
    statement.write_text(f"Ngày giao dịch;Số tham chiếu;Ghi có;Nội dung\n23/11/2026;FT77;{amount};nop tien mat\n")
    bank = part(page, "Chuyển khoản")
    bank.get_by_role("button", name="Nhập sao kê").click()
    bank.get_by_label("Sao kê ngân hàng").set_input_files(statement)
    bank.get_by_role("button", name="Nhập sao kê").click()
    line = bank.get_by_role("listitem").filter(has_text="FT77")
    expect(line).to_contain_text("nội dung không nêu mã nào")
    line.get_by_role("button", name="Dòng này là gì").click()
    reference = made.locator("b.code").inner_text()
    option = line.get_by_role("option").filter(has_text=reference)
    line.get_by_label("Dòng này là").select_option(value=option.get_attribute("value"))
    line.get_by_role("button", name="Ghi là khoản này").click()
    expect(line).to_have_count(0)
    expect(made).to_contain_text(f"ngân hàng có {amount} đ")


@pytest.mark.usefixtures("accounts")
def test_what_one_office_took_for_another_is_paid_and_received(open_page: OpenPage) -> None:
    theirs = open_as(open_page, OTHER_TELLER, "/office#money")
    debt = part(theirs, "Nợ giữa các bưu cục").get_by_role("listitem").filter(has_text="ta nợ")
    debt.get_by_role("button", name="Trả từ két").click()
    amount = debt.get_by_label("Số tiền").input_value()
    debt.get_by_label("Số tiền").fill("999.000.000")
    debt.get_by_label("Số chứng từ").fill(SLIP_OF_OTHER)
    debt.get_by_role("button", name="Trả từ két").click()
    expect(debt.get_by_role("alert")).to_contain_text("lớn hơn")
    debt.get_by_label("Số tiền").fill(amount)
    debt.get_by_role("button", name="Trả từ két").click()
    expect(debt).to_have_count(0)
    ours = open_as(open_page, TELLER, "/office#money")
    payment = part(ours, "Nợ giữa các bưu cục").get_by_role("listitem").filter(has_text=SLIP_OF_OTHER)
    expect(payment).to_contain_text(amount)
    payment.get_by_role("button", name="Đã nhận được tiền").click()
    payment.get_by_role("button", name="Đã nhận được tiền").click()
    expect(payment).to_contain_text("Phạm Thị Ngọc nhận")


def test_what_a_lost_phone_booked_is_set_aside_by_two_supervisors_and_nobody_else(
    accounts: Accounts, open_page: OpenPage
) -> None:
    page = open_as(open_page, TELLER, "/office#money")
    case = part(page, "Việc cần xem").get_by_role("listitem").filter(has_text=show_code(accounts.past_trust))
    expect(case.filter(has_text="nay máy báo mất")).to_be_visible()
    expect(case.get_by_role("button", name="Gạt ra khỏi sổ")).to_have_count(0)
    for who, becomes_of_it in ((HEAD, "Chờ giám sát khác"), (SECOND_SUPERVISOR, None)):
        page = open_as(open_page, who, "/office#money")
        case = part(page, "Việc cần xem").get_by_role("listitem").filter(has_text="nay máy báo mất")
        case.get_by_role("button", name="Gạt ra khỏi sổ").click()
        case.get_by_label("Vì sao gạt ra").fill("Máy mất từ đầu ca, khách nói chưa trả")
        case.get_by_role("button", name="Gạt ra khỏi sổ").click()
        if becomes_of_it is None:
            expect(case).to_have_count(0)
        else:
            expect(case.get_by_role("status")).to_contain_text(becomes_of_it)


@pytest.mark.usefixtures("accounts")
def test_the_head_lays_down_limits_days_and_clocks_and_others_only_see_them(open_page: OpenPage) -> None:
    page = open_as(open_page, HEAD, "/office#settings")
    limit = part(page, "Hạn mức tiền mặt").get_by_role("listitem").filter(has_text="Bùi Thị Lan")
    limit.get_by_role("button", name="Đặt hạn mức").click()
    limit.get_by_label("Hạn mức (đồng)").fill("nhiều")
    limit.get_by_role("button", name="Đặt hạn mức").click()
    expect(wrong_at(limit, "Hạn mức (đồng)")).to_contain_text("số nguyên đồng")
    limit.get_by_label("Hạn mức (đồng)").fill("7.000.000 đ")
    limit.get_by_role("button", name="Đặt hạn mức").click()
    expect(limit).to_contain_text("hạn mức 7.000.000 đ")

    days = part(page, "Hạn tiền về tài khoản")
    days.get_by_role("button", name="Đặt số ngày").click()
    days.get_by_label("Số ngày").fill("400")
    days.get_by_role("button", name="Đặt số ngày").click()
    expect(wrong_at(days, "Số ngày")).to_contain_text("366")
    days.get_by_label("Số ngày").fill("2")
    days.get_by_label("Áp dụng từ ngày").fill("31/02/2026")
    days.get_by_role("button", name="Đặt số ngày").click()
    expect(wrong_at(days, "Áp dụng từ ngày")).to_contain_text("ngày/tháng/năm")
    days.get_by_label("Áp dụng từ ngày").fill("23/11/2026")
    days.get_by_role("button", name="Đặt số ngày").click()
    expect(days).to_contain_text("phải về tài khoản trong 2 ngày")

    clocks = part(page, "Hạn báo khi mất")
    clocks.get_by_role("button", name="Đặt hạn báo").click()
    clocks.get_by_label("Báo trưởng bưu cục trong (phút)").fill("0")
    clocks.get_by_label("Căn cứ").fill("Thỏa thuận 12/2026")
    clocks.get_by_role("button", name="Đặt hạn báo").click()
    expect(wrong_at(clocks, "Báo trưởng bưu cục trong (phút)")).to_be_visible()
    clocks.get_by_label("Báo trưởng bưu cục trong (phút)").fill("15")
    clocks.get_by_role("button", name="Đặt hạn báo").click()
    expect(clocks).to_contain_text("Thỏa thuận 12/2026")
    expect(clocks).to_contain_text("Báo trưởng bưu cục trong 15 phút")

    page = open_as(open_page, DISPATCHER, "/office#settings")
    expect(part(page, "Hạn báo khi mất")).to_contain_text("trong 15 phút")
    expect(page.get_by_text("Chỉ trưởng bưu cục, giám sát đặt được")).to_be_visible()
    expect(page.locator("main").get_by_role("button")).to_have_count(0)


def test_a_desk_labels_what_it_sends_home_by_a_scan(accounts: Accounts, open_page: OpenPage) -> None:
    page = open_as(open_page, accounts.desk.clerk.username or "", "/desk")
    papers = part(page, "Giấy tờ gửi về công dân").get_by_role("listitem").filter(has_text=show_code(accounts.refused))
    expect(papers).to_contain_text("Hồ sơ không tiếp nhận (mẫu 03)")
    papers.get_by_role("button", name="Dán nhãn").click()
    papers.get_by_label("Mã trên nhãn cuộn").fill("khong-phai-ma")
    page.keyboard.press("Enter")
    expect(wrong_at(papers, "Mã trên nhãn cuộn")).to_be_visible()
    papers.get_by_label("Mã trên nhãn cuộn").fill(show_code(accounts.free_label).lower())
    page.keyboard.press("Enter")
    expect(papers).to_contain_text(f"nhãn {show_code(accounts.free_label)}, chờ bưu tá")


def test_a_desk_sends_its_list_and_gets_the_wrong_lines_back(
    day: Day, accounts: Accounts, tmp_path: Path, open_page: OpenPage
) -> None:
    page = open_as(open_page, accounts.desk.clerk.username or "", "/desk")
    sending = part(page, "Phiếu bàn giao kết quả")
    sending.get_by_role("button", name="Gửi danh sách").click()
    nothing = tmp_path / "trong.csv"
    nothing.write_text("không phải danh sách\n")
    sending.get_by_label("Danh sách (XLSX, CSV)").set_input_files(nothing)
    sending.get_by_role("button", name="Gửi danh sách").click()
    expect(sending.get_by_role("alert").first).to_be_visible()
    to_mend = tmp_path / "can-sua.xlsx"
    to_mend.write_bytes(day.prepared.file_to_mend)
    sending.get_by_label("Danh sách (XLSX, CSV)").set_input_files(to_mend)
    sending.get_by_role("button", name="Gửi danh sách").click()
    expect(sending.get_by_role("status")).to_contain_text("Nhận 0 dòng mới")
    with page.expect_download() as downloading:
        sending.get_by_role("link", name="Tệp để sửa").click()
    assert downloading.value.suggested_filename.startswith("can-sua-")


def test_a_desk_closes_for_a_while_and_opens_again(accounts: Accounts, open_page: OpenPage) -> None:
    page = open_as(open_page, accounts.desk.clerk.username or "", "/desk")
    pause = part(page, "Tạm ngừng nhận")
    pause.get_by_role("button", name="Tạm ngừng nhận").click()
    pause.get_by_label("Đến giờ").fill("25h")
    pause.get_by_role("button", name="Tạm ngừng nhận").click()
    expect(wrong_at(pause, "Đến giờ")).to_contain_text("16:30")
    pause.get_by_label("Đến giờ").fill("23h50")
    pause.get_by_role("button", name="Tạm ngừng nhận").click()
    closed = pause.get_by_role("listitem").filter(has_text="Tạm ngừng nhận đến 23:50")
    closed.get_by_role("button", name="Nhận lại ngay").click()
    closed.get_by_role("button", name="Nhận lại ngay").click()
    expect(closed).to_have_count(0)


def test_a_session_that_is_over_asks_for_the_password_again(day: Day, accounts: Accounts, open_page: OpenPage) -> None:
    page = open_as(open_page, accounts.desk.clerk.username or "", "/desk")
    finding = part(page, "Tìm bưu gửi")
    finding.get_by_label("Mã bưu gửi hoặc mã tra cứu").fill(show_code(accounts.refused))
    day.let_pass(timedelta(hours=17))
    page.keyboard.press("Enter")  # no click: the page may find out by itself before it
    expect(page.get_by_role("alert")).to_contain_text("Phiên làm việc đã hết")
    log_in(page, who=accounts.desk.clerk.username or "")
    finding.get_by_label("Mã bưu gửi hoặc mã tra cứu").fill(show_code(accounts.refused))
    finding.get_by_role("button", name="Tìm").click()
    expect(part(page, f"Bưu gửi {show_code(accounts.refused)}")).to_contain_text("Một cửa trả lời")


def test_who_has_no_role_at_a_desk_is_told_so(open_page: OpenPage) -> None:
    page = open_page("/desk")
    log_in(page, who=DISPATCHER)
    expect(page.get_by_role("alert")).to_contain_text("không có vai cán bộ một cửa")
