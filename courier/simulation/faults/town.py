"""The town of the proof: offices, carriers, devices let in by the office; dossiers come by `register`."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx
import msgspec

from courier.database import Pool, in_transaction
from courier.network.add_person import add_person
from courier.network.grant_role import grant_role
from courier.network.model import NewPerson, Office, RoleGrant
from courier.simulation import setting
from courier.simulation.cast import order_enrolment
from courier.simulation.conversation import Audience
from courier.simulation.faults.air import Radio, Traffic, Weather
from courier.simulation.faults.dying import Armed
from courier.simulation.faults.phones import Hands
from courier.simulation.roster import CLERKS, DISPATCHERS, ON_THE_WAY, TELLERS
from courier.simulation.setting import GIA_LAM, PHU_DONG
from courier.simulation.staff import Staff
from courier.simulation.statements import MemberRow
from courier.simulation.world import World

TIMEOUT_S: Final = 90.0


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
    citizen: httpx.AsyncClient
    """A browser without a log-in."""
    letting_in: dict[str, Staff]
    """By office's code: who lets devices in and out there."""
    let_in: Callable[[Seat], Any]
    """Gives a seat a new device."""
    rolls: dict[str, list[str]] = {}
    """By post office's code: roll labels for papers that go a way of their own."""
    told: dict[str, str] = {}
    """One-time codes that citizens were told, by the code of the result."""

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
        citizen = await stack.enter_async_context(entrance.open_browser())
        town = Town(
            world,
            carriers,
            counters,
            desks,
            dispatchers,
            clerks,
            {},
            citizen,
            entrance.letting_in,
            entrance.give_device,
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

    def open_browser(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=_Shared(self._way), base_url=self._base_url, timeout=TIMEOUT_S)

    async def log_in(self, username: str, face: Any = "office") -> Staff:
        staff = Staff(await self._stack.enter_async_context(self.open_browser()), face)
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
