"""Counters hold cash as carriers do: a float in, everything counted out, and what does not agree is an open case."""

from itertools import permutations

import pytest

from courier.database import Connection
from courier.errors import NotFound
from courier.money.reading import balance
from courier.money.reverse_collection import reverse_collection
from courier.money.tills.read_tills import read_tills
from mobile_contract.sync import SignedBody
from tests.custody.world import SigningDevice, event_id
from tests.money.cash import (
    DUE_VND,
    accounts,
    balanced,
    build_with_dues,
    cases,
    close_till,
    collect,
    correct,
    count_in,
    enter,
    open_till,
)

FLOAT_VND = 500_000


async def test_a_counted_till_puts_its_takings_into_the_safe_and_its_float_back(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    counter, office = world.post_device, world.post_office
    await enter(owner_connection, counter, open_till(counter, FLOAT_VND), collect(counter, codes[0]))
    held = await balance(owner_connection, office)
    assert (held.in_hand_vnd, held.float_vnd, held.collected_vnd) == (FLOAT_VND + DUE_VND, FLOAT_VND, DUE_VND)
    closing = close_till(counter, FLOAT_VND + DUE_VND)
    await enter(owner_connection, counter, closing)
    assert (await balance(owner_connection, office)).in_hand_vnd == FLOAT_VND + DUE_VND
    await enter(owner_connection, counter, count_in(counter, closing, FLOAT_VND + DUE_VND))
    found = await accounts(owner_connection)
    assert found[f"safe:{office}"] == DUE_VND
    assert not {f"in_hand:{office}", f"taken_out:{office}", f"counted:{office}"} & found.keys()
    assert await cases(owner_connection) == []


async def test_what_the_drawer_lacks_is_a_case_and_stays_in_the_tellers_hand(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    counter, office = world.post_device, world.post_office
    await enter(owner_connection, counter, open_till(counter, FLOAT_VND), collect(counter, codes[0]))
    await enter(owner_connection, counter, closing := close_till(counter, FLOAT_VND + DUE_VND - 10_000))
    await enter(owner_connection, counter, count_in(counter, closing, FLOAT_VND + DUE_VND - 10_000))
    assert (await balance(owner_connection, office)).in_hand_vnd == 10_000
    assert await cases(owner_connection) == [
        ("till_differs", FLOAT_VND + DUE_VND - 10_000, FLOAT_VND + DUE_VND),
    ]


async def test_a_count_other_than_the_tellers_is_a_case(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    counter = world.post_device
    await enter(owner_connection, counter, collect(counter, codes[0]), closing := close_till(counter, DUE_VND))
    await enter(owner_connection, counter, count_in(counter, closing, DUE_VND - 1))
    assert await cases(owner_connection) == [("count_differs", DUE_VND - 1, DUE_VND)]


async def test_a_late_collection_reopens_the_till_it_was_signed_in_and_no_other(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection, items=3)
    counter = world.post_device
    late = collect(counter, codes[0])
    morning, noon = close_till(counter, 0), collect(counter, codes[1])
    evening = close_till(counter, DUE_VND)
    await enter(owner_connection, counter, morning, noon, evening)
    await enter(owner_connection, counter, count_in(counter, evening, DUE_VND))
    assert await cases(owner_connection) == []
    await enter(owner_connection, counter, late)
    assert await cases(owner_connection) == [("till_differs", 0, DUE_VND)]
    await reverse_collection(owner_connection, event_id(late), world.supervisor, "ghi nhầm")
    assert await cases(owner_connection) == []


async def test_a_closing_taken_back_leaves_its_takings_to_the_next(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    counter = world.post_device
    await enter(owner_connection, counter, open_till(counter, FLOAT_VND), collect(counter, codes[0]))
    await enter(owner_connection, counter, wrong := close_till(counter, 1_000))
    assert await cases(owner_connection) == [("till_differs", 1_000, FLOAT_VND + DUE_VND)]
    await enter(owner_connection, counter, correct(counter, wrong), close_till(counter, FLOAT_VND + DUE_VND))
    assert await cases(owner_connection) == []
    (till,) = await read_tills(owner_connection, world.post_office, world.dispatcher)
    assert (till.float_vnd, till.taken_vnd, till.closed_vnd, till.counted_vnd) == (
        FLOAT_VND,
        DUE_VND,
        FLOAT_VND + DUE_VND,
        None,
    )


async def test_a_float_never_put_in_is_taken_back(owner_connection: Connection) -> None:
    world, _ = await build_with_dues(owner_connection)
    counter = world.post_device
    opening = open_till(counter, FLOAT_VND)
    closing = close_till(counter, FLOAT_VND)
    await enter(owner_connection, counter, opening, closing, count_in(counter, closing, FLOAT_VND))
    await enter(owner_connection, counter, correct(counter, opening))
    assert (await accounts(owner_connection)).keys() == {f"safe:{world.post_office}", f"counted:{world.post_office}"}
    assert await cases(owner_connection) == [("counted_unexplained", FLOAT_VND, 0), ("till_differs", FLOAT_VND, 0)]


async def test_a_carriers_phone_has_no_till(owner_connection: Connection) -> None:
    world, _ = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, open_till(world.lan, 1_000), close_till(world.lan, 1_000))
    assert await accounts(owner_connection) == {}
    rows = await owner_connection.fetch(
        "SELECT facts ->> 'refused_by' AS by FROM custody_exception WHERE kind = 'money'"
    )
    assert {row["by"] for row in rows} == {"till_opening_office_id_fkey", "till_of_an_office"}


async def test_a_tills_acts_come_to_the_same_in_any_order(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    counter = world.post_device
    opening, taken, closing = open_till(counter, FLOAT_VND), collect(counter, codes[0]), close_till(counter, 580_000)
    acts = [opening, taken, closing, count_in(counter, closing, 580_000), correct(counter, opening)]
    seen = [await _come_to(owner_connection, counter, order) for order in permutations(acts)]
    assert all(one == seen[0] for one in seen)


async def test_tills_are_shown_to_who_works_at_the_office(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    counter = world.post_device
    await enter(owner_connection, counter, open_till(counter, FLOAT_VND), collect(counter, codes[0]))
    (till,) = await read_tills(owner_connection, world.post_office, world.dispatcher)
    assert (till.closing_id, till.expected_vnd) == (None, FLOAT_VND + DUE_VND)
    with pytest.raises(NotFound):
        await read_tills(owner_connection, world.post_office, world.clerk)


class _Rollback(Exception):
    """Ends an example."""


async def _come_to(connection: Connection, counter: SigningDevice, acts: tuple[SignedBody, ...]) -> tuple[object, ...]:
    try:
        async with connection.transaction():
            for act in acts:
                await enter(connection, counter, act)
                await balanced(connection, [counter.party_id])
            result = (await accounts(connection), await cases(connection))
            raise _Rollback
    except _Rollback:
        return result
