"""What an accept and the release it names do not agree on, whichever of them came last."""

from collections.abc import Sequence
from uuid import UUID

from courier.custody.handovers import statements
from courier.custody.handovers.check_doors import rules_for
from courier.custody.handovers.keep_particulars import is_marked
from courier.custody.handovers.model import Context, Finding
from courier.custody.handovers.proof_rules.statements import RULES_IN_FORCE
from courier.custody.handovers.statements import AnsweredRow
from courier.custody.model import StoredEvent
from courier.database import Connection
from mobile_contract import events as acts


async def check_answers(
    connection: Connection, events: Sequence[StoredEvent], contexts: dict[str, Context]
) -> list[Finding]:
    """One person on both sides without the mark, or the mark without that; other bytes than were offered; items that
    were not; a paper list of another length than was scanned.
    """
    pairs = [e for e in events if isinstance(e.act, acts.Release | acts.Accept) and e.is_trusted]
    found = [finding for event in pairs for finding in _list_count(event)]
    if not pairs:
        return found
    answered = await statements.ANSWERED.all(connection, [event.event_id for event in pairs])
    marked = {event.event_id for event in pairs if is_marked(event)}
    for row in answered:
        found += _disagreements(row, marked)
    if any(row.has_accept_rules for row in answered):
        found += await _seals_required(connection, pairs, contexts)
    return found


def _list_count(event: StoredEvent) -> list[Finding]:
    act = event.act
    if not isinstance(act, acts.Accept) or act.list_count is None or act.bag is not None:
        return []
    scanned = len(act.items) + len(act.refused)
    if act.list_count == scanned:
        return []
    facts: dict[str, object] = {"on_paper": act.list_count, "scanned": scanned}
    return [Finding(event_id=event.event_id, kind="list_differs", facts=facts)]


def _disagreements(row: AnsweredRow, marked: set[UUID]) -> list[Finding]:
    def finding(kind: str, **facts: object) -> Finding:
        return Finding(event_id=row.event_id, kind=kind, facts=facts, beside=row.release_id)

    release, found = str(row.release_id), []
    if row.is_one_person:
        found.append(finding("two_roles_marked" if row.is_marked else "two_roles", release=release))
    elif row.is_marked and marked & {row.event_id, row.release_id}:
        found.append(finding("two_roles", release=release, why="two_people"))
    if not row.is_of_these_bytes:
        found.append(finding("digest_differs", release=release))
    if row.not_offered:
        found.append(finding("list_differs", not_offered=row.not_offered))
    return found


async def _seals_required(
    connection: Connection, events: Sequence[StoredEvent], contexts: dict[str, Context]
) -> list[Finding]:
    """Where a desk's own rules ask for each seal's number when an item is taken over."""
    rules = await RULES_IN_FORCE.all(connection)
    found = []
    for event in events:
        if not isinstance(event.act, acts.Accept):
            continue
        sealed = {seal.code for seal in event.act.seals}
        for code in event.act.items:
            item = contexts.get(code)
            if item is None or code in sealed:
                continue
            if rules_for(rules, item.desk_id, "accept", item.leg).get("seal_number") == "required":
                facts: dict[str, object] = {"missing": ["seal_number"]}
                found.append(Finding(event_id=event.event_id, kind="missing_proof", code=code, facts=facts))
    return found
