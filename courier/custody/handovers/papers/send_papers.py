"""Order the way of papers that an act sends off, once that act counts; call it off while it does not."""

from collections.abc import Sequence
from uuid import UUID

from courier import clock
from courier.custody.counts.check_counts import check_counts
from courier.custody.handovers.papers import statements
from courier.custody.handovers.papers.model import PapersAct
from courier.custody.handovers.statements import KEEP_FINDINGS
from courier.custody.ledger.post_items import post_items
from courier.custody.ledger.statements import BINDINGS, CLOSE_KNOWN_CODES, OPEN_EXCEPTIONS, get_now
from courier.database import Connection, DatabaseError, sqlstate
from courier.errors import CourierError
from courier.intake.bind_label import bind_label
from mobile_contract import canonical, events


async def send_papers(connection: Connection, event_ids: Sequence[UUID], item_ids: Sequence[UUID] = ()) -> None:
    """Settle the ways of papers of all items that these acts speak of, or that are named; a second run changes nothing.

    Custody of these items has been computed and their heads are locked. Papers whose act counts become a job at once,
    and an item where a usable roll label was put on them: acts on that label that came before count from then on.
    Papers in somebody's hands without a label are told to a person; a dossier to be sent home is labelled by the desk.
    What is on its way already stays, whatever becomes of the act.
    """
    if not event_ids and not item_ids:
        return
    acts = await statements.PAPERS_ACTS.all(connection, list(event_ids), list(item_ids))
    born: dict[str, UUID] = {}
    for act in sorted(acts, key=lambda act: (label_of(act) or "", act.event_id)):
        if act.journey_id is None:
            if act.counts:
                born |= await _begin(connection, act)
        elif act.counts == act.is_cancelled and not act.is_on_its_way:
            await statements.SET_CANCELLED.run(connection, act.journey_id, not act.counts)
    if born:
        await CLOSE_KNOWN_CODES.run(connection, sorted(born))
        bindings = await BINDINGS.all(connection, sorted(born))
        cause, now = min(born.values()), await get_now(connection)
        await post_items(connection, bindings, cause, now)
        counted = await statements.COUNTS_AFTER.all(connection, sorted(born.values()))
        await check_counts(connection, dict.fromkeys((count.event_id for count in counted), cause), now)


def label_of(act: PapersAct) -> str | None:
    """The roll label that the act says is on the papers' envelope."""
    match canonical.decode_act(act.body):
        case events.Deliver() as said:
            return said.papers_label
        case events.Examine() as said:
            return said.originals_label
    return None


async def _begin(connection: Connection, act: PapersAct) -> dict[str, UUID]:
    """Order the journey; the label that now names an item, with the act that made it."""
    try:
        async with connection.transaction():
            job_id = await _order(connection, act)
    except DatabaseError as error:
        if (sqlstate(error) or "")[:2] not in ("22", "23"):
            raise
        job_id = None  # shown as papers without an item; the hand-over itself is never held up
    label = label_of(act)
    if job_id is not None and label is not None and await _bind(connection, label, job_id):
        return {label: act.event_id}
    if act.purpose != "refused":
        await _tell(connection, act)
    return {}


async def _order(connection: Connection, act: PapersAct) -> UUID | None:
    """The journey's job; None where another act has ordered it, or nothing is known that it could belong to."""
    job_id = clock.new_id()
    if act.purpose == "old_papers":
        added = await statements.ADD_OLD_PAPERS.run(connection, job_id, act.origin_id, act.event_id, act.job_id)
    else:
        added = await statements.ADD_WAY_HOME.run(
            connection, job_id, act.origin_id, act.event_id, act.job_id, act.purpose
        )
    if not added:
        return None
    await statements.KEEP_JOURNEY.run(connection, act.event_id, job_id, act.papers)
    return job_id


async def _bind(connection: Connection, code: str, job_id: UUID) -> bool:
    """Whether the label names the new item; one already used, void or never given out stays what it was."""
    try:
        await bind_label(connection, code, job_id, reason="roll")
    except CourierError:
        return False
    return True


async def _tell(connection: Connection, act: PapersAct) -> None:
    facts: dict[str, object] = {"papers": act.papers}
    kind = ["papers_without_label"]
    await KEEP_FINDINGS.run(connection, [clock.new_id()], [act.event_id], kind, [None], [facts])
    await OPEN_EXCEPTIONS.run(
        connection,
        [clock.new_id()],
        kind,
        [act.event_id],
        [None],
        [None],
        [act.province_code],
        [act.office_id],
        [facts],
    )
