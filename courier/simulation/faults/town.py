"""The town of the proof: offices, carriers, devices let in by the office, dossiers registered through the API."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final, TypeVar
from uuid import UUID

import httpx
import msgspec

from courier import clock
from courier.database import Pool, in_transaction
from courier.intake.list_files import write_list
from courier.intake.model import ListImported, ListRow, NewOrder, Sender
from courier.network.add_person import add_person
from courier.network.grant_role import grant_role
from courier.network.model import NewPerson, Office, RoleGrant
from courier.simulation import setting
from courier.simulation.cast import order_enrolment
from courier.simulation.conversation import Audience
from courier.simulation.faults.air import Radio, Traffic, Weather
from courier.simulation.faults.phones import Armed, Hands
from courier.simulation.faults.statements import JOB_PARTIES
from courier.simulation.roster import CLERKS, DISPATCHERS, ON_THE_WAY, TELLERS
from courier.simulation.setting import DESKS, FORMER, GIA_LAM, PHU_DONG
from courier.simulation.staff import Staff
from courier.simulation.statements import MemberRow
from courier.simulation.world import World

Say = Callable[[str, str], None]

Part = TypeVar("Part")

ROWS_A_LIST: Final = 2_000
LABELS_AT_ONCE: Final = 1_000
SENT_SHARE: Final = 0.15
"""Of dossiers: fetched from a citizen; the others are results on a desk's list."""
TIMEOUT_S: Final = 90.0
AT_ONCE: Final = 12
"""Requests of the set-up under way."""


class Dossier(msgspec.Struct, frozen=True):
    """One envelope and where it is going."""

    code: str
    job_id: UUID
    origin: UUID
    destination: UUID
    desk: UUID
    office: UUID
    """The post office that collects from its desk."""
    brought_by: str
    """Code of the post office whose carriers go to its citizen."""
    due_vnd: int
    is_sent: bool
    """From a citizen to a desk."""


class Seat(msgspec.Struct):
    """Somebody with a device: a carrier, or who sits at a workstation. Devices come and go."""

    name: str
    party_id: UUID
    office: Office
    device: Hands
    radio: Radio
    who: MemberRow
    old_devices: list[Hands] = []
    offline_until: int = 0
    """Round in which it has signal again."""

    def restart(self) -> None:
        """Switched on again: it has what was on its disk."""
        self.device = self.device.reopened()


class Town(msgspec.Struct):
    """Everybody, and every dossier of the day."""

    world: World
    carriers: dict[str, list[Seat]]
    """By post office's code."""
    counters: dict[str, Seat]
    """By office's code: both post offices, the hub, the linehaul."""
    desks: dict[UUID, Seat]
    dispatchers: dict[str, Staff]
    clerks: dict[str, Staff]
    """By desk's code."""
    dossiers: dict[str, Dossier]
    letting_in: dict[str, Staff]
    """By office's code: who lets devices in and out there."""
    let_in: Callable[[Seat], Any]
    """Gives a seat a new device."""

    @property
    def seats(self) -> list[Seat]:
        return [*self.stations, *(seat for seats in self.carriers.values() for seat in seats)]

    @property
    def stations(self) -> list[Seat]:
        return [*self.counters.values(), *self.desks.values()]


