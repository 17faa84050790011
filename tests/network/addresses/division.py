"""The division of former Gia Lâm before and after 1/7/2025, with the real one's traps, and two namesakes elsewhere."""

from datetime import date

from courier.fold import fold
from courier.network.addresses.gazetteer import Gazetteer
from courier.network.addresses.model import Hamlet, HamletKind
from courier.network.model import AdministrativeUnit
from courier.network.statements import SuccessionLink

FORMER, PRESENT, TODAY = date(2008, 8, 1), date(2025, 7, 1), date(2026, 11, 23)


def unit(
    code: str, full_name: str, since: date = PRESENT, district: str | None = None, level: str = "commune"
) -> AdministrativeUnit:
    unit_type = next(kind for kind in TYPES if full_name.startswith(kind))
    ended = PRESENT if since == FORMER else None
    name = full_name[len(unit_type) + 1 :]
    return AdministrativeUnit(code, since, ended, level, unit_type, name, "01", district, None, None)  # type: ignore[arg-type]


TYPES = ("Thị trấn", "Thị xã", "Phường", "Huyện", "Quận", "Xã")
DISTRICTS = [
    unit("018", "Huyện Gia Lâm", FORMER, level="district"),
    unit("017", "Huyện Đông Anh", FORMER, level="district"),
    unit("004", "Quận Long Biên", FORMER, level="district"),
]
PRESENT_UNITS = [
    unit("00541", "Xã Phù Đổng"),
    unit("00562", "Xã Thuận An"),
    unit("00565", "Xã Gia Lâm"),
    unit("00577", "Xã Bát Tràng"),
    unit("00466", "Xã Đông Anh"),
    unit("00145", "Phường Long Biên"),
]
# Code, name, share by present code: those of the real overlay, rounded.
_GIA_LAM = [
    ("00526", "Thị trấn Yên Viên", {"00541": 1.0}),
    ("00532", "Xã Yên Viên", {"00541": 1.0}),
    ("00535", "Xã Ninh Hiệp", {"00541": 1.0}),
    ("00544", "Xã Phù Đổng", {"00541": 1.0}),
    ("00547", "Xã Trung Mầu", {"00541": 1.0}),
    ("00550", "Xã Lệ Chi", {"00562": 0.98, "00541": 0.01}),
    ("00553", "Xã Cổ Bi", {"00565": 0.74, "00541": 0.20, "00562": 0.03}),
    ("00556", "Xã Đặng Xá", {"00562": 0.93, "00541": 0.05}),
    ("00562", "Xã Kim Sơn", {"00562": 1.0}),
    ("00565", "Thị trấn Trâu Quỳ", {"00565": 0.96, "00577": 0.04}),
    ("00571", "Xã Dương Xá", {"00565": 1.0}),
    ("00577", "Xã Đa Tốn", {"00577": 0.7, "00565": 0.3}),
    ("00583", "Xã Bát Tràng", {"00577": 1.0}),
    ("00586", "Xã Kim Lan", {"00577": 0.91}),
    ("00589", "Xã Văn Đức", {"00577": 0.95}),
]
_ELSEWHERE = [
    ("00475", "Xã Kim Sơn", "017", {"00466": 1.0}),  # not there in truth: a namesake in another district
    ("00478", "Xã Cổ Loa", "017", {"00466": 1.0}),
    ("00124", "Phường Giang Biên", "004", {"00145": 1.0}),
]
FORMER_UNITS = [unit(code, name, FORMER, "018") for code, name, _ in _GIA_LAM] + [
    unit(code, name, FORMER, district) for code, name, district, _ in _ELSEWHERE
]
SUCCESSIONS = [
    SuccessionLink(code, FORMER, to, PRESENT, share)
    for code, shares in [(c, s) for c, _, s in _GIA_LAM] + [(c, s) for c, _, _, s in _ELSEWHERE]
    for to, share in shares.items()
]


def hamlet(
    code: str, kind: HamletKind, name: str, since: date = PRESENT, position: tuple[float, float] | None = None
) -> Hamlet:
    return Hamlet(code, since, kind, name, fold(name), *(position or (None, None)))


HAMLETS = [
    hamlet("00565", "tổ dân phố", "An Đào", FORMER, (105.932, 21.012)),
    hamlet("00565", "thôn", "Vàng", PRESENT, (105.95, 21.03)),
    hamlet("00577", "thôn", "Đào Xuyên", PRESENT, (105.93, 20.98)),
    hamlet("00577", "thôn", "Giang Cao", PRESENT),
    hamlet("00583", "xóm", "3", FORMER),
    hamlet("00577", "xóm", "1", PRESENT),
]
GAZETTEER = Gazetteer(
    [*PRESENT_UNITS, *FORMER_UNITS], SUCCESSIONS, TODAY, districts=DISTRICTS, hamlets=HAMLETS, province_code="01"
)
