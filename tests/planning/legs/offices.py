"""Two post offices, a hub between them and the linehaul that rides, on a working day of November 2026."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from courier import clock
from courier.custody.append_batch import append_batch
from courier.database import Connection
from courier.network.linehaul.model import NewRoute, NewStop
from courier.network.linehaul.open_route import open_route
from courier.planning.carriers.apply_events import apply_events
from courier.planning.model import ShiftInput
from courier.planning.shifts.open_shift import open_shift
from mobile_contract import events
from mobile_contract.sync import Entry, SignedBody
from tests.custody.world import PROVINCE, SigningDevice, batch, digest, enrol, event_id
from tests.planning.day import PlanningDay, add_job, add_office, build_day

HOUR = 3_600


@dataclass
class TwoOffices:
    """The day of the first office, and the others' ids, people and devices."""

    day: PlanningDay
    second: UUID
    hub: UUID
    linehaul: UUID
    first_device: SigningDevice
    second_device: SigningDevice
    hub_device: SigningDevice
    driver: SigningDevice
    hai: SigningDevice
    """A carrier of the second office."""

    @property
    def first(self) -> UUID:
        return self.day.world.post_office

    @property
    def dispatcher(self) -> UUID:
        return self.day.world.dispatcher

    @property
    def second_dispatcher(self) -> UUID:
        return self.day.outsider


async def build_two_offices(connection: Connection, *, with_routes: bool = True) -> TwoOffices:
    """Needs the database's owner. The first office's carriers have no shift yet, nor has the second's."""
    day = await build_day(connection)
    second = await connection.fetchval("SELECT office_id FROM office WHERE code = 'BC200'")
    hub = await add_office(connection, "hub", "KT1", None)
    linehaul = await add_office(connection, "linehaul", "DT", None)
    hai_party, hai_person, clerk = clock.new_id(), clock.new_id(), day.world.clerk
    await connection.execute(
        "INSERT INTO party (party_id, kind, province_code) VALUES ($1, 'carrier', $2)", hai_party, PROVINCE
    )
    await connection.execute(
        "INSERT INTO person (person_id, full_name, sort_key, carrier_party_id, province_code) "
        "VALUES ($1, 'Trần Hải', 'hai', $2, $3)",
        hai_person,
        hai_party,
        PROVINCE,
    )
    await connection.executemany(
        "INSERT INTO role_grant (person_id, role, office_id, valid_from) VALUES ($1, $2, $3, '2020-01-01')",
        [(hai_person, "carrier", second), (clerk, "teller", hub), (clerk, "teller", linehaul)],
    )
    offices = TwoOffices(
        day=day,
        second=second,
        hub=hub,
        linehaul=linehaul,
        first_device=day.world.post_device,
        second_device=SigningDevice(clock.new_id(), second, day.outsider),
        hub_device=SigningDevice(clock.new_id(), hub, clerk),
        driver=SigningDevice(clock.new_id(), linehaul, clerk),
        hai=SigningDevice(clock.new_id(), hai_party, hai_person),
    )
    for device, kind, office, person in (
        (offices.second_device, "workstation", second, None),
        (offices.hub_device, "workstation", hub, None),
        (offices.driver, "workstation", linehaul, None),
        (offices.hai, "phone", second, hai_person),
    ):
        await enrol(connection, device, kind, office, person)
    if with_routes:
        await open_routes(connection, offices)
    return offices


async def open_routes(connection: Connection, offices: TwoOffices) -> None:
    """To the hub at 11:00 and 15:00, from there at 13:00 and 16:30, both ways, Monday to Saturday."""
    first, second, hub = offices.first, offices.second, offices.hub
    for code, (start, end), departs_s in (
        ("DT1", (first, hub), 11 * HOUR),
        ("DT2", (hub, second), 13 * HOUR),
        ("DT3", (second, hub), 15 * HOUR),
        ("DT4", (hub, first), 16 * HOUR + 1800),
    ):
        stops = [NewStop(office_id=start, departs_s=departs_s), NewStop(office_id=end, arrives_s=departs_s + 1800)]
        await open_route(
            connection,
            NewRoute(
                code=code,
                name=f"Đường thư {code}",
                linehaul_id=offices.linehaul,
                weekdays=[1, 2, 3, 4, 5, 6],
                stops=stops,
                valid_from=date(2026, 1, 1),
            ),
        )


