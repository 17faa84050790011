"""Canonical bytes: the one way an act, a challenge or a receipt is written before it is signed.

Compact JSON in UTF-8, fields in the order declared, fields at their default left out. Every signed thing begins
with its `kind`, so that a signature given for one purpose never passes for another.
Signatures are ECDSA P-256 over SHA-256 of these exact bytes, raw r‖s (64 bytes), s in the lower half of the order;
public keys are uncompressed SEC 1 points (65 bytes). Keys and signing live outside this package.
"""

import hashlib
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from mobile_contract.events import Envelope, SignedAct

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Order n of NIST P-256 (SEC 2, secp256r1)."""

_encoder = msgspec.json.Encoder()
_acts: msgspec.json.Decoder[SignedAct] = msgspec.json.Decoder(SignedAct)
_envelopes = msgspec.json.Decoder(Envelope)


def encode(thing: msgspec.Struct) -> bytes:
    """The exact bytes to sign and to send."""
    return _encoder.encode(_with_own_defaults(thing))


def decode_act(body: bytes) -> SignedAct:
    """Raises msgspec.DecodeError for bytes that are no JSON, and its kind msgspec.ValidationError for an unknown
    kind of act or a field out of its bounds."""
    return _decode(_acts, body)


def decode_envelope(body: bytes) -> Envelope:
    """Raises msgspec.DecodeError where even the common fields cannot be read."""
    return _decode(_envelopes, body)


def digest(body: bytes) -> str:
    """SHA-256 of a body, lower-case hexadecimal: its identity, whatever signature came with it."""
    return hashlib.sha256(body).hexdigest()


def first_previous(device_id: UUID) -> str:
    """What a device's first act names as `previous`."""
    return hashlib.sha256(device_id.bytes).hexdigest()


def is_low_s(signature: bytes) -> bool:
    """Whether a raw signature has the one form accepted: 64 bytes, 0 < r, s < n, s ≤ n/2."""
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    return 0 < r < P256_ORDER and 0 < s <= P256_ORDER // 2


_Thing = TypeVar("_Thing")


def _decode(decoder: msgspec.json.Decoder[_Thing], body: bytes) -> _Thing:
    """One error for whatever cannot be read: msgspec lets these two of Python's own pass through."""
    try:
        return decoder.decode(body)
    except UnicodeDecodeError as problem:
        raise msgspec.DecodeError("Not UTF-8") from problem
    except RecursionError as problem:
        raise msgspec.DecodeError("Nested too deeply") from problem


def _with_own_defaults(thing: msgspec.Struct) -> msgspec.Struct:
    """The same thing, each default the very object declared: msgspec leaves out by identity, not by equality."""
    spelled = {
        name: default
        for name, default in _scalar_defaults(type(thing))
        if (value := getattr(thing, name)) == default and value is not default
    }
    return msgspec.structs.replace(thing, **spelled) if spelled else thing


@cache
def _scalar_defaults(kind: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (field.name, field.default)
        for field in msgspec.structs.fields(kind)
        if field.default is not msgspec.NODEFAULT and field.default is not None
    )
