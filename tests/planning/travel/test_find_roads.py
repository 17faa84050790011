"""Roads found from a real road server's process: in blocks, remembered, and what becomes of a plan where it fails."""

import numpy as np
import pytest
from numpy.typing import NDArray

from courier.database import Connection, Pool
from courier.planning.day import Day
from courier.planning.travel import find_roads
from courier.planning.travel.find_roads import RoadFinder
from courier.planning.travel.model import UNREACHABLE_S, Roads
from routing.instance import Place
from tests.custody.world import build
from tests.planning.travel.conftest import RoadProcess, day_at, day_of
from tests.planning.travel.road_server import EASTWARD_S, METRES_A_SECOND, NORTH_END, RIVER, metres, way

FAR_NORTH = (105.95, NORTH_END + 0.01)
"""1.1 km from the last road."""
NEAR_NORTH = (105.95, NORTH_END + 0.002)


@pytest.fixture
async def day(owner_connection: Connection) -> Day:
    """130 places around an office that the database knows."""
    return day_of(130, (await build(owner_connection, items=0)).post_office)


def seconds(day: Day) -> NDArray[np.float64]:
    """What the road server's country has, figure by figure."""
    points = [(place.lon, place.lat) for place in day.places]
    ways = [[way(here, there) for there in points] for here in points]
    return np.array([[0.0 if w is None else w[0] for w in row] for row in ways])


def travel_s(roads: Roads) -> NDArray[np.int32]:
    assert roads.travel_s is not None
    return roads.travel_s


@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
async def test_a_matrix_past_the_servers_limits_is_asked_in_blocks_and_whole(
    kind: str, day: Day, database: Pool, road_server: RoadProcess, narrow_road_server: RoadProcess
) -> None:
    for server, limit in ((road_server, 100), (narrow_road_server, 20)):
        finder = RoadFinder(server.osrm(limit) if kind == "osrm" else server.valhalla(limit))
        roads = await finder.find(database, day)
        await finder.close()
        assert (roads.quality.provider, roads.quality.is_estimated, roads.quality.fallback) == (kind, False, None)
        assert np.abs(travel_s(roads) - seconds(day)).max() <= 1
        assert server.asked()["table" if kind == "osrm" else "matrix"] > 1


async def test_what_was_asked_once_is_not_asked_again_and_a_new_place_costs_its_own_row_and_column(
    day: Day, database: Pool, road_server: RoadProcess
) -> None:
    finder = RoadFinder(road_server.osrm())
    await finder.find(database, day)
    whole = road_server.asked()["pairs"]
    assert whole >= len(day.places) ** 2
    assert (await finder.find(database, day)).quality.fallback is None
    assert road_server.asked() == {}
    points = [(place.lon, place.lat) for place in day.places]
    longer = day_at(day.office_id, [*points, (105.95, 21.0)])
    roads = await finder.find(database, longer)
    assert np.abs(travel_s(roads) - seconds(longer)).max() <= 1
    assert road_server.asked()["pairs"] <= 2 * len(longer.places)
    await finder.close()


async def test_another_process_finds_what_one_was_told(day: Day, database: Pool, road_server: RoadProcess) -> None:
    first, second = RoadFinder(road_server.osrm()), RoadFinder(road_server.osrm())
    told = await first.find(database, day)
    road_server.asked()
    roads = await second.recall(database, day)
    assert road_server.asked() == {}
    assert np.array_equal(travel_s(roads), travel_s(told))
    await first.close()
    await second.close()


async def test_places_too_far_from_every_road_are_measured_by_the_roads_around(
    day: Day, database: Pool, road_server: RoadProcess
) -> None:
    points = [(place.lon, place.lat) for place in day.places]
    longer = day_at(day.office_id, [*points, FAR_NORTH, NEAR_NORTH])
    finder = RoadFinder(road_server.osrm())
    roads = await finder.find(database, longer)
    await finder.close()
    assert (roads.quality.estimated_places, roads.quality.is_estimated) == (1, False)
    far, near = travel_s(roads)[0, -2:]
    straight_s = metres(points[0], FAR_NORTH) / METRES_A_SECOND
    assert straight_s < far < straight_s + EASTWARD_S
    assert near == pytest.approx(seconds(longer)[0, -1], abs=1)


async def test_a_pair_without_a_way_takes_longer_than_any_shift_and_a_place_the_office_cannot_reach_is_estimated(
    day: Day, database: Pool, road_server: RoadProcess
) -> None:
    road_server.misbehave("flood")
    finder = RoadFinder(road_server.osrm())
    roads = await finder.find(database, day)
    await finder.close()
    beyond = [row for row, place in enumerate(day.places) if place.lon < RIVER]
    assert beyond
    assert roads.quality.estimated_places == len(beyond)
    assert travel_s(roads).max() < UNREACHABLE_S
    assert all(travel_s(roads)[0, beyond] > 0)


@pytest.mark.parametrize("mood", ["die", "nonsense", "short", "negative", "broken", "slow"])
@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
async def test_a_server_that_fails_half_way_leaves_a_whole_estimate_that_says_so(
    kind: str, mood: str, day: Day, database: Pool, road_server: RoadProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_roads, "ANSWER_WITHIN_S", 0.5)
    road_server.misbehave(mood, after=4)
    finder = RoadFinder(road_server.osrm() if kind == "osrm" else road_server.valhalla(30))
    roads = await finder.find(database, day)
    assert (roads.quality.provider, roads.quality.is_estimated) == ("great_circle", True)
    assert roads.quality.fallback == "server_down"
    (matrix,) = roads.matrices([Place(id=str(p.party_id), lon=p.lon, lat=p.lat) for p in day.places], [25.0])
    assert matrix.is_estimated
    if mood != "die":
        road_server.asked()
        assert (await finder.find(database, day)).quality.fallback == "server_down"
        assert road_server.asked() == {}, "it is left alone for a while"
    await finder.close()


async def test_a_server_that_went_away_still_speaks_for_the_places_it_spoke_of(
    day: Day, database: Pool, road_server: RoadProcess
) -> None:
    finder = RoadFinder(road_server.osrm())
    await finder.find(database, day)
    road_server.end()
    points = [(place.lon, place.lat) for place in day.places]
    longer = day_at(day.office_id, [*points, (105.95, 21.0)])
    roads = await finder.find(database, longer)
    await finder.close()
    assert (roads.quality.provider, roads.quality.fallback, roads.quality.estimated_places) == (
        "osrm",
        "server_down",
        1,
    )
    assert np.abs(travel_s(roads)[:-1, :-1] - seconds(day)).max() <= 1


async def test_without_a_server_for_the_province_everything_is_estimated(
    day: Day, database: Pool, road_server: RoadProcess
) -> None:
    finder = RoadFinder({"48": road_server.osrm()["*"]})
    roads = await finder.find(database, day)
    await finder.close()
    assert (roads.quality.provider, roads.quality.fallback, roads.quality.circuity) == ("great_circle", None, 1.4)
    assert road_server.asked() == {}


async def test_a_slower_shift_rides_the_same_roads_in_more_time(
    day: Day, database: Pool, road_server: RoadProcess
) -> None:
    finder = RoadFinder(road_server.osrm())
    roads = await finder.find(database, day)
    await finder.close()
    places = [Place(id=str(p.party_id), lon=p.lon, lat=p.lat) for p in day.places[:20]]
    plain, slow = roads.matrices(places, [25.0, 12.5])
    assert np.array_equal(slow.travel_s, plain.travel_s * 2)
    assert np.array_equal(slow.distance_m, plain.distance_m)
