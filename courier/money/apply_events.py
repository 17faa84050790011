"""Enters newly signed acts of money into the books: what was taken, handed in, counted in, declared, taken back."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Protocol, cast
from uuid import UUID

from courier.clock import new_id
from courier.custody.model import StoredEvent
from courier.database import Connection, DatabaseError, sqlstate, violated_constraint
from courier.money.mark_dues import mark_dues
from courier.money.settle import lock_books, settle_hand_ins, settle_holders, take_back
from courier.money.statements import (
    ADD_COLLECTIONS,
    ADD_COUNTS,
    ADD_DECLARATIONS,
    ADD_HAND_INS,
    COLLECTIONS_TAKEN_BACK,
    HAND_INS_TOUCHED,
    ITEMS_OF_CODES,
    LOCK_HAND_INS,
    OPEN_EXCEPTION,
    RECORD_CHANGES,
)

OF_MONEY: Final = frozenset({"collect", "hand_in", "count_in", "count", "correct"})


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
    async with connection.transaction():
        await LOCK_HAND_INS.run(connection, _hand_ins_named(of_money))
        await lock_books(connection, (event.party_id for event in of_money), codes)
        await _add_facts(connection, of_money)
        await _take_back_corrected(connection, of_money)
        await mark_dues(connection, {item.job_id for item in await ITEMS_OF_CODES.all(connection, list(codes))})
        counted = await _settle_counts(connection, of_money)
        await settle_holders(connection, {event.party_id for event in _of_kind(acts, "collect")} | counted)
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
    own = [event.event_id for event in _of_kind(acts, "hand_in")]
    return own + [_said(event).answers for event in acts if event.kind in ("count_in", "correct")]


def _codes_made_known(events: Iterable[StoredEvent]) -> set[str]:
    """Codes of rolls that a pickup may just have bound to an item: money may have been taken for them before."""
    return {item.code for event in events if event.kind == "receive" for item in cast(Any, event.act).items}


async def _add_facts(connection: Connection, acts: Sequence[StoredEvent]) -> None:
    taken = [event for event in acts if event.kind == "collect" and _said(event).amount_vnd > 0]
    await ADD_COLLECTIONS.run(
        connection,
        *_columns(
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
        ),
    )
    trusted = [event for event in acts if event.is_trusted]
    await ADD_HAND_INS.run(
        connection,
        *_columns(
            _of_kind(trusted, "hand_in"),
            lambda e: e.event_id,
            lambda e: e.party_id,
            lambda e: _said(e).to_party,
            lambda e: e.province_code,
            lambda e: _said(e).amount_vnd,
            lambda e: e.happened_at,
        ),
    )
    await ADD_COUNTS.run(
        connection,
        *_columns(
            _of_kind(trusted, "count_in"),
            lambda e: e.event_id,
            lambda e: e.party_id,
            lambda e: e.province_code,
            lambda e: _said(e).answers,
            lambda e: _said(e).amount_vnd,
            lambda e: e.happened_at,
        ),
    )
    await ADD_DECLARATIONS.run(
        connection,
        *_columns(
            _of_kind(trusted, "count"),
            lambda e: e.event_id,
            lambda e: e.party_id,
            lambda e: e.office_id,
            lambda e: _said(e).cash_vnd,
            lambda e: e.happened_at,
        ),
    )


async def _take_back_corrected(connection: Connection, acts: Sequence[StoredEvent]) -> None:
    """Reverse collections that their own party took back, whichever of the two acts came first."""
    named = [_said(event).answers if event.kind == "correct" else event.event_id for event in acts]
    taken_back = await COLLECTIONS_TAKEN_BACK.all(connection, named)
    if not taken_back:
        return
    await lock_books(connection, (taken.holder_id for taken in taken_back), (taken.code for taken in taken_back))
    codes = [taken.code for taken in taken_back]
    items = {item.code: item.item_id for item in await ITEMS_OF_CODES.all(connection, codes)}
    for taken in taken_back:
        await take_back(connection, taken, items.get(taken.code), "corrected by who signed it", None)


async def _settle_counts(connection: Connection, acts: Sequence[StoredEvent]) -> set[UUID]:
    """Book what these acts change of hand-ins; whose they are."""
    named = [_said(event).answers if event.kind == "correct" else event.event_id for event in acts]
    touched = await HAND_INS_TOUCHED.all(connection, named)
    holders = {hand_in.holder_id for hand_in in touched}
    await lock_books(connection, holders, ())
    await settle_hand_ins(connection, (hand_in.hand_in_id for hand_in in touched))
    return holders


async def _record_changes(connection: Connection, acts: Sequence[StoredEvent]) -> None:
    concerned = sorted({(event.office_id, event.party_id) for event in acts})
    await RECORD_CHANGES.run(connection, [office for office, _ in concerned], [party for _, party in concerned])


def _of_kind(events: Iterable[StoredEvent], kind: str) -> list[StoredEvent]:
    return [event for event in events if event.kind == kind]


def _columns(events: Sequence[StoredEvent], *fields: Callable[[StoredEvent], object]) -> list[list[object]]:
    """One list a column, as `unnest` takes them."""
    return [[field(event) for event in events] for field in fields]
