"""One office took the money, another booked it or gave it back: the books say who owes whom until it is paid."""

from functools import partial
from itertools import permutations
from uuid import UUID, uuid4

import pytest

from courier import clock
from courier.database import Connection
from courier.errors import Conflict, IdInUse, NotFound
from courier.money.model import CashDay
from courier.money.offices.model import owed_between
from courier.money.offices.pay_office import pay_office, receive_payment, reverse_payment
from courier.money.offices.statements import PAYMENTS_OF_OFFICE
from courier.money.reading import cash_days
from courier.money.refunds.refund import reverse_refund
from courier.money.refusals import NotEnoughMoney
from courier.money.remittances.remit import remit
from courier.money.reverse_collection import reverse_collection
from courier.money.set_settle_days import set_settle_days
from tests.custody.world import World, event_id
from tests.money.between import debts, far_office, give_back, into_the_safe, pay, two_offices
from tests.money.cash import (
    DUE_VND,
    FARE_VND,
    FEE_VND,
    accounts,
    balanced,
    build_with_dues,
    cases,
    collect,
    count_in,
    enter,
    hand_in,
)
from tests.money.desk import reference_of

OVER_VND = 20_000


async def test_what_one_office_took_and_another_booked_is_owed_until_it_is_paid(owner_connection: Connection) -> None:
    world, far, codes = await two_offices(owner_connection)
    await enter(owner_connection, far.hoa, collect(far.hoa, codes[0]))
    assert await debts(owner_connection, far.office, far.head) == [(world.post_office, 0, DUE_VND)]
    assert await debts(owner_connection, world.post_office, world.supervisor) == [(far.office, DUE_VND, 0)]
    with pytest.raises(NotEnoughMoney):  # still in the carrier's pocket
        await pay(owner_connection, world, far, DUE_VND)
    await into_the_safe(owner_connection, far, DUE_VND)
    with pytest.raises(NotEnoughMoney):
        await pay(owner_connection, world, far, DUE_VND + 1)
    paid = await pay(owner_connection, world, far, DUE_VND)
    await pay(owner_connection, world, far, DUE_VND, paid)
    with pytest.raises(IdInUse):
        await pay(owner_connection, world, far, 1, paid)
    for _ in range(2):
        await receive_payment(owner_connection, paid, world.supervisor)
    found = await accounts(owner_connection)
    assert (found[f"safe:{world.post_office}"], f"safe:{far.office}" in found) == (DUE_VND, False)
    assert not [name for name in found if name.startswith(("owed:", "owing:"))]
    assert await debts(owner_connection, far.office, far.head) == []
    await balanced(owner_connection, [far.hoa.party_id])


async def test_a_refund_at_another_office_is_owed_by_the_one_that_took_the_money(owner_connection: Connection) -> None:
    world, far, codes = await two_offices(owner_connection)
    await enter(owner_connection, far.hoa, collect(far.hoa, codes[0], DUE_VND + OVER_VND))
    await enter(owner_connection, world.lan, collect(world.lan, codes[1]))
    given = hand_in(world.lan, world.post_office, DUE_VND)
    await enter(owner_connection, world.lan, given)
    await enter(owner_connection, world.post_device, count_in(world.post_device, given, DUE_VND))
    done = await give_back(owner_connection, world.post_office, codes[0], OVER_VND, world.supervisor)
    assert await cases(owner_connection) == []
    assert await debts(owner_connection, far.office, far.head) == [(world.post_office, 0, DUE_VND + OVER_VND)]
    await reverse_refund(owner_connection, done, world.supervisor, "ghi nhầm")
    assert await debts(owner_connection, far.office, far.head) == [(world.post_office, 0, DUE_VND)]


