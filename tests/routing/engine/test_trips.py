"""Waves, several trips, lunch and routes under way, alone and together; judged by the verifier."""

import numpy as np
import pytest
from msgspec.structs import replace

from routing import adopt, insert, move, remove, solve, verify
from routing.errors import InvalidInstance, UnfitPlan
from routing.files import plan_from_json, plan_to_json
from routing.instance import (
    Action,
    AnyRequest,
    Break,
    Costs,
    Delivery,
    Depot,
    Instance,
    LockedVisit,
    Pickup,
    Place,
    ServiceKind,
    Shipment,
    Started,
    TimeWindow,
    TravelMatrix,
    Vehicle,
    Visit,
    VisitRef,
)
from routing.plan import Breach, Constraint, Insertion, Limits, Plan, Reason, Removal, Route
from tests.routing.worlds import HOUR, ORIGIN

MINUTE = 60
EIGHT, NOON, HALF_PAST_ONE, FIVE = 8 * HOUR, 12 * HOUR, int(13.5 * HOUR), 17 * HOUR
LUNCH = Break(id="lunch", earliest_s=11 * HOUR, latest_s=13 * HOUR, duration_s=HOUR)


def street(requests: tuple[AnyRequest, ...], *vehicles: Vehicle, **depot: object) -> Instance:
    """A post office and six doors in a row, ten minutes from one to the next."""
    places = tuple(Place(id=f"p{number}", lon=105.9 + number / 100, lat=21.0) for number in range(7))
    apart = np.abs(np.subtract.outer(np.arange(7), np.arange(7))).astype(np.int32)
    return Instance(
        name="street",
        origin_at=ORIGIN,
        places=places,
        depots=(Depot(id="po", place="p0", **depot),),  # type: ignore[arg-type]
        vehicles=vehicles or (carrier(),),
        services=(ServiceKind(id="door", fixed_s=5 * MINUTE), ServiceKind(id="load", fixed_s=60, per_item_s=30)),
        requests=requests,
        travel=(
            TravelMatrix(
                profile="any",
                provider="drawn",
                is_estimated=False,
                travel_s=apart * np.int32(600),
                distance_m=apart * np.int32(3000),
            ),
        ),
        costs=Costs(),
    )


def carrier(name: str = "lan", **fields: object) -> Vehicle:
    return Vehicle(id=name, depot="po", profile="any", shift_start_s=EIGHT, shift_end_s=FIVE, **fields)  # type: ignore[arg-type]


def door(number: int, *windows: tuple[int, int]) -> Visit:
    asked = tuple(TimeWindow(earliest_s=first, latest_s=last) for first, last in windows)
    return Visit(place=f"p{number}", service="door", windows=asked)


def delivery(name: str, number: int, *windows: tuple[int, int], **fields: object) -> Delivery:
    return Delivery(id=name, depot="po", visit=door(number, *windows), **fields)  # type: ignore[arg-type]


def brings(name: str) -> VisitRef:
    return VisitRef(request=name, action=Action.DELIVERY)


def collects(name: str) -> VisitRef:
    return VisitRef(request=name, action=Action.PICKUP)


def the_route(instance: Instance, plan: Plan | Breach) -> Route:
    assert isinstance(plan, Plan)
    assert verify(instance, plan) == []
    (route,) = plan.routes
    return route


def test_what_arrives_at_noon_leaves_with_the_afternoon_wave_on_a_second_trip() -> None:
    asked = (delivery("early", 2, (EIGHT, NOON)), delivery("late", 3, release_s=NOON))
    instance = street(asked, carrier(max_trips=2), waves_s=(EIGHT, HALF_PAST_ONE), loading="load", reload_s=300)
    instance = replace(instance, vehicles=(replace(instance.vehicles[0], shift_start_s=EIGHT - HOUR),))
    plan = solve(instance, Limits(iterations=50))
    route = the_route(instance, plan)
    assert [trip.depart_s for trip in route.trips] == [EIGHT, HALF_PAST_ONE]
    assert [len(trip.stops) for trip in route.trips] == [1, 1]
    assert route.returns[0].loaded_s - route.returns[0].load_s == 300 + 60 + 30
    assert plan_from_json(plan_to_json(plan)) == plan


