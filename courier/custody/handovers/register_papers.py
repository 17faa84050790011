"""Items that an act makes: old papers withdrawn at the door, originals sent home apart. They are born with a holder."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from courier import clock
from courier.custody.events.statements import LOCK_CODES
from courier.custody.handovers import statements
from courier.database import Connection, DatabaseError, Statement, sqlstate
from courier.errors import CourierError
from courier.intake.bind_label import bind_label
from mobile_contract import canonical, events
from mobile_contract.events import SignedAct


class Made(NamedTuple):
    """What one act makes: by whom, from which items' dossier, how many papers, under which label."""

    event_id: UUID
    party_id: UUID
    codes: list[str]
    papers: int
    label: str | None
    journey: Statement[Any]


async def register_papers(connection: Connection, said: Iterable[tuple[UUID, UUID, SignedAct]]) -> set[str]:
    """Order the journey of these acts' papers, each once, and register its item where a roll label was put on it.

    `said`: event, party and act, trusted or not: a revocation may come before or after, and the label names the same
    item either way. Returns the codes that now name an item, for custody to be
    computed: others may have spoken of them before. Without a usable label the order stands and waits for one.
    """
    born: set[str] = set()
    journeys = _made(said)
    if journeys:  # so that a pickup that names the item just now either is seen here, or sees these acts
        await LOCK_CODES.run(connection, sorted({code for made in journeys for code in made.codes}))
    for made in journeys:
        try:
            async with connection.transaction():
                job_id = await _order(connection, made)
        except DatabaseError as error:
            if (sqlstate(error) or "")[:2] not in ("22", "23"):
                raise
            continue  # shown as papers without an item; the hand-over itself is never held up
        if job_id is not None and made.label is not None and await _bind(connection, made.label, job_id):
            born.add(made.label)
    return born


async def made_earlier(connection: Connection, codes: Sequence[str]) -> list[tuple[UUID, UUID, SignedAct]]:
    """Acts on these codes, kept before the codes named an item, whose papers have no journey yet."""
    rows = await statements.PAPERS_MADE_EARLIER.all(connection, list(codes)) if codes else []
    return [(row.event_id, row.party_id, canonical.decode_act(row.body)) for row in rows]


def papers_home(act: events.Examine) -> int:
    """How many originals an opening sends home by another journey."""
    return min(100, sum(fate.originals for fate in act.originals if fate.fate == "returned_later"))


def _made(said: Iterable[tuple[UUID, UUID, SignedAct]]) -> Sequence[Made]:
    made = []
    for event_id, party_id, act in said:
        if isinstance(act, events.Deliver) and act.papers_taken_back:
            codes = [item.code for item in act.items]
            journey = statements.ADD_JOURNEY_OF_OLD_PAPERS
            made.append(Made(event_id, party_id, codes, act.papers_taken_back, act.papers_label, journey))
        elif isinstance(act, events.Examine) and papers_home(act):
            journey = statements.ADD_JOURNEY_OF_ORIGINALS
            made.append(Made(event_id, party_id, [act.code], papers_home(act), act.originals_label, journey))
    return sorted(made, key=lambda each: (each.label or "", each.event_id))


async def _order(connection: Connection, made: Made) -> UUID | None:
    """The journey's job; None where it is ordered already, or nothing is known that it could belong to."""
    job_id = clock.new_id()
    if not await made.journey.run(connection, job_id, made.party_id, made.event_id, made.codes):
        return None
    await statements.KEEP_JOURNEY.run(connection, made.event_id, job_id, made.papers)
    return job_id


async def _bind(connection: Connection, code: str, job_id: UUID) -> bool:
    """Whether the label names the new item; one already used, void or never given out stays what it was."""
    await LOCK_CODES.run(connection, [code])
    try:
        await bind_label(connection, code, job_id, reason="roll")
    except CourierError:
        return False
    return True
