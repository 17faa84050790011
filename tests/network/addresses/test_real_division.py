"""The 22 units of former Gia Lâm and the 4 communes of today, as the real files have them."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from courier.database import Connection
from courier.network.addresses.gazetteer import Gazetteer, describe
from courier.network.addresses.load_gazetteer import load_gazetteer
from courier.network.addresses.read_address import read_address
from courier.network.derive_succession import derive_succession
from courier.network.import_boundaries import import_boundaries
from courier.network.import_units import import_units
from tests.network.addresses.conftest import FORMER, PRESENT, TODAY

FORMER_FILE, PRESENT_FILE = "geo/pre2025_gia_lam_22_units.geojson", "geo/post2025_gia_lam_4_communes.geojson"
SPLIT = {"Cổ Bi", "Đa Tốn", "Phú Thị"}
"""Their largest share is below nine tenths: the address alone is not enough."""


@pytest.fixture
async def gazetteer(service_connection: Connection, test_data: Callable[[str], Path]) -> Gazetteer:
    for name, day, until in ((FORMER_FILE, FORMER, PRESENT), (PRESENT_FILE, PRESENT, None)):
        content = test_data(name).read_bytes()
        await import_units(service_connection, content, source=name, valid_from=day, valid_to=until)
        await import_boundaries(service_connection, content, valid_from=day, kind="simplified")
    district = "Mã;Tên;Loại;Mã tỉnh\n018;Gia Lâm;Huyện;01\n".encode()
    await import_units(service_connection, district, source="test", valid_from=FORMER, valid_to=PRESENT)
    await derive_succession(service_connection, FORMER, PRESENT, source="overlay of the two files")
    return await load_gazetteer(service_connection, "01", TODAY)


async def test_each_former_unit_with_its_type_and_district_finds_its_present_communes(
    gazetteer: Gazetteer, test_data: Callable[[str], Path]
) -> None:
    file = msgspec.json.decode(test_data(FORMER_FILE).read_bytes())
    names = [feature["properties"]["name"] for feature in file["features"]]
    assert len(names) == 22
    for name in names:
        read = read_address(gazetteer, f"Số 5 ngõ 12, {name}, huyện Gia Lâm, Hà Nội")
        bare = name.removeprefix("Xã ").removeprefix("Thị trấn ")
        assert read.status == ("ask" if bare in SPLIT else "plain"), name
        best = read.candidates[0]
        assert (best.unit.full_name, best.unit.valid_from) == (name, FORMER)
        assert best.presents[0].unit.name in ("Gia Lâm", "Thuận An", "Bát Tràng", "Phù Đổng")


@pytest.mark.parametrize("written", ["trau quy, gia lam", "Trâu Quỳ", "TT Trâu Quỳ", "TRAU QUY GIA LAM HA NOI"])
async def test_trau_quy_is_found_however_it_is_typed(gazetteer: Gazetteer, written: str) -> None:
    read = read_address(gazetteer, written)
    assert read.status == "plain"
    assert describe(gazetteer, read.candidates[0].unit) == "TT Trâu Quỳ (cũ) – nay xã Gia Lâm"


@pytest.mark.parametrize("written", ["Gia Lâm", "Bát Tràng", "Phù Đổng", "Yên Viên", "huyện Gia Lâm"])
async def test_names_of_two_units_are_asked_back(gazetteer: Gazetteer, written: str) -> None:
    read = read_address(gazetteer, written)
    assert read.status == "ask"
    assert read.question_vi
