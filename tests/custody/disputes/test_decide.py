"""A dispute shown with both stories, proposed by one person, approved by another, of exactly what both had seen."""

from uuid import UUID

import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.custody.disputes.decide import answer_proposal, propose_resolution
from courier.custody.disputes.model import Dispute
from courier.custody.disputes.show_dispute import show_dispute
from courier.custody.resolve_dispute import resolve_dispute
from courier.custody.state_side import state_side
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, NotFound
from mobile_contract import events
from mobile_contract.sync import Entry, SignedBody
from tests.custody import world as w

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database: Pool) -> w.World:
    """Two carriers' phones both signed for the same item."""
    world = await in_transaction(database, lambda c: w.build(c, items=1))
    for carrier in (world.lan, world.minh):
        await send(database, carrier, taken_by(world, carrier))
    return world


async def send(database: Pool, uploader: w.SigningDevice, *acts: SignedBody | Entry) -> None:
    await in_transaction(database, lambda c: append_batch(c, uploader.device_id, w.batch(*acts)))


def taken_by(world: w.World, carrier: w.SigningDevice) -> Entry:
    [code] = world.items
    offered = w.release(world.desk_device, carrier.party_id, code)
    taken = carrier.act(
        events.Accept,
        answers=w.event_id(offered),
        answers_sha256=w.digest(offered),
        items=[code],
        clock_offset_ms=90_000,
        proofs=[events.Proof("photo_seal", "ab" * 32)],
    )
    return Entry(act=taken, carried=offered)


def item_of(world: w.World) -> UUID:
    return next(iter(world.items.values()))


async def shown(database: Pool, world: w.World, person: UUID | None = None) -> Dispute:
    return await in_transaction(database, lambda c: show_dispute(c, item_of(world), person or world.supervisor))


async def proposed(database: Pool, world: w.World, seen: Dispute, by: UUID | None = None) -> UUID:
    return await in_transaction(
        database,
        lambda c: propose_resolution(
            c,
            item_of(world),
            proposed_by=by or world.dispatcher,
            considered=seen.considered,
            chosen_event=seen.stories[0].closing,
            note="Lan đưa ảnh niêm phong",
        ),
    )


async def answered(
    database: Pool, world: w.World, proposal: UUID, seen: Dispute, by: UUID, *, is_approved: bool = True
) -> None:
    await in_transaction(
        database,
        lambda c: answer_proposal(
            c, item_of(world), proposal, answered_by=by, considered=seen.considered, is_approved=is_approved
        ),
    )


async def status(database: Pool) -> tuple[UUID, str]:
    row = await database.fetchrow("SELECT holder_id, status FROM head")
    return row["holder_id"], row["status"]


async def test_both_stories_are_shown_with_who_signed_when_by_which_clock_and_what_is_missing(
    database: Pool, world: w.World
) -> None:
    seen = await shown(database, world)
    assert {story.holder_id for story in seen.stories} == {world.lan.party_id, world.minh.party_id}
    assert (seen.holder_id, [link.kind for link in seen.chain]) == (world.desk, ["registered"])
    for story in seen.stories:
        assert [act.kind for act in story.acts] == ["release", "accept"]
        assert (story.giver_evidence, story.receiver_evidence) == ("own_device", "own_device")
        closing = story.acts[-1]
        assert (closing.is_phone, closing.clock_offset_ms) == (True, 90_000)
        assert closing.device_clock_at is not None
        assert [(proof.kind, proof.is_here) for proof in closing.proofs] == [("photo_seal", False)]


async def test_a_side_that_was_contested_shows_who_said_so(database: Pool, world: w.World) -> None:
    code = await in_transaction(database, lambda c: w.add_item(c, world))
    taken = world.lan.act(
        events.Receive, from_party=world.desk, evidence="witnessed", items=[events.ItemRef(code, None)]
    )
    await send(database, world.lan, taken)
    await in_transaction(database, lambda c: state_side(c, w.event_id(taken), world.desk, "contested", world.clerk))
    seen = await in_transaction(database, lambda c: show_dispute(c, world.items[code], world.supervisor))
    [story] = seen.stories
    assert [(word.party, word.verdict) for word in story.acts[0].words] == [("Một cửa thử", "contested")]
    assert (story.giver_evidence, story.receiver_evidence) == ("witnessed", "own_device")


