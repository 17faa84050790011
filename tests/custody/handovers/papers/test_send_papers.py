"""Papers go a way of their own by an act that counts, and by no other; what form 03 refuses goes home."""

from itertools import permutations
from uuid import UUID

import pytest

from courier import clock
from courier.custody.handovers.papers.label_papers import label_papers, list_papers_home
from courier.custody.resolve_dispute import resolve_dispute
from courier.database import Connection, Pool, in_transaction
from courier.errors import NotFound
from courier.intake.model import LabelRefused
from mobile_contract import events
from mobile_contract.sync import Entry, SignedBody
from tests.custody import world as w
from tests.custody.handovers import stage

pytestmark = pytest.mark.anyio
LINES = [events.CountedLine(1, 1, 0, 0)]


async def journeys(database: Pool) -> list[tuple[str, bool]]:
    """Jobs of papers: what they are, and whether they are called off."""
    rows = await database.fetch(
        "SELECT purpose, cancelled_at IS NOT NULL FROM job WHERE purpose <> 'dossier' ORDER BY purpose"
    )
    return [tuple(row) for row in rows]


async def items_of_papers(database: Pool) -> int:
    return int(await database.fetchval("SELECT count(*) FROM item JOIN job USING (job_id) WHERE purpose <> 'dossier'"))


def delivered_by(device: w.SigningDevice, world: w.World, code: str, ref: UUID | None, label: str) -> SignedBody:
    return device.act(
        events.Deliver,
        to_party=world.citizen,
        evidence="citizen",
        items=[events.ItemRef(code, ref)],
        relation="owner",
        identity="citizen_card",
        papers_taken_back=2,
        papers_label=label,
        proofs=stage.PROOFS,
    )


async def refused(database: Pool, world: w.World, code: str, device: w.SigningDevice | None = None) -> SignedBody:
    device = device or world.desk_device
    act = device.act(events.AnswerFiling, code=code, refused="INCOMPLETE")
    await stage.send(database, device, act)
    return act


async def at_desk(database: Pool, world: w.World, connection: Connection) -> str:
    code = await stage.picked_up(database, world, connection, LINES)
    await stage.hand_to_desk(database, world, code)
    return code


