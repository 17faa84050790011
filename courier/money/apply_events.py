"""Enters newly signed acts of money into the books: what was taken, handed in, counted in, declared, taken back."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Never, Protocol, cast
from uuid import UUID

from courier.clock import new_id
from courier.custody.model import StoredEvent
from courier.database import Connection, DatabaseError, Statement, sqlstate, violated_constraint
from courier.money.bank_files.match_lines import match_lines
from courier.money.bank_files.statements import LOCK_BANK
from courier.money.books.settle import lock_books, settle_hand_ins, settle_holders, take_back, take_back_entries
from courier.money.books.statements import ITEMS_OF_CODES, LOCK_HAND_INS
from courier.money.mark_dues import mark_dues
from courier.money.statements import (
    ADD_COLLECTIONS,
    ADD_COUNTS,
    ADD_DECLARATIONS,
    ADD_HAND_INS,
    ADD_OPENINGS,
    ADD_RETURNS,
    COLLECTIONS_TAKEN_BACK,
    HAND_INS_TOUCHED,
    OPEN_EXCEPTION,
    OPENINGS_TAKEN_BACK,
    RECORD_CHANGES,
)

OF_MONEY: Final = frozenset(
    {"collect", "hand_in", "count_in", "count", "correct", "open_till", "close_till", "return_receipts"}
)


async def apply_events(connection: Connection, events: Sequence[StoredEvent]) -> None:
    """Enter what these acts say, in the caller's transaction, right after custody kept them.

    Acts of other kinds pass by, but codes they made known are settled. In whatever order acts arrive, and how often,
    the books come to the same. Nothing signed as taken is refused: what the books' own rules refuse is left out
    alone and becomes an exception, so that no act holds back another. Locks accounts, in the order of their names.
    """
    acts = [event for event in events if event.act is not None and event.kind in OF_MONEY | {"receive"}]
    if not acts:
        return
    try:
        await _enter(connection, acts)
    except DatabaseError as error:
        if not _is_a_refusal(error):
            raise
        for act in acts:
            await _enter_alone(connection, act)


async def _enter(connection: Connection, acts: Sequence[StoredEvent]) -> None:
    """Enter these acts together, or none of them."""
    codes = {_said(event).code for event in _of_kind(acts, "collect")} | _codes_made_known(acts)
    of_money = [event for event in acts if event.kind in OF_MONEY]
    telling = {event.office_id for event in _of_kind(acts, "collect") if _said(event).mode == "claimed_transfer"}
    async with connection.transaction():
        if telling:
            await LOCK_BANK.run(connection, sorted(telling))
        await LOCK_HAND_INS.run(connection, _hand_ins_named(of_money))
        taken_at = {event.office_id for event in _of_kind(acts, "collect")}
        await lock_books(connection, (event.party_id for event in of_money), codes, taken_at)
        await _add_facts(connection, of_money)
        await _take_back_corrected(connection, of_money)
        await mark_dues(connection, {item.job_id for item in await ITEMS_OF_CODES.all(connection, list(codes))})
        counted = await _settle_counts(connection, of_money)
        taking = {event.party_id for event in of_money if event.kind in ("collect", "open_till")}
        await settle_holders(connection, taking | counted)
        if telling:
            await match_lines(connection, telling)
        await _record_changes(connection, of_money)


async def _enter_alone(connection: Connection, act: StoredEvent) -> None:
    try:
        await _enter(connection, [act])
    except DatabaseError as error:
        if not _is_a_refusal(error):
            raise
        why = {"refused_by": violated_constraint(error) or sqlstate(error)}
        await OPEN_EXCEPTION.run(connection, new_id(), act.event_id, act.province_code, act.office_id, why)


def _is_a_refusal(error: DatabaseError) -> bool:
    """Whether a rule of the books refused (SQLSTATE classes 22 and 23), rather than a lock or a lost server."""
    return (sqlstate(error) or "")[:2] in ("22", "23")


class _MoneyAct(Protocol):
    """What acts of money say; each kind says some of it."""

    @property
    def code(self) -> str: ...
    @property
    def amount_vnd(self) -> int: ...
    @property
    def cash_vnd(self) -> int: ...
    @property
    def float_vnd(self) -> int: ...
    @property
    def first_number(self) -> int: ...
    @property
    def last_number(self) -> int: ...
    @property
    def is_spoiled(self) -> bool: ...
    @property
    def mode(self) -> str: ...
    @property
    def receipt_number(self) -> int | None: ...
    @property
    def to_party(self) -> UUID: ...
    @property
    def answers(self) -> UUID: ...


def _said(event: StoredEvent) -> _MoneyAct:
    return cast(_MoneyAct, event.act)


def _hand_ins_named(acts: Sequence[StoredEvent]) -> list[UUID]:
    """The hand-ins these acts are, count, or take back."""
    own = [event.event_id for event in acts if event.kind in _HANDING_IN]
    return own + [_said(event).answers for event in acts if event.kind in ("count_in", "correct")]


def _codes_made_known(events: Iterable[StoredEvent]) -> set[str]:
    """Codes of rolls that a pickup may just have bound to an item: money may have been taken for them before."""
    return {item.code for event in events if event.kind == "receive" for item in cast(Any, event.act).items}


async def _add_facts(connection: Connection, acts: Sequence[StoredEvent]) -> None:
    """Collections are kept whoever signed them; of the rest only what is trusted."""
    taken = [event for event in acts if event.kind == "collect" and _said(event).amount_vnd > 0]
    await _add(
        connection,
        ADD_COLLECTIONS,
        taken,
        lambda e: e.event_id,
        lambda e: e.party_id,
        lambda e: e.office_id,
        lambda e: e.province_code,
        lambda e: _said(e).code,
        lambda e: _said(e).amount_vnd,
        lambda e: _said(e).mode,
        lambda e: _said(e).receipt_number,
        lambda e: e.is_trusted,
        lambda e: e.happened_at,
    )
    trusted = [event for event in acts if event.is_trusted]
    await _add(
        connection,
        ADD_OPENINGS,
        _of_kind(trusted, "open_till"),
        lambda e: e.event_id,
        lambda e: e.party_id,
        lambda e: e.province_code,
        lambda e: _said(e).float_vnd,
        lambda e: e.happened_at,
    )
    await _add(
        connection,
        ADD_HAND_INS,
        [event for event in trusted if event.kind in _HANDING_IN],
        lambda e: e.event_id,
        lambda e: e.kind,
        lambda e: e.party_id,
        lambda e: _said(e).to_party if e.kind == "hand_in" else e.party_id,
        lambda e: e.province_code,
        lambda e: _said(e).amount_vnd,
        lambda e: e.happened_at,
    )
    await _add(
        connection,
        ADD_COUNTS,
        _of_kind(trusted, "count_in"),
        lambda e: e.event_id,
        lambda e: e.party_id,
        lambda e: e.province_code,
        lambda e: _said(e).answers,
        lambda e: _said(e).amount_vnd,
        lambda e: e.happened_at,
    )
    await _add(
        connection,
        ADD_RETURNS,
        _of_kind(trusted, "return_receipts"),
        lambda e: e.event_id,
        lambda e: e.party_id,
        lambda e: e.device_id,
        lambda e: e.office_id,
        lambda e: _said(e).first_number,
        lambda e: _said(e).last_number,
        lambda e: _said(e).is_spoiled,
        lambda e: e.happened_at,
    )
    await _add(
        connection,
        ADD_DECLARATIONS,
        _of_kind(trusted, "count"),
        lambda e: e.event_id,
        lambda e: e.party_id,
        lambda e: e.office_id,
        lambda e: _said(e).cash_vnd,
        lambda e: e.happened_at,
    )


async def _take_back_corrected(connection: Connection, acts: Sequence[StoredEvent]) -> None:
    """Reverse collections and floats that their own party took back, whichever of the two acts came first."""
    named = [_said(event).answers if event.kind == "correct" else event.event_id for event in acts]
    for opened in await OPENINGS_TAKEN_BACK.all(connection, named):
        await lock_books(connection, [opened.office_id], ())
        await take_back_entries(connection, [opened.posting_id], _CORRECTED)
        await settle_holders(connection, [opened.office_id])
    taken_back = await COLLECTIONS_TAKEN_BACK.all(connection, named)
    if not taken_back:
        return
    await lock_books(connection, (taken.holder_id for taken in taken_back), (taken.code for taken in taken_back))
    codes = [taken.code for taken in taken_back]
    items = {item.code: item.item_id for item in await ITEMS_OF_CODES.all(connection, codes)}
    for taken in taken_back:
        await take_back(connection, taken, items.get(taken.code), _CORRECTED, None)


async def _settle_counts(connection: Connection, acts: Sequence[StoredEvent]) -> set[UUID]:
    """Book what these acts change of hand-ins; whose they are, and at whose safe."""
    named = [_said(event).answers if event.kind == "correct" else event.event_id for event in acts]
    touched = await HAND_INS_TOUCHED.all(connection, named)
    holders = {party for hand_in in touched for party in (hand_in.holder_id, hand_in.office_id)}
    await lock_books(connection, holders, ())
    await settle_hand_ins(connection, (hand_in.hand_in_id for hand_in in touched))
    return holders


async def _record_changes(connection: Connection, acts: Sequence[StoredEvent]) -> None:
    concerned = sorted({(event.office_id, event.party_id) for event in acts})
    await RECORD_CHANGES.run(connection, [office for office, _ in concerned], [party for _, party in concerned])


_HANDING_IN: Final = ("hand_in", "close_till")
_CORRECTED: Final = "corrected by who signed it"


def _of_kind(events: Iterable[StoredEvent], kind: str) -> list[StoredEvent]:
    return [event for event in events if event.kind == kind]


async def _add(
    connection: Connection,
    insert: Statement[Never],
    events: Sequence[StoredEvent],
    *fields: Callable[[StoredEvent], object],
) -> None:
    """Insert these, one list a column, as `unnest` takes them."""
    if events:
        await insert.run(connection, *([field(event) for event in events] for field in fields))