@pytest.mark.parametrize("who", ["a clerk of the desk", "the carrier himself", "nobody known"])
async def test_a_dispute_is_not_there_for(who: str, database: Pool, world: w.World) -> None:
    person = {"a clerk of the desk": world.clerk, "the carrier himself": world.lan.person_id}.get(who, clock.new_id())
    with pytest.raises(NotFound):
        await shown(database, world, person)
    seen = await shown(database, world)
    with pytest.raises(NotFound):
        await proposed(database, world, seen, person)


async def test_a_proposal_moves_nothing_and_another_persons_approval_decides(database: Pool, world: w.World) -> None:
    seen = await shown(database, world)
    proposal = await proposed(database, world, seen)
    assert await status(database) == (world.desk, "disputed")
    [waiting] = (await shown(database, world)).proposals
    assert (waiting.is_own, waiting.is_current, waiting.is_approved) == (False, True, None)
    await answered(database, world, proposal, seen, world.supervisor)
    assert await status(database) == (seen.stories[0].holder_id, "held")
    row = await database.fetchrow("SELECT r.decided_by, r.approved_by, r.considered FROM dispute_resolution AS r")
    assert (row["decided_by"], row["approved_by"]) == (world.dispatcher, world.supervisor)
    assert set(row["considered"]) == set(seen.considered)


async def test_nobody_approves_his_own_proposal_but_may_set_it_aside(database: Pool, world: w.World) -> None:
    seen = await shown(database, world)
    proposal = await proposed(database, world, seen)
    with pytest.raises(Conflict):
        await answered(database, world, proposal, seen, world.dispatcher)
    await answered(database, world, proposal, seen, world.dispatcher, is_approved=False)
    with pytest.raises(Conflict):
        await answered(database, world, proposal, seen, world.supervisor)
    assert await status(database) == (world.desk, "disputed")


async def test_what_came_since_somebody_looked_is_not_decided_unseen(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    seen = await shown(database, world)
    proposal = await proposed(database, world, seen)
    third = await _third_carrier(owner_connection, world)
    await send(database, third, taken_by(world, third))
    with pytest.raises(Conflict):
        await proposed(database, world, seen)
    with pytest.raises(Conflict):
        await answered(database, world, proposal, seen, world.supervisor)
    now = await shown(database, world)
    with pytest.raises(Conflict):
        await answered(database, world, proposal, now, world.supervisor)
    with pytest.raises(Conflict):
        await in_transaction(
            database,
            lambda c: resolve_dispute(
                c,
                item_of(world),
                decided_by=world.dispatcher,
                approved_by=world.supervisor,
                considered=seen.considered,
            ),
        )
    assert [each.is_current for each in now.proposals] == [False]
    assert len(now.stories) == 3


async def _third_carrier(connection: Connection, world: w.World) -> w.SigningDevice:
    person, party = clock.new_id(), clock.new_id()
    await connection.execute("INSERT INTO party (party_id, kind, province_code) VALUES ($1, 'carrier', '01')", party)
    await connection.execute(
        "INSERT INTO person (person_id, full_name, sort_key, carrier_party_id, province_code) "
        "VALUES ($1, 'Hoa', 'hoa', $2, '01')",
        *(person, party),
    )
    device = w.SigningDevice(clock.new_id(), party, person)
    await w.enrol(connection, device, "phone", world.post_office, person)
    return device


async def test_the_second_person_may_sit_at_the_superior_office(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    superior, head_there = clock.new_id(), clock.new_id()
    await owner_connection.execute("INSERT INTO party VALUES ($1, 'point', '01')", superior)
    await owner_connection.execute(
        """INSERT INTO office
           SELECT (jsonb_populate_record(o, jsonb_build_object('office_id', $1::uuid, 'code', 'TREN-1'))).*
           FROM office AS o WHERE office_id = $2""",
        *(superior, world.post_office),
    )
    await owner_connection.execute(
        "UPDATE office SET superior_office_id = $1 WHERE office_id = $2", superior, world.post_office
    )
    await owner_connection.execute(
        "INSERT INTO person (person_id, full_name, sort_key, province_code) VALUES ($1, 'Trên', 'tren', '01')",
        head_there,
    )
    await owner_connection.execute(
        "INSERT INTO role_grant (person_id, role, office_id, valid_from) VALUES ($1, 'supervisor', $2, '2020-01-01')",
        *(head_there, superior),
    )
    seen = await shown(database, world, head_there)
    proposal = await proposed(database, world, seen)
    await answered(database, world, proposal, seen, head_there)
    assert (await status(database))[1] == "held"
