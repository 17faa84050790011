"""Release and accept beside each other: two roles, digests, lists; agencies; bags and lists too long for a code."""

import pytest

from courier import clock, signatures
from courier.custody.handovers.apply_events import apply_events
from courier.database import Connection, Pool
from mobile_contract import events, packing
from mobile_contract.sync import Entry
from tests.custody import world as w
from tests.custody.handovers import stage

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("release", "accept", "expected"), [(False, False, "two_roles"), (True, True, "two_roles_marked")]
)
@pytest.mark.parametrize("is_accept_first", [False, True])
async def test_one_person_on_both_sides_is_allowed_counted_and_listed(
    database: Pool, world: w.World, release: bool, accept: bool, expected: str, is_accept_first: bool
) -> None:
    """Point and desk of a small commune are one woman: the server compares who signed, whatever is marked."""
    code = next(iter(world.items))
    world.post_device.person_id = world.desk_device.person_id
    item = [events.ItemRef(code, None)]
    offered = world.desk_device.act(events.Release, to_party=world.post_office, items=item, two_roles=release)
    taken = world.post_device.act(
        events.Accept,
        answers=w.event_id(offered),
        answers_sha256=w.digest(offered),
        items=[code],
        two_roles=accept,
    )
    sent = [(world.desk_device, offered), (world.post_device, taken)]
    for device, act in reversed(sent) if is_accept_first else sent:
        await stage.send(database, device, act)
    assert await stage.holder(database, code) == world.post_office
    assert await stage.kinds(database) == {expected}
    assert await stage.cases(database) == ([] if release else ["two_roles"])
    listed = await database.fetchrow("SELECT person_id, items, is_marked FROM two_roles_handover")
    assert tuple(listed or ()) == (world.clerk, 1, release)


