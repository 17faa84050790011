"""A shift of the day as the planner's vehicle: where it stands, how long it may ride, when it rests. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID

from courier.planning.day import Day
from courier.planning.presume import Presumption
from courier.planning.statements import DayShift, PublishedVisit
from routing.instance import AnyRequest, Break, Delivery, Started, Vehicle

DEPOT: Final = "office"
MAY_TAKE_NEW_WORK: Final = "may_take_new_work"
"""A skill that carriers below their cash limit have; what is on board already does not ask for it (PEOPLE 25)."""

MAY_BE_TOLD: Final = "may_be_told"
"""A skill that carriers have who are heard of. Asked for only while somebody is not."""


def on_board_of(shift: DayShift, riders: Mapping[UUID, str], answers: Iterable[AnyRequest | str]) -> tuple[str, ...]:
    """What the shift's carrier has in his hands; of a carrier with several shifts it is the first one's."""
    if riders.get(shift.carrier_id) != str(shift.shift_id):
        return ()
    return tuple(
        answer.id
        for answer in answers
        if isinstance(answer, Delivery) and answer.prize_s is None and answer.pinned_vehicle == str(shift.shift_id)
    )


def vehicle_of(
    day: Day,
    shift: DayShift,
    now: datetime,
    on_board: tuple[str, ...],
    communes: Collection[str | None],
    presumed: Presumption,
) -> Vehicle:
    """The shift as it stands at `now`, going on from where its carrier is, or is presumed to be.

    `communes` are those visited that day.
    """
    route = [visit for visit in day.published if visit.shift_id == shift.shift_id]
    behind = [visit for visit in route if visit.state != "pending" or (visit.job_id, visit.act) in presumed.done]
    starts_at = max(shift.starts_at, _free_since(route, behind, now, presumed))
    started = _started(day, behind, starts_at, on_board)
    ends_at = max(shift.ends_at, starts_at)
    return Vehicle(
        id=str(shift.shift_id),
        depot=DEPOT,
        profile=profile_of(shift.speed_kmh),
        shift_start_s=day.second(starts_at),
        shift_end_s=day.second(ends_at),
        max_overtime_s=max(0, day.second(shift.rides_until) - day.second(ends_at)),
        breaks=_breaks(day, shift, starts_at, behind),
        share_of_day_percent=shift.share_of_day_percent,
        max_trips=shift.max_trips + 1 if started else shift.max_trips,
        capacity_items=shift.capacity_items,
        capacity_g=shift.capacity_g,
        skills=_skills(shift, presumed),
        territories=tuple(shift.territory),
        habitual_order=tuple(code for code in dict.fromkeys(shift.habitual_order) if code in communes),
        started=started,
    )


def _skills(shift: DayShift, presumed: Presumption) -> tuple[str, ...]:
    skills = () if shift.is_over_limit else (MAY_TAKE_NEW_WORK,)
    return skills if not presumed.silences or shift.shift_id in presumed.silences else (*skills, MAY_BE_TOLD)


def _free_since(
    route: list[PublishedVisit], behind: list[PublishedVisit], now: datetime, presumed: Presumption
) -> datetime:
    """Now; of a carrier who keeps to his times, since he left his last stop: he is on his way, or at the next door.

    Of one who is not heard of, since he is presumed to have left it.
    """
    if not behind:
        return now
    silence = presumed.silences.get(behind[-1].shift_id)
    if silence is not None and any((visit.job_id, visit.act) in presumed.done for visit in behind):
        return min(now, behind[-1].leave_at + silence.is_behind_by)
    ahead = [visit.leave_at for visit in route[route.index(behind[-1]) + 1 :] if visit.state == "pending"]
    is_on_time = bool(ahead) and min(ahead) >= now
    return min(now, behind[-1].leave_at) if is_on_time else now


def _started(day: Day, behind: list[PublishedVisit], at: datetime, on_board: tuple[str, ...]) -> Started | None:
    """A route under way goes on from the last place where something was done or tried.

    What lies at the office then takes a way back there: one trip more than the shift has.
    """
    known = {place.party_id for place in day.places}
    if not behind or behind[-1].party_id not in known:
        return None
    return Started(place=str(behind[-1].party_id), at_s=day.second(at), on_board=on_board)


def _breaks(day: Day, shift: DayShift, starts_at: datetime, behind: Sequence[PublishedVisit] = ()) -> tuple[Break, ...]:
    """Lunch and what else the carrier does, in time order; of each what is left where the day is planned during it.

    A lunch that the stops behind him left time for is over.
    """
    spells = [("spell", begin, end, end - begin) for begin, end in zip(shift.spells_from, shift.spells_to, strict=True)]
    if shift.lunch_from is not None and shift.lunch_to is not None:
        whole = shift.lunch_to - shift.lunch_from
        lasts = whole if shift.lunch_duration_s is None else timedelta(seconds=shift.lunch_duration_s)
        if not any(
            min(later.arrive_at, shift.lunch_to) - max(earlier.leave_at, shift.lunch_from) >= lasts
            for earlier, later in pairwise(behind)
        ):
            spells.append(("lunch", shift.lunch_from, shift.lunch_to, lasts))
    return tuple(
        _break(day, f"{name} {number}" if name == "spell" else name, max(begin, starts_at), end, lasts)
        for number, (name, begin, end, lasts) in enumerate(sorted(spells, key=lambda spell: spell[1]))
        if end > starts_at
    )


def _break(day: Day, name: str, begin: datetime, end: datetime, lasts: timedelta) -> Break:
    begin_s, end_s = day.second(begin), day.second(end)
    lasts_s = min(int(lasts.total_seconds()), end_s - begin_s)
    return Break(id=name, earliest_s=begin_s, latest_s=end_s - lasts_s, duration_s=lasts_s)


def profile_of(speed_kmh: float) -> str:
    """The name of the travel times at that speed."""
    return f"{speed_kmh:g} km/h"
