"""The office closes a device: handed in and replaced, or lost (PEOPLE 11)."""

from uuid import UUID

import msgspec

from courier.database import Connection
from courier.errors import Conflict, NotFound
from courier.network.identity.model import EVERY_NUMBER, RevocationMode
from courier.network.identity.statements import END_DEVICE, LOCK_REVOCABLE, RECORD_REVOCATION


class RevokedDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A closed device; what it signed past `trusted_through` is evidence only."""

    device_id: UUID
    party_id: UUID
    office_id: UUID
    """The post office whose live view shows it."""
    mode: RevocationMode
    trusted_through: int


async def revoke_device(
    connection: Connection,
    *,
    device_id: UUID,
    mode: RevocationMode,
    revoked_by: UUID,
    trusted_through: int | None = None,
) -> RevokedDevice:
    """Close the device and record how far it is trusted.

    By default a replaced device is trusted in full, a lost one up to the last number it had sent without a gap.
    Locks the device's row. Raises `NotFound` where the asker does not run its office, `Conflict` where it is closed.
    """
    device = await LOCK_REVOCABLE.one(connection, device_id, revoked_by)
    if device is None:
        raise NotFound("Không có máy này trong phạm vi của ông/bà", "No such device under you")
    if not device.is_live:
        raise Conflict("Máy này đã đóng từ trước", "This device is closed already")
    if trusted_through is None:
        trusted_through = EVERY_NUMBER if mode == "replaced" else device.acked_through
    await END_DEVICE.run(connection, device_id)
    await RECORD_REVOCATION.run(connection, device_id, mode, trusted_through, revoked_by)
    return RevokedDevice(
        device_id=device_id,
        party_id=device.party_id,
        office_id=device.office_id,
        mode=mode,
        trusted_through=trusted_through,
    )
