"""Readers of the public benchmark sets: Li & Lim (pickup and delivery), Solomon and Gehring & Homberger.

Their coordinates and times are real numbers without unit, and travel time is Euclidean distance. Here one of
their units is 10,000 seconds and metres (less where a file's numbers are so large that they would not fit), every
distance and opening is rounded up and every closing down, so that a plan made here holds there in exact arithmetic;
`exact_distance` says what it is worth there. Their tables count vehicles first: each costs more than any travel.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from math import ceil, floor, hypot, isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
LARGEST = 1_000_000_000  # what `routing.check` lets a time or distance be
VEHICLE_COST_S = 10_000 * UNIT
DEGREES_PER_UNIT = 0.001  # so that a plan can be drawn; travel does not rest on it
FARTHEST = 80_000.0  # of a coordinate, which as degrees must lie on the globe
MOST_ROWS = 12_000  # a square matrix of more would not fit into a common machine's memory
BLOCK = 256  # rows of it worked out at a time
ENDS_VI = {"pickup": "nơi lấy", "delivery": "nơi giao"}
LONGEST_TOLD = 60  # of what a line says, in an error


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


class Sheet(NamedTuple):
    """A file as it stands: vehicles, their capacity, the depot's row first; `is_paired` in Li & Lim's."""

    vehicles: int
    capacity: int
    rows: tuple[Row, ...]
    is_paired: bool


def read_sheet(text: str) -> Sheet:
    """What a file of any of the three sets says. Raises UnreadableFile naming the line and what is wrong there."""
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    is_li_lim = bool(lines) and all(_is_number(word) for word in lines[0][1])
    header, body = (lines[:1], lines[1:]) if is_li_lim else _solomon_parts(lines)
    vehicles, capacity = _numbers(header[-1], 2)[:2]
    if not 0 < vehicles <= MOST_ROWS or vehicles != int(vehicles) or capacity < 0:
        raise UnreadableFile(
            f"dòng {header[-1][0]}: {vehicles:g} xe, sức chở {capacity:g}: phải có từ 1 đến {MOST_ROWS} xe, số nguyên",
            f"line {header[-1][0]}: {vehicles:g} vehicles of capacity {capacity:g}: both must be whole, one at least",
        )
    if len(body) > MOST_ROWS:
        raise UnreadableFile(
            f"có {len(body)} dòng, tối đa lập được {MOST_ROWS}: chia nhỏ tệp",
            f"holds {len(body)} rows, at most {MOST_ROWS} can be planned: split it",
        )
    rows = tuple(_row(line, 9 if is_li_lim else 7) for line in body)
    if not rows:
        raise UnreadableFile("không có kho: thiếu dòng đầu của bảng", "holds no depot: line 1 of the table is missing")
    _refuse_repeated(rows)
    return Sheet(int(vehicles), int(capacity), rows, is_li_lim)


def read_benchmark(name: str, text: str) -> Instance:
    """The instance in a file's text, of any of the three sets. Raises UnreadableFile naming the line."""
    return instance_of_sheet(name, read_sheet(text))


def instance_of_sheet(name: str, sheet: Sheet) -> Instance:
    """The sheet as an instance whose places are its rows' numbers. Raises UnreadableFile (a partner is missing)."""
    requests = _pairs(sheet.rows) if sheet.is_paired else _deliveries(sheet.rows)
    return _Scale(sheet).instance(name, requests)


def unit_of(sheet: Sheet) -> int:
    """How many seconds and metres of the instance are one of the sheet's units."""
    return _Scale(sheet).unit


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
        raise UnreadableFile(
            "không phải tệp Li & Lim (dòng đầu toàn số) mà cũng không phải tệp Solomon (thiếu tiêu đề CUSTOMER)",
            "is neither a Li & Lim nor a Solomon file: no CUSTOMER heading",
        )
    table = next((index for index in range(headings[0], len(lines)) if _is_number(lines[index][1][0])), len(lines))
    return lines[: headings[0]], lines[table:]


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TOLD else text[: LONGEST_TOLD - 1] + "…"


def _is_number(word: str) -> bool:
    try:
        return isfinite(float(word))
    except ValueError:
        return False


def _numbers(line: Line, least: int) -> list[float]:
    number, words = line
    if len(words) < least or not all(_is_number(word) for word in words):
        found = shortened(" ".join(words))
        raise UnreadableFile(
            f"dòng {number}: cần ít nhất {least} số, thấy {found!r}",
            f"line {number}: expected at least {least} numbers, found {found!r}",
        )
    return [float(word) for word in words]


def _row(line: Line, columns: int) -> Row:
    values = _numbers(line, columns)[:columns]
    number, x, y, demand, ready, due, service, *partners = values
    told = shortened(" ".join(line[1]))
    if any(value != int(value) for value in (number, demand, *partners)):
        raise UnreadableFile(
            f"dòng {line[0]}: số thứ tự, khối lượng và số của điểm đi cặp phải là số nguyên: {told!r}",
            f"line {line[0]}: number, demand and partners must be whole: {told!r}",
        )
    if service < 0 or due < 0 or ready > due:
        raise UnreadableFile(
            f"dòng {line[0]}: khung giờ {ready:g}-{due:g} kết thúc trước khi bắt đầu hoặc thời gian phục vụ "
            f"{service:g} âm",
            f"line {line[0]}: window {ready:g}-{due:g} ends before it starts or service {service:g} is below 0",
        )
    if max(map(abs, values)) > LARGEST or max(abs(x), abs(y)) > FARTHEST:
        raise UnreadableFile(
            f"dòng {line[0]}: toạ độ quá {FARTHEST:g} hoặc có số quá {LARGEST}: {told!r}",
            f"line {line[0]}: a coordinate is beyond {FARTHEST:g} or a number above {LARGEST}: {told!r}",
        )
    return Row(int(number), x, y, int(demand), max(0.0, ready), due, service, *(int(partner) for partner in partners))


