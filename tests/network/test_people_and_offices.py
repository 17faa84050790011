"""Offices, people, roles and agreements: what is refused, and in which words."""

from datetime import date
from uuid import uuid4

import msgspec
import pytest

from courier.database import Connection
from courier.errors import Conflict, InvalidInput
from courier.network.add_person import PERSON_REFUSALS, add_person
from courier.network.agreements.store_agreement import AGREEMENT_REFUSALS
from courier.network.grant_role import GRANT_REFUSALS, grant_role
from courier.network.model import NewAgreement, NewOffice, NewPerson, Office, RoleGrant
from courier.network.open_office import OFFICE_REFUSALS, find_office, open_office
from courier.network.sign_agreement import find_agreement, sign_agreement

POINT = NewOffice(
    kind="point", code="131000", name="Bưu điện Gia Lâm", address="Trâu Quỳ", lon=105.94, lat=21.02, province_code="01"
)
DAY = date(2026, 11, 23)


async def open_desk(connection: Connection, point: Office) -> Office:
    desk = NewOffice(
        kind="desk",
        code="H26.34",
        name="Một cửa Gia Lâm",
        address="Trâu Quỳ",
        lon=105.93,
        lat=21.02,
        province_code="01",
        served_by_office_id=point.office_id,
    )
    return await open_office(connection, desk)


async def test_an_office_opened_is_found_by_its_code(service_connection: Connection) -> None:
    opened = await open_office(service_connection, msgspec.structs.replace(POINT, phone="024 3827 6543"))
    assert await find_office(service_connection, "131000") == opened
    assert opened.phone == "+842438276543"
    assert await find_office(service_connection, "131001") is None


async def test_a_code_stands_for_one_office(service_connection: Connection) -> None:
    await open_office(service_connection, POINT)
    with pytest.raises(Conflict, match="mã"):
        await open_office(service_connection, POINT)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "một cửa"}, "code"),
        ({"lon": 181.0}, "lon"),
        ({"lat": -91.0}, "lat"),
        ({"opens_s": 70_000}, "opens_s"),
        ({"province_code": "1"}, "province_code"),
        ({"phone": "12"}, "phone"),
        ({"kind": "desk"}, "served_by_office_id"),
        ({"superior_office_id": uuid4()}, "superior_office_id"),
        ({"unit": ("99999", DAY)}, "unit"),
        ({"form": "branch"}, "form"),
    ],
)
async def test_a_wrong_field_is_named(service_connection: Connection, change: dict[str, object], field: str) -> None:
    office = msgspec.convert(msgspec.to_builtins(POINT) | change, NewOffice)
    with pytest.raises(InvalidInput) as refusal:
        await open_office(service_connection, office)
    assert [wrong.field for wrong in refusal.value.fields] == [field]


async def test_a_carrier_gets_a_party_once(service_connection: Connection) -> None:
    point = await open_office(service_connection, POINT)
    lan = await add_person(service_connection, NewPerson(full_name="Bùi  Thị Lan", province_code="01"))
    assert (lan.full_name, lan.carrier_party_id) == ("Bùi Thị Lan", None)
    grant = RoleGrant(person_id=lan.person_id, role="carrier", office_id=point.office_id, valid_from=DAY)
    carrier = await grant_role(service_connection, grant)
    later = msgspec.structs.replace(grant, role="teller")
    assert carrier.carrier_party_id is not None
    assert (await grant_role(service_connection, later)).carrier_party_id == carrier.carrier_party_id
    with pytest.raises(Conflict, match="vai trò"):
        await grant_role(service_connection, grant)


async def test_a_user_name_needs_a_password_and_is_taken_once(service_connection: Connection) -> None:
    lan = NewPerson(full_name="Lan", province_code="01", username="lan")
    with pytest.raises(InvalidInput, match="mật khẩu"):
        await add_person(service_connection, lan)
    await add_person(service_connection, lan, "hash")
    with pytest.raises(Conflict, match="đăng nhập"):
        await add_person(service_connection, lan, "hash")


async def test_a_desk_has_one_agreement_at_a_time(service_connection: Connection) -> None:
    point = await open_office(service_connection, POINT)
    desk = await open_desk(service_connection, point)
    agreement = NewAgreement(
        desk_id=desk.office_id,
        post_office_id=point.office_id,
        legs=["SEND", "RETURN"],
        handover_mode="sealed",
        legal_basis="QĐ 45/2016/QĐ-TTg",
        valid_from=DAY,
        valid_to=date(2027, 1, 1),
    )
    signed = await sign_agreement(service_connection, agreement)
    assert await find_agreement(service_connection, desk.office_id, DAY) == signed
    assert await find_agreement(service_connection, desk.office_id, date(2027, 1, 1)) is None
    with pytest.raises(Conflict, match="thỏa thuận"):
        await sign_agreement(service_connection, agreement)
    swapped = msgspec.structs.replace(agreement, desk_id=point.office_id, post_office_id=desk.office_id)
    with pytest.raises(InvalidInput, match="một cửa"):
        await sign_agreement(service_connection, swapped)


TABLES = {
    "office": OFFICE_REFUSALS,
    "person": PERSON_REFUSALS,
    "role_grant": GRANT_REFUSALS,
    "agreement": AGREEMENT_REFUSALS,
}
OURS = {
    # What the types of the nouns and the acts themselves rule out before the database sees it.
    "office_pkey",
    "office_kind_check",
    "office_office_id_kind_fkey",
    "office_office_id_province_code_fkey",
    "person_pkey",
    "person_carrier_party_id_key",
    "person_carrier_party_id_carrier_kind_fkey",
    "role_grant_role_check",
    "role_grant_person_id_fkey",
    "agreement_pkey",
    "agreement_desk_id_fkey",
    "agreement_post_office_id_fkey",
    "agreement_handover_mode_check",
    "agreement_inherited_from_fkey",
    "agreement_check1",
}


@pytest.mark.parametrize("table", TABLES)
async def test_every_constraint_a_caller_can_break_has_its_words(table: str, owner_connection: Connection) -> None:
    names = await owner_connection.fetch(
        "SELECT conname FROM pg_constraint WHERE conrelid = $1::text::regclass AND contype <> 'n'",
        table,
    )
    named_here = {name for name in TABLES[table] if name.startswith(table)}
    assert {row["conname"] for row in names} - OURS == named_here
