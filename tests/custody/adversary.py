"""What tests of adversaries share: acts sent, what stands in the database, a quarrel, a forge of acts."""

from random import Random
from typing import Any
from uuid import UUID

from courier import clock
from courier.custody.append_batch import append_batch
from courier.custody.model import AS_REGISTERED, Appended
from courier.custody.recompute import recompute_after_revocation
from courier.custody.resolve_dispute import resolve_dispute
from courier.database import Connection, Pool, in_transaction
from mobile_contract import codes, events
from mobile_contract.sync import Entry, SignedBody
from tests.custody import world as w


async def send(database: Pool, uploader: w.SigningDevice, *acts: SignedBody | Entry) -> Appended:
    return await in_transaction(database, lambda c: append_batch(c, uploader.device_id, w.batch(*acts)))


def outcomes(appended: Appended) -> list[str]:
    return [entry.outcome for entry in appended.outcomes]


async def head(database: Pool, item_id: UUID) -> tuple[UUID, str]:
    row = await database.fetchrow("SELECT holder_id, status FROM head WHERE item_id = $1", item_id)
    return row["holder_id"], row["status"]


async def open_cases(database: Pool) -> list[str]:
    rows = await database.fetch(
        "SELECT kind FROM custody_exception AS e WHERE NOT EXISTS "
        "(SELECT FROM custody_exception_closing AS c WHERE c.exception_id = e.exception_id) ORDER BY kind"
    )
    return [row["kind"] for row in rows]


async def ledger_kinds(database: Pool, item_id: UUID) -> list[str]:
    rows = await database.fetch("SELECT kind FROM ledger WHERE item_id = $1 ORDER BY seq", item_id)
    return [row["kind"] for row in rows]


async def revoke(connection: Connection, device: w.SigningDevice, through: int, by: UUID) -> None:
    """As the identity room does: the device's row locked, then the fact, then custody again."""
    await connection.execute("SELECT FROM device WHERE device_id = $1 FOR UPDATE", device.device_id)
    await connection.execute("UPDATE device SET ended_at = courier_now() WHERE device_id = $1", device.device_id)
    await connection.execute(
        "INSERT INTO device_revocation (device_id, mode, trusted_through, person_id) VALUES ($1, 'lost', $2, $3)",
        device.device_id,
        through,
        by,
    )
    await recompute_after_revocation(connection, device.device_id, through)


async def quarrel(database: Pool, world: w.World, *carriers: w.SigningDevice) -> list[UUID]:
    """The desk's computer released one item to several carriers, and each took it."""
    code = next(iter(world.items))
    closing = []
    for carrier in carriers:
        offered = w.release(world.desk_device, carrier.party_id, code)
        closing.append(w.accept(carrier, offered, code))
        await send(database, carrier, Entry(act=closing[-1], carried=offered))
    return [w.event_id(act) for act in closing]


async def decide(database: Pool, world: w.World, **choice: UUID) -> None:
    item_id = next(iter(world.items.values()))
    await in_transaction(
        database,
        lambda c: resolve_dispute(c, item_id, decided_by=world.supervisor, approved_by=world.dispatcher, **choice),
    )


def received(taker: w.SigningDevice, giver: UUID, code: str, evidence: str, ref: UUID | None = None) -> SignedBody:
    return taker.act(events.Receive, from_party=giver, evidence=evidence, items=[events.ItemRef(code, ref)])


async def given_to_lan(database: Pool, world: w.World) -> tuple[str, UUID, UUID]:
    """An item rightly in Lan's hands: its code, its id, the fact by which she holds it."""
    code, item_id = next(iter(world.items.items()))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    taken = w.accept(world.lan, offered, code)
    await send(database, world.lan, Entry(act=taken, carried=offered))
    return code, item_id, w.event_id(taken)


class Forge:
    """Signs acts of every kind whose fields fit the contract and may mean anything."""

    def __init__(self, world: w.World, random: Random) -> None:
        self.random = random
        self.devices = [world.desk_device, world.post_device, world.lan, world.minh]
        self.parties = [*(device.party_id for device in self.devices), world.citizen, clock.new_id(), AS_REGISTERED]
        self.codes = [*world.items, codes.new_code()]
        self.job = next(iter(world.jobs.values()))
        self.acts: list[SignedBody] = []

    def act(self) -> SignedBody:
        kind, said = self.random.choice(list(self._kinds().items()))
        signed = self.random.choice(self.devices).act(kind, **said)
        self.acts.append(signed)
        return signed

    def _kinds(self) -> dict[type[events.Act], dict[str, Any]]:
        answered = self._earlier()
        named = self._some(self.codes)
        items = [events.ItemRef(code, self._earlier()) for code in named]
        bag = events.BagRef("0" * 18, self._earlier() or AS_REGISTERED, self._earlier())
        in_bag = self.random.random() < 0.3
        offered = {"bag": bag} if in_bag else {"items": items}
        other = {"to_party": self.random.choice(self.parties)}
        evidence = {"evidence": self.random.choice(["witnessed", "citizen"])}
        refused = [events.RefusedItem(code, "MISSING") for code in self._some(self.codes)]
        taken: dict[str, Any] = {"bag": "0" * 18} if in_bag else {"items": named}
        answer = {"answers": answered or AS_REGISTERED}
        return {
            events.Release: other | offered,
            events.Accept: answer | taken | {"answers_sha256": self._digest(answered), "refused": refused},
            events.Withdraw: answer | {"items": [] if in_bag else named},
            events.Receive: evidence
            | {"from_party": other["to_party"], "items": items, "job_id": self.job if in_bag else None},
            events.Deliver: other | evidence | {"items": items},
            events.SealBag: {"sscc": "0" * 18, "seal": "S", "items": items},
            events.OpenBag: {"sscc": "0" * 18, "sealing": bag.sealing, "found": named},
            events.Correct: answer | {"items": [] if in_bag else named},
            events.Count: {"items": named},
            events.HandIn: other | {"amount_vnd": 10**12},
            events.CountIn: answer | {"amount_vnd": 0},
            events.Void: {"instead_of": answered},
            events.Transcribe: other
            | {"from_party": self.random.choice(self.parties), "items": items, "written_at_ms": 0},
        }

    def _some(self, things: list[str]) -> list[str]:
        return self.random.sample(things, self.random.randint(0, len(things)))

    def _earlier(self) -> UUID | None:
        return self.random.choice([None, clock.new_id(), *(w.event_id(act) for act in self.acts[-6:])])

    def _digest(self, event_id: UUID | None) -> str:
        known = {w.event_id(act): w.digest(act) for act in self.acts}
        return known.get(event_id, "0" * 64) if event_id else "0" * 64
