"""A dossier's timeline read from a real database: both legs, what is missing, and the particulars behind the factor."""

from datetime import date
from uuid import UUID

import pytest

from courier.care.model import Stage
from courier.care.timeline import track
from courier.clock import new_id
from courier.database import Connection
from courier.errors import NotFound
from courier.money.mark_dues import mark_dues
from courier.money.record_transfer_seen import record_transfer_seen
from mobile_contract import events
from mobile_contract.codes import new_code
from mobile_contract.fields import Reason
from mobile_contract.sync import SignedBody
from tests.care.acts import hand_over, send
from tests.custody.world import SigningDevice, World, add_job, build, event_id
from tests.money.cash import DUE_VND, build_with_dues, collect, enter

VIEW_CODE = "1234"


@pytest.fixture
async def world(owner_connection: Connection) -> World:
    return await build(owner_connection)


async def dossier_of(connection: Connection, code: str) -> UUID:
    found = await connection.fetchval(
        "SELECT dossier_id FROM item_label JOIN item USING (item_id) JOIN job USING (job_id) WHERE code = $1", code
    )
    assert isinstance(found, UUID)
    return found


async def add_registration(connection: Connection, dossier_id: UUID) -> UUID:
    registration_id = new_id()
    await connection.execute(
        "INSERT INTO registered_return (registration_id, dossier_id, province_code, recipient_id, requested_by, "
        "channel, at_counter, personal_only, papers_to_take_back) "
        "SELECT $1, dossier_id, province_code, owner_id, 'CITIZEN', 'counter', false, false, 0 "
        "FROM dossier WHERE dossier_id = $2",
        registration_id,
        dossier_id,
    )
    return registration_id


async def test_the_result_asked_for_at_the_same_time_stands_on_the_same_timeline(
    owner_connection: Connection, world: World
) -> None:
    code = next(iter(world.items))
    dossier_id = await dossier_of(owner_connection, code)
    await owner_connection.execute("UPDATE job SET leg = 'SEND' WHERE dossier_id = $1", dossier_id)
    await add_registration(owner_connection, dossier_id)
    tracking = await track(owner_connection, code)
    assert [(leg.leg, leg.stage) for leg in tracking.legs] == [("SEND", "waiting"), ("RETURN", "awaiting_result")]
    assert tracking.now.leg == "SEND"


async def test_a_registration_that_a_result_belongs_to_is_no_leg_of_its_own(
    owner_connection: Connection, world: World
) -> None:
    code = next(iter(world.items))
    dossier_id = await dossier_of(owner_connection, code)
    registration_id = await add_registration(owner_connection, dossier_id)
    await owner_connection.execute(
        "INSERT INTO registration_match (job_id, registration_id) SELECT job_id, $1 FROM job WHERE dossier_id = $2",
        registration_id,
        dossier_id,
    )
    assert [leg.stage for leg in (await track(owner_connection, code)).legs] == ["waiting"]


async def test_content_is_behind_the_second_factor_and_days_are_not(owner_connection: Connection, world: World) -> None:
    code = next(iter(world.items))
    dossier_id = await dossier_of(owner_connection, code)
    await owner_connection.execute("UPDATE dossier SET due_on = '2026-12-01' WHERE dossier_id = $1", dossier_id)
    await owner_connection.execute(
        "INSERT INTO dossier_document (dossier_id, line, name, originals, certified_copies, photocopies, is_required, "
        "is_shown_and_returned) VALUES ($1, 1, 'Tờ khai', 1, 0, 0, true, false), ($1, 2, 'Sổ đỏ', 0, 1, 0, true, true)",
        dossier_id,
    )
    for asked_on, missing in (("2026-11-01", ["Ảnh"]), ("2026-11-20", ["Giấy ủy quyền"])):
        await owner_connection.execute(
            "INSERT INTO supplement_request (request_id, dossier_id, asked_on, deadline_on, missing, person_id) "
            "VALUES ($1, $2, $3, '2026-11-30', $4, $5)",
            new_id(),
            dossier_id,
            date.fromisoformat(asked_on),
            missing,
            world.clerk,
        )
    masked = await track(owner_connection, code, "0000")
    assert masked.details is None
    assert (masked.facts.documents, masked.facts.due_on) == (2, date(2026, 12, 1))
    assert masked.facts.supplement_asked_on == date(2026, 11, 20)
    assert masked.facts.is_supplement_open
    details = (await track(owner_connection, code, VIEW_CODE)).details
    assert details is not None
    assert [line.name for line in details.documents] == ["Tờ khai", "Sổ đỏ"]
    assert details.missing == ["Giấy ủy quyền"]


