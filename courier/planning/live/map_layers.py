"""The office's map: communes, offices, and the routes in force with what became of their stops."""

from collections import defaultdict
from datetime import date
from typing import Final
from uuid import UUID

import msgspec
import shapely

from courier.database import Executor
from courier.money.reading import DEFAULT_LIMIT_VND
from courier.planning.live.get_office import get_office
from courier.planning.live.model import MapLayers, MapRoute, MapStop, ShownState
from courier.planning.live.statements import BOARD_CARRIERS, MAP_COMMUNES, MAP_OFFICES, SHOWN_STOPS, CommuneRow
from courier.planning.plans.read_plan import find_plan_in_force, stops_of
from courier.planning.plans.statements import ROUTES_OF_PLAN, STOPS_OF_PLAN, StopRow

SIMPLIFIED_TO_DEGREES: Final = 0.0003
"""About 30 m: less than a pixel where a commune fills the screen."""


async def map_layers(connection: Executor, office_id: UUID, asked_by: UUID, on_date: date) -> MapLayers:
    """Communes, offices and the routes in force. Raises `NotFound` unless `asked_by` works at the office."""
    await get_office(connection, office_id, asked_by)
    communes = await MAP_COMMUNES.all(connection, office_id, on_date)
    return MapLayers(
        communes={"type": "FeatureCollection", "features": [_feature(commune) for commune in communes]},
        offices=await MAP_OFFICES.all(connection, office_id),
        routes=await _routes(connection, office_id, asked_by, on_date),
    )


async def _routes(connection: Executor, office_id: UUID, asked_by: UUID, on_date: date) -> list[MapRoute]:
    plan = await find_plan_in_force(connection, office_id, on_date, asked_by)
    if plan is None:
        return []
    carriers = await BOARD_CARRIERS.all(connection, office_id, on_date, DEFAULT_LIMIT_VND)
    colours = {row.carrier_id: colour for colour, row in enumerate(carriers)}
    states = {shown.stop_id: shown.state for shown in await SHOWN_STOPS.all(connection, plan.plan_id)}
    stops: dict[UUID, list[MapStop]] = defaultdict(list)
    for rows in stops_of(await STOPS_OF_PLAN.all(connection, plan.plan_id)):
        stops[rows[0].route_id].append(_stop(rows[0], states[rows[0].stop_id]))
    return [
        MapRoute(
            route_id=route.route_id,
            carrier_id=route.carrier_id,
            carrier_name=route.carrier_name,
            colour=colours[route.carrier_id],
            stops=stops[route.route_id],
        )
        for route in await ROUTES_OF_PLAN.all(connection, plan.plan_id)
    ]


def _stop(row: StopRow, state: ShownState) -> MapStop:
    return MapStop(
        stop_id=row.stop_id,
        position=row.position,
        act=row.act,
        lon=row.lon,
        lat=row.lat,
        jobs=row.jobs,
        state=state,
        arrive_at=row.arrive_at,
    )


def _feature(commune: CommuneRow) -> dict[str, object]:
    area = shapely.from_wkb(commune.boundary).simplify(SIMPLIFIED_TO_DEGREES)
    return {
        "type": "Feature",
        "id": commune.code,
        "properties": {
            "code": commune.code,
            "name": f"{commune.unit_type} {commune.name}",
            "boundary_kind": commune.boundary_kind,
        },
        "geometry": msgspec.json.decode(shapely.to_geojson(area)),
    }
