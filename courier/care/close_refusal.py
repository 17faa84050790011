"""Close a case of something refused at a hand-over by what is to become of it."""

from typing import Literal
from uuid import UUID

from courier import clock
from courier.care.statements import (
    CLOSE_REFUSAL,
    KEEP_DECISION,
    LOCK_REFUSAL,
    REFUSAL_DECISION,
    SEND_TO_OTHER_DESK,
    RefusalDecision,
)
from courier.database import Connection
from courier.errors import Conflict, NotFound
from courier.planning.legs.instruct import Solution, instruct

Decision = Literal["BRING_AGAIN", "OTHER_DESK", "RETURN"]
_SOLUTIONS: dict[Decision, Solution] = {"BRING_AGAIN": "RETRY", "OTHER_DESK": "RETRY", "RETURN": "RETURN"}


async def close_refusal(
    connection: Connection,
    exception_id: UUID,
    decision: Decision,
    *,
    decided_by: UUID,
    note: str,
    desk_id: UUID | None = None,
) -> RefusalDecision:
    """The decision as it stands; the same one again changes nothing.

    BRING_AGAIN: to the same receiver once more · OTHER_DESK: to `desk_id`, under its agreement, from now on ·
    RETURN: back to the sender. It is the job's instruction too, before all that carriers proposed until now.
    Raises `NotFound` unless it is a refusal of an item of a job whose fetching or bringing office `decided_by`
    supervises; `Conflict` where it was decided otherwise, or that desk cannot take it.
    """
    if (decision == "OTHER_DESK") != (desk_id is not None):
        raise Conflict(
            "Chuyển một cửa khác thì phải chọn nơi nhận; quyết định khác thì không",
            "Another desk is named for OTHER_DESK, and only then",
        )
    case = await LOCK_REFUSAL.one(connection, exception_id, decided_by)
    if case is None:
        raise NotFound("Không có vụ việc không nhận này", "No such refusal")
    if case.is_closed:
        return await _as_decided(connection, exception_id, decision, desk_id)
    await CLOSE_REFUSAL.run(connection, exception_id, decided_by, note)
    if desk_id is not None and not await SEND_TO_OTHER_DESK.run(connection, case.job_id, desk_id):
        raise Conflict(
            "Một cửa này không có thỏa thuận nhận hồ sơ của công việc, hoặc chính là nơi đã không nhận",
            "That desk has no agreement for this dossier, or is the one that refused it",
        )
    from_desk_id = case.destination_id if desk_id is not None else None
    await KEEP_DECISION.run(connection, exception_id, case.job_id, decision, from_desk_id, desk_id, decided_by)
    await instruct(
        connection,
        instruction_id=clock.new_id(),
        job_id=case.job_id,
        solution=_SOLUTIONS[decision],
        note=note,
        asked_by=decided_by,
    )
    return await _as_decided(connection, exception_id, decision, desk_id)


async def _as_decided(
    connection: Connection, exception_id: UUID, decision: Decision, desk_id: UUID | None
) -> RefusalDecision:
    kept = await REFUSAL_DECISION.one(connection, exception_id)
    if kept is None or (kept.decision, kept.to_desk_id) != (decision, desk_id):
        raise Conflict("Vụ việc này đã được quyết định khác", "This refusal was decided otherwise")
    return kept
