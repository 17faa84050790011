"""What the turns of a day share: whom they may befall, and what each of them did."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from courier.clock import VIETNAM
from courier.planning.model import PlanRouteView
from courier.simulation.cast import Cast, Team
from courier.simulation.morning import Prepared
from courier.simulation.ride import Ride, Tell
from courier.simulation.timeline import Moment, Timeline
from mobile_contract.sync import ManifestItem, ManifestStop


class Turn(msgspec.Struct):
    """One turn, and what it did."""

    name: str
    ride: Ride | None = None
    code: str | None = None
    """The item it is about, where it is about one."""
    count: int = 0
    """How much of it happened: acts kept on the phone, acts sent twice, items passed on."""
    standings: dict[UUID, str] = {}
    """Jobs that the turn brings somewhere else than the script says, and where."""
    facts: dict[str, Any] = {}
    """What the trace is looked for by: ids, codes, reasons."""


class Riding(msgspec.Struct, frozen=True):
    """One carrier's ride and its route."""

    ride: Ride
    route: PlanRouteView

    @property
    def username(self) -> str:
        return self.ride.carrier.who.username


class Story(msgspec.Struct, frozen=True):
    """The day as the turns find it when the carriers have fetched their routes."""

    cast: Cast
    prepared: Prepared
    ridings: list[Riding]
    rides: list[Ride]
    """Also of those who have no route as yet."""
    expect_home: Callable[[Ride], None]
    """Puts the end of a ride's shift on the timeline."""
    timeline: Timeline
    tell: Tell
    jobs_spoken_for: set[UUID] = set()
    """Jobs that a turn at a desk is about."""

    @property
    def teams(self) -> list[Team]:
        return self.cast.teams

    @property
    def codes_for_counter(self) -> list[str]:
        """Of results that citizens fetch at the counter."""
        codes = self.prepared.codes
        return sorted(codes[job_id] for job_id, result in self.prepared.results.items() if result.row.at_counter)

    def is_plain(self, item: ManifestItem) -> bool:
        """Whether a result is one that its citizen takes at once, pays nothing for and gives no old papers for."""
        result = self.prepared.results.get(item.job_id)
        if result is None or result.failure or result.row.at_counter:
            return False
        return not result.row.amount_vnd and not result.row.papers_to_take_back


Fits: TypeAlias = Callable[[Ride, ManifestStop], bool]
AtStop: TypeAlias = Callable[[Ride, ManifestStop], Awaitable[None]]
"""Something that happens to whoever is at a stop."""


def let_happen(story: Story, turn: Turn, fits: Fits, *, before: AtStop, after: AtStop) -> None:
    """Once, at the first stop that fits of whoever comes there: the day may change every route."""
    for ride in story.rides:
        _let_happen_to(ride, turn, fits, before, after)


def _let_happen_to(ride: Ride, turn: Turn, fits: Fits, before: AtStop, after: AtStop) -> None:
    at: list[ManifestStop] = []

    def is_now(stop: ManifestStop) -> bool:
        if "by" in turn.facts or not fits(ride, stop):
            return False
        at.append(stop)
        return True

    async def begin() -> None:
        turn.facts["by"] = ride.carrier.who.username
        turn.ride = ride
        await before(ride, at[0])

    async def end() -> None:
        await after(ride, at[0])

    ride.when(is_now, before=begin, after=end)


Plot: TypeAlias = Callable[[Story, Riding], Turn | None]
"""Puts one turn on the timeline for one carrier; None where nothing of his route serves."""


def at_a_door(ride: Ride, after_share: float, *, before: Moment, after: Moment | None = None) -> bool:
    """Let something happen at the first delivery to a citizen past that share of the route, whichever it will be.

    False where the route as it is has no such door.
    """
    if not doors(ride, after_share):
        return False
    least = int(len(ride.phone.stops) * after_share)

    def is_door(stop: ManifestStop) -> bool:
        if stop.kind != "delivery" or stop.party.kind != "citizen" or ride.stops_served < least:
            return False
        if stop.party.party_id in ride.spoken_for | ride.eventful_doors:
            return False
        ride.eventful_doors.add(stop.party.party_id)  # one thing at a door
        return True

    ride.when(is_door, before=before, after=after)
    return True


def doors(ride: Ride, after_share: float = 0.0) -> list[ManifestStop]:
    """Deliveries to citizens past that share of the route, where no other turn happens."""
    stops, taken = ride.phone.stops, ride.spoken_for
    return [
        stop
        for stop in stops[int(len(stops) * after_share) :]
        if stop.party.kind == "citizen" and stop.kind == "delivery" and stop.party.party_id not in taken
    ]


def plain_doors(story: Story, ride: Ride) -> list[ManifestStop]:
    """Deliveries of results without money to citizens who will take them, in route order."""
    return [stop for stop in doors(ride) if stop.items and all(map(story.is_plain, stop.items))]


def leaves(stop: ManifestStop) -> datetime:
    return datetime.fromtimestamp(stop.leave_at_ms / 1000, VIETNAM)
