"""What the turns of a day share: whom they may befall, and what each of them did."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from courier.clock import VIETNAM
from courier.planning.model import PlanRouteView
from courier.simulation.cast import Cast, Team
from courier.simulation.morning import Prepared
from courier.simulation.ride import Ride, Tell
from courier.simulation.timeline import Timeline
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

    @property
    def teams(self) -> list[Team]:
        return self.cast.teams

    @property
    def codes_for_counter(self) -> list[str]:
        """Of results that citizens fetch at the counter."""
        codes = self.prepared.codes
        return sorted(codes[job_id] for job_id, result in self.prepared.results.items() if result.row.at_counter)

    def is_plain(self, item: ManifestItem) -> bool:
        """Whether a result is one that its citizen takes at once and pays nothing for."""
        result = self.prepared.results.get(item.job_id)
        return result is not None and not result.failure and not result.row.at_counter and not item.due_vnd


Plot: TypeAlias = Callable[[Story, Riding], Turn | None]
"""Puts one turn on the timeline for one carrier; None where nothing of his route serves."""


def first_door(ride: Ride, after_share: float) -> ManifestStop | None:
    """The first delivery to a citizen past that share of the route."""
    return next(iter(doors(ride, after_share)), None)


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


def names(stop: ManifestStop, code: str) -> bool:
    return any(item.code == code for item in stop.items)


def arrives(stop: ManifestStop) -> datetime:
    return datetime.fromtimestamp(stop.arrive_at_ms / 1000, VIETNAM)


def leaves(stop: ManifestStop) -> datetime:
    return datetime.fromtimestamp(stop.leave_at_ms / 1000, VIETNAM)
