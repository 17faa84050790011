"""Direct SQL against custody's tables, as the service and as the owner: the keys refuse it, each by name.

Every attack on the ledger starts from the one row that would be right and spoils one thing, so that what refuses is
the constraint meant.
"""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.database import Connection, Pool, in_transaction
from mobile_contract import canonical, events
from mobile_contract.sync import Entry
from tests.custody import world as w

pytestmark = pytest.mark.anyio

NIL = UUID(int=0)


class Scene:
    """A world in which `moved` went desk → Lan, and `offered` is released by the desk and accepted by Minh unposted."""

    pool: Pool
    world: w.World
    moved: str
    waiting: str
    row: dict[str, Any]


@pytest.fixture
async def scene(database: Pool, owner_connection: Connection) -> Scene:
    """The row that would rightly follow is prepared, not posted."""
    scene = Scene()
    scene.pool = database
    world = scene.world = await in_transaction(database, w.build)
    scene.moved, scene.waiting = world.items
    handed = w.release(world.desk_device, world.lan.party_id, scene.moved)
    entry = Entry(act=w.accept(world.lan, handed, scene.moved), carried=handed)
    await in_transaction(database, lambda c: append_batch(c, world.lan.device_id, w.batch(entry)))
    passed = w.release(world.lan, world.minh.party_id, scene.moved, predecessor=w.event_id(entry.act))
    taken = w.accept(world.minh, passed, scene.moved)
    other = w.release(world.lan, world.post_office, scene.moved, predecessor=w.event_id(entry.act))
    stale = w.release(world.lan, world.minh.party_id, scene.moved)
    unanswered = w.accept(world.minh, other, scene.moved)
    await _store_unposted(owner_connection, world, passed, taken, other, stale, unanswered)
    last = await owner_connection.fetchrow(
        "SELECT * FROM ledger WHERE item_id = $1 ORDER BY seq DESC LIMIT 1", world.items[scene.moved]
    )
    scene.row = {
        "item_id": world.items[scene.moved],
        "seq": 2,
        "depth": 2,
        "kind": "handover",
        "province_code": w.PROVINCE,
        "from_party": world.lan.party_id,
        "to_party": world.minh.party_id,
        "tip": w.event_id(taken),
        "given_event": w.event_id(passed),
        "given_code": scene.moved,
        "given_kind": "release",
        "taken_event": w.event_id(taken),
        "taken_code": scene.moved,
        "taken_kind": "accept",
        "giver_evidence": "own_device",
        "receiver_evidence": "own_device",
        "prev_depth": 1,
        "prev_tip": last["tip"],
        "prev_hash": last["hash"],
        "_other": w.event_id(other),
        "_stale": w.event_id(stale),
        "_unanswered": w.event_id(unanswered),
        "_first": w.event_id(handed),
        "_first_accept": last["tip"],
    }
    return scene


async def _store_unposted(connection: Connection, world: w.World, *acts: Any) -> None:
    """Keep acts with their items, as if the service had stopped before posting."""
    for signed in acts:
        body = signed.body.encode()
        act = canonical.decode_act(body)
        party = {device.device_id: device.party_id for device in (world.lan, world.minh, world.desk_device)}[
            act.device_id
        ]
        to_party = getattr(act, "to_party", None)
        answers = getattr(act, "answers", None)
        kind = type(act).__struct_config__.tag
        await connection.execute(
            "INSERT INTO signed_event (event_id, device_id, party_id, person_id, device_seq, kind, is_readable, "
            "province_code, to_party, answers, answers_hash, happened_at, previous, body, signature) "
            "VALUES ($1, $2, $3, $4, $5, $6, true, $7, $8, $9, $10, courier_now(), $11, $12, $13)",
            act.event_id,
            act.device_id,
            party,
            act.person_id,
            act.device_seq,
            kind,
            w.PROVINCE,
            to_party,
            answers,
            bytes.fromhex(act.answers_sha256) if answers else None,
            bytes.fromhex(act.previous),
            body,
            b"\1" * 64,
        )
        code, ref = (act.items[0].code, act.items[0].predecessor) if answers is None else (act.items[0], answers)
        await connection.execute(
            "INSERT INTO event_item (event_id, code, position, kind, party_id, to_party, ref) "
            "VALUES ($1, $2, 0, $3, $4, $5, $6)",
            act.event_id,
            code,
            kind,
            party,
            to_party,
            ref or NIL,
        )


async def post(connection: Connection, row: dict[str, Any]) -> None:
    said = {name: value for name, value in row.items() if not name.startswith("_")}
    places = ", ".join(f"${place}" for place in range(1, len(said) + 1))
    await connection.execute(f"INSERT INTO ledger ({', '.join(said)}) VALUES ({places})", *said.values())