def _refuse_repeated(rows: Sequence[Row]) -> None:
    for number, times in Counter(row.number for row in rows).items():
        if times > 1:
            raise UnreadableFile(
                f"số thứ tự {number} có {times} lần: mỗi số chỉ dùng một lần",
                f"row number {number} stands {times} times: use each once",
            )


def _deliveries(rows: Sequence[Row]) -> Iterator[tuple[Row, Row | None]]:
    for row in rows[1:]:
        if row.demand < 0:
            raise UnreadableFile(f"khách {row.number} có khối lượng âm", f"customer {row.number} has a demand below 0")
        yield row, None


def _pairs(rows: Sequence[Row]) -> Iterator[tuple[Row, Row | None]]:
    """Each pickup with its delivery; every row but the depot's belongs to one pair, named from both sides."""
    by_number = {row.number: row for row in rows}
    for row in rows[1:]:
        side, partner = ("delivery", row.delivery) if row.delivery else ("pickup", row.pickup)
        other = by_number.get(partner)
        if other is None or other is rows[0]:
            own = "pickup" if row.delivery else "delivery"
            raise UnreadableFile(
                f"{ENDS_VI[own]} {row.number} ghi {ENDS_VI[side]} {partner}, không có trong tệp",
                f"{own} {row.number} names {side} {partner}, which is not there",
            )
        if row.number != (other.pickup if row.delivery else other.delivery) or (row.pickup and row.delivery):
            raise UnreadableFile(
                f"điểm {row.number} và {partner} không ghi nhau là nơi lấy và nơi giao",
                f"rows {row.number} and {partner} do not name each other as pickup and delivery",
            )
        if row.delivery:
            if row.demand < 0 or other.demand != -row.demand:
                raise UnreadableFile(
                    f"nơi lấy {row.number} và nơi giao {partner} không cùng khối lượng",
                    f"pickup {row.number} and delivery {partner} do not carry the same load",
                )
            yield row, other


class _Scale:
    """The sheet's real numbers as whole seconds and metres."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        width, height = (
            max(values) - min(values) for values in ([row.x for row in sheet.rows], [row.y for row in sheet.rows])
        )
        largest = max(hypot(width, height), *(max(row.due, row.service) for row in sheet.rows))
        self.unit = UNIT
        while self.unit > 1 and largest * self.unit > LARGEST:
            self.unit //= 10

    def instance(self, name: str, requests: Iterator[tuple[Row, Row | None]]) -> Instance:
        rows = self.sheet.rows
        travel = self._travel()
        return Instance(
            name=name,
            origin_at=datetime(1970, 1, 1, tzinfo=UTC),
            places=tuple(
                Place(id=str(row.number), lon=row.x * DEGREES_PER_UNIT, lat=row.y * DEGREES_PER_UNIT) for row in rows
            ),
            depots=(Depot(id="0", place=str(rows[0].number)),),
            # all are alike: more than there are rows serve nothing
            vehicles=tuple(self._vehicle(number) for number in range(1, min(self.sheet.vehicles, len(rows)) + 1)),
            services=tuple(
                ServiceKind(id=_service(duration), fixed_s=self._rounded(ceil, duration))
                for duration in sorted({row.service for row in rows})
            ),
            requests=tuple(self._request(row, other) for row, other in requests),
            travel=(
                TravelMatrix(
                    profile="euclidean", provider="euclidean", is_estimated=False, travel_s=travel, distance_m=travel
                ),
            ),
        )

    def _travel(self) -> NDArray[np.int32]:
        """Distances rounded up, but not above a whole one by rounding error."""
        x, y = np.array([[row.x, row.y] for row in self.sheet.rows]).T
        travel = np.empty((len(x), len(x)), dtype=np.int32)
        for first in range(0, len(x), BLOCK):
            here = slice(first, first + BLOCK)
            distance = np.hypot(x[here, None] - x, y[here, None] - y)
            travel[here] = np.ceil(distance * self.unit - 1e-6)
        return travel

    def _vehicle(self, number: int) -> Vehicle:
        depot = self.sheet.rows[0]
        return Vehicle(
            id=f"v{number}",
            depot="0",
            profile="euclidean",
            shift_start_s=self._rounded(ceil, depot.ready),
            shift_end_s=self._rounded(floor, depot.due),
            capacity_items=self.sheet.capacity,
            fixed_cost_s=VEHICLE_COST_S,
        )

    def _request(self, row: Row, other: Row | None) -> AnyRequest:
        if other is None:
            return Delivery(id=str(row.number), depot="0", items=row.demand, visit=self._visit(row))
        return Shipment(id=str(row.number), items=row.demand, pickup=self._visit(row), delivery=self._visit(other))

    def _visit(self, row: Row) -> Visit:
        earliest_s = self._rounded(ceil, row.ready)
        window = TimeWindow(earliest_s=earliest_s, latest_s=max(earliest_s, self._rounded(floor, row.due)))
        return Visit(place=str(row.number), service=_service(row.service), windows=(window,))

    def _rounded(self, to_whole: Callable[[float], int], value: float) -> int:
        """Whole where the value is whole in the unit up to the error of its decimal form."""
        scaled = value * self.unit
        nearest = round(scaled)
        return nearest if abs(scaled - nearest) < 1e-6 else to_whole(scaled)


def _service(duration: float) -> str:
    return f"{duration!r}"
