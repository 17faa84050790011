"""Every page keeps its manners on a phone and at a desk."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from mobile_contract.codes import new_code
from tests.browser.conftest import DESK, PHONE, OpenPage, log_in
from tests.browser.manners import check_manners
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
    check_manners(page, size, "en" if "English" in name else "vi")
