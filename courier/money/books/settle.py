"""Brings the books to what the facts come to. Each of these may run at any time; a second run changes nothing.

Callers hold the locks of `lock_books`. What is taken back is reversed by a row of its own, never edited.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.money.books.statements import (
    BALANCE_OF,
    BOOK_DUES,
    BOOKINGS,
    COUNTS_TO_POST,
    ENTRIES,
    LOCK_BOOKS,
    OPEN_DUES,
    PAIRED,
    PAIRS,
    POOLS,
    POST_COUNT,
    POST_PAIRS,
    REVERSE_POSTINGS,
    Booking,
)
from courier.money.model import Due, attribute
from courier.money.offices.settle_debts import settle_debts
from courier.money.statements import PostedCollection

_NOTHING_WITHHELD: Mapping[str, int] = {}
_PAIRED_KINDS: Final = frozenset({"in_hand", "counted", "safe", "taken_out", "on_way", "credited"})


async def lock_books(
    connection: Connection, holders: Iterable[UUID], codes: Iterable[str], offices: Iterable[UUID] = ()
) -> None:
    """Open and lock, in one order, every account that acts by these holders about these codes may move.

    Offices whose safe may be moved are named among the holders; `offices`: those at which something is about to be told
    that may make one of them another's debtor."""
    await LOCK_BOOKS.value(connection, list(set(holders)), list(set(codes)), list(set(offices)))


async def settle_items(
    connection: Connection, items: Iterable[UUID], withheld: Mapping[str, int] = _NOTHING_WITHHELD
) -> None:
    """Book the dues of these items that are paid by what was taken; take back bookings that no longer are.

    `withheld`: đồng by code that are about to be taken back and so pay nothing any more.
    """
    known = list(set(items))
    dues: dict[UUID, list[Due]] = defaultdict(list)
    for due in await OPEN_DUES.all(connection, known):
        dues[due.item_id].append(Due(due_id=due.due_id, amount_vnd=due.amount_vnd))
    booked = await BOOKINGS.all(connection, known)
    pools = await _pools(connection, known, booked, withheld)
    paid = {due: code for item in known for due, code in attribute(dues[item], pools[item]).items()}
    stale = [b for b in booked if paid.get(b.due_id) != b.code]
    standing = {b.due_id for b in booked} - {b.due_id for b in stale}
    await reverse_postings(connection, [b.posting_id for b in stale], "no longer paid by what was taken")
    new = [(due, code) for due, code in paid.items() if due not in standing]
    await BOOK_DUES.run(connection, [new_id() for _ in new], [due for due, _ in new], [code for _, code in new])
    await settle_debts(connection, [code for pool in pools.values() for code in pool])


async def settle_hand_ins(connection: Connection, hand_ins: Iterable[UUID]) -> None:
    """Book for each hand-in, a till's closing too, the one count that counts, in place of any other."""
    for wanted in await COUNTS_TO_POST.all(connection, list(set(hand_ins))):
        if wanted.booked_posting_id is not None:
            await take_back_entries(connection, [wanted.booked_posting_id], "another count of this hand-in counts")
        if wanted.count_in_id is not None:
            await POST_COUNT.run(connection, wanted.hand_in_id, new_id())


async def settle_holders(connection: Connection, parties: Iterable[UUID]) -> None:
    """Find what two sides say of the same money: counted in and taken, taken out and in the safe, seen and on its way.

    As much as both say, whatever was said first.
    """
    pairs = await PAIRS.all(connection, sorted(set(parties)))
    await POST_PAIRS.run(
        connection,
        [new_id() for _ in pairs],
        [pair.party_id for pair in pairs],
        [pair.kind for pair in pairs],
        [pair.both_vnd for pair in pairs],
    )


async def take_back(
    connection: Connection, taken: PostedCollection, item_id: UUID | None, reason: str, person_id: UUID | None
) -> None:
    """Reverse what a collection did, after the bookings and matches that rest on it; others take their place."""
    if item_id is not None and taken.kind != "claim":
        await settle_items(connection, [item_id], {taken.code: taken.amount_vnd})
    await take_back_entries(connection, [taken.posting_id], reason, person_id)
    await settle_holders(connection, [taken.holder_id])
    await settle_debts(connection, [taken.code])


async def take_back_entries(
    connection: Connection, postings: Sequence[UUID], reason: str, person_id: UUID | None = None
) -> None:
    """Reverse these, after as many of what was found to be the same money as rest on them; the caller settles anew."""
    for entry in await ENTRIES.all(connection, list(postings)):
        for account_id in (entry.debit, entry.credit):
            if account_id.split(":")[0] in _PAIRED_KINDS:
                await _free(connection, account_id, entry.amount_vnd)
        await reverse_postings(connection, [entry.posting_id], reason, person_id)


async def reverse_postings(
    connection: Connection, postings: Sequence[UUID], reason: str, person_id: UUID | None = None
) -> None:
    """Write for each the row that mirrors it; the database refuses a second one."""
    await REVERSE_POSTINGS.run(connection, [new_id() for _ in postings], list(postings), reason, person_id)


async def _pools(
    connection: Connection, items: list[UUID], booked: list[Booking], withheld: Mapping[str, int]
) -> Mapping[UUID, dict[str, int]]:
    """By item, what was taken under each of its codes (booked or not), less what is withheld, in đồng."""
    booked_vnd: dict[str, int] = defaultdict(int)
    for booking in booked:
        booked_vnd[booking.code] += booking.amount_vnd
    pools: dict[UUID, dict[str, int]] = defaultdict(dict)
    for pool in await POOLS.all(connection, items):
        pools[pool.item_id][pool.code] = pool.balance_vnd + booked_vnd[pool.code] - withheld.get(pool.code, 0)
    return pools


async def _free(connection: Connection, account_id: str, amount_vnd: int) -> None:
    """Take back the account's latest pairings until that much of it is unpaired."""
    missing_vnd = amount_vnd - int(await BALANCE_OF.value(connection, account_id))
    if missing_vnd <= 0:
        return
    for paired in await PAIRED.all(connection, account_id):
        await reverse_postings(connection, [paired.posting_id], "what it matched is taken back")
        missing_vnd -= paired.amount_vnd
        if missing_vnd <= 0:
            return
