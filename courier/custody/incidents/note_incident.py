"""The office writes down an incident that no device of the holder reported: found at a recount, told by telephone."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from courier import clock
from courier.custody.incidents.model import LONGEST_AGO, IncidentKind, bounded
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
    now = clock.now()
    said_at, noticed_at = noticed_at, bounded(noticed_at, now)
    written = await NOTE_INCIDENT.run(connection, incident_id, code, kind, office_id, asked_by, noticed_at)
    kept = await INCIDENT.one(connection, incident_id, asked_by)
    if kept is None:
        raise NotFound("Không tìm thấy bưu cục hoặc mã này", "No such office or code")
    is_same_time = kept.noticed_at == noticed_at or _was_clipped(said_at, kept)
    if (kept.code, kept.kind, kept.office_id) != (code, kind, office_id) or not is_same_time:
        raise IdInUse("incident_id")
    if written:
        await _open_case(connection, kept)
    return kept


_AT_ONCE: Final = timedelta(seconds=5)


def _was_clipped(said_at: datetime, kept: IncidentKept) -> bool:
    """What was said to be later than now or absurdly long ago was kept as far from the hour of recording as may be:
    the same sent again is the same."""
    is_late = said_at >= kept.noticed_at >= kept.recorded_at - _AT_ONCE
    return is_late or said_at <= kept.noticed_at <= kept.recorded_at - LONGEST_AGO + _AT_ONCE


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
