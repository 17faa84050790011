"""Whether a person may look at an office at all, or administer the network."""

from uuid import UUID

from courier.database import Executor
from courier.errors import Forbidden, NotFound
from courier.network.identity.model import Staff
from courier.network.identity.statements import IS_ADMINISTRATOR, WORKS_AT


async def check_works_at(executor: Executor, staff: Staff, office_id: UUID) -> None:
    """Raises `NotFound` unless the person works at that post office today."""
    if not await WORKS_AT.value(executor, staff.person_id, office_id):
        raise NotFound("Không tìm thấy bưu cục này", "No such office")


async def check_administrator(executor: Executor, staff: Staff) -> None:
    """Raises `Forbidden` unless the person is administrator of some office today."""
    if not await IS_ADMINISTRATOR.value(executor, staff.person_id):
        raise Forbidden("Chỉ quản trị được làm việc này", "Only an administrator may do this")
