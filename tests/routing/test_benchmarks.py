"""The public sets are read as what they are, and the engine reaches what is known of their easy ones."""

from collections.abc import Callable
from pathlib import Path

import pytest

from routing import check, solve, verify
from routing.benchmarks import UNIT, exact_distance, read_benchmark
from routing.errors import UnreadableFile
from routing.files import read_instance
from routing.instance import Delivery, Shipment
from routing.plan import Limits

LI_LIM = """\
2 10 1
0 0 0 0 0 100 0 0 0
1 3 4 5 0 50 2 0 2
2 6 8 -5 10 60 2 1 0
"""

SOLOMON = """\
TINY

VEHICLE
NUMBER     CAPACITY
  2          10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE TIME

    0      0          0          0          0        100          0
    1      3          4          6          0         50         10
    2      3         -4          6          0         50         10
"""


def test_a_li_lim_file_holds_shipments() -> None:
    instance = read_benchmark("tiny", LI_LIM)
    assert check(instance) == []
    (shipment,) = instance.requests
    assert isinstance(shipment, Shipment)
    assert (shipment.items, shipment.pickup.place, shipment.delivery.place) == (5, "1", "2")
    assert shipment.delivery.windows[0].earliest_s == 10 * UNIT
    assert instance.travel[0].travel_s[0, 1] == 5 * UNIT
    plan = solve(instance, Limits(iterations=5))
    assert verify(instance, plan) == []
    assert exact_distance(instance, plan) == pytest.approx(20)


def test_a_solomon_file_holds_deliveries_that_two_vehicles_must_share() -> None:
    instance = read_benchmark("tiny", SOLOMON)
    assert check(instance) == []
    assert all(isinstance(request, Delivery) for request in instance.requests)
    plan = solve(instance, Limits(iterations=5))
    assert verify(instance, plan) == []
    assert len(plan.routes) == 2
    assert exact_distance(instance, plan) == pytest.approx(20)


def test_distances_are_rounded_up_so_that_a_plan_made_here_holds_there() -> None:
    instance = read_benchmark("tiny", "1 9 1\n0 0 0 0 0 99 0 0 0\n1 1 1 5 0 50 0 0 2\n2 2 2 -5 0 60 0 1 0\n")
    assert instance.travel[0].travel_s[0, 1] == 14_143  # the root of two is 1.41421…


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "neither"),
        ("hello\n", "neither"),
        ("2 10 1\n", "no depot"),
        (LI_LIM.replace("3 4 5", "3 x 5"), "line 3"),
        (LI_LIM.replace("50 2 0 2", "50 2 0 7"), "delivery 7"),
        (LI_LIM.replace("60 2 1 0", "60 2 2 0"), "do not name each other"),
        (LI_LIM.replace("3 4 5", "3 4 6"), "do not carry the same load"),
        (LI_LIM.replace("0 50 2", "50 0 2"), "ends before it starts"),
        (LI_LIM.replace("0 50 2", "0 nan 2"), "line 3"),
        (LI_LIM.replace("2 10 1", "0 10 1", 1), "line 1"),
        (LI_LIM.replace("2 6 8", "1 6 8", 1), "stands 2 times"),
        (SOLOMON.replace("6          0", "-6         0", 1), "customer 1"),
        (LI_LIM.replace(" 1 0\n", "\n"), "line 4"),
        (SOLOMON.replace("  2          10\n", "two\n"), "line 5"),
    ],
)
def test_a_file_of_neither_kind_is_refused_by_its_line(text: str, complaint: str) -> None:
    with pytest.raises(UnreadableFile, match=complaint) as refusal:
        read_benchmark("broken", text)
    vi, en = str(refusal.value).split(" / ")
    assert complaint in en
    assert not vi.isascii()


@pytest.mark.parametrize(
    ("name", "iterations", "vehicles", "distance"),
    [
        ("li_lim/lc101.txt", 1_000, 10, 828.9369),
        ("li_lim/lr101.txt", 3_000, 19, 1650.7992),
    ],
)
def test_easy_benchmark_instances_are_solved_to_the_best_known(
    test_data: Callable[[str], Path], name: str, iterations: int, vehicles: int, distance: float
) -> None:
    instance = read_instance(test_data(f"instances/{name}"))
    plan = solve(instance, Limits(iterations=iterations))
    assert verify(instance, plan) == []
    assert plan.unserved == ()
    assert (len(plan.routes), exact_distance(instance, plan)) == (vehicles, pytest.approx(distance, abs=0.01))


def test_every_public_instance_present_is_read_and_sound(test_data: Callable[[str], Path]) -> None:
    files = sorted(test_data("instances").glob("*/*100*.txt")) + sorted(test_data("instances").glob("*/*_2_1.txt"))
    assert files
    for path in files:
        assert check(read_instance(path)) == []