def test_without_a_second_trip_the_reason_says_how_many_would_be_needed() -> None:
    asked = (delivery("early", 2, (EIGHT, NOON)), delivery("late", 3, release_s=NOON))
    plan = solve(street(asked, waves_s=(EIGHT, HALF_PAST_ONE)), Limits(iterations=50))
    (unserved,) = plan.unserved
    assert unserved.reason.constraint in (Constraint.TRIPS, Constraint.WAVE, Constraint.WINDOW)
    assert unserved.reason.needed is not None


def test_what_arrives_after_the_last_wave_is_told_so() -> None:
    plan = solve(street((delivery("late", 3, release_s=NOON),), waves_s=(EIGHT,)), Limits(iterations=5))
    reason = plan.unserved[0].reason
    assert (reason.constraint, reason.needed, reason.available) == (Constraint.WAVE, NOON, EIGHT)


def test_a_bag_too_small_for_all_is_filled_twice() -> None:
    asked = tuple(delivery(f"d{number}", number, items=2) for number in range(1, 5))
    instance = street(asked, carrier(max_trips=2, capacity_items=4))
    route = the_route(instance, solve(instance, Limits(iterations=50)))
    assert [trip.items for trip in route.trips] == [4, 4]


def test_pickups_are_unloaded_between_two_trips_and_a_shipment_rides_through() -> None:
    asked = (
        Pickup(id="a", depot="po", items=3, visit=door(1)),
        Shipment(id="s", items=1, pickup=door(2), delivery=door(5, (15 * HOUR, 16 * HOUR))),
        Pickup(id="b", depot="po", items=3, visit=door(4)),
    )
    instance = street(asked, carrier(max_trips=2, capacity_items=4))
    trips = [[collects("s"), collects("a")], [collects("b"), brings("s")]]
    route = the_route(instance, adopt(instance, {"lan": trips}))
    assert [stop.items for stop in route.stops] == [1, 4, 4, 3]
    assert route.returns[0].items == 1


def everything() -> Instance:
    """Lunch in a window, a spell away, desk hours in two windows, two waves, releases, prizes and a pin."""
    desk = ((EIGHT, int(11.5 * HOUR)), (HALF_PAST_ONE, 16 * HOUR))
    away = Break(id="away", earliest_s=9 * HOUR, latest_s=9 * HOUR, duration_s=HOUR)
    asked: tuple[AnyRequest, ...] = (
        delivery("d1", 1),
        delivery("d2", 4, (HALF_PAST_ONE, FIVE), release_s=NOON),
        delivery("pinned", 2, pinned_vehicle="minh"),
        Pickup(id="p1", depot="po", visit=door(3, *desk), prize_s=HOUR),
        Shipment(id="s1", pickup=door(2, (10 * HOUR, NOON)), delivery=door(6, *desk), prize_s=2 * HOUR),
        Shipment(id="s2", pickup=door(5), delivery=door(1, *desk), release_s=14 * HOUR),
    )
    fleet = (carrier(max_trips=2, breaks=(away, LUNCH)), carrier("minh", max_trips=2, breaks=(LUNCH,)))
    return street(asked, *fleet, waves_s=(EIGHT + 600, HALF_PAST_ONE), loading="load", reload_s=120)


def test_everything_together_is_served_by_a_sound_plan() -> None:
    instance = everything()
    plan = solve(instance, Limits(iterations=300))
    assert plan.unserved == ()
    assert verify(instance, plan) == []


