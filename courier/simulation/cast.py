"""Everybody who acts in the demo: staff logged in, workstations and phones enrolled, each over HTTP alone."""

import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec

from courier.network.model import Office
from courier.simulation.airwaves import Airwaves
from courier.simulation.device import Device
from courier.simulation.phone import Phone
from courier.simulation.staff import Staff
from courier.simulation.statements import MemberRow
from courier.simulation.workstation import Workstation
from courier.simulation.world import World

TIMEOUT_S: Final = 30.0


class Counter(msgspec.Struct, frozen=True):
    """An office's workstation, who sits at it, and that person's log-in."""

    office: Office
    clerk: MemberRow
    staff: Staff
    workstation: Workstation


class Carrier(msgspec.Struct, frozen=True):
    """A carrier, his phone, and the air between it and the server."""

    who: MemberRow
    phone: Phone
    airwaves: Airwaves


class Cast(msgspec.Struct, frozen=True):
    """All of them."""

    world: World
    dispatcher: Staff
    counter: Counter
    desks: list[Counter]
    lan: Carrier
    minh: Carrier
    password: str

    @property
    def carriers(self) -> tuple[Carrier, Carrier]:
        return self.lan, self.minh

    def counter_of(self, office_id: object) -> Counter | None:
        """The counter at which a stop's party is met, where it is an office."""
        return next((c for c in (self.counter, *self.desks) if c.office.office_id == office_id), None)

    @property
    def devices(self) -> list[Device]:
        return [c.workstation for c in (self.counter, *self.desks)] + [c.phone for c in self.carriers]


@asynccontextmanager
async def open_cast(
    world: World, base_url: str, password: str, folder: Path, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Cast]:
    """Everybody at their place; devices that were enrolled on an earlier day take up their memory in `folder`."""
    async with AsyncExitStack() as stack:

        async def connect(airwaves: Airwaves | None = None) -> httpx.AsyncClient:
            transport = airwaves or httpx.AsyncHTTPTransport(verify=tls or True)
            client = httpx.AsyncClient(transport=transport, base_url=base_url, timeout=TIMEOUT_S)
            return await stack.enter_async_context(client)

        async def log_in(username: str, face: Any) -> Staff:
            staff = Staff(await connect(), face)
            await staff.log_in(username, password)
            return staff

        dispatcher = await log_in("huy", "office")

        async def seat(office: Office, username: str, face: Any) -> Counter:
            workstation = Workstation(folder / f"may-{username}", await connect(), face)
            stack.callback(workstation.outbox.close)
            if workstation.identity is None:
                link = await order_enrolment(dispatcher, office, world.person(username), "workstation")
                await workstation.enrol(link["url"], f"Máy tại {office.name}")
            return Counter(office, world.person(username), await log_in(username, face), workstation)

        async def hand_out(username: str, skew: timedelta, by: str) -> Carrier:
            airwaves = Airwaves(httpx.AsyncHTTPTransport(verify=tls or True))
            phone = Phone(folder / f"may-{username}", await connect(airwaves), "carrier", skew)
            stack.callback(phone.outbox.close)
            if phone.identity is None:
                link = await order_enrolment(dispatcher, world.post_office, world.person(username), "phone")
                await phone.enrol(link[by], f"Điện thoại của {world.person(username).full_name}")
            return Carrier(world.person(username), phone, airwaves)

        yield Cast(
            world=world,
            dispatcher=dispatcher,
            counter=await seat(world.post_office, "ngoc", "office"),
            desks=[await seat(world.desks[0], "ha", "desk"), await seat(world.desks[1], "son", "desk")],
            lan=await hand_out("lan", timedelta(seconds=-40), "url"),
            minh=await hand_out("minh", timedelta(minutes=3), "short_code"),
            password=password,
        )


async def order_enrolment(dispatcher: Staff, office: Office, person: MemberRow, kind: str) -> dict[str, str]:
    """A link and a short code for one device: `url`, `short_code`, `expires_at`."""
    order = {"office_id": office.office_id, "person_id": person.person_id, "kind": kind}
    link: dict[str, str] = await dispatcher.ask("POST", "/enrolments", order)
    return link