async def test_a_strangers_delivery_makes_no_item_of_papers(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, label = next(iter(world.items)), await w.add_label(owner_connection, world)
    held = await stage.with_carrier(database, world, code)
    await stage.send(database, world.minh, delivered_by(world.minh, world, code, held, label))
    await stage.send(database, world.minh, delivered_by(world.minh, world, code, None, label))
    assert await journeys(database) == []
    assert await items_of_papers(database) == 0
    await stage.send(database, world.lan, delivered_by(world.lan, world, code, held, label))
    assert await journeys(database) == [("old_papers", False)]
    assert await stage.holder(database, label) == world.lan.party_id


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_papers_appear_once_their_delivery_counts_whatever_came_first(
    database: Pool, owner_connection: Connection, world: w.World, order: tuple[int, ...]
) -> None:
    """The carrier was offline: she delivered before anybody knew that she had taken the item over."""
    code, label = next(iter(world.items)), await w.add_label(owner_connection, world)
    offered = w.release(world.desk_device, world.lan.party_id, code)
    taken = w.accept(world.lan, offered, code)
    gone = delivered_by(world.lan, world, code, w.event_id(taken), label)
    sent = [(world.desk_device, offered), (world.lan, taken), (world.lan, gone)]
    for place in order:
        await stage.send(database, *sent[place])
    assert await journeys(database) == [("old_papers", False)]
    assert await stage.holder(database, label) == world.lan.party_id
    assert await stage.cases(database) == []


@pytest.mark.parametrize("order", list(permutations(range(2))))
async def test_a_delivery_taken_back_calls_off_the_way_of_its_papers(
    database: Pool, owner_connection: Connection, world: w.World, order: tuple[int, ...]
) -> None:
    code, label = next(iter(world.items)), await w.add_label(owner_connection, world)
    held = await stage.with_carrier(database, world, code)
    gone = delivered_by(world.lan, world, code, held, label)
    back = world.lan.act(events.Correct, answers=w.event_id(gone), items=[code])
    for place in order:
        await stage.send(database, world.lan, (gone, back)[place])
    assert [is_off for _, is_off in await journeys(database)] in ([], [True])
    assert await stage.holder(database, code) == world.lan.party_id


async def test_a_disputed_delivery_sends_its_papers_once_two_people_believe_it(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, label = next(iter(world.items)), await w.add_label(owner_connection, world)
    held = await stage.with_carrier(database, world, code)
    offered = w.release(world.lan, world.minh.party_id, code, predecessor=held)
    await stage.send(database, world.minh, Entry(act=w.accept(world.minh, offered, code), carried=offered))
    gone = delivered_by(world.lan, world, code, held, label)
    await stage.send(database, world.lan, gone)
    assert [is_off for _, is_off in await journeys(database)] == []
    await in_transaction(
        database,
        lambda c: resolve_dispute(
            c,
            world.items[code],
            decided_by=world.supervisor,
            approved_by=world.dispatcher,
            chosen_event=w.event_id(gone),
        ),
    )
    assert await journeys(database) == [("old_papers", False)]
    assert await stage.holder(database, label) == world.lan.party_id


async def test_what_form_03_refuses_is_on_the_desks_list_at_once_and_named_by_the_first_scan(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await at_desk(database, world, owner_connection)
    await refused(database, world, code)
    (home,) = await list_papers_home(database, world.desk, world.clerk)
    assert (home.purpose, home.came_as, home.label, home.papers) == ("refused", code, None, None)
    job = await database.fetchrow("SELECT leg, origin_id, destination_id FROM job WHERE job_id = $1", home.job_id)
    assert tuple(job or ()) == ("RETURN", world.desk, world.citizen)
    label = await w.add_label(owner_connection, world)
    for _ in range(2):
        await in_transaction(database, lambda c: label_papers(c, home.job_id, label, world.clerk))
    assert [each.label for each in await list_papers_home(database, world.desk, world.clerk)] == [label]
    await stage.with_carrier(database, world, label)
    assert await stage.holder(database, label) == world.lan.party_id
    assert await list_papers_home(database, world.desk, world.clerk) == []
    assert await stage.cases(database) == []


async def test_a_label_scanned_before_it_named_anything_counts_from_then_on(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, label = await at_desk(database, world, owner_connection), await w.add_label(owner_connection, world)
    await refused(database, world, code)
    offered = w.release(world.desk_device, world.lan.party_id, label)
    await stage.send(database, world.lan, Entry(act=w.accept(world.lan, offered, label), carried=offered))
    assert set(await stage.cases(database)) == {"unknown_item"}
    (home,) = await list_papers_home(database, world.desk, world.clerk)
    await in_transaction(database, lambda c: label_papers(c, home.job_id, label, world.clerk))
    assert await stage.holder(database, label) == world.lan.party_id
    assert await stage.cases(database) == []


async def test_a_dossier_refused_twice_goes_home_once_and_a_refusal_taken_back_never(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await at_desk(database, world, owner_connection)
    first = await refused(database, world, code)
    await refused(database, world, code)
    assert await journeys(database) == [("refused", False)]
    back = world.desk_device.act(events.Correct, answers=w.event_id(first), items=[code])
    await stage.send(database, world.desk_device, back)
    assert await journeys(database) == [("refused", True)]
    assert await list_papers_home(database, world.desk, world.clerk) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_refusal_told_before_the_hand_over_sends_home_once_the_desk_has_it(
    database: Pool, owner_connection: Connection, world: w.World, order: tuple[int, ...]
) -> None:
    job_id = await w.add_job(owner_connection, world, leg="SEND")
    code = await w.add_label(owner_connection, world)
    taken = stage.pick_up(world, code, job_id, LINES)
    offered = w.release(world.lan, world.desk, code, predecessor=w.event_id(taken))
    accepted = Entry(act=w.accept(world.desk_device, offered, code), carried=offered)
    answered = world.desk_device.act(events.AnswerFiling, code=code, refused="WRONG_AGENCY")
    sent: list[tuple[w.SigningDevice, SignedBody | Entry]] = [
        (world.lan, taken),
        (world.desk_device, accepted),
        (world.desk_device, answered),
    ]
    for place in order:
        await stage.send(database, *sent[place])
    assert await journeys(database) == [("refused", False)]


async def test_who_does_not_decide_the_dossier_or_never_had_it_sends_nothing_home(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, LINES)
    await refused(database, world, code)
    await refused(database, world, code, world.post_device)
    assert await journeys(database) == []


async def test_only_its_desk_and_its_post_office_label_papers_and_with_a_fresh_label(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code, label = await at_desk(database, world, owner_connection), await w.add_label(owner_connection, world)
    await refused(database, world, code)
    (home,) = await list_papers_home(database, world.desk, world.clerk)
    assert await list_papers_home(database, world.desk, world.lan.person_id) == []
    with pytest.raises(NotFound):
        await in_transaction(database, lambda c: label_papers(c, home.job_id, label, world.lan.person_id))
    with pytest.raises(NotFound):
        await in_transaction(database, lambda c: label_papers(c, clock.new_id(), label, world.clerk))
    with pytest.raises(LabelRefused):
        await in_transaction(database, lambda c: label_papers(c, home.job_id, code, world.clerk))
    await in_transaction(database, lambda c: label_papers(c, home.job_id, label, world.dispatcher))
