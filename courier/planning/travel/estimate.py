"""What a road server leaves open, filled in: places too far from a road, pairs without a way. Pure.

One matrix has one provider. Legs that the server does not speak of are therefore measured by its own roads: as slow and
as winding as those between the other places, so that no plan prefers them for being guessed.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from courier.planning.model import TravelQuality
from courier.planning.travel.model import FARTHEST_SNAP_M, PLAIN_SPEED_KMH, UNREACHABLE_S, Answer, Points, Roads
from routing.travel import great_circle_between_m


def fill_in(
    ids: list[str], points: Points, home: int, answer: Answer, quality: TravelQuality, circuity: float
) -> Roads:
    """Roads over all places. `home` is the office's row: a place that it cannot reach, or that cannot reach it, was put
    on a road that leads nowhere, and counts as too far from any. `circuity` is for where no roads are left to measure.
    """
    straight_m = great_circle_between_m(points[:, None, :], points[None, :, :])
    is_off = ~(answer.snaps_m <= FARTHEST_SNAP_M)
    if not is_off[home]:
        is_off |= np.isnan(answer.seconds[home]) | np.isnan(answer.seconds[:, home])
        is_off[home] = False
    has_way = ~(np.isnan(answer.seconds) | np.isnan(answer.metres) | is_off[:, None] | is_off[None, :])
    winding, metres_a_second = _measured(answer, straight_m, has_way, circuity)
    metres = np.where(has_way, answer.metres, straight_m * winding)
    seconds = np.where(has_way, answer.seconds, metres / metres_a_second)
    is_cut_off = ~has_way & ~is_off[:, None] & ~is_off[None, :]
    seconds[is_cut_off] = UNREACHABLE_S
    np.fill_diagonal(is_cut_off, val=False)
    return Roads(
        msgspec.structs.replace(quality, estimated_places=int(is_off.sum()), unreachable_pairs=int(is_cut_off.sum())),
        {id_: row for row, id_ in enumerate(ids)},
        _whole(np.minimum(seconds, UNREACHABLE_S)),
        _whole(metres),
    )


def _measured(
    answer: Answer, straight_m: NDArray[np.float64], has_way: NDArray[np.bool_], circuity: float
) -> tuple[float, float]:
    """How winding the server's roads are, and how fast it rides them, in metres a second."""
    rows, columns = np.nonzero(has_way & (straight_m > FARTHEST_SNAP_M) & (answer.seconds > 0))
    if not len(rows):
        return circuity, PLAIN_SPEED_KMH / 3.6
    ridden_m, ridden_s = answer.metres[rows, columns], answer.seconds[rows, columns]
    winding = float(np.median(ridden_m / straight_m[rows, columns]))
    return max(1.0, winding), max(0.1, float(ridden_m.sum() / ridden_s.sum()))


def _whole(values: NDArray[np.float64]) -> NDArray[np.int32]:
    whole: NDArray[np.int32] = np.rint(values).astype(np.int32)
    np.fill_diagonal(whole, 0)
    return whole
