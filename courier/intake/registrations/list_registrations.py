"""What was asked for and waits for the desk's list."""

from uuid import UUID

from courier.database import Executor
from courier.intake.registrations.model import Registration
from courier.intake.registrations.statements import REGISTRATIONS


async def list_registrations(
    connection: Executor, asker: UUID, office_id: UUID, *, with_done: bool = False
) -> list[Registration]:
    """Of a desk, or of all desks that a post office serves, the latest first, at most 1,000; none for strangers."""
    return await REGISTRATIONS.all(connection, asker, office_id, with_done)
