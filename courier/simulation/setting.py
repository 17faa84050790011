"""Where the demo takes place: units, offices, desks, and whom each serves. Offices and their places are made up."""

from datetime import date, time
from typing import Final, NamedTuple

from courier.network.model import NewOffice, OfficeKind, UnitKey

SOURCE: Final = "Bản phác cho chạy thử, không phải số liệu chính thức"
PROVINCE: Final = "01"
FORMER_FROM: Final = date(2005, 1, 5)
"""A day on which all 22 former units stood."""
BETWEEN_FROM: Final = date(2025, 1, 1)
PRESENT_FROM: Final = date(2025, 7, 1)


class FormerUnit(NamedTuple):
    """A unit until 30/6/2025, the present commune that holds most of it, and some of its villages."""

    name: str
    """As addresses write it: TT Trâu Quỳ."""
    commune_code: str
    villages: tuple[str, ...]


FORMER: Final = {
    "00526": FormerUnit("TT Yên Viên", "00541", ("Tổ dân phố Vân", "Tổ dân phố Ga", "Tổ dân phố Đuống")),
    "00529": FormerUnit("xã Yên Thường", "00541", ("Thôn Đỗ Xá", "Thôn Lại Hoàng", "Thôn Trùng Quán")),
    "00532": FormerUnit("xã Yên Viên", "00541", ("Thôn Lã Côi", "Thôn Cống Thôn", "Thôn Kim Quan")),
    "00535": FormerUnit("xã Ninh Hiệp", "00541", ("Xóm 3", "Xóm 6", "Xóm 9")),
    "00538": FormerUnit("xã Đình Xuyên", "00541", ("Thôn Tế Xuyên", "Thôn Công Đình")),
    "00541": FormerUnit("xã Dương Hà", "00541", ("Thôn Thượng", "Thôn Trung", "Thôn Hạ")),
    "00544": FormerUnit("xã Phù Đổng", "00541", ("Thôn Phù Dực", "Thôn Đổng Viên")),
    "00547": FormerUnit("xã Trung Mầu", "00541", ("Thôn Thịnh Liên", "Thôn Trung Mầu")),
    "00550": FormerUnit("xã Lệ Chi", "00562", ("Thôn Kim Hồ", "Thôn Sen Hồ", "Thôn Chi Nam")),
    "00553": FormerUnit("xã Cổ Bi", "00565", ("Thôn Vàng", "Thôn Cam", "Thôn Hội")),
    "00556": FormerUnit("xã Đặng Xá", "00562", ("Xóm 5", "Thôn Lời", "Thôn Kim Âu")),
    "00559": FormerUnit("xã Phú Thị", "00562", ("Thôn Tô Khê", "Thôn Đại Bản", "Thôn Hàn Lạc")),
    "00562": FormerUnit("xã Kim Sơn", "00562", ("Thôn Giao Tất", "Thôn Linh Quy", "Thôn Cây Đề")),
    "00565": FormerUnit("TT Trâu Quỳ", "00565", ("Tổ dân phố Kiên Thành", "Tổ dân phố An Đào", "Tổ dân phố Cửu Việt")),
    "00568": FormerUnit("xã Dương Quang", "00562", ("Thôn Quang Trung", "Thôn Bài Tâm", "Thôn Tự Môn")),
    "00571": FormerUnit("xã Dương Xá", "00565", ("Thôn Thuận Quang", "Thôn Yên Mỹ", "Thôn Dương Đá")),
    "00574": FormerUnit("xã Đông Dư", "00577", ("Xóm 2", "Xóm 5")),
    "00577": FormerUnit("xã Đa Tốn", "00577", ("Thôn Ngọc Động", "Thôn Đào Xuyên", "Thôn Lê Xá")),
    "00580": FormerUnit("xã Kiêu Kỵ", "00565", ("Thôn Trung Dương", "Thôn Báo Đáp", "Thôn Hoàng Xá")),
    "00583": FormerUnit("xã Bát Tràng", "00577", ("Xóm 3 Giang Cao", "Xóm 1 Bát Tràng", "Xóm 6 Giang Cao")),
    "00586": FormerUnit("xã Kim Lan", "00577", ("Xóm 4", "Xóm 8")),
    "00589": FormerUnit("xã Văn Đức", "00577", ("Thôn Trung Quan", "Thôn Chử Xá")),
}
"""By code. Where a former unit was divided, the sketch gives it whole to the commune with the larger part."""
COMMUNES: Final = {"00541": "xã Phù Đổng", "00562": "xã Thuận An", "00565": "xã Gia Lâm", "00577": "xã Bát Tràng"}
"""The present ones, by code."""


def _office(kind: OfficeKind, code: str, name: str, commune_code: str, road: str, lon: float, lat: float) -> NewOffice:
    return NewOffice(
        kind=kind,
        code=code,
        name=f"{name} (chạy thử)",
        address=f"{road}, {COMMUNES[commune_code]}, Hà Nội",
        lon=lon,
        lat=lat,
        province_code=PROVINCE,
        unit=UnitKey(commune_code, PRESENT_FROM),
        is_demo=True,
    )


