"""A bag that lay closed when its table came: what is in it is still known to be in it."""

import shutil
from pathlib import Path

import msgspec

from courier import clock
from courier.custody.model import AS_REGISTERED
from courier.database import Connection, open_connection
from courier.migrations import FOLDER, migrate
from tests.conftest import Address
from tests.custody.world import World, build

BEFORE = 25
"""The last migration before bags had a table of their own."""
SSCC = "189300000000000012"


async def test_a_bag_sealed_before_and_not_opened_still_holds_its_items(empty_address: Address, tmp_path: Path) -> None:
    for path in FOLDER.glob("[0-9]*.sql"):
        if int(path.name[:4]) <= BEFORE:
            shutil.copy(path, tmp_path)
    await migrate(empty_address.owner_dsn, folder=tmp_path)
    async with open_connection(empty_address.owner_dsn) as connection:
        await seal_as_before(connection, await build(connection, 2))
        before = await connection.fetch(IN_BAG)
    await migrate(empty_address.owner_dsn)
    async with open_connection(empty_address.owner_dsn) as connection:
        after = await connection.fetch(IN_BAG)
    assert len(before) == 2
    assert after == before


IN_BAG = "SELECT item_id, holder_id, sealing, sscc, seal, sealed_by, predecessor FROM item_in_bag ORDER BY item_id"


async def seal_as_before(connection: Connection, world: World) -> None:
    """The desk sealed what it had registered, and the bag was kept as it was then."""
    event, device = clock.new_id(), world.desk_device
    said = {"sscc": SSCC, "seal": "N1", "items": [[code, None] for code in world.items]}
    await connection.execute(
        "INSERT INTO signed_event (event_id, device_id, party_id, person_id, device_seq, kind, is_readable, "
        "province_code, happened_at, previous, body, signature) "
        "VALUES ($1, $2, $3, $4, 1, 'seal_bag', true, '01', courier_now(), sha256(''), $5, $6)",
        event,
        device.device_id,
        device.party_id,
        device.person_id,
        msgspec.json.encode(said),
        bytes(64),
    )
    await connection.executemany(
        "INSERT INTO event_item (event_id, code, position, kind, party_id, ref) "
        "VALUES ($1, $2, $3, 'seal_bag', $4, $5)",
        [(event, code, place, device.party_id, AS_REGISTERED) for place, code in enumerate(world.items)],
    )
    await connection.execute(
        "INSERT INTO bag_sealing (event_id, sscc, seal, party_id, is_trusted, happened_at) "
        "VALUES ($1, $2, 'N1', $3, true, courier_now())",
        event,
        SSCC,
        device.party_id,
    )
