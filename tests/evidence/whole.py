"""A post office's life in which every source of the log has a row, by the rooms' own acts where there is one."""

from typing import Any
from uuid import UUID

from courier import clock, signatures
from courier.custody.append_batch import append_batch
from courier.custody.counts.settle_count import settle_count
from courier.custody.disputes.decide import answer_proposal, propose_resolution
from courier.custody.incidents.take_step import take_step
from courier.database import Connection, Pool, in_transaction
from courier.evidence.sources import SOURCES
from courier.money.mark_dues import mark_dues
from courier.money.receipts.books import attach_numbers, open_book, void_number
from courier.money.receipts.carry import carry
from courier.money.record_transfer_seen import record_transfer_seen
from courier.money.refunds.refund import refund
from courier.money.remittances.reverse_remittance import reverse_remittance
from mobile_contract import events
from mobile_contract.sync import SignedBody
from tests.custody import world as w
from tests.custody.handovers import stage
from tests.evidence.days import ride
from tests.money.cash import DUE_VND, collect, enter, open_till, state_dues
from tests.money.desk import fill_safe, reference_of, remit_to, send_file


async def live(pool: Pool) -> w.World:
    """Hand-overs in full, a count, an incident, a dispute decided by two, cash from the door to the bank's file."""
    await pool.execute(
        "INSERT INTO server_incarnation (incarnation_id, number, reason) VALUES ($1, 2, 'restored')", clock.new_id()
    )
    world = await ride(pool)
    one, two, three = [await in_transaction(pool, lambda c: w.add_item(c, world)) for _ in range(3)]
    await _collected_and_opened(pool, world)
    await _delivered_with_a_code(pool, world, one)
    await _counted(pool, world)
    await _proposed_and_approved(pool, world, two)
    await in_transaction(pool, lambda c: _decided(c, world, three))
    await in_transaction(pool, lambda c: _money(c, world))
    assert await missing_sources(pool) == set()
    return world


async def missing_sources(pool: Pool) -> set[str]:
    """Sources of which there is no row."""
    return {name for name, source in SOURCES.items() if not await pool.fetchval(f"SELECT count(*) FROM {source.table}")}


async def _collected_and_opened(pool: Pool, world: w.World) -> None:
    """A dossier counted line by line at the door and again at the desk, which answers it; the originals go home."""
    papers = [events.CountedLine(1, 1, 0, 2)]
    async with pool.acquire() as connection:
        code = await stage.picked_up(pool, world, connection, papers)
        other = await w.add_job(connection, world)
    await stage.hand_to_desk(pool, world, code)
    desk = world.desk_device
    opened = desk.act(
        events.Examine,
        code=code,
        seal="NP-1",
        papers=[events.CountedLine(1, 1, 0, 1)],
        originals=[events.OriginalFate(1, "kept", 1)],
    )
    answered = desk.act(events.AnswerFiling, code=code, dossier_code="H26.1-261122-0001", due_on="2026-12-01")
    told = desk.act(events.Report, code=code, what="wet", proofs=[stage.PHOTO])
    await stage.send(pool, desk, opened, answered, told)
    given = desk.act(
        events.Release, to_party=world.lan.party_id, items=[events.ItemRef(code, await stage.tip(pool, code))],
        two_roles=True,
    )  # fmt: skip
    await stage.send(pool, desk, given)
    await in_transaction(
        pool,
        lambda c: take_step(
            c,
            incident_id=w.event_id(told),
            step="agency_told",
            note="đã gọi ông Nam",
            happened_at=clock.now(),
            asked_by=world.supervisor,
        ),
    )
    await pool.execute(
        "INSERT INTO papers_journey (event_id, job_id, papers) VALUES ($1, $2, 1) ON CONFLICT DO NOTHING",
        w.event_id(opened),
        other,
    )


async def _delivered_with_a_code(pool: Pool, world: w.World, code: str) -> None:
    ref = events.ItemRef(code, await stage.with_carrier(pool, world, code))
    await pool.execute(
        "INSERT INTO one_time_code (code_id, job_id, salt, digest, expires_at) "
        "VALUES ($1, $2, $3, $4, courier_now() + interval '1 hour')",
        clock.new_id(),
        world.jobs[code],
        b"s" * 16,
        b"d" * 32,
    )
    given = stage.deliver(world, [ref], one_time_code="123456")
    await stage.send(pool, world.lan, given)
    await pool.execute(
        "INSERT INTO side_statement (event_id, party_id, verdict, person_id) VALUES ($1, $2, 'confirmed', $3)",
        w.event_id(given),
        world.citizen,
        world.clerk,
    )


