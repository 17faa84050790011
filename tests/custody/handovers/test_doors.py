"""At the citizen's door and at the counter: proofs, who takes it, one-time codes, who cannot sign. Custody stands."""

from datetime import timedelta
from functools import partial

import pytest

from courier import clock
from courier.custody.handovers.one_time_codes.judge_codes import CODES_A_DAY, issue_code
from courier.database import Connection, Pool, in_transaction
from courier.errors import NotFound, TooManyRequests
from mobile_contract import events
from mobile_contract.sync import Entry
from tests.custody import world as w
from tests.custody.handovers import stage

pytestmark = pytest.mark.anyio


async def ref(database: Pool, world: w.World, code: str) -> events.ItemRef:
    return events.ItemRef(code, await stage.with_carrier(database, world, code))


async def test_a_delivery_with_all_its_proofs_finds_nothing_that_waits_for_a_person(
    database: Pool, world: w.World
) -> None:
    code = next(iter(world.items))
    await stage.send(database, world.lan, stage.deliver(world, [await ref(database, world, code)]))
    assert await stage.cases(database) == []
    assert await stage.facts(database, "proof_skipped") == {"missing": ["one_time_code", "seal_number"]}


async def test_what_is_asked_may_be_left_out_with_a_reason(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    skipped = [events.Skipped("one_time_code", "no_means"), events.Skipped("seal_number", "not_applicable")]
    act = stage.deliver(world, [await ref(database, world, code)], skipped=skipped)
    await stage.send(database, world.lan, act)
    assert await stage.found(database) == []


async def test_missing_proofs_are_found_and_the_delivery_stands(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    act = stage.deliver(world, [await ref(database, world, code)], proofs=[], relation=None, identity=None)
    await stage.send(database, world.lan, act)
    assert await stage.holder(database, code) == world.citizen
    assert await stage.facts(database, "missing_proof") == {
        "missing": ["identity_seen", "photo", "relation", "signature"]
    }
    assert await stage.cases(database) == ["missing_proof"]


async def test_the_rules_of_a_desk_go_before_the_contracts_own(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    """Rules per job kind and outcome are data: this desk asks for no photo, and always for the seal."""
    await owner_connection.executemany(
        "INSERT INTO proof_rule (rule_id, desk_id, act, leg, proof, requirement, valid_from, person_id) "
        "VALUES ($1, $2, 'deliver', 'RETURN', $3, $4, '2026-01-01', $5)",
        [
            (clock.new_id(), None, "photo", "asked", world.supervisor),
            (clock.new_id(), world.desk, "photo", "off", world.supervisor),
            (clock.new_id(), world.desk, "seal_number", "required", world.supervisor),
        ],
    )
    code = next(iter(world.items))
    act = stage.deliver(world, [await ref(database, world, code)], proofs=[stage.SIGNATURE])
    await stage.send(database, world.lan, act)
    assert await stage.facts(database, "missing_proof") == {"missing": ["seal_number"]}


async def test_a_result_brought_back_to_its_desk_needs_no_identity(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    back = stage.deliver(
        world,
        [await ref(database, world, code)],
        to_party=world.desk,
        evidence="witnessed",
        relation=None,
        identity=None,
    )
    await stage.send(database, world.lan, back)
    assert await stage.holder(database, code) == world.desk
    assert await stage.cases(database) == []


@pytest.mark.parametrize("relation", ["spouse", "authorised"])
async def test_what_only_its_owner_may_take_is_kept_as_a_fact_and_opens_a_case(
    database: Pool, owner_connection: Connection, world: w.World, relation: str
) -> None:
    code = next(iter(world.items))
    await personal(owner_connection, code)
    act = stage.deliver(world, [await ref(database, world, code)], relation=relation)
    await stage.send(database, world.lan, act)
    assert await stage.holder(database, code) == world.citizen
    assert "personal_only" in await stage.cases(database)


async def test_the_owner_takes_what_only_the_owner_may(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = next(iter(world.items))
    await personal(owner_connection, code)
    await stage.send(database, world.lan, stage.deliver(world, [await ref(database, world, code)]))
    assert await stage.cases(database) == []


async def test_who_may_take_a_result_is_data_of_its_procedure(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    first, second = world.items
    await owner_connection.execute(
        "INSERT INTO procedure (procedure_code, valid_from, name, name_key, field, level, agency, last_reviewed_on, "
        "may_send, may_return, must_attend_send, must_attend_return, personal_only, receivers, post_may_collect, "
        "may_pay_later) VALUES ('DEMO-1', '2020-01-01', 'Thử', 'thu', 'justice', 'commune', 'UBND', '2026-01-01', "
        "true, true, false, false, false, '{owner,spouse}', true, false)"
    )
    await owner_connection.execute("UPDATE dossier SET procedure_code = 'DEMO-1', procedure_valid_from = '2026-01-01'")
    for code, relation in ((first, "spouse"), (second, "parent_or_child")):
        act = stage.deliver(world, [await ref(database, world, code)], relation=relation)
        await stage.send(database, world.lan, act)
    assert await stage.cases(database) == ["receiver_not_allowed"]
    assert ("receiver_not_allowed", second) in await stage.found(database)


async def test_one_for_another_has_a_relation_for_each_item_and_an_authorisation(
    database: Pool, world: w.World
) -> None:
    first, second = world.items
    refs = [await ref(database, world, code) for code in (first, second)]
    takers = [events.Taker(first, "owner"), events.Taker(second, "authorised")]
    await stage.send(database, world.lan, stage.deliver(world, refs, relation=None, takers=takers))
    assert await stage.facts(database, "missing_proof") == {"missing": ["authorisation"]}
    assert ("missing_proof", second) in await stage.found(database)


async def test_an_authorisation_named_in_the_details_is_enough(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    act = stage.detailed(
        world.lan,
        events.Deliver,
        {"authorisation": "Giấy ủy quyền ngày 20/11/2026", "receiver_name": "Trần Thị Hoa"},
        to_party=world.citizen,
        evidence="citizen",
        items=[await ref(database, world, code)],
        relation="authorised",
        identity="citizen_card",
        proofs=stage.PROOFS,
    )
    await stage.send(database, world.lan, act)
    assert await stage.cases(database) == []


async def test_items_of_two_recipients_in_one_act_are_found(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    first, second = world.items
    other = clock.new_id()
    await owner_connection.execute("INSERT INTO party VALUES ($1, 'citizen', '01')", other)
    await owner_connection.execute("UPDATE job SET destination_id = $1 WHERE job_id = $2", other, world.jobs[second])
    refs = [await ref(database, world, code) for code in (first, second)]
    await stage.send(database, world.lan, stage.deliver(world, refs))
    assert await stage.cases(database) == ["several_recipients", "wrong_recipient"]
    assert ("wrong_recipient", second) in await stage.found(database)
    assert await stage.holder(database, second) == world.citizen


async def test_who_cannot_sign_gives_a_fingerprint_on_paper_before_a_witness(database: Pool, world: w.World) -> None:
    first, second = world.items
    prints = [stage.PHOTO, events.Proof("fingerprint_paper", "cc" * 32)]
    said = {
        "to_party": world.citizen,
        "evidence": "citizen",
        "relation": "owner",
        "identity": "vneid",
        "proofs": prints,
    }
    witnessed = stage.detailed(
        world.lan,
        events.Deliver,
        {"witness_name": "Nguyễn Văn Tư"},
        items=[await ref(database, world, first)],
        **said,
    )
    alone = world.lan.act(events.Deliver, items=[await ref(database, world, second)], **said)
    await stage.send(database, world.lan, witnessed, Entry(act=alone))
    assert await stage.cases(database) == ["no_witness"]


async def test_a_code_is_unconfirmed_until_the_server_has_judged_it(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    told = await in_transaction(database, lambda c: issue_code(c, code, "1234"))
    act = stage.deliver(world, [await ref(database, world, code)], one_time_code=told.code)
    assert await database.fetchval("SELECT count(*) FROM one_time_code_verdict") == 0
    await stage.send(database, world.lan, act)
    assert await database.fetchval("SELECT verdict FROM one_time_code_verdict") == "confirmed"
    assert await stage.cases(database) == []


async def test_a_wrong_code_and_one_nobody_was_told_open_cases_and_the_delivery_stands(
    database: Pool, world: w.World
) -> None:
    first, second = world.items
    told = await in_transaction(database, lambda c: issue_code(c, first, "1234"))
    wrong = f"{(int(told.code) + 1) % 10**6:06d}"
    for code in (first, second):
        act = stage.deliver(world, [await ref(database, world, code)], one_time_code=wrong)
        await stage.send(database, world.lan, act)
    verdicts = await database.fetch("SELECT verdict FROM one_time_code_verdict ORDER BY verdict")
    assert [row["verdict"] for row in verdicts] == ["none_issued", "wrong"]
    assert await stage.cases(database) == ["one_time_code"] * 2
    assert await stage.holder(database, first) == world.citizen


async def test_beside_a_code_a_signature_is_required_too(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = next(iter(world.items))
    await owner_connection.execute(
        "INSERT INTO proof_rule (rule_id, act, leg, proof, requirement, valid_from, person_id) "
        "VALUES ($1, 'deliver', 'RETURN', 'signature', 'off', '2026-01-01', $2)",
        clock.new_id(),
        world.supervisor,
    )
    told = await in_transaction(database, lambda c: issue_code(c, code, "1234"))
    act = stage.deliver(world, [await ref(database, world, code)], one_time_code=told.code, proofs=[stage.PHOTO])
    await stage.send(database, world.lan, act)
    assert await stage.facts(database, "missing_proof") == {"missing": ["signature"]}


async def test_yesterdays_code_is_expired_today(database: Pool, owner_connection: Connection, world: w.World) -> None:
    code = next(iter(world.items))
    told = await in_transaction(database, lambda c: issue_code(c, code, "1234"))
    predecessor = await ref(database, world, code)
    await owner_connection.execute("UPDATE clock_setting SET clock_offset = interval '2 days'")
    clock.follow(timedelta(days=2))
    await stage.send(database, world.lan, stage.deliver(world, [predecessor], one_time_code=told.code))
    assert await database.fetchval("SELECT verdict FROM one_time_code_verdict") == "expired"
    assert await stage.cases(database) == ["one_time_code"]


async def test_no_code_is_told_without_the_second_factor_nor_twenty_a_day(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    for factor in ("", "9999"):
        with pytest.raises(NotFound):
            await in_transaction(database, partial(issue_code, code=code, second_factor=factor))
    for _ in range(CODES_A_DAY):
        await in_transaction(database, lambda c: issue_code(c, code, "1234"))
    with pytest.raises(TooManyRequests):
        await in_transaction(database, lambda c: issue_code(c, code, "1234"))
    assert code not in str(await database.fetch("SELECT * FROM one_time_code"))


async def test_counter_acts_are_held_to_the_carriers_checklist_and_proofs(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    """*Nhận gửi tại quầy* and *phát tại quầy*: the same acts, signed by the office's workstation."""
    job_id = await w.add_job(owner_connection, world, leg="SEND")
    sent = await w.add_label(owner_connection, world)
    taken = world.post_device.act(
        events.Receive,
        from_party=world.citizen,
        evidence="citizen",
        items=[events.ItemRef(sent, None)],
        job_id=job_id,
        place="at_counter",
        papers=[events.CountedLine(1, 1, 0, 0)],
    )
    await stage.send(database, world.post_device, taken)
    assert await stage.holder(database, sent) == world.post_office
    assert await stage.facts(database, "missing_proof") == {"missing": ["photo", "seal_number", "signature"]}
    result = next(iter(world.items))
    offered = w.release(world.desk_device, world.post_office, result)
    await stage.send(
        database, world.post_device, Entry(act=w.accept(world.post_device, offered, result), carried=offered)
    )
    given = world.post_device.act(
        events.Deliver,
        to_party=world.citizen,
        evidence="citizen",
        items=[events.ItemRef(result, await stage.tip(database, result))],
        relation="owner",
        identity="passport",
        place="at_counter",
        proofs=stage.PROOFS,
    )
    await stage.send(database, world.post_device, given)
    assert await stage.holder(database, result) == world.citizen
    assert await stage.cases(database) == ["missing_proof"]


async def personal(connection: Connection, code: str) -> None:
    await connection.execute(
        "UPDATE job SET personal_only = true WHERE job_id IN "
        "(SELECT job_id FROM item JOIN item_label USING (item_id) WHERE code = $1)",
        code,
    )
