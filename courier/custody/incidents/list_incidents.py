"""The office's incidents with their clocks, what is overdue first."""

from uuid import UUID

from courier.custody.incidents.model import Incident, to_incident
from courier.custody.incidents.statements import INCIDENTS_OF_OFFICE
from courier.custody.ledger.statements import get_now
from courier.database import Executor


async def list_incidents(
    executor: Executor, office_id: UUID, asked_by: UUID, *, with_closed: bool = False
) -> list[Incident]:
    """At most 500, the latest; nothing for who does not work there."""
    now = await get_now(executor)
    rows = await INCIDENTS_OF_OFFICE.all(executor, office_id, asked_by, with_closed)
    incidents = [to_incident(row, now) for row in rows]
    return sorted(incidents, key=lambda incident: not incident.is_overdue)
