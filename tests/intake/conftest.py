"""A desk with an agreement, its post office with numbers to give out, and who works at each."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec
import pytest

from courier.database import Connection
from courier.intake.issue_labels import give_range
from courier.network.add_person import add_person
from courier.network.derive_succession import derive_succession
from courier.network.grant_role import grant_role
from courier.network.import_boundaries import import_boundaries
from courier.network.import_units import import_units
from courier.network.model import NewAgreement, NewOffice, NewPerson, Office, Role, RoleGrant, UnitKey
from courier.network.open_office import open_office
from courier.network.sign_agreement import sign_agreement

FORMER, PRESENT = date(2008, 8, 1), date(2025, 7, 1)


class Scene(NamedTuple):
    """Who and what a test of intake needs."""

    desk: Office
    point: Office
    clerk: UUID
    teller: UUID
    stranger: UUID
    """Works at another post office."""


def square(code: str, name: str, unit_type: str, west: float, width: float) -> dict[str, object]:
    east, north = west + width, 21.0 + width
    ring = [[west, 21.0], [east, 21.0], [east, north], [west, north], [west, 21.0]]
    properties = {"code": code, "name": name, "type": unit_type, "province_code": "01"}
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


FORMER_UNITS = [square("00565", "Trâu Quỳ", "Thị trấn", 105.90, 0.02), square("00583", "Dương Xá", "Xã", 105.92, 0.02)]
PRESENT_UNITS = [square("00565", "Gia Lâm", "Xã", 105.89, 0.06), square("00577", "Bát Tràng", "Xã", 105.85, 0.03)]


@pytest.fixture
async def scene(service_connection: Connection) -> Scene:
    connection = service_connection
    for units, day, until in ((FORMER_UNITS, FORMER, PRESENT), (PRESENT_UNITS, PRESENT, None)):
        file = msgspec.json.encode({"type": "FeatureCollection", "features": units})
        await import_units(connection, file, source="test", valid_from=day, valid_to=until)
        await import_boundaries(connection, file, valid_from=day, kind="sketch")
    await derive_succession(connection, FORMER, PRESENT, source="test")
    point = await open_office(connection, office("point", "131000", "Bưu cục Gia Lâm"))
    other = await open_office(connection, office("point", "131100", "Bưu cục Bát Tràng"))
    at_gia_lam = {"unit": UnitKey("00565", PRESENT), "served_by_office_id": point.office_id}
    desk = await open_office(
        connection, msgspec.structs.replace(office("desk", "H26.34", "Một cửa xã Gia Lâm"), **at_gia_lam)
    )
    await sign_agreement(
        connection,
        NewAgreement(
            desk_id=desk.office_id,
            post_office_id=point.office_id,
            legs=["SEND", "RETURN"],
            handover_mode="sealed",
            legal_basis="QĐ 45/2016/QĐ-TTg",
            valid_from=date(2026, 1, 1),
        ),
    )
    await give_range(connection, point.office_id, "RR", 12_345_600, 12_345_649)
    return Scene(
        desk=desk,
        point=point,
        clerk=await someone(connection, "desk_clerk", desk),
        teller=await someone(connection, "teller", point),
        stranger=await someone(connection, "teller", other),
    )


def office(kind: str, code: str, name: str) -> NewOffice:
    fields = {"kind": kind, "code": code, "name": name, "address": "Trâu Quỳ", "province_code": "01"}
    return msgspec.convert(fields | {"lon": 105.91, "lat": 21.01, "phone": "024 3827 6543"}, NewOffice)


async def someone(connection: Connection, role: Role, at: Office) -> UUID:
    person = await add_person(connection, NewPerson(full_name=f"Người {role}", province_code="01"))
    grant = RoleGrant(person_id=person.person_id, role=role, office_id=at.office_id, valid_from=date(2026, 1, 1))
    await grant_role(connection, grant)
    return person.person_id
