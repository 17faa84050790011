"""A small real world for custody tests: a desk, a post office, two carriers, a citizen, devices that sign."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from courier import clock, signatures
from courier.database import Connection
from mobile_contract import canonical, codes, events
from mobile_contract.sync import Batch, Entry, SignedBody

PROVINCE = "01"


@dataclass
class SigningDevice:
    """A device with its key: makes acts one after the other, each chained to the last."""

    device_id: UUID
    party_id: UUID
    person_id: UUID
    key: signatures.PrivateKey = field(default_factory=signatures.new_key)
    seq: int = 0
    previous: str = ""

    def __post_init__(self) -> None:
        self.previous = self.previous or canonical.first_previous(self.device_id)

    def act(self, kind: type[events.Act], **said: Any) -> SignedBody:
        """Sign the next act of this device."""
        self.seq += 1
        header = {
            "event_id": clock.new_id(),
            "device_id": self.device_id,
            "device_seq": self.seq,
            "previous": self.previous,
            "person_id": self.person_id,
            "happened_at_ms": int(clock.now().timestamp() * 1000),
        }
        body = canonical.encode(kind(**(header | said)))
        self.previous = canonical.digest(body)
        return self.sign(body)

    def sign(self, body: bytes) -> SignedBody:
        signature = signatures.sign(self.key, body)
        return SignedBody(body=body.decode(), signature=base64.b64encode(signature).decode())


@dataclass
class World:
    """Ids and devices of the parties; items by their tracking code."""

    post_office: UUID
    desk: UUID
    citizen: UUID
    clerk: UUID
    supervisor: UUID
    dispatcher: UUID
    desk_device: SigningDevice
    post_device: SigningDevice
    lan: SigningDevice
    minh: SigningDevice
    items: dict[str, UUID] = field(default_factory=dict)
    jobs: dict[str, UUID] = field(default_factory=dict)


def event_id(signed: SignedBody) -> UUID:
    return canonical.decode_envelope(signed.body.encode()).event_id


def digest(signed: SignedBody) -> str:
    return hashlib.sha256(signed.body.encode()).hexdigest()


def batch(*acts: SignedBody | Entry) -> Batch:
    entries = [act if isinstance(act, Entry) else Entry(act=act) for act in acts]
    return Batch(contract_version=1, entries=entries)


def release(giver: SigningDevice, to: UUID, *items: str, predecessor: UUID | None = None) -> SignedBody:
    refs = [events.ItemRef(code, predecessor) for code in items]
    return giver.act(events.Release, to_party=to, items=refs)


def accept(taker: SigningDevice, answered: SignedBody, *items: str) -> SignedBody:
    return taker.act(events.Accept, answers=event_id(answered), answers_sha256=digest(answered), items=list(items))


async def build(connection: Connection, items: int = 2) -> World:
    """Everything stands in the database; the items are registered at the desk, labelled, not yet moved."""
    post_office, desk, citizen = (clock.new_id() for _ in range(3))
    parties = {post_office: "point", desk: "desk", citizen: "citizen"}
    carriers = [clock.new_id() for _ in range(2)]
    parties |= dict.fromkeys(carriers, "carrier")
    await connection.executemany(
        "INSERT INTO party (party_id, kind, province_code) VALUES ($1, $2, $3)",
        [(party_id, kind, PROVINCE) for party_id, kind in parties.items()],
    )
    await connection.executemany(
        "INSERT INTO office (office_id, kind, code, name, sort_key, address, lon, lat, province_code, "
        "served_by_office_id) VALUES ($1, $2, $3, $4, $4, 'Trâu Quỳ', 105.94, 21.02, $5, $6)",
        [
            (post_office, "point", "BC100", "Bưu cục thử", PROVINCE, None),
            (desk, "desk", "H26.1", "Một cửa thử", PROVINCE, post_office),
        ],
    )
    people = [clock.new_id() for _ in range(5)]
    clerk, supervisor, dispatcher = people[2:]
    await connection.executemany(
        "INSERT INTO person (person_id, full_name, sort_key, carrier_party_id, province_code) "
        "VALUES ($1, $2, $2, $3, $4)",
        [
            (person, f"Người {number}", carriers[number] if number < 2 else None, PROVINCE)
            for number, person in enumerate(people)
        ],
    )
    await connection.executemany(
        "INSERT INTO role_grant (person_id, role, office_id, valid_from) VALUES ($1, $2, $3, '2020-01-01'::date)",
        [
            (people[0], "carrier", post_office),
            (people[1], "carrier", post_office),
            (clerk, "desk_clerk", desk),
            (supervisor, "supervisor", post_office),
            (dispatcher, "dispatcher", post_office),
        ],
    )
    world = World(
        post_office=post_office,
        desk=desk,
        citizen=citizen,
        clerk=clerk,
        supervisor=supervisor,
        dispatcher=dispatcher,
        desk_device=SigningDevice(clock.new_id(), desk, clerk),
        post_device=SigningDevice(clock.new_id(), post_office, dispatcher),
        lan=SigningDevice(clock.new_id(), carriers[0], people[0]),
        minh=SigningDevice(clock.new_id(), carriers[1], people[1]),
    )
    for device, kind, office, person in (
        (world.desk_device, "workstation", desk, None),
        (world.post_device, "workstation", post_office, None),
        (world.lan, "phone", post_office, people[0]),
        (world.minh, "phone", post_office, people[1]),
    ):
        await enrol(connection, device, kind, office, person)
    for _ in range(items):
        await add_item(connection, world)
    return world


async def enrol(connection: Connection, device: SigningDevice, kind: str, office: UUID, person: UUID | None) -> None:
    await connection.execute(
        "INSERT INTO device (device_id, kind, party_id, office_id, person_id, public_key, name, province_code, "
        "enrolled_at) VALUES ($1, $2, $3, $4, $5, $6, 'máy thử', $7, courier_now() - interval '1 day')",
        device.device_id,
        kind,
        device.party_id,
        office,
        person,
        signatures.public_bytes(device.key),
        PROVINCE,
    )


async def add_item(connection: Connection, world: World) -> str:
    """One RETURN job whose item lies at the desk under a fresh label."""
    job_id = await add_job(connection, world)
    code = await add_label(connection, world)
    item_id = clock.new_id()
    await connection.execute(
        "INSERT INTO item (item_id, job_id, origin_id, province_code) VALUES ($1, $2, $3, $4)",
        item_id,
        job_id,
        world.desk,
        PROVINCE,
    )
    await connection.execute("INSERT INTO item_label (code, item_id, reason) VALUES ($1, $2, 'first')", code, item_id)
    world.items[code], world.jobs[code] = item_id, job_id
    return code


async def add_job(connection: Connection, world: World, leg: str = "RETURN") -> UUID:
    dossier_id, job_id = clock.new_id(), clock.new_id()
    await connection.execute(
        "INSERT INTO dossier (dossier_id, province_code, desk_id, title, owner_id, official_state, view_code) "
        "VALUES ($1, $2, $3, 'Khai sinh', $4, 9, '1234')",
        dossier_id,
        PROVINCE,
        world.desk,
        world.citizen,
    )
    origin, destination = (world.desk, world.citizen) if leg == "RETURN" else (world.citizen, world.desk)
    await connection.execute(
        "INSERT INTO job (job_id, dossier_id, province_code, leg, origin_id, destination_id, serving_office_id, "
        "requested_by, channel, weight_g, ready_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, 'CITIZEN', 'list', 100, courier_now())",
        job_id,
        dossier_id,
        PROVINCE,
        leg,
        origin,
        destination,
        world.post_office,
    )
    return job_id


async def add_label(connection: Connection, world: World) -> str:
    code = codes.new_code()
    await connection.execute(
        "INSERT INTO label (code, province_code, office_id) VALUES ($1, $2, $3)", code, PROVINCE, world.post_office
    )
    return code
