"""What tests of money between offices share: a second post office, who owes whom, payments and refunds."""

from uuid import UUID

from courier import clock
from courier.database import Connection
from courier.money.offices.pay_office import pay_office
from courier.money.offices.statements import DEBTS_OF_OFFICE
from courier.money.refunds.refund import refund
from tests.custody import world as w
from tests.custody.world import SigningDevice, World
from tests.money.cash import build_with_dues, count_in, enter, hand_in


class Far:
    """A second post office in whose area the citizens live: its carrier collects what the first office's books get."""

    def __init__(self, office: UUID, head: UUID, counter: SigningDevice, hoa: SigningDevice) -> None:
        self.office, self.head, self.counter, self.hoa = office, head, counter, hoa


async def far_office(connection: Connection, world: World, code: str = "BC200") -> Far:
    office, carrier = clock.new_id(), clock.new_id()
    people = {"hoa": clock.new_id(), "head": clock.new_id()}
    await connection.execute(
        "INSERT INTO party (party_id, kind, province_code) VALUES ($1, 'point', '01'), ($2, 'carrier', '01')",
        office,
        carrier,
    )
    await connection.execute(
        "INSERT INTO office (office_id, kind, code, name, sort_key, address, lon, lat, province_code) "
        "VALUES ($1, 'point', $2, 'Bưu cục xa', 'buu cuc xa', 'Phù Đổng', 105.97, 21.05, '01')",
        office,
        code,
    )
    await connection.execute(
        "INSERT INTO person (person_id, full_name, sort_key, carrier_party_id, province_code) "
        "VALUES ($1, 'Hoa', 'hoa', $2, '01'), ($3, 'Trưởng', 'truong', NULL, '01')",
        people["hoa"],
        carrier,
        people["head"],
    )
    await connection.execute(
        "INSERT INTO role_grant (person_id, role, office_id, valid_from) "
        "VALUES ($1, 'carrier', $3, '2020-01-01'), ($2, 'supervisor', $3, '2020-01-01')",
        people["hoa"],
        people["head"],
        office,
    )
    await connection.execute("UPDATE job SET delivering_office_id = $1", office)
    counter = SigningDevice(clock.new_id(), office, people["head"])
    hoa = SigningDevice(clock.new_id(), carrier, people["hoa"])
    await w.enrol(connection, counter, "workstation", office, None)
    await w.enrol(connection, hoa, "phone", office, people["hoa"])
    return Far(office, people["head"], counter, hoa)


async def two_offices(connection: Connection) -> tuple[World, Far, list[str]]:
    world, codes = await build_with_dues(connection)
    return world, await far_office(connection, world), codes


async def into_the_safe(connection: Connection, far: Far, amount_vnd: int) -> None:
    given = hand_in(far.hoa, far.office, amount_vnd)
    await enter(connection, far.hoa, given)
    await enter(connection, far.counter, count_in(far.counter, given, amount_vnd))


async def debts(connection: Connection, office: UUID, asked_by: UUID) -> list[tuple[UUID, int, int]]:
    rows = await DEBTS_OF_OFFICE.all(connection, office, asked_by)
    return [(row.office_id, row.owed_vnd, row.owing_vnd) for row in rows]


async def pay(connection: Connection, world: World, far: Far, amount_vnd: int, payment_id: UUID | None = None) -> UUID:
    payment_id = payment_id or clock.new_id()
    await pay_office(
        connection,
        payment_id=payment_id,
        from_office_id=far.office,
        to_office_id=world.post_office,
        amount_vnd=amount_vnd,
        slip_number="BK 1",
        asked_by=far.head,
    )
    return payment_id


async def give_back(connection: Connection, office: UUID, code: str, amount_vnd: int, asked_by: UUID) -> UUID:
    refund_id = clock.new_id()
    await refund(
        connection,
        refund_id=refund_id,
        office_id=office,
        code=code,
        mode="cash",
        amount_vnd=amount_vnd,
        slip_number="PC 1",
        asked_by=asked_by,
    )
    return refund_id
