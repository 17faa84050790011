"""Everybody who acts in the demo: staff logged in, workstations and phones enrolled, each over HTTP alone."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

import httpx
import msgspec

from courier import clock
from courier.network.model import Office
from courier.simulation.airwaves import Airwaves
from courier.simulation.conversation import Audience
from courier.simulation.device import Device, newest_folder
from courier.simulation.phone import Phone
from courier.simulation.roster import CARRIERS, CLERKS, DISPATCHERS, ON_THE_WAY, TELLERS
from courier.simulation.setting import PRESENT_FROM
from courier.simulation.size import SMALL, DaySize
from courier.simulation.staff import Staff
from courier.simulation.statements import MemberRow
from courier.simulation.workstation import Workstation
from courier.simulation.world import World

TIMEOUT_S: Final = 120.0
"""A large day's plan takes its time."""
SUBSTITUTE_AREA: Final = ("00562", "00565", "00577")
"""Communes the substitute stands in for."""
SKEWS: Final = (timedelta(seconds=-40), timedelta(minutes=3), timedelta(0), timedelta(seconds=7))
"""How far phones' clocks are ahead, in turn."""


class Counter(msgspec.Struct, frozen=True):
    """An office's workstation, who sits at it, and that person's log-in."""

    office: Office
    clerk: MemberRow
    staff: Staff
    workstation: Workstation


class Carrier(msgspec.Struct):
    """A carrier, his phone, and the air between it and the server."""

    who: MemberRow
    phone: Phone
    airwaves: Airwaves
    old_phones: list[Phone] = []
    """Handed in today, each with all it ever signed."""
    territory: list[str] | None = None
    """Communes a substitute is held to."""
    substitution_id: UUID | None = None
    """Of who stands in for a day."""

    async def change_phone(self, dispatcher: Staff, office: Office) -> None:
        """*Thay máy*: the office closes the old phone as replaced, lets a new one in, which takes up the bag."""
        old = self.phone
        self.airwaves.is_offline = False
        await dispatcher.ask("POST", f"/devices/{old.me.device_id}/revocation", {"mode": "replaced"})
        new = old.another()
        link = await order_enrolment(dispatcher, office, self.who, "phone")
        await new.enrol(link["short_code"], f"Máy thay của {self.who.full_name}")
        await new.measure_clock()
        await new.take_over(old)
        self.old_phones = [*self.old_phones, old]
        self.phone = new

    def close(self) -> None:
        for phone in (*self.old_phones, self.phone):
            phone.outbox.close()

    def restart_phone(self) -> None:
        """Switched off in the middle of whatever it did, and on again: what it has is what it had on disk."""
        resent = self.phone.resent
        self.phone = self.phone.reopened()
        self.phone.resent = resent  # what the checks count, not what the phone knows


class Team(msgspec.Struct, frozen=True):
    """A post office with its dispatcher, its counter, its carriers and the desks it collects from."""

    dispatcher: Staff
    dispatcher_id: UUID
    counter: Counter
    desks: list[Counter]
    carriers: list[Carrier]

    @property
    def office(self) -> Office:
        return self.counter.office


class Cast(msgspec.Struct, frozen=True):
    """All of them."""

    world: World
    teams: list[Team]
    way: list[Counter]
    """The hub's and the linehaul's."""
    password: str
    log_in: Callable[[str], Awaitable[Staff]]
    """Opens the office's face to one more person."""

    @property
    def carriers(self) -> list[Carrier]:
        return [carrier for team in self.teams for carrier in team.carriers]

    @property
    def counters(self) -> list[Counter]:
        return [*(counter for team in self.teams for counter in (team.counter, *team.desks)), *self.way]

    @property
    def dispatcher(self) -> Staff:
        """The larger post office's."""
        return self.teams[0].dispatcher

    def carrier(self, username: str) -> Carrier:
        return next(carrier for carrier in self.carriers if carrier.who.username == username)

    def counter_of(self, office_id: object) -> Counter | None:
        """The counter at which a stop's party is met, where it is an office."""
        return next((counter for counter in self.counters if counter.office.office_id == office_id), None)

    @property
    def devices(self) -> list[Device]:
        phones = [phone for carrier in self.carriers for phone in (carrier.phone, *carrier.old_phones)]
        return [*(counter.workstation for counter in self.counters), *phones]


@asynccontextmanager
async def open_cast(
    world: World,
    base_url: str,
    password: str,
    folder: Path,
    tls: ssl.SSLContext | None = None,
    size: DaySize = SMALL,
) -> AsyncIterator[Cast]:
    """Everybody at their place; devices that were enrolled on an earlier day take up their memory in `folder`."""
    async with AsyncExitStack() as stack:
        stage = _Entrances(world, base_url, password, folder, tls, stack)
        teams = [await stage.open_team(at, size) for at in range(len(world.branches))]
        way = [await stage.open_way(office) for office in world.way]
        yield Cast(world, teams, way, password, stage.log_in)


