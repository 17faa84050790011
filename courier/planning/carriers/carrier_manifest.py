"""What a carrier is told of his day: the stops of the plan in force, and whom he meets there. Readings are logged."""

from itertools import groupby
from typing import Final, cast
from uuid import UUID

from courier.clock import today
from courier.database import Connection
from courier.money.reading import still_due
from courier.planning.carriers.statements import CARRIER_NEWS, CARRIER_STOPS, LOG_MANIFEST_READ, ManifestRow
from courier.planning.model import CarrierManifest, ManifestItemRow, ManifestPartyRow, ManifestStopRow

_DAYS: Final = 8
"""A cursor is 8 × the oldest transaction open when it was read, plus the weekday: a new day is always told whole."""
_ESTIMATED: Final = ("hamlet", "commune")


async def carrier_manifest(
    connection: Connection, *, device_id: UUID, party_id: UUID, person_id: UUID, since: int
) -> CarrierManifest:
    """The carrier's published day, whole, or nothing where nothing changed since the cursor `since` (0: never asked).

    Only the carrier whose party this is has stops in it; citizens named are logged as read by this person and device.
    """
    news = await CARRIER_NEWS.one(connection, party_id, str(since // _DAYS))
    assert news is not None
    cursor = news.xmin * _DAYS + today().isoweekday()
    if 0 < since <= cursor and since % _DAYS == cursor % _DAYS and not news.has_news:
        return CarrierManifest(cursor=cursor, is_whole=False, plan_id=None, plan_version=None, stops=[])
    rows = await CARRIER_STOPS.all(connection, party_id, today())
    due_vnd = await still_due(connection, {row.job_id for row in rows})
    await _log(connection, person_id, device_id, rows)
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row.stop_id)]
    return CarrierManifest(
        cursor=cursor,
        is_whole=True,
        plan_id=rows[0].plan_id if rows else None,
        plan_version=rows[0].plan_version if rows else None,
        stops=[_stop(position, group, due_vnd) for position, group in enumerate(groups)],
    )


async def _log(connection: Connection, person_id: UUID, device_id: UUID, rows: list[ManifestRow]) -> None:
    citizens = {row.party_id for row in rows if row.kind == "citizen"}
    await LOG_MANIFEST_READ.run(connection, person_id, device_id, sorted(citizens))


def _stop(position: int, rows: list[ManifestRow], due_vnd: dict[UUID, int]) -> ManifestStopRow:
    first = rows[0]
    return ManifestStopRow(
        stop_id=first.stop_id,
        position=position,
        act=first.act,
        party=ManifestPartyRow(
            party_id=first.party_id,
            kind=first.kind,  # type: ignore[arg-type]
            name=first.name,
            phone=first.phone,
            address=first.address,
            landmark=first.landmark,
        ),
        lon=first.lon,
        lat=first.lat,
        is_estimated_place=first.position_quality in _ESTIMATED,
        arrive_at=first.arrive_at,
        leave_at=first.leave_at,
        items=[_item(row, due_vnd) for row in rows if row.code is not None],
        job_ids=[row.job_id for row in rows if row.code is None],
        desk_ids=[row.desk_id for row in rows if row.code is None],
    )


def _item(row: ManifestRow, due_vnd: dict[UUID, int]) -> ManifestItemRow:
    """Money is asked for where the citizen is met, papers too."""
    meets_citizen = row.kind == "citizen"
    return ManifestItemRow(
        code=cast(str, row.code),
        job_id=row.job_id,
        s10=row.s10,
        due_vnd=due_vnd.get(row.job_id, 0) if meets_citizen else 0,
        papers_to_take_back=row.papers_to_take_back if meets_citizen else 0,
        personal_only=row.personal_only,
        desk_id=row.desk_id,
    )
