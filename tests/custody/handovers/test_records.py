"""What people read of hand-overs: envelopes to open, originals not yet home, an item's record, findings, two roles."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from courier import clock
from courier.custody.handovers.proof_rules.read_proof_rules import read_proof_rules
from courier.custody.handovers.proof_rules.set_proof_rule import ProofTerms, set_proof_rule
from courier.custody.handovers.records.read_records import (
    list_envelopes,
    list_findings,
    list_originals_away,
    list_two_roles,
    read_record,
)
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, NotFound
from mobile_contract import events
from mobile_contract.proof_rules import DEFAULT_PROOF_RULES
from mobile_contract.sync import Entry, ProofRule
from tests.custody import world as w
from tests.custody.handovers import stage

pytestmark = pytest.mark.anyio
LINES = [events.CountedLine(1, 3, 0, 0), events.CountedLine(2, 0, 1, 0)]


async def away(database: Pool, world: w.World, code: str) -> list[tuple[int, int, str, str]]:
    dossier_id = await database.fetchval(
        "SELECT dossier_id FROM job JOIN item USING (job_id) JOIN item_label USING (item_id) WHERE code = $1", code
    )
    rows = await list_originals_away(database, dossier_id, world.clerk)
    assert await list_originals_away(database, dossier_id, world.lan.person_id) == []
    return [(row.line, row.originals, row.place, row.code) for row in rows]


async def test_an_envelope_is_listed_until_it_is_opened_and_answered(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, LINES)
    await stage.hand_to_desk(database, world, code)
    desk = world.desk_device
    for state, act in (
        ("sealed", desk.act(events.Examine, code=code, papers=LINES)),
        ("opened", desk.act(events.AnswerFiling, code=code, dossier_code="H26.1-261122-0001")),
        ("coded", desk.act(events.AnswerFiling, code=code, due_on="2026-12-01")),
    ):
        listed = await list_envelopes(database, world.desk, world.clerk)
        assert [(each.code, each.state, each.is_late) for each in listed] == [(code, state, False)]
        await stage.send(database, desk, act)
    assert await list_envelopes(database, world.desk, world.clerk) == []


async def test_an_envelope_of_yesterday_is_late(database: Pool, owner_connection: Connection, world: w.World) -> None:
    code = await stage.picked_up(database, world, owner_connection, LINES)
    await stage.hand_to_desk(database, world, code)
    await owner_connection.execute("UPDATE clock_setting SET clock_offset = interval '1 day'")
    assert [each.is_late for each in await list_envelopes(database, world.desk, world.clerk)] == [True]


async def test_every_original_not_yet_home_is_listed_with_where_it_is(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, LINES)
    assert await away(database, world, code) == [(1, 3, "in_envelope", code)]
    await stage.hand_to_desk(database, world, code)
    label = await w.add_label(owner_connection, world)
    fates = [events.OriginalFate(1, fate, 1) for fate in ("kept", "returned_at_once", "returned_later")]
    opened = world.desk_device.act(events.Examine, code=code, papers=LINES, originals=fates, originals_label=label)
    await stage.send(database, world.desk_device, opened)
    assert await away(database, world, code) == [(1, 1, "kept", code), (1, 1, "on_the_way", label)]
    held = events.ItemRef(label, await stage.with_carrier(database, world, label))
    await stage.send(database, world.lan, stage.deliver(world, [held]))
    assert await away(database, world, code) == [(1, 1, "kept", code)]


async def test_a_record_says_of_every_act_which_of_its_files_have_not_come(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, LINES)
    record = await read_record(database, code, world.dispatcher)
    assert [(act.kind, act.files, act.missing_files, act.seal) for act in record.acts] == [("receive", 2, 2, "NP-1")]
    await owner_connection.execute(
        "INSERT INTO proof_file (sha256, size_bytes, received_bytes, media_type, uploaded_by, completed_at) "
        "VALUES ($1, 1, 1, 'image/png', $2, now())",
        bytes.fromhex(stage.PHOTO.sha256),
        world.lan.device_id,
    )
    record = await read_record(database, code, world.dispatcher)
    assert record.acts[0].missing_files == 1
    findings = await list_findings(database, world.post_office, world.dispatcher)
    assert all(finding.missing_files == 1 for finding in findings)


async def test_a_record_shows_a_code_as_unconfirmed_or_judged_and_what_two_counts_differ_in(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, LINES)
    await stage.hand_to_desk(database, world, code)
    recount = [events.CountedLine(1, 2, 0, 0), events.CountedLine(2, 0, 1, 0)]
    await stage.send(database, world.desk_device, world.desk_device.act(events.Examine, code=code, papers=recount))
    record = await read_record(database, code, world.clerk)
    assert [(d.line, d.said_originals, d.found_originals) for d in record.differences] == [(1, 3, 2)]
    await stage.send(database, world.desk_device, world.desk_device.act(events.Examine, code=code, papers=LINES))
    assert (await read_record(database, code, world.clerk)).differences == []
    result = next(iter(world.items))
    item = events.ItemRef(result, await stage.with_carrier(database, world, result))
    await stage.send(database, world.lan, stage.deliver(world, [item], one_time_code="000000"))
    assert (await read_record(database, result, world.dispatcher)).acts[-1].one_time_code == "none_issued"


async def test_a_record_is_not_there_for_who_has_no_part_in_it(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    await stage.with_carrier(database, world, code)
    with pytest.raises(NotFound):
        await read_record(database, code, world.lan.person_id)


async def test_a_record_names_its_job_and_dossier_before_anything_was_signed(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = next(iter(world.items))
    record = await read_record(database, code, world.dispatcher)
    job = await owner_connection.fetchrow("SELECT job_id FROM item WHERE item_id = $1", world.items[code])
    assert job is not None
    assert (record.item_id, record.job_id, record.acts) == (world.items[code], job["job_id"], [])
    assert record.dossier_id == await owner_connection.fetchval(
        "SELECT dossier_id FROM job WHERE job_id = $1", record.job_id
    )


async def test_findings_are_read_in_words_by_their_own_office(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    item = events.ItemRef(code, await stage.with_carrier(database, world, code))
    await stage.send(database, world.lan, stage.deliver(world, [item], proofs=[]))
    found = await list_findings(database, world.post_office, world.dispatcher)
    assert ("missing_proof", "Thiếu bằng chứng") in [(each.kind, each.vi) for each in found]
    assert await list_findings(database, world.post_office, world.clerk) == []


async def test_two_roles_are_listed_to_the_head_of_either_office(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    world.post_device.person_id = world.desk_device.person_id
    offered = w.release(world.desk_device, world.post_office, code)
    await stage.send(
        database, world.post_device, Entry(act=w.accept(world.post_device, offered, code), carried=offered)
    )
    since = clock.now() - timedelta(days=1)
    listed = await list_two_roles(database, world.post_office, world.supervisor, since)
    assert [(each.items, each.is_marked, each.from_name) for each in listed] == [(1, False, "Một cửa thử")]
    assert await list_two_roles(database, world.post_office, world.clerk, since) == []


async def test_a_proof_rule_is_laid_down_once_by_who_runs_the_desk(database: Pool, world: w.World) -> None:
    terms = ProofTerms(
        act="deliver", leg="RETURN", proof="seal_number", requirement="required", valid_from=clock.today()
    )
    said: dict[str, Any] = {"desk_id": world.desk, "terms": terms}
    rule_id = clock.new_id()
    for _ in range(2):
        await in_transaction(database, lambda c: set_proof_rule(c, rule_id=rule_id, asked_by=world.supervisor, **said))
    assert await database.fetchval("SELECT count(*) FROM proof_rule") == 1
    with pytest.raises(Conflict):
        await in_transaction(
            database, lambda c: set_proof_rule(c, rule_id=clock.new_id(), asked_by=world.supervisor, **said)
        )
    with pytest.raises(NotFound):
        await in_transaction(
            database, lambda c: set_proof_rule(c, rule_id=clock.new_id(), asked_by=world.clerk, **said)
        )


async def test_devices_are_told_the_rules_of_the_desks_they_meet_and_nothing_of_others(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    async def told(office: UUID, *desks: UUID) -> list[ProofRule]:
        return await in_transaction(database, lambda c: read_proof_rules(c, office_id=office, desk_ids=desks))

    nowhere = clock.new_id()
    assert await told(nowhere) == list(DEFAULT_PROOF_RULES)
    await owner_connection.execute(
        """INSERT INTO proof_rule (rule_id, desk_id, act, leg, proof, requirement, valid_from, person_id)
           SELECT gen_random_uuid(), desk_id, 'deliver', leg, proof, requirement, valid_from::date, $2
           FROM (VALUES ($1::uuid, 'RETURN', 'seal_number', 'required', '2020-01-01'),
                        ($1, 'RETURN', 'photo', 'off', '2999-01-01'),
                        (NULL, 'RETURN', 'photo', 'asked', '2020-01-01'))
               AS rule (desk_id, leg, proof, requirement, valid_from)""",
        world.desk,
        world.supervisor,
    )
    usual = next(rule for rule in DEFAULT_PROOF_RULES if (rule.act, rule.leg) == ("deliver", "RETURN"))
    everybodys = msgspec.structs.replace(usual, photo="asked")
    rules = [everybodys if rule == usual else rule for rule in DEFAULT_PROOF_RULES]
    assert await told(nowhere) == rules
    here = msgspec.structs.replace(everybodys, seal_number="required", desk_id=world.desk)
    for office, desks in ((world.post_office, []), (world.desk, []), (nowhere, [world.desk])):
        assert await told(office, *desks) == [*rules, here]
