"""What newly kept acts mean beside custody: facts written down, answers applied, what is amiss found and shown."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from courier import clock
from courier.custody.handovers import statements
from courier.custody.handovers.answer_filings import answer_filings
from courier.custody.handovers.check_answers import check_answers
from courier.custody.handovers.check_doors import check_doors
from courier.custody.handovers.keep_particulars import keep_particulars, the_one_item
from courier.custody.handovers.model import Context, Finding, Line, compare_with_list
from courier.custody.handovers.one_time_codes.judge_codes import judge_codes
from courier.custody.handovers.papers.send_papers import send_papers
from courier.custody.ledger.statements import OPEN_EXCEPTIONS
from courier.custody.model import StoredEvent
from courier.database import Connection
from mobile_contract import events as acts
from mobile_contract.reasons import REASONS

KINDS: Final = frozenset(
    {"release", "accept", "receive", "deliver", "attempt", "transcribe", "examine", "answer_filing", "report"}
)
_ALLOWED: Final[Mapping[str, frozenset[str]]] = {entry.code: frozenset(entry.solutions) for entry in REASONS}
_NOT_AT_THE_CITIZENS: Final = frozenset({"CLOSED", "NOT_READY", "DESK_PAUSED", "DESK_REFUSED", "FORCE_MAJEURE"})


async def apply_events(connection: Connection, events: Sequence[StoredEvent]) -> None:
    """In the caller's transaction, right after custody kept the acts. Custody stands whatever is found.

    The same acts twice change nothing. Locks dossiers that are answered, in the order of their ids.
    """
    said = [event for event in events if event.act is not None and event.kind in KINDS]
    if said:
        await keep_particulars(connection, said)
    await send_papers(connection, [event.event_id for event in events if _may_send_papers(event)])
    if not said:
        return
    contexts = await _contexts(connection, said)
    found = [
        *await check_answers(connection, said, contexts),
        *await check_doors(connection, said, _proofs(said), contexts),
        *await judge_codes(connection, said),
        *await answer_filings(connection, said, contexts),
        *await _check_papers(connection, said),
        *await _check_seals(connection, said),
        *await _check_visits(connection, said),
        *_reports(said),
        *_wrong_agencies(said, contexts),
    ]
    await keep_findings(connection, said, found)


def _may_send_papers(event: StoredEvent) -> bool:
    """Whether any act on its items is of a kind that sends papers off, or nobody has looked yet."""
    return event.act is not None and (event.acts_on_items is None or not event.acts_on_items.isdisjoint(_SENDING))


_SENDING: Final = frozenset({"deliver", "transcribe", "examine", "answer_filing"})


async def keep_findings(connection: Connection, events: Sequence[StoredEvent], found: Sequence[Finding]) -> None:
    """Record each finding once, and open a case for what a person must look at, at the office of the act."""
    if not found:
        return
    await statements.KEEP_FINDINGS.run(
        connection,
        [clock.new_id() for _ in found],
        [each.event_id for each in found],
        [each.kind for each in found],
        [each.code for each in found],
        [each.facts for each in found],
    )
    by_id = {event.event_id: event for event in events}
    first = events[0]
    cases = [
        (each, by_id.get(each.event_id) or by_id.get(each.beside or first.event_id, first))
        for each in found
        if each.is_case
    ]
    if cases:
        await OPEN_EXCEPTIONS.run(
            connection,
            [clock.new_id() for _ in cases],
            [each.kind for each, _ in cases],
            [each.event_id for each, _ in cases],
            [None for _ in cases],
            [each.code for each, _ in cases],
            [event.province_code for _, event in cases],
            [event.office_id for _, event in cases],
            [each.facts for each, _ in cases],
        )


async def _contexts(connection: Connection, events: Sequence[StoredEvent]) -> dict[str, Context]:
    """Only acts whose rules look at their items' orders: a hand-over between two devices needs none."""
    codes = {code for event in events for code in _codes_looked_at(event)}
    if not codes:
        return {}
    return {context.code: context for context in await statements.CONTEXTS.all(connection, sorted(codes))}


def _codes_looked_at(event: StoredEvent) -> list[str]:
    match event.act:
        case acts.Receive() | acts.Deliver():
            return [item.code for item in event.act.items]
        case acts.Attempt():
            return event.act.items
        case acts.Accept() if event.act.seals:
            return event.act.items
        case acts.AnswerFiling() | acts.Examine():
            return [event.act.code]
    return []


