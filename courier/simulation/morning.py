"""The morning before anybody can leave: lists imported, orders placed, labels made, shifts opened, the day planned."""

import asyncio
from datetime import date, datetime, time
from itertools import cycle
from typing import Any, Final
from uuid import UUID

import msgspec

from courier import clock
from courier.clock import VIETNAM
from courier.database import Pool, in_transaction
from courier.intake.issue_labels import issue_labels
from courier.intake.list_files import write_list
from courier.intake.model import ListImported, ListRow, NewOrder, OrderPlaced
from courier.planning.model import Act, PlanView, ShiftInput, Spell
from courier.simulation.cast import Carrier, Cast, Counter, Team
from courier.simulation.label_reader import read_labels
from courier.simulation.planning_room import Say, Swept, find_fitting, plan_day, short_name
from courier.simulation.registered import Registered, change_recipient, register
from courier.simulation.script import Request, Result, Script, write_script
from courier.simulation.setting import GIA_LAM, PHU_DONG
from courier.simulation.size import LUNCH_S, SHARE_OF_DAY_PERCENT, SMALL, DaySize, Shift
from courier.simulation.statements import FIND_SENDER

TERRITORIES: Final = {
    GIA_LAM: (["00565", "00562"], ["00577"], ["00562"], ["00565"], ["00577"]),
    PHU_DONG: (["00541"],),
}
"""The communes that carriers know, in turn, by post office."""
BAG_ITEMS: Final = 60
"""Envelopes in a bag (DOMAIN 7.2)."""
MOST_TRIPS: Final = 4
"""As often may a carrier come by his office and leave again."""
FLOAT_VND: Final = 500_000
"""Change in a counter's drawer; an assumption."""
SPARE_LABELS: Final = 10
LABEL_PAGES_READ: Final = 4
"""Of the printed sheet: each takes a good part of a second to decode."""


class Placed(msgspec.Struct, frozen=True):
    """A citizen's request and the order it became."""

    request: Request
    job_id: UUID


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """What the morning made, by which the ride and the checks know the day."""

    day: date
    size: DaySize
    script: Script
    lists: list[ListImported]
    repeat: ListImported
    """One of the lists imported once more."""
    file_to_mend: bytes
    """XLSX of the lines that could not be kept."""
    results: dict[UUID, Result]
    """By the job that came of it."""
    codes: dict[UUID, str]
    """Job of a list → its item's tracking code."""
    placed: list[Placed]
    dropped: dict[UUID, str]
    """Job whose dossier was brought to the counter this morning → the label it got there."""
    rolls: dict[UUID, list[str]]
    """By post office: codes of the labels on the rolls in its carriers' bags."""
    labels: bytes
    """The first list's PDF."""
    labels_read: list[str] | None
    """Codes decoded from its first pages; None where no decoder is installed."""
    plans: dict[UUID, PlanView]
    """The morning's, by post office."""
    in_force: dict[UUID, PlanView]
    """As the day's end has them."""
    fitting: list[UUID]
    """Jobs that the morning's plans leave out although they would fit: none."""
    sweeps: list[Swept]
    """What was put in where it fits, after each change of the day."""
    far: set[UUID]
    """Jobs fetched by one post office and brought by the other; known at the day's end."""
    registered: Registered | None
    """What was asked for before it existed."""
    later: list[ListImported]
    """Lists of the day after the morning's."""

    @property
    def rows(self) -> dict[UUID, ListRow]:
        return {job_id: result.row for job_id, result in self.results.items()}

    @property
    def unserved(self) -> set[UUID]:
        """Jobs no plan has room for, and that nobody brought, or tried to."""
        plans = self.in_force or self.plans
        return {job.job_id for plan in plans.values() for job in plan.unserved} - self._visited("delivery")

    @property
    def fetched(self) -> set[UUID]:
        """Jobs whose item a carrier was to fetch."""
        return self._visited("pickup")

    def _visited(self, act: Act) -> set[UUID]:
        plans = (self.in_force or self.plans).values()
        stops = [stop for plan in plans for route in plan.routes for stop in route.stops if stop.act == act]
        return {visit.job_id for stop in stops for visit in stop.visits}

    @property
    def job_ids(self) -> list[UUID]:
        """All of the day's."""
        return [*self.results, *(placed.job_id for placed in self.placed)]


def _say_nothing(_vi: str, _en: str) -> None:
    pass


