"""Take a hat off from a day on."""

from datetime import date
from uuid import UUID

from courier.database import Connection
from courier.network.model import Role
from courier.network.staff.statements import END_GRANT


async def end_grant(connection: Connection, person_id: UUID, role: Role, office_id: UUID, valid_to: date) -> bool:
    """The role is no longer held there from `valid_to` on; False where it was not held then, or only from then on."""
    return bool(await END_GRANT.run(connection, person_id, role, office_id, valid_to))
