"""Direct SQL against bags and their contents, as the service and as the owner: the keys refuse it, each by name.

Each attack spoils one thing of a row that would be right.
"""

from typing import Any

import asyncpg
import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.custody.model import AS_REGISTERED
from courier.database import Connection, Pool, in_transaction
from mobile_contract import codes, events
from mobile_contract.sync import Entry
from tests.custody import world as w

pytestmark = pytest.mark.anyio

SSCC, OTHER_SSCC = codes.make_sscc("8930000", 1), codes.make_sscc("8930000", 2)


class Scene:
    """Two items sealed at the desk and carried to the post office, which opened the bag; Lan holds a third singly.

    `row` is what stands in `bag_content` of the first item.
    """

    world: w.World
    first: str
    second: str
    apart: str
    refused: str
    accept: Any
    sealing: Any
    row: dict[str, Any]
    own_sealing: Any
    lans_opening: Any
    other_opening: Any


@pytest.fixture
async def scene(database: Pool) -> Scene:
    scene = Scene()
    world = scene.world = await in_transaction(database, lambda c: w.build(c, items=4))
    scene.first, scene.second, scene.apart, scene.refused = world.items

    async def send(device: w.SigningDevice, *acts: Any) -> None:
        await in_transaction(database, lambda c: append_batch(c, device.device_id, w.batch(*acts)))

    refs = [events.ItemRef(code, None) for code in (scene.first, scene.second)]
    sealed = world.desk_device.act(events.SealBag, sscc=SSCC, seal="S-1", items=refs)
    bag = events.BagRef(SSCC, w.event_id(sealed), None)
    offered = world.desk_device.act(events.Release, to_party=world.post_office, bag=bag)
    taken = world.post_device.act(
        events.Accept, answers=w.event_id(offered), answers_sha256=w.digest(offered), bag=SSCC
    )
    opened = world.post_device.act(
        events.OpenBag, sscc=SSCC, sealing=w.event_id(sealed), found=[scene.first, scene.second]
    )
    lans = world.lan.act(events.OpenBag, sscc=SSCC, sealing=w.event_id(sealed), found=[])
    other = world.post_device.act(events.OpenBag, sscc=OTHER_SSCC, sealing=clock.new_id(), found=[])
    handed = w.release(world.desk_device, world.lan.party_id, scene.apart, scene.refused)
    accept = world.lan.act(
        events.Accept,
        answers=w.event_id(handed),
        answers_sha256=w.digest(handed),
        items=[scene.apart],
        refused=[events.RefusedItem(scene.refused, "SEAL_BROKEN")],
    )
    await send(world.desk_device, sealed, offered)
    await send(world.post_device, taken, opened, other)
    await send(world.lan, lans, Entry(act=accept, carried=handed))
    held = [events.ItemRef(scene.apart, w.event_id(accept))]
    own = world.lan.act(events.SealBag, sscc=OTHER_SSCC, seal="S-2", items=held)
    await send(world.lan, own)
    scene.sealing, scene.accept, scene.own_sealing = w.event_id(sealed), w.event_id(accept), w.event_id(own)
    scene.lans_opening, scene.other_opening = w.event_id(lans), w.event_id(other)
    found = await database.fetchrow("SELECT * FROM bag_content WHERE item_id = $1", world.items[scene.first])
    scene.row = {name: value for name, value in dict(found).items() if not name.endswith("_kind")}
    return scene


def _spoil(scene: Scene, attack: str) -> dict[str, Any]:
    row, world = dict(scene.row), scene.world
    not_opened: dict[str, Any] = dict.fromkeys(("opening", "opened_by", "opened_seq", "opened_tip", "opened_depth"))
    match attack:
        case "an item in two closed bags":
            row |= {"sealing": scene.own_sealing, **not_opened}
        case "an item that was not sealed into this bag":
            row |= {"item_id": world.items[scene.refused], "code": scene.refused}
        case "another item under a sealed item's code":
            row |= {"item_id": world.items[scene.refused]}
        case "a sealing that never was":
            row |= {"item_id": world.items[scene.refused], "sealing": clock.new_id()}
        case "a bag sealed by who did not seal it":
            row["sealed_by"] = world.lan.party_id
        case "a bag sealed by who did not hold the item then":
            row |= {"sealed_seq": 1, "sealed_depth": 1}
        case "a bag opened that was not sealed":
            row |= {"opening": scene.other_opening}
        case "an opening nobody signed":
            row["opening"] = clock.new_id()
        case "an opening by who did not sign it":
            row["opened_by"] = world.lan.party_id
        case "an opening by who does not hold the bag":
            row |= {"opening": scene.lans_opening, "opened_by": world.lan.party_id}
        case "an opening passed off as the holder's":
            row["opening"] = scene.lans_opening
        case "an opening at a time when its opener held nothing":
            row |= {"opened_seq": 0, "opened_depth": 0}
        case "half an opening":
            row["opened_by"] = None
        case "another bag's code":
            row["sscc"] = OTHER_SSCC
        case "no bag's code":
            row["sscc"] = "not a code"
        case "an acceptance passed off as the sealing":
            row |= {"sealing": scene.accept, "code": scene.apart, "item_id": world.items[scene.apart]}
        case _:
            raise AssertionError(attack)
    return row