class _Entrances:
    """How each of them comes to their place."""

    def __init__(
        self,
        world: World,
        base_url: str,
        password: str,
        folder: Path,
        tls: ssl.SSLContext | None,
        stack: AsyncExitStack,
    ) -> None:
        self._world = world
        self._base_url = base_url
        self._password = password
        self._folder = folder
        self._tls = tls
        self._stack = stack

    async def open_team(self, at: int, size: DaySize) -> Team:
        branch = self._world.branches[at]
        office = branch.office
        username = DISPATCHERS[office.code]
        dispatcher = await self._log_in(username, "office")
        riders = CARRIERS[office.code][: size.carriers[office.code]]
        carriers = [
            await self._hand_out(dispatcher, office, self._world.person(username), number)
            for number, (username, _) in enumerate(riders)
        ]
        if at == 0 and size.has_turns:
            carriers.append(await self._appoint_substitute(dispatcher, office, len(carriers)))
        return Team(
            dispatcher=dispatcher,
            dispatcher_id=self._world.person(username).person_id,
            counter=await self.seat(dispatcher, office, TELLERS[office.code], "office"),
            desks=[await self.seat(dispatcher, desk, CLERKS[desk.code], "desk") for desk in branch.desks],
            carriers=carriers,
        )

    async def open_way(self, office: Office) -> Counter:
        """Who runs a hub or a linehaul seats himself."""
        username = ON_THE_WAY[office.code]
        return await self.seat(await self.log_in(username), office, username, "office")

    async def _connect(self, airwaves: Airwaves | None = None) -> httpx.AsyncClient:
        transport = airwaves or httpx.AsyncHTTPTransport(verify=self._tls or True)
        client = httpx.AsyncClient(transport=transport, base_url=self._base_url, timeout=TIMEOUT_S)
        return await self._stack.enter_async_context(client)

    async def log_in(self, username: str) -> Staff:
        return await self._log_in(username, "office")

    async def _log_in(self, username: str, face: Audience) -> Staff:
        staff = Staff(await self._connect(), "desk" if face == "desk" else "office")
        await staff.log_in(username, self._password)
        return staff

    async def seat(self, dispatcher: Staff, office: Office, username: str, face: Audience) -> Counter:
        who = self._world.person(username)
        workstation = Workstation(self._folder / f"may-{username}", await self._connect(), face)
        self._stack.callback(workstation.outbox.close)
        if workstation.identity is None:
            link = await order_enrolment(dispatcher, office, who, "workstation")
            await workstation.enrol(link["url"], f"Máy tại {office.name}")
        return Counter(office, who, await self._log_in(username, face), workstation)

    async def _appoint_substitute(self, dispatcher: Staff, office: Office, number: int) -> Carrier:
        """*Bưu tá thay*: today only, in some communes only; enrolled by short code. Once a day, however often asked."""
        day = clock.today()
        asked = {
            "substitution_id": uuid5(office.office_id, str(day)),
            "office_id": office.office_id,
            "reason": "Bưu tá nghỉ ốm",
            "units": [{"code": code, "valid_from": PRESENT_FROM} for code in SUBSTITUTE_AREA],
            "full_name": "Ngô Thị Thay",
        }
        substitute = await dispatcher.ask("POST", "/substitutes", asked)
        who = MemberRow(
            f"thay-{day}", UUID(substitute["person_id"]), substitute["full_name"], UUID(substitute["carrier_party_id"])
        )
        carrier = await self._hand_out(dispatcher, office, who, number | 1)
        carrier.territory = substitute["unit_codes"]
        carrier.substitution_id = UUID(substitute["substitution_id"])
        return carrier

    async def _hand_out(self, dispatcher: Staff, office: Office, who: MemberRow, number: int) -> Carrier:
        """Every other one enrols by link, the others by short code."""
        airwaves = Airwaves(httpx.AsyncHTTPTransport(verify=self._tls or True))
        skew = SKEWS[number % len(SKEWS)]
        folder = newest_folder(self._folder / f"may-{who.username}")
        phone = Phone(folder, await self._connect(airwaves), "carrier", skew)
        carrier = Carrier(who, phone, airwaves)
        self._stack.callback(carrier.close)
        if phone.identity is None:
            link = await order_enrolment(dispatcher, office, who, "phone")
            await phone.enrol(link["short_code" if number % 2 else "url"], f"Điện thoại của {who.full_name}")
        return carrier


async def order_enrolment(dispatcher: Staff, office: Office, person: MemberRow, kind: str) -> dict[str, str]:
    """A link and a short code for one device: `url`, `short_code`, `expires_at`."""
    order = {"office_id": office.office_id, "person_id": person.person_id, "kind": kind}
    link: dict[str, str] = await dispatcher.ask("POST", "/enrolments", order)
    return link
