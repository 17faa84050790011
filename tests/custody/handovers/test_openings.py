"""Carrier and desk: hand-over and opening are two facts; what is found then, what is answered, what goes home."""

from itertools import permutations

import pytest

from courier.database import Connection, Pool
from mobile_contract import events
from mobile_contract.sync import Entry
from tests.custody import world as w
from tests.custody.handovers import stage

pytestmark = pytest.mark.anyio
LINES = [events.CountedLine(1, 1, 0, 0), events.CountedLine(2, 0, 1, 0)]


async def test_a_sealed_handover_is_done_before_the_envelope_is_opened(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, LINES)
    await stage.hand_to_desk(database, world, code)
    assert await stage.holder(database, code) == world.desk
    assert await database.fetchval("SELECT count(*) FROM envelope_opening") == 0
    await stage.send(database, world.desk_device, world.desk_device.act(events.Examine, code=code, papers=LINES))
    assert await database.fetchval("SELECT party_id FROM envelope_opening") == world.desk
    assert await stage.holder(database, code) == world.desk
    assert await stage.cases(database) == []


async def test_a_difference_found_on_opening_is_listed_line_by_line_and_opens_a_case(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, LINES)
    await stage.hand_to_desk(database, world, code)
    recount = [events.CountedLine(1, 0, 0, 0), events.CountedLine(2, 0, 1, 0)]
    await stage.send(database, world.desk_device, world.desk_device.act(events.Examine, code=code, papers=recount))
    assert await stage.cases(database) == ["differs_after_handover"]
    row = await database.fetchrow("SELECT line, said_originals, found_originals FROM handover_difference")
    assert row is not None
    assert tuple(row) == (1, 1, 0)
    assert await stage.holder(database, code) == world.desk


