"""The planner on a made-up district: `python -m bench.routing_district [--jobs 100 300] [--seeds 3] [--seconds 10]`.

13 × 9 km, 22 communes with villages as Gaussian clusters, one post office, a desk in each commune and a central one
(a fifth of the jobs); half of the jobs go from a door to a desk, half from a desk to a door. Windows: 45 % half a
day, 35 % two hours. One carrier for 60 jobs, 7:30-17:00 with fixed lunch, a bag of 15 kg, at home in the 10 nearest
communes. Prizes of 2, 4 and 8 hours. Prints when the first plan stood and what searching on brought.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from math import cos, hypot, radians
from random import Random

from routing import solve, verify
from routing.instance import (
    Break,
    Costs,
    Depot,
    Instance,
    Place,
    ServiceKind,
    Shipment,
    TimeWindow,
    TravelEstimate,
    Vehicle,
    Visit,
)
from routing.plan import Limits, Progress
from routing.travel import matrix_of

HOUR_S = 3600
MATRIX_JOBS = 1_000  # above, travel is worked out as it is asked for: the same figures without the room they take
WIDTH_KM, HEIGHT_KM, COMMUNES, HOME_COMMUNES = 13.0, 9.0, 22, 10
SOUTH_WEST = (105.90, 20.98)
KM_PER_DEGREE = 111.195
DESK_HOURS = (
    TimeWindow(earliest_s=int(7.5 * HOUR_S), latest_s=int(11.5 * HOUR_S)),
    TimeWindow(earliest_s=int(13.5 * HOUR_S), latest_s=int(16.5 * HOUR_S)),
)
PRIZES_S = (2 * HOUR_S, 4 * HOUR_S, 8 * HOUR_S)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.routing_district", description=__doc__)
    parser.add_argument("--jobs", type=int, nargs="+", default=[100, 300])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    for jobs in options.jobs:
        for seed in range(options.seeds):
            _measure(district(jobs, seed), options.seconds)


def _measure(instance: Instance, seconds: float) -> None:
    told: list[Progress] = []
    plan = solve(instance, Limits(seconds=seconds), on_progress=told.append)
    if violations := verify(instance, plan):
        raise SystemExit(f"{instance.name}: {violations[:3]}")
    first, last = told[0], told[-1]
    print(
        f"{instance.name:<16} first plan {first.elapsed_s:6.2f} s {first.served:5}/{first.requests}"
        f" cost {first.cost.total_s:9,} · after {last.elapsed_s:5.1f} s {last.served:5}/{last.requests}"
        f" cost {last.cost.total_s:9,} = {last.cost.total_s / first.cost.total_s:5.3f} × the first,"
        f" {last.iterations} iterations",
        flush=True,
    )


def district(jobs: int, seed: int, is_strict: bool = False) -> Instance:
    """The same district and jobs for the same numbers. Strict: carriers keep to their communes, at no price: so every
    planner can be asked the same, for skills are known to all of them and the price of a foreign stop to none; a
    commune at nobody's home is then the nearest carrier's.
    """
    random = Random(seed)
    centres = [(random.uniform(0, WIDTH_KM), random.uniform(0, HEIGHT_KM)) for _ in range(COMMUNES)]
    desks = [_place(f"desk {number}", *centre, number) for number, centre in enumerate(centres)]
    middle = _nearest_commune(centres, WIDTH_KM / 2, HEIGHT_KM / 2)
    post_office = _place("post office", WIDTH_KM / 2, HEIGHT_KM / 2, middle)
    central = _place("central desk", WIDTH_KM / 2 + 0.3, HEIGHT_KM / 2, middle)
    doors, requests = [], []
    for number in range(jobs):
        commune = random.randrange(COMMUNES)
        door = _door(random, f"door {number}", centres[commune], commune)
        desk = central if random.random() < 0.2 else desks[commune]
        doors.append(door)
        requests.append(_job(random, number, door, desk, (door.territory or "",) if is_strict else ()))
    places = (post_office, central, *desks, *doors)
    estimate = TravelEstimate(profile="motorbike", speed_kmh=25, circuity=1.35)
    is_large = jobs > MATRIX_JOBS
    return Instance(
        name=f"district {jobs}.{seed}",
        origin_at=datetime(2026, 11, 23, tzinfo=UTC),
        places=places,
        depots=(Depot(id="po", place="post office"),),
        vehicles=tuple(_carriers(-(-jobs // 60), centres, is_strict)),
        services=(
            ServiceKind(id="collect", fixed_s=30, per_item_s=180),
            ServiceKind(id="hand out", fixed_s=30, per_item_s=90),
            ServiceKind(id="desk", fixed_s=30, per_item_s=30),
        ),
        requests=tuple(requests),
        travel=() if is_large else (matrix_of(estimate, places),),
        estimates=(estimate,) if is_large else (),
        costs=Costs(foreign_stop_s=0 if is_strict else 300),
    )


def _place(name: str, x_km: float, y_km: float, commune: int) -> Place:
    lon = SOUTH_WEST[0] + x_km / (KM_PER_DEGREE * cos(radians(SOUTH_WEST[1])))
    return Place(id=name, lon=lon, lat=SOUTH_WEST[1] + y_km / KM_PER_DEGREE, territory=f"commune {commune}")


def _door(random: Random, name: str, centre: tuple[float, float], commune: int) -> Place:
    """In one of the commune's three villages, which lie about a kilometre around its desk."""
    village = Random(f"{centre} {random.randrange(3)}")
    x_km = centre[0] + village.gauss(0, 0.8) + random.gauss(0, 0.2)
    y_km = centre[1] + village.gauss(0, 0.8) + random.gauss(0, 0.2)
    return _place(name, x_km, y_km, commune)


