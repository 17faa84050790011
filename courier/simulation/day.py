"""The demo's day, told from top to bottom: who does what, when; the turns that befall them stand in `turns`."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final
from uuid import UUID

import msgspec

from courier import clock
from courier.clock import VIETNAM
from courier.planning.model import PlanRouteView
from courier.simulation.cast import Carrier, Cast, Counter, Team
from courier.simulation.evening import Closed, close_day
from courier.simulation.later_lists import Later, expect_lists
from courier.simulation.linehaul import expect_linehaul
from courier.simulation.morning import Prepared
from courier.simulation.news import look_for_news
from courier.simulation.planning_room import plan_in_force, short_name, sweep
from courier.simulation.refusals import close_refusals
from courier.simulation.ride import Ride, Tell, show_vnd
from courier.simulation.statements import FAR_JOBS, FIND_RECIPIENT, RecipientRow
from courier.simulation.timeline import Timeline
from courier.simulation.turns import plan_turns
from courier.simulation.turns.story import Riding, Story, Turn

MORNING_SYNC: Final = time(7, 15)
SWEEP: Final = time(15, 0)
"""Once more in mid-afternoon the dispatcher puts in what fits by now."""
HAND_IN: Final = timedelta(minutes=5)
"""From a carrier's return, when bag and purse are counted, to the money on the table."""
COUNTER_VISIT: Final = timedelta(minutes=30)
"""From the item's arrival at the post office to the citizen's."""
STORY: Final = ("lan", "minh", "dung")
"""Whose every stop is told on a large day; of the others, the turns and the hour's count."""


class Ridden(msgspec.Struct, frozen=True, kw_only=True):
    """What happened that only the story knows; the checks look for its traces in the database."""

    resent: int
    """Acts sent again after a lost answer, already known to the server."""
    turns: list[Turn]
    closed: list[Closed]
    """By post office."""
    labelled: dict[UUID, str]
    """Order → the label it got at the citizen's door or at the counter."""
    stops_served: int
    stops_planned: int


class _Day:
    """What the moments of one day share."""

    def __init__(self, cast: Cast, prepared: Prepared, timeline: Timeline, tell: Tell) -> None:
        self.cast = cast
        self.prepared = prepared
        self.timeline = timeline
        self.tell = tell
        results = {code: prepared.results[job_id] for job_id, code in prepared.codes.items()}
        self.failures = {code: result.failure for code, result in results.items() if result.failure}
        self.by_transfer = {code for code, result in results.items() if result.pays_by_transfer}
        self.for_counter = {code for code, result in results.items() if result.row.at_counter}
        self.rolls: dict[UUID, Iterator[str]] = {}
        """By post office: its carriers' and its counter's labels."""
        self.rides = [ride for team in cast.teams for ride in self._rides_of(team)]
        self.turns: list[Turn] = []
        self.told = -1

    def _rides_of(self, team: Team) -> Iterator[Ride]:
        roll = self.rolls[team.office.office_id] = iter(self.prepared.rolls[team.office.office_id])
        for carrier in team.carriers:
            yield self._ride(team, carrier, roll)

    def _ride(self, team: Team, carrier: Carrier, roll: Iterator[str]) -> Ride:
        is_told = self.prepared.size.tells_all or carrier.who.username in STORY
        ride = Ride(
            self.cast,
            team,
            carrier,
            self.timeline,
            self.tell if is_told else _say_nothing,
            roll=roll,
            failures=self.failures,
            in_vain={
                placed.job_id: placed.request.failure for placed in self.prepared.placed if placed.request.failure
            },
            by_transfer=self.by_transfer,
            position_every=timedelta(seconds=self.prepared.size.position_every_s),
        )
        ride.brought_in.append(partial(_expect_citizens, self))
        return ride

    def route_of(self, ride: Ride) -> PlanRouteView | None:
        routes = self.prepared.plans[ride.team.office.office_id].routes
        return next((route for route in routes if route.carrier_id == ride.phone.me.party_id), None)

    @property
    def due_at_counter(self) -> dict[str, int]:
        """Code → what its citizen pays the teller, đồng."""
        results = ((code, self.prepared.results[job_id].row) for job_id, code in self.prepared.codes.items())
        return {code: row.amount_vnd for code, row in results if row.at_counter and row.amount_vnd}

    @property
    def papers_at_counter(self) -> dict[str, int]:
        """Code → how many old papers its citizen brings along."""
        results = ((code, self.prepared.results[job_id].row) for job_id, code in self.prepared.codes.items())
        return {code: row.papers_to_take_back for code, row in results if row.at_counter and row.papers_to_take_back}

    async def find_recipient(self, code: str) -> RecipientRow:
        async with self.timeline.pool.acquire() as connection:
            found = await FIND_RECIPIENT.one(connection, code)
        assert found is not None
        return found

    def at(self, at: time) -> datetime:
        return datetime.combine(self.prepared.day, at, VIETNAM)

    @property
    def stops_planned(self) -> int:
        """By the plans as they were published, and as the day changed them."""
        published = sum(len(route.stops) for plan in self.prepared.plans.values() for route in plan.routes)
        return published + sum(ride.stops_added for ride in self.rides)

    @property
    def stops_served(self) -> int:
        return sum(ride.stops_served for ride in self.rides)


