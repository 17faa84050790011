"""The planner's answer: timed routes, what was left out and why, and what it all costs.

Only shapes live here. `routing.verify` re-checks a plan from its instance alone.
"""

from enum import Enum
from typing import NamedTuple

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


class PlannedReturn(msgspec.Struct, frozen=True, kw_only=True):
    """A call at the depot between two trips, made after the first `stops_before` stops of the route.

    `travel_s` and `distance_m` lead here from the stop before. The pause and the loading take `load_s` to `loaded_s`;
    the next trip leaves at `depart_s` with `items` and `weight_g` on board.
    """

    stops_before: int
    travel_s: int
    distance_m: int
    arrive_s: int
    load_s: int
    loaded_s: int
    depart_s: int
    items: int
    weight_g: int


class Trip(NamedTuple):
    """What a vehicle does between two calls at its depot: a view of its route."""

    depart_s: int
    end_s: int
    items: int
    weight_g: int
    stops: tuple[PlannedStop, ...]


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """What a vehicle still has to ride, at least one stop long.

    `items` and `weight_g` are on board at the start. Loading the first trip begins at `load_s` (`depart_s` where it
    takes no time). `returns` are the calls at the depot between trips. `end_place` is None for a route that ends at
    its last stop. `travel_s`, `distance_m`, `service_s`, `wait_s` are sums over the stops, the ways to the depot
    between trips and to `end_place` included; `wait_s` counts no time at the depot. `done` are the visits made
    already, each with the end that was recorded for start and end; nothing else of the route counts them.
    """

    vehicle: str
    start_place: str
    load_s: int
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
    returns: tuple[PlannedReturn, ...] = ()
    done: tuple[PlannedVisit, ...] = ()

    @property
    def trips(self) -> tuple[Trip, ...]:
        """The route's trips in order; each stop in one of them."""
        firsts = [0, *(call.stops_before for call in self.returns)]
        lasts = [*firsts[1:], len(self.stops)]
        departs = [(self.depart_s, self.items, self.weight_g)]
        departs += [(call.depart_s, call.items, call.weight_g) for call in self.returns]
        ends = [*(call.arrive_s for call in self.returns), self.end_s]
        return tuple(
            Trip(depart_s, end_s, items, weight_g, self.stops[first:last])
            for (depart_s, items, weight_g), end_s, first, last in zip(departs, ends, firsts, lasts, strict=True)
        )


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
    WAVE = "wave"
    TRIPS = "trips"
    PRIORITY = "priority"
    LEFT_OUT = "left_out"
    LOCKED = "locked"
    ORDER = "order"
    SEVERAL = "several"


class Shortfall(msgspec.Struct, frozen=True, kw_only=True):
    """One of several constraints that must give way together, with its numbers as `Reason` has them."""

    constraint: Constraint
    needed: int
    available: int


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request is left out: the binding constraint and the numbers that prove it.

    `alone`: even an otherwise empty day of any vehicle could not serve it; else it fits into no place of the
    plan's routes as they stand. `needed` and `available` are measured on `vehicle`, the one that misses by least, at
    the place for the request where it misses by least: easing this one constraint from `available` to `needed`, and no
    less, lets it in there. `at_end`: there was no time to look at
    every place; at the end of the route of `vehicle`, one of those that end first, it breaks this constraint whatever
    else were lifted, and the numbers are those there:

    - VEHICLE: no vehicle of its depot, or not the pinned one; no numbers.
    - SKILL: `missing` names the skills that the best suited vehicle lacks; no numbers.
    - CAPACITY_ITEMS, CAPACITY_WEIGHT: fullest load (items, g) against the capacity.
    - WINDOW: when service would start against the last start its windows allow (s).
    - SHIFT: when the route would end against the end of the shift (s).
    - SHARE_OF_DAY: travel and service against what the vehicle may spend on them (s).
    - DISTANCE: length of the route against the vehicle's most (m).
    - WAVE: when a trip would leave if it had not to wait for a wave, against the wave nearest to that (s).
    - TRIPS: how many trips the route would have against how many the vehicle may make.
    - PRIORITY: it fits, but costs `needed` seconds more, and its prize is `available`.
    - LEFT_OUT: it was left out by hand, where it would fit for `needed` seconds more.
    - LOCKED: the visit is done, on board or locked with this vehicle, and stays there; no numbers.
    - ORDER: the order asked for breaks the locked head, or puts a delivery before its pickup; no numbers.
    - SEVERAL: no single one of the above was found to suffice; `together` names those which, eased together on
      `vehicle`, do: each by the same share of itself, and the least such share; where four times itself would not do,
      by what the cheapest place takes. Empty where even that was not found.
    """

    constraint: Constraint
    alone: bool
    at_end: bool = False
    vehicle: str | None = None
    needed: int | None = None
    available: int | None = None
    missing: tuple[str, ...] = ()
    together: tuple[Shortfall, ...] = ()


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
    """A plan with one request more, or moved: who takes it, what it adds, which other visits start at another time.

    `added_cost_s` and `added_travel_s` may be below 0 for a move. `from_vehicle` had it before (None: nobody).
    """

    vehicle: str
    added_cost_s: int
    added_travel_s: int
    delays: tuple[Delay, ...]
    plan: Plan
    from_vehicle: str | None = None


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """A plan with one request less: who had it, what that saves, which other visits start at another time."""

    vehicle: str
    saved_cost_s: int
    saved_travel_s: int
    delays: tuple[Delay, ...]
    plan: Plan


class Breach(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the way of riding a vehicle's visits in an order given: the first visit it strikes (None: the
    route as a whole), and the constraint with its numbers.
    """

    vehicle: str
    visit: VisitRef | None
    reason: Reason


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far the search is: its best plan so far."""

    elapsed_s: float
    iterations: int
    served: int
    requests: int
    cost: Cost


WALL_PER_SECOND = 3
"""How many seconds by the clock each second allowed may take on a busy machine."""


ENGINES = ("ruin_and_recreate", "ortools")
"""Our own search, and OR-Tools routing as a peer to compare with."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """When to stop: after `seconds` or `iterations`, whichever comes first; at least one is given.

    `seconds` are of the processor, of this process and for each thread, so that a busy machine costs time and not
    quality; but no more than `WALL_PER_SECOND` times as many by the clock. With `iterations` alone and one thread the
    same seed gives the same plan. `threads` searches run side by side, from seeds of their own, and pool what they
    find. `engine` is one of `ENGINES`.
    """

    seconds: float | None = None
    iterations: int | None = None
    seed: int = 0
    threads: int = 1
    engine: str = ENGINES[0]

    def __post_init__(self) -> None:
        if self.seconds is None and self.iterations is None:
            raise ValueError("give seconds or iterations: without either the search would not end")
        if self.threads < 1:
            raise ValueError("threads must be at least 1")
        if self.engine not in ENGINES:
            raise ValueError(f"engine must be one of {', '.join(ENGINES)}")