def under_way() -> Instance:
    """Lan has made one of her two deliveries and fetched a dossier; the next visit is locked."""
    asked: tuple[AnyRequest, ...] = (
        delivery("done", 1),
        delivery("on board", 5),
        Shipment(id="dossier", pickup=door(2), delivery=door(6)),
        Pickup(id="locked", depot="po", visit=door(3)),
        delivery("at the office", 2, pinned_vehicle="lan"),
        Pickup(id="free", depot="po", visit=door(4)),
    )
    lan = carrier(
        max_trips=2,
        started=Started(place="p2", at_s=9 * HOUR, on_board=("on board",)),
        locked=(
            LockedVisit(visit=brings("done"), done_s=EIGHT + 900),
            LockedVisit(visit=collects("dossier"), done_s=9 * HOUR),
            LockedVisit(visit=collects("locked")),
        ),
        breaks=(LUNCH,),
    )
    return street(asked, lan, carrier("minh"), waves_s=(EIGHT, HALF_PAST_ONE), reload_s=300)


def test_a_route_under_way_goes_on_from_where_it_is_with_what_is_on_board() -> None:
    instance = under_way()
    plan = solve(instance, Limits(iterations=200))
    assert verify(instance, plan) == []
    assert plan.unserved == ()
    lan = next(route for route in plan.routes if route.vehicle == "lan")
    assert (lan.start_place, lan.items, [visit.end_s for visit in lan.done]) == ("p2", 2, [EIGHT + 900, 9 * HOUR])
    assert lan.stops[0].visits[0].visit == collects("locked")
    assert lan.depart_s >= 9 * HOUR
    served = [visit.visit.request for stop in lan.trips[1].stops for visit in stop.visits]
    assert "at the office" in served
    assert lan.returns[0].depart_s == HALF_PAST_ONE


@pytest.mark.parametrize("request_", ["on board", "dossier", "locked", "done"])
def test_what_is_done_on_board_or_locked_stays(request_: str) -> None:
    instance = under_way()
    plan = solve(instance, Limits(iterations=50))
    for answer in (move(instance, plan, request_, "minh"), remove(instance, plan, request_)):
        assert isinstance(answer, Reason)
        assert (answer.constraint, answer.vehicle) == (Constraint.LOCKED, "lan")


def test_locked_visits_that_cannot_be_made_any_more_are_told_with_their_numbers() -> None:
    instance = under_way()
    asked = [
        replace(request, visit=door(3, (EIGHT, 9 * HOUR))) if request.id == "locked" else request
        for request in instance.requests
    ]
    with pytest.raises(InvalidInstance, match=r"vehicles\[0\].locked.*window: 33000 > 32400"):
        solve(replace(instance, requests=tuple(asked)), Limits(iterations=1))


def test_a_request_moves_to_the_vehicle_named_and_the_effect_is_told() -> None:
    instance = street((delivery("a", 1), delivery("b", 2), delivery("c", 5)), carrier(), carrier("minh"))
    plan = adopt(instance, {"lan": [[brings("a"), brings("b"), brings("c")]]})
    assert isinstance(plan, Plan)
    moved = move(instance, plan, "b", "minh")
    assert isinstance(moved, Insertion)
    assert verify(instance, moved.plan) == []
    assert (moved.from_vehicle, moved.vehicle) == ("lan", "minh")
    assert moved.added_cost_s == moved.plan.cost.total_s - plan.cost.total_s == 2400
    assert [(delay.visit, delay.delay_s) for delay in moved.delays] == [(brings("c"), -300)]
    with pytest.raises(UnfitPlan):
        move(instance, plan, "stranger", "minh")


def test_into_a_vehicle_that_has_no_room_the_reason_has_its_numbers() -> None:
    asked = (delivery("a", 1, items=2), delivery("b", 2, items=2))
    instance = street(asked, carrier(capacity_items=3), carrier("minh"))
    plan = adopt(instance, {"lan": [[brings("a")]]})
    assert isinstance(plan, Plan)
    refused = insert(instance, plan, "b", vehicle="lan")
    assert isinstance(refused, Reason)
    assert (refused.constraint, refused.vehicle) == (Constraint.CAPACITY_ITEMS, "lan")
    assert (refused.needed, refused.available) == (4, 3)
    taken = insert(instance, plan, "b")
    assert isinstance(taken, Insertion)
    assert taken.vehicle == "minh"