async def add_far_job(connection: Connection, offices: TwoOffices, name: str, leg: str = "RETURN") -> UUID:
    """A job that the first office fetches and the second one brings."""
    job_id = await add_job(connection, offices.day, name, leg)
    await connection.execute("UPDATE job SET delivering_office_id = $2 WHERE job_id = $1", job_id, offices.second)
    return job_id


async def open_shift_of(connection: Connection, offices: TwoOffices, carrier: UUID, office: UUID, by: UUID) -> UUID:
    day = offices.day
    return await open_shift(
        connection,
        ShiftInput(
            carrier_id=carrier, office_id=office, on_date=day.on_date, starts_at=day.at(7, 30), ends_at=day.at(17)
        ),
        by,
    )


async def send(connection: Connection, device: SigningDevice, *acts: SignedBody | Entry) -> None:
    """Upload these acts in one batch; planning applies them."""
    appended = await append_batch(connection, device.device_id, batch(*acts))
    assert {outcome.outcome for outcome in appended.outcomes} == {"created"}
    await apply_events(connection, appended.events)


async def tips(connection: Connection, *codes: str) -> list[events.ItemRef]:
    """The items as their holder's next act names them."""
    rows = await connection.fetch(
        "SELECT code, tip FROM item_label JOIN head USING (item_id) WHERE code = ANY ($1::text[]) ORDER BY code",
        list(codes),
    )
    return [events.ItemRef(row["code"], None if row["tip"].int == 0 else row["tip"]) for row in rows]


async def hand_over(
    connection: Connection, giver: SigningDevice, taker: SigningDevice, codes: Sequence[str]
) -> SignedBody:
    """Items one by one; returns the accept."""
    offered = giver.act(events.Release, to_party=taker.party_id, items=await tips(connection, *codes))
    taken = taker.act(events.Accept, answers=event_id(offered), answers_sha256=digest(offered), items=sorted(codes))
    await send(connection, taker, Entry(act=taken, carried=offered))
    return taken


async def hand_bag(
    connection: Connection, giver: SigningDevice, taker: SigningDevice, bag: events.BagRef
) -> events.BagRef:
    """A closed bag; returns it as its new holder names it."""
    offered = giver.act(events.Release, to_party=taker.party_id, bag=bag)
    taken = taker.act(events.Accept, answers=event_id(offered), answers_sha256=digest(offered), bag=bag.sscc)
    await send(connection, taker, Entry(act=taken, carried=offered))
    return events.BagRef(bag.sscc, bag.sealing, event_id(taken))


async def seal(
    connection: Connection, device: SigningDevice, sscc: str, seal_number: str, codes: Sequence[str]
) -> events.BagRef:
    sealed = device.act(events.SealBag, sscc=sscc, seal=seal_number, items=await tips(connection, *codes))
    await send(connection, device, sealed)
    return events.BagRef(sscc, event_id(sealed), None)


async def open_bag(connection: Connection, device: SigningDevice, bag: events.BagRef, found: Sequence[str]) -> None:
    await send(connection, device, device.act(events.OpenBag, sscc=bag.sscc, sealing=bag.sealing, found=sorted(found)))


async def holders(connection: Connection, *codes: str) -> set[UUID]:
    rows = await connection.fetch(
        "SELECT holder_id FROM item_label JOIN head USING (item_id) WHERE code = ANY ($1::text[])", list(codes)
    )
    return {row["holder_id"] for row in rows}