async def test_a_leg_cancelled_beside_another_does_not_hide_it(owner_connection: Connection, world: World) -> None:
    code, other = world.items
    dossier_id = await dossier_of(owner_connection, code)
    job_id = await add_job(owner_connection, world, leg="SEND")
    await owner_connection.execute(
        "UPDATE job SET dossier_id = $1, cancelled_at = courier_now() WHERE job_id = $2", dossier_id, job_id
    )
    tracking = await track(owner_connection, code)
    assert sorted(leg.stage for leg in tracking.legs) == ["cancelled", "waiting"]
    assert tracking.now.stage == "waiting"
    assert len((await track(owner_connection, other)).legs) == 1


async def test_an_unknown_code_is_not_found(owner_connection: Connection, world: World) -> None:
    with pytest.raises(NotFound):
        await track(owner_connection, new_code(), VIEW_CODE)


# The latest truth of a leg, from acts that people signed.


async def test_a_second_ride_without_a_visit_leaves_the_failed_visit_the_latest_news(
    owner_connection: Connection, world: World
) -> None:
    """Lan finds nobody and brings it in; it rides out once more in Minh's bag and comes home unvisited."""
    code = next(iter(world.items))
    given = await hand_over(owner_connection, world.desk_device, world.lan, code)
    await send(owner_connection, world.lan, failed(world.lan, code, "ABSENT"))
    assert await stage(owner_connection, code) == "not_met"
    given = await hand_over(owner_connection, world.lan, world.post_device, code, given)
    assert await stage(owner_connection, code) == "not_met"
    given = await hand_over(owner_connection, world.post_device, world.minh, code, given)
    assert await stage(owner_connection, code) == "with_carrier"
    given = await hand_over(owner_connection, world.minh, world.post_device, code, given)
    assert await stage(owner_connection, code) == "not_met"
    given = await hand_over(owner_connection, world.post_device, world.lan, code, given)
    await send(owner_connection, world.lan, failed(world.lan, code, "APPOINT"))
    await hand_over(owner_connection, world.lan, world.post_device, code, given)
    assert await stage(owner_connection, code) == "appointed"


async def test_a_desk_that_was_shut_is_news_until_the_result_is_collected(
    owner_connection: Connection, world: World
) -> None:
    code = next(iter(world.items))
    await send(owner_connection, world.lan, failed(world.lan, code, "NOT_READY"))
    assert await stage(owner_connection, code) == "not_collected"
    given = await hand_over(owner_connection, world.desk_device, world.lan, code)
    assert await stage(owner_connection, code) == "with_carrier"
    await hand_over(owner_connection, world.lan, world.post_device, code, given)
    assert await stage(owner_connection, code) == "at_post"


async def test_a_transfer_told_of_is_named_until_it_is_seen(owner_connection: Connection) -> None:
    world, (code, *_) = await build_with_dues(owner_connection)
    await owner_connection.execute("UPDATE dossier SET view_code = $1", VIEW_CODE)

    async def owed() -> tuple[int, int]:
        details = (await track(owner_connection, code, VIEW_CODE)).details
        assert details is not None
        return details.due_vnd, details.claimed_vnd

    await mark_dues(owner_connection, world.jobs.values())
    assert await owed() == (DUE_VND, 0)
    claim = collect(world.lan, code, mode="claimed_transfer")
    await enter(owner_connection, world.lan, claim)
    assert await owed() == (DUE_VND, DUE_VND)
    await record_transfer_seen(owner_connection, event_id(claim), "bank_file", world.supervisor, "FT123")
    assert await owed() == (0, 0)


async def stage(connection: Connection, code: str) -> Stage:
    return (await track(connection, code)).now.stage


def failed(carrier: SigningDevice, code: str, reason: Reason) -> SignedBody:
    return carrier.act(events.Attempt, reason=reason, solution="RETRY", items=[code])
