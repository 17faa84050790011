"""The planner's answer: timed routes, what was left out and why, and what it all costs.

Only shapes live here. `routing.verify` re-checks a plan from its instance alone.
"""

from enum import Enum

import msgspec

from routing.instance import VisitRef


class PlannedVisit(msgspec.Struct, frozen=True, kw_only=True):
    """One visit of a stop and the times its service starts and ends."""

    visit: VisitRef
    start_s: int
    end_s: int


class PlannedStop(msgspec.Struct, frozen=True, kw_only=True):
    """Visits made in a row at one place.

    `travel_s` and `distance_m` lead here from the point before; `wait_s` is idle time here, breaks not counted;
    `items` and `weight_g` are on board when leaving.
    """

    place: str
    travel_s: int
    distance_m: int
    arrive_s: int
    wait_s: int
    leave_s: int
    visits: tuple[PlannedVisit, ...]
    items: int
    weight_g: int


class PlannedBreak(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle's break and when it is taken."""

    id: str
    start_s: int
    end_s: int


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle's day, at least one stop long.

    `items` and `weight_g` are on board at the start. `end_place` is None for a route that ends at its last stop.
    `travel_s`, `distance_m`, `service_s`, `wait_s` are sums over the whole route, the way to `end_place` included.
    """

    vehicle: str
    start_place: str
    depart_s: int
    items: int
    weight_g: int
    stops: tuple[PlannedStop, ...]
    breaks: tuple[PlannedBreak, ...]
    end_place: str | None
    end_s: int
    travel_s: int
    distance_m: int
    service_s: int
    wait_s: int


class Constraint(Enum):
    """The kinds of limit that can keep a request out."""

    VEHICLE = "vehicle"
    SKILL = "skill"
    CAPACITY_ITEMS = "capacity_items"
    CAPACITY_WEIGHT = "capacity_weight"
    WINDOW = "window"
    SHIFT = "shift"
    SHARE_OF_DAY = "share_of_day"
    DISTANCE = "distance"
    PRIORITY = "priority"
    SEVERAL = "several"


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request is left out: the binding constraint and the numbers that prove it.

    `alone`: even an otherwise empty day of any vehicle could not serve it; else it fits into no place of the
    plan's routes as they stand. `needed` and `available` are measured on `vehicle`, the one that misses by least,
    at the cheapest place for the request if only this one constraint were lifted:

    - VEHICLE: no vehicle of its depot, or not the pinned one; no numbers.
    - SKILL: `missing` names the skills that the best suited vehicle lacks; no numbers.
    - CAPACITY_ITEMS, CAPACITY_WEIGHT: fullest load (items, g) against the capacity.
    - WINDOW: when service would start against the last start its windows allow (s).
    - SHIFT: when the route would end against the end of the shift (s).
    - SHARE_OF_DAY: travel and service against what the vehicle may spend on them (s).
    - DISTANCE: length of the route against the vehicle's most (m).
    - PRIORITY: it fits, but costs `needed` seconds more, and its prize is `available`.
    - SEVERAL: no single one of the above would suffice; no numbers.
    """

    constraint: Constraint
    alone: bool
    vehicle: str | None = None
    needed: int | None = None
    available: int | None = None
    missing: tuple[str, ...] = ()


class Unserved(msgspec.Struct, frozen=True, kw_only=True):
    """A request that no route serves, and why."""

    request: str
    reason: Reason


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """A plan's cost by part, each in seconds of carrier time; `unserved_mandatory` counts requests without a prize.

    Plans compare by `key`: first how many that must be served are not, then `total_s`.
    """

    travel_s: int = 0
    vehicles_s: int = 0
    foreign_stops_s: int = 0
    moved_s: int = 0
    against_habit_s: int = 0
    imbalance_s: int = 0
    late_s: int = 0
    overtime_s: int = 0
    lost_prizes_s: int = 0
    unserved_mandatory: int = 0

    @property
    def total_s(self) -> int:
        return (
            self.travel_s
            + self.vehicles_s
            + self.foreign_stops_s
            + self.moved_s
            + self.against_habit_s
            + self.imbalance_s
            + self.late_s
            + self.overtime_s
            + self.lost_prizes_s
        )

    @property
    def key(self) -> tuple[int, int]:
        return (self.unserved_mandatory, self.total_s)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Routes of the vehicles that ride, in the instance's order, and the requests left out, in theirs.

    `providers` and `is_estimated` are those of the travel matrices the routes rest on.
    """

    instance: str
    engine: str
    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...]
    cost: Cost
    providers: tuple[str, ...]
    is_estimated: bool


class Delay(msgspec.Struct, frozen=True, kw_only=True):
    """How much later a visit's service starts than before; negative: earlier."""

    visit: VisitRef
    delay_s: int


class Insertion(msgspec.Struct, frozen=True, kw_only=True):
    """A plan with one request more: who takes it, what it adds, which other visits start at another time."""

    vehicle: str
    added_cost_s: int
    added_travel_s: int
    delays: tuple[Delay, ...]
    plan: Plan


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far the search is: its best plan so far."""

    elapsed_s: float
    iterations: int
    served: int
    requests: int
    cost: Cost


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """When to stop: after `seconds` or `iterations`, whichever comes first; at least one is given.

    With `iterations` alone and one thread the same seed gives the same plan. `threads` are those
    of the recombination; the search itself runs in one.
    """

    seconds: float | None = None
    iterations: int | None = None
    seed: int = 0
    threads: int = 1

    def __post_init__(self) -> None:
        if self.seconds is None and self.iterations is None:
            raise ValueError("give seconds or iterations: without either the search would not end")
        if self.threads < 1:
            raise ValueError("threads must be at least 1")
