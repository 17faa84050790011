"""Writes what newly kept acts say beside custody: each fact once, by its event, trusted or not (trust is computed)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from courier import clock
from courier.custody.handovers import statements
from courier.custody.model import StoredEvent
from courier.database import Connection, Statement
from mobile_contract import events as acts


async def keep_particulars(connection: Connection, events: Sequence[StoredEvent]) -> None:
    """Seals, checklist lines, openings, originals, answers of the one-stop, who stood at a door, cards, reports."""
    await _write(connection, statements.KEEP_SEALS, (row for event in events for row in _seals(event)))
    await _write(connection, statements.KEEP_COUNTS, (row for event in events for row in _counts(event)))
    await _write(connection, statements.KEEP_DOORS, (row for event in events for row in _door(event)))
    await _write(connection, statements.KEEP_MARKS, ((e.event_id,) for e in events if is_marked(e)))
    await _keep_desk_acts(connection, events)
    await _keep_visits(connection, events)


def is_marked(event: StoredEvent) -> bool:
    return isinstance(event.act, acts.Release | acts.Accept) and event.act.two_roles


def the_one_item(event: StoredEvent) -> str | None:
    """The item whose checklist a pickup states: there is one, or nobody can say whose the lines are."""
    codes = [item.code for item in event.act.items] if isinstance(event.act, acts.Receive) else []
    return codes[0] if len(codes) == 1 else None


def read_day(text: str | None) -> date | None:
    """None also for a day that no calendar has."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


async def _keep_desk_acts(connection: Connection, events: Sequence[StoredEvent]) -> None:
    opened = [(e, e.act) for e in events if isinstance(e.act, acts.Examine)]
    await _write(
        connection, statements.KEEP_OPENINGS, ((e.event_id, act.code, e.party_id, e.happened_at) for e, act in opened)
    )
    fates: dict[tuple[UUID, int, str], int] = {}
    for event, act in opened:
        for said in act.originals:
            key = (event.event_id, said.line, said.fate)
            fates[key] = min(100, fates.get(key, 0) + said.originals)
    await _write(connection, statements.KEEP_FATES, ((*key, originals) for key, originals in fates.items()))
    answered = [(e, e.act) for e in events if isinstance(e.act, acts.AnswerFiling)]
    await _write(
        connection,
        statements.KEEP_ANSWERS,
        (
            (e.event_id, act.code, e.party_id, act.dossier_code, read_day(act.due_on), act.refused, e.happened_at)
            for e, act in answered
        ),
    )


async def _keep_visits(connection: Connection, events: Sequence[StoredEvent]) -> None:
    reports = [(e, e.act) for e in events if isinstance(e.act, acts.Report)]
    await _write(
        connection,
        statements.KEEP_INCIDENTS,
        ((e.event_id, act.code, act.what, e.province_code, e.office_id, e.happened_at) for e, act in reports),
    )
    visits = [(e, e.act) for e in events if isinstance(e.act, acts.Attempt) and e.act.card_left]
    if not visits:
        return
    contexts = await statements.CONTEXTS.all(connection, sorted({code for _, act in visits for code in act.items}))
    jobs = {context.code: context.job_id for context in contexts}
    cards = {
        (job_id, event.event_id): event.happened_at
        for event, act in visits
        for job_id in {act.job_id, *(jobs.get(code) for code in act.items)} - {None}
    }
    await _write(
        connection,
        statements.KEEP_CARDS,
        ((clock.new_id(), job_id, event_id, at) for (job_id, event_id), at in cards.items()),
    )


def _seals(event: StoredEvent) -> Iterable[tuple[object, ...]]:
    match event.act:
        case acts.Accept() | acts.Receive() | acts.Deliver():
            numbers = {seal.code: seal.number for seal in event.act.seals}
            return [(event.event_id, code, number, True) for code, number in numbers.items()]
        case acts.Examine() if event.act.seal is not None:
            return [(event.event_id, event.act.code, event.act.seal, event.act.is_seal_intact)]
    return []


def _counts(event: StoredEvent) -> Iterable[tuple[object, ...]]:
    match event.act:
        case acts.Examine():
            code: str | None = event.act.code
        case acts.Receive():
            code = the_one_item(event)
        case _:
            return []
    lines = {line.line: line for line in event.act.papers}
    return [
        (event.event_id, code, line.line, line.originals, line.certified_copies, line.photocopies)
        for line in lines.values()
        if code is not None
    ]


def _door(event: StoredEvent) -> Iterable[tuple[object, ...]]:
    match event.act:
        case acts.Receive():
            act = event.act
            return [(event.event_id, act.relation, act.identity, act.place, 0)]
        case acts.Deliver() | acts.Transcribe():
            said = event.act
            return [(event.event_id, said.relation, said.identity, said.place, said.papers_taken_back)]
    return []


async def _write(connection: Connection, into: Statement[Any], rows: Iterable[tuple[object, ...]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    if columns:
        await into.run(connection, *columns)