async def _counted(pool: Pool, world: w.World) -> None:
    counted = world.lan.act(events.Count, items=[list(world.items)[4]])
    await stage.send(pool, world.lan, counted)
    await in_transaction(pool, lambda c: settle_count(c, w.event_id(counted), 1, "chị Hoa giữ hộ", world.supervisor))


async def _proposed_and_approved(pool: Pool, world: w.World, code: str) -> None:
    item_id = world.items[code]
    taken: list[SignedBody] = []
    for who in (world.lan, world.minh):
        given = w.release(world.desk_device, who.party_id, code)
        await stage.send(pool, world.desk_device, given)
        taken.append(w.accept(who, given, code))
        await stage.send(pool, who, taken[-1])
    considered = [w.event_id(act) for act in taken]

    async def decide(connection: Connection) -> None:
        proposed: dict[str, Any] = {"considered": considered, "chosen_event": considered[1], "note": "ông Tư thấy"}
        proposal = await propose_resolution(connection, item_id, proposed_by=world.supervisor, **proposed)
        answer: dict[str, Any] = {"considered": considered, "is_approved": True, "note": "đồng ý"}
        await answer_proposal(connection, item_id, proposal, answered_by=world.dispatcher, **answer)

    await in_transaction(pool, decide)


async def _decided(connection: Connection, world: w.World, code: str) -> None:
    """What is stated at a desk, without an act of its own here."""
    job_id, spare = world.jobs[code], await w.add_label(connection, world)
    await connection.execute(
        "INSERT INTO label_void (code, reason, person_id) VALUES ($1, 'damaged', $2)", spare, world.clerk
    )
    await connection.execute(
        "INSERT INTO delivery_instruction (instruction_id, job_id, office_id, solution, note, person_id) "
        "VALUES ($1, $2, $3, 'RETRY', 'bà Hai hẹn mai', $4)",
        clock.new_id(),
        job_id,
        world.post_office,
        world.supervisor,
    )
    await connection.execute(
        "INSERT INTO invitation (invitation_id, job_id, person_id, how, invited_at) "
        "VALUES ($1, $2, $3, 'call', courier_now())",
        clock.new_id(),
        job_id,
        world.supervisor,
    )
    await connection.execute(
        "INSERT INTO refusal_decision (exception_id, job_id, decision, person_id) "
        "SELECT exception_id, $1, 'RETURN', $2 FROM custody_exception_closing LIMIT 1",
        job_id,
        world.supervisor,
    )
    act = world.lan.act(events.Void)
    await connection.execute(
        "INSERT INTO equivocation (event_id, device_id, device_seq, body, signature) VALUES ($1, $2, $3, $4, $5)",
        w.event_id(act),
        world.lan.device_id,
        world.lan.seq,
        act.body.encode(),
        b"x" * 64,
    )
    world.lan.seq -= 1
    world.lan.previous = await connection.fetchval(
        "SELECT encode(body_hash, 'hex') FROM device_log WHERE device_id = $1 ORDER BY seq DESC LIMIT 1",
        world.lan.device_id,
    )
    await connection.execute(
        "INSERT INTO unverified_upload (uploaded_by, body, signature, why) VALUES ($1, 'x', 'y', 'not_an_act')",
        world.lan.device_id,
    )
    lost = w.SigningDevice(clock.new_id(), world.post_office, world.dispatcher, signatures.new_key())
    await w.enrol(connection, lost, "workstation", world.post_office, None)
    await connection.execute(
        "INSERT INTO device_revocation (device_id, mode, trusted_through, person_id) VALUES ($1, 'lost', 0, $2)",
        lost.device_id,
        world.supervisor,
    )
    late = lost.act(events.Void)
    await append_batch(connection, lost.device_id, w.batch(late))
    await connection.execute(
        "WITH said AS (INSERT INTO set_aside_proposal (event_id, reason, proposed_by) "
        "              VALUES ($1, 'máy mất của Nam', $3)) "
        "INSERT INTO act_set_aside (event_id, reason, set_aside_by, proposed_by) "
        "VALUES ($1, 'máy mất của Nam', $2, $3)",
        w.event_id(late),
        world.supervisor,
        world.dispatcher,
    )