GIA_LAM: Final = "BC-GIALAM"
PHU_DONG: Final = "BC-PHUDONG"
HUB: Final = "KT-GIALAM"
LINEHAUL: Final = "VC-GIALAM"
POST_OFFICES: Final = (
    _office("point", GIA_LAM, "Bưu điện Gia Lâm", "00565", "Đường Ngô Xuân Quảng", 105.9405, 21.0095),
    _office("point", PHU_DONG, "Bưu điện Phù Đổng", "00541", "Đường Hà Huy Tập", 105.9245, 21.0795),
)  # fmt: skip
"""Those with carriers and a dispatcher, north and south of the Đuống."""
THUAN_AN: Final = "BC-THUANAN"
BAT_TRANG: Final = "BC-BATTRANG"
COMMUNE_OFFICES: Final = (
    _office("point", THUAN_AN, "Bưu điện Thuận An", "00562", "Đường Ỷ Lan", 105.9790, 21.0290),
    _office("point", BAT_TRANG, "Bưu điện Bát Tràng", "00577", "Đường Giang Cao", 105.9160, 20.9805),
)  # fmt: skip
"""Counters where dossiers are dropped; Gia Lâm's carriers call there."""
OTHER_OFFICES: Final = (
    _office("hub", HUB, "Điểm khai thác Gia Lâm", "00565", "Đường Cổ Bi", 105.9350, 21.0330),
    _office("linehaul", LINEHAUL, "Đường thư Gia Lâm – Phù Đổng", "00565", "Đường Cổ Bi", 105.9350, 21.0330),
)  # fmt: skip
"""What lies between the two post offices."""


SERVED: Final = {"00565": GIA_LAM, "00562": GIA_LAM, "00577": GIA_LAM, "00541": PHU_DONG}
"""Whose carriers go to the doors of a commune, by its code."""


class Ride(NamedTuple):
    """One ride of the linehaul, each working day of the post."""

    code: str
    start: str
    leaves: time
    end: str
    arrives: time


LINEHAUL_ROUTES: Final = (
    Ride("GL-KT", GIA_LAM, time(17, 40), HUB, time(17, 55)),
    Ride("PD-KT", PHU_DONG, time(17, 45), HUB, time(18, 5)),
    Ride("KT-PD", HUB, time(18, 45), PHU_DONG, time(19, 5)),
    Ride("KT-GL", HUB, time(18, 45), GIA_LAM, time(19, 0)),
)
"""When the carriers are home; what comes this way is brought the next day. Times are assumptions."""


class Desk(NamedTuple):
    """A one-stop desk, which post office collects there, and from which former units its citizens are."""

    office: NewOffice
    collected_by: str
    """Code of a post office."""
    communes: tuple[str, ...]
    """Where its citizens live, its own commune first: most of them live there."""
    number: str
    """In its dossiers' codes."""
    far: str
    """The commune across the river, from where some come too: the centre serves all (DOMAIN 2.5)."""


DESKS: Final = (
    Desk(
        _office("desk", "H26.GIALAM", "Chi nhánh một cửa Gia Lâm", "00565", "Đường Cổ Bi", 105.9385, 21.0170),
        GIA_LAM, ("00565", "00562", "00577"), "H26.34", "00541",
    ),
    Desk(
        _office("desk", "H26.BATTRANG", "Điểm tiếp nhận Bát Tràng", "00577", "Đường Giang Cao", 105.9155, 20.9785),
        GIA_LAM, ("00577", "00565"), "H26.36", "00541",
    ),
    Desk(
        _office("desk", "H26.THUANAN", "Điểm tiếp nhận Thuận An", "00562", "Đường Ỷ Lan", 105.9805, 21.0300),
        GIA_LAM, ("00562", "00565"), "H26.37", "00541",
    ),
    Desk(
        _office("desk", "H26.PHUDONG", "Điểm tiếp nhận Phù Đổng", "00541", "Đường Hà Huy Tập", 105.9310, 21.0745),
        PHU_DONG, ("00541",), "H26.38", "00565",
    ),
)  # fmt: skip
SCOPED_DESK: Final = _office(
    "desk", "H26.NINHHIEP", "Điểm tiếp nhận Ninh Hiệp", "00541", "Đường Ninh Hiệp", 105.9540, 21.0790
)
"""Its agreement is for results of civil status alone."""
HEIR_DESK: Final = _office(
    "desk", "H26.KIEUKY", "Điểm tiếp nhận Kiêu Kỵ", "00565", "Đường Kiêu Kỵ", 105.9550, 20.9790
)  # fmt: skip
"""Signed nothing yet: it goes on by what the former commune's desk signed, with an alarm."""
FORMER_DESK: Final = NewOffice(
    kind="desk",
    code="H26.KIEUKY-2022",
    name="Một cửa UBND xã Kiêu Kỵ cũ (chạy thử)",
    address="Đường Kiêu Kỵ, xã Kiêu Kỵ, huyện Gia Lâm, Hà Nội",
    lon=105.9552,
    lat=20.9792,
    province_code=PROVINCE,
    unit=UnitKey("00580", FORMER_FROM),
    is_demo=True,
)
QUIET_DESKS: Final = ((SCOPED_DESK, PHU_DONG), (HEIR_DESK, GIA_LAM), (FORMER_DESK, GIA_LAM))
"""Desks that no dossier comes from in the demo, and which post office serves each."""
LEGAL_BASIS: Final = "Thỏa thuận chạy thử"
S10_RANGES: Final = {GIA_LAM: ("RH", 26_000_000, 26_099_999), PHU_DONG: ("RH", 26_100_000, 26_199_999)}
"""By post office."""
