"""A working day for planning tests: two carriers with shifts, a desk and a second one, citizens around Trâu Quỳ."""

import math
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from courier import clock
from courier.clock import VIETNAM
from courier.database import Connection
from courier.planning.model import ShiftInput
from courier.planning.shifts.open_shift import open_shift
from tests.custody.world import PROVINCE, World, add_label, build

CENTRE = 105.94, 21.02
NORTH, SOUTH = "00565", "00577"
"""Two communes; the border runs through the post office."""


@dataclass
class PlanningDay:
    """Ids of the day; `jobs` by the name the test gave them."""

    world: World
    on_date: date
    second_desk: UUID
    outsider: UUID
    """Dispatcher of another post office."""
    jobs: dict[str, UUID] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    citizens: dict[str, UUID] = field(default_factory=dict)

    def at(self, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(self.on_date, time(hour, minute), VIETNAM)


async def build_day(connection: Connection) -> PlanningDay:
    """A Monday in November 2026, six in the morning; no job yet, no shift yet. Needs the database's owner."""
    await clock.set_simulated_now(connection, datetime(2026, 11, 22, 23, tzinfo=UTC))
    world = await build(connection, items=0)
    day = PlanningDay(
        world, clock.today(), await add_office(connection, "desk", "H26.2", world.post_office), clock.new_id()
    )
    await connection.executemany(
        "INSERT INTO administrative_unit (code, valid_from, level, unit_type, name, name_key, province_code, source) "
        "VALUES ($1, '2025-07-01', 'commune', 'Xã', $2, $2, '01', 'thử')",
        [(NORTH, "Bắc"), (SOUTH, "Nam")],
    )
    elsewhere = await add_office(connection, "point", "BC200", None)
    await connection.execute(
        "INSERT INTO person (person_id, full_name, sort_key, province_code) VALUES ($1, 'Người khác', 'khac', $2)",
        day.outsider,
        PROVINCE,
    )
    await connection.execute(
        "INSERT INTO role_grant (person_id, role, office_id, valid_from) VALUES ($1, 'dispatcher', $2, '2020-01-01')",
        day.outsider,
        elsewhere,
    )
    return day


async def add_office(connection: Connection, kind: str, code: str, served_by: UUID | None) -> UUID:
    office = clock.new_id()
    await connection.execute(
        "INSERT INTO party (party_id, kind, province_code) VALUES ($1, $2, $3)", office, kind, PROVINCE
    )
    await connection.execute(
        "INSERT INTO office (office_id, kind, code, name, sort_key, address, lon, lat, province_code, "
        "served_by_office_id) VALUES ($1, $2, $3, $3, $3, 'Gia Lâm', 105.955, 21.035, $4, $5)",
        office,
        kind,
        code,
        PROVINCE,
        served_by,
    )
    return office


async def open_shifts(connection: Connection, day: PlanningDay, **changes: object) -> list[UUID]:
    """Both carriers ride from half past seven to five, lunch at noon; one knows the north, the other the south."""
    return [
        await open_shift(
            connection,
            ShiftInput(
                **{
                    "carrier_id": device.party_id,
                    "office_id": day.world.post_office,
                    "on_date": day.on_date,
                    "starts_at": day.at(7, 30),
                    "ends_at": day.at(17),
                    "lunch_from": day.at(12),
                    "lunch_to": day.at(13),
                    "territory": [commune],
                }
                | changes  # type: ignore[arg-type]
            ),
            day.world.dispatcher,
        )
        for device, commune in ((day.world.lan, NORTH), (day.world.minh, SOUTH))
    ]


async def add_citizen(connection: Connection, day: PlanningDay, name: str) -> UUID:
    """A citizen on a spiral around the post office, 0.5 to 4 km away."""
    number = len(day.citizens)
    lon = CENTRE[0] + 0.004 * (1 + number % 9) * math.cos(number)
    lat = CENTRE[1] + 0.004 * (1 + number % 9) * math.sin(number)
    party = clock.new_id()
    await connection.execute(
        "INSERT INTO party (party_id, kind, province_code) VALUES ($1, 'citizen', $2)", party, PROVINCE
    )
    await connection.execute(
        "INSERT INTO contact (party_id, full_name, phone, address, lon, lat, position_quality, province_code, "
        "unit_code, unit_valid_from) "
        "VALUES ($1, $2, '+84912345678', 'Trâu Quỳ', $3, $4, 'carrier', $5, $6, '2025-07-01')",
        party,
        f"Nguyễn Thị {name}",
        lon,
        lat,
        PROVINCE,
        NORTH if lat > CENTRE[1] else SOUTH,
    )
    day.citizens[name] = party
    return party


async def add_job(
    connection: Connection,
    day: PlanningDay,
    name: str,
    leg: str = "RETURN",
    *,
    labelled: bool = True,
    at_counter: bool = False,
    weight_g: int = 100,
    window: tuple[datetime, datetime] | None = None,
) -> UUID:
    """A job of a citizen of its own: RETURN from the first desk, SEND to the second; 50,000 đồng fee."""
    citizen = await add_citizen(connection, day, name)
    desk = day.world.desk if leg == "RETURN" else day.second_desk
    origin, destination = (desk, citizen) if leg == "RETURN" else (citizen, desk)
    dossier_id, job_id = clock.new_id(), clock.new_id()
    await connection.execute(
        "INSERT INTO dossier (dossier_id, province_code, desk_id, title, owner_id, official_state, view_code) "
        "VALUES ($1, $2, $3, 'Khai sinh', $4, 9, '1234')",
        dossier_id,
        PROVINCE,
        desk,
        citizen,
    )
    await connection.execute(
        "INSERT INTO job (job_id, dossier_id, province_code, leg, origin_id, destination_id, serving_office_id, "
        "at_counter, requested_by, channel, weight_g, ready_at, window_from, window_to) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'DESK', 'list', $9, $10, $11, $12)",
        job_id,
        dossier_id,
        PROVINCE,
        leg,
        origin,
        destination,
        day.world.post_office,
        at_counter,
        weight_g,
        day.at(0) - timedelta(hours=8),
        window[0] if window else None,
        window[1] if window else None,
    )
    await connection.execute(
        "INSERT INTO stated_amount (job_id, kind, payer, amount_vnd) VALUES ($1, 'fee', 'citizen', 50000)", job_id
    )
    day.jobs[name] = job_id
    if labelled:
        day.codes[name] = await add_item(connection, day, job_id, origin)
    return job_id


async def add_item(connection: Connection, day: PlanningDay, job_id: UUID, origin: UUID) -> str:
    code, item_id = await add_label(connection, day.world), clock.new_id()
    await connection.execute(
        "INSERT INTO item (item_id, job_id, origin_id, province_code) VALUES ($1, $2, $3, $4)",
        item_id,
        job_id,
        origin,
        PROVINCE,
    )
    await connection.execute("INSERT INTO item_label (code, item_id, reason) VALUES ($1, $2, 'first')", code, item_id)
    return code


async def add_ordinary_jobs(connection: Connection, day: PlanningDay) -> None:
    """Ten results to bring home, one for the counter, one dossier to fetch that has no label yet."""
    for number in range(10):
        await add_job(connection, day, f"kết quả {number}")
    await add_job(connection, day, "tại quầy", at_counter=True)
    await add_job(connection, day, "đi lấy", "SEND", labelled=False)
