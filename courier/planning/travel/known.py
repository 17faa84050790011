"""What a road server said of some points, as bytes and back: kept with the database, found again by position. Pure."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from courier.planning.travel.model import Answer, Points

NOWHERE: Final = -1
"""Stands for NaN."""
_MILLIONTHS: Final = 1_000_000
"""Of a degree: a tenth of a metre."""

Keys = list[tuple[int, int]]


class Known:
    """Points, each once, and all that was said of them."""

    def __init__(self, keys: Keys, answer: Answer) -> None:
        self.keys = keys
        self.answer = answer
        self._row = {key: row for row, key in enumerate(keys)}

    def covers(self, points: Points) -> bool:
        return self.count_of(points) == len(points)

    def count_of(self, points: Points) -> int:
        """How many of these points are known."""
        return sum(key in self._row for key in keys_of(points))

    def of(self, points: Points) -> tuple[Answer, NDArray[np.bool_]]:
        """What is known of these points, NaN else; and which of them are known."""
        rows = np.array([self._row.get(key, -1) for key in keys_of(points)], dtype=np.intp)
        is_known = rows >= 0
        found = nothing(len(points))
        at, there = np.flatnonzero(is_known), rows[is_known]
        found.seconds[np.ix_(at, at)] = self.answer.seconds[np.ix_(there, there)]
        found.metres[np.ix_(at, at)] = self.answer.metres[np.ix_(there, there)]
        found.snaps_m[at] = self.answer.snaps_m[there]
        return found, is_known


def nothing(points: int) -> Answer:
    """Said of so many points: no way is known between any two."""
    seconds, metres = np.full((points, points), np.nan), np.full((points, points), np.nan)
    return Answer(seconds, metres, np.full(points, np.nan))


def keys_of(points: Points) -> Keys:
    whole = np.rint(points * _MILLIONTHS).astype(np.int64)
    return [(lon, lat) for lon, lat in whole.tolist()]


def pack(known: Known) -> tuple[bytes, bytes]:
    """Points as int32 (places, 2); seconds, metres and snaps as int32 behind one another, row by row; little-endian."""
    parts = [known.answer.seconds, known.answer.metres, known.answer.snaps_m]
    whole = [np.nan_to_num(np.rint(part), nan=NOWHERE, posinf=NOWHERE).astype("<i4").tobytes() for part in parts]
    return np.array(known.keys, dtype="<i4").tobytes(), b"".join(whole)


def unpack(points: bytes, travel: bytes) -> Known:
    """Raises ValueError where the bytes are not `pack`'s."""
    keys = np.frombuffer(points, dtype="<i4").reshape(-1, 2)
    count = len(keys)
    figures = np.frombuffer(travel, dtype="<i4")
    if len(figures) != 2 * count * count + count:
        raise ValueError("as many figures as points have pairs are expected")
    values = np.where(figures == NOWHERE, np.nan, figures.astype(np.float64))
    seconds, metres, snaps_m = np.split(values, [count * count, 2 * count * count])
    answer = Answer(seconds.reshape(count, count), metres.reshape(count, count), snaps_m)
    return Known([(lon, lat) for lon, lat in keys.tolist()], answer)