def test_what_is_removed_is_left_out_by_hand() -> None:
    instance = street((delivery("a", 1), delivery("b", 2)))
    plan = solve(instance, Limits(iterations=20))
    shorter = remove(instance, plan, "b")
    assert isinstance(shorter, Removal)
    assert verify(instance, shorter.plan) == []
    assert (shorter.vehicle, shorter.saved_cost_s) == ("lan", 1200)
    (unserved,) = shorter.plan.unserved
    assert (unserved.reason.constraint, unserved.reason.needed) == (Constraint.LEFT_OUT, 1200)


def test_an_order_made_by_hand_is_timed_as_given_or_its_first_breach_told() -> None:
    asked = (delivery("a", 1, (EIGHT, 9 * HOUR)), delivery("b", 6))
    instance = street(asked, carrier(), carrier("minh", capacity_items=1))
    route = the_route(instance, adopt(instance, {"lan": [[brings("a"), brings("b")]]}))
    assert [stop.place for stop in route.stops] == ["p1", "p6"]
    late = adopt(instance, {"lan": [[brings("b"), brings("a")]]})
    assert isinstance(late, Breach)
    assert (late.vehicle, late.visit) == ("lan", brings("a"))
    assert (late.reason.constraint, late.reason.needed, late.reason.available) == (
        Constraint.WINDOW,
        EIGHT + 3600 + 300 + 3000,
        9 * HOUR,
    )
    full = adopt(instance, {"minh": [[brings("a"), brings("b")]]})
    assert isinstance(full, Breach)
    assert (full.visit, full.reason.constraint) == (brings("b"), Constraint.CAPACITY_ITEMS)
    twice = adopt(instance, {"lan": [[brings("a")], [brings("b")]]})
    assert isinstance(twice, Breach)
    assert (twice.reason.constraint, twice.reason.needed, twice.reason.available) == (Constraint.TRIPS, 2, 1)


def test_a_habitual_order_is_kept_where_breaking_it_saves_less() -> None:
    asked = (delivery("a", 1, (EIGHT, FIVE)), delivery("b", 2))
    instance = street(asked, carrier(habitual_order=("p2", "p1")))
    instance = replace(instance, costs=Costs(against_habit_s=500))
    plan = solve(instance, Limits(iterations=30))
    assert [stop.place for stop in the_route(instance, plan).stops] == ["p2", "p1"]
    assert plan.cost.against_habit_s == 0


def test_territories_are_ridden_in_the_habitual_order_their_places_in_any() -> None:
    asked = (delivery("a", 1, (EIGHT, FIVE)), delivery("b", 2), delivery("c", 3))
    instance = street(asked, carrier(habitual_order=("far", "near")))
    territory = {"p1": "near", "p2": "far", "p3": "far"}
    places = tuple(replace(place, territory=territory.get(place.id)) for place in instance.places)
    instance = replace(instance, places=places, costs=Costs(against_habit_s=5_000))
    plan = solve(instance, Limits(iterations=60))
    assert [stop.place for stop in the_route(instance, plan).stops][-1] == "p1"
    assert plan.cost.against_habit_s == 0
    assert not verify(instance, plan)


def test_any_single_figure_changed_in_a_plan_of_several_trips_is_noticed() -> None:
    instance = everything()
    plan = solve(instance, Limits(iterations=100))
    assert any(route.returns for route in plan.routes)
    for route in plan.routes:
        for call in route.returns:
            for field in call.__struct_fields__:
                false = replace(call, **{field: getattr(call, field) + 1})
                returns = tuple(false if each is call else each for each in route.returns)
                routes = tuple(replace(route, returns=returns) if each is route else each for each in plan.routes)
                assert verify(instance, replace(plan, routes=routes)), field
