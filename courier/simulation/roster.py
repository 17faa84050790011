"""Who works in the demo: everybody's name is made up."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from courier.network.model import Role
from courier.simulation.setting import GIA_LAM, HUB, LINEHAUL, PHU_DONG

CARRIERS: Final = {
    GIA_LAM: (
        ("lan", "Bùi Thị Lan"),
        ("minh", "Nguyễn Văn Minh"),
        ("tuan", "Lưu Anh Tuấn"),
        ("hien", "Đoàn Thu Hiền"),
        ("quang", "Tạ Đình Quang"),
        ("nga", "Chử Thị Nga"),
        ("thang", "Vương Quốc Thắng"),
        ("loan", "Kiều Thị Loan"),
        ("cuong", "Đặng Mạnh Cường"),
        ("tam", "Ngô Minh Tâm"),
        ("hai", "Phùng Văn Hải"),
        ("yen", "Trương Thị Yến"),
        ("long", "Mai Đức Long"),
        ("oanh", "Cao Thị Oanh"),
        ("khanh", "Hà Duy Khánh"),
        ("phuc", "Lại Văn Phúc"),
        ("trang", "Đào Thu Trang"),
    ),
    PHU_DONG: (
        ("dung", "Hoàng Tiến Dũng"),
        ("nhung", "Lương Thị Nhung"),
        ("bac", "Nguyễn Xuân Bắc"),
        ("thuy", "Trần Thị Thủy"),
        ("duc", "Vũ Minh Đức"),
        ("mai", "Phan Thị Mai"),
        ("kien", "Đỗ Trung Kiên"),
        ("huong", "Lê Thị Hường"),
    ),
}
"""User name and full name of each post office's carriers; a small day rides with the first ones."""
DISPATCHERS: Final = {GIA_LAM: "huy", PHU_DONG: "tung"}
TELLERS: Final = {GIA_LAM: "ngoc", PHU_DONG: "lien"}
SUPERVISORS: Final = {GIA_LAM: "hanh", PHU_DONG: "van"}
CLERKS: Final = {"H26.GIALAM": "ha", "H26.BATTRANG": "son", "H26.THUANAN": "nhan", "H26.PHUDONG": "viet"}
ON_THE_WAY: Final = {HUB: "kha", LINEHAUL: "tai"}
"""Who sorts at the hub, who drives between the post offices."""
VISITOR: Final = "thao"
"""A carrier without a route, for the visitor's own phone."""


class StaffMember(NamedTuple):
    """One person with a log-in and a hat."""

    username: str
    full_name: str
    role: Role
    office_code: str


def _carriers() -> Iterator[StaffMember]:
    for office_code, people in CARRIERS.items():
        for username, full_name in people:
            yield StaffMember(username, full_name, "carrier", office_code)


STAFF: Final = (
    StaffMember("huy", "Đỗ Quang Huy", "dispatcher", GIA_LAM),
    StaffMember("ngoc", "Phạm Thị Ngọc", "teller", GIA_LAM),
    StaffMember("hanh", "Vũ Thị Hạnh", "supervisor", GIA_LAM),
    StaffMember("quantri", "Đặng Thế Vinh", "administrator", GIA_LAM),
    StaffMember("tung", "Nghiêm Thanh Tùng", "dispatcher", PHU_DONG),
    StaffMember("lien", "Bạch Thị Liên", "teller", PHU_DONG),
    StaffMember("van", "Dương Thị Vân", "supervisor", PHU_DONG),
    StaffMember("thom", "Khúc Thị Thơm", "teller", "BC-THUANAN"),
    StaffMember("hoa", "Lý Thị Hòa", "teller", "BC-BATTRANG"),
    StaffMember("kha", "Tống Văn Kha", "supervisor", HUB),
    StaffMember("tai", "Âu Đức Tài", "supervisor", LINEHAUL),
    StaffMember("ha", "Trần Thu Hà", "desk_clerk", "H26.GIALAM"),
    StaffMember("son", "Lê Văn Sơn", "desk_clerk", "H26.BATTRANG"),
    StaffMember("nhan", "Chu Thị Nhàn", "desk_clerk", "H26.THUANAN"),
    StaffMember("viet", "Trịnh Hoàng Việt", "desk_clerk", "H26.PHUDONG"),
    StaffMember(VISITOR, "Trịnh Phương Thảo", "carrier", GIA_LAM),
    *_carriers(),
)
