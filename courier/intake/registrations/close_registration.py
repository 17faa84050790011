"""Close a registered result: the citizen took it in person, or wants it by post no more. It costs nothing."""

from uuid import UUID

from courier.changes import RECORD_CHANGE
from courier.database import Connection
from courier.errors import Conflict, NotFound
from courier.intake.registrations.model import Check, ClosingReason
from courier.intake.registrations.statements import (
    CLOSE_REGISTRATION,
    LOCK_DESK_OF_REGISTRATION,
    REGISTRATION_STANDING,
)


async def close_registration(
    connection: Connection, asker: UUID, registration_id: UUID, reason: ClosingReason, check: Check
) -> None:
    """Closed for the same reason before, nothing changes. Locks the desk, so that no list matches it meanwhile.

    Raises `NotFound`, or `Conflict` where a job was made of it already or it was closed for another reason.
    """
    await LOCK_DESK_OF_REGISTRATION.run(connection, registration_id)
    standing = await REGISTRATION_STANDING.one(connection, asker, registration_id)
    if standing is None:
        raise NotFound("Không tìm thấy đăng ký trả kết quả này", "There is no such registered result")
    if standing.closed_because == reason:
        return
    if standing.closed_because is not None:
        raise Conflict("Đăng ký này đã đóng vì lý do khác", "This registration was closed for another reason")
    if standing.is_matched:
        raise Conflict(
            "Kết quả này đã thành đơn phát. Hãy huỷ hoặc đổi ở đơn đó",
            "A job was made of this registration. Cancel or change that job",
        )
    await CLOSE_REGISTRATION.run(connection, registration_id, reason, check.asked_by, check.how_checked, asker)
    if standing.post_office_id is not None:
        facts = {"registration_id": str(registration_id), "closed": reason}
        await RECORD_CHANGE.run(connection, "job", standing.post_office_id, None, facts)
