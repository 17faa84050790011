"""What becomes of money that people sign for, in whatever order and how often it is told."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courier import clock
from courier.custody.append_batch import append_batch
from courier.database import Connection, Pool
from courier.errors import NotFound
from courier.money.apply_events import apply_events
from courier.money.close_case import close_case
from courier.money.mark_dues import mark_dues
from courier.money.reading import balance, balances_of_office, cash_difference, open_cases, still_due
from courier.money.record_transfer_seen import record_transfer_seen
from courier.money.reverse_collection import reverse_collection
from courier.money.set_cash_limit import set_cash_limit
from mobile_contract import events
from mobile_contract.sync import SignedBody
from tests.custody.world import SigningDevice, World, add_job, add_label, batch, event_id
from tests.money.cash import (
    DUE_VND,
    FARE_VND,
    FEE_VND,
    accounts,
    again,
    balanced,
    build_with_dues,
    cases,
    close_till,
    collect,
    correct,
    count_in,
    enter,
    hand_in,
    open_till,
    state_dues,
)


async def bind(connection: Connection, world: World, code: str) -> None:
    """A job becomes known whose item bears a code that was unknown until now."""
    job_id, item_id = await add_job(connection, world), clock.new_id()
    await state_dues(connection, job_id)
    await connection.execute(
        "INSERT INTO item (item_id, job_id, origin_id, province_code) VALUES ($1, $2, $3, '01')",
        item_id,
        job_id,
        world.desk,
    )
    await connection.execute("INSERT INTO item_label (code, item_id, reason) VALUES ($1, $2, 'roll')", code, item_id)
    await mark_dues(connection, [job_id])


async def test_the_exact_amount_is_booked_and_the_states_money_stays_apart(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0]))
    assert await accounts(owner_connection) == {
        f"in_hand:{world.lan.party_id}": DUE_VND,
        f"fee:{world.post_office}": FEE_VND,
        f"fare:{world.post_office}": FARE_VND,
    }
    assert await cases(owner_connection) == []
    assert await still_due(owner_connection, world.jobs.values()) == {}


async def test_the_same_act_twice_counts_once(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    appended = await append_batch(owner_connection, world.lan.device_id, batch(act := collect(world.lan, codes[0])))
    await apply_events(owner_connection, appended.events)
    await apply_events(owner_connection, appended.events)
    await enter(owner_connection, world.lan, act)
    assert (await balance(owner_connection, world.lan.party_id)).in_hand_vnd == DUE_VND


@pytest.mark.parametrize(
    ("taken_vnd", "case", "suspense_vnd"),
    [(DUE_VND + 5_000, "over", 5_000), (FEE_VND, "under", 0), (FEE_VND - 1, "under", FEE_VND - 1)],
)
async def test_another_amount_is_taken_whole_and_opens_a_case(
    owner_connection: Connection, taken_vnd: int, case: str, suspense_vnd: int
) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0], taken_vnd))
    assert (await balance(owner_connection, world.lan.party_id)).in_hand_vnd == taken_vnd
    assert (await accounts(owner_connection)).get(f"suspense:{codes[0]}", 0) == suspense_vnd
    assert await cases(owner_connection) == [(case, taken_vnd, DUE_VND)]


async def test_a_case_closed_by_the_supervisor_opens_again_when_its_figures_change(
    owner_connection: Connection,
) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0], FEE_VND))
    (case,) = await open_cases(owner_connection, world.post_office, world.supervisor)
    with pytest.raises(NotFound):
        await close_case(owner_connection, case.case_key, case.kind, world.clerk, "không phải của tôi")
    await close_case(owner_connection, case.case_key, case.kind, world.supervisor, "khách nộp nốt sau")
    assert await cases(owner_connection) == []
    await enter(owner_connection, world.lan, collect(world.lan, codes[0], 1_000))
    assert await cases(owner_connection) == [("under", FEE_VND + 1_000, DUE_VND)]


async def test_two_part_payments_pay_what_neither_pays_alone(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0], 20_000))
    await enter(owner_connection, world.minh, collect(world.minh, codes[0], DUE_VND - 20_000))
    assert await cases(owner_connection) == []
    assert f"suspense:{codes[0]}" not in await accounts(owner_connection)


async def test_money_for_an_unknown_item_is_taken_and_booked_once_it_is_known(owner_connection: Connection) -> None:
    world, _ = await build_with_dues(owner_connection)
    code = await add_label(owner_connection, world)
    await enter(owner_connection, world.lan, collect(world.lan, code))
    assert await cases(owner_connection) == [("unknown_item", DUE_VND, 0)]
    await bind(owner_connection, world, code)
    assert await cases(owner_connection) == []
    assert (await accounts(owner_connection))[f"fee:{world.post_office}"] == FEE_VND


async def test_a_claimed_transfer_is_in_nobodys_hand_until_it_is_seen(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    claim = collect(world.lan, codes[0], mode="claimed_transfer")
    await enter(owner_connection, world.lan, claim)
    claimed = await balance(owner_connection, world.lan.party_id)
    assert (claimed.in_hand_vnd, claimed.claimed_vnd) == (0, DUE_VND)
    assert f"fee:{world.post_office}" not in await accounts(owner_connection)
    with pytest.raises(NotFound):
        await record_transfer_seen(owner_connection, event_id(claim), "office", world.clerk)
    for _ in range(2):
        await record_transfer_seen(owner_connection, event_id(claim), "bank_file", world.supervisor, "FT123")
    assert await accounts(owner_connection) == {
        f"bank:{world.post_office}": DUE_VND,
        f"fee:{world.post_office}": FEE_VND,
        f"fare:{world.post_office}": FARE_VND,
    }
    assert (await balance(owner_connection, world.lan.party_id)).claimed_vnd == 0


async def test_the_amount_counted_moves_and_a_difference_opens_a_case(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0]))
    given = hand_in(world.lan, world.post_office, DUE_VND)
    await enter(owner_connection, world.lan, given)
    assert (await balance(owner_connection, world.lan.party_id)).in_hand_vnd == DUE_VND
    await enter(owner_connection, world.post_device, count_in(world.post_device, given, DUE_VND - 10_000))
    found = await balance(owner_connection, world.lan.party_id)
    assert (found.handed_in_vnd, found.in_hand_vnd) == (DUE_VND - 10_000, 10_000)
    assert (await accounts(owner_connection))[f"safe:{world.post_office}"] == DUE_VND - 10_000
    assert await cases(owner_connection) == [("count_differs", DUE_VND - 10_000, DUE_VND)]


async def test_a_count_that_arrives_before_its_hand_in_and_its_collection_comes_to_the_same(
    owner_connection: Connection,
) -> None:
    world, codes = await build_with_dues(owner_connection)
    taken, given = collect(world.lan, codes[0]), hand_in(world.lan, world.post_office, DUE_VND)
    await enter(owner_connection, world.post_device, count_in(world.post_device, given, DUE_VND))
    assert await cases(owner_connection) == [("count_unmatched", DUE_VND, 0)]
    await enter(owner_connection, world.lan, given)
    assert await cases(owner_connection) == [("counted_unexplained", DUE_VND, 0)]
    await enter(owner_connection, world.lan, taken)
    assert await cases(owner_connection) == []
    found = await balance(owner_connection, world.lan.party_id)
    assert (found.handed_in_vnd, found.in_hand_vnd, found.unexplained_vnd) == (DUE_VND, 0, 0)


async def test_what_another_office_counts_does_not_answer_a_hand_in(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    given = hand_in(world.lan, world.post_office, DUE_VND)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0]), given)
    await enter(owner_connection, world.desk_device, count_in(world.desk_device, given, DUE_VND))
    assert (await balance(owner_connection, world.lan.party_id)).in_hand_vnd == DUE_VND
    assert ("count_unmatched", DUE_VND, 0) in await cases(owner_connection)


async def test_a_reversed_collection_frees_its_due_for_other_money(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    wrong = collect(world.lan, codes[0])
    given = hand_in(world.lan, world.post_office, DUE_VND)
    await enter(owner_connection, world.lan, wrong, given)
    await enter(owner_connection, world.post_device, count_in(world.post_device, given, DUE_VND))
    await reverse_collection(owner_connection, event_id(wrong), world.supervisor, "ghi nhầm")
    found = await balance(owner_connection, world.lan.party_id)
    assert (found.collected_vnd, found.in_hand_vnd, found.unexplained_vnd) == (0, 0, DUE_VND)
    assert await still_due(owner_connection, world.jobs.values()) == {world.jobs[codes[0]]: DUE_VND}
    with pytest.raises(NotFound):
        await reverse_collection(owner_connection, event_id(wrong), world.supervisor, "lần nữa")
    await enter(owner_connection, world.minh, collect(world.minh, codes[0]))
    assert await still_due(owner_connection, world.jobs.values()) == {}
    await balanced(owner_connection, [world.lan.party_id, world.minh.party_id])


async def test_a_reversal_takes_back_no_more_of_what_was_handed_in_than_it_must(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    right, wrong = (collect(world.lan, code) for code in codes)
    given = hand_in(world.lan, world.post_office, 2 * DUE_VND)
    await enter(owner_connection, world.lan, right, wrong, given)
    await enter(owner_connection, world.post_device, count_in(world.post_device, given, 2 * DUE_VND))
    await reverse_collection(owner_connection, event_id(wrong), world.supervisor, "ghi nhầm")
    found = await balance(owner_connection, world.lan.party_id)
    assert (found.handed_in_vnd, found.in_hand_vnd, found.unexplained_vnd) == (DUE_VND, 0, DUE_VND)


@pytest.mark.parametrize("correction_first", [False, True])
async def test_what_its_own_signer_corrects_counts_no_more_whichever_act_comes_first(
    owner_connection: Connection, correction_first: bool
) -> None:
    world, codes = await build_with_dues(owner_connection)
    taken, given = collect(world.lan, codes[0]), hand_in(world.lan, world.post_office, DUE_VND)
    counted = count_in(world.post_device, given, DUE_VND)
    pairs = [
        (world.lan, taken, correct(world.lan, taken)),
        (world.post_device, counted, correct(world.post_device, counted)),
    ]
    await enter(owner_connection, world.lan, given)
    for device, act, correction in pairs:
        for sent in (correction, act) if correction_first else (act, correction):
            await enter(owner_connection, device, sent)
    assert await accounts(owner_connection) == {}
    assert await cases(owner_connection) == []


async def test_nobody_corrects_what_another_signed(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    taken = collect(world.lan, codes[0])
    await enter(owner_connection, world.lan, taken)
    await enter(owner_connection, world.minh, correct(world.minh, taken))
    assert (await balance(owner_connection, world.lan.party_id)).in_hand_vnd == DUE_VND


async def test_evidence_from_a_lost_phone_enters_no_account_but_is_listed(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await owner_connection.execute(
        "INSERT INTO device_revocation (device_id, mode, trusted_through, person_id) VALUES ($1, 'lost', 0, $2)",
        world.lan.device_id,
        world.supervisor,
    )
    await enter(owner_connection, world.lan, collect(world.lan, codes[0]))
    assert await accounts(owner_connection) == {}
    assert await cases(owner_connection) == [("evidence_only", DUE_VND, 0)]


async def test_a_declaration_and_a_hand_in_of_the_same_instant_keep_their_order(owner_connection: Connection) -> None:
    """A phone long offline has its acts bounded to one instant; they still came one after the other."""
    world, (code, *_) = await build_with_dues(owner_connection)
    at = {"happened_at_ms": 1}
    taken = world.lan.act(events.Collect, code=code, amount_vnd=DUE_VND, mode="cash", **at)
    counted = world.lan.act(events.Count, cash_vnd=DUE_VND, **at)
    handed = world.lan.act(events.HandIn, to_party=world.post_office, amount_vnd=DUE_VND, **at)
    await enter(owner_connection, world.lan, taken, counted, handed)
    await enter(owner_connection, world.post_device, count_in(world.post_device, handed, DUE_VND))
    enrolled_on = clock.today() - timedelta(days=1)
    difference = await cash_difference(owner_connection, world.post_office, enrolled_on, world.dispatcher)
    assert (difference.signed_vnd, difference.difference_vnd) == (DUE_VND, 0)


async def test_the_days_difference_is_nothing_only_when_everything_is_accounted_for(
    owner_connection: Connection,
) -> None:
    world, codes = await build_with_dues(owner_connection)

    async def difference() -> int:
        return (
            await cash_difference(owner_connection, world.post_office, clock.today(), world.dispatcher)
        ).difference_vnd

    await enter(owner_connection, world.lan, collect(world.lan, codes[0]))
    assert await difference() == 0
    await enter(owner_connection, world.lan, world.lan.act(events.Count, cash_vnd=DUE_VND - 1))
    assert await difference() == 1
    given = hand_in(world.lan, world.post_office, DUE_VND)
    await enter(owner_connection, world.lan, given, world.lan.act(events.Count, cash_vnd=0))
    assert await difference() == DUE_VND
    await enter(owner_connection, world.post_device, count_in(world.post_device, given, DUE_VND))
    assert await difference() == 0


async def test_who_does_not_work_at_the_office_sees_no_money_of_it(owner_connection: Connection) -> None:
    world, _ = await build_with_dues(owner_connection)
    assert len(await balances_of_office(owner_connection, world.post_office, world.dispatcher)) == 3
    for read in (
        balances_of_office(owner_connection, world.post_office, world.clerk),
        cash_difference(owner_connection, world.post_office, clock.today(), world.clerk),
    ):
        with pytest.raises(NotFound):
            await read
    assert await open_cases(owner_connection, world.post_office, world.clerk) == []


async def test_the_limit_flags_and_never_refuses(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    lan, office = world.lan.party_id, world.post_office
    for holder, person in ((lan, world.dispatcher), (world.desk, world.supervisor)):
        with pytest.raises(NotFound):
            await set_cash_limit(owner_connection, office, holder, DUE_VND, person)
    await set_cash_limit(owner_connection, office, lan, DUE_VND, world.supervisor)
    assert not (await balance(owner_connection, world.lan.party_id)).is_over_limit
    for code in codes:
        await enter(owner_connection, world.lan, collect(world.lan, code))
    found = await balance(owner_connection, world.lan.party_id)
    assert (found.in_hand_vnd, found.is_over_limit) == (2 * DUE_VND, True)


async def test_the_service_itself_may_do_all_of_this(owner_connection: Connection, database: Pool) -> None:
    world, codes = await build_with_dues(owner_connection)
    given = hand_in(world.lan, world.post_office, DUE_VND)
    async with database.acquire() as connection, connection.transaction():
        await enter(connection, world.lan, taken := collect(world.lan, codes[0]), given)
        await enter(connection, world.post_device, count_in(world.post_device, given, DUE_VND))
        await reverse_collection(connection, event_id(taken), world.supervisor, "ghi nhầm")
    assert (await owner_connection.fetchval("SELECT count(*) FROM change WHERE topic = 'money'")) == 2


async def test_an_act_that_the_books_refuse_becomes_an_exception_and_holds_back_no_other(
    owner_connection: Connection,
) -> None:
    world, codes = await build_with_dues(owner_connection)
    await owner_connection.execute("ALTER TABLE collection ADD CONSTRAINT unlucky CHECK (amount_vnd <> 13)")
    refused = collect(world.lan, codes[0], 13)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0]), refused, collect(world.lan, codes[1]))
    assert (await balance(owner_connection, world.lan.party_id)).in_hand_vnd == 2 * DUE_VND
    rows = await owner_connection.fetch("SELECT event_id, facts FROM custody_exception WHERE kind = 'money'")
    assert [tuple(row) for row in rows] == [(event_id(refused), {"refused_by": "unlucky"})]


# Any acts, in any order.

AMOUNTS = st.sampled_from([1, FARE_VND, FEE_VND, DUE_VND, DUE_VND + 1, 3 * DUE_VND])
HOLDERS = st.sampled_from(["lan", "minh"])
ACTS = st.one_of(
    st.tuples(st.just("collect"), HOLDERS, st.integers(0, 2), AMOUNTS),
    st.tuples(st.just("claim"), HOLDERS, st.integers(0, 2), AMOUNTS),
    st.tuples(st.just("hand_in"), HOLDERS, st.just(0), AMOUNTS),
    st.tuples(st.just("count_in"), HOLDERS, st.integers(0, 9), AMOUNTS),
    st.tuples(st.just("correct"), HOLDERS, st.integers(0, 9), st.just(0)),
    st.tuples(st.just("counter"), HOLDERS, st.integers(0, 2), AMOUNTS),
    st.tuples(st.sampled_from(["open_till", "close_till"]), HOLDERS, st.just(0), AMOUNTS),
)
SLOW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class _Devices:
    """Fresh copies of the world's devices, and the codes they know: the third is of no item yet."""

    def __init__(self, world: World, codes: list[str]) -> None:
        self.lan, self.minh, self.counter = again(world.lan), again(world.minh), again(world.post_device)
        self.office = world.post_office
        self.codes = codes
        self.signed: list[tuple[SigningDevice, SignedBody]] = []
        self.hand_ins: list[SignedBody] = []

    def sign(self, kind: str, who: str, which: int, amount_vnd: int) -> None:
        device = self.lan if who == "lan" else self.minh
        if kind in ("collect", "claim"):
            mode = "cash" if kind == "collect" else "claimed_transfer"
            self.signed.append((device, collect(device, self.codes[which], amount_vnd, mode)))
        elif kind == "hand_in":
            self.hand_ins.append(hand_in(device, self.office, amount_vnd))
            self.signed.append((device, self.hand_ins[-1]))
        elif kind == "counter":
            self.signed.append((self.counter, collect(self.counter, self.codes[which], amount_vnd)))
        elif kind == "open_till":
            self.signed.append((self.counter, open_till(self.counter, amount_vnd)))
        elif kind == "close_till":
            self.hand_ins.append(close_till(self.counter, amount_vnd))
            self.signed.append((self.counter, self.hand_ins[-1]))
        elif kind == "count_in" and self.hand_ins:
            answered = self.hand_ins[which % len(self.hand_ins)]
            self.signed.append((self.counter, count_in(self.counter, answered, amount_vnd)))
        elif kind == "correct" and self.signed:
            signer, act = self.signed[which % len(self.signed)]
            self.signed.append((signer, correct(signer, act)))