async def test_the_right_row_is_taken(scene: Scene, service_connection: Connection) -> None:
    await post(service_connection, scene.row)
    holder = await service_connection.fetchval("SELECT holder_id FROM head WHERE item_id = $1", scene.row["item_id"])
    assert holder == scene.world.minh.party_id


def _spoil(scene: Scene, name: str) -> dict[str, Any]:
    row, world = dict(scene.row), scene.world
    match name:
        case "a second successor of the same row":
            row["seq"] = 1
        case "a gap in the sequence":
            row["seq"] = 3
        case "a giver who is not the holder":
            row["from_party"] = world.desk
        case "a receiver who was not addressed":
            row["to_party"] = world.post_office
        case "an accept that answers another release":
            row["taken_event"] = row["tip"] = row["_unanswered"]
        case "a release that spends an older predecessor":
            row["given_event"] = row["_stale"]
        case "a release that is already spent":
            row["given_event"] = row["_first"]
        case "an accept that is already used":
            row["taken_event"] = row["tip"] = row["_first_accept"]
        case "a release that does not exist":
            row["given_event"] = clock.new_id()
        case "an accept that does not exist":
            row["taken_event"] = row["tip"] = clock.new_id()
        case "no release at all":
            row |= {"given_event": None, "given_code": None, "given_kind": None, "giver_evidence": "witnessed"}
        case "no accept at all":
            row |= {"taken_event": None, "taken_code": None, "taken_kind": None, "tip": row["given_event"]}
            row["receiver_evidence"] = "witnessed"
        case "a release passed off as a delivery":
            row |= {"taken_event": None, "taken_code": None, "taken_kind": None, "given_kind": "deliver"}
            row |= {"tip": row["given_event"], "receiver_evidence": "citizen"}
        case "a hash that is not the one before":
            row["prev_hash"] = b"\0" * 32
        case "a tip that is not the closing fact":
            row["tip"] = row["given_event"]
        case "a hand-over to oneself":
            row["to_party"] = row["from_party"]
        case "another item's label":
            row["given_code"] = scene.waiting
        case "another item":
            row["item_id"] = world.items[scene.waiting]
        case "a province that is not the item's":
            row["province_code"] = "79"
        case "an item that does not exist":
            row["item_id"] = clock.new_id()
        case "a receiver that does not exist":
            row["to_party"] = clock.new_id()
        case "a depth that jumps":
            row["depth"] = 7
        case "own device claimed where none signed":
            row |= {"taken_event": None, "taken_code": None, "taken_kind": None, "tip": row["given_event"]}
            row["given_kind"] = "deliver"
        case "witnessed claimed where both devices signed":
            row["receiver_evidence"] = "witnessed"
        case "a second registration":
            row |= {"kind": "registered", "given_event": None, "given_code": None, "given_kind": None}
            row |= {"taken_event": None, "taken_code": None, "taken_kind": None}
            row |= {"giver_evidence": None, "receiver_evidence": None}
        case "a resolution that nobody decided":
            row |= {"kind": "resolved", "given_event": None, "given_code": None, "given_kind": None}
            row |= {"taken_event": None, "taken_code": None, "taken_kind": None}
            row["resolution_id"] = row["tip"] = clock.new_id()
        case "a rewind to a row that was never there":
            row |= {"kind": "rewound", "given_event": None, "given_code": None, "given_kind": None, "depth": 0}
            row |= {"taken_event": None, "taken_code": None, "taken_kind": None, "tip": NIL, "cause": clock.new_id()}
            row["rewound_to"] = 0
        case "a rewind without a cause":
            row |= {"kind": "rewound", "given_event": None, "given_code": None, "given_kind": None, "depth": 0}
            row |= {"taken_event": None, "taken_code": None, "taken_kind": None, "tip": NIL, "rewound_to": 0}
            row["to_party"] = world.desk
        case "a reinstated hand-over with no evidence":
            row |= {"kind": "reinstated", "given_event": None, "given_code": None, "given_kind": None}
            row |= {"taken_event": None, "taken_code": None, "taken_kind": None}
            row |= {"giver_evidence": "witnessed", "receiver_evidence": "witnessed"}
        case "a rewind that carries a hand-over":
            row |= {"kind": "rewound", "depth": 0, "tip": NIL, "cause": clock.new_id(), "rewound_to": 0}
            row["to_party"] = world.desk
        case _:
            raise AssertionError(name)
    return row


