"""Say what is to become of a job after failed visits (chỉ dẫn phát)."""

from typing import Literal
from uuid import UUID

from courier.database import Connection
from courier.errors import IdInUse, NotFound
from courier.planning.legs.statements import ADD_INSTRUCTION, ANNOUNCE_INSTRUCTION, INSTRUCTION, InstructionKept

Solution = Literal["RETRY", "HOLD_AT_POINT", "RETURN"]


async def instruct(
    connection: Connection, *, instruction_id: UUID, job_id: UUID, solution: Solution, note: str, asked_by: UUID
) -> InstructionKept:
    """The instruction as it stands; the same id again gives the same one.

    Raises `NotFound` unless `asked_by` is dispatcher or supervisor of an office of the job, `IdInUse` where the id
    says something else already.
    """
    written = await ADD_INSTRUCTION.run(connection, instruction_id, job_id, solution, note, asked_by)
    kept = await INSTRUCTION.one(connection, instruction_id, job_id, asked_by)
    if kept is None:
        raise NotFound("Không tìm thấy công việc này", "No such job")
    if kept.solution != solution:
        raise IdInUse("instruction_id")
    if written:
        await ANNOUNCE_INSTRUCTION.run(connection, job_id, solution)
    return kept
