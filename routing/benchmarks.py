"""Readers of the public benchmark sets: Li & Lim (pickup and delivery), Solomon and Gehring & Homberger.

Their coordinates and times are real numbers without unit, and travel time is Euclidean distance. Here one of
their units is 10,000 seconds and metres, and every distance is rounded up, so that a plan made here holds there;
`exact_distance` says what it is worth there. Vehicles come first in these sets: each costs more than any travel.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from routing.errors import UnreadableFile
from routing.instance import (
    AnyRequest,
    Delivery,
    Depot,
    Instance,
    Place,
    ServiceKind,
    Shipment,
    TimeWindow,
    TravelMatrix,
    Vehicle,
    Visit,
)
from routing.plan import Plan

UNIT = 10_000
VEHICLE_COST_S = 10_000 * UNIT
DEGREES_PER_UNIT = 0.001  # so that a plan can be drawn; travel does not rest on it


class Row(NamedTuple):
    """One line: number, position, demand, window, service and, in Li & Lim's files, its partners (0: none)."""

    number: int
    x: float
    y: float
    demand: int
    ready: float
    due: float
    service: float
    pickup: int = 0
    delivery: int = 0


def read_benchmark(name: str, text: str) -> Instance:
    """The instance in a file's text, of any of the three sets. Raises UnreadableFile naming the line."""
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    is_li_lim = bool(lines) and all(_is_number(word) for word in lines[0][1])
    header, body = (lines[:1], lines[1:]) if is_li_lim else _solomon_parts(lines)
    vehicles, capacity = _numbers(header[-1], 2)[:2]
    rows = [_row(line, 9 if is_li_lim else 7) for line in body]
    if not rows:
        raise UnreadableFile("holds no depot: line 1 of the table is missing")
    requests = _pairs(rows) if is_li_lim else _deliveries(rows)
    return _instance(name, rows, int(vehicles), int(capacity), tuple(requests))


def exact_distance(instance: Instance, plan: Plan) -> float:
    """Total distance of a benchmark's plan in the file's own unit, in double precision."""
    at = {place.id: np.array([place.lon, place.lat]) / DEGREES_PER_UNIT for place in instance.places}
    stops = [[route.start_place, *(stop.place for stop in route.stops), route.start_place] for route in plan.routes]
    return float(sum(np.linalg.norm(at[a] - at[b]) for places in stops for a, b in pairwise(places)))


Line = tuple[int, list[str]]


def _solomon_parts(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Name, VEHICLE, its heading, its numbers; CUSTOMER, its heading, the table."""
    headings = [index for index, (_, words) in enumerate(lines) if words[0].upper().startswith("CUST")]
    if len(headings) < 1 or headings[0] < 2:
        raise UnreadableFile("is neither a Li & Lim nor a Solomon file: no CUSTOMER heading")
    table = next((index for index in range(headings[0], len(lines)) if _is_number(lines[index][1][0])), len(lines))
    return lines[: headings[0]], lines[table:]


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _numbers(line: Line, least: int) -> list[float]:
    number, words = line
    if len(words) < least or not all(_is_number(word) for word in words):
        raise UnreadableFile(f"line {number}: expected at least {least} numbers, found {' '.join(words)!r}")
    return [float(word) for word in words]


def _row(line: Line, columns: int) -> Row:
    number, x, y, demand, ready, due, service, *partners = _numbers(line, columns)[:columns]
    return Row(int(number), x, y, int(demand), ready, due, service, *(int(partner) for partner in partners))


def _deliveries(rows: Sequence[Row]) -> Iterator[AnyRequest]:
    for row in rows[1:]:
        yield Delivery(id=str(row.number), depot="0", items=row.demand, visit=_visit(row))


def _pairs(rows: Sequence[Row]) -> Iterator[AnyRequest]:
    by_number = {row.number: row for row in rows}
    for row in rows[1:]:
        if row.delivery:
            if row.delivery not in by_number:
                raise UnreadableFile(f"pickup {row.number} names delivery {row.delivery}, which is not there")
            yield Shipment(
                id=str(row.number),
                items=row.demand,
                pickup=_visit(row),
                delivery=_visit(by_number[row.delivery]),
            )


def _visit(row: Row) -> Visit:
    window = TimeWindow(earliest_s=_scaled(row.ready), latest_s=_scaled(row.due))
    return Visit(place=str(row.number), service=_service(row.service), windows=(window,))


def _service(duration: float) -> str:
    return f"{duration:g}"


def _scaled(value: float) -> int:
    return round(value * UNIT)


def _instance(
    name: str, rows: Sequence[Row], vehicles: int, capacity: int, requests: tuple[AnyRequest, ...]
) -> Instance:
    depot = rows[0]
    points = np.array([[row.x, row.y] for row in rows])
    distance = np.hypot(*(points[:, None] - points).transpose(2, 0, 1))
    travel = np.ceil(distance * UNIT - 1e-6).astype(np.int32)  # not above a whole distance by rounding error
    return Instance(
        name=name,
        origin_at=datetime(1970, 1, 1, tzinfo=UTC),
        places=tuple(
            Place(id=str(row.number), lon=row.x * DEGREES_PER_UNIT, lat=row.y * DEGREES_PER_UNIT) for row in rows
        ),
        depots=(Depot(id="0", place=str(depot.number)),),
        vehicles=tuple(
            Vehicle(
                id=f"v{number}",
                depot="0",
                profile="euclidean",
                shift_start_s=_scaled(depot.ready),
                shift_end_s=_scaled(depot.due),
                capacity_items=capacity,
                fixed_cost_s=VEHICLE_COST_S,
            )
            for number in range(1, vehicles + 1)
        ),
        services=tuple(
            ServiceKind(id=_service(duration), fixed_s=_scaled(duration))
            for duration in sorted({row.service for row in rows})
        ),
        requests=requests,
        travel=(
            TravelMatrix(
                profile="euclidean", provider="euclidean", is_estimated=False, travel_s=travel, distance_m=travel
            ),
        ),
    )