def _proofs(events: Sequence[StoredEvent]) -> dict[UUID, frozenset[str]]:
    return {e.event_id: frozenset(proof.kind for proof in e.act.proofs) for e in events if e.act is not None}


async def _check_papers(connection: Connection, events: Sequence[StoredEvent]) -> list[Finding]:
    """Counts against the published list, and the desk's recount against the door's, whichever came first."""
    counted: dict[UUID, tuple[str, list[acts.CountedLine]]] = {}
    expected: set[UUID] = set()
    for event in events:
        match event.act:
            case acts.Examine():
                counted[event.event_id] = (event.act.code, event.act.papers)
            case acts.Receive() if (code := the_one_item(event)) is not None:
                counted[event.event_id] = (code, event.act.papers)
                expected.add(event.event_id)
    if not counted:
        return []
    codes = sorted({code for code, _ in counted.values()})
    lists: dict[str, list[Line]] = defaultdict(list)
    for listed in await statements.LISTED_LINES.all(connection, codes):
        code, *line = msgspec.structs.astuple(listed)
        lists[code].append(Line(*line))
    found: list[Finding] = []
    for event_id, (code, papers) in counted.items():
        if papers:
            lines = [Line(*msgspec.structs.astuple(line)) for line in papers]
            found += compare_with_list(event_id, code, lists[code], lines)
        elif event_id in expected and lists[code]:
            found.append(Finding(event_id=event_id, kind="checklist_missing", code=code))
    for row in await statements.DIFFERENCES.all(connection, codes):
        facts: dict[str, object] = {"lines": row.lines}
        found.append(Finding(event_id=row.event_id, kind="differs_after_handover", code=row.code, facts=facts))
    return found


async def _check_seals(connection: Connection, events: Sequence[StoredEvent]) -> list[Finding]:
    found = [
        Finding(event_id=e.event_id, kind="seal_differs", code=e.act.code, facts={"why": "broken"})
        for e in events
        if isinstance(e.act, acts.Examine) and not e.act.is_seal_intact
    ]
    sealed = [e.event_id for e in events if getattr(e.act, "seals", None) or getattr(e.act, "seal", None)]
    if sealed:
        found += [
            Finding(
                event_id=row.event_id,
                kind="seal_differs",
                code=row.code,
                facts={"sealed_as": row.sealed_as, "seen": row.number},
            )
            for row in await statements.OTHER_SEALS.all(connection, sealed)
        ]
    return found


async def _check_visits(connection: Connection, events: Sequence[StoredEvent]) -> list[Finding]:
    """A next step that the reason does not allow; more visits than the agreement lets be made."""
    visits = [(e, e.act) for e in events if isinstance(e.act, acts.Attempt) and e.is_trusted]
    found = [
        Finding(
            event_id=event.event_id,
            kind="solution_not_allowed",
            facts={"reason": act.reason, "solution": act.solution, "allowed": sorted(_ALLOWED[act.reason])},
        )
        for event, act in visits
        if act.solution not in _ALLOWED[act.reason]
    ]
    codes = {
        code: event.event_id for event, act in visits if act.reason not in _NOT_AT_THE_CITIZENS for code in act.items
    }
    if codes:
        found += [
            Finding(
                event_id=codes[row.code],
                kind="too_many_attempts",
                code=row.code,
                facts={"tries": row.tries, "allowed": row.allowed},
            )
            for row in await statements.TRIES.all(connection, sorted(codes))
            if row.tries > row.allowed
        ]
    return found


def _reports(events: Sequence[StoredEvent]) -> list[Finding]:
    return [
        Finding(event_id=e.event_id, kind="incident", code=e.act.code, facts={"what": e.act.what})
        for e in events
        if isinstance(e.act, acts.Report)
    ]


def _wrong_agencies(events: Sequence[StoredEvent], contexts: Mapping[str, Context]) -> list[Finding]:
    """Opened by somebody who neither receives nor decides the dossier."""
    return [
        Finding(event_id=e.event_id, kind="wrong_agency", code=item.code)
        for e in events
        if isinstance(e.act, acts.Examine) and (item := contexts.get(e.act.code)) is not None
        if e.party_id not in (item.desk_id, item.competent_agency_id)
    ]
