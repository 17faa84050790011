"""Record what was done about an incident: who was told, that it was found, wrapped anew, closed."""

from datetime import datetime
from uuid import UUID

from courier import clock
from courier.custody.incidents.model import StepName, bounded
from courier.custody.incidents.statements import ADD_STEP, INCIDENT, STEP, StepKept
from courier.database import Connection
from courier.errors import NotFound


async def take_step(
    connection: Connection,
    *,
    incident_id: UUID,
    step: StepName,
    note: str | None,
    happened_at: datetime,
    asked_by: UUID,
) -> StepKept:
    """The step as it stands: each is taken once, and the first record of it counts. Never later than now.

    Raises `NotFound` where the asker may not see the incident.
    """
    happened_at = bounded(happened_at, clock.now())
    await ADD_STEP.run(connection, incident_id, asked_by, step, note, happened_at)
    kept = await STEP.one(connection, incident_id, step)
    if kept is None or await INCIDENT.one(connection, incident_id, asked_by) is None:
        raise NotFound("Không tìm thấy sự cố này", "No such incident")
    return kept
