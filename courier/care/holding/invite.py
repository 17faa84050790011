"""Record that the office invited a citizen to collect: by call, message or letter. Cards are told by carriers' acts."""

from uuid import UUID

from courier.care.holding.model import InvitedBy
from courier.care.holding.statements import ADD_INVITATION, INVITATION, InvitationKept
from courier.database import Connection
from courier.errors import IdInUse, NotFound


async def invite(
    connection: Connection, *, invitation_id: UUID, job_id: UUID, how: InvitedBy, asked_by: UUID
) -> InvitationKept:
    """The invitation as it stands; the same id again changes nothing.

    Raises `NotFound` unless `asked_by` works at an office of the job, `IdInUse` where the id says something else.
    """
    await ADD_INVITATION.run(connection, invitation_id, job_id, how, asked_by)
    kept = await INVITATION.one(connection, invitation_id, asked_by)
    if kept is None:
        raise NotFound("Không tìm thấy công việc này", "No such job")
    if (kept.job_id, kept.how) != (job_id, how):
        raise IdInUse("invitation_id")
    return kept
