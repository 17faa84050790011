"""What the one-stop says to a dossier handed over: its code and due date enter the dossier, or form 03 refuses it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from courier.custody.handovers import statements
from courier.custody.handovers.keep_particulars import read_day
from courier.custody.handovers.model import Context, Finding
from courier.custody.model import StoredEvent
from courier.database import Connection
from mobile_contract import events as acts
from mobile_contract.codes import tidy_dossier_code


class _Answer(NamedTuple):
    """What was said of one item's dossier."""

    event_id: UUID
    party_id: UUID
    code: str
    dossier_code: str | None
    is_refused: bool
    is_impossible_day: bool


async def answer_filings(
    connection: Connection, events: Sequence[StoredEvent], contexts: Mapping[str, Context]
) -> list[Finding]:
    """Apply the answers; a code once known is never overwritten: another is found, and a person decides.

    Also those that came before the pickup by which their label got its item: the carrier may have been offline.
    Locks the dossiers, in the order of their ids.
    """
    answers = [_answer_of(event, event.act) for event in events if isinstance(event.act, acts.AnswerFiling)]
    trusted = {event.event_id for event in events if event.is_trusted}
    answers = [answer for answer in answers if answer.event_id in trusted]
    answers += await _answered_earlier(connection, events, trusted)
    known = [(contexts[answer.code], answer) for answer in answers if answer.code in contexts]
    found: list[Finding] = []
    for context, answer in sorted(known, key=lambda each: (each[0].dossier_id, each[1].event_id)):
        found += await _apply(connection, context, answer)
    return found


def _answer_of(event: StoredEvent, act: acts.AnswerFiling) -> _Answer:
    return _Answer(
        event_id=event.event_id,
        party_id=event.party_id,
        code=act.code,
        dossier_code=act.dossier_code,
        is_refused=act.refused is not None,
        is_impossible_day=act.due_on is not None and read_day(act.due_on) is None,
    )


async def _answered_earlier(connection: Connection, events: Sequence[StoredEvent], here: set[UUID]) -> list[_Answer]:
    """Of the labels that these acts put on an order."""
    codes = [
        item.code
        for event in events
        if isinstance(event.act, acts.Receive) and event.act.job_id is not None
        for item in event.act.items
    ]
    if not codes:
        return []
    return [
        _Answer(row.event_id, row.party_id, row.code, row.dossier_code, row.refused is not None, False)
        for row in await statements.ANSWERED_EARLIER.all(connection, codes)
        if row.event_id not in here
    ]


async def _apply(connection: Connection, context: Context, answer: _Answer) -> list[Finding]:
    await statements.LOCK_DOSSIER.run(connection, context.dossier_id)
    code = tidy_dossier_code(answer.dossier_code) if answer.dossier_code else None
    dossier = await statements.FIND_ANSWERED_DOSSIER.one(connection, context.dossier_id, answer.party_id, code)
    assert dossier is not None
    if not dossier.is_of_its_desk:
        return [Finding(event_id=answer.event_id, kind="wrong_desk", code=answer.code)]
    why: list[str] = []
    if code is not None and dossier.code_now not in (None, code):
        why.append("differs")
    if code is not None and dossier.is_taken:
        why.append("taken")
    if answer.is_impossible_day:
        why.append("impossible_day")
    usable = code if code is not None and not dossier.is_taken else None
    await statements.SET_DOSSIER.run(connection, context.dossier_id, usable, answer.is_refused)
    facts: dict[str, object] = {"why": why, "said": code, "known": dossier.code_now}
    return [Finding(event_id=answer.event_id, kind="dossier_code", code=answer.code, facts=facts)] if why else []
