"""Who and what the demo is about: units, offices, people, the day's list lines and one order. All names are made up."""

from datetime import date
from typing import Final, NamedTuple

from courier.intake.model import ListRow, Sender
from courier.network.model import NewOffice, Role, UnitKey

SOURCE: Final = "Bản phác cho chạy thử, không phải số liệu chính thức"
PROVINCE: Final = "01"
FORMER_FROM: Final = date(2005, 1, 5)
"""A day on which all ten former units of the sketch stood."""
PRESENT_FROM: Final = date(2025, 7, 1)

PRESENT_UNITS: Final = """\
Mã;Tên;Loại;Mã tỉnh
01;Hà Nội;Thành phố;01
00541;Phù Đổng;Xã;01
00562;Thuận An;Xã;01
00565;Gia Lâm;Xã;01
00577;Bát Tràng;Xã;01
"""
FORMER_UNITS: Final = """\
Mã;Tên;Loại;Mã tỉnh;Mã huyện
018;Gia Lâm;Huyện;01;
00526;Yên Viên;Thị trấn;01;018
00535;Ninh Hiệp;Xã;01;018
00544;Phù Đổng;Xã;01;018
00550;Lệ Chi;Xã;01;018
00556;Đặng Xá;Xã;01;018
00565;Trâu Quỳ;Thị trấn;01;018
00571;Dương Xá;Xã;01;018
00577;Đa Tốn;Xã;01;018
00580;Kiêu Kỵ;Xã;01;018
00583;Bát Tràng;Xã;01;018
"""

POST_OFFICE: Final = NewOffice(
    kind="point",
    code="BC-GIALAM",
    name="Bưu điện xã Gia Lâm (chạy thử)",
    address="Đường Ngô Xuân Quảng, xã Gia Lâm, Hà Nội",
    lon=105.9405,
    lat=21.0095,
    province_code=PROVINCE,
    unit=UnitKey("00565", PRESENT_FROM),
    is_demo=True,
)
DESKS: Final = (
    NewOffice(
        kind="desk",
        code="H26.GIALAM",
        name="Chi nhánh một cửa Gia Lâm (chạy thử)",
        address="Đường Cổ Bi, xã Gia Lâm, Hà Nội",
        lon=105.9385,
        lat=21.0170,
        province_code=PROVINCE,
        unit=UnitKey("00565", PRESENT_FROM),
        is_demo=True,
    ),
    NewOffice(
        kind="desk",
        code="H26.BATTRANG",
        name="Điểm tiếp nhận Bát Tràng (chạy thử)",
        address="Đường Giang Cao, xã Bát Tràng, Hà Nội",
        lon=105.9155,
        lat=20.9785,
        province_code=PROVINCE,
        unit=UnitKey("00577", PRESENT_FROM),
        is_demo=True,
    ),
)
LEGAL_BASIS: Final = "Thỏa thuận chạy thử"
S10_RANGE: Final = ("RH", 26_000_000, 26_009_999)


class StaffMember(NamedTuple):
    """One person with a log-in and a hat."""

    username: str
    full_name: str
    role: Role
    office_code: str


STAFF: Final = (
    StaffMember("lan", "Bùi Thị Lan", "carrier", POST_OFFICE.code),
    StaffMember("minh", "Nguyễn Văn Minh", "carrier", POST_OFFICE.code),
    StaffMember("thao", "Trịnh Phương Thảo", "carrier", POST_OFFICE.code),  # for the visitor's own phone
    StaffMember("huy", "Đỗ Quang Huy", "dispatcher", POST_OFFICE.code),
    StaffMember("ngoc", "Phạm Thị Ngọc", "teller", POST_OFFICE.code),
    StaffMember("hanh", "Vũ Thị Hạnh", "supervisor", POST_OFFICE.code),
    StaffMember("quantri", "Đặng Thế Vinh", "administrator", POST_OFFICE.code),
    StaffMember("ha", "Trần Thu Hà", "desk_clerk", DESKS[0].code),
    StaffMember("son", "Lê Văn Sơn", "desk_clerk", DESKS[1].code),
)