async def test_the_days_of_both_offices_are_settled_once_what_is_owed_was_paid(owner_connection: Connection) -> None:
    """Receipts = hand-ins = bank credits, at each office for itself."""
    world, far, codes = await two_offices(owner_connection)
    await enter(owner_connection, far.hoa, collect(far.hoa, codes[0], DUE_VND + OVER_VND))
    await into_the_safe(owner_connection, far, DUE_VND + OVER_VND)
    await enter(owner_connection, world.lan, collect(world.lan, codes[1]))
    given = hand_in(world.lan, world.post_office, DUE_VND)
    await enter(owner_connection, world.lan, given)
    await enter(owner_connection, world.post_device, count_in(world.post_device, given, DUE_VND))
    await give_back(owner_connection, world.post_office, codes[0], OVER_VND, world.supervisor)

    async def day(office: UUID, asked_by: UUID) -> CashDay:
        (found,) = await cash_days(owner_connection, office, asked_by, clock.today())
        return found

    assert (await day(far.office, far.head)).difference_vnd == DUE_VND + OVER_VND
    paid = await pay(owner_connection, world, far, DUE_VND + OVER_VND)
    assert (await day(far.office, far.head)).difference_vnd == DUE_VND + OVER_VND  # not before it has arrived
    await receive_payment(owner_connection, paid, world.supervisor)
    assert (await day(far.office, far.head)).difference_vnd == 0
    await remit_all(owner_connection, world)
    home = await day(world.post_office, world.supervisor)
    assert (home.receipts_vnd, home.remitted_vnd) == (DUE_VND, DUE_VND)
    assert f"safe:{world.post_office}" not in await accounts(owner_connection)
    await balanced(owner_connection, [far.hoa.party_id, world.lan.party_id])


async def remit_all(connection: Connection, world: World) -> None:
    for destination in ("agency", "post"):
        remittance_id = clock.new_id()
        await remit(
            connection,
            remittance_id=remittance_id,
            office_id=world.post_office,
            destination=destination,  # type: ignore[arg-type]
            account_note="UBND xã",
            carried_by=world.lan.person_id,
            slip_number=None,
            asked_by=world.supervisor,
        )
        assert (await reference_of(connection, remittance_id)).startswith("NT")


async def test_what_was_paid_and_is_owed_no_more_is_owed_back(owner_connection: Connection) -> None:
    world, far, codes = await two_offices(owner_connection)
    await enter(owner_connection, far.hoa, taken := collect(far.hoa, codes[0]))
    await into_the_safe(owner_connection, far, DUE_VND)
    await receive_payment(owner_connection, await pay(owner_connection, world, far, DUE_VND), world.supervisor)
    await reverse_collection(owner_connection, event_id(taken), far.head, "ghi nhầm")
    assert await debts(owner_connection, far.office, far.head) == [(world.post_office, DUE_VND, 0)]


async def test_what_was_paid_to_one_office_is_owed_back_by_it_though_as_much_is_owed_to_another(
    owner_connection: Connection,
) -> None:
    c = owner_connection
    world, codes = await build_with_dues(c, 3)
    far, third = await far_office(c, world), await far_office(c, world, "BC300")
    await enter(c, third.hoa, collect(third.hoa, codes[2]))
    await into_the_safe(c, third, DUE_VND)
    await enter(c, far.hoa, taken := collect(far.hoa, codes[0]), collect(far.hoa, codes[1], 2 * DUE_VND))
    await into_the_safe(c, far, 3 * DUE_VND)
    await give_back(c, third.office, codes[1], DUE_VND, third.head)
    paid = await pay(c, world, far, 2 * DUE_VND)
    await reverse_collection(c, event_id(taken), far.head, "ghi nhầm")
    assert sorted(await debts(c, far.office, far.head)) == sorted(
        [(world.post_office, DUE_VND, 0), (third.office, 0, DUE_VND)]
    )
    await receive_payment(c, paid, world.supervisor)
    to_third = clock.new_id()
    await pay_office(
        c,
        payment_id=to_third,
        from_office_id=far.office,
        to_office_id=third.office,
        amount_vnd=DUE_VND,
        slip_number="BK 2",
        asked_by=far.head,
    )
    await receive_payment(c, to_third, third.head)
    assert await debts(c, far.office, far.head) == [(world.post_office, DUE_VND, 0)]
    await balanced(c, [far.hoa.party_id, third.hoa.party_id])