async def hire(pool: Pool, world: World, phones: int) -> dict[str, list[MemberRow]]:
    """As many carriers as there are phones, two in three at the larger post office; an administrator's act."""
    offices = {branch.office.code: branch.office for branch in world.branches}
    counts = {PHU_DONG: max(phones // 3, 1)}
    counts[GIA_LAM] = max(phones - counts[PHU_DONG], 1)

    async def add(connection: Any) -> dict[str, list[MemberRow]]:
        hired: dict[str, list[MemberRow]] = {}
        for code, count in counts.items():
            for number in range(count):
                name = f"Bưu tá {code[3:]} {number + 1}"
                person = await add_person(connection, NewPerson(full_name=name, province_code=setting.PROVINCE))
                grant = RoleGrant(
                    person_id=person.person_id,
                    role="carrier",
                    office_id=offices[code].office_id,
                    valid_from=setting.PRESENT_FROM,
                )
                person = await grant_role(connection, grant)
                member = MemberRow(name, person.person_id, name, person.carrier_party_id)
                hired.setdefault(code, []).append(member)
        return hired

    return await in_transaction(pool, add)


@asynccontextmanager
async def open_town(
    pool: Pool,
    world: World,
    way: httpx.AsyncBaseTransport,
    base_url: str,
    password: str,
    folder: Path,
    traffic: Traffic,
    *,
    phones: int,
    skew: Callable[[], timedelta],
) -> AsyncIterator[Town]:
    """Everybody at their place with an enrolled device; no dossier yet."""
    hired = await hire(pool, world, phones)
    async with AsyncExitStack() as stack:
        entrance = _Entrance(world, way, base_url, password, folder, traffic, stack, skew)
        dispatchers = {code: await entrance.log_in(username) for code, username in DISPATCHERS.items()}
        offices = {office.code: office for office in [*(b.office for b in world.branches), *world.way]}
        counters = {}
        for code, username in (*TELLERS.items(), *ON_THE_WAY.items()):
            letting_in = dispatchers.get(code) or await entrance.log_in(username)
            entrance.letting_in[code] = letting_in
            counters[code] = await entrance.seat(offices[code], world.person(username), "office")
        desks, clerks = {}, {}
        for branch in world.branches:
            for desk in branch.desks:
                entrance.letting_in[desk.code] = dispatchers[branch.office.code]
                clerks[desk.code] = await entrance.log_in(CLERKS[desk.code], "desk")
                desks[desk.office_id] = await entrance.seat(desk, world.person(CLERKS[desk.code]), "desk")
        carriers: dict[str, list[Seat]] = {}
        for code, members in hired.items():
            for member in members:
                carriers.setdefault(code, []).append(await entrance.seat(offices[code], member, "carrier"))
        town = Town(
            world, carriers, counters, desks, dispatchers, clerks, {}, entrance.letting_in, entrance.give_device
        )
        try:
            yield town
        finally:
            for seat in town.seats:
                for device in (*seat.old_devices, seat.device):
                    device.close()


class _Entrance:
    """How each of them comes to their place."""

    def __init__(
        self,
        world: World,
        way: httpx.AsyncBaseTransport,
        base_url: str,
        password: str,
        folder: Path,
        traffic: Traffic,
        stack: AsyncExitStack,
        skew: Callable[[], timedelta],
    ) -> None:
        self._world = world
        self._way = way
        self._base_url = base_url
        self._password = password
        self._folder = folder
        self._traffic = traffic
        self._stack = stack
        self._skew = skew
        self._devices = 0
        self.letting_in: dict[str, Staff] = {}
        """By office's code: who lets devices in there."""

    async def log_in(self, username: str, face: Any = "office") -> Staff:
        client = httpx.AsyncClient(transport=_Shared(self._way), base_url=self._base_url, timeout=TIMEOUT_S)
        staff = Staff(await self._stack.enter_async_context(client), face)
        await staff.log_in(username, self._password)
        return staff

    async def seat(self, office: Office, who: MemberRow, audience: Audience) -> Seat:
        device, radio = await self._open_device(audience)
        seat = Seat(who.full_name, who.party_id or office.office_id, office, device, radio, who)
        await self._enrol(seat)
        return seat

    async def give_device(self, seat: Seat) -> None:
        """A new device for the same hands; the old one is kept, to be looked at in the end."""
        seat.old_devices = [*seat.old_devices, seat.device]
        seat.device, seat.radio = await self._open_device("carrier")
        await self._enrol(seat)

    async def _open_device(self, audience: Audience) -> tuple[Hands, Radio]:
        self._devices += 1
        armed = Armed()
        radio = Radio(Weather(self._way, self._traffic, armed), armed)
        client = httpx.AsyncClient(transport=radio, base_url=self._base_url, timeout=TIMEOUT_S)
        await self._stack.enter_async_context(client)
        device = Hands(self._folder / f"{self._devices:04d}", client, audience, self._skew(), armed)
        return device, radio

    async def _enrol(self, seat: Seat) -> None:
        kind = "phone" if seat.who.party_id else "workstation"
        link = await order_enrolment(self.letting_in[seat.office.code], seat.office, seat.who, kind)
        await seat.device.enrol(link["short_code"], f"Máy của {seat.name}")


class _Shared(httpx.AsyncBaseTransport):
    """Everybody's way to the server: who opened it closes it."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(request)


# Dossiers.


async def register(town: Town, pool: Pool, count: int, random: Random, say: Say) -> None:
    """Lists imported and labelled, orders placed, rolls given out: what a morning does, through the office's routes."""
    sent = round(count * SENT_SHARE)
    shares = _share_out(count - sent, len(DESKS))
    for desk, rows in zip(DESKS, shares, strict=True):
        await _list_results(town, pool, desk, rows, random)
        say(f"{desk.office.name}: {rows} kết quả đã có nhãn", f"{rows} results labelled")
    for desk, orders in zip(DESKS, _share_out(sent, len(DESKS)), strict=True):
        await _place_orders(town, pool, desk, orders, random)
    say(f"{sent} đơn nhận hồ sơ tại nhà", f"{sent} orders to collect from home")


def _share_out(count: int, among: int) -> list[int]:
    return [count // among + (at < count % among) for at in range(among)]


async def _list_results(town: Town, pool: Pool, desk: setting.Desk, count: int, random: Random) -> None:
    seat = next(seat for seat in town.desks.values() if seat.office.code == desk.office.code)
    dispatcher = town.dispatchers[desk.collected_by]
    clerk = town.clerks[desk.office.code]
    for number, rows in enumerate(_parts(range(count), ROWS_A_LIST)):
        lines = [_row(desk, at, random) for at in rows]
        response = await clerk.request(
            "POST",
            "/lists",
            files={"file": (f"ket-qua-{number}.csv", write_list(lines, "csv"))},
            data={"desk_id": str(seat.office.office_id)},
        )
        imported = msgspec.json.decode(response.content, type=ListImported)
        assert imported.rows_created == len(lines), imported.rejected[:3]
        job_ids = [job.job_id for job in imported.jobs]
        for part in _parts(job_ids, LABELS_AT_ONCE):
            faces: list[dict[str, Any]] = await dispatcher.ask("POST", "/labels", {"job_ids": part})
            async with pool.acquire() as connection:
                parties = {row.job_id: row for row in await JOB_PARTIES.all(connection, list(part))}
            for job_id, face in zip(part, faces, strict=True):
                town.dossiers[face["code"]] = Dossier(
                    code=face["code"],
                    job_id=job_id,
                    origin=parties[job_id].origin_id,
                    destination=parties[job_id].destination_id,
                    desk=seat.office.office_id,
                    office=town.counters[desk.collected_by].office.office_id,
                    brought_by=random.choices((desk.collected_by, _other(desk.collected_by)), (9, 1))[0],
                    due_vnd=face["collect_vnd"],
                    is_sent=False,
                )


def _parts(whole: Sequence[Part], size: int) -> list[Sequence[Part]]:
    return [whole[at : at + size] for at in range(0, len(whole), size)]


def _other(office_code: str) -> str:
    return PHU_DONG if office_code == GIA_LAM else GIA_LAM


def _row(desk: setting.Desk, at: int, random: Random) -> ListRow:
    amount_vnd = random.choice((8_000, 20_000, 100_000, 135_000)) if random.random() < 0.5 else None
    return ListRow(
        dossier_code=f"{desk.number}-{clock.today():%y%m%d}-{at:05d}",
        title="Đăng ký hộ kinh doanh",
        result="Giấy chứng nhận",
        full_name=f"Nguyễn Văn {_letters(at)}",
        address=_address(desk, random),
        has_fee=amount_vnd is not None,
        phone=f"+8491{DESKS.index(desk)}{at:06d}",
        amount_vnd=amount_vnd,
    )


def _letters(number: int) -> str:
    return "".join(chr(ord("A") + int(digit)) for digit in str(number)).capitalize()


def _address(desk: setting.Desk, random: Random) -> str:
    units = [unit for unit in FORMER.values() if unit.commune_code == desk.communes[0]]
    unit = random.choice(units)
    return f"{random.choice(unit.villages)}, {unit.name}, huyện Gia Lâm, Hà Nội"


async def _place_orders(town: Town, pool: Pool, desk: setting.Desk, count: int, random: Random) -> None:
    if not count:
        return
    seat = next(seat for seat in town.desks.values() if seat.office.code == desk.office.code)
    dispatcher = town.dispatchers[desk.collected_by]
    office_id = town.counters[desk.collected_by].office.office_id
    roll = await dispatcher.ask("POST", "/rolls", {"office_id": office_id, "count": count})
    orders = [
        NewOrder(
            order_id=clock.new_id(),
            desk_id=seat.office.office_id,
            title="Đăng ký hộ kinh doanh",
            sender=Sender(
                full_name=f"Trần Thị {_letters(at)}",
                phone=f"+8493{DESKS.index(desk)}{at:06d}",
                address=_address(desk, random),
            ),
        )
        for at in range(count)
    ]
    gate = asyncio.Semaphore(AT_ONCE)

    async def place(order: NewOrder) -> UUID:
        async with gate:
            return UUID((await dispatcher.ask("POST", "/orders", order))["job_id"])

    job_ids = await asyncio.gather(*map(place, orders))
    async with pool.acquire() as connection:
        parties = {row.job_id: row for row in await JOB_PARTIES.all(connection, job_ids)}
    for job_id, label in zip(job_ids, roll["labels"], strict=True):
        town.dossiers[label["code"]] = Dossier(
            code=label["code"],
            job_id=job_id,
            origin=parties[job_id].origin_id,
            destination=parties[job_id].destination_id,
            desk=seat.office.office_id,
            office=office_id,
            brought_by=desk.collected_by,
            due_vnd=0,
            is_sent=True,
        )