class _Rollback(Exception):
    """Ends an example."""


async def _come_to(connection: Connection, world: World, devices: _Devices, order: list[int]) -> tuple[object, ...]:
    """Enter what was signed in this order, some acts twice, the third code bound midway; then undo it all."""
    acts = [act for _, act in sorted(zip(order, devices.signed, strict=True), key=lambda pair: pair[0])]
    holders = [world.lan.party_id, world.minh.party_id, world.post_office]
    try:
        async with connection.transaction():
            for number, (device, act) in enumerate(acts):
                if number == order[0] % len(acts):
                    await bind(connection, world, devices.codes[2])
                await enter(connection, device, act)
                if order[number] % 3 == 0:
                    await enter(connection, device, act)
                await balanced(connection, holders)
            result = (await accounts(connection), await cases(connection))
            raise _Rollback
    except _Rollback:
        return result


@SLOW
@given(said=st.lists(ACTS, min_size=2, max_size=12), ranks=st.permutations(range(12)))
async def test_any_acts_in_any_order_keep_every_rule_and_come_to_the_same_books(
    owner_connection: Connection, said: list[tuple[str, str, int, int]], ranks: list[int]
) -> None:
    world, codes = await _world_of(owner_connection)
    devices = _Devices(world, codes)
    for act in said:
        devices.sign(*act)
    if not devices.signed:
        return
    straight = await _come_to(owner_connection, world, devices, list(range(len(devices.signed))))
    mixed = await _come_to(owner_connection, world, devices, ranks[: len(devices.signed)])
    assert straight == mixed


