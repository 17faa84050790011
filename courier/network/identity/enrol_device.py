"""A device takes up its enrolment: it proves that it holds the key it brings, and becomes somebody."""

import base64
from uuid import UUID

import msgspec

from courier.clock import new_id
from courier.database import Connection, is_unique_violation
from courier.network.identity.model import PhoneStillLive, bad_signature, enrolment_refused, keyed_digest
from courier.network.identity.statements import ADD_DEVICE, LOCK_ENROLMENT, USE_ENROLMENT, EnrolmentRow
from courier.signatures import InvalidKeyError, verify
from mobile_contract.sync import Enrolment, SignedBody


class EnrolledDevice(msgspec.Struct, frozen=True, kw_only=True):
    """Who a device is from now on."""

    device_id: UUID
    party_id: UUID
    person_id: UUID
    person_name: str
    office_name: str


def read_enrolment(signed: SignedBody) -> Enrolment:
    """What the device asks, once its signature is seen to be made with the very key inside.

    Raises `msgspec.ValidationError` for a body that is no enrolment, `InvalidInput` for a signature that does not fit.
    """
    body = signed.body.encode()
    enrolment = _enrolments.decode(body)
    try:
        is_signed = verify(base64.b64decode(enrolment.public_key), body, base64.b64decode(signed.signature))
    except InvalidKeyError as problem:
        raise bad_signature("public_key") from problem
    if not is_signed:
        raise bad_signature("signature")
    return enrolment


async def enrol_device(connection: Connection, secret: bytes, signed: SignedBody) -> EnrolledDevice:
    """Make the device known under its key and use the enrolment up.

    The same device asking again, its answer having been lost, gets the same answer. Locks the enrolment's row.
    Raises `EnrolmentRefused` for a secret that is wrong, used or lapsed; `PhoneStillLive` where the carrier's former
    phone is not revoked yet; `InvalidInput` for a signature that does not fit.
    """
    asked = read_enrolment(signed)
    public_key = base64.b64decode(asked.public_key)
    found = await LOCK_ENROLMENT.one(connection, keyed_digest(secret, "enrolment", asked.secret))
    if found is None or found.is_lapsed:
        raise enrolment_refused()
    if found.device_id is not None:
        if found.public_key != public_key:
            raise enrolment_refused()
        return _enrolled(found, found.device_id)
    device_id = new_id()
    await _add_device(connection, found, device_id, public_key, asked.device_name)
    await USE_ENROLMENT.run(connection, found.enrolment_id, device_id)
    return _enrolled(found, device_id)


_enrolments = msgspec.json.Decoder(Enrolment)


async def _add_device(
    connection: Connection, found: EnrolmentRow, device_id: UUID, public_key: bytes, name: str
) -> None:
    person_id = found.person_id if found.device_kind == "phone" else None
    try:
        await ADD_DEVICE.run(
            connection,
            device_id,
            found.device_kind,
            found.party_id,
            found.office_id,
            person_id,
            public_key,
            name,
            found.province_code,
        )
    except Exception as error:
        if is_unique_violation(error, "one_live_phone_per_carrier"):
            raise PhoneStillLive(
                "Máy cũ của bưu tá chưa được đóng; bưu cục hãy «Thay máy» hoặc «Mất máy» cho máy cũ trước",
                "The carrier's former phone is still live; let the office close it first, as replaced or lost",
            ) from error
        if is_unique_violation(error, "device_public_key_key"):
            raise bad_signature("public_key") from error
        raise


def _enrolled(found: EnrolmentRow, device_id: UUID) -> EnrolledDevice:
    return EnrolledDevice(
        device_id=device_id,
        party_id=found.party_id,
        person_id=found.person_id,
        person_name=found.person_name,
        office_name=found.office_name,
    )