def day_lists(day: date) -> tuple[list[ListRow], list[ListRow]]:
    """The day's results of both desks: six good lines and one without a name, then four good ones."""
    return (
        [
            _row(day, "H26.34", 1, "Đăng ký khai sinh", "Giấy khai sinh", "Nguyễn Thị Hoa",
                 "Ngõ 12 Ngô Xuân Quảng, TT Trâu Quỳ (cũ)", "+84912345671", 8_000, at=(105.9372, 21.0121)),
            _row(day, "H26.34", 2, "Đăng ký hộ kinh doanh", "Giấy chứng nhận đăng ký hộ kinh doanh", "Trần Văn Bình",
                 "Thôn Thuận Quang, xã Dương Xá (cũ)", "+84912345672", 100_000, at=(105.9641, 21.0043)),
            _row(day, "H26.34", 3, "Trích lục kết hôn", "Trích lục kết hôn", "Lê Thị Thu",
                 "Xóm 5, xã Đặng Xá (cũ), Hà Nội", "+84912345673", at=(105.9629, 21.0312)),
            _row(day, "H26.34", 4, "Cấp lại giấy khai sinh", "Giấy khai sinh", "",
                 "Thôn Cổ Bi, xã Gia Lâm", "+84912345674", 8_000),
            _row(day, "H26.34", 5, "Đăng ký biến động đất đai", "Giấy chứng nhận", "Phạm Quốc Toàn",
                 "Thôn Kim Hồ, xã Lệ Chi (cũ)", "+84912345675", 50_000, papers=1, weight_g=250),
            _row(day, "H26.34", 6, "Xác nhận tình trạng hôn nhân", "Giấy xác nhận", "Hoàng Minh Đức",
                 "Tổ dân phố Kiên Thành, TT Trâu Quỳ (cũ)", "+84912345676", at=(105.9441, 21.0058)),
            _row(day, "H26.34", 7, "Chứng thực bản sao", "Bản sao chứng thực", "Đinh Thị Mai",
                 "Thôn Trung Dương, xã Kiêu Kỵ (cũ)", "+84912345677", 20_000, at_counter=True),
        ],
        [
            _row(day, "H26.36", 1, "Giấy phép xây dựng", "Giấy phép", "Nguyễn Văn Gốm",
                 "Xóm 3 Giang Cao, xã Bát Tràng (cũ)", "+84912345681", 135_000, at=(105.9138, 20.9812)),
            _row(day, "H26.36", 2, "Đăng ký khai sinh", "Giấy khai sinh", "Vũ Thị Sen",
                 "Thôn Ngọc Động, xã Đa Tốn (cũ)", "+84912345682", 8_000, at=(105.9347, 20.9871)),
            _row(day, "H26.36", 3, "Trợ cấp xã hội", "Quyết định trợ cấp", "Đào Văn Phúc",
                 "Thôn Yên Viên, TT Yên Viên (cũ)", "+84912345683", at=(105.9160, 21.0866)),
            _row(day, "H26.36", 4, "Trích lục khai tử", "Trích lục khai tử", "Bạch Thị Ngân",
                 "Thôn Phù Dực, xã Phù Đổng (cũ)", "+84912345684", 8_000, at=(105.9617, 21.0561)),
        ],
    )  # fmt: skip


ABSENT: Final = "+84912345676"
"""Whose door stays shut: a line of the first desk's list, by its phone."""
AT_COUNTER: Final = "+84912345677"
"""Who comes to the post office for the result."""
BY_TRANSFER: Final = "+84912345681"
"""Who says that the fee was transferred."""

SENDER: Final = Sender(
    full_name="Ngô Thị Hạ",
    phone="+84912345691",
    address="Thôn Đào Xuyên, xã Đa Tốn (cũ)",
    landmark="Cạnh đình làng, cổng xanh",
    lon=105.9321,
    lat=20.9903,
)


def _row(
    day: date,
    desk: str,
    number: int,
    title: str,
    result: str,
    name: str,
    address: str,
    phone: str,
    amount_vnd: int | None = None,
    *,
    at: tuple[float, float] | None = None,
    papers: int = 0,
    weight_g: int = 100,
    at_counter: bool = False,
) -> ListRow:
    return ListRow(
        dossier_code=f"{desk}-{day:%y%m%d}-{number:04d}",
        title=title,
        result=result,
        full_name=name,
        address=address,
        has_fee=amount_vnd is not None,
        phone=phone,
        amount_vnd=amount_vnd,
        papers_to_take_back=papers,
        weight_g=weight_g,
        at_counter=at_counter,
        lon=at[0] if at else None,
        lat=at[1] if at else None,
    )
