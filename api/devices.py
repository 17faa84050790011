"""What every device may do, whosever it is: enrol, prove itself, send its acts. Mounted under three audiences."""

import base64

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from api.ingest import ingest
from api.service import Service
from courier import clock
from courier.network.identity.enrol_device import enrol_device
from courier.network.identity.model import DeviceIdentity, EnrolmentRefused, make_challenge, milliseconds
from courier.network.identity.renew_token import renew_token
from courier.signatures import public_bytes
from mobile_contract.sync import (
    LARGEST_BATCH_BYTES,
    Batch,
    BatchAnswer,
    Challenge,
    ChallengeRequest,
    EnrolmentAnswer,
    SignedBody,
    Token,
)


@post("/enrol", summary="Take up a one-time token or a short code with a new key", security=[])
async def enrol(
    data: JSONBody[SignedBody], service: NamedDependency[Service], caller: NamedDependency[str]
) -> EnrolmentAnswer:
    """The body is an `Enrolment`, signed by the key it names. The same device asking again gets the same answer."""
    service.limits.enrolment.check(caller)
    try:
        device = await service.commit(lambda connection: enrol_device(connection, service.secret, data))
    except EnrolmentRefused:
        service.limits.enrolment.charge(caller)
        raise
    return EnrolmentAnswer(
        device_id=device.device_id,
        party_id=device.party_id,
        person_id=device.person_id,
        person_name=device.person_name,
        office_name=device.office_name,
        incarnation=service.incarnation,
        server_key=base64.b64encode(public_bytes(service.server_key)).decode(),
        server_time_ms=milliseconds(clock.now()),
    )


@post("/challenge", status_code=HTTP_200_OK, sync_to_thread=False, summary="A challenge to sign", security=[])
def challenge(data: JSONBody[ChallengeRequest], service: NamedDependency[Service]) -> Challenge:
    """Any device id gets one: whether it is known shows only with its signature."""
    return make_challenge(service.secret, data.device_id, clock.now())


@post("/token", status_code=HTTP_200_OK, summary="A bearer token for the signed challenge", security=[])
async def token(data: JSONBody[SignedBody], service: NamedDependency[Service]) -> Token:
    """The body is the challenge's exact bytes, signed by the device's key."""
    return await renew_token(service.pool, service.secret, data, clock.now())


@post(
    "/events",
    status_code=HTTP_200_OK,
    request_max_body_size=LARGEST_BATCH_BYTES,
    summary="Send up to 200 signed acts, 256 KiB",
)
async def events(
    data: JSONBody[Batch], service: NamedDependency[Service], device: NamedDependency[DeviceIdentity]
) -> BatchAnswer:
    """Each act gets its own outcome; answered once all of it is on disk. What is larger is sent in several batches."""
    return await ingest(service, device, data)


DEVICE_ROUTES = (enrol, challenge, token, events)
