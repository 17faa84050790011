"""What a device needs of custody for its day: heads of items, keys it may meet, revocations, its acknowledgement."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from courier.custody import statements
from courier.custody.events.statements import LOG_ENDS
from courier.custody.statements import DeviceKey, HeadOfItem, Revoked
from courier.database import Connection


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """Custody's part of a manifest."""

    heads: list[HeadOfItem]
    keys: list[DeviceKey]
    revoked: list[Revoked]
    acked_through: int


async def read_surroundings(
    connection: Connection, *, device_id: UUID, party_id: UUID, office_id: UUID, job_ids: Sequence[UUID]
) -> Surroundings:
    """Heads of what the party holds or is offered, and of the items of `job_ids`; keys of its office and desks."""
    own = await statements.HEADS_OF_PARTY.all(connection, party_id)
    planned = await statements.HEADS_OF_JOBS.all(connection, list(job_ids))
    ends = await LOG_ENDS.all(connection, [device_id])
    return Surroundings(
        heads=list({head.code: head for head in (*own, *planned)}.values()),
        keys=await statements.KEYS_AROUND_OFFICE.all(connection, office_id),
        revoked=await statements.REVOKED_AROUND_OFFICE.all(connection, office_id),
        acked_through=ends[0].seq if ends else 0,
    )
