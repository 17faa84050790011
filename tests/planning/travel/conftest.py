"""A road server in a process of its own, and a day of places without a database's help."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

import httpx
import pytest

from courier.clock import new_id
from courier.planning.day import Day
from courier.planning.statements import PartyPlace
from courier.settings import CHECKOUT

CENTRE = (105.94, 21.02)


@dataclass
class RoadProcess:
    """One running road server."""

    process: subprocess.Popen[str]
    port: int

    def osrm(self, limit: int = 100) -> dict[str, str]:
        return {"*": f"osrm+http://127.0.0.1:{self.port}/driving?limit={limit}"}

    def valhalla(self, limit: int = 50) -> dict[str, str]:
        return {"01": f"valhalla+http://127.0.0.1:{self.port}/motor_scooter?limit={limit}"}

    def misbehave(self, mood: str, after: int = 0) -> dict[str, int]:
        """From the next request past `after` on; what it was asked since the last time, by service."""
        answer: dict[str, int] = httpx.get(
            f"http://127.0.0.1:{self.port}/misbehave?mood={mood}&after={after}", trust_env=False
        ).json()
        return answer

    def asked(self) -> dict[str, int]:
        return self.misbehave("")

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def road_server() -> Iterator[RoadProcess]:
    started = start_roads(limit=100)
    yield started
    started.end()


@pytest.fixture
def narrow_road_server() -> Iterator[RoadProcess]:
    started = start_roads(limit=20)
    yield started
    started.end()


def start_roads(limit: int) -> RoadProcess:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.planning.travel.road_server", "--limit", str(limit)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=CHECKOUT,
    )
    assert process.stdout is not None
    return RoadProcess(process, int(process.stdout.readline()))


def day_of(places: int, office_id: UUID | None = None, *more: tuple[float, float], seed: int = 1) -> Day:
    """An office and so many places around it, and `more`."""
    random = Random(seed)
    office = office_id or new_id()
    around = [(CENTRE[0] + random.uniform(-0.1, 0.1), CENTRE[1] + random.uniform(-0.1, 0.02)) for _ in range(places)]
    return day_at(office, [CENTRE, *around, *more])


def day_at(office_id: UUID, points: list[tuple[float, float]]) -> Day:
    ids = [office_id, *(new_id() for _ in points[1:])]
    return Day(
        office_id=office_id,
        on_date=date(2026, 11, 23),
        jobs=[],
        places=[
            PartyPlace(id_, "citizen", lon, lat, "carrier", None, None, None, None, None)
            for id_, (lon, lat) in zip(ids, points, strict=True)
        ],
        shifts=[],
        published=[],
        pins={},
        open_spells={},
        waves_s=[],
        service_times={},
        province_code="01",
    )
