"""Instances for tests: a small commune by hand, tiny ones drawn by hypothesis, bigger ones around a hidden plan."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

import numpy as np
from hypothesis import strategies as st
from msgspec.structs import replace
from numpy.typing import NDArray

from routing.instance import (
    AnyRequest,
    Break,
    Costs,
    Delivery,
    Depot,
    Instance,
    Pickup,
    Place,
    PublishedRoute,
    ServiceKind,
    Shipment,
    TimeWindow,
    TravelMatrix,
    Vehicle,
    Visit,
    VisitRef,
    visits_of,
)
from routing.plan import Route
from routing.travel import estimate_travel

ORIGIN = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = 3600


def commune() -> Instance:
    """One post office, two desks, six doors, two carriers with lunch: every kind of request, all can be served."""
    places = (
        Place(id="post office", lon=105.930, lat=21.020, territory="gia lam"),
        Place(id="desk", lon=105.938, lat=21.022, territory="gia lam"),
        Place(id="other desk", lon=105.951, lat=21.012, territory="bat trang"),
        *(
            Place(
                id=f"door {number}",
                lon=105.925 + 0.006 * number,
                lat=21.030 - 0.004 * number,
                position_uncertainty_m=150 * (number % 3),
                territory="gia lam" if number < 3 else "bat trang",
            )
            for number in range(6)
        ),
    )
    morning = (TimeWindow(earliest_s=7 * HOUR, latest_s=11 * HOUR, closes_s=int(11.5 * HOUR)),)
    desk_hours = (*morning, TimeWindow(earliest_s=int(13.5 * HOUR), latest_s=16 * HOUR, closes_s=17 * HOUR))
    requests: tuple[AnyRequest, ...] = (
        *(
            Shipment(
                id=f"result {number}",
                weight_g=150,
                pickup=Visit(place="desk", service="desk", windows=desk_hours),
                delivery=Visit(place=f"door {number}", service="door"),
            )
            for number in range(4)
        ),
        Shipment(
            id="dossier",
            weight_g=200,
            skills=("intake",),
            pickup=Visit(
                place="door 4", service="door", windows=(TimeWindow(earliest_s=9 * HOUR, latest_s=10 * HOUR),)
            ),
            delivery=Visit(place="other desk", service="desk", windows=desk_hours),
        ),
        Delivery(
            id="letter",
            depot="po",
            weight_g=100,
            release_s=8 * HOUR,
            pinned_vehicle="minh",
            visit=Visit(place="door 5", service="door"),
        ),
        Delivery(
            id="to desk", depot="po", items=3, weight_g=700, visit=Visit(place="desk", service="desk", windows=morning)
        ),
        Pickup(
            id="collect",
            depot="po",
            items=2,
            weight_g=300,
            visit=Visit(
                place="other desk", service="desk", windows=(TimeWindow(earliest_s=14 * HOUR, latest_s=16 * HOUR),)
            ),
        ),
    )
    lunch = Break(id="lunch", earliest_s=int(11.25 * HOUR), latest_s=int(12.5 * HOUR), duration_s=HOUR)
    carriers = (
        _carrier("lan", breaks=(lunch,), skills=("intake",), territories=("gia lam",)),
        _carrier("minh", breaks=(Break(id="parcels", earliest_s=9 * HOUR, latest_s=9 * HOUR, duration_s=HOUR), lunch)),
    )
    return Instance(
        name="commune",
        origin_at=ORIGIN,
        places=places,
        depots=(Depot(id="po", place="post office"),),
        vehicles=carriers,
        services=(
            ServiceKind(id="desk", fixed_s=180, per_item_s=20),
            ServiceKind(id="door", fixed_s=240, per_item_s=60),
        ),
        requests=requests,
        travel=(estimate_travel(places, profile="motorbike", speed_kmh=25),),
        costs=Costs(foreign_stop_s=120, moved_s=60),
        published=(PublishedRoute(vehicle="minh", visits=()),),
    )


def _carrier(name: str, **fields: object) -> Vehicle:
    return Vehicle(
        id=name,
        depot="po",
        profile="motorbike",
        shift_start_s=int(7.5 * HOUR),
        shift_end_s=17 * HOUR,
        capacity_items=60,
        capacity_g=15_000,
        **fields,  # type: ignore[arg-type]
    )


HORIZON_S = 60  # tiny instances live within a minute, so that an oracle may walk through them second by second


def _times(least: int = 0, most: int = HORIZON_S) -> st.SearchStrategy[int]:
    return st.integers(least, most)


@st.composite
def windows(draw: st.DrawFn) -> tuple[TimeWindow, ...]:
    edges = sorted(draw(st.sets(_times(), min_size=0, max_size=4)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return tuple(
        TimeWindow(earliest_s=first, latest_s=last, closes_s=draw(st.none() | st.integers(last, last + 6)))
        for first, last in pairs
    )


@st.composite
def habits(draw: st.DrawFn, places: Sequence[Place]) -> tuple[str, ...]:
    """Some places and territories in an order, often none."""
    names = [place.id for place in places] + sorted({place.territory for place in places if place.territory})
    return tuple(draw(st.permutations(names)))[: draw(st.sampled_from([0, 0, 3]))]


@st.composite
def vehicles(draw: st.DrawFn, index: int, places: Sequence[Place]) -> Vehicle:
    start, end = sorted(draw(st.tuples(_times(0, 15), _times(25, HORIZON_S))))
    breaks: list[Break] = []
    for number in range(draw(st.integers(0, 2))):
        ended_s = breaks[-1].earliest_s + breaks[-1].duration_s if breaks else 0
        ends_s = breaks[-1].latest_s + breaks[-1].duration_s if breaks else 0
        earliest_s = ended_s + draw(st.integers(0, 20))
        latest_s = max(ends_s, earliest_s + draw(st.sampled_from([0, 0, 5, 15])))
        breaks.append(
            Break(id=f"break {number}", earliest_s=earliest_s, latest_s=latest_s, duration_s=draw(st.integers(1, 8)))
        )
    some_place = st.none() | st.sampled_from([place.id for place in places])
    ends_anywhere = draw(st.booleans())
    return Vehicle(
        id=f"vehicle {index}",
        depot=draw(st.sampled_from(["depot"] * 5 + ["other depot"])),
        profile="any",
        shift_start_s=start,
        shift_end_s=end,
        start_place=draw(some_place),
        end_place=None if ends_anywhere else draw(some_place),
        ends_anywhere=ends_anywhere,
        breaks=tuple(breaks),
        share_of_day_percent=draw(st.sampled_from([100, 100, 50])),
        max_distance_m=draw(st.sampled_from([None, None, 20])),
        capacity_items=draw(st.sampled_from([None, 2, 4])),
        capacity_g=draw(st.sampled_from([None, 300])),
        skills=draw(st.sampled_from([(), ("intake",)])),
        territories=draw(st.sampled_from([(), ("north",)])),
        fixed_cost_s=draw(st.sampled_from([0, 0, 7])),
        max_trips=draw(st.sampled_from([1, 1, 2, 3])),
        habitual_order=draw(habits(places)),
    )


@st.composite
def requests(draw: st.DrawFn, index: int, places: Sequence[Place], vehicles: Sequence[Vehicle]) -> AnyRequest:
    def visit() -> Visit:
        return Visit(
            place=draw(st.sampled_from([place.id for place in places])),
            service=draw(st.sampled_from(["desk", "door"])),
            windows=draw(windows()),
        )

    common = {
        "id": f"request {index}",
        "items": draw(st.integers(0, 2)),
        "weight_g": draw(st.sampled_from([0, 100, 200])),
        "prize_s": draw(st.sampled_from([None, None, 3, 40])),
        "release_s": draw(st.sampled_from([0, 0, 10])),
        "skills": draw(st.sampled_from([(), (), (), (), ("intake",)])),
        "pinned_vehicle": draw(st.sampled_from([None] * 5 + [vehicles[0].id])),
    }
    kind = draw(st.sampled_from(["delivery", "pickup", "shipment"]))
    if kind == "shipment":
        return Shipment(**common, pickup=visit(), delivery=visit())
    depot = draw(st.sampled_from(["depot"] * 5 + ["other depot"]))
    return (Delivery if kind == "delivery" else Pickup)(**common, depot=depot, visit=visit())


@st.composite
def tiny_instances(draw: st.DrawFn, most_requests: int = 5) -> Instance:
    """Every feature the engine honours, at sizes where nothing fits easily; travel is not even metric."""
    number = draw(st.integers(2, 5))
    places = tuple(
        Place(
            id=f"place {index}",
            lon=105.9,
            lat=21.0,
            position_uncertainty_m=draw(st.sampled_from([0, 0, 10])),
            territory=draw(st.sampled_from([None, "north", "south", "south"])),
        )
        for index in range(number)
    )
    cells = st.lists(st.integers(0, 9), min_size=number * number, max_size=number * number)
    fleet = tuple(draw(vehicles(index, places)) for index in range(draw(st.integers(1, 3))))
    asked = tuple(draw(requests(index, places, fleet)) for index in range(draw(st.integers(0, most_requests))))
    published = [(draw(st.sampled_from(fleet)).id, refs_of(request)) for request in asked[:2]]
    return Instance(
        name="tiny",
        origin_at=ORIGIN,
        places=places,
        depots=(
            Depot(
                id="depot",
                place="place 0",
                waves_s=draw(st.sampled_from([(), (), (8, 15, 30), (20,)])),
                loading=draw(st.sampled_from([None, None, "desk"])),
                reload_s=draw(st.sampled_from([0, 3])),
            ),
            Depot(id="other depot", place="place 1"),
        ),
        vehicles=fleet,
        services=(ServiceKind(id="desk", fixed_s=2, per_item_s=1), ServiceKind(id="door", fixed_s=3)),
        requests=asked,
        travel=(
            TravelMatrix(
                profile="any",
                provider="drawn",
                is_estimated=False,
                travel_s=_square(draw(cells), number),
                distance_m=_square(draw(cells), number),
            ),
        ),
        costs=Costs(
            foreign_stop_s=draw(st.sampled_from([0, 4, 4])),
            moved_s=draw(st.sampled_from([0, 5])),
            against_habit_s=draw(st.sampled_from([0, 6])),
            search_s_per_km=200,
        ),
        published=tuple(
            PublishedRoute(
                vehicle=vehicle.id,
                visits=tuple(ref for owner, refs in published for ref in refs if owner == vehicle.id),
            )
            for vehicle in fleet
        ),
    )


@st.composite
def priced_instances(draw: st.DrawFn, most_requests: int = 5, for_oracle: bool = False) -> Instance:
    """Tiny instances with overtime, due times and imbalance; for the oracle no imbalance, and no lateness with breaks.

    The oracle judges rides one by one, and a ride with breaks may end first in more than one way.
    """
    tiny = draw(tiny_instances(most_requests))
    has_breaks = any(vehicle.breaks for vehicle in tiny.vehicles)
    late_percent = draw(st.sampled_from([0, 30, 150]))
    imbalance_percent = draw(st.sampled_from([0, 40, 200]))
    return replace(
        tiny,
        vehicles=tuple(replace(vehicle, max_overtime_s=draw(st.sampled_from([0, 6, 20]))) for vehicle in tiny.vehicles),
        requests=tuple(replace(each, due_s=draw(st.none() | _times())) for each in tiny.requests),
        costs=replace(
            tiny.costs,
            overtime_percent=draw(st.sampled_from([0, 150, 150, 333])),
            late_percent=0 if for_oracle and has_breaks else late_percent,
            imbalance_percent=0 if for_oracle else imbalance_percent,
        ),
    )


def _square(cells: list[int], size: int) -> NDArray[np.int32]:
    square = np.array(cells, dtype=np.int32).reshape(size, size)
    np.fill_diagonal(square, 0)
    return square


def refs_of(request: AnyRequest) -> list[VisitRef]:
    return [VisitRef(request=request.id, action=action) for action, _ in visits_of(request)]


def around_a_hidden_plan(seed: int, carriers: int, requests_each: int, slack_s: int) -> Instance:
    """An instance that a plan serving everything is known to fit: its windows, loads and shifts are cut around one.

    The hidden carriers ride random requests one after another from 7:30, with lunch at 11:30. Most windows open up
    to 20 minutes before the hidden start and last to `slack_s` after it; shifts end `slack_s` after the hidden end.
    """
    random = Random(seed)
    places = (
        Place(id="post office", lon=105.95, lat=21.02),
        *(
            Place(id=f"place {index}", lon=random.uniform(105.9, 106.0), lat=random.uniform(20.98, 21.06))
            for index in range(carriers * requests_each)
        ),
    )
    travel = estimate_travel(places, profile="motorbike", speed_kmh=25)
    requests: list[AnyRequest] = []
    fleet = []
    for carrier in range(carriers):
        ride = _HiddenRide(random, travel, places, slack_s)
        for number in range(requests_each):
            ride.serve(f"request {carrier}.{number}")
        requests += ride.requests
        fleet.append(
            Vehicle(
                id=f"carrier {carrier}",
                depot="po",
                profile="motorbike",
                shift_start_s=START_S,
                shift_end_s=ride.home_s() + slack_s,
                breaks=(Break(id="lunch", earliest_s=LUNCH_S, latest_s=LUNCH_S, duration_s=HOUR),),
                capacity_items=ride.peak,
            )
        )
    random.shuffle(requests)
    return Instance(
        name=f"hidden plan {seed}",
        origin_at=ORIGIN,
        places=places,
        depots=(Depot(id="po", place="post office"),),
        vehicles=tuple(fleet),
        services=(ServiceKind(id="door", fixed_s=240, per_item_s=30),),
        requests=tuple(requests),
        travel=(travel,),
    )


START_S = int(7.5 * HOUR)
LUNCH_S = int(11.5 * HOUR)


class _HiddenRide:
    """One hidden carrier: rides at once to what it is given and writes the request down that this fits."""

    def __init__(self, random: Random, travel: TravelMatrix, places: Sequence[Place], slack_s: int) -> None:
        self.random, self.travel, self.places, self.slack_s = random, travel, places, slack_s
        self.place, self.free_s, self.lunched = 0, START_S, False
        self.to_deliver = 0
        self.loads: list[tuple[int, int]] = []
        self.requests: list[AnyRequest] = []

    def serve(self, name: str) -> None:
        items = self.random.randint(1, 3)
        kind = self.random.choice(["delivery", "pickup", "shipment"])
        if kind == "delivery":
            self.to_deliver += items
            self.requests.append(Delivery(id=name, items=items, depot="po", visit=self._visit(items)))
            self.loads.append((-items, 0))
        elif kind == "pickup":
            self.requests.append(Pickup(id=name, items=items, depot="po", visit=self._visit(items)))
            self.loads.append((items, 0))
        else:
            pickup, delivery = self._visit(items), self._visit(items)
            self.requests.append(Shipment(id=name, items=items, pickup=pickup, delivery=delivery))
            self.loads.append((0, items))

    @property
    def peak(self) -> int:
        """Fullest load; `loads` holds what each request leaves on board and what it holds only meanwhile."""
        load = peak = self.to_deliver
        for stays, passes in self.loads:
            peak = max(peak, load + passes, load + stays)
            load += stays
        return peak

    def home_s(self) -> int:
        return self._arrive(0, 0)

    def _visit(self, items: int) -> Visit:
        place = self.random.randrange(1, len(self.places))
        while place == self.place:
            place = self.random.randrange(1, len(self.places))
        service_s = 240 + 30 * items
        start_s = self._arrive(place, service_s)
        self.place, self.free_s = place, start_s + service_s
        window = TimeWindow(earliest_s=start_s - self.random.randint(0, 1200), latest_s=start_s + self.slack_s)
        is_free = self.random.random() < 0.3
        return Visit(place=self.places[place].id, service="door", windows=() if is_free else (window,))

    def _arrive(self, place: int, service_s: int) -> int:
        """When service may start there, lunch taken at its hour, on the way or before the service."""
        arrive_s = self.free_s + int(self.travel.travel_s[self.place, place])
        if self.lunched or arrive_s + service_s <= LUNCH_S:
            return arrive_s
        self.lunched = True
        return max(arrive_s, LUNCH_S) + HOUR


def order_of(route: Route) -> list[VisitRef | None]:
    """A route's visits in order, None for each call at the depot between two trips."""
    trips = [[planned.visit for stop in trip.stops for planned in stop.visits] for trip in route.trips]
    return [*trips[0], *(visit for trip in trips[1:] for visit in [None, *trip])]