async def _money(connection: Connection, world: w.World) -> None:
    """Cash taken, handed in, certified, remitted, seen by the bank; a transfer told of; a surplus given back."""
    codes = [await w.add_item(connection, world) for _ in range(6)]
    for code in codes:
        await state_dues(connection, world.jobs[code])
    await mark_dues(connection, [world.jobs[code] for code in codes])
    await carry(
        connection, device_id=world.lan.device_id, party_id=world.lan.party_id, office_id=world.post_office
    )  # fmt: skip
    await fill_safe(connection, world, *codes[:4])
    claim = collect(world.lan, codes[4], mode="claimed_transfer")
    await enter(connection, world.lan, claim, collect(world.lan, codes[5], DUE_VND + 20_000))
    await record_transfer_seen(connection, w.event_id(claim), "office", world.supervisor, "FT9 NGUYEN VAN A")
    await enter(connection, world.post_device, open_till(world.post_device, 10_000))
    await _certify(connection, world)
    await _remit(connection, world)
    await refund(
        connection,
        refund_id=clock.new_id(),
        office_id=world.post_office,
        code=codes[5],
        mode="cash",
        amount_vnd=5_000,
        slip_number="PC 7",
        asked_by=world.supervisor,
    )
    await _owe(connection, world, codes[0])
    await connection.execute(
        "INSERT INTO money_case_closing (case_key, kind, taken_vnd, expected_vnd, closed_by, note) "
        "VALUES ($1, 'over', 5, 3, $2, 'bà Lý nhận lại')",
        f"item:{world.items[codes[5]]}",
        world.supervisor,
    )


async def _owe(connection: Connection, world: w.World, code: str) -> None:
    """The desk's office owes the post office, and pays."""
    posting_id, payment_id = clock.new_id(), clock.new_id()
    await connection.execute(
        "INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, province_code) "
        "VALUES ($1, 'owe', $2, $3, 7000, '01')",
        posting_id,
        f"owed:{world.post_office}",
        f"owing:{world.desk}",
    )
    await connection.execute(
        "INSERT INTO office_debt (posting_id, code, creditor_id, debtor_id, amount_vnd) VALUES ($1, $2, $3, $4, 7000)",
        posting_id,
        code,
        world.post_office,
        world.desk,
    )
    await connection.execute(
        "INSERT INTO office_payment (payment_id, from_office_id, to_office_id, amount_vnd, slip_number, paid_by) "
        "VALUES ($1, $2, $3, 7000, 'UNC 3 cho Hoa', $4)",
        payment_id,
        world.desk,
        world.post_office,
        world.supervisor,
    )
    await connection.execute(
        "INSERT INTO office_payment_receipt (payment_id, receipt_id, to_office_id, amount_vnd, received_by) "
        "VALUES ($1, $2, $3, 7000, $4)",
        payment_id,
        clock.new_id(),
        world.post_office,
        world.supervisor,
    )


async def _certify(connection: Connection, world: w.World) -> None:
    book_id: UUID = clock.new_id()
    await open_book(
        connection,
        book_id=book_id,
        office_id=world.post_office,
        kind="bien_lai",
        template="01BLP",
        series="AA-26",
        first_number=1,
        last_number=100,
        asked_by=world.supervisor,
    )
    await attach_numbers(connection, book_id, world.supervisor)
    await void_number(connection, book_id, 1, world.supervisor, "in hỏng")


async def _remit(connection: Connection, world: w.World) -> None:
    other = await remit_to(connection, world, "post")
    await reverse_remittance(connection, other, world.supervisor, "nhầm tài khoản")
    kept = await remit_to(connection, world, "agency")
    amount_vnd = await connection.fetchval("SELECT amount_vnd FROM remittance WHERE remittance_id = $1", kept)
    await send_file(connection, world, ("FT1", amount_vnd, f"NOP {await reference_of(connection, kept)}"))
