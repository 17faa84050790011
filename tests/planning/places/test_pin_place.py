"""«Ghim lại vị trí đúng»: the carrier for today's own stops, the office for whom it serves, nobody else."""

from uuid import UUID

import pytest

from courier.clock import new_id
from courier.database import Connection, Pool, in_transaction
from courier.errors import NotFound
from courier.network.addresses.model import PointCorrected, PointReport
from courier.planning.places.pin_place import pin_as_carrier, pin_as_office
from tests.planning.day import PlanningDay
from tests.planning.test_publish_plan import draft, manifest, ordinary, publish


def report(party_id: UUID, lon: float = 105.9501) -> PointReport:
    return PointReport(point_id=new_id(), party_id=party_id, lon=lon, lat=21.0301, landmark="cổng xanh")


async def by_carrier(database: Pool, day: PlanningDay, party_id: UUID, *, minh: bool = False) -> PointCorrected:
    device = day.world.minh if minh else day.world.lan
    return await in_transaction(
        database,
        lambda c: pin_as_carrier(
            c, carrier_party_id=device.party_id, person_id=device.person_id, report=report(party_id)
        ),
    )


async def test_a_carrier_pins_todays_own_citizens_alone_and_the_phone_learns_of_it(
    database: Pool, owner_connection: Connection
) -> None:
    day = await ordinary(database, owner_connection)
    await publish(database, day, await draft(database, day))
    told = await manifest(database, day.world.lan)
    citizen = next(stop.party.party_id for stop in told.stops if stop.party.kind == "citizen")
    desk = next(stop.party.party_id for stop in told.stops if stop.party.kind == "desk")
    assert (await by_carrier(database, day, citizen)).quality == "carrier"
    again = await manifest(database, day.world.lan, told.cursor)
    stop = next(stop for stop in again.stops if stop.party.party_id == citizen)
    assert (stop.lon, stop.lat, stop.party.landmark, stop.is_estimated_place) == (105.9501, 21.0301, "cổng xanh", False)
    for stranger, minh in ((citizen, True), (desk, False), (new_id(), False)):
        with pytest.raises(NotFound):
            await by_carrier(database, day, stranger, minh=minh)


async def test_without_a_published_plan_no_carrier_pins(database: Pool, owner_connection: Connection) -> None:
    day = await ordinary(database, owner_connection)
    await draft(database, day)
    with pytest.raises(NotFound):
        await by_carrier(database, day, next(iter(day.citizens.values())))


async def test_an_office_pins_whom_it_serves_and_no_other_office_does(
    database: Pool, owner_connection: Connection
) -> None:
    day = await ordinary(database, owner_connection)
    citizen = next(iter(day.citizens.values()))
    await owner_connection.execute("UPDATE contact SET position_quality = 'commune' WHERE party_id = $1", citizen)

    async def pin(person_id: UUID) -> PointCorrected:
        return await in_transaction(database, lambda c: pin_as_office(c, person_id=person_id, report=report(citizen)))

    done = await pin(day.world.dispatcher)
    assert (done.quality, done.is_taken, done.lon) == ("office", True, 105.9501)
    with pytest.raises(NotFound):
        await pin(day.outsider)
