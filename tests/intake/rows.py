"""Lists as a desk would write them."""

from typing import Any

import msgspec

from courier.intake.model import ListRow

HOA = ListRow(
    dossier_code="H26.34-261120-0001",
    title="Cấp bản sao trích lục khai sinh",
    result="Trích lục khai sinh (bản sao)",
    full_name="Bùi Thị Hoa",
    address="Ngõ 12, TT Trâu Quỳ (cũ), xã Gia Lâm, Hà Nội",
    has_fee=True,
    phone="+84912345678",
    amount_vnd=26_000,
)


def row(number: int, **changes: Any) -> ListRow:
    """The tenth, say, of a list of different people."""
    own = {"dossier_code": f"H26.34-261120-{number:04d}", "full_name": f"Nguyễn Văn {_GIVEN[number % len(_GIVEN)]}"}
    return msgspec.structs.replace(HOA, **(own | changes))


_GIVEN = ("An", "Bình", "Cường", "Dũng", "Đạt", "Giang", "Hạnh", "Khánh", "Lan", "Minh", "Oanh")

TEN_ROWS = [
    HOA,
    row(2, address="Số 5, xã Dương Xá (cũ)", amount_vnd=None, has_fee=False, phone=None),
    row(3, address="Xóm 3, xã Bát Tràng, Hà Nội", personal_only=True),
    row(4, weight_g=250, papers_to_take_back=1),
    row(5, payer="agency"),
    row(6, amount_kind="charge", amount_vnd=8_000),
    row(7, at_counter=True),
    row(8, lon=105.9301, lat=21.0102),
    row(9, address="Không rõ thôn"),
    row(10, amount_kind="fare", amount_vnd=10_000),
]
BAD_ROW = row(11, phone="+84912345678")
"""Good until a test breaks it: `write_list` writes only what is right."""
