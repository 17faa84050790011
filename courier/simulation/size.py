"""How large a demo day is: jobs by desk, orders, carriers out."""

from datetime import time
from typing import Final, NamedTuple

import msgspec

from courier.simulation.setting import GIA_LAM, PHU_DONG


class Round(NamedTuple):
    """A time in which a carrier does something else, and what."""

    starts: time
    ends: time
    reason: str


class Shift(NamedTuple):
    """A carrier's working day, and what of it is ordinary mail's."""

    starts: time
    ends: time
    lunch: tuple[time, time] | None = None
    """It lasts an hour somewhere in between."""
    rounds: tuple[Round, ...] = ()
    most_overtime_s: int = 1_800
    """As long past it he may be planned to be out where the day asks for it: before the evening van leaves."""


SECOND_LIST: Final = time(10, 30)
THIRD_LIST: Final = time(13, 30)
"""After the first one at a quarter past seven, desks send what became ready since."""
LUNCH: Final = (time(11, 15), time(13, 30))
LUNCH_S: Final = 3600
SHARE_OF_DAY_PERCENT: Final = 60
"""The most that dossiers take of a carrier's day; the letters take the rest (PEOPLE 29)."""


def _whole_day(*rounds: tuple[time, time, str]) -> Shift:
    return Shift(time(7, 30), time(17, 0), LUNCH, tuple(Round(*one) for one in rounds))


SHIFTS: Final = (
    _whole_day(
        (time(9, 15), time(11, 15), "Vòng thư báo buổi sáng"),
        (time(14, 45), time(16, 15), "Vòng bưu phẩm buổi chiều"),
    ),
    _whole_day(
        (time(7, 30), time(8, 15), "Chia chọn, đóng chuyến thư"),
        (time(10, 0), time(11, 15), "Vòng thư báo buổi sáng"),
        (time(13, 30), time(15, 0), "Vòng bưu phẩm buổi chiều"),
    ),
    _whole_day(
        (time(8, 0), time(9, 45), "Vòng thư báo buổi sáng"),
        (time(15, 0), time(16, 45), "Vòng bưu phẩm buổi chiều"),
    ),
    _whole_day(
        (time(9, 0), time(10, 0), "Vòng báo chí cơ quan"),
        (time(10, 30), time(11, 15), "Gom hàng gửi"),
        (time(14, 0), time(15, 45), "Vòng bưu phẩm buổi chiều"),
    ),
)
"""Whole days: each carrier has some 200 other letters and parcels on rounds of his own, and lunch (PEOPLE 29)."""


class DaySize(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one day."""

    name: str
    results: dict[str, int]
    """Results on the desks' lists, by the desk's code, those to mend aside."""
    later: dict[str, dict[time, int]]
    """How many of them are ready only later that day and come on a list of their own, by desk and hour."""
    requests: dict[str, int]
    """Citizens who ask to be fetched from, by the desk's code."""
    drop_offs: dict[str, int]
    """Citizens who bring their dossier to the post office's counter before the carriers leave, by the desk's code."""
    carriers: dict[str, int]
    """Who rides, by the post office's code."""
    shifts: tuple[Shift, ...]
    """The carriers', in turn."""
    planning_s: float
    """How long the planner searches for each job, in seconds."""
    pace: float
    """Seconds of the day in one before the screen."""
    position_every_s: int
    tells_all: bool
    """Whether every stop is told, or those of the story only."""

    @property
    def has_turns(self) -> bool:
        """Whether all that can befall a day does."""
        return self.name != "small"

    @property
    def jobs(self) -> int:
        return sum(sum(counts.values()) for counts in (self.results, self.requests, self.drop_offs))


SMALL: Final = DaySize(
    name="small",
    results={"H26.GIALAM": 6, "H26.BATTRANG": 3, "H26.PHUDONG": 2},
    later={},
    requests={"H26.BATTRANG": 1},
    drop_offs={"H26.GIALAM": 1},
    carriers={GIA_LAM: 2, PHU_DONG: 1},
    shifts=(Shift(time(7, 30), time(11, 0)),),
    planning_s=0.1,
    pace=45.0,
    position_every_s=120,
    tells_all=True,
)
"""For tests."""
ORDINARY: Final = DaySize(
    name="ordinary",
    results={"H26.GIALAM": 32, "H26.BATTRANG": 14, "H26.THUANAN": 14, "H26.PHUDONG": 20},
    later={
        "H26.PHUDONG": {SECOND_LIST: 5, THIRD_LIST: 3},
        "H26.GIALAM": {THIRD_LIST: 5},
        "H26.THUANAN": {THIRD_LIST: 2},
    },
    requests={"H26.GIALAM": 4, "H26.BATTRANG": 3, "H26.THUANAN": 2, "H26.PHUDONG": 3},
    drop_offs={"H26.GIALAM": 2, "H26.PHUDONG": 2},
    carriers={GIA_LAM: 5, PHU_DONG: 2},
    shifts=SHIFTS,
    planning_s=0.1,
    pace=150.0,
    position_every_s=120,
    tells_all=False,
)
PEAK: Final = DaySize(
    name="peak",
    results={"H26.GIALAM": 155, "H26.BATTRANG": 90, "H26.THUANAN": 90, "H26.PHUDONG": 185},
    later={"H26.PHUDONG": {SECOND_LIST: 30, THIRD_LIST: 15}, "H26.GIALAM": {THIRD_LIST: 12}},
    requests={"H26.GIALAM": 20, "H26.BATTRANG": 13, "H26.THUANAN": 12, "H26.PHUDONG": 15},
    drop_offs={"H26.GIALAM": 12, "H26.PHUDONG": 8},
    carriers={GIA_LAM: 17, PHU_DONG: 7},
    shifts=SHIFTS,
    planning_s=0.05,
    pace=240.0,
    position_every_s=600,
    tells_all=False,
)
SIZES: Final = {size.name: size for size in (SMALL, ORDINARY, PEAK)}
