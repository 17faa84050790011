"""The office lets a device in: a one-time token for the QR and a short code for the telephone, both for one device."""

from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.errors import NotFound
from courier.network.identity.model import DeviceKind, IssuedEnrolment, keyed_digest
from courier.network.identity.statements import ISSUE_PHONE_ENROLMENT, ISSUE_WORKSTATION_ENROLMENT
from mobile_contract.codes import new_enrolment_token, new_short_code


async def issue_enrolment(
    connection: Connection, secret: bytes, *, issued_by: UUID, office_id: UUID, person_id: UUID, kind: DeviceKind
) -> IssuedEnrolment:
    """A new enrolment, good for 15 minutes and one device.

    A phone becomes its carrier's, a workstation its office's. Raises `NotFound` where the office or the person is not
    there, is not the issuer's to run, or the person carries for another office.
    """
    token, short_code = new_enrolment_token(), new_short_code()
    issue = ISSUE_PHONE_ENROLMENT if kind == "phone" else ISSUE_WORKSTATION_ENROLMENT
    issued = await issue.one(
        connection,
        new_id(),
        keyed_digest(secret, "enrolment", token),
        keyed_digest(secret, "enrolment", short_code),
        office_id,
        person_id,
        issued_by,
    )
    if issued is None:
        raise NotFound(
            "Không có bưu cục hoặc người này trong phạm vi của ông/bà; bưu tá phải có vai bưu tá ở bưu cục đó",
            "No such office or person under you; a carrier needs the carrier's role at that office",
        )
    return IssuedEnrolment(token=token, short_code=short_code, expires_at=issued.expires_at)
