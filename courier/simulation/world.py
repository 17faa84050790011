"""The demo's world put into a database by the same acts an administrator has, once; then found again by its codes."""

import msgspec

from courier.database import Connection, Pool, in_transaction
from courier.errors import NotFound
from courier.intake.issue_labels import give_range
from courier.network.add_person import add_person
from courier.network.derive_succession import derive_succession
from courier.network.grant_role import grant_role
from courier.network.import_boundaries import import_boundaries
from courier.network.import_units import import_units
from courier.network.model import NewAgreement, NewPerson, Office, RoleGrant
from courier.network.open_office import find_office, open_office
from courier.network.sign_agreement import sign_agreement
from courier.simulation import setting, sketches
from courier.simulation.statements import FIND_MEMBERS, MemberRow


class World(msgspec.Struct, frozen=True):
    """The offices and people of the demo."""

    post_office: Office
    desks: list[Office]
    people: dict[str, MemberRow]
    """By user name."""

    def person(self, username: str) -> MemberRow:
        return self.people[username]


async def build_world(pool: Pool, password_hash: str) -> World:
    """The world, whole or not at all; where it stands already, as it stands."""

    async def build(connection: Connection) -> None:
        if await find_office(connection, setting.POST_OFFICE.code) is None:
            await _import_units(connection)
            await _open_offices(connection)
            await _add_staff(connection, password_hash)

    await in_transaction(pool, build)
    return await in_transaction(pool, find_world)


async def find_world(connection: Connection) -> World:
    """Raises `NotFound` where the demo never ran on this database."""
    offices = [await find_office(connection, office.code) for office in (setting.POST_OFFICE, *setting.DESKS)]
    found = [office for office in offices if office is not None]
    if len(found) != len(offices):
        raise NotFound("Cơ sở dữ liệu này chưa có phần chạy thử", "The demo never ran on this database")
    people = await FIND_MEMBERS.all(connection, [member.username for member in setting.STAFF])
    return World(found[0], found[1:], {person.username: person for person in people})


async def _import_units(connection: Connection) -> None:
    """Former units first, for most present ones bear a code used before; succession from the sketches, marked so."""
    former, present = setting.FORMER_FROM, setting.PRESENT_FROM
    await import_units(
        connection, setting.FORMER_UNITS.encode(), source=setting.SOURCE, valid_from=former, valid_to=present
    )
    await import_units(connection, setting.PRESENT_UNITS.encode(), source=setting.SOURCE, valid_from=present)
    for areas, valid_from in ((sketches.former_areas(), former), (sketches.present_areas(), present)):
        await import_boundaries(connection, msgspec.json.encode(areas), valid_from=valid_from, kind="sketch")
    await derive_succession(connection, former, present, source=setting.SOURCE)


async def _open_offices(connection: Connection) -> None:
    post_office = await open_office(connection, setting.POST_OFFICE)
    for desk in setting.DESKS:
        opened = await open_office(connection, msgspec.structs.replace(desk, served_by_office_id=post_office.office_id))
        agreement = NewAgreement(
            desk_id=opened.office_id,
            post_office_id=post_office.office_id,
            legs=["SEND", "RETURN", "SUPPLEMENT"],
            handover_mode="sealed",
            legal_basis=setting.LEGAL_BASIS,
            valid_from=setting.PRESENT_FROM,
            may_deliver_on_claimed_transfer=True,
        )
        await sign_agreement(connection, agreement)
    await give_range(connection, post_office.office_id, *setting.S10_RANGE)


async def _add_staff(connection: Connection, password_hash: str) -> None:
    for member in setting.STAFF:
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
