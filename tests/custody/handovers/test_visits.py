"""Failed visits: the next step their reason allows, cards left, how many are made; reports of damage and loss."""

import pytest

from courier.database import Connection, Pool
from mobile_contract import events
from tests.custody import world as w
from tests.custody.handovers import stage

pytestmark = pytest.mark.anyio


async def test_a_next_step_that_the_reason_does_not_allow_is_found(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    await stage.with_carrier(database, world, code)
    await stage.send(
        database, world.lan, world.lan.act(events.Attempt, reason="REFUSED", solution="RETRY", items=[code])
    )
    assert await stage.facts(database, "solution_not_allowed") == {
        "reason": "REFUSED",
        "solution": "RETRY",
        "allowed": ["RETURN"],
    }
    assert await stage.holder(database, code) == world.lan.party_id


async def test_a_refusal_goes_back_at_once_and_says_where_no_signature_was_given(
    database: Pool, world: w.World
) -> None:
    first, second = world.items
    said = {"reason": "REFUSED", "solution": "RETURN", "proofs": [events.Proof("photo_doorway", "ee" * 32)]}
    signed = said | {"proofs": [*said["proofs"], stage.SIGNATURE]}
    await stage.send(
        database,
        world.lan,
        world.lan.act(events.Attempt, items=[first], **signed),
        world.lan.act(events.Attempt, items=[second], **said),
    )
    assert await stage.facts(database, "proof_skipped") == {"missing": ["signature"]}
    assert await stage.cases(database) == []
    solutions = await database.fetch("SELECT solution FROM job_solution")
    assert [row["solution"] for row in solutions] == ["RETURN", "RETURN"]


async def test_a_fourth_visit_is_kept_and_found(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    await stage.with_carrier(database, world, code)
    for _ in range(4):
        await stage.send(
            database, world.lan, world.lan.act(events.Attempt, reason="ABSENT", solution="RETRY", items=[code])
        )
    assert await stage.facts(database, "too_many_attempts") == {"tries": 4, "allowed": 3}
    assert await stage.cases(database) == ["too_many_attempts"]


async def test_how_many_visits_are_made_is_a_setting_of_the_agreement(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    await owner_connection.execute(
        "WITH a AS (INSERT INTO agreement (agreement_id, desk_id, post_office_id, legs, handover_mode, legal_basis, "
        "valid_from) VALUES (gen_random_uuid(), $1, $2, '{RETURN}', 'sealed', 'thử', '2020-01-01') "
        "RETURNING agreement_id) "
        "INSERT INTO holding_rule (rule_id, agreement_id, valid_from, attempts, source) "
        "SELECT gen_random_uuid(), agreement_id, '2020-01-01', 1, 'thỏa thuận' FROM a",
        world.desk,
        world.post_office,
    )
    code = next(iter(world.items))
    for _ in range(2):
        await stage.send(
            database, world.lan, world.lan.act(events.Attempt, reason="ABSENT", solution="RETRY", items=[code])
        )
    assert await stage.facts(database, "too_many_attempts") == {"tries": 2, "allowed": 1}


async def test_a_card_left_is_an_invitation_once(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    act = world.lan.act(events.Attempt, reason="ABSENT", solution="RETRY", items=[code], card_left=True)
    await stage.send(database, world.lan, act)
    await stage.send(database, world.lan, act)
    invited = await database.fetch("SELECT job_id, how FROM invitation")
    assert [tuple(row) for row in invited] == [(world.jobs[code], "card")]


@pytest.mark.parametrize("what", ["damaged", "seal_broken", "lost"])
async def test_a_report_is_a_case_at_once_and_custody_stands(database: Pool, world: w.World, what: str) -> None:
    code = next(iter(world.items))
    await stage.with_carrier(database, world, code)
    report = stage.detailed(
        world.lan, events.Report, {"note": "Bao thư ướt do mưa"}, code=code, what=what, proofs=[stage.PHOTO]
    )
    await stage.send(database, world.lan, report)
    assert await stage.cases(database) == ["incident"]
    assert await stage.holder(database, code) == world.lan.party_id
    row = await database.fetchrow("SELECT kind, office_id FROM incident")
    assert tuple(row or ()) == (what, world.post_office)
    inquiry = await database.fetchval("SELECT count(*) FROM item_under_inquiry")
    assert inquiry == (what == "lost")
