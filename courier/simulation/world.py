"""The demo's world put into a database by the same acts an administrator has, once; then found again by its codes."""

from datetime import time

import msgspec

from courier.catalogue.load_shipped import load_shipped
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, NotFound
from courier.intake.issue_labels import give_range
from courier.network.add_person import add_person
from courier.network.grant_role import grant_role
from courier.network.linehaul.model import NewRoute, NewStop
from courier.network.linehaul.open_route import open_route
from courier.network.model import NewOffice, NewPerson, Office, RoleGrant, UnitKey
from courier.network.offices.model import NewArea
from courier.network.offices.serve_commune import serve_commune
from courier.network.open_office import find_office, open_office
from courier.simulation import setting
from courier.simulation.geography import import_geography
from courier.simulation.roster import STAFF, SUPERVISORS
from courier.simulation.statements import FIND_MEMBERS, MemberRow
from courier.simulation.terms import set_hours, sign_terms


class Branch(msgspec.Struct, frozen=True):
    """A post office with carriers, and the desks it collects from."""

    office: Office
    desks: list[Office]


class World(msgspec.Struct, frozen=True):
    """The offices and people of the demo."""

    branches: list[Branch]
    way: list[Office]
    """The hub and the linehaul between the post offices."""
    people: dict[str, MemberRow]
    """By user name."""

    @property
    def post_office(self) -> Office:
        """The larger of the two."""
        return self.branches[0].office

    @property
    def desks(self) -> list[Office]:
        return [desk for branch in self.branches for desk in branch.desks]

    def person(self, username: str) -> MemberRow:
        return self.people[username]


async def build_world(pool: Pool, password_hash: str) -> World:
    """The world, whole or not at all; where it stands already, as it stands.

    Raises `Conflict` where an earlier version's smaller world stands.
    """

    async def build(connection: Connection) -> None:
        standing = [await find_office(connection, office.code) for office in _all_offices()]
        if not any(standing):
            await import_geography(connection)
            await load_shipped(connection)
            await _open_offices(connection)
            await _add_staff(connection, password_hash)
            await _open_hours(connection)
        elif not all(standing):
            raise Conflict(
                "Dữ liệu chạy thử ở đây là của bản cũ: hãy chạy lại với --fresh",
                "The demo's data here are an older version's: run again with --fresh",
            )

    await in_transaction(pool, build)
    return await in_transaction(pool, find_world)


async def find_world(connection: Connection) -> World:
    """Raises `NotFound` where the demo never ran on this database."""
    found = {office.code: await find_office(connection, office.code) for office in _all_offices()}
    offices = {code: office for code, office in found.items() if office is not None}
    if len(offices) != len(found):
        raise NotFound("Cơ sở dữ liệu này chưa có phần chạy thử", "The demo never ran on this database")
    people = await FIND_MEMBERS.all(connection, [member.username for member in STAFF])
    return World(
        [
            Branch(
                offices[post_office.code],
                [offices[desk.office.code] for desk in setting.DESKS if desk.collected_by == post_office.code],
            )
            for post_office in setting.POST_OFFICES
        ],
        [offices[code] for code in (setting.HUB, setting.LINEHAUL)],
        {person.username: person for person in people},
    )


def _all_offices() -> list[NewOffice]:
    return [
        *setting.POST_OFFICES,
        *setting.COMMUNE_OFFICES,
        *setting.OTHER_OFFICES,
        *(desk.office for desk in setting.DESKS),
        *(desk for desk, _ in setting.QUIET_DESKS),
    ]


async def _open_offices(connection: Connection) -> None:
    ids = {office.code: (await open_office(connection, office)).office_id for office in setting.POST_OFFICES}
    served = [
        *((office, setting.GIA_LAM) for office in setting.COMMUNE_OFFICES),
        *((desk.office, desk.collected_by) for desk in setting.DESKS),
        *setting.QUIET_DESKS,
    ]
    for office in setting.OTHER_OFFICES:
        await open_office(connection, office)
    for office, served_by in served:
        placed = msgspec.structs.replace(office, served_by_office_id=ids[served_by])
        ids[office.code] = (await open_office(connection, placed)).office_id
    await sign_terms(connection, ids)
    await _open_ways(connection)
    for code, numbers in setting.S10_RANGES.items():
        await give_range(connection, ids[code], *numbers)


async def _open_ways(connection: Connection) -> None:
    """Which post office serves which commune, and the linehaul between the two."""
    ids = {
        office.code: opened.office_id
        for office in _all_offices()
        if (opened := await find_office(connection, office.code))
    }
    for unit_code, office_code in setting.SERVED.items():
        unit = UnitKey(unit_code, setting.PRESENT_FROM)
        await serve_commune(connection, NewArea(office_id=ids[office_code], unit=unit, valid_from=setting.PRESENT_FROM))
    for ride in setting.LINEHAUL_ROUTES:
        await open_route(
            connection,
            NewRoute(
                code=ride.code,
                name=f"Đường thư {ride.code}",
                linehaul_id=ids[setting.LINEHAUL],
                weekdays=[1, 2, 3, 4, 5, 6],
                stops=[
                    NewStop(office_id=ids[ride.start], departs_s=_second(ride.leaves)),
                    NewStop(office_id=ids[ride.end], arrives_s=_second(ride.arrives)),
                ],
                valid_from=setting.PRESENT_FROM,
            ),
        )


def _second(at: time) -> int:
    return at.hour * 3_600 + at.minute * 60


async def _open_hours(connection: Connection) -> None:
    people = {one.username: one.person_id for one in await FIND_MEMBERS.all(connection, [*SUPERVISORS.values()])}
    offices = {desk.office.code: await find_office(connection, desk.office.code) for desk in setting.DESKS}
    ids = {code: office.office_id for code, office in offices.items() if office is not None}
    await set_hours(connection, ids, {code: people[username] for code, username in SUPERVISORS.items()})


async def _add_staff(connection: Connection, password_hash: str) -> None:
    for member in STAFF:
        office = await find_office(connection, member.office_code)
        assert office is not None
        new = NewPerson(full_name=member.full_name, province_code=setting.PROVINCE, username=member.username)
        person = await add_person(connection, new, password_hash)
        await grant_role(
            connection,
            RoleGrant(
                person_id=person.person_id,
                role=member.role,
                office_id=office.office_id,
                valid_from=setting.PRESENT_FROM,
            ),
        )