ATTACKS = {
    "a second successor of the same row": "ledger_pkey",
    "a gap in the sequence": "ledger_item_id_prev_seq_from_party_prev_tip_prev_depth_pre_fkey",
    "a giver who is not the holder": "ledger_",
    "a receiver who was not addressed": "ledger_",
    "an accept that answers another release": "ledger_taken_event",
    "a release that spends an older predecessor": "ledger_",
    "a release that is already spent": "giving_spent_once",
    "an accept that is already used": "taking_used_once",
    "a release that does not exist": "ledger_",
    "an accept that does not exist": "ledger_taken_event",
    "no release at all": "sides_match",
    "no accept at all": "sides_match",
    "a release passed off as a delivery": "ledger_given_event",
    "a hash that is not the one before": "ledger_item_id_prev_seq",
    "a tip that is not the closing fact": "step_tip",
    "a hand-over to oneself": "step_moves",
    "another item's label": "ledger_",
    "another item": "ledger_",
    "a province that is not the item's": "ledger_item_id_province_code_fkey",
    "an item that does not exist": "ledger_",
    "a receiver that does not exist": "ledger_",
    "a depth that jumps": "step_deepens",
    "own device claimed where none signed": "evidence_whole",
    "witnessed claimed where both devices signed": "evidence_whole",
    "a second registration": "first_row_registers",
    "a resolution that nobody decided": "ledger_resolution_id",
    "a rewind to a row that was never there": "ledger_item_id_rewound_to",
    "a rewind without a cause": "rewound_shape",
    "a reinstated hand-over with no evidence": "sides_match",
    "a rewind that carries a hand-over": "step_has_sides",
}


@pytest.mark.parametrize("who", ["service", "owner"])
@pytest.mark.parametrize("attack", ATTACKS)
async def test_the_ledger_refuses(
    attack: str, who: str, scene: Scene, owner_connection: Connection, service_connection: Connection
) -> None:
    connection = owner_connection if who == "owner" else service_connection
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        await post(connection, _spoil(scene, attack))
    assert (refused.value.constraint_name or "").startswith(ATTACKS[attack])


@pytest.mark.parametrize(
    "table",
    [
        "signed_event",
        "event_item",
        "ledger",
        "device_log",
        "item",
        "item_label",
        "party",
        "equivocation",
        "side_statement",
        "event_refusal",
        "unverified_upload",
        "dispute_resolution",
        "dispute_proposal",
        "dispute_answer",
        "device_revocation",
        "count_check",
        "count_settlement",
    ],
)
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
async def test_nobody_rewrites_a_fact(act: str, table: str, scene: Scene, owner_connection: Connection) -> None:
    if table in FILLED_BY_HAND and not act.startswith("TRUNCATE"):
        await _fill(owner_connection, scene, table)
    column = await owner_connection.fetchval(
        "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND attgenerated = '' "
        "AND attidentity = '' LIMIT 1",
        table,
    )
    with pytest.raises(asyncpg.PostgresError) as refused:
        await owner_connection.execute(act.format(table, column, column))
    assert refused.value.sqlstate == "55000"


FILLED_BY_HAND = {
    "equivocation": "INSERT INTO equivocation (event_id, device_id, device_seq, body, signature) "
    "VALUES (gen_random_uuid(), $1, 1, 'ab', decode(repeat('01', 64), 'hex'))",
    "side_statement": "INSERT INTO side_statement (event_id, party_id, verdict, person_id) "
    "SELECT event_id, $2, 'confirmed', $3 FROM event_item WHERE code = $4 LIMIT 1",
    "event_refusal": "INSERT INTO event_refusal (event_id, code, answers, reason) "
    "SELECT event_id, $4, event_id, 'MISSING' FROM event_item WHERE code = $4 LIMIT 1",
    "unverified_upload": "INSERT INTO unverified_upload (uploaded_by, body, signature, why) "
    "VALUES ($1, 'ab', 'ab', 'signature')",
    "dispute_resolution": "INSERT INTO dispute_resolution (resolution_id, item_id, at_tip, number, considered, "
    "decided_by, approved_by) VALUES ($5, $6, $5, 1, ARRAY[$5], $3, $7)",
    "dispute_proposal": "INSERT INTO dispute_proposal (proposal_id, item_id, at_tip, considered, proposed_by) "
    "VALUES ($5, $6, $5, ARRAY[$5], $3)",
    "dispute_answer": "WITH p AS (INSERT INTO dispute_proposal (proposal_id, item_id, at_tip, considered, proposed_by) "
    "VALUES ($5, $6, $5, ARRAY[$5], $3)) INSERT INTO dispute_answer (proposal_id, item_id, at_tip, proposed_by, "
    "answered_by, is_approved) VALUES ($5, $6, $5, $3, $7, false)",
    "device_revocation": "INSERT INTO device_revocation (device_id, mode, trusted_through, person_id) "
    "VALUES ($1, 'lost', 0, $3)",
    "count_check": "SELECT 1",
    "count_settlement": "INSERT INTO count_settlement (count_event, number, note, person_id) "
    "SELECT count_event, number, 'x', $3 FROM count_check",
}
"""One row of each table that the scene leaves empty."""


