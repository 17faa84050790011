"""Direct SQL: rows of the ledger that fit every key and are refused all the same."""

import hashlib
from collections.abc import Awaitable
from uuid import UUID

import pytest

from courier import clock
from courier.database import Connection, ConstraintViolation, Pool, in_transaction, violated_constraint
from mobile_contract import events
from mobile_contract.sync import Entry
from tests.custody import world as w
from tests.custody.adversary import decide, given_to_lan, quarrel, received, send

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


async def post_again(connection: Connection, item_id: UUID, like: int, **changed: object) -> None:
    """A row after the item's last, otherwise as its row number `like`."""
    row = dict(await connection.fetchrow("SELECT * FROM ledger WHERE item_id = $1 AND seq = $2", item_id, like))
    last = await connection.fetchrow("SELECT * FROM ledger WHERE item_id = $1 ORDER BY seq DESC LIMIT 1", item_id)
    row |= {"seq": last["seq"] + 1, "depth": last["depth"] + 1, "from_party": last["to_party"]}
    row |= {"prev_depth": last["depth"], "prev_tip": last["tip"], "prev_hash": last["hash"], **changed}
    generated = await connection.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'ledger'::regclass AND attgenerated <> ''"
    )
    said = {name: value for name, value in row.items() if name not in {column["attname"] for column in generated}}
    places = ", ".join(f"${place}" for place in range(1, len(said) + 1))
    await connection.execute(f"INSERT INTO ledger ({', '.join(said)}) VALUES ({places})", *said.values())


async def refused_by(attack: Awaitable[None]) -> str:
    with pytest.raises(ConstraintViolation) as refused:
        await attack
    return violated_constraint(refused.value) or ""


async def test_the_ledger_refuses_a_decision_made_elsewhere_in_the_chain(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, item_id = next(iter(world.items.items()))
    await quarrel(database, world, world.lan, world.minh)
    await decide(database, world, holder_id=world.minh.party_id)
    tip = await database.fetchval("SELECT tip FROM head WHERE item_id = $1", item_id)
    handed = world.minh.act(
        events.Deliver, to_party=world.citizen, evidence="citizen", items=[events.ItemRef(code, tip)]
    )
    await send(database, world.minh, handed)
    resolved = await database.fetchval("SELECT seq FROM ledger WHERE kind = 'resolved'")
    refused = await refused_by(post_again(owner_connection, item_id, resolved))
    assert refused.startswith("ledger_resolution_id_item_id_resolved_at")


async def test_the_ledger_refuses_a_rewind_to_a_branch_that_fell(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, item_id = next(iter(world.items.items()))
    await quarrel(database, world, world.lan, world.minh)
    await decide(database, world, holder_id=world.minh.party_id)
    tip = await database.fetchval("SELECT tip FROM head WHERE item_id = $1", item_id)
    handed = world.minh.act(
        events.Deliver, to_party=world.citizen, evidence="citizen", items=[events.ItemRef(code, tip)]
    )
    await send(database, world.minh, handed)
    fallen = await database.fetchrow("SELECT * FROM ledger WHERE item_id = $1 AND seq = 1", item_id)
    assert fallen["to_party"] == world.lan.party_id
    sides = ("event", "code", "kind")
    rewind: dict[str, object] = {f"{side}_{part}": None for side in ("given", "taken") for part in sides}
    rewind |= {"giver_evidence": None, "receiver_evidence": None, "kind": "rewound", "cause": clock.new_id()}
    attack = post_again(owner_connection, item_id, 1, **rewind, rewound_to=1, depth=1)
    assert await refused_by(attack) == "rewound_to_standing"


async def test_the_ledger_refuses_an_accept_of_other_bytes(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, item_id = next(iter(world.items.items()))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    taken = world.lan.act(
        events.Accept, answers=w.event_id(offered), answers_sha256=hashlib.sha256(b"other").hexdigest(), items=[code]
    )
    await send(database, world.lan, Entry(act=taken, carried=offered))
    sides: dict[str, object] = {"given_event": w.event_id(offered), "given_code": code, "given_kind": "release"}
    sides |= {"taken_event": w.event_id(taken), "taken_code": code, "taken_kind": "accept", "tip": w.event_id(taken)}
    sides |= {"giver_evidence": "own_device", "receiver_evidence": "own_device", "kind": "handover"}
    attack = post_again(owner_connection, item_id, 0, **sides, to_party=world.lan.party_id)
    assert await refused_by(attack) == "accept_of_these_bytes"


async def test_the_ledger_refuses_a_carriers_word_for_another(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, item_id, tip = await given_to_lan(database, world)
    stolen = received(world.minh, world.lan.party_id, code, "witnessed", tip)
    await send(database, world.minh, stolen)
    sides: dict[str, object] = {"given_event": None, "given_code": None, "given_kind": None, "kind": "handover"}
    sides |= {"taken_event": w.event_id(stolen), "taken_kind": "receive", "tip": w.event_id(stolen)}
    sides |= {"giver_evidence": "witnessed", "to_party": world.minh.party_id}
    assert await refused_by(post_again(owner_connection, item_id, 1, **sides)) == "side_written_down"
