"""One post office serves a commune at a time."""

from datetime import date
from uuid import uuid4

import msgspec
import pytest

from courier.database import Connection
from courier.errors import Conflict, InvalidInput
from courier.network.model import Office, UnitKey
from courier.network.offices.model import NewArea
from courier.network.offices.serve_commune import AREA_REFUSALS, end_service, serve_commune, serving_office
from courier.network.offices.statements import SERVING_OFFICES
from courier.network.open_office import open_office
from tests.network.gia_lam import FORMER, PRESENT, former_gia_lam, office

GIA_LAM = UnitKey("00565", PRESENT)
DAY = date(2026, 11, 23)


@pytest.fixture
async def offices(service_connection: Connection) -> tuple[Office, Office]:
    place = await former_gia_lam(service_connection)
    return place.post_office, await open_office(service_connection, office("point", "BC-2", "Bưu điện Phù Đổng"))


async def test_a_commune_is_served_from_its_day_on_until_another_takes_over(
    service_connection: Connection, offices: tuple[Office, Office]
) -> None:
    one, other = (opened.office_id for opened in offices)
    area = NewArea(office_id=one, unit=GIA_LAM, valid_from=PRESENT)
    served = await serve_commune(service_connection, area)
    assert await serve_commune(service_connection, area) == served
    assert await serving_office(service_connection, GIA_LAM, DAY) == one
    assert await serving_office(service_connection, GIA_LAM, date(2025, 6, 30)) is None
    with pytest.raises(Conflict, match="phục vụ"):
        async with service_connection.transaction():
            await serve_commune(service_connection, NewArea(office_id=other, unit=GIA_LAM, valid_from=DAY))
    assert await end_service(service_connection, one, GIA_LAM, DAY)
    assert not await end_service(service_connection, one, GIA_LAM, DAY)
    assert await serving_office(service_connection, GIA_LAM, DAY) is None
    await serve_commune(service_connection, NewArea(office_id=other, unit=GIA_LAM, valid_from=DAY))
    assert await serving_office(service_connection, GIA_LAM, DAY) == other


async def test_many_communes_are_asked_in_one_query(
    service_connection: Connection, offices: tuple[Office, Office]
) -> None:
    one, other = (opened.office_id for opened in offices)
    for office_id, code in ((one, "00565"), (one, "00577"), (other, "00541")):
        area = NewArea(office_id=office_id, unit=UnitKey(code, PRESENT), valid_from=PRESENT)
        await serve_commune(service_connection, area)
    codes = ["00541", "00565", "00577", "00562", "00541"]
    rows = await SERVING_OFFICES.all(service_connection, codes, [PRESENT] * 5, DAY)
    assert {row.unit_code: row.office_id for row in rows} == {"00565": one, "00577": one, "00541": other}


async def test_no_office_takes_a_commune_of_another_province_or_before_there_was_one(
    service_connection: Connection, offices: tuple[Office, Office]
) -> None:
    abroad = msgspec.structs.replace(office("point", "BC-3", "Bưu điện Từ Sơn"), province_code="24")
    foreign = (await open_office(service_connection, abroad)).office_id
    early = NewArea(office_id=offices[0].office_id, unit=GIA_LAM, valid_from=date(2025, 6, 30))
    for area in (NewArea(office_id=foreign, unit=GIA_LAM, valid_from=PRESENT), early):
        with pytest.raises(InvalidInput) as refusal:
            await serve_commune(service_connection, area)
        assert [wrong.field for wrong in refusal.value.fields] == ["unit"]


@pytest.mark.parametrize(
    ("unit", "is_known", "valid_to", "field"),
    [
        (GIA_LAM, False, None, "office_id"),
        (UnitKey("00565", FORMER), True, None, "unit"),
        (UnitKey("99999", PRESENT), True, None, "unit"),
        (GIA_LAM, True, DAY, "valid_to"),
    ],
)
async def test_what_cannot_be_served_is_named(
    service_connection: Connection,
    offices: tuple[Office, Office],
    unit: UnitKey,
    is_known: bool,
    valid_to: date | None,
    field: str,
) -> None:
    office_id = offices[0].office_id if is_known else uuid4()
    area = NewArea(office_id=office_id, unit=unit, valid_from=DAY, valid_to=valid_to)
    with pytest.raises(InvalidInput) as refusal:
        await serve_commune(service_connection, area)
    assert [wrong.field for wrong in refusal.value.fields] == [field]


async def test_every_constraint_a_caller_can_break_has_its_words(owner_connection: Connection) -> None:
    names = await owner_connection.fetch(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'office_area'::regclass AND contype <> 'n'"
    )
    ours = {"office_area_office_id_fkey", "office_area_unit_code_unit_valid_from_fkey", "office_area_check"}
    assert {row["conname"] for row in names} - ours == set(AREA_REFUSALS)