async def test_the_difference_is_the_same_whichever_count_came_first(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    """The desk had network all day, the phone had none."""
    job_id = await w.add_job(owner_connection, world, leg="SEND")
    code = await w.add_label(owner_connection, world)
    taken = stage.pick_up(world, code, job_id, LINES)
    opened = world.desk_device.act(events.Examine, code=code, papers=[events.CountedLine(1, 1, 0, 0)])
    await stage.send(database, world.desk_device, opened)
    await stage.send(database, world.lan, taken)
    assert ("differs_after_handover", code) in await stage.found(database)


async def test_a_joint_recount_without_a_difference_opens_nothing(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    """*Kiểm đếm tại chỗ*: accept and opening go up in one batch."""
    code = await stage.picked_up(database, world, owner_connection, LINES)
    offered = w.release(world.lan, world.desk, code, predecessor=await stage.tip(database, code))
    taken = w.accept(world.desk_device, offered, code)
    opened = world.desk_device.act(events.Examine, code=code, seal="NP-1", papers=LINES)
    await stage.send(database, world.desk_device, Entry(act=taken, carried=offered), Entry(act=opened))
    assert await stage.cases(database) == []


async def test_part_of_a_list_is_refused_at_the_counter_and_stays_with_the_carrier(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    first = await stage.picked_up(database, world, owner_connection, LINES)
    second = await stage.picked_up(database, world, owner_connection, LINES)
    refs = [events.ItemRef(code, await stage.tip(database, code)) for code in (first, second)]
    offered = world.lan.act(events.Release, to_party=world.desk, items=refs)
    taken = world.desk_device.act(
        events.Accept,
        answers=w.event_id(offered),
        answers_sha256=w.digest(offered),
        items=[first],
        refused=[events.RefusedItem(second, "DESK_REFUSED")],
        list_count=2,
    )
    await stage.send(database, world.desk_device, Entry(act=taken, carried=offered))
    assert await stage.holder(database, first) == world.desk
    assert await stage.holder(database, second) == world.lan.party_id
    assert await stage.cases(database) == ["refused_item"]


async def test_another_seal_than_at_the_door_and_a_broken_one_open_cases(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, LINES)
    await stage.hand_to_desk(database, world, code)
    opened = world.desk_device.act(events.Examine, code=code, seal="NP-2", is_seal_intact=False, papers=LINES)
    await stage.send(database, world.desk_device, opened)
    assert await stage.cases(database) == ["seal_differs"]
    assert await database.fetchval("SELECT is_intact FROM seal_seen WHERE event_id = $1", w.event_id(opened)) is False


async def test_code_and_due_date_may_follow_later_the_same_day(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, LINES)
    await stage.hand_to_desk(database, world, code)
    desk = world.desk_device
    await stage.send(database, desk, desk.act(events.AnswerFiling, code=code, dossier_code="H26.1-261122-0001"))
    dossier = "SELECT code, due_on::text, official_state FROM dossier WHERE code IS NOT NULL"
    assert tuple(await database.fetchrow(dossier) or ()) == ("H26.1-261122-0001", None, 9)
    await stage.send(database, desk, desk.act(events.AnswerFiling, code=code, due_on="2026-12-04"))
    assert tuple(await database.fetchrow(dossier) or ()) == ("H26.1-261122-0001", "2026-12-04", 9)
    assert await stage.cases(database) == []


async def test_the_latest_due_date_counts_whatever_the_order(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, LINES)
    desk = world.desk_device
    first = desk.act(events.AnswerFiling, code=code, dossier_code="H26.1-261122-0007", due_on="2026-12-04")
    later = desk.act(events.AnswerFiling, code=code, due_on="2026-12-08", happened_at_ms=4_000_000_000_000)
    await stage.send(database, desk, later)
    await stage.send(database, desk, first)
    assert await database.fetchval("SELECT due_on::text FROM dossier WHERE code IS NOT NULL") == "2026-12-08"


async def test_a_code_another_dossier_has_and_a_second_code_are_shown_and_change_nothing(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    first = await stage.picked_up(database, world, owner_connection, LINES)
    second = await stage.picked_up(database, world, owner_connection, LINES)
    desk = world.desk_device
    for code in (first, second):
        await stage.send(database, desk, desk.act(events.AnswerFiling, code=code, dossier_code="H26.1-261122-0001"))
    assert await stage.facts(database, "dossier_code") == {"why": ["taken"], "said": "H26.1-261122-0001", "known": None}
    await stage.send(database, desk, desk.act(events.AnswerFiling, code=first, dossier_code="H26.1-261122-0002"))
    assert await database.fetchval("SELECT count(*) FROM dossier WHERE code = 'H26.1-261122-0001'") == 1
    assert await stage.cases(database) == ["dossier_code"] * 2


async def test_a_refusal_by_form_03_is_kept_with_its_reason(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, LINES)
    await owner_connection.execute("UPDATE dossier SET official_state = 1")
    refusal = stage.detailed(
        world.desk_device, events.AnswerFiling, {"note": "Thiếu giấy xác nhận"}, code=code, refused="INCOMPLETE"
    )
    await stage.send(database, world.desk_device, refusal)
    assert await database.fetchval("SELECT refused FROM filing_answer") == "INCOMPLETE"
    assert await database.fetchval("SELECT count(*) FROM dossier WHERE official_state = 3") == 1


async def test_another_desk_answers_for_nobody(database: Pool, owner_connection: Connection, world: w.World) -> None:
    code = await stage.picked_up(database, world, owner_connection, LINES)
    act = world.post_device.act(events.AnswerFiling, code=code, dossier_code="H26.1-261122-0001")
    await stage.send(database, world.post_device, act)
    assert await stage.cases(database) == ["wrong_desk"]
    assert await database.fetchval("SELECT count(*) FROM dossier WHERE code IS NOT NULL") == 0


async def test_originals_for_comparison_go_home_as_an_item_of_their_own(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, [events.CountedLine(1, 3, 0, 0)])
    await stage.hand_to_desk(database, world, code)
    label = await w.add_label(owner_connection, world)
    opened = world.desk_device.act(
        events.Examine,
        code=code,
        papers=[events.CountedLine(1, 3, 0, 0)],
        originals=[
            events.OriginalFate(1, "kept", 1),
            events.OriginalFate(1, "returned_at_once", 1),
            events.OriginalFate(1, "returned_later", 1),
        ],
        originals_label=label,
    )
    await stage.send(database, world.desk_device, opened)
    await stage.send(database, world.desk_device, opened)
    journeys = await database.fetch("SELECT leg, origin_id, destination_id FROM job WHERE purpose = 'originals'")
    assert [tuple(row) for row in journeys] == [("RETURN", world.desk, world.citizen)]
    assert await stage.holder(database, label) == world.desk
    assert await stage.cases(database) == []


async def test_originals_without_a_label_are_a_case_until_they_have_one(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, [events.CountedLine(1, 1, 0, 0)])
    await stage.hand_to_desk(database, world, code)
    fate = [events.OriginalFate(1, "returned_later", 1)]
    opened = world.desk_device.act(events.Examine, code=code, papers=[events.CountedLine(1, 1, 0, 0)], originals=fate)
    await stage.send(database, world.desk_device, opened)
    assert await stage.cases(database) == ["papers_without_label"]
    assert await database.fetchval("SELECT count(*) FROM job WHERE purpose = 'originals'") == 1


async def test_the_checklist_knows_no_line_but_the_published_ones(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    job_id = await w.add_job(owner_connection, world, leg="SEND")
    dossier_id = await owner_connection.fetchval("SELECT dossier_id FROM job WHERE job_id = $1", job_id)
    await stage.add_lines(owner_connection, dossier_id, (1, 0, 0, True), (0, 0, 2, True), (0, 1, 0, False))
    code = await w.add_label(owner_connection, world)
    papers = [events.CountedLine(1, 1, 0, 0), events.CountedLine(2, 0, 0, 1), events.CountedLine(4, 0, 0, 1)]
    await stage.send(database, world.lan, stage.pick_up(world, code, job_id, papers))
    assert await stage.found(database) == [("checklist_short", code), ("line_not_published", code)]
    assert await stage.cases(database) == ["line_not_published"]
    assert await stage.holder(database, code) == world.lan.party_id


async def test_a_pickup_that_counts_nothing_is_recorded_and_waits_for_nobody(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    job_id = await w.add_job(owner_connection, world, leg="SEND")
    dossier_id = await owner_connection.fetchval("SELECT dossier_id FROM job WHERE job_id = $1", job_id)
    await stage.add_lines(owner_connection, dossier_id, (1, 0, 0, True))
    code = await w.add_label(owner_connection, world)
    await stage.send(database, world.lan, stage.pick_up(world, code, job_id, []))
    assert await stage.found(database) == [("checklist_missing", code)]
    assert await stage.cases(database) == []


@pytest.mark.parametrize("order", list(permutations(range(3)))[1:4])
async def test_an_original_sent_home_is_held_alike_in_whatever_order_its_acts_arrive(
    database: Pool, owner_connection: Connection, world: w.World, order: tuple[int, ...]
) -> None:
    """The carrier may tell of the new item before the desk tells that there is one."""
    code = await stage.picked_up(database, world, owner_connection, [events.CountedLine(1, 1, 0, 0)])
    await stage.hand_to_desk(database, world, code)
    label = await w.add_label(owner_connection, world)
    fate = [events.OriginalFate(1, "returned_later", 1)]
    opened = world.desk_device.act(events.Examine, code=code, originals=fate, originals_label=label)
    offered = w.release(world.desk_device, world.lan.party_id, label)
    sent = [(world.desk_device, opened), (world.desk_device, offered), (world.lan, w.accept(world.lan, offered, label))]
    for place in order:
        await stage.send(database, *sent[place])
    assert await stage.holder(database, label) == world.lan.party_id