def _job(random: Random, number: int, door: Place, desk: Place, skills: tuple[str, ...]) -> Shipment:
    at_desk = Visit(place=desk.id, service="desk", windows=DESK_HOURS)
    to_desk = number % 2 == 0
    at_door = Visit(place=door.id, service="collect" if to_desk else "hand out", windows=_asked(random))
    return Shipment(
        id=f"job {number}",
        skills=skills,
        weight_g=random.choices((100, 250, 500, 1000), (70, 22, 7, 1))[0],
        prize_s=random.choice(PRIZES_S),
        pickup=at_door if to_desk else at_desk,
        delivery=at_desk if to_desk else at_door,
    )


def _asked(random: Random) -> tuple[TimeWindow, ...]:
    draw = random.random()
    if draw < 0.45:
        start_h, length_h = random.choice([(7.5, 4.0), (13.0, 4.0)])
    elif draw < 0.80:
        start_h, length_h = random.uniform(7.5, 14.5), 2.0
    else:
        return ()
    return (TimeWindow(earliest_s=int(start_h * HOUR_S), latest_s=int((start_h + length_h) * HOUR_S)),)


def _carriers(number: int, centres: list[tuple[float, float]], is_strict: bool) -> Iterator[Vehicle]:
    homes = [centres[carrier % COMMUNES] for carrier in range(number)]
    known = [sorted(range(COMMUNES), key=lambda to: _apart(centres[to], home))[:HOME_COMMUNES] for home in homes]
    if is_strict:
        for commune in set(range(COMMUNES)).difference(*known):
            known[min(range(number), key=lambda carrier: _apart(centres[commune], homes[carrier]))].append(commune)
    for carrier, communes in enumerate(known):
        names = tuple(f"commune {commune}" for commune in communes)
        yield _carrier(carrier, names if is_strict else (), () if is_strict else names)


def _carrier(number: int, skills: tuple[str, ...], territories: tuple[str, ...]) -> Vehicle:
    return Vehicle(
        id=f"carrier {number}",
        depot="po",
        profile="motorbike",
        shift_start_s=int(7.5 * HOUR_S),
        shift_end_s=17 * HOUR_S,
        breaks=(Break(id="lunch", earliest_s=int(11.5 * HOUR_S), latest_s=int(11.5 * HOUR_S), duration_s=HOUR_S),),
        capacity_g=15_000,
        skills=skills,
        territories=territories,
    )


def _apart(here: tuple[float, float], there: tuple[float, float]) -> float:
    return hypot(here[0] - there[0], here[1] - there[1])


def _nearest_commune(centres: list[tuple[float, float]], x_km: float, y_km: float) -> int:
    return min(range(len(centres)), key=lambda index: hypot(centres[index][0] - x_km, centres[index][1] - y_km))


if __name__ == "__main__":
    main()
