"""What money tests share: acts signed by real devices, kept by custody and entered into the books."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

import asyncpg
import pytest

from courier.custody.append_batch import append_batch
from courier.database import Connection, violated_constraint
from courier.money.apply_events import apply_events
from mobile_contract import events
from mobile_contract.sync import SignedBody
from tests.custody.world import SigningDevice, World, batch, build, event_id

FEE_VND, FARE_VND = 50_000, 30_000
DUE_VND = FEE_VND + FARE_VND

Books = TypeVar("Books")


async def build_with_dues(connection: Connection, items: int = 2) -> tuple[World, list[str]]:
    """A world whose every item has a fee and a fare to pay; the items' codes in order."""
    world = await build(connection, items)
    for job_id in world.jobs.values():
        await state_dues(connection, job_id)
    return world, list(world.items)


async def state_dues(connection: Connection, job_id: UUID, fee_vnd: int = FEE_VND, fare_vnd: int = FARE_VND) -> None:
    await connection.executemany(
        "INSERT INTO stated_amount (job_id, kind, payer, amount_vnd) VALUES ($1, $2, 'citizen', $3)",
        [(job_id, "fee", fee_vnd), (job_id, "fare", fare_vnd)],
    )


def again(device: SigningDevice) -> SigningDevice:
    """The same device with nothing signed yet: for examples that are rolled back."""
    return replace(device, seq=0, previous="")


def collect(device: SigningDevice, code: str, amount_vnd: int = DUE_VND, mode: str = "cash") -> SignedBody:
    return device.act(events.Collect, code=code, amount_vnd=amount_vnd, mode=mode)


def hand_in(device: SigningDevice, to: UUID, amount_vnd: int) -> SignedBody:
    return device.act(events.HandIn, to_party=to, amount_vnd=amount_vnd)


def count_in(device: SigningDevice, answered: SignedBody, amount_vnd: int) -> SignedBody:
    return device.act(events.CountIn, answers=event_id(answered), amount_vnd=amount_vnd)


def open_till(device: SigningDevice, float_vnd: int = 0) -> SignedBody:
    return device.act(events.OpenTill, float_vnd=float_vnd)


def close_till(device: SigningDevice, amount_vnd: int) -> SignedBody:
    return device.act(events.CloseTill, amount_vnd=amount_vnd)


def correct(device: SigningDevice, answered: SignedBody) -> SignedBody:
    return device.act(events.Correct, answers=event_id(answered))


async def enter(connection: Connection, device: SigningDevice, *acts: SignedBody) -> None:
    """Upload these acts in one batch and enter them."""
    appended = await append_batch(connection, device.device_id, batch(*acts))
    await apply_events(connection, appended.events)


async def accounts(connection: Connection) -> dict[str, int]:
    """Every account that is not empty, by name, in đồng."""
    rows = await connection.fetch("SELECT account_id, balance_vnd FROM account WHERE balance_vnd <> 0")
    return {row["account_id"]: row["balance_vnd"] for row in rows}


async def assert_refused(
    connection: Connection, books: Books, attack: Callable[[Connection, Books], Awaitable[None]], constraint: str
) -> None:
    """By this constraint, and no account has moved."""
    before = await accounts(connection)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        async with connection.transaction():
            await attack(connection, books)
    assert violated_constraint(refused.value) == constraint
    assert await accounts(connection) == before


async def cases(connection: Connection) -> list[tuple[str, int, int]]:
    """Open cases: kind, what was taken, what was expected; in đồng."""
    rows = await connection.fetch("SELECT kind, taken_vnd, expected_vnd FROM money_case ORDER BY 1, 2, 3")
    return [tuple(row) for row in rows]


async def balanced(connection: Connection, holders: Iterable[UUID]) -> None:
    """Assert what must hold at every commit, from the postings alone."""
    sums = await connection.fetch("""
        SELECT account_id, debits_vnd, credits_vnd,
               (SELECT coalesce(sum(amount_vnd), 0) FROM posting WHERE debit = account_id) AS debits,
               (SELECT coalesce(sum(amount_vnd), 0) FROM posting WHERE credit = account_id) AS credits
        FROM account""")
    assert all((row["debits_vnd"], row["credits_vnd"]) == (row["debits"], row["credits"]) for row in sums)
    assert sum(row["debits_vnd"] - row["credits_vnd"] for row in sums) == 0
    twice = await connection.fetch(
        "SELECT settles FROM posting_in_force WHERE settles IS NOT NULL GROUP BY settles HAVING count(*) > 1"
    )
    assert twice == []
    for holder in holders:
        row = await connection.fetchrow("SELECT * FROM cash_holder WHERE party_id = $1", holder)
        assert row["collected_vnd"] + row["float_vnd"] == row["handed_in_vnd"] + row["in_hand_vnd"]
        assert min(row["in_hand_vnd"], row["unexplained_vnd"]) == 0
    both = await connection.fetch("""
        SELECT d.account_id FROM account AS d JOIN account AS c USING (party_id)
        WHERE (d.kind, c.kind) IN (('taken_out', 'safe'), ('credited', 'on_way')) AND d.balance_vnd > 0
          AND c.balance_vnd > 0""")
    assert both == []


def shuffled(
    acts: Sequence[tuple[SigningDevice, SignedBody]], order: Sequence[int]
) -> list[tuple[SigningDevice, SignedBody]]:
    """The acts in the order of the ranks given to them."""
    return [act for _, act in sorted(zip(order, acts, strict=True), key=lambda pair: pair[0])]
