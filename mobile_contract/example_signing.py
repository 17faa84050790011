"""ECDSA P-256 in plain Python, for the golden examples alone: it lets them be made again without any library.

Slow and not constant-time: never for a real key. Signatures are deterministic (RFC 6979, SHA-256) with low s, so they
equal those of any other implementation of the two rules; the tests compare it with `courier.signatures`.
"""

import hashlib
import hmac
from functools import cache

from mobile_contract.canonical import P256_ORDER

_Point = tuple[int, int] | None
"""Affine coordinates; None is the point at infinity."""

_P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_G: _Point = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def example_public_key(private: int) -> bytes:
    """The uncompressed SEC 1 point of a private scalar, 65 bytes."""
    point = _multiply(private, _G)
    assert point is not None
    return b"\4" + point[0].to_bytes(32) + point[1].to_bytes(32)


@cache
def example_signature(private: int, message: bytes) -> bytes:
    """Raw r‖s, 64 bytes, low s."""
    hashed = hashlib.sha256(message).digest()
    k = _nonce(private, hashed)
    point = _multiply(k, _G)
    assert point is not None
    r = point[0] % P256_ORDER
    s = pow(k, -1, P256_ORDER) * (int.from_bytes(hashed) + r * private) % P256_ORDER
    return r.to_bytes(32) + min(s, P256_ORDER - s).to_bytes(32)


def _nonce(private: int, hashed: bytes) -> int:
    """RFC 6979, 3.2, steps b to h; that a candidate is out of range happens once in 2³² keys, and never here."""
    seed = private.to_bytes(32) + (int.from_bytes(hashed) % P256_ORDER).to_bytes(32)
    key, value = bytes(32), b"\1" * 32
    for step in (b"\0", b"\1"):
        key = hmac.digest(key, value + step + seed, "sha256")
        value = hmac.digest(key, value, "sha256")
    return int.from_bytes(hmac.digest(key, value, "sha256"))


def _multiply(scalar: int, point: _Point) -> _Point:
    product: _Point = None
    while scalar:
        if scalar & 1:
            product = _add(product, point)
        point, scalar = _add(point, point), scalar >> 1
    return product


def _add(a: _Point, b: _Point) -> _Point:
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % _P == 0:
        return None
    rise, run = (3 * a[0] * a[0] - 3, 2 * a[1]) if a == b else (b[1] - a[1], b[0] - a[0])
    slope = rise * pow(run, -1, _P) % _P
    x = (slope * slope - a[0] - b[0]) % _P
    return x, (slope * (a[0] - x) - a[1]) % _P
