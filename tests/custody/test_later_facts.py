"""Facts that come after the acts: a party's own word, two people's decision, a device's revocation."""

from uuid import UUID

import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.custody.read_heads import read_surroundings
from courier.custody.recompute import recompute_after_revocation
from courier.custody.report_status import report_status
from courier.custody.resolve_dispute import resolve_dispute
from courier.custody.state_side import state_side
from courier.custody.statements import OPEN_EXCEPTIONS_OF_OFFICE
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, NotFound
from mobile_contract import events
from mobile_contract.sync import DeviceStatus, Entry, SignedBody
from tests.custody import world as w

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, lambda c: w.build(c, items=1))


async def send(database: Pool, uploader: w.SigningDevice, *acts: SignedBody | Entry) -> None:
    await in_transaction(database, lambda c: append_batch(c, uploader.device_id, w.batch(*acts)))


async def head(database: Pool) -> tuple[UUID, str]:
    row = await database.fetchrow("SELECT holder_id, status FROM head")
    return row["holder_id"], row["status"]


async def took_from_desk(database: Pool, world: w.World) -> SignedBody:
    """Lan writes down the desk's side herself: signature and photo of the paper."""
    code = next(iter(world.items))
    taken = world.lan.act(
        events.Receive, from_party=world.desk, evidence="witnessed", items=[events.ItemRef(code, None)]
    )
    await send(database, world.lan, taken)
    return taken


async def quarrel(database: Pool, world: w.World) -> dict[str, SignedBody]:
    code = next(iter(world.items))
    closing = {}
    for name, carrier in (("lan", world.lan), ("minh", world.minh)):
        offered = w.release(world.desk_device, carrier.party_id, code)
        closing[name] = w.accept(carrier, offered, code)
        await send(database, carrier, Entry(act=closing[name], carried=offered))
    assert await head(database) == (world.desk, "disputed")
    return closing


async def test_the_desk_confirms_what_a_carrier_wrote_down_for_it(database: Pool, world: w.World) -> None:
    taken = await took_from_desk(database, world)
    for _ in range(2):
        await in_transaction(database, lambda c: state_side(c, w.event_id(taken), world.desk, "confirmed", world.clerk))
    assert await head(database) == (world.lan.party_id, "held")


async def test_a_contested_side_brings_the_item_back_to_its_holder(database: Pool, world: w.World) -> None:
    taken = await took_from_desk(database, world)
    await in_transaction(database, lambda c: state_side(c, w.event_id(taken), world.desk, "contested", world.clerk))
    assert await head(database) == (world.desk, "disputed")


async def test_a_changed_mind_is_no_second_statement(database: Pool, world: w.World) -> None:
    taken = await took_from_desk(database, world)
    await in_transaction(database, lambda c: state_side(c, w.event_id(taken), world.desk, "confirmed", world.clerk))
    with pytest.raises(Conflict):
        await in_transaction(database, lambda c: state_side(c, w.event_id(taken), world.desk, "contested", world.clerk))


async def test_nobody_speaks_for_a_party_he_does_not_serve(database: Pool, world: w.World) -> None:
    taken = await took_from_desk(database, world)
    for party, person in ((world.desk, world.dispatcher), (world.post_office, world.supervisor)):
        with pytest.raises(NotFound):
            await in_transaction(
                database,
                lambda c, party=party, person=person: state_side(c, w.event_id(taken), party, "contested", person),
            )


async def test_two_people_settle_a_dispute_and_the_case_closes(database: Pool, world: w.World) -> None:
    closing = await quarrel(database, world)
    item_id = next(iter(world.items.values()))

    async def decide(connection: Connection) -> None:
        await resolve_dispute(
            connection,
            item_id,
            decided_by=world.supervisor,
            approved_by=world.dispatcher,
            chosen_event=w.event_id(closing["minh"]),
        )

    await in_transaction(database, decide)
    assert await head(database) == (world.minh.party_id, "held")
    assert await database.fetchval("SELECT count(*) FROM custody_exception_closing") == 1
    with pytest.raises(NotFound):
        await in_transaction(database, decide)