async def prepare(cast: Cast, pool: Pool, day: date, size: DaySize = SMALL, say: Say = _say_nothing) -> Prepared:
    """The whole morning; when this returns the plans are in force."""
    for device in cast.devices:  # what an interrupted day left on them
        await device.send_all()
    for team in cast.teams:
        team.counter.workstation.open_till(FLOAT_VND, team.counter.clerk.person_id)
        await team.counter.workstation.send_all()
    script = write_script(size, day)
    registered = await register(cast, script) if size.has_turns else None
    lists, results = await _import_lists(cast, script, day, say)
    repeat = await import_list(*_list_file(cast.teams[0].desks[-1], script, day, 1))
    rolls = {team.office.office_id: await _issue_roll(team, pool, size) for team in cast.teams}
    placed = await _place_orders(cast, script, say)
    if registered:
        placed += [Placed(request, job_id) for request, job_id in registered.placed]
        await change_recipient(cast, registered, results)
    dropped = await _take_at_counters(cast, pool, placed, rolls)
    codes = await _label(cast, lists, say)
    labels = await cast.dispatcher.get_file(f"/labels.pdf?import_id={lists[0].import_id}")
    read = await asyncio.to_thread(read_labels, labels, LABEL_PAGES_READ)
    plans = await _plan(cast, day, size, placed, say)
    fitting = [await find_fitting(team, plans[team.office.office_id].summary.plan_id) for team in cast.teams]
    return Prepared(
        day=day,
        size=size,
        script=script,
        lists=lists,
        repeat=repeat,
        file_to_mend=await cast.teams[0].desks[0].staff.get_file(f"/lists/{lists[0].import_id}/rejected"),
        results=results,
        codes=codes,
        placed=placed,
        dropped=dropped,
        rolls=rolls,
        labels=labels,
        labels_read=read,
        plans=plans,
        in_force={},
        fitting=[job_id for jobs in fitting for job_id in jobs],
        sweeps=[],
        far=set(),
        registered=registered,
        later=[],
    )


# Lists.


async def _import_lists(
    cast: Cast, script: Script, day: date, say: Say
) -> tuple[list[ListImported], dict[UUID, Result]]:
    """Every desk's, XLSX and CSV in turn."""
    lists: list[ListImported] = []
    results: dict[UUID, Result] = {}
    for team in cast.teams:
        for number, desk in enumerate(team.desks):
            listed = script.results_of(desk.office.code)
            if not listed:
                continue
            imported = await import_list(*_list_file(desk, script, day, number))
            results |= {job.job_id: result for job, result in zip(imported.jobs, listed, strict=True)}
            lists.append(imported)
            say(
                f"{short_name(desk)} gửi danh sách: {imported.rows_created} dòng đúng"
                + (f", {imported.rows_rejected} dòng trả lại để sửa" if imported.rows_rejected else ""),
                f"{imported.rows_created} good lines"
                + (f", {imported.rows_rejected} to mend" * bool(imported.rejected)),
            )
    return lists, results


def _list_file(desk: Counter, script: Script, day: date, number: int) -> tuple[Counter, str, bytes]:
    form: Any = ("xlsx", "csv")[number % 2]
    return desk, f"phieu-ban-giao-{day:%Y-%m-%d}.{form}", write_list(script.lines_of(desk.office.code), form)


async def import_list(desk: Counter, file_name: str, content: bytes) -> ListImported:
    response = await desk.staff.request(
        "POST", "/lists", files={"file": (file_name, content)}, data={"desk_id": str(desk.office.office_id)}
    )
    return msgspec.json.decode(response.content, type=ListImported)


# Orders.


async def _place_orders(cast: Cast, script: Script, say: Say) -> list[Placed]:
    """Citizens ask by telephone or at the counter; their post office's dispatcher enters it."""
    placed = []
    for team in cast.teams:
        desks = {desk.office.code: desk.office.office_id for desk in team.desks}
        for request in script.requests:
            if request.desk_code in desks:
                said = await team.dispatcher.ask("POST", "/orders", _order(request, desks[request.desk_code]))
                order = msgspec.convert(said, OrderPlaced)
                assert order.job_id is not None
                placed.append(Placed(request, order.job_id))
    dropped = sum(one.request.is_drop_off for one in placed)
    say(
        f"{len(placed) - dropped} đơn nhận hồ sơ tại nhà, {dropped} người mang đến quầy",
        f"{len(placed) - dropped} orders to collect from home, {dropped} brought to a counter",
    )
    return placed


def _order(request: Request, desk_id: UUID) -> NewOrder:
    return NewOrder(
        order_id=clock.new_id(),
        desk_id=desk_id,
        title=request.title,
        sender=request.sender,
        weight_g=request.weight_g,
        window_from=request.window_from,
        window_to=request.window_to,
        at_counter=request.is_drop_off,
    )


async def _take_at_counters(
    cast: Cast, pool: Pool, placed: list[Placed], rolls: dict[UUID, list[str]]
) -> dict[UUID, str]:
    """The teller takes what citizens bring before the carriers leave, each under a label off the roll."""
    dropped: dict[UUID, str] = {}
    for team in cast.teams:
        desk_codes = {desk.office.code for desk in team.desks}
        for one in placed:
            if not one.request.is_drop_off or one.request.desk_code not in desk_codes:
                continue
            async with pool.acquire() as connection:
                sender = await FIND_SENDER.one(connection, one.job_id)
            assert sender is not None
            code = rolls[team.office.office_id].pop()
            team.counter.workstation.receive(
                code, sender.party_id, sender.full_name, one.job_id, team.counter.clerk.person_id
            )
            dropped[one.job_id] = code
        await team.counter.workstation.send_all()
    return dropped