async def test_a_payment_taken_back_is_owed_again_and_one_received_is_not_taken_back(
    owner_connection: Connection,
) -> None:
    world, far, codes = await two_offices(owner_connection)
    await enter(owner_connection, far.hoa, collect(far.hoa, codes[0]))
    await into_the_safe(owner_connection, far, DUE_VND)
    wrong = await pay(owner_connection, world, far, FEE_VND)
    for _ in range(2):
        await reverse_payment(owner_connection, wrong, far.head, "ghi nhầm")
    assert await debts(owner_connection, far.office, far.head) == [(world.post_office, 0, DUE_VND)]
    with pytest.raises(Conflict):
        await receive_payment(owner_connection, wrong, world.supervisor)
    right = await pay(owner_connection, world, far, FARE_VND)
    await receive_payment(owner_connection, right, world.supervisor)
    with pytest.raises(Conflict):
        await reverse_payment(owner_connection, right, far.head, "muộn rồi")
    kept = await PAYMENTS_OF_OFFICE.all(owner_connection, far.office, far.head)
    assert [(row.payment_id, row.reversed_at is None, row.received_at is None) for row in kept] == [
        (right, True, False),
        (wrong, False, True),
    ]


async def test_what_is_owed_or_on_its_way_past_its_days_is_an_open_case(owner_connection: Connection) -> None:
    world, far, codes = await two_offices(owner_connection)
    await enter(owner_connection, far.hoa, collect(far.hoa, codes[0]))
    await into_the_safe(owner_connection, far, DUE_VND)
    await set_settle_days(owner_connection, far.office, 0, clock.today(), far.head)
    assert await cases(owner_connection) == []
    await owner_connection.execute("UPDATE clock_setting SET clock_offset = interval '25 hours'")
    assert {kind for kind, *_ in await cases(owner_connection)} == {"owes_office", "day_differs"}
    await pay(owner_connection, world, far, DUE_VND)
    assert {kind for kind, *_ in await cases(owner_connection)} == {"day_differs"}
    await owner_connection.execute("UPDATE clock_setting SET clock_offset = interval '50 hours'")
    assert {kind for kind, *_ in await cases(owner_connection)} == {"day_differs", "payment_not_received"}


async def test_strangers_pay_receive_and_see_nothing(owner_connection: Connection) -> None:
    world, far, codes = await two_offices(owner_connection)
    await enter(owner_connection, far.hoa, collect(far.hoa, codes[0]))
    await into_the_safe(owner_connection, far, DUE_VND)
    assert await debts(owner_connection, far.office, world.supervisor) == []
    with pytest.raises(NotFound):
        await partial(pay_office, owner_connection)(
            payment_id=uuid4(),
            from_office_id=far.office,
            to_office_id=world.post_office,
            amount_vnd=1,
            slip_number="x",
            asked_by=world.supervisor,
        )
    with pytest.raises(NotFound, match="to_office_id"):
        await partial(pay_office, owner_connection)(
            payment_id=uuid4(),
            from_office_id=far.office,
            to_office_id=uuid4(),
            amount_vnd=1,
            slip_number="x",
            asked_by=far.head,
        )
    paid = await pay(owner_connection, world, far, 1_000)
    with pytest.raises(NotFound):
        await receive_payment(owner_connection, paid, far.head)
    with pytest.raises(NotFound):
        await reverse_payment(owner_connection, paid, world.supervisor, "không phải của tôi")


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_who_owes_whom_does_not_depend_on_what_was_heard_of_first(
    owner_connection: Connection, order: tuple[int, ...]
) -> None:
    world, far, codes = await two_offices(owner_connection)
    acts = [
        (far.hoa, collect(far.hoa, codes[0], FEE_VND)),
        (world.lan, collect(world.lan, codes[0], FARE_VND)),
        (far.hoa, collect(far.hoa, codes[0], OVER_VND)),
    ]
    for place in order:
        await enter(owner_connection, *acts[place])
    assert await debts(owner_connection, far.office, far.head) == [(world.post_office, 0, FEE_VND)]


def test_the_rule_gives_every_creditor_its_own_and_no_debtor_more_than_it_has() -> None:
    first, second, third = sorted(uuid4() for _ in range(3))
    assert owed_between({first: -50, second: 30, third: 40}) == {(first, second): 30, (first, third): 20}
    assert owed_between({first: 10, second: 0}) == {}
    assert owed_between({}) == {}
