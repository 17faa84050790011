"""Linehaul routes as a timetable: pure reading of when bags leave one office and reach another."""

import heapq
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Final
from uuid import UUID

import msgspec

from courier.clock import VIETNAM

SORTING_S: Final = 1_800
"""How long a hub takes from a bag's arrival until its items can leave in another, unless the operator says otherwise
(`COURIER_SORTING_S`): an assumption, to be measured."""
SEARCH_DAYS: Final = 8
"""Every weekday once, and today's again next week."""


class NewStop(msgspec.Struct, frozen=True, kw_only=True):
    """A call at an office. Seconds after local midnight of the day the route sets out, 0 to 172,800."""

    office_id: UUID
    arrives_s: int | None = None
    """None at the first stop."""
    departs_s: int | None = None
    """None at the last stop."""


class NewRoute(msgspec.Struct, frozen=True, kw_only=True):
    """A linehaul route to open: its stops in order, its weekdays (1 is Monday), the days it is in force."""

    code: str
    name: str
    linehaul_id: UUID
    """The office of kind linehaul that holds the bags under way."""
    weekdays: list[int]
    stops: list[NewStop]
    valid_from: date
    valid_to: date | None = None


class Stop(msgspec.Struct, frozen=True):
    """One call of a route that is or was in force, as the timetable needs it."""

    route_id: UUID
    code: str
    name: str
    linehaul_id: UUID
    weekdays: list[int]
    valid_from: date
    valid_to: date | None
    office_id: UUID
    office_name: str
    office_kind: str
    arrives_s: int | None
    departs_s: int | None


class Departure(msgspec.Struct, frozen=True, kw_only=True):
    """A bag's ride: in at one office, out at another, of one run of a route."""

    route_id: UUID
    route_code: str
    linehaul_id: UUID
    from_office_id: UUID
    to_office_id: UUID
    departs_at: datetime
    arrives_at: datetime


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """The rides that bring an item soonest to where it is to be; between two of them a hub sorts it."""

    departures: tuple[Departure, ...]

    @property
    def first(self) -> Departure:
        return self.departures[0]

    @property
    def arrives_at(self) -> datetime:
        return self.departures[-1].arrives_at


class Timetable(msgspec.Struct, frozen=True, kw_only=True):
    """All routes, each as its stops in order, and how long a hub takes between two of them."""

    routes: tuple[tuple[Stop, ...], ...]
    sorting_s: int = SORTING_S

    def find_path(self, from_office: UUID, to_office: UUID, at: datetime) -> Path | None:
        """The way that arrives first of those leaving `from_office` at or after `at`, of equals the one with the fewest
        rides; None where none leaves within `SEARCH_DAYS`. Dijkstra over arrivals: waiting never makes a way longer."""
        hubs = {stop.office_id for route in self.routes for stop in route if stop.office_kind == "hub"}
        order = count()
        reached: set[UUID] = set()
        queue: list[tuple[datetime, int, int, UUID, tuple[Departure, ...]]] = [(at, 0, next(order), from_office, ())]
        while queue:
            arrived_at, rides, _, office, ridden = heapq.heappop(queue)
            if office == to_office:
                return Path(departures=ridden) if ridden else None
            if office in reached or (ridden and office not in hubs):
                continue
            reached.add(office)
            ready_at = arrived_at + timedelta(seconds=self.sorting_s) if ridden else arrived_at
            for ride in self._rides_from(office, ready_at):
                item = (ride.arrives_at, rides + 1, next(order), ride.to_office_id, (*ridden, ride))
                heapq.heappush(queue, item)
        return None

    def departures_on(self, office_id: UUID, on_date: date) -> list[Departure]:
        """Every ride that leaves the office on that local day, soonest first."""
        begins_at = datetime.combine(on_date, time(), VIETNAM)
        rides = (
            ride
            for route in self.routes
            for day in (on_date - timedelta(days=2), on_date - timedelta(days=1), on_date)
            for ride in _rides_of(route, office_id, day)
            if begins_at <= ride.departs_at < begins_at + timedelta(days=1)
        )
        return sorted(rides, key=lambda ride: (ride.departs_at, ride.arrives_at, ride.route_code))

    def _rides_from(self, office_id: UUID, at: datetime) -> list[Departure]:
        """Of every route the next run that leaves the office, to each of its later stops."""
        day = at.astimezone(VIETNAM).date()
        found = []
        for route in self.routes:
            for ahead in range(-2, SEARCH_DAYS):
                rides = [r for r in _rides_of(route, office_id, day + timedelta(days=ahead)) if r.departs_at >= at]
                if rides:
                    found += rides
                    break
        return found


def _rides_of(route: tuple[Stop, ...], office_id: UUID, day: date) -> list[Departure]:
    """The rides from one office on the run that sets out on `day`; none where the route does not run."""
    first = route[0]
    if day.isoweekday() not in first.weekdays or day < first.valid_from:
        return []
    if first.valid_to is not None and day >= first.valid_to:
        return []
    begins_at = datetime.combine(day, time(), VIETNAM)
    return [
        Departure(
            route_id=first.route_id,
            route_code=first.code,
            linehaul_id=first.linehaul_id,
            from_office_id=office_id,
            to_office_id=out.office_id,
            departs_at=begins_at + timedelta(seconds=into.departs_s),
            arrives_at=begins_at + timedelta(seconds=out.arrives_s),
        )
        for position, into in enumerate(route)
        if into.office_id == office_id and into.departs_s is not None
        for out in route[position + 1 :]
        if out.office_id != office_id and out.arrives_s is not None
    ]
