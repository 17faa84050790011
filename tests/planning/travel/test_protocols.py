"""What OSRM and Valhalla answer by their documentation, read as it stands there."""

import re
from collections.abc import Callable

import httpx
import numpy as np
import pytest

from courier.planning.travel.ask import RoadsUnavailable, Server
from courier.planning.travel.model import RoadServer, read_road_server
from courier.planning.travel.osrm import Osrm
from courier.planning.travel.valhalla import Valhalla

THREE = np.array([(13.38886, 52.517037), (13.397634, 52.529407), (13.428555, 52.523219)])

OSRM_TABLE = """{
  "code": "Ok",
  "durations": [[0, 192.6, 382.8], [199, 0, null]],
  "distances": [[0, 1886.89, 3791.3], [1824, 0, null]],
  "sources": [
    {"hint": "", "distance": 4.15, "name": "Friedrichstraße", "location": [13.388798, 52.517033]},
    {"hint": "", "distance": 2.79, "name": "Torstraße", "location": [13.397631, 52.529430]}
  ],
  "destinations": [
    {"hint": "", "distance": 4.15, "name": "Friedrichstraße", "location": [13.388798, 52.517033]},
    {"hint": "", "distance": 2.79, "name": "Torstraße", "location": [13.397631, 52.529430]},
    {"hint": "", "distance": 2.22, "name": "Platz der Vereinten Nationen", "location": [13.428554, 52.523239]}
  ]
}"""

VALHALLA_MATRIX = """{
  "algorithm": "costmatrix",
  "units": "kilometers",
  "sources_to_targets": [
    [
      {"distance": 0.0, "time": 0, "to_index": 0, "from_index": 0},
      {"distance": 1.987, "time": 242, "to_index": 1, "from_index": 0},
      {"distance": null, "time": null, "to_index": 2, "from_index": 0}
    ]
  ]
}"""

VALHALLA_LOCATE = """[
  {"input_lon": -76.495743, "input_lat": 40.310555, "nodes": [{"lat": 40.313206, "lon": -76.494987}],
   "edges": [
     {"way_id": 12292268, "correlated_lat": 40.313206, "side_of_street": "neither", "percent_along": 0,
      "correlated_lon": -76.494987}],
   "warnings": ["hov costing is deprecated"]},
  {"input_lon": 0, "input_lat": 0, "nodes": null, "edges": null}
]"""


def speaking(answer: Callable[[httpx.Request], httpx.Response]) -> Server:
    return Server(httpx.AsyncClient(transport=httpx.MockTransport(answer)))


def osrm(answer: Callable[[httpx.Request], httpx.Response]) -> Osrm:
    return Osrm(read_road_server("osrm+http://roads.test/car"), speaking(answer))


def valhalla(answer: Callable[[httpx.Request], httpx.Response]) -> Valhalla:
    return Valhalla(read_road_server("valhalla+http://roads.test/motor_scooter"), speaking(answer))


async def test_an_osrm_table_is_asked_and_read_as_documented() -> None:
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, text=OSRM_TABLE)

    seconds, metres = await osrm(answer).table(THREE[:2], THREE)
    assert asked[0].path == (
        "/table/v1/car/13.388860,52.517037;13.397634,52.529407;"
        "13.388860,52.517037;13.397634,52.529407;13.428555,52.523219"
    )
    assert dict(asked[0].params) == {
        "sources": "0;1",
        "destinations": "2;3;4",
        "annotations": "duration,distance",
        "generate_hints": "false",
    }
    np.testing.assert_array_equal(seconds, [[0, 192.6, 382.8], [199, 0, np.nan]])
    np.testing.assert_array_equal(metres, [[0, 1886.89, 3791.3], [1824, 0, np.nan]])
    snaps = await osrm(lambda _: httpx.Response(200, text=OSRM_TABLE)).snaps(THREE[:2])
    np.testing.assert_array_equal(snaps, [(13.388798, 52.517033), (13.397631, 52.52943)])


async def test_osrm_places_without_a_segment_are_found_one_by_one() -> None:
    """It refuses the whole table for one of them."""

    def answer(request: httpx.Request) -> httpx.Response:
        points = request.url.path.rpartition("/")[2].split(";")
        if any(point.startswith("13.397634") for point in points):
            message = "One of the supplied input coordinates could not snap to street segment."
            return httpx.Response(400, json={"code": "NoSegment", "message": message})
        found = [{"location": [float(part) for part in point.split(",")], "name": ""} for point in points]
        return httpx.Response(200, json={"code": "Ok", "durations": [[0.0]] * len(points), "sources": found})

    snaps = await osrm(answer).snaps(THREE)
    assert np.isnan(snaps[1]).all()
    np.testing.assert_allclose(snaps[[0, 2]], THREE[[0, 2]])


async def test_a_valhalla_matrix_is_read_as_documented() -> None:
    seconds, metres = await valhalla(lambda _: httpx.Response(200, text=VALHALLA_MATRIX)).table(THREE[:1], THREE)
    np.testing.assert_array_equal(seconds, [[0, 242, np.nan]])
    np.testing.assert_array_equal(metres, [[0, 1987, np.nan]])


async def test_valhallas_located_places_are_read_as_documented() -> None:
    points = np.array([(-76.495743, 40.310555), (0.0, 0.0)])
    snaps = await valhalla(lambda _: httpx.Response(200, text=VALHALLA_LOCATE)).snaps(points)
    np.testing.assert_array_equal(snaps, [(-76.494987, 40.313206), (np.nan, np.nan)])


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(400, json={"code": "TooBig", "message": "Too many table coordinates"}),
        httpx.Response(200, json={"code": "Ok", "durations": [[0, 1, 2]]}),
        httpx.Response(200, text='{"code": "Ok", "durations": [[0, 1, 1e400]], "distances": [[0, 1, 2]]}'),
        httpx.Response(200, json=[]),
        httpx.Response(200, content=b"\xff\xfe"),
        httpx.Response(
            400,
            json={"error_code": 150, "error": "Exceeded max locations", "status_code": 400, "status": "Bad Request"},
        ),
        httpx.Response(200, json={"sources_to_targets": [[{"time": 1, "distance": 1}] * 3], "units": "miles"}),
    ],
)
async def test_any_other_answer_is_no_answer(answer: httpx.Response) -> None:
    for client in (osrm(lambda _: answer), valhalla(lambda _: answer)):
        with pytest.raises(RoadsUnavailable):
            await client.table(THREE[:1], THREE)


def test_a_road_server_is_named_in_one_line() -> None:
    assert read_road_server("osrm+https://roads.test:5000/hanoi/driving?limit=300&data=2026-11") == RoadServer(
        "osrm", "https://roads.test:5000/hanoi", "driving", 300, "2026-11"
    )
    assert read_road_server("valhalla+http://roads.test/motor_scooter").limit == 50
    for wrong in ("http://roads.test/driving", "osrm+ftp://roads.test/x", "osrm+http://roads.test/", "osrm+http:///x"):
        with pytest.raises(ValueError, match=re.escape(wrong)):
            read_road_server(wrong)
