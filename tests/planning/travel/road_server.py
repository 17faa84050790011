"""A road server of its own process that speaks OSRM's and Valhalla's protocols over a country without bends.

Roads run straight, 1.3 times the great circle, at 36 km/h; eastward takes 60 s more than westward. North of `NORTH_END`
there is no road: what lies there is put on the last one. Nobody crosses `RIVER` where it is told so. It keeps its
limits as the real ones do, and is told over `/misbehave` to be slow, to talk nonsense, or to die.
"""

import argparse
import json
import math
import os
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

NORTH_END = 21.07
RIVER = 105.90
WINDING, METRES_A_SECOND, EASTWARD_S = 1.3, 10.0, 60.0

Point = tuple[float, float]


class Moods:
    """How it behaves, and what it was asked."""

    mood = ""
    after = 0
    limit = 100
    counts: Counter[str] = Counter()
    lock = threading.Lock()


def put_on_a_road(point: Point) -> Point:
    return (point[0], min(point[1], NORTH_END))


def metres(here: Point, there: Point) -> float:
    lat, to_lat = math.radians(here[1]), math.radians(there[1])
    half = math.sin((lat - to_lat) / 2) ** 2
    half += math.cos(lat) * math.cos(to_lat) * math.sin(math.radians(here[0] - there[0]) / 2) ** 2
    return WINDING * 2 * 6_371_008.8 * math.asin(math.sqrt(half))


def way(here: Point, there: Point) -> tuple[float, float] | None:
    """Seconds and metres; None across the river where nobody crosses it."""
    here, there = put_on_a_road(here), put_on_a_road(there)
    if Moods.mood == "flood" and (here[0] < RIVER) != (there[0] < RIVER):
        return None
    far = metres(here, there)
    return far / METRES_A_SECOND + (EASTWARD_S if there[0] > here[0] else 0.0), far


class Roads(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/misbehave":
            options = parse_qs(parts.query)
            Moods.mood, Moods.after = options.get("mood", [""])[0], int(options.get("after", ["0"])[0])
            self._say(200, dict(Moods.counts))
            Moods.counts.clear()
            return
        if parts.path == "/status":
            self._say(200, {"version": "3.5.1", "tileset_last_modified": 1761955200})
            return
        _, service, version, _profile, coordinates = parts.path.split("/")
        assert version == "v1"
        points: list[Point] = [tuple(map(float, text.split(","))) for text in coordinates.split(";")]  # type: ignore[misc]
        self._osrm(service, points, parse_qs(parts.query))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self._valhalla(urlsplit(self.path).path, body)

    def _osrm(self, service: str, points: list[Point], options: dict[str, list[str]]) -> None:
        if service == "nearest":
            self._say(200, {"code": "Ok", "waypoints": [waypoint(points[0])], "data_version": "2026-11-01T00:00:00Z"})
            return
        if self._misbehaves(service):
            return
        if len(points) > Moods.limit:
            self._say(400, {"code": "TooBig", "message": "Too many table coordinates"})
            return
        here, there = (chosen(points, options.get(name, ["all"])[0]) for name in ("sources", "destinations"))
        Moods.counts["pairs"] += len(here) * len(there)
        ways = [[way(a, b) for b in there] for a in here]
        answer: dict[str, Any] = {
            "code": "Ok",
            "durations": [[None if w is None else round(w[0], 1) for w in row] for row in ways],
            "sources": [waypoint(point) for point in here],
            "destinations": [waypoint(point) for point in there],
            "data_version": "2026-11-01T00:00:00Z",
        }
        if "distance" in options["annotations"][0]:
            answer["distances"] = [[None if w is None else round(w[1], 1) for w in row] for row in ways]
        self._say(200, answer)

    def _valhalla(self, path: str, body: dict[str, Any]) -> None:
        if path == "/locate":
            self._say(200, [located((place["lon"], place["lat"])) for place in body["locations"]])
            return
        if self._misbehaves("matrix"):
            return
        here, there = ([(place["lon"], place["lat"]) for place in body[name]] for name in ("sources", "targets"))
        if len(here) * len(there) > Moods.limit**2:
            refusal = {
                "error_code": 150,
                "error": "Exceeded max locations",
                "status_code": 400,
                "status": "Bad Request",
            }
            self._say(400, refusal)
            return
        self._say(
            200,
            {
                "algorithm": "costmatrix",
                "units": "kilometers",
                "sources_to_targets": [
                    [cell(way(a, b), row, column) for column, b in enumerate(there)] for row, a in enumerate(here)
                ],
            },
        )

    def _misbehaves(self, service: str) -> bool:
        with Moods.lock:
            Moods.counts[service] += 1
            is_due = Moods.counts[service] > Moods.after
        if not is_due or Moods.mood in ("", "flood"):
            return False
        match Moods.mood:
            case "die":
                os._exit(1)
            case "slow":
                time.sleep(60)
            case "nonsense":
                self._send(200, b"<html>502 Bad Gateway</html>")
            case "short":
                self._say(200, {"code": "Ok", "durations": [[0.0]], "distances": [[0.0]], "sources_to_targets": []})
            case "negative":
                self._say(200, {"code": "Ok", "durations": [[-1.0]], "distances": [[0.0]]})
            case "broken":
                self._send(500, b'{"code": "InternalError"}')
        return True

    def _say(self, status: int, body: object) -> None:
        self._send(status, json.dumps(body).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def chosen(points: list[Point], indices: str) -> list[Point]:
    return points if indices == "all" else [points[int(index)] for index in indices.split(";")]


def waypoint(point: Point) -> dict[str, Any]:
    put = put_on_a_road(point)
    return {"location": [put[0], put[1]], "name": "", "distance": metres(point, put) / WINDING}


def located(point: Point) -> dict[str, Any]:
    lon, lat = put_on_a_road(point)
    farther = {"way_id": 2, "correlated_lat": lat - 0.01, "correlated_lon": lon, "percent_along": 0.5}
    nearest = {"way_id": 1, "correlated_lat": lat, "correlated_lon": lon, "percent_along": 0.5}
    return {"input_lon": point[0], "input_lat": point[1], "nodes": None, "edges": [farther, nearest]}


def cell(found: tuple[float, float] | None, row: int, column: int) -> dict[str, Any]:
    time_s, distance = (None, None) if found is None else (round(found[0]), round(found[1] / 1000, 3))
    return {"time": time_s, "distance": distance, "from_index": row, "to_index": column}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--limit", type=int, default=100)
    Moods.limit = parser.parse_args().limit
    server = ThreadingHTTPServer(("127.0.0.1", 0), Roads)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
