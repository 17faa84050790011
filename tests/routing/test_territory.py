"""Areas shared out among carriers: compact, of like weight, each to who knows it, whatever is asked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.territory import TOLERANCE, partition


def grid(side: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([(105.9 + 0.02 * x, 21.0 + 0.02 * y) for y in range(side) for x in range(side)])


def test_a_square_of_equal_communes_falls_into_four_equal_compact_quarters() -> None:
    points = grid(6)
    shared = partition(points, [10] * 36, np.zeros((36, 4)))
    assert max(shared.loads) <= 360 * (1 + TOLERANCE) / 4
    for district in range(4):
        of = points[[at for at, d in enumerate(shared.district_of) if d == district]]
        assert np.ptp(of, axis=0).max() < 0.09, "no district reaches across"


def test_who_served_a_side_keeps_it() -> None:
    points = grid(4)
    served = np.zeros((16, 2))
    served[points[:, 0] > 105.93, 0] = 10  # the first carrier rides the east
    served[points[:, 0] <= 105.93, 1] = 10
    shared = partition(points, [10] * 16, served)
    for carrier in (0, 1):
        (district,) = [d for d, carriers in enumerate(shared.carriers_of) if carrier in carriers]
        assert {at for at, d in enumerate(shared.district_of) if d == district} == set(
            np.flatnonzero(served[:, carrier])
        )


def test_more_carriers_than_communes_share_the_busiest() -> None:
    shared = partition(grid(2), [100, 10, 10, 10], np.zeros((4, 6)))
    assert sorted(carrier for carriers in shared.carriers_of for carrier in carriers) == list(range(6))
    assert max(len(carriers) for carriers in shared.carriers_of) == 3
    assert len(shared.carriers_of[shared.district_of[0]]) == 3


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_every_area_has_one_district_and_every_carrier_one_too(data: st.DataObject) -> None:
    areas, carriers = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 5))
    figures = st.integers(0, 50)
    points = np.array([(105 + data.draw(figures) / 100, 20 + data.draw(figures) / 100) for _ in range(areas)])
    weights = [data.draw(figures) for _ in range(areas)]
    served = np.array([[float(data.draw(figures)) for _ in range(carriers)] for _ in range(areas)])
    shared = partition(points, weights, served)
    assert len(shared.district_of) == areas
    assert set(shared.district_of) == set(range(len(shared.loads)))
    assert sorted(c for of in shared.carriers_of for c in of) == list(range(carriers))
    assert sum(shared.loads) == sum(weights)
    again = partition(points, weights, served)
    assert (again.district_of, again.carriers_of) == (shared.district_of, shared.carriers_of)


@pytest.mark.parametrize(
    ("points", "weights", "served"),
    [
        (np.zeros((0, 2)), [], np.zeros((0, 2))),
        (grid(1), [1], np.zeros((1, 0))),
        (grid(1), [-1], np.zeros((1, 1))),
        (grid(1), [1, 2], np.zeros((1, 1))),
        (grid(1) * np.nan, [1], np.zeros((1, 1))),
        (grid(1), [1], np.full((1, 1), np.nan)),
    ],
)
def test_absurd_questions_are_refused(
    points: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    weights: list[int],
    served: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> None:
    with pytest.raises(ValueError, match=r"expected|numbers"):
        partition(points, weights, served)
