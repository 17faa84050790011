"""Canonical bytes: the one way an act, a challenge or a receipt is written before it is signed.

Compact JSON in UTF-8, fields in the order declared, fields at their default left out. Every signed thing begins
with its `kind`, so that a signature given for one purpose never passes for another.
Signatures are ECDSA P-256 over SHA-256 of these exact bytes, raw r‖s (64 bytes), s in the lower half of the order;
public keys are uncompressed SEC 1 points (65 bytes). Keys and signing live outside this package.
"""

import hashlib
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
    return _encoder.encode(thing)


def decode_act(body: bytes) -> SignedAct:
    """Raises msgspec.ValidationError for an unknown kind or a field out of its bounds."""
    return _acts.decode(body)


def decode_envelope(body: bytes) -> Envelope:
    """Raises msgspec.ValidationError where even the common fields cannot be read."""
    return _envelopes.decode(body)


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
