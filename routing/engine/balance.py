"""What imbalance costs: of each second by which the busiest rider is busier than the mean, all riders counted."""

from collections.abc import Sequence
from typing import NamedTuple


class Balance(NamedTuple):
    """What the burdens of all riders but one say of his: their largest, their sum, and how many there are with him.

    A burden is travel and service by the rider's share of the day, in seconds; nothing for one who stays at home.
    """

    largest_s: int
    sum_s: int
    riders: int
    percent: int

    @classmethod
    def of(cls, burdens_s: Sequence[int], riders: int, percent: int) -> "Balance":
        return cls(max(burdens_s, default=0), sum(burdens_s), riders, percent)

    def cost_s(self, burden_s: int) -> int:
        """The whole cost of imbalance with this burden his."""
        if not self.percent or not self.riders:
            return 0
        mean_s = (self.sum_s + burden_s) // self.riders
        return (max(self.largest_s, burden_s) - mean_s) * self.percent // 100


BALANCED = Balance(0, 0, 0, 0)
"""Where imbalance costs nothing."""
