"""The question put to the planner: places, depots, vehicles, requests, travel and what things cost.

Only shapes live here, in the literature's nouns. `routing.check` judges them, `routing.engine` answers them.
Times are whole seconds since `Instance.origin_at`, durations whole seconds, costs seconds of carrier time.
"""

from datetime import datetime
from enum import Enum

import msgspec
import numpy as np
from numpy.typing import NDArray


class Action(Enum):
    """What a visit does with the request's load."""

    PICKUP = "pickup"
    DELIVERY = "delivery"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A point that can be stopped at; its index in `Instance.places` is its row in every travel matrix.

    `position_uncertainty_m` is the radius within which the true point lies. It moves the last start of the
    windows there forward by the time to search that far (`Costs.search_s_per_km`), so that a plan holds even
    when the door is found late; a window is never narrowed past its own opening.
    """

    id: str
    lon: float
    lat: float
    position_uncertainty_m: int = 0
    territory: str | None = None


class Depot(msgspec.Struct, frozen=True, kw_only=True):
    """Where deliveries are loaded and pickups unloaded.

    `waves_s` are the only instants at which a trip may leave (empty: any), `loading` is the service kind paid
    for loading a trip's deliveries before it leaves, `reload_s` the pause between two trips of one vehicle, loading
    not counted. No break falls into pause or loading. Neither counts in a vehicle's share of the day.
    """

    id: str
    place: str
    waves_s: tuple[int, ...] = ()
    loading: str | None = None
    reload_s: int = 0


class ServiceKind(msgspec.Struct, frozen=True, kw_only=True):
    """How long service takes: a fixed part for the stop and a part for each item.

    A visit pays the fixed part unless the visit just before it on its route is at the same place and of the
    same kind: twenty dossiers handed to one desk pay it once.
    """

    id: str
    fixed_s: int
    per_item_s: int = 0


class TimeWindow(msgspec.Struct, frozen=True, kw_only=True):
    """Service starts within [earliest_s, latest_s], both included; where `closes_s` is given it ends by then.

    A desk's last acceptance is `latest_s`, its closing hour `closes_s`.
    """

    earliest_s: int
    latest_s: int
    closes_s: int | None = None


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One call at one place; without windows it may be made at any time."""

    place: str
    service: str
    windows: tuple[TimeWindow, ...] = ()


class VisitRef(msgspec.Struct, frozen=True, kw_only=True):
    """Names a visit: the request and which end of it."""

    request: str
    action: Action


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What is common to everything that wants to be served.

    `prize_s` is what serving is worth, in seconds of carrier time: the request is left out where it would cost
    more. None: it is served whenever it can be, before anything else counts. `release_s`: the load exists from
    then on (at the depot for a delivery, at its place otherwise). `due_s`: later service costs
    `Costs.late_percent` of each second. `skills` must all be among the vehicle's.
    """

    id: str
    items: int = 1
    weight_g: int = 0
    prize_s: int | None = None
    release_s: int = 0
    due_s: int | None = None
    skills: tuple[str, ...] = ()
    pinned_vehicle: str | None = None


class Delivery(Request, frozen=True, kw_only=True, tag="delivery"):
    """A load taken from `depot` to a place."""

    depot: str
    visit: Visit


class Pickup(Request, frozen=True, kw_only=True, tag="pickup"):
    """A load taken from a place to `depot`."""

    depot: str
    visit: Visit


class Shipment(Request, frozen=True, kw_only=True, tag="shipment"):
    """A load taken from one place to another by one vehicle, pickup first."""

    pickup: Visit
    delivery: Visit


AnyRequest = Delivery | Pickup | Shipment


class Break(msgspec.Struct, frozen=True, kw_only=True):
    """A spell in which the vehicle neither travels nor serves; it starts within [earliest_s, latest_s].

    Lunch has a wide window, an unavailable spell `earliest_s == latest_s`. It may fall during travel, which then
    goes on after it, or in a wait, never within a service. A route that ends by `latest_s` need not hold it.
    """

    id: str
    earliest_s: int
    latest_s: int
    duration_s: int


class LockedVisit(msgspec.Struct, frozen=True, kw_only=True):
    """A visit that stays where it is at the head of its vehicle's route; `done_s` is when it was left, if it was.

    Those done come first and belong to a vehicle that has `started`.
    """

    visit: VisitRef
    done_s: int | None = None


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """A route under way: it goes on from `place`, no sooner than `at_s`, with what is `on_board`.

    `on_board` names deliveries that have left their depot; only this vehicle can make them, and they need neither
    loading nor wave. A pickup or shipment is on board where its pickup is among the vehicle's done visits. Any other
    delivery still lies at the depot and takes a trip more. What is on board takes room until it is delivered; a
    collected pickup until the vehicle next calls at its depot.
    """

    place: str
    at_s: int
    on_board: tuple[str, ...] = ()


class Vehicle(msgspec.Struct, frozen=True, kw_only=True):
    """A carrier and what he rides.

    The route starts at `start_place` and ends at `end_place` (None: the depot's place), or at its last stop when
    `ends_anywhere`; where it has `started`, it goes on from there instead. It makes at most `max_trips` trips: between
    two of them it calls at its depot, unloads its pickups and loads the next trip's deliveries; a trip's deliveries are
    on board from its departure, pickups to its end. A shipment may ride through a call at the depot. Deliveries and
    pickups of another depot are not for it. `share_of_day_percent` of the shift is the most that travel and
    service together may take. `breaks` are taken in the order given, and each, even at its latest, ends before the
    latest start of the next. Capacities of None are without bound.
    `territories` are those the carrier knows; empty means all. `habitual_order` names places, or territories whose
    places stand there in any order among themselves.
    """

    id: str
    depot: str
    profile: str
    shift_start_s: int
    shift_end_s: int
    start_place: str | None = None
    end_place: str | None = None
    ends_anywhere: bool = False
    breaks: tuple[Break, ...] = ()
    share_of_day_percent: int = 100
    max_overtime_s: int = 0
    max_trips: int = 1
    max_distance_m: int | None = None
    capacity_items: int | None = None
    capacity_g: int | None = None
    skills: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    fixed_cost_s: int = 0
    locked: tuple[LockedVisit, ...] = ()
    started: Started | None = None
    habitual_order: tuple[str, ...] = ()


class TravelMatrix(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Travel between all places for one speed profile, from one provider.

    `travel_s` and `distance_m` are int32 arrays of shape (places, places), row = from, column = to, diagonal 0,
    in seconds and metres. `is_estimated` marks figures that no road network stands behind.
    """

    profile: str
    provider: str
    is_estimated: bool
    travel_s: NDArray[np.int32]
    distance_m: NDArray[np.int32]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TravelMatrix):
            return NotImplemented
        return (
            (self.profile, self.provider, self.is_estimated) == (other.profile, other.provider, other.is_estimated)
            and np.array_equal(self.travel_s, other.travel_s)
            and np.array_equal(self.distance_m, other.distance_m)
        )

    __hash__ = None  # type: ignore[assignment]


class TravelEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """Travel for a speed profile that no matrix is given for: what `routing.travel.estimate_travel` makes of positions.

    It is worked out for the places it is asked for: a matrix of ten thousand places takes 800 MB, this nothing.
    `speed_kmh` from 1 to 1000, `circuity` (road over straight line) from 1 to 5.
    """

    profile: str
    speed_kmh: float
    circuity: float


class PublishedRoute(msgspec.Struct, frozen=True, kw_only=True):
    """What a vehicle was told to do before this planning; moving a request off it costs `Costs.moved_s`."""

    vehicle: str
    visits: tuple[VisitRef, ...]


class Costs(msgspec.Struct, frozen=True, kw_only=True):
    """What counts besides travel and prizes; 0 leaves it out. All in seconds of carrier time.

    `foreign_stop_s`: each stop in a territory the carrier does not know (visits in a row at one place are one
    stop). `moved_s`: each request of the published plan that changes vehicle, unless it is bound to its new one.
    `against_habit_s`: each pair of neighbouring stops of a trip that the carrier's habitual order holds the other way
    round. `imbalance_percent`: of each second by which the busiest vehicle is busier than the mean, each measured by
    its share of the day. `late_percent`: of each second past its due time at which the service of a request's last
    visit starts. `overtime_percent`: of each second past the shift. Both are rounded down for each vehicle, and judged
    on the way of riding a route that ends it first. `search_s_per_km`: how long it takes to find a door whose position
    is uncertain (see `Place`); 240 is 15 km/h.
    """

    foreign_stop_s: int = 0
    moved_s: int = 0
    against_habit_s: int = 0
    imbalance_percent: int = 0
    late_percent: int = 0
    overtime_percent: int = 150
    search_s_per_km: int = 240


class Instance(msgspec.Struct, frozen=True, kw_only=True):
    """One planning question, complete in itself. `origin_at` is the aware instant that second 0 stands for.

    Each vehicle's profile is among `travel` or among `estimates`.
    """

    name: str
    origin_at: datetime
    places: tuple[Place, ...]
    depots: tuple[Depot, ...]
    vehicles: tuple[Vehicle, ...]
    services: tuple[ServiceKind, ...]
    requests: tuple[AnyRequest, ...]
    travel: tuple[TravelMatrix, ...]
    costs: Costs = Costs()
    published: tuple[PublishedRoute, ...] = ()
    estimates: tuple[TravelEstimate, ...] = ()


def visits_of(request: AnyRequest) -> tuple[tuple[Action, Visit], ...]:
    """The one or two visits of a request, in the order they must be made."""
    match request:
        case Delivery(visit=visit):
            return ((Action.DELIVERY, visit),)
        case Pickup(visit=visit):
            return ((Action.PICKUP, visit),)
        case Shipment(pickup=pickup, delivery=delivery):
            return ((Action.PICKUP, pickup), (Action.DELIVERY, delivery))
