"""Where a citizen is taken to be: pinned, found before, the hamlet, the commune, the desk's commune."""

from datetime import date
from uuid import UUID

import msgspec
import pytest

from courier.intake.place_contact import Place, place_contact
from courier.intake.statements import DeskRow
from courier.network.addresses.gazetteer import Gazetteer
from courier.network.addresses.model import AddressPoint, Hamlet
from courier.network.model import AdministrativeUnit, Position
from courier.network.statements import SuccessionLink

FORMER, PRESENT = date(2008, 8, 1), date(2025, 7, 1)
EXACT, LOOSE = "Số 5 ngõ 12, TT Trâu Quỳ", "Ngõ 12, TT Trâu Quỳ"


def unit(code: str, kind: str, name: str, since: date, lon: float) -> AdministrativeUnit:
    ended = PRESENT if since == FORMER else None
    return AdministrativeUnit(code, since, ended, "commune", kind, name, "01", None, lon, 21.0)


def point(key: str, quality: str, landmark: str | None = "cổng xanh") -> AddressPoint:
    return AddressPoint("00565", FORMER, key, landmark, 105.911, 21.011, quality)  # type: ignore[arg-type]


GAZETTEER = Gazetteer(
    [
        unit("00565", "Xã", "Gia Lâm", PRESENT, 105.90),
        unit("00541", "Xã", "Phù Đổng", PRESENT, 105.80),
        unit("00565", "Thị trấn", "Trâu Quỳ", FORMER, 105.91),
        unit("00553", "Xã", "Cổ Bi", FORMER, 105.92),
    ],
    [
        SuccessionLink("00565", FORMER, "00565", PRESENT, 1.0),
        SuccessionLink("00553", FORMER, "00565", PRESENT, 0.7),
        SuccessionLink("00553", FORMER, "00541", PRESENT, 0.3),
    ],
    date(2026, 11, 23),
    hamlets=[
        Hamlet("00565", FORMER, "tổ dân phố", "An Đào", "an dao", 105.95, 21.05),
        Hamlet("00541", PRESENT, "thôn", "Hội", "hoi", 105.81, 21.01),
    ],
    points=[point("5 ngo 12", "carrier"), point("ngo 12", "carrier"), point("ngo 13", "commune", None)],
)
DESK = DeskRow(UUID(int=1), "Một cửa", "01", 105.99, 21.09, "00565", PRESENT, UUID(int=2), ["SEND"], None, None)


def place(address: str, pinned: Position | None = None) -> Place:
    return place_contact(GAZETTEER, DESK, address, pinned)


@pytest.mark.parametrize(
    ("address", "lon", "quality", "landmark"),
    [
        (EXACT, 105.911, "carrier", "cổng xanh"),
        (LOOSE, 105.911, "hamlet", None),  # another's door in the same lane
        ("Ngõ 13, TT Trâu Quỳ", 105.911, "commune", None),
        ("TDP An Đào, Trâu Quỳ", 105.95, "hamlet", None),
        ("Trâu Quỳ (gần chợ)", 105.91, "commune", "gần chợ"),
        ("xã Gia Lâm", 105.90, "commune", None),
        ("Không rõ", 105.90, "commune", None),
    ],
)
def test_the_best_that_is_known_is_the_place(address: str, lon: float, quality: str, landmark: str | None) -> None:
    found = place(address)
    assert (found.position.lon, found.quality, found.landmark) == (lon, quality, landmark)


def test_what_an_office_pins_goes_before_all_else() -> None:
    assert place(EXACT, Position(105.7, 21.0))[:2] == (Position(105.7, 21.0), "office")


def test_a_hamlet_says_in_which_commune_a_divided_unit_lies_here() -> None:
    divided, decided = place("xã Cổ Bi, Hà Nội"), place("thôn Hội, xã Cổ Bi, Hà Nội")
    assert (divided.unit and divided.unit.name, divided.question is None) == ("Cổ Bi", False)
    assert (decided.unit and decided.unit.name, decided.question) == ("Phù Đổng", None)
    assert (decided.position.lon, decided.quality) == (105.81, "hamlet")


def test_a_desk_whose_commune_is_unknown_stands_for_itself() -> None:
    nowhere = msgspec.structs.replace(DESK, unit_code=None, unit_valid_from=None)
    found = place_contact(GAZETTEER, nowhere, "Không rõ", None)
    assert (found.position, found.unit, found.is_named) == (Position(105.99, 21.09), None, False)
