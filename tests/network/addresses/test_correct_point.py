"""Where an address is, as carriers and offices correct it: the best counts, then the newest."""

from uuid import UUID

import pytest

from courier.clock import new_id
from courier.database import Connection
from courier.errors import InvalidInput, NotFound
from courier.network.addresses.correct_point import correct_point
from courier.network.addresses.load_gazetteer import load_gazetteer
from courier.network.addresses.model import AddressPoint, PointCorrected, PointQuality, PointReport
from courier.network.import_units import import_units
from tests.network.addresses.conftest import FORMER, PRESENT, TODAY, add_citizen

ADDRESS = "Số 5 ngõ 12, TT Trâu Quỳ, huyện Gia Lâm"
pytestmark = pytest.mark.usefixtures("units")


async def pin(
    connection: Connection,
    party_id: UUID,
    person: UUID,
    lon: float,
    lat: float = 21.01,
    quality: PointQuality = "carrier",
    landmark: str | None = None,
    point_id: UUID | None = None,
) -> PointCorrected:
    report = PointReport(point_id=point_id or new_id(), party_id=party_id, lon=lon, lat=lat, landmark=landmark)
    return await correct_point(connection, report, quality=quality, person_id=person, source="test")


async def point_of(connection: Connection, address: str) -> AddressPoint | None:
    gazetteer = await load_gazetteer(connection, "01", TODAY, addresses=[address])
    return next(iter(gazetteer.points.values()), None)


async def test_a_carriers_pin_moves_the_citizen_and_serves_the_next_order(
    service_connection: Connection, person: UUID
) -> None:
    citizen = await add_citizen(service_connection, ADDRESS)
    done = await pin(service_connection, citizen, person, 105.911, landmark="  cổng  xanh ")
    assert (done.lon, done.lat, done.quality, done.landmark, done.is_taken) == (
        105.911,
        21.01,
        "carrier",
        "cổng xanh",
        True,
    )
    row = await service_connection.fetchrow(
        "SELECT lon, position_quality, landmark FROM contact WHERE party_id = $1", citizen
    )
    assert tuple(row) == (105.911, "carrier", "cổng xanh")
    found = await point_of(service_connection, "SN 05, ngõ 12 - trau quy, gia lam")
    assert found is not None
    assert (found.lon, found.quality, found.landmark) == (105.911, "carrier", "cổng xanh")
    assert await point_of(service_connection, "Số 6 ngõ 12, TT Trâu Quỳ") is None


async def test_a_worse_quality_never_replaces_a_better_one_and_of_equal_ones_the_newest_counts(
    service_connection: Connection, person: UUID
) -> None:
    citizen = await add_citizen(service_connection, ADDRESS)
    await pin(service_connection, citizen, person, 105.905, quality="office", landmark="cổng xanh")
    await pin(service_connection, citizen, person, 105.911)
    office = await pin(service_connection, citizen, person, 105.915, quality="office")
    assert (office.is_taken, office.lon, office.quality) == (False, 105.911, "carrier")
    newest = await pin(service_connection, citizen, person, 105.912)
    assert (newest.is_taken, newest.lon) == (True, 105.912)
    found = await point_of(service_connection, ADDRESS)
    assert found is not None
    assert (found.lon, found.quality, found.landmark) == (105.912, "carrier", "cổng xanh")
    assert await service_connection.fetchval("SELECT count(*) FROM address_point") == 4


async def test_the_same_report_again_changes_nothing(service_connection: Connection, person: UUID) -> None:
    citizen, point_id = await add_citizen(service_connection, ADDRESS), new_id()
    first = await pin(service_connection, citizen, person, 105.911, point_id=point_id)
    await pin(service_connection, citizen, person, 105.912)
    again = await pin(service_connection, citizen, person, 105.911, point_id=point_id)
    assert (first.is_taken, again.is_taken, again.lon) == (True, False, 105.912)
    assert await service_connection.fetchval("SELECT count(*) FROM address_point") == 2


async def test_an_address_that_says_only_its_commune_has_no_point(service_connection: Connection, person: UUID) -> None:
    citizen = await add_citizen(service_connection, "xã Gia Lâm, Hà Nội")
    done = await pin(service_connection, citizen, person, 105.911)
    assert (done.is_taken, done.quality) == (True, "carrier")
    assert await service_connection.fetchval("SELECT count(*) FROM address_point") == 0


@pytest.mark.parametrize(
    ("lon", "lat", "problem"),
    [
        (21.01, 105.91, "swapped-axes"),
        (2.3, 48.8, "outside-vietnam"),
        (106.5, 21.0, "too-far"),
        (112.0, 15.0, "too-far"),
        (105.96, 21.03, "outside-province"),
    ],
)
async def test_a_position_that_cannot_be_right_is_refused(
    service_connection: Connection, person: UUID, lon: float, lat: float, problem: str
) -> None:
    citizen = await add_citizen(service_connection, ADDRESS)
    with pytest.raises(InvalidInput) as refused:
        await pin(service_connection, citizen, person, lon, lat)
    assert [(wrong.field, wrong.problem) for wrong in refused.value.fields] == [("lon", problem)]
    assert await service_connection.fetchval("SELECT count(*) FROM address_point") == 0


async def test_a_neighbouring_commune_of_the_province_is_believed(service_connection: Connection, person: UUID) -> None:
    citizen = await add_citizen(service_connection, ADDRESS)
    assert (await pin(service_connection, citizen, person, 105.88)).is_taken


async def test_who_was_erased_has_no_place(service_connection: Connection, person: UUID) -> None:
    with pytest.raises(NotFound):
        await pin(service_connection, new_id(), person, 105.91)


async def test_a_name_of_two_generations_in_one_commune_is_one_door(
    service_connection: Connection, person: UUID
) -> None:
    """Pinned while «xã Gia Lâm» was typed; a hamlet list or a district may make the next reading another."""
    table = "Mã;Tên;Loại;Mã tỉnh;Mã huyện\n00999;Gia Lâm;Xã;01;018\n".encode()
    await import_units(service_connection, table, source="test", valid_from=FORMER, valid_to=PRESENT)
    await service_connection.execute(
        "INSERT INTO unit_succession VALUES ('00999', $1, '00565', $2, 'whole', 1.0, false, 'test')", FORMER, PRESENT
    )
    citizen = await add_citizen(service_connection, "Số 5, xã Gia Lâm, huyện Gia Lâm")
    await pin(service_connection, citizen, person, 105.911)
    assert await service_connection.fetchval("SELECT unit_code FROM address_point") == "00999"
    assert await point_of(service_connection, "Số 5, xã Gia Lâm") is not None
