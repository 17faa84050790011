"""How compact a plan's routes are, and how far they ride through one another: figures, and a picture."""

from collections.abc import Sequence
from datetime import date
from html import escape
from itertools import groupby
from typing import Final, NamedTuple
from uuid import UUID

import numpy as np
import shapely

from courier.database import Connection
from courier.network.locate import NOWHERE, load_index, locate_many
from courier.planning.live.statements import MAP_COMMUNES, CommuneRow
from courier.planning.plans.read_plan import get_plan_summary
from courier.planning.territory.model import DayShape, RouteShape
from courier.planning.territory.statements import ROUTE_DOORS, RouteDoor
from routing.travel import EARTH_RADIUS_M

WIDTH: Final = 1_000
"""Of the picture, in its own units; as high as the land asks for."""
COLOURS: Final = ("#0b6bcb", "#c2410c", "#15803d", "#7e22ce", "#be123c", "#0f766e", "#a16207", "#4338ca")


async def measure_routes(connection: Connection, plan_id: UUID, asked_by: UUID) -> DayShape:
    """The shape of a plan's day. Raises `NotFound` unless `asked_by` works at its office."""
    plan = await get_plan_summary(connection, plan_id, asked_by)
    doors = await ROUTE_DOORS.all(connection, plan_id)
    index = await load_index(connection, plan.on_date)
    at = locate_many(index, np.array([d.lon for d in doors]), np.array([d.lat for d in doors])).first.tolist()
    routes = shapes_of(doors, at)
    count = sum(route.doors for route in routes)
    return DayShape(
        plan_id=plan_id,
        office_id=plan.office_id,
        on_date=plan.on_date,
        routes=routes,
        mean_spread_m=round(sum(route.spread_m * route.doors for route in routes) / max(1, count)),
        overlap_percent=round(100 * sum(route.doors_among_others for route in routes) / max(1, count)),
    )


def shapes_of(doors: Sequence[RouteDoor], communes: Sequence[int]) -> list[RouteShape]:
    """The shape of each route. `communes` says which each door lies in, `NOWHERE` where that is not known. Pure."""
    if not doors:
        return []
    metres = _metres(doors)
    rows = {route: list(of) for route, of in groupby(range(len(doors)), key=lambda row: doors[row].route_id)}
    spans = {route: shapely.MultiPoint(metres[of]).convex_hull for route, of in rows.items()}
    found = []
    for route, of in rows.items():
        others = [span for other, span in spans.items() if doors[rows[other][0]].carrier_id != doors[of[0]].carrier_id]
        among = shapely.intersects(shapely.union_all(others), shapely.points(metres[of]))
        middle = metres[of].mean(axis=0)
        found.append(
            RouteShape(
                route_id=route,
                carrier_id=doors[of[0]].carrier_id,
                carrier_name=doors[of[0]].carrier_name,
                doors=len(of),
                communes=len({communes[row] for row in of} - {NOWHERE}),
                spread_m=round(float(np.hypot(*(metres[of] - middle).T).mean())),
                area_km2=round(spans[route].area / 1e6, 2),
                doors_among_others=int(among.sum()),
            )
        )
    return found


async def picture_routes(connection: Connection, plan_id: UUID, asked_by: UUID) -> str:
    """The same as SVG: communes, each route's doors and the area they span. Raises `NotFound` as `measure_routes`."""
    plan = await get_plan_summary(connection, plan_id, asked_by)
    doors = await ROUTE_DOORS.all(connection, plan_id)
    return draw(await MAP_COMMUNES.all(connection, plan.office_id, plan.on_date), doors, plan.on_date)


def draw(communes: Sequence[CommuneRow], doors: Sequence[RouteDoor], on_date: date) -> str:
    """The picture. Pure."""
    lands = [shapely.from_wkb(commune.boundary) for commune in communes]
    sheet = _sheet([*lands, *(shapely.Point(door.lon, door.lat) for door in doors)])
    carriers = list(dict.fromkeys(door.carrier_id for door in doors))
    colours = {carrier: COLOURS[number % len(COLOURS)] for number, carrier in enumerate(carriers)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {sheet.height}" font-family="sans-serif">',
        f"<title>{escape(f'Tuyến phát ngày {on_date:%d/%m/%Y} / Routes of {on_date}')}</title>",
        f'<rect width="{WIDTH}" height="{sheet.height}" fill="#ffffff"/>',
    ]
    for commune, land in zip(communes, lands, strict=True):
        name = escape(f"{commune.unit_type} {commune.name}")
        parts.append(f'<path d="{sheet.path(land)}" fill="#f4f4f5" stroke="#a1a1aa"><title>{name}</title></path>')
    for _, of in groupby(doors, key=lambda door: door.route_id):
        parts += _route(list(of), sheet, colours)
    for number, carrier in enumerate(carriers):
        name = escape(next(door.carrier_name for door in doors if door.carrier_id == carrier))
        y = 24 + 24 * number
        parts.append(
            f'<circle cx="16" cy="{y - 5}" r="7" fill="{colours[carrier]}"/><text x="30" y="{y}">{name}</text>'
        )
    return "\n".join([*parts, "</svg>"])


def _route(doors: list[RouteDoor], sheet: "_Sheet", colours: dict[UUID, str]) -> list[str]:
    colour = colours[doors[0].carrier_id]
    span = shapely.convex_hull(shapely.MultiPoint([(door.lon, door.lat) for door in doors]))
    parts = []
    if span.geom_type == "Polygon":
        parts.append(f'<path d="{sheet.path(span)}" fill="{colour}" fill-opacity="0.12" stroke="{colour}"/>')
    for door in doors:
        x, y = sheet.at(door.lon, door.lat)
        parts.append(f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>')
    return parts


class _Sheet(NamedTuple):
    """Where a position lies on the picture."""

    west: float
    north: float
    x_per_degree: float
    y_per_degree: float
    height: int

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return round((lon - self.west) * self.x_per_degree, 1), round((self.north - lat) * self.y_per_degree, 1)

    def path(self, land: shapely.Geometry) -> str:
        rings = [ring for part in shapely.get_parts(land) if part.geom_type == "Polygon" for ring in _rings(part)]
        return "".join(
            "M" + "L".join("{} {}".format(*self.at(lon, lat)) for lon, lat in ring.coords[:-1]) + "Z" for ring in rings
        )


def _rings(part: shapely.Polygon) -> list[shapely.LinearRing]:
    return [part.exterior, *part.interiors]


def _sheet(things: Sequence[shapely.Geometry]) -> _Sheet:
    west, south, east, north = shapely.total_bounds(things) if things else (105.0, 20.0, 106.0, 21.0)
    margin = max(east - west, north - south, 0.01) * 0.03
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    x_per_degree = WIDTH / (east - west)
    y_per_degree = x_per_degree / float(np.cos(np.radians((north + south) / 2)))
    return _Sheet(west, north, x_per_degree, y_per_degree, max(1, round((north - south) * y_per_degree)))


def _metres(doors: Sequence[RouteDoor]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """East and north of their middle; over an office's area the earth is flat enough."""
    lon, lat = np.radians([[door.lon, door.lat] for door in doors]).T
    return np.column_stack([(lon - lon.mean()) * np.cos(lat.mean()), lat - lat.mean()]) * EARTH_RADIUS_M
