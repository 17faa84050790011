"""What the one-stop says to a dossier handed over: its code and due date enter the dossier, or form 03 refuses it."""

from collections.abc import Mapping, Sequence

from courier.custody.handovers import statements
from courier.custody.handovers.keep_particulars import read_day
from courier.custody.handovers.model import Context, Finding
from courier.custody.model import StoredEvent
from courier.database import Connection
from mobile_contract import events as acts
from mobile_contract.codes import tidy_dossier_code


async def answer_filings(
    connection: Connection, events: Sequence[StoredEvent], contexts: Mapping[str, Context]
) -> list[Finding]:
    """Apply the answers; a code once known is never overwritten: another is found, and a person decides.

    Locks the dossiers, in the order of their ids.
    """
    answers = [
        (contexts[event.act.code], event, event.act)
        for event in events
        if isinstance(event.act, acts.AnswerFiling) and event.is_trusted and event.act.code in contexts
    ]
    found: list[Finding] = []
    for context, event, act in sorted(answers, key=lambda each: (each[0].dossier_id, each[1].event_id)):
        found += await _answer(connection, context, event, act)
    return found


async def _answer(
    connection: Connection, context: Context, event: StoredEvent, act: acts.AnswerFiling
) -> list[Finding]:
    await statements.LOCK_DOSSIER.run(connection, context.dossier_id)
    code = tidy_dossier_code(act.dossier_code) if act.dossier_code else None
    dossier = await statements.FIND_ANSWERED_DOSSIER.one(connection, context.dossier_id, event.party_id, code)
    assert dossier is not None
    if not dossier.is_of_its_desk:
        return [Finding(event_id=event.event_id, kind="wrong_desk", code=act.code)]
    why: list[str] = []
    if code is not None and dossier.code_now not in (None, code):
        why.append("differs")
    if code is not None and dossier.is_taken:
        why.append("taken")
    if act.due_on is not None and read_day(act.due_on) is None:
        why.append("impossible_day")
    usable = code if code is not None and not dossier.is_taken else None
    await statements.SET_DOSSIER.run(connection, context.dossier_id, usable, act.refused is not None)
    facts: dict[str, object] = {"why": why, "said": code, "known": dossier.code_now}
    return [Finding(event_id=event.event_id, kind="dossier_code", code=act.code, facts=facts)] if why else []