# Labels.


async def _label(cast: Cast, lists: list[ListImported], say: Say) -> dict[UUID, str]:
    """Labels of the imported items: job → code."""
    codes: dict[UUID, str] = {}
    for team in cast.teams:
        desk_ids = {desk.office.office_id for desk in team.desks}
        for imported in lists:
            if imported.desk_id in desk_ids:
                codes |= await print_labels(team, imported)
    say(f"In {len(codes)} nhãn", f"{len(codes)} labels printed")
    return codes


async def print_labels(team: Team, imported: ListImported) -> dict[UUID, str]:
    """A list's items under their labels: job → code."""
    job_ids = [job.job_id for job in imported.jobs]
    faces: list[dict[str, Any]] = await team.dispatcher.ask("POST", "/labels", {"job_ids": job_ids})
    return {job_id: face["code"] for job_id, face in zip(job_ids, faces, strict=True)}


async def _issue_roll(team: Team, pool: Pool, size: DaySize) -> list[str]:
    """Labels printed beforehand for bags and counter; rolls are an administrator's act, without a route yet."""
    codes = [desk.office.code for desk in team.desks]
    sent = sum(size.requests.get(code, 0) + size.drop_offs.get(code, 0) for code in codes)
    with_papers = sum(size.results.get(code, 0) for code in codes) // 3
    count = SPARE_LABELS + sent + with_papers
    issued = await in_transaction(
        pool, lambda connection: issue_labels(connection, team.dispatcher_id, team.office.office_id, count)
    )
    return [label.code for label in issued.labels]


# Plans.


async def _plan(cast: Cast, day: date, size: DaySize, placed: list[Placed], say: Say) -> dict[UUID, PlanView]:
    """Open the shifts, plan both post offices, *Chốt và gửi bưu tá*."""
    say(
        f"{len(cast.carriers)} ca, đang lập kế hoạch cho {len(cast.teams)} bưu điện…",
        f"{len(cast.carriers)} shifts, planning {len(cast.teams)} post offices…",
    )
    plans = await asyncio.gather(*(_plan_team(team, day, size, placed, say) for team in cast.teams))
    return {plan.summary.office_id: plan for plan in plans}


async def _plan_team(team: Team, day: date, size: DaySize, placed: list[Placed], say: Say) -> PlanView:
    territories = cycle(TERRITORIES[team.office.code])
    for carrier, hours in zip(team.carriers, cycle(size.shifts)):
        territory = carrier.territory or next(territories)
        await team.dispatcher.ask("POST", "/shifts", _shift(team, carrier, day, hours, territory))
        if carrier.substitution_id is not None:
            await _hold_one_to(team, carrier, day, placed)
    jobs = sum(sum(counts.get(desk.office.code, 0) for desk in team.desks) for counts in (size.results, size.requests))
    return await plan_day(team, day, 1.0 + jobs * size.planning_s, say)


async def _hold_one_to(team: Team, carrier: Carrier, day: date, placed: list[Placed]) -> None:
    """*Giữ cho …*: what somebody brought to the counter for the nearest desk goes with the substitute."""
    nearest = team.desks[0].office.code
    brought = [one for one in placed if one.request.is_drop_off and one.request.desk_code == nearest]
    for one in brought[:1]:
        pin = {"office_id": team.office.office_id, "on_date": day, "job_id": one.job_id}
        await team.dispatcher.ask("POST", "/pins", pin | {"carrier_id": carrier.phone.me.party_id})


def _shift(team: Team, carrier: Carrier, day: date, hours: Shift, territory: list[str]) -> ShiftInput:
    def at(time_of_day: time) -> datetime:
        return datetime.combine(day, time_of_day, VIETNAM)

    return ShiftInput(
        carrier_id=carrier.phone.me.party_id,
        office_id=team.office.office_id,
        on_date=day,
        starts_at=at(hours.starts),
        ends_at=at(hours.ends),
        lunch_from=at(hours.lunch[0]) if hours.lunch else None,
        lunch_to=at(hours.lunch[1]) if hours.lunch else None,
        lunch_duration_s=LUNCH_S if hours.lunch else None,
        spells=[Spell(starts_at=at(one.starts), ends_at=at(one.ends), reason=one.reason) for one in hours.rounds],
        share_of_day_percent=SHARE_OF_DAY_PERCENT if hours.rounds else 100,
        max_overtime_s=hours.most_overtime_s,
        max_trips=MOST_TRIPS,
        capacity_items=BAG_ITEMS,
        territory=territory,
    )
