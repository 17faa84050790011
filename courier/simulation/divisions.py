"""The three divisions of former Gia Lâm: 22 units until 2024, 17 until 30/6/2025, four communes since.

Names, and who went into whom on 1/1/2025, are those of NQ 1286/NQ-UBTVQH15; the four of NQ 1656/NQ-UBTVQH15. Which
share of the 17 lies in which of the four is derived from the sketches, and marked so. The codes of the five units that
stood for half a year are those of the parts whose code lived on: the demo's, no official list of theirs was read.
"""

from typing import Final

from courier.simulation.setting import SOURCE

MERGER: Final = "NQ 1286/NQ-UBTVQH15"
PRESENT: Final = "NQ 1656/NQ-UBTVQH15; phần diện tích suy từ bản phác chạy thử"
UNIT_SOURCE: Final = f"{MERGER}, NQ 1656/NQ-UBTVQH15; {SOURCE}"

MERGED: Final = {
    "00541": ("Thiên Đức", ("00538", "00541")),
    "00544": ("Phù Đổng", ("00544", "00547")),
    "00562": ("Phú Sơn", ("00559", "00562")),
    "00583": ("Bát Tràng", ("00574", "00583")),
    "00589": ("Kim Đức", ("00586", "00589")),
}
"""Units of 1/1–30/6/2025 that are not those of before: by code, the name and what they were made of."""
_ENDED: Final = {code for _, parts in MERGED.values() for code in parts}

PRESENT_UNITS: Final = """\
Mã;Tên;Loại;Mã tỉnh
01;Hà Nội;Thành phố;01
00541;Phù Đổng;Xã;01
00562;Thuận An;Xã;01
00565;Gia Lâm;Xã;01
00577;Bát Tràng;Xã;01
"""
_FORMER: Final = """\
00526;Yên Viên;Thị trấn
00529;Yên Thường;Xã
00532;Yên Viên;Xã
00535;Ninh Hiệp;Xã
00538;Đình Xuyên;Xã
00541;Dương Hà;Xã
00544;Phù Đổng;Xã
00547;Trung Mầu;Xã
00550;Lệ Chi;Xã
00553;Cổ Bi;Xã
00556;Đặng Xá;Xã
00559;Phú Thị;Xã
00562;Kim Sơn;Xã
00565;Trâu Quỳ;Thị trấn
00568;Dương Quang;Xã
00571;Dương Xá;Xã
00574;Đông Dư;Xã
00577;Đa Tốn;Xã
00580;Kiêu Kỵ;Xã
00583;Bát Tràng;Xã
00586;Kim Lan;Xã
00589;Văn Đức;Xã
"""


def former_units() -> str:
    """The list of the 22: ten of them end a half-year before the others and their district."""
    lines = ["Mã;Tên;Loại;Mã tỉnh;Mã huyện;Hết hiệu lực từ", "018;Gia Lâm;Huyện;01;;01/07/2025"]
    for line in _FORMER.splitlines():
        ends = "01/01/2025" if line[:5] in _ENDED else "01/07/2025"
        lines.append(f"{line};01;018;{ends}")
    return "\n".join(lines)


def units_between() -> str:
    """The five of the 17 that began on 1/1/2025; the other twelve stood before and went on."""
    lines = [f"{code};{name};Xã;01;018" for code, (name, _) in MERGED.items()]
    return "\n".join(["Mã;Tên;Loại;Mã tỉnh;Mã huyện", *lines])


def mergers() -> str:
    """The table of successions of 1/1/2025: ten units, whole, into five."""
    lines = [f"{part};{code};toàn bộ" for code, (_, parts) in MERGED.items() for part in parts]
    return "\n".join(["Mã cũ;Mã mới;Cách chuyển", *lines])


def codes_until_present() -> list[str]:
    """Of the 22, those that stood until 30/6/2025."""
    return [line[:5] for line in _FORMER.splitlines() if line[:5] not in _ENDED]


def codes_merged() -> list[str]:
    """Of the 22, those that ended on 1/1/2025."""
    return sorted(_ENDED)
