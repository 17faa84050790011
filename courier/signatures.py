"""P-256 keys and signatures: make, keep, sign, verify. What is signed is written by `mobile_contract.canonical`.

A signature is raw r‖s, 64 bytes, with s in the lower half of the order, so that a body has no second spelling of the
same signature. A public key is an uncompressed SEC 1 point, 65 bytes.
"""

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from mobile_contract.canonical import P256_ORDER, is_low_s

PrivateKey = ec.EllipticCurvePrivateKey
PublicKey = ec.EllipticCurvePublicKey

KEYS_KEPT_LOADED = 8_192
"""Parsed public keys kept in memory, about 2 KiB each; parsing one again costs a tenth of a verification."""


class InvalidKeyError(ValueError):
    """Bytes or a file that hold no P-256 key; the message says what is wrong with them."""


def new_key() -> PrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def save_key(key: PrivateKey, path: Path) -> None:
    """Writes unencrypted PKCS #8 PEM that only its owner can read. Never replaces a file: FileExistsError."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # unlike rename, refuses to replace: of two starting servers one key wins, whole
    finally:
        draft.unlink()


def load_key(path: Path) -> PrivateKey:
    """Raises FileNotFoundError, or InvalidKeyError for a file without a P-256 key."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as problem:
        raise InvalidKeyError(f"{path}: no readable PEM private key ({problem})") from problem
    if not isinstance(key, PrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise InvalidKeyError(f"{path}: not a P-256 key")
    return key


def public_bytes(key: PrivateKey) -> bytes:
    """The public half as an uncompressed SEC 1 point, 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@lru_cache(maxsize=KEYS_KEPT_LOADED)
def load_public(public_key: bytes) -> PublicKey:
    """Raises InvalidKeyError unless the bytes are the uncompressed SEC 1 form of a point on P-256."""
    if len(public_key) != 65 or public_key[0] != 4:
        raise InvalidKeyError(f"expected 65 bytes beginning with 04, got {len(public_key)} ({public_key[:1].hex()}…)")
    try:
        return PublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    except ValueError as problem:
        raise InvalidKeyError("these 65 bytes are not a point on the curve P-256") from problem


def key_id(public_key: bytes) -> str:
    """A short name of a key, 16 hexadecimal digits: the first 8 bytes of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def sign(key: PrivateKey, message: bytes) -> bytes:
    """64 bytes r‖s, low s. Deterministic (RFC 6979): the same key and message give the same signature."""
    r, s = decode_dss_signature(key.sign(message, _signing))
    return r.to_bytes(32) + min(s, P256_ORDER - s).to_bytes(32)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is the accepted form of this key's signature over `message`.

    Raises InvalidKeyError for bytes that are no key; whatever is wrong with the signature is only False.
    """
    if not is_low_s(signature):
        return False
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    try:
        load_public(public_key).verify(der, message, _verifying)
    except InvalidSignature:
        return False
    return True


_verifying = ec.ECDSA(hashes.SHA256())
_signing = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
