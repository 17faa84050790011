"""Locks what acts name that make items of papers, before custody is computed: labels and codes, in one order."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from courier.custody.events.statements import LOCK_CODES
from courier.database import Connection
from mobile_contract import events
from mobile_contract.events import SignedAct


async def register_papers(connection: Connection, said: Iterable[tuple[UUID, UUID, SignedAct]]) -> set[str]:
    """Nothing is registered here: papers become items once their act counts (`papers/send_papers.py`)."""
    labels = [
        label
        for _, _, act in said
        if isinstance(act, events.Deliver | events.Examine)
        and (label := act.papers_label if isinstance(act, events.Deliver) else act.originals_label) is not None
    ]
    if labels:
        await LOCK_CODES.run(connection, sorted(labels))
    return set()


async def made_earlier(_connection: Connection, _codes: Sequence[str]) -> list[tuple[UUID, UUID, SignedAct]]:
    """None: what came before its item was known is found when the item is."""
    return []
