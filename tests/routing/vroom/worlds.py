"""Small questions in VROOM's JSON, drawn at random: every field that is honoured stands in some of them."""

from random import Random
from typing import Any

PLACES = 14


def question(seed: int) -> dict[str, Any]:
    """The same question for the same number; those of even seeds have setups, and so one dimension of load."""
    random = Random(seed)
    has_setup = seed % 2 == 0
    points = [(round(random.uniform(105.8, 106.0), 5), round(random.uniform(20.9, 21.1), 5)) for _ in range(PLACES)]
    kinds = [(random.choice([0, 60, 120]), random.choice([100, 200])) for _ in points]

    def step(number: int) -> dict[str, Any]:
        place = random.randrange(2, PLACES)
        told: dict[str, Any] = {"id": number, "location_index": place, "location": points[place]}
        told |= {"service": kinds[place][1]} | ({"setup": kinds[place][0]} if has_setup else {})
        if random.random() < 0.6:
            opens = random.randrange(20_000)
            told["time_windows"] = [[opens, opens + 5000], [opens + 6000, opens + 9000]][: random.choice([1, 1, 2])]
        return told

    def amount() -> list[int]:
        return [random.randint(0, 4), random.randint(0, 900)][: 1 if has_setup else 2]

    return {
        "jobs": [
            step(number)
            | {random.choice(["delivery", "pickup"]): amount(), "skills": random.choice([[], [], [1]])}
            | {"priority": random.choice([0, 0, 50]) if seed % 3 == 0 else 0}
            for number in range(1, 9)
        ],
        "shipments": [{"pickup": step(number), "delivery": step(number), "amount": amount()} for number in range(1, 6)],
        "vehicles": [_vehicle(number, points, has_setup, ends=seed % 4 != number) for number in range(3)],
        "matrices": {"car": {"durations": _leg(points, 12_000), "distances": _leg(points, 84_000)}},
    }


def _vehicle(number: int, points: list[tuple[float, float]], has_setup: bool, ends: bool) -> dict[str, Any]:
    return {
        "id": number + 1,
        "description": f"xe {number + 1}",
        "start_index": number % 2,
        "start": points[number % 2],
        "capacity": [20] if has_setup else [20, 5000],
        "skills": [1, 7] if number == 0 else [],
        "time_window": [0, 28_800],
        "speed_factor": 1.3 if number == 2 else 1.0,
        "breaks": [{"id": 1, "time_windows": [[12_000, 14_000]], "service": 1800, "description": "trưa"}],
        "max_distance": 60_000,
        "costs": {"fixed": 300, "per_hour": 7200, "per_km": 0},
    } | ({"end_index": 0, "end": points[0]} if ends else {})


def _leg(points: list[tuple[float, float]], scale: float) -> list[list[int]]:
    return [
        [
            0 if here == there else 30 + int((abs(here[0] - there[0]) + abs(here[1] - there[1])) * scale)
            for there in points
        ]
        for here in points
    ]
