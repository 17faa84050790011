"""Who works at an office and at the desks it serves."""

from datetime import date
from uuid import UUID

from courier.database import Executor
from courier.network.staff.model import StaffMember
from courier.network.staff.statements import STAFF_OF


async def list_staff(executor: Executor, asker: UUID, office_id: UUID, on: date) -> list[StaffMember]:
    """Every hat worn there on a day, the office's own first; empty for who does not run it."""
    return await STAFF_OF.all(executor, asker, office_id, on)