async def ride_day(cast: Cast, prepared: Prepared, timeline: Timeline, tell: Tell) -> Ridden:
    """Let the planned day happen, faults and all."""
    day = _Day(cast, prepared, timeline, tell)
    for ride in day.rides:
        timeline.at(day.at(MORNING_SYNC), partial(_take_the_day_along, day, ride), ride.carrier.who.username)
    timeline.at(day.at(MORNING_SYNC) + timedelta(minutes=1), partial(_begin_turns, day))
    expect_linehaul(cast, prepared, timeline, tell)
    for team in cast.teams:
        timeline.at(day.at(SWEEP), partial(_sweep, day, team), team.office.code)
        for quarter in range(8 * 4, 18 * 4):
            hears = partial(_hear_news, day, team)
            timeline.at(day.at(time(quarter // 4, quarter % 4 * 15)), hears, team.office.code)
    for hour in range(8, 20):
        timeline.at(day.at(time(hour)), partial(_tell_progress, day))
    await timeline.run()
    for device in cast.devices:
        await device.send_what_can_be()  # where an answer still gets lost
        await device.send_all()
    for team in cast.teams:
        prepared.in_force[team.office.office_id] = await plan_in_force(team, prepared.day)
    await close_refusals(cast, tell)
    closed = await close_day(cast, prepared, tell)
    async with timeline.pool.acquire() as connection:
        prepared.far.update(row.job_id for row in await FAR_JOBS.all(connection, prepared.job_ids))
    orders = {str(placed.job_id) for placed in prepared.placed}
    labels = {job: code for ride in day.rides for job, code in ride.phone.roll_labels.items() if job in orders}
    return Ridden(
        resent=sum(phone.resent for ride in day.rides for phone in (ride.phone, *ride.carrier.old_phones)),
        turns=day.turns,
        closed=closed,
        labelled=prepared.dropped | {UUID(job): code for job, code in labels.items()},
        stops_served=day.stops_served,
        stops_planned=day.stops_planned,
    )


async def _take_the_day_along(day: _Day, ride: Ride) -> None:
    """A phone fetches its day at the office, takes what lies there, and the route goes onto the timeline."""
    await ride.phone.measure_clock()
    await ride.phone.fetch_manifest()
    await ride.load_at_office()
    await ride.phone.send_what_can_be()
    ride.goes_by = day.prepared.plans[ride.team.office.office_id].summary.plan_id
    route = day.route_of(ride)
    if route is not None and route.stops:
        ride.set_out(route.leaves_at, route.returns_at)
        _expect_home(day, ride)


async def _begin_turns(day: _Day) -> None:
    ridings = [Riding(ride, route) for ride in day.rides if (route := day.route_of(ride)) and route.stops]
    day.tell(f"{len(ridings)} bưu tá nhận tuyến trên điện thoại", f"{len(ridings)} carriers fetch their routes")
    day.turns = plan_turns(
        Story(day.cast, day.prepared, ridings, day.rides, partial(_expect_home, day), day.timeline, day.tell)
    )
    expect_lists(
        Later(
            day.cast,
            day.prepared,
            day.rides,
            day.failures,
            day.by_transfer,
            lambda: [turn.ride for turn in day.turns if not turn.count],
            partial(_expect_home, day),
            day.timeline,
            day.tell,
        )
    )


async def _hear_news(day: _Day, team: Team) -> None:
    await look_for_news(team, day.rides, day.prepared.day, partial(_expect_home, day))


async def _sweep(day: _Day, team: Team) -> None:
    day.prepared.sweeps.append(await sweep(team, day.prepared.day, day.tell))
    await _hear_news(day, team)


async def _tell_progress(day: _Day) -> None:
    """At full hours, as long as something happens."""
    served = day.stops_served
    if served in (day.told, 0):
        return
    day.told = served
    out = sum(1 for ride in day.rides if ride.phone.outbox.holding())
    day.tell(
        f"{served}/{day.stops_planned} điểm đã xong, {out} bưu tá đang giữ bưu gửi",
        f"{served} of {day.stops_planned} stops done, {out} carriers hold items",
    )


def _expect_home(day: _Day, ride: Ride) -> None:
    assert ride.returns_at is not None
    day.timeline.at(ride.returns_at, partial(_end_shift, day, ride), ride.carrier.who.username)


async def _end_shift(day: _Day, ride: Ride) -> None:
    """Back at the office: the bag, the purse, the count, then the money. Later than thought where the route grew."""
    assert ride.returns_at is not None
    if ride.returns_at > clock.now():
        _expect_home(day, ride)
        return
    if ride.is_home:
        return
    await ride.come_home()
    day.timeline.at(clock.now() + HAND_IN, partial(_hand_in, day, ride), ride.carrier.who.username)


async def _hand_in(day: _Day, ride: Ride) -> None:
    counter = ride.team.counter
    hand_in = await ride.hand_in()
    if hand_in is None:
        return
    counter.workstation.count_in(hand_in.event_id, hand_in.amount_vnd, counter.clerk.person_id)
    await counter.workstation.send_what_can_be()
    day.tell(
        f"{ride.name} nộp {show_vnd(hand_in.amount_vnd)}, quầy đếm đủ",
        f"{ride.name} hands in {show_vnd(hand_in.amount_vnd)}, counted",
    )


def _expect_citizens(day: _Day, ride: Ride) -> None:
    """What came in for the counter is fetched half an hour later."""
    waiting = day.for_counter.intersection(ride.team.counter.workstation.outbox.holding())
    if waiting:
        visit = partial(_deliver_at_counter, day, ride.team)
        day.timeline.at(clock.now() + COUNTER_VISIT, visit, ride.team.office.code)


async def _deliver_at_counter(day: _Day, team: Team) -> None:
    counter = team.counter
    codes = sorted(day.for_counter.intersection(counter.workstation.outbox.holding()))
    paid = 0
    for code in codes:
        recipient = await day.find_recipient(code)
        paid += _collect_at_counter(day, counter, code)
        papers = day.papers_at_counter.get(code, 0)
        counter.workstation.deliver_at_counter(
            code,
            recipient.party_id,
            recipient.full_name,
            counter.clerk.person_id,
            papers=papers,
            papers_label=next(day.rolls[team.office.office_id]) if papers else None,
        )
        await counter.workstation.send_what_can_be()
    if codes:
        day.tell(
            f"{len(codes)} công dân đến {short_name(counter)} nhận kết quả, trả tại quầy {show_vnd(paid)}",
            f"{len(codes)} fetched at the post office's counter, {show_vnd(paid)} paid there",
        )


def _collect_at_counter(day: _Day, counter: Counter, code: str) -> int:
    """What the citizen pays the teller in cash; a claimed transfer brings nothing into the drawer. đồng."""
    due_vnd = day.due_at_counter.get(code)
    if not due_vnd:
        return 0
    by_transfer = code in day.by_transfer
    counter.workstation.collect(code, due_vnd, counter.clerk.person_id, by_transfer=by_transfer)
    return 0 if by_transfer else due_vnd


def _say_nothing(_vi: str, _en: str) -> None:
    pass
