"""Reads what people are shown of hand-overs. Who may not see it sees nothing; an item of elsewhere is not there."""

from datetime import datetime
from uuid import UUID

from courier.custody.handovers.records import statements
from courier.custody.handovers.records.model import (
    FindingSeen,
    HandoverRecord,
    OriginalAway,
    SealedEnvelope,
    TwoRoles,
    in_words,
)
from courier.database import Executor
from courier.errors import NotFound


async def list_envelopes(executor: Executor, desk_id: UUID, asked_by: UUID) -> list[SealedEnvelope]:
    """What the desk took over and has not opened, or not answered: the oldest first, at most 500."""
    return await statements.ENVELOPES.all(executor, desk_id, asked_by)


async def list_originals_away(executor: Executor, dossier_id: UUID, asked_by: UUID) -> list[OriginalAway]:
    """Every original of the dossier that is not home yet, and where it is."""
    return await statements.ORIGINALS_AWAY.all(executor, dossier_id, asked_by)


async def read_record(executor: Executor, code: str, asked_by: UUID) -> HandoverRecord:
    """An item's acts and the differences of its last recount. Raises `NotFound`."""
    named = await statements.ITEM_NAMED.one(executor, code, asked_by)
    if named is None:
        raise NotFound("Không tìm thấy bưu gửi này", "No such item")
    return HandoverRecord(
        code=code,
        item_id=named.item_id,
        job_id=named.job_id,
        dossier_id=named.dossier_id,
        acts=await statements.ACTS_OF_ITEM.all(executor, code, asked_by),
        differences=await statements.DIFFERENCES_OF_ITEM.all(executor, code),
    )


async def list_findings(executor: Executor, office_id: UUID, asked_by: UUID) -> list[FindingSeen]:
    """What was found about the acts of an office's devices, in words: the latest first, at most 500."""
    return [in_words(row) for row in await statements.FINDINGS_OF_OFFICE.all(executor, office_id, asked_by)]


async def list_two_roles(executor: Executor, office_id: UUID, asked_by: UUID, since: datetime) -> list[TwoRoles]:
    """Hand-overs of one person with themselves, marked or not, that touch the office."""
    return await statements.TWO_ROLES_OF_OFFICE.all(executor, office_id, asked_by, since)
