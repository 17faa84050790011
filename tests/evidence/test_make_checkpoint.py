"""The log's order is gapless whatever commits when; what was signed once stays signed, and only one process signs."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from courier import clock, signatures
from courier.custody.append_batch import append_batch
from courier.database import Connection, Pool, in_transaction, open_connection
from courier.evidence.keeper import keeping_checkpoints
from courier.evidence.make_checkpoint import make_checkpoint, make_due_checkpoint, number_rows
from courier.evidence.merkle import is_consistent, is_included, leaf_hash, root_of
from courier.evidence.model import Checkpoint
from courier.evidence.statements import CHECKPOINTS, CheckpointRow
from courier.evidence.tree import Tree
from tests.conftest import Address
from tests.custody.world import World, accept, batch, build, release

KEY = signatures.new_key()


@pytest.fixture
async def world(database: Pool) -> World:
    return await in_transaction(database, lambda connection: build(connection, items=3))


async def hand_over(database: Pool, world: World, code: str) -> None:
    given = release(world.desk_device, world.lan.party_id, code)
    taken = accept(world.lan, given, code)

    async def send(connection: Connection) -> None:
        await append_batch(connection, world.desk_device.device_id, batch(given))
        await append_batch(connection, world.lan.device_id, batch(taken))

    await in_transaction(database, send)


async def leaves(database: Pool) -> list[tuple[str, str, bytes]]:
    rows = await database.fetch("SELECT leaf, source, key, hash FROM evidence_leaf ORDER BY leaf")
    assert [row["leaf"] for row in rows] == list(range(len(rows))), "a gap"
    return [(row["source"], row["key"], row["hash"]) for row in rows]


async def test_every_row_custody_rests_on_has_its_place(database: Pool, world: World) -> None:
    code = next(iter(world.items))
    await hand_over(database, world, code)
    made = await make_checkpoint(database, KEY)
    found = await leaves(database)
    assert made.size == len(found)
    assert made.root == root_of(hashed for *_, hashed in found)
    for source, table in (
        ("party", "party"),
        ("device", "device"),
        ("label", "item_label"),
        ("event", "signed_event"),
        ("ledger", "ledger"),
        ("incarnation", "server_incarnation"),
    ):
        count = await database.fetchval(f"SELECT count(*) FROM {table}")
        assert sum(name == source for name, *_ in found) == count > 0, source
    text = await database.fetchval(
        "SELECT evidence_text(l) FROM ledger AS l WHERE item_id = $1 AND seq = 1", world.items[code]
    )
    assert ("ledger", f"{world.items[code]}/1", leaf_hash(text.encode())) in found


async def test_what_is_signed_says_what_is_stored_and_names_the_one_before(database: Pool, world: World) -> None:
    first, second = await make_checkpoint(database, KEY), await make_checkpoint(database, KEY)
    said = [msgspec.json.decode(made.body, type=Checkpoint) for made in (first, second)]
    assert [s.number for s in said] == [1, 2]
    assert (said[0].size, said[0].root) == (first.size, first.root.hex())
    assert said[1].previous == first.body_hash.hex()
    for made in (first, second):
        assert signatures.verify(made.public_key, made.body, made.signature)


async def test_a_row_committed_late_gets_its_place_later(address: Address, database: Pool, world: World) -> None:
    """The transaction began first and commits last: what came between is numbered without it, it without a gap."""
    async with open_connection(address.owner_dsn) as slow:
        transaction = slow.transaction()
        await transaction.start()
        late = clock.new_id()
        await slow.execute("INSERT INTO party (party_id, kind, province_code) VALUES ($1, 'citizen', '01')", late)
        await hand_over(database, world, next(iter(world.items)))
        before = await make_checkpoint(database, KEY)
        assert ("party", str(late)) not in {found[:2] for found in await leaves(database)}
        await transaction.commit()
    after = await make_checkpoint(database, KEY)
    assert after.size == before.size + 1
    assert (await leaves(database))[-1][:2] == ("party", str(late))


async def test_many_numberers_and_writers_at_once_leave_no_gap_and_no_row_out(database: Pool, world: World) -> None:
    async def write() -> None:
        for _ in range(15):
            await database.execute(
                "INSERT INTO party (party_id, kind, province_code) VALUES ($1, 'citizen', '01')", clock.new_id()
            )

    await asyncio.gather(*(write() for _ in range(4)), *(make_checkpoint(database, KEY) for _ in range(8)))
    await make_checkpoint(database, KEY)
    found = await leaves(database)
    assert sum(source == "party" for source, *_ in found) == await database.fetchval("SELECT count(*) FROM party")
    made = await CHECKPOINTS.all(database, 0, 100)
    for checkpoint in made:
        assert checkpoint.root == root_of(hashed for *_, hashed in found[: checkpoint.size])


async def test_rounds_of_a_few_rows_come_to_the_same_completeness(database: Pool, world: World) -> None:
    await number_rows(database, at_once=2)
    found = await leaves(database)
    assert sum(source == "party" for source, *_ in found) == await database.fetchval("SELECT count(*) FROM party")
    await number_rows(database)
    assert await leaves(database) == found


async def test_proofs_from_the_stored_tree_hold(database: Pool) -> None:
    """Over more leaves than one stored subtree has."""
    await database.execute(
        "INSERT INTO party (party_id, kind, province_code) SELECT gen_random_uuid(), 'citizen', '01' "
        "FROM generate_series(1, 300)"
    )
    old = await make_checkpoint(database, KEY)
    await database.execute(
        "INSERT INTO party (party_id, kind, province_code) SELECT gen_random_uuid(), 'citizen', '01' "
        "FROM generate_series(1, 900)"
    )
    new = await make_checkpoint(database, KEY)
    found = await leaves(database)
    assert await database.fetchval("SELECT count(*) FROM evidence_node") == len(found) // 256
    async with database.acquire() as connection:
        tree = Tree(connection)
        for leaf in (0, 1, 255, 256, old.size, new.size - 1):
            proof = await tree.inclusion(leaf, new.size)
            assert is_included(leaf, new.size, found[leaf][2], proof, new.root)
        for size in (1, 255, 256, old.size):
            proof = await tree.consistency(size, new.size)
            assert is_consistent(size, new.size, await tree.root(size), new.root, proof)


async def test_one_an_hour_and_one_at_each_days_end(database: Pool, owner_connection: Connection) -> None:
    async def at(day: int, hour: int, minute: int = 0) -> CheckpointRow | None:
        instant = clock.now().astimezone(clock.VIETNAM).replace(hour=hour, minute=minute, second=0) + timedelta(
            days=day
        )
        await clock.set_simulated_now(owner_connection, instant)
        return await make_due_checkpoint(database, KEY)

    base = await at(0, 8)
    assert base is not None
    assert base.occasion == "hour"
    assert await at(0, 8, 59) is None
    later = await at(0, 9, 5)
    assert later is not None
    assert later.occasion == "hour"
    closing = await at(1, 0, 1)
    assert closing is not None
    assert closing.occasion == "day"
    assert closing.on_date == later.made_at.astimezone(clock.VIETNAM).date()
    assert await at(0, 0, 30) is None


async def test_of_many_processes_one_signs(database: Pool, world: World) -> None:
    made = await asyncio.gather(*(make_due_checkpoint(database, KEY) for _ in range(6)))
    assert sum(checkpoint is not None for checkpoint in made) == 1


async def test_the_serving_process_signs_by_itself(database: Pool, world: World) -> None:
    async with keeping_checkpoints(database, KEY, first_look_after_s=0):
        for _ in range(200):
            if await CHECKPOINTS.all(database, 0, 1):
                break
            await asyncio.sleep(0.02)
    assert len(await CHECKPOINTS.all(database, 0, 10)) == 1


async def test_in_a_cluster_that_counts_anew_nothing_is_passed_over(
    database: Pool, owner_connection: Connection, world: World
) -> None:
    """As after a dump and restore: rows carry higher transactions than those now given, lower ones come in."""
    await make_checkpoint(database, KEY)
    await owner_connection.execute("ALTER TABLE party ALTER COLUMN entered_xid SET DEFAULT 3")
    late = clock.new_id()
    await owner_connection.execute(
        "INSERT INTO party (party_id, kind, province_code) VALUES ($1, 'citizen', '01')", late
    )
    await owner_connection.execute(
        "INSERT INTO server_incarnation (incarnation_id, number, reason) VALUES ($1, 2, 'restored')", clock.new_id()
    )
    await make_checkpoint(database, KEY)
    assert ("party", str(late)) in {found[:2] for found in await leaves(database)}


@pytest.mark.parametrize("table", ["evidence_leaf", "evidence_node", "evidence_checkpoint", "restoration"])
async def test_neither_the_service_nor_the_owner_rewrites_the_log(
    database: Pool, owner_connection: Connection, service_connection: Connection, table: str
) -> None:
    await owner_connection.execute("INSERT INTO evidence_node VALUES (8, 900, sha256(''))")
    await owner_connection.execute(
        "INSERT INTO restoration (incarnation_id, backup, log_size) "
        "SELECT incarnation_id, 'x', 0 FROM server_incarnation"
    )
    await make_checkpoint(database, KEY)
    for connection in (owner_connection, service_connection):
        for attack in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(Exception, match=r"append-only|permission denied"):
                await connection.execute(attack)


CHECKPOINT = (
    "INSERT INTO evidence_checkpoint (number, size, root, occasion, made_at, incarnation_id, horizon, body, signature, "
    "public_key, prev_size, prev_hash) SELECT {number}, {size}, root, 'asked', made_at, incarnation_id, horizon, body, "
    "signature, public_key, size, {prev_hash} FROM evidence_checkpoint"
)
LEAF = (
    "INSERT INTO evidence_leaf (leaf, source, key, hash) SELECT {leaf}, source, {key}, hash FROM evidence_leaf LIMIT 1"
)


@pytest.mark.parametrize(
    ("attack", "constraint"),
    [
        (LEAF.format(leaf=1_000, key="key || 'x'"), "evidence_leaf_prev_leaf_fkey"),
        (LEAF.format(leaf="(SELECT count(*) FROM evidence_leaf)", key="key"), "evidence_leaf_source_key_key"),
        (LEAF.format(leaf=0, key="key || 'x'"), "evidence_leaf_pkey"),
        (CHECKPOINT.format(number=2, size="size - 1", prev_hash="body_hash"), "evidence_checkpoint_check"),
        (CHECKPOINT.format(number=2, size="size", prev_hash="root"), "evidence_checkpoint_prev_number"),
        (CHECKPOINT.format(number=3, size="size", prev_hash="body_hash"), "evidence_checkpoint_prev_number"),
        (CHECKPOINT.format(number=1, size="size", prev_hash="body_hash"), "evidence_checkpoint"),
    ],
)
async def test_keys_refuse_a_gap_a_shrinking_log_and_a_second_history(
    database: Pool, world: World, attack: str, constraint: str
) -> None:
    await make_checkpoint(database, KEY)
    with pytest.raises(Exception, match=constraint):
        await database.execute(attack)
