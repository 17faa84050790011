"""Brings the books to what the facts come to. Each of these may run at any time; a second run changes nothing.

Callers hold the locks of `lock_books`. What is taken back is reversed by a row of its own, never edited.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.money.model import Due, attribute
from courier.money.statements import (
    BOOK_DUES,
    BOOKINGS,
    COUNTS_TO_POST,
    HOLDER_BOOKS,
    LOCK_BOOKS,
    MATCH_HOLDER,
    MATCHES,
    OPEN_DUES,
    POOLS,
    POST_COUNT,
    REVERSE_POSTINGS,
    Booking,
    HolderBooks,
    PostedCollection,
)

_NOTHING_WITHHELD: Mapping[str, int] = {}


async def lock_books(connection: Connection, holders: Iterable[UUID], codes: Iterable[str]) -> None:
    """Open and lock, in one order, every account that acts by these holders about these codes may move."""
    await LOCK_BOOKS.value(connection, list(set(holders)), list(set(codes)))


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


async def settle_hand_ins(connection: Connection, hand_ins: Iterable[UUID]) -> None:
    """Book for each hand-in the one count that counts, in place of any other."""
    for wanted in await COUNTS_TO_POST.all(connection, list(set(hand_ins))):
        if wanted.booked_posting_id is not None:
            await _free_counted(connection, wanted.holder_id, wanted.booked_vnd)
            await reverse_postings(connection, [wanted.booked_posting_id], "another count of this hand-in counts")
        if wanted.count_in_id is not None:
            await POST_COUNT.run(connection, wanted.hand_in_id, new_id())


async def settle_holders(connection: Connection, holders: Iterable[UUID]) -> None:
    """Find, for each holder, as much of the cash counted in as possible among what he took."""
    for holder in sorted(set(holders)):
        books = await _books(connection, holder)
        both_vnd = min(books.in_hand_vnd, books.counted_vnd)
        if both_vnd > 0:
            await MATCH_HOLDER.run(connection, holder, new_id(), both_vnd)


async def take_back(
    connection: Connection, taken: PostedCollection, item_id: UUID | None, reason: str, person_id: UUID | None
) -> None:
    """Reverse what a collection did, after the bookings and matches that rest on it; others take their place."""
    if item_id is not None and taken.kind != "claim":
        await settle_items(connection, [item_id], {taken.code: taken.amount_vnd})
    if taken.kind == "collect":
        await _free_in_hand(connection, taken.holder_id, taken.amount_vnd)
    await reverse_postings(connection, [taken.posting_id], reason, person_id)
    await settle_holders(connection, [taken.holder_id])


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


async def _free_in_hand(connection: Connection, holder: UUID, amount_vnd: int) -> None:
    """Take back the holder's latest matches until that much is in hand again by the books."""
    await _unmatch(connection, holder, amount_vnd - (await _books(connection, holder)).in_hand_vnd)


async def _free_counted(connection: Connection, holder: UUID, amount_vnd: int) -> None:
    """Take back the holder's latest matches until that much of what was counted in is unmatched."""
    await _unmatch(connection, holder, amount_vnd - (await _books(connection, holder)).counted_vnd)


async def _unmatch(connection: Connection, holder: UUID, amount_vnd: int) -> None:
    if amount_vnd <= 0:
        return
    for match in await MATCHES.all(connection, holder):
        await reverse_postings(connection, [match.posting_id], "what it matched is taken back")
        amount_vnd -= match.amount_vnd
        if amount_vnd <= 0:
            return


async def _books(connection: Connection, holder: UUID) -> HolderBooks:
    books = await HOLDER_BOOKS.one(connection, holder)
    assert books is not None
    return books