async def test_the_office_that_brings_sees_the_dispute_and_decides_it_with_the_one_that_fetches(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    brings, head_there = clock.new_id(), clock.new_id()
    await owner_connection.execute(
        "INSERT INTO party SELECT (jsonb_populate_record(p, jsonb_build_object('party_id', $1::uuid))).*"
        " FROM party AS p WHERE party_id = $2",
        *(brings, world.post_office),
    )
    await owner_connection.execute(
        """INSERT INTO office
           SELECT (jsonb_populate_record(o, jsonb_build_object('office_id', $1::uuid, 'code', 'PD-1'))).*
           FROM office AS o WHERE office_id = $2""",
        *(brings, world.post_office),
    )
    await owner_connection.execute(
        "INSERT INTO person (person_id, full_name, sort_key, province_code) VALUES ($1, 'Lý Phù', 'phu ly', '01')",
        head_there,
    )
    await owner_connection.execute(
        "INSERT INTO role_grant (person_id, role, office_id, valid_from) VALUES ($1, 'supervisor', $2, '2020-01-01')",
        *(head_there, brings),
    )
    closing = await quarrel(database, world)
    item_id = next(iter(world.items.values()))

    async def decide(connection: Connection) -> None:
        await resolve_dispute(
            connection,
            item_id,
            decided_by=world.supervisor,
            approved_by=head_there,
            chosen_event=w.event_id(closing["minh"]),
        )

    with pytest.raises(NotFound):
        await in_transaction(database, decide)
    assert await OPEN_EXCEPTIONS_OF_OFFICE.all(database, brings, head_there) == []
    await owner_connection.execute("UPDATE job SET delivering_office_id = $1", brings)
    [case] = await OPEN_EXCEPTIONS_OF_OFFICE.all(database, brings, head_there)
    assert (case.kind, case.item_id) == ("disputed", item_id)
    assert await OPEN_EXCEPTIONS_OF_OFFICE.all(database, brings, world.supervisor) == []
    await in_transaction(database, decide)
    assert await head(database) == (world.minh.party_id, "held")


async def test_the_side_first_believed_is_reinstated_not_handed_over_twice(database: Pool, world: w.World) -> None:
    closing = await quarrel(database, world)
    item_id = next(iter(world.items.values()))
    await in_transaction(
        database,
        lambda c: resolve_dispute(
            c,
            item_id,
            decided_by=world.supervisor,
            approved_by=world.dispatcher,
            chosen_event=w.event_id(closing["lan"]),
        ),
    )
    rows = await database.fetch("SELECT kind FROM ledger ORDER BY seq")
    assert [row["kind"] for row in rows] == ["registered", "handover", "rewound", "reinstated"]
    assert await head(database) == (world.lan.party_id, "held")


async def test_an_item_found_with_a_third_is_his_from_the_decision_on(database: Pool, world: w.World) -> None:
    await quarrel(database, world)
    item_id = next(iter(world.items.values()))
    await in_transaction(
        database,
        lambda c: resolve_dispute(
            c, item_id, decided_by=world.supervisor, approved_by=world.dispatcher, holder_id=world.post_office
        ),
    )
    assert await head(database) == (world.post_office, "held")


@pytest.mark.parametrize("who", ["one person twice", "a clerk of the desk", "a choice of something else"])
async def test_a_dispute_is_not_settled_by(who: str, database: Pool, world: w.World) -> None:
    await quarrel(database, world)
    item_id = next(iter(world.items.values()))
    approved_by = {"one person twice": world.supervisor, "a clerk of the desk": world.clerk}.get(who, world.dispatcher)
    chosen = clock.new_id() if who == "a choice of something else" else None
    with pytest.raises((Conflict, NotFound)):
        await in_transaction(
            database,
            lambda c: resolve_dispute(
                c, item_id, decided_by=world.supervisor, approved_by=approved_by, chosen_event=chosen
            ),
        )
    assert await head(database) == (world.desk, "disputed")


async def test_a_revocation_takes_back_what_was_signed_past_its_number(database: Pool, world: w.World) -> None:
    await took_from_desk(database, world)

    async def revoke(connection: Connection) -> int:
        await connection.execute(
            "INSERT INTO device_revocation (device_id, mode, trusted_through, person_id) VALUES ($1, 'lost', 0, $2)",
            world.lan.device_id,
            world.supervisor,
        )
        return await recompute_after_revocation(connection, world.lan.device_id, 0)

    assert await in_transaction(database, revoke) == 1
    assert await head(database) == (world.desk, "held")
    kinds = await database.fetch("SELECT kind FROM ledger ORDER BY seq")
    assert [row["kind"] for row in kinds] == ["registered", "handover", "rewound"]


async def test_a_manifest_knows_what_is_offered_and_what_was_acknowledged(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    await send(database, world.desk_device, w.release(world.desk_device, world.lan.party_id, code))
    await send(database, world.lan, world.lan.act(events.Count))
    around = await in_transaction(
        database,
        lambda c: read_surroundings(
            c, device_id=world.lan.device_id, party_id=world.lan.party_id, office_id=world.post_office, job_ids=[]
        ),
    )
    assert [(head.code, head.holder_id, head.status) for head in around.heads] == [(code, world.desk, "offered")]
    assert around.acked_through == 1
    assert {key.device_id for key in around.keys} >= {world.desk_device.device_id, world.minh.device_id}


async def test_a_sync_counts_only_when_nothing_is_left_on_the_phone(database: Pool, world: w.World) -> None:
    await send(database, world.lan, world.lan.act(events.Count))
    for unsent, last_seq, is_sync in ((3, 1, False), (0, 4, False), (0, 1, True)):
        status = DeviceStatus(unsent=unsent, oldest_unsent_at_ms=2**53 - 1 if unsent else None, last_seq=last_seq)
        await in_transaction(database, lambda c, status=status: report_status(c, world.lan.device_id, status))
        synced = await database.fetchval("SELECT last_sync_at FROM device WHERE device_id = $1", world.lan.device_id)
        assert (synced is not None) is is_sync


async def test_an_act_after_a_sync_did_not_happen_before_it(database: Pool, world: w.World) -> None:
    await send(database, world.lan, world.lan.act(events.Count))
    await in_transaction(
        database,
        lambda c: report_status(c, world.lan.device_id, DeviceStatus(unsent=0, oldest_unsent_at_ms=None, last_seq=1)),
    )
    await send(database, world.lan, world.lan.act(events.Count, happened_at_ms=1))
    assert await database.fetchval(
        "SELECT bool_and(e.happened_at >= d.last_sync_at - interval '1 ms') FROM signed_event e "
        "JOIN device d USING (device_id) WHERE e.device_seq = 2"
    )