ATTACKS = {
    "an item in two closed bags": "bag_content_",
    "an item that was not sealed into this bag": "bag_content_of_its_sealing",
    "another item under a sealed item's code": "bag_",
    "a sealing that never was": "bag_content_of_its_sealing",
    "a bag sealed by who did not seal it": "bag_",
    "a bag sealed by who did not hold the item then": "bag_sealed_by_its_holder",
    "a bag opened that was not sealed": "bag_opening_of_its_sealing",
    "an opening nobody signed": "bag_opening_",
    "an opening by who did not sign it": "bag_opening_signed",
    "an opening by who does not hold the bag": "bag_opened_by_its_holder",
    "an opening passed off as the holder's": "bag_opening_signed",
    "an opening at a time when its opener held nothing": "bag_opened_by_its_holder",
    "half an opening": "bag_opening_whole",
    "another bag's code": "bag_code_of_its_sealing",
    "no bag's code": "bag_content_sscc_check",
    "an acceptance passed off as the sealing": "bag_content_of_its_sealing",
}


async def _write(connection: Connection, row: dict[str, Any], *, is_in_place: bool) -> None:
    async with connection.transaction():
        if is_in_place:
            await connection.execute("DELETE FROM bag_content WHERE item_id = $1", row["item_id"])
        places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
        await connection.execute(f"INSERT INTO bag_content ({', '.join(row)}) VALUES ({places})", *row.values())


@pytest.mark.parametrize("who", ["service", "owner"])
@pytest.mark.parametrize("attack", ATTACKS)
async def test_the_bags_refuse(
    attack: str, who: str, scene: Scene, owner_connection: Connection, service_connection: Connection
) -> None:
    connection = owner_connection if who == "owner" else service_connection
    row = _spoil(scene, attack)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        await _write(connection, row, is_in_place=attack != "an item in two closed bags")
    assert (refused.value.constraint_name or "").startswith(ATTACKS[attack])


@pytest.mark.parametrize("who", ["service", "owner"])
@pytest.mark.parametrize(
    "act", ["contents changed after the sealing", "a refused item slipped into the accept", "another predecessor"]
)
async def test_an_act_says_nothing_that_was_not_signed(
    act: str, who: str, scene: Scene, owner_connection: Connection, service_connection: Connection
) -> None:
    connection = owner_connection if who == "owner" else service_connection
    world = scene.world
    event_id, kind, party, code, ref = {
        "contents changed after the sealing": (scene.sealing, "seal_bag", world.desk, scene.apart, None),
        "a refused item slipped into the accept": (
            scene.accept, "accept", world.lan.party_id, scene.refused,
            await connection.fetchval("SELECT answers FROM signed_event WHERE event_id = $1", scene.accept),
        ),
        "another predecessor": (scene.own_sealing, "seal_bag", world.lan.party_id, scene.first, None),
    }[act]  # fmt: skip
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await connection.execute(
            "INSERT INTO event_item (event_id, code, position, kind, party_id, ref) VALUES ($1, $2, 99, $3, $4, $5)",
            event_id,
            code,
            kind,
            party,
            ref or AS_REGISTERED,
        )
    assert refused.value.constraint_name == "event_items_as_signed"


@pytest.mark.parametrize("who", ["service", "owner"])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE event_item SET code = code WHERE kind = 'seal_bag'",
        "DELETE FROM event_item WHERE kind = 'seal_bag'",
        "UPDATE signed_event SET body = body WHERE kind = 'seal_bag'",
        "DELETE FROM signed_event WHERE kind = 'open_bag'",
    ],
)
async def test_sealed_contents_are_never_rewritten(
    sql: str, who: str, scene: Scene, owner_connection: Connection, service_connection: Connection
) -> None:
    del scene
    connection = owner_connection if who == "owner" else service_connection
    with pytest.raises(asyncpg.PostgresError) as refused:
        await connection.execute(sql)
    assert refused.value.sqlstate == ("55000" if who == "owner" else "42501")


@pytest.mark.parametrize("extra", ['"\\u0000"', "1e400000", '{"a":{"a":1}}'])
async def test_a_body_that_postgresql_cannot_read_as_json_is_kept_all_the_same(extra: str, database: Pool) -> None:
    world = await in_transaction(database, w.build)
    plain = w.release(world.desk_device, world.lan.party_id, *world.items)
    body = plain.body[:-1].encode() + f',"future":{extra}}}'.encode()
    odd = world.desk_device.sign(body)
    appended = await in_transaction(database, lambda c: append_batch(c, world.desk_device.device_id, w.batch(odd)))
    assert appended.acked_through == 1
    assert appended.outcomes[0].outcome in ("created", "unreadable")