async def test_the_mark_on_two_different_people_opens_a_case(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    offered = world.desk_device.act(
        events.Release, to_party=world.lan.party_id, items=[events.ItemRef(code, None)], two_roles=True
    )
    await stage.send(database, world.lan, Entry(act=w.accept(world.lan, offered, code), carried=offered))
    assert await stage.cases(database) == ["two_roles"]
    assert await database.fetchval("SELECT count(*) FROM two_roles_handover") == 0


async def test_the_paper_list_has_as_many_lines_as_were_scanned(database: Pool, world: w.World) -> None:
    offered = w.release(world.desk_device, world.lan.party_id, *world.items)
    answer = {"answers": w.event_id(offered), "answers_sha256": w.digest(offered), "items": list(world.items)}
    taken = world.lan.act(events.Accept, list_count=3, **answer)
    await stage.send(database, world.lan, Entry(act=taken, carried=offered))
    assert await stage.facts(database, "list_differs") == {"on_paper": 3, "scanned": 2}
    assert {await stage.holder(database, code) for code in world.items} == {world.lan.party_id}


async def test_sixty_items_go_whole_in_one_code_and_one_upload_carries_both_sides(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    codes = [*world.items, *[await w.add_item(owner_connection, world) for _ in range(packing.WHOLE_ITEMS - 2)]]
    offered = w.release(world.desk_device, world.lan.party_id, *codes)
    shown = packing.to_qr_text(packing.pack_release(offered.body.encode(), stage.signature_of(offered)))
    scanned = packing.unpack_release(packing.from_qr_text(shown))
    assert isinstance(scanned, packing.WholeRelease)
    assert scanned.body == offered.body.encode()
    await stage.send(database, world.lan, Entry(act=w.accept(world.lan, offered, *codes), carried=offered))
    assert {await stage.holder(database, code) for code in codes} == {world.lan.party_id}


async def test_a_longer_list_goes_by_its_digest_and_is_checked_against_the_givers_own_upload(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    codes = [*world.items, *[await w.add_item(owner_connection, world) for _ in range(packing.WHOLE_ITEMS - 1)]]
    offered = w.release(world.desk_device, world.lan.party_id, *codes)
    shown = packing.unpack_release(packing.pack_release(offered.body.encode(), stage.signature_of(offered)))
    assert not isinstance(shown, packing.WholeRelease)
    await stage.send(database, world.lan, w.accept(world.lan, offered, *codes))
    assert {await stage.holder(database, code) for code in codes} == {world.desk}
    await stage.send(database, world.desk_device, offered)
    assert {await stage.holder(database, code) for code in codes} == {world.lan.party_id}
    assert await stage.found(database) == []


@pytest.mark.parametrize("is_release_first", [False, True])
async def test_a_digest_that_is_not_the_givers_moves_nothing_and_is_shown(
    database: Pool, world: w.World, is_release_first: bool
) -> None:
    code = next(iter(world.items))
    offered = w.release(world.desk_device, world.lan.party_id, code)
    taken = world.lan.act(events.Accept, answers=w.event_id(offered), answers_sha256="00" * 32, items=[code])
    sent = [(world.desk_device, offered), (world.lan, taken)]
    for device, act in sent if is_release_first else reversed(sent):
        await stage.send(database, device, act)
    assert await stage.holder(database, code) == world.desk
    assert "digest_differs" in await stage.cases(database)


async def test_an_item_nobody_offered_is_not_taken_and_is_shown(database: Pool, world: w.World) -> None:
    first, second = world.items
    offered = w.release(world.desk_device, world.lan.party_id, first)
    await stage.send(database, world.lan, Entry(act=w.accept(world.lan, offered, first, second), carried=offered))
    assert await stage.holder(database, second) == world.desk
    assert await stage.facts(database, "list_differs") == {"not_offered": [second]}


async def test_desk_and_agency_hand_over_with_two_devices_or_by_a_witnessed_act(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    """*Phi địa giới*: one desk receives, another agency decides; the small one has no device."""
    agency = clock.new_id()
    await owner_connection.execute("INSERT INTO party VALUES ($1, 'agency', '01')", agency)
    await owner_connection.execute(
        "INSERT INTO office (office_id, kind, code, name, sort_key, address, lon, lat, province_code) "
        "VALUES ($1, 'agency', 'H26.9', 'Sở thử', 'so thu', 'Hà Nội', 105.8, 21.0, '01')",
        agency,
    )
    await owner_connection.execute("UPDATE dossier SET competent_agency_id = $1", agency)
    first, second = world.items
    sheet = [events.Proof("photo_paper", "dd" * 32), stage.SIGNATURE]
    given = world.desk_device.act(
        events.Deliver, to_party=agency, evidence="witnessed", items=[events.ItemRef(first, None)], proofs=sheet
    )
    await stage.send(database, world.desk_device, given)
    assert await stage.holder(database, first) == agency
    machine = w.SigningDevice(clock.new_id(), agency, world.clerk, key=signatures.new_key())
    await w.enrol(owner_connection, machine, "workstation", agency, None)
    offered = w.release(world.desk_device, agency, second)
    taken = machine.act(events.Accept, answers=w.event_id(offered), answers_sha256=w.digest(offered), items=[second])
    machine.person_id = world.clerk
    await stage.send(database, machine, Entry(act=taken, carried=offered))
    assert await stage.holder(database, second) == agency
    back = machine.act(events.Receive, from_party=world.desk, evidence="witnessed", items=[events.ItemRef(first, None)])
    await stage.send(database, machine, back)
    assert await stage.holder(database, first) == agency


async def test_an_envelope_opened_by_who_neither_receives_nor_decides_is_shown(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    await stage.send(database, world.post_device, world.post_device.act(events.Examine, code=code))
    assert await stage.cases(database) == ["wrong_agency"]


async def test_what_was_found_is_found_once_however_often_the_acts_are_applied(database: Pool, world: w.World) -> None:
    first, second = world.items
    offered = w.release(world.desk_device, world.lan.party_id, first)
    kept = await stage.send(
        database, world.lan, Entry(act=w.accept(world.lan, offered, first, second), carried=offered)
    )
    before = (await stage.found(database), await stage.cases(database))
    async with database.acquire() as connection, connection.transaction():
        await apply_events(connection, kept.events)
    assert (await stage.found(database), await stage.cases(database)) == before
