"""Former and present Gia Lâm as squares in a database, and a citizen there."""

from datetime import date
from uuid import UUID

import msgspec
import pytest

from courier.clock import new_id
from courier.database import Connection
from courier.network.add_person import add_person
from courier.network.derive_succession import derive_succession
from courier.network.import_boundaries import import_boundaries
from courier.network.import_units import import_units
from courier.network.model import NewPerson

FORMER, PRESENT, TODAY = date(2008, 8, 1), date(2025, 7, 1), date(2026, 11, 23)


def feature(code: str, name: str, kind: str, west: float, width: float) -> dict[str, object]:
    east, north = west + width, 21.0 + width
    ring = [[west, 21.0], [east, 21.0], [east, north], [west, north], [west, 21.0]]
    properties = {"code": code, "name": name, "type": kind, "province_code": "01"}
    properties |= {"district_code": "018"} if width == 0.02 else {}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.fixture
async def units(service_connection: Connection) -> None:
    """Trâu Quỳ and Dương Xá of huyện Gia Lâm went into xã Gia Lâm; Bát Tràng lies west of it."""
    former = [feature("00565", "Trâu Quỳ", "Thị trấn", 105.90, 0.02), feature("00571", "Dương Xá", "Xã", 105.92, 0.02)]
    present = [feature("00565", "Gia Lâm", "Xã", 105.89, 0.06), feature("00577", "Bát Tràng", "Xã", 105.83, 0.06)]
    for features, day, until in ((former, FORMER, PRESENT), (present, PRESENT, None)):
        file = msgspec.json.encode({"type": "FeatureCollection", "features": features})
        await import_units(service_connection, file, source="test", valid_from=day, valid_to=until)
        await import_boundaries(service_connection, file, valid_from=day, kind="sketch")
    table = "Mã;Tên;Loại;Mã tỉnh\n018;Gia Lâm;Huyện;01\n".encode()
    await import_units(service_connection, table, source="test", valid_from=FORMER, valid_to=PRESENT)
    await derive_succession(service_connection, FORMER, PRESENT, source="test")


@pytest.fixture
async def person(service_connection: Connection) -> UUID:
    return (await add_person(service_connection, NewPerson(full_name="Bùi Thị Lan", province_code="01"))).person_id


async def add_citizen(connection: Connection, address: str, quality: str = "commune") -> UUID:
    """At the middle of xã Gia Lâm."""
    party_id = new_id()
    await connection.execute("INSERT INTO party VALUES ($1, 'citizen', '01')", party_id)
    await connection.execute(
        """INSERT INTO contact (party_id, full_name, phone, address, unit_code, unit_valid_from, lon, lat,
                                position_quality, province_code)
           VALUES ($1, 'Trần Thị Hoa', '+84912345678', $2, '00565', '2025-07-01', 105.92, 21.03, $3, '01')""",
        party_id,
        address,
        quality,
    )
    return party_id
