"""A device proves itself by its key and gets a bearer token for some minutes; the PIN plays no part in it."""

import base64
from datetime import datetime

import msgspec

from courier.database import Executor
from courier.errors import Unauthenticated
from courier.network.identity.model import (
    TOKEN_LIFE,
    DeviceIdentity,
    bad_signature,
    check_challenge,
    milliseconds,
    write_token,
)
from courier.network.identity.statements import FIND_DEVICE, HEAR_OF_DEVICE
from courier.signatures import verify
from mobile_contract.sync import Challenge, SignedBody, Token


async def renew_token(executor: Executor, secret: bytes, signed: SignedBody, now: datetime) -> Token:
    """A token for the device that signed the server's challenge exactly as it received it.

    A revoked device gets one too, with `may_read` false: what it holds must still come in.
    Raises `Unauthenticated` for a foreign or lapsed challenge or an unknown device, `InvalidInput` for a signature
    that does not fit.
    """
    body = signed.body.encode()
    challenge = _challenges.decode(body)
    check_challenge(secret, challenge, now)
    device = await FIND_DEVICE.one(executor, challenge.device_id)
    if device is None:
        raise Unauthenticated(
            "Máy chủ không biết máy này; hãy đăng ký lại máy", "This device is not known; enrol it again"
        )
    if not verify(device.public_key, body, base64.b64decode(signed.signature)):
        raise bad_signature("signature")
    await HEAR_OF_DEVICE.run(executor, device.device_id)
    identity = DeviceIdentity(
        device_id=device.device_id,
        party_id=device.party_id,
        office_id=device.office_id,
        person_id=device.person_id,
        kind=device.kind,
        province_code=device.province_code,
        may_read=device.is_live,
        expires_at_ms=milliseconds(now + TOKEN_LIFE),
    )
    return Token(token=write_token(secret, identity), expires_at_ms=identity.expires_at_ms, may_read=identity.may_read)


_challenges = msgspec.json.Decoder(Challenge)
