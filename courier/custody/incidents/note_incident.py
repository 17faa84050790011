"""The office writes down an incident that no device of the holder reported: found at a recount, told by telephone."""

from datetime import datetime
from uuid import UUID

from courier import clock
from courier.custody.incidents.model import IncidentKind, bounded
from courier.custody.incidents.statements import INCIDENT, NOTE_INCIDENT, IncidentKept
from courier.custody.ledger.statements import OPEN_EXCEPTIONS
from courier.database import Connection
from courier.errors import IdInUse, NotFound


async def note_incident(
    connection: Connection,
    *,
    incident_id: UUID,
    code: str,
    kind: IncidentKind,
    office_id: UUID,
    noticed_at: datetime,
    asked_by: UUID,
) -> IncidentKept:
    """The incident as it stands, with a case for the office; the same id again changes nothing.

    `noticed_at` never later than now. Raises `NotFound` unless `asked_by` serves at the office and the code was given
    out; `IdInUse` where the id says something else.
    """
    noticed_at = bounded(noticed_at, clock.now())
    written = await NOTE_INCIDENT.run(connection, incident_id, code, kind, office_id, asked_by, noticed_at)
    kept = await INCIDENT.one(connection, incident_id, asked_by)
    if kept is None:
        raise NotFound("Không tìm thấy bưu cục hoặc mã này", "No such office or code")
    if (kept.code, kept.kind, kept.office_id) != (code, kind, office_id):
        raise IdInUse("incident_id")
    if written:
        await _open_case(connection, kept)
    return kept


async def _open_case(connection: Connection, kept: IncidentKept) -> None:
    await OPEN_EXCEPTIONS.run(
        connection,
        [clock.new_id()],
        ["incident"],
        [kept.incident_id],
        [None],
        [kept.code],
        [kept.province_code],
        [kept.office_id],
        [{"what": kept.kind}],
    )