@SLOW
@given(
    taken=st.lists(st.tuples(HOLDERS, st.integers(0, 1), AMOUNTS), min_size=1, max_size=8),
    reversed_=st.lists(st.integers(0, 7), max_size=6),
)
async def test_reversals_leave_the_books_as_if_the_reversed_had_never_been(
    owner_connection: Connection, taken: list[tuple[str, int, int]], reversed_: list[int]
) -> None:
    world, codes = await _world_of(owner_connection)
    devices = _Devices(world, codes)
    for who, which, amount_vnd in taken:
        devices.sign("collect", who, which, amount_vnd)
    gone = {number % len(taken) for number in reversed_}

    async def books(enter_all: bool) -> dict[str, int]:
        try:
            async with owner_connection.transaction():
                for number, (device, act) in enumerate(devices.signed):
                    if enter_all or number not in gone:
                        await enter(owner_connection, device, act)
                for number in gone if enter_all else ():
                    act = devices.signed[number][1]
                    await reverse_collection(owner_connection, event_id(act), world.supervisor, "ghi nhầm")
                    await balanced(owner_connection, [world.lan.party_id, world.minh.party_id])
                result = await accounts(owner_connection)
                raise _Rollback
        except _Rollback:
            return result

    assert await books(enter_all=True) == await books(enter_all=False)


_worlds: dict[int, tuple[World, list[str]]] = {}


async def _world_of(connection: Connection) -> tuple[World, list[str]]:
    """The one world of this test's database, built with its first example."""
    if id(connection) not in _worlds:
        _worlds.clear()
        world, codes = await build_with_dues(connection)
        _worlds[id(connection)] = world, [*codes, await add_label(connection, world)]
    return _worlds[id(connection)]
