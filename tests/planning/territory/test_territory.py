"""Home communes proposed from the plans of the days before, and the shape of a plan's routes, over HTTP."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree as ET

import httpx
import msgspec
import numpy as np
import pytest
import shapely

from courier.clock import new_id
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict
from courier.network.locate import NOWHERE
from courier.planning.make_plan import make_plan
from courier.planning.plans.publish_plan import publish_plan
from courier.planning.territory.measure_routes import shapes_of
from courier.planning.territory.propose_homes import find_asker, propose_homes
from courier.planning.territory.statements import RouteDoor
from routing.plan import Limits
from routing.territory import partition
from tests.planning.day import CENTRE, NORTH, SOUTH, PlanningDay, add_job, open_shifts


async def ridden(database: Pool, connection: Connection, day: PlanningDay) -> UUID:
    """A published plan of eight doors; the two communes have their boundaries."""
    lon, lat = CENTRE
    for code, south, north in ((NORTH, lat, lat + 0.1), (SOUTH, lat - 0.1, lat)):
        await connection.execute(
            "UPDATE administrative_unit SET boundary = $1, boundary_kind = 'sketch' WHERE code = $2",
            shapely.to_wkb(shapely.MultiPolygon([shapely.box(lon - 0.1, south, lon + 0.1, north)])),
            code,
        )
    await open_shifts(connection, day)
    for number in range(8):
        await add_job(connection, day, f"nhà {number}")
    plan_id = await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, Limits(iterations=50))
    await in_transaction(database, lambda c: publish_plan(c, plan_id, day.world.dispatcher))
    return plan_id


async def test_each_carrier_is_proposed_the_commune_he_rides(
    database: Pool, owner_connection: Connection, day: PlanningDay, office: httpx.AsyncClient
) -> None:
    await ridden(database, owner_connection, day)
    asked = {"office_id": str(day.world.post_office), "on_date": str(day.on_date)}
    found = (await office.get("/api/v1/office/territory", params=asked)).raise_for_status().json()
    homes = {home["carrier_id"]: [commune["code"] for commune in home["communes"]] for home in found["homes"]}
    assert homes == {str(day.world.lan.party_id): [NORTH], str(day.world.minh.party_id): [SOUTH]}
    assert sum(home["visits"] for home in found["homes"]) == 8
    assert "2 xã, phường cho 2 bưu tá" in found["vi"]
    asker = await find_asker(
        database,
        (await owner_connection.fetchval("SELECT code FROM office WHERE office_id = $1", day.world.post_office)),
    )
    assert asker.office_id == day.world.post_office
    told = await propose_homes(database, asker.office_id, day.on_date, asker.person_id)
    assert msgspec.to_builtins(told)["homes"] == found["homes"]


async def test_an_office_of_nobodys_is_not_there_and_one_without_communes_is_told_so(
    database: Pool, day: PlanningDay, office: httpx.AsyncClient
) -> None:
    asked = {"office_id": str(day.second_desk), "on_date": str(day.on_date)}
    assert (await office.get("/api/v1/office/territory", params=asked)).status_code == 404
    with pytest.raises(Conflict):
        await propose_homes(database, day.world.post_office, day.on_date, day.world.dispatcher)


async def test_a_plans_shape_is_told_in_figures_and_drawn(
    database: Pool, owner_connection: Connection, day: PlanningDay, office: httpx.AsyncClient
) -> None:
    plan_id = await ridden(database, owner_connection, day)
    await owner_connection.execute(
        "UPDATE person SET full_name = 'Lan <& Hoa>' WHERE carrier_party_id = $1", day.world.lan.party_id
    )
    shape = (await office.get(f"/api/v1/office/plans/{plan_id}/shape")).raise_for_status().json()
    assert sum(route["doors"] for route in shape["routes"]) == 8
    assert all(route["communes"] == 1 and route["spread_m"] > 0 for route in shape["routes"])
    assert shape["overlap_percent"] == 0, "the border parts them"
    drawn = await office.get(f"/api/v1/office/plans/{plan_id}/shape.svg")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    picture = ET.fromstring(drawn.text)
    assert sum(part.get("r") == "4" for part in picture.iter("{http://www.w3.org/2000/svg}circle")) == 8
    assert "Lan <& Hoa>" in [part.text for part in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert (await office.get(f"/api/v1/office/plans/{new_id()}/shape.svg")).status_code == 404


def test_doors_in_another_carriers_way_are_counted() -> None:
    first, second = new_id(), new_id()

    def doors(route: UUID, *at: tuple[float, float]) -> list[RouteDoor]:
        return [RouteDoor(route, route, "Lan", 105.9 + x / 1000, 21 + y / 1000) for x, y in at]

    square = doors(first, (0, 0), (10, 0), (10, 10), (0, 10))
    through = doors(second, (5, 5), (20, 5))
    routes = shapes_of([*square, *through], [NOWHERE] * 6)
    assert [(route.doors, route.doors_among_others, route.communes) for route in routes] == [(4, 0, 0), (2, 1, 0)]
    assert routes[0].area_km2 == pytest.approx(1.04 * 1.11, abs=0.02)
    assert routes[0].spread_m == pytest.approx(760, abs=5)
    assert shapes_of([], []) == []


def test_the_22_former_units_of_gia_lam_fall_to_five_carriers(test_data: Callable[[str], Path]) -> None:
    """Public boundaries; work in proportion to nothing but chance, so that geometry alone decides."""
    features = msgspec.json.decode(test_data("geo/pre2025_gia_lam_22_units.geojson").read_bytes())["features"]
    lands = [shapely.from_geojson(msgspec.json.encode(feature["geometry"])) for feature in features]
    inside = [shapely.point_on_surface(land) for land in lands]
    points = np.array([(point.x, point.y) for point in inside])
    shared = partition(points, [20] * len(lands), np.zeros((len(lands), 5)))
    assert len(lands) == 22
    assert max(shared.loads) <= 100
    for district in range(5):
        part = shapely.union_all([land for land, d in zip(lands, shared.district_of, strict=True) if d == district])
        assert part.buffer(0.002).geom_type == "Polygon", "each district hangs together"
