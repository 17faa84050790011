"""How large a demo day is: jobs by desk, orders, carriers out."""

from datetime import time
from typing import Final, NamedTuple

import msgspec

from courier.simulation.setting import GIA_LAM, PHU_DONG


class Shift(NamedTuple):
    """When a carrier is out with dossiers; the rest of the working day is ordinary mail's."""

    starts: time
    ends: time
    lunch: tuple[time, time] | None = None
    """Where it falls into it."""


SPELLS: Final = (
    Shift(time(7, 30), time(10, 20)),
    Shift(time(8, 30), time(11, 20)),
    Shift(time(13, 15), time(16, 5)),
    Shift(time(7, 30), time(10, 20)),
    Shift(time(14, 10), time(17, 0)),
    Shift(time(16, 0), time(18, 50)),
)
"""Ca 1, ca 2 and the evening (DOMAIN 7.2), shortened by what ordinary mail takes."""


class DaySize(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one day."""

    name: str
    results: dict[str, int]
    """Results on the desks' lists, by the desk's code, those to mend aside."""
    requests: dict[str, int]
    """Citizens who ask to be fetched from, by the desk's code."""
    drop_offs: dict[str, int]
    """Citizens who bring their dossier to the post office's counter before the carriers leave, by the desk's code."""
    carriers: dict[str, int]
    """Who rides, by the post office's code."""
    shifts: tuple[Shift, ...]
    """The carriers', in turn."""
    pace: float
    """Seconds of the day in one before the screen."""
    position_every_s: int
    tells_all: bool
    """Whether every stop is told, or those of the story only."""

    @property
    def jobs(self) -> int:
        return sum(sum(counts.values()) for counts in (self.results, self.requests, self.drop_offs))


SMALL: Final = DaySize(
    name="small",
    results={"H26.GIALAM": 6, "H26.BATTRANG": 3, "H26.PHUDONG": 2},
    requests={"H26.BATTRANG": 1},
    drop_offs={"H26.GIALAM": 1},
    carriers={GIA_LAM: 2, PHU_DONG: 1},
    shifts=(Shift(time(7, 30), time(9, 0)),),
    pace=45.0,
    position_every_s=120,
    tells_all=True,
)
"""For tests."""
ORDINARY: Final = DaySize(
    name="ordinary",
    results={"H26.GIALAM": 32, "H26.BATTRANG": 14, "H26.THUANAN": 14, "H26.PHUDONG": 20},
    requests={"H26.GIALAM": 4, "H26.BATTRANG": 3, "H26.THUANAN": 2, "H26.PHUDONG": 3},
    drop_offs={"H26.GIALAM": 2, "H26.PHUDONG": 2},
    carriers={GIA_LAM: 5, PHU_DONG: 2},
    shifts=SPELLS,
    pace=150.0,
    position_every_s=120,
    tells_all=False,
)
PEAK: Final = DaySize(
    name="peak",
    results={"H26.GIALAM": 170, "H26.BATTRANG": 95, "H26.THUANAN": 95, "H26.PHUDONG": 160},
    requests={"H26.GIALAM": 20, "H26.BATTRANG": 13, "H26.THUANAN": 12, "H26.PHUDONG": 15},
    drop_offs={"H26.GIALAM": 12, "H26.PHUDONG": 8},
    carriers={GIA_LAM: 17, PHU_DONG: 7},
    shifts=SPELLS,
    pace=240.0,
    position_every_s=600,
    tells_all=False,
)
SIZES: Final = {size.name: size for size in (SMALL, ORDINARY, PEAK)}