async def _fill(connection: Connection, scene: Scene, table: str) -> None:
    world = scene.world
    if "count" in table:
        counted = world.lan.act(events.Count)
        await in_transaction(scene.pool, lambda c: append_batch(c, world.lan.device_id, w.batch(counted)))
    named = {
        "$1": world.lan.device_id,
        "$2": world.desk,
        "$3": world.clerk,
        "$4": scene.moved,
        "$5": clock.new_id(),
        "$6": world.items[scene.moved],
        "$7": world.supervisor,
    }
    sql = FILLED_BY_HAND[table]
    for place, value in named.items():
        sql = sql.replace(place, f"'{value}'" if place == "$4" else f"'{value}'::uuid")
    await connection.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE head SET holder_id = to_party FROM ledger WHERE ledger.item_id = head.item_id",
        "UPDATE head SET seq = 0",
        "INSERT INTO head SELECT * FROM head",
        "DELETE FROM head",
        "UPDATE ledger SET to_party = to_party",
        "DELETE FROM signed_event",
        "UPDATE device SET party_id = party_id",
        "UPDATE device SET public_key = public_key",
        "ALTER TABLE ledger DISABLE TRIGGER ALL",
        "DROP TABLE ledger",
        "SET session_replication_role = replica",
    ],
)
async def test_the_service_has_no_right_to(sql: str, scene: Scene, service_connection: Connection) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await service_connection.execute(sql)


async def test_a_head_cannot_point_past_its_ledger_even_for_the_owner(
    scene: Scene, owner_connection: Connection
) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await owner_connection.execute("UPDATE head SET holder_id = $1", scene.world.minh.party_id)


async def test_a_device_speaks_for_its_own_party_only(scene: Scene, owner_connection: Connection) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError) as refused:
        await owner_connection.execute(
            "INSERT INTO signed_event (event_id, device_id, party_id, person_id, device_seq, kind, is_readable, "
            "province_code, happened_at, previous, body, signature) "
            "VALUES ($1, $2, $3, $4, 99, 'count', true, '01', courier_now(), $5, 'ab', $6)",
            clock.new_id(),
            scene.world.lan.device_id,
            scene.world.minh.party_id,
            scene.world.clerk,
            b"\0" * 32,
            b"\0" * 64,
        )
    assert refused.value.constraint_name == "signed_event_device_id_party_id_fkey"


@pytest.mark.parametrize(
    ("seq", "prev_hash", "constraint"),
    [
        (5, b"\0" * 32, "device_log_"),
        (2, b"\0" * 32, "device_log_"),
    ],
)
async def test_a_device_log_has_no_gap_and_no_fork(
    seq: int, prev_hash: bytes, constraint: str, scene: Scene, owner_connection: Connection
) -> None:
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        await owner_connection.execute(
            "INSERT INTO device_log (device_id, seq, event_id, body_hash, claimed_previous, prev_body_hash, prev_hash) "
            "SELECT device_id, $2, event_id, body_hash, previous, $3, $3 FROM signed_event "
            "WHERE device_id = $1 ORDER BY device_seq DESC LIMIT 1",
            scene.world.lan.device_id,
            seq,
            prev_hash,
        )
    assert (refused.value.constraint_name or "").startswith(constraint)


async def test_an_event_item_must_agree_with_its_event(scene: Scene, service_connection: Connection) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await service_connection.execute(
            "INSERT INTO event_item (event_id, code, position, kind, party_id, to_party, ref) "
            "VALUES ($1, $2, 9, 'release', $3, $4, $5)",
            scene.row["given_event"],
            scene.waiting,
            scene.world.lan.party_id,
            scene.world.post_office,
            NIL,
        )
    assert refused.value.constraint_name == "event_item_agrees"


async def test_a_dispute_is_never_resolved_by_one_person(scene: Scene, owner_connection: Connection) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await owner_connection.execute(
            "INSERT INTO dispute_resolution (resolution_id, item_id, at_tip, number, considered, decided_by, "
            "approved_by) VALUES (gen_random_uuid(), $1, $2::uuid, 1, ARRAY[$2::uuid], $3::uuid, $3::uuid)",
            scene.row["item_id"],
            NIL,
            scene.world.supervisor,
        )


async def test_a_carrier_has_one_live_phone(scene: Scene, owner_connection: Connection) -> None:
    second = w.SigningDevice(clock.new_id(), scene.world.lan.party_id, scene.world.lan.person_id)
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await w.enrol(owner_connection, second, "phone", scene.world.post_office, second.person_id)
    assert refused.value.constraint_name == "one_live_phone_per_carrier"


async def test_every_item_has_exactly_one_head_from_its_registration(database: Pool) -> None:
    world = await in_transaction(database, lambda c: w.build(c, items=3))
    rows = await database.fetch("SELECT holder_id, seq FROM head")
    assert [(row["holder_id"], row["seq"]) for row in rows] == [(world.desk, 0)] * 3
