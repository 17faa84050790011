"""The nouns of identity: devices and their tokens, people and their roles; pure rules, no database."""

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from courier.errors import Conflict, FieldError, InvalidInput, Unauthenticated
from courier.network.model import OfficeKind, Role
from mobile_contract.canonical import encode
from mobile_contract.sync import Challenge

DeviceKind = Literal["phone", "workstation"]
RevocationMode = Literal["replaced", "lost"]

ENROLMENT_LIFE: Final = timedelta(minutes=15)
CHALLENGE_LIFE: Final = timedelta(minutes=2)
TOKEN_LIFE: Final = timedelta(minutes=15)
SESSION_LIFE: Final = timedelta(hours=12)
"""A working day with its overtime; the desk's PC is shared."""
EVERY_NUMBER: Final = 2**53 - 1
"""Trusted through all it ever signed: a phone that was handed in (PEOPLE 11)."""


class EnrolmentRefused(Conflict):
    """The one-time token or short code is unknown, used or lapsed: which of them is not told."""

    type = "enrolment-refused"
    title_vi = "Mã đăng ký máy không dùng được"
    title_en = "The enrolment code cannot be used"


class PhoneStillLive(Conflict):
    """The carrier has another phone in use; two phones of one carrier would tell two stories."""

    type = "phone-still-live"
    title_vi = "Bưu tá còn một máy đang dùng"
    title_en = "The carrier has another phone in use"


class DeviceIdentity(msgspec.Struct, frozen=True, array_like=True):
    """Who a device is, as sealed into its bearer token."""

    device_id: UUID
    party_id: UUID
    office_id: UUID
    person_id: UUID | None
    """A phone's carrier; None for a workstation, whose acts name the person each."""
    kind: DeviceKind
    province_code: str
    may_read: bool
    """False for a revoked device: it may still send what it holds."""
    expires_at_ms: int


class RoleAt(msgspec.Struct, frozen=True):
    """One hat a person wears today, and where."""

    role: Role
    office_id: UUID
    office_name: str
    office_kind: OfficeKind


class Staff(msgspec.Struct, frozen=True):
    """A person who is logged in. What they may do, each statement asks the database itself."""

    person_id: UUID
    full_name: str


class IssuedEnrolment(msgspec.Struct, frozen=True, kw_only=True):
    """What the office shows or reads out; neither is stored, only their keyed digests are."""

    token: str
    """26 Crockford symbols, 130 bits, for the QR."""
    short_code: str
    """8 Crockford symbols, 40 bits, for reading out over the telephone."""
    expires_at: datetime


def keyed_digest(secret: bytes, purpose: str, text: str) -> bytes:
    """HMAC-SHA-256 under the server's secret: what is stored of a secret, so that a stolen table opens nothing."""
    return hmac.digest(secret, f"{purpose}\0{text}".encode(), "sha256")


def make_challenge(secret: bytes, device_id: UUID, now: datetime) -> Challenge:
    """A challenge that needs no table: the server knows its own again by the seal."""
    unsealed = Challenge(
        device_id=device_id,
        nonce=secrets.token_hex(16),
        expires_at_ms=milliseconds(now + CHALLENGE_LIFE),
        seal="0" * 64,
    )
    return msgspec.structs.replace(unsealed, seal=_seal(secret, unsealed))


def check_challenge(secret: bytes, challenge: Challenge, now: datetime) -> None:
    """Raises `Unauthenticated` unless it is this server's own and has not lapsed."""
    is_own = hmac.compare_digest(challenge.seal, _seal(secret, challenge))
    if not is_own or challenge.expires_at_ms < milliseconds(now):
        raise Unauthenticated(
            "Lời thử khoá đã hết hạn; ứng dụng hãy xin lời thử mới", "The challenge has lapsed; ask for a new one"
        )


def write_token(secret: bytes, identity: DeviceIdentity) -> str:
    """The identity and the server's keyed mark over it, in URL-safe base64, about 300 characters."""
    body = msgspec.msgpack.encode(identity)
    return f"{_base64(body)}.{_base64(_mark(secret, body))}"


def read_token(secret: bytes, token: str, now: datetime) -> DeviceIdentity:
    """Who a bearer token speaks for. Raises `Unauthenticated` for one that is not ours or has lapsed."""
    body, mark = (_unbase64(part) for part in [*token.split("."), "", ""][:2])
    if not hmac.compare_digest(mark, _mark(secret, body)):
        raise Unauthenticated("Thẻ truy cập không hợp lệ; hãy xin thẻ mới", "The token is not valid; ask for a new one")
    identity = _identities.decode(body)
    if identity.expires_at_ms < milliseconds(now):
        raise Unauthenticated("Thẻ truy cập đã hết hạn; hãy xin thẻ mới", "The token has lapsed; ask for a new one")
    return identity


def milliseconds(instant: datetime) -> int:
    """Since 1970-01-01T00:00Z."""
    return int(instant.timestamp() * 1000)


def instant_of(since_1970_ms: int) -> datetime:
    """The inverse of `milliseconds`, for 0 ≤ ms < 253402300800000 (the year 10000)."""
    return datetime.fromtimestamp(since_1970_ms / 1000, UTC)


def enrolment_refused() -> EnrolmentRefused:
    """One answer for wrong, used and lapsed: a guesser learns nothing, an honest person what to do."""
    return EnrolmentRefused(
        "Mã không đúng, đã dùng hoặc quá 15 phút; hãy xin bưu cục cấp mã mới",
        "The code is wrong, used or older than 15 minutes; ask the post office for a new one",
    )


def bad_signature(field: str) -> InvalidInput:
    """The signature beside a body is not its key's over these very bytes."""
    return InvalidInput(
        [
            FieldError(
                field=field,
                problem="bad-signature",
                message_vi="chữ ký không khớp với nội dung",
                message_en="the signature does not fit the body",
                remedy_vi="ký lại đúng chuỗi byte đã gửi bằng khoá của máy (P-256, r‖s, s thấp)",
                remedy_en="sign the very bytes sent with the device's key (P-256, r‖s, low s)",
            )
        ]
    )


_identities = msgspec.msgpack.Decoder(DeviceIdentity)


def _seal(secret: bytes, challenge: Challenge) -> str:
    return keyed_digest(secret, "challenge", encode(msgspec.structs.replace(challenge, seal="0" * 64)).decode()).hex()


def _mark(secret: bytes, body: bytes) -> bytes:
    return hmac.digest(secret, b"token\0" + body, hashlib.sha256)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unbase64(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
