"""A signed release small enough for a QR code on the giver's screen, and the text that code holds.

Whole form: the release field by field in binary, from which the very bytes that were signed are made again. Distinct
predecessors stand once and items refer to them; a tracking code is its 55 bits, the check symbol is computed anew.
A bag's release is whole too: it is short, because the bag's contents are those of its sealing event. A list over 60
items goes as its digest: the receiver has the list from the manifest or by scanning, the server from the giver's own
upload (PEOPLE 10).

Sizes (error correction L / M): 60 items from 6 predecessors are 711 bytes, 1,071 characters, QR version 19 / 22; from
20 predecessors version 22 / 25; the worst list, 60 items from 60 predecessors, 1,598 bytes, version 30 / 34; with 20
proofs and every optional field 2,301 bytes, version 36 at L, which a cheap camera will not read: show the digest.
The QR code is in alphanumeric mode (Base45, RFC 9285), so an office's keyboard-wedge scanner can read it as well.
"""

from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from mobile_contract.base45 import decode_base45, encode_base45
from mobile_contract.canonical import decode_act, digest, encode
from mobile_contract.codes import code_number, code_of_number
from mobile_contract.events import BagRef, ItemRef, Proof, Release
from mobile_contract.fields import PROOF_KINDS

WHOLE_ITEMS = 60
"""A longer list goes by its digest: the QR codes of cheap screens and scanners end here."""

QR_PREFIX = "BG1:"
"""*Bàn giao*, first form: tells a release from a label before anything is decoded."""

PackingErrorKind = Literal[
    "not_a_release",
    "not_canonical",
    "not_rebuilt",
    "wrong_signature_length",
    "wrong_prefix",
    "not_base45",
    "unknown_form",
    "truncated",
    "trailing",
    "out_of_range",
]


class PackingError(ValueError):
    """Bytes or text that are no packed release, or a release that cannot be packed; `kind` is stable."""

    def __init__(self, kind: PackingErrorKind) -> None:
        self.kind: PackingErrorKind = kind
        super().__init__(kind)


class WholeRelease(NamedTuple):
    """The exact signed body and its raw signature, 64 bytes: what an accept carries along."""

    body: bytes
    signature: bytes


class ReleaseDigest(NamedTuple):
    """A release named, not told: enough to answer it by event id and SHA-256 of its body."""

    event_id: UUID
    device_id: UUID
    item_count: int
    sha256: str
    signature: bytes


def pack_release(body: bytes, signature: bytes) -> bytes:
    """Whole up to 60 items or one bag; a longer list, or a bag whose sealing is named by its hash, as its digest.

    Raises PackingError for a body that is no release, or one that could not be rebuilt byte for byte: not in the
    canonical spelling, with fields this version does not know, or with a code whose check symbol is wrong.
    """
    release = _read_release(body)
    if encode(release) != body:
        raise PackingError("not_canonical")
    if len(signature) != _SIGNATURE_BYTES:
        raise PackingError("wrong_signature_length")
    if len(release.items) > WHOLE_ITEMS or release.bag_sha256 is not None:
        return _pack_digest(release, body) + signature
    packed = bytes([_WHOLE]) + _pack_whole(release) + signature
    if unpack_release(packed) != (body, signature):
        raise PackingError("not_rebuilt")
    return packed


def unpack_release(packed: bytes) -> WholeRelease | ReleaseDigest:
    """Raises PackingError. The signature is carried, not checked: that needs the giver's key."""
    reader = _Reader(packed)
    form = reader.byte()
    if form == _WHOLE:
        release = _unpack_whole(reader)
        unpacked: WholeRelease | ReleaseDigest = WholeRelease(_checked_body(release), reader.take(_SIGNATURE_BYTES))
    elif form == _DIGEST:
        unpacked = ReleaseDigest(
            reader.uuid(), reader.uuid(), reader.byte(), reader.take(32).hex(), reader.take(_SIGNATURE_BYTES)
        )
    else:
        raise PackingError("unknown_form")
    reader.end()
    return unpacked


def to_qr_text(packed: bytes) -> str:
    """Only characters of a QR code's alphanumeric mode."""
    return QR_PREFIX + encode_base45(packed)


def from_qr_text(text: str) -> bytes:
    """What a camera or a keyboard-wedge scanner read, with or without the scanner's line end. Raises PackingError."""
    text = text.strip("\r\n\t")
    if not text.startswith(QR_PREFIX):
        raise PackingError("wrong_prefix")
    try:
        return decode_base45(text.removeprefix(QR_PREFIX))
    except ValueError as problem:
        raise PackingError("not_base45") from problem


_WHOLE, _DIGEST = 1, 2
_SIGNATURE_BYTES = 64
_CODE_BITS = 55

# Which optional fields follow, in this order.
_HAS_ZONE, _HAS_OFFSET, _HAS_DETAILS, _HAS_PROOFS, _HAS_BAG, _HAS_BAG_PREDECESSOR, _TWO_ROLES = (
    1 << n for n in range(7)
)
_DEFAULT_ZONE_MIN = 420


def _read_release(body: bytes) -> Release:
    try:
        act = decode_act(body)
    except msgspec.DecodeError as problem:
        raise PackingError("not_a_release") from problem
    if not isinstance(act, Release):
        raise PackingError("not_a_release")
    return act


def _checked_body(release: Release) -> bytes:
    """The canonical bytes, once every field is seen to be within the bounds of the contract."""
    body = encode(release)
    try:
        decode_act(body)
    except msgspec.ValidationError as problem:
        raise PackingError("out_of_range") from problem
    return body


def _pack_digest(release: Release, body: bytes) -> bytes:
    head = bytes([_DIGEST]) + release.event_id.bytes + release.device_id.bytes
    return head + bytes([len(release.items)]) + bytes.fromhex(digest(body))


def _pack_whole(release: Release) -> bytes:
    packed = bytearray([_flags(release)])
    packed += release.event_id.bytes + release.device_id.bytes + _varint(release.device_seq)
    packed += bytes.fromhex(release.previous) + release.person_id.bytes + _varint(release.happened_at_ms)
    if release.zone_min != _DEFAULT_ZONE_MIN:
        packed += _varint(_zigzag(release.zone_min))
    if release.clock_offset_ms is not None:
        packed += _varint(_zigzag(release.clock_offset_ms))
    if release.details is not None:
        packed += bytes.fromhex(release.details)
    if release.proofs:
        packed.append(len(release.proofs))
        for proof in release.proofs:
            packed += bytes([PROOF_KINDS.index(proof.kind)]) + bytes.fromhex(proof.sha256)
    packed += release.to_party.bytes
    if release.bag is not None:
        packed += int(release.bag.sscc).to_bytes(8) + release.bag.sealing.bytes
        packed += release.bag.predecessor.bytes if release.bag.predecessor else b""
    return bytes(packed) + _pack_items(release.items)


def _unpack_whole(reader: "_Reader") -> Release:
    flags = reader.byte()
    return Release(
        event_id=reader.uuid(),
        device_id=reader.uuid(),
        device_seq=reader.varint(),
        previous=reader.take(32).hex(),
        person_id=reader.uuid(),
        happened_at_ms=reader.varint(),
        zone_min=_unzigzag(reader.varint()) if flags & _HAS_ZONE else _DEFAULT_ZONE_MIN,
        clock_offset_ms=_unzigzag(reader.varint()) if flags & _HAS_OFFSET else None,
        details=reader.take(32).hex() if flags & _HAS_DETAILS else None,
        proofs=[_unpack_proof(reader) for _ in range(reader.byte())] if flags & _HAS_PROOFS else [],
        to_party=reader.uuid(),
        bag=_unpack_bag(reader, flags) if flags & _HAS_BAG else None,
        items=_unpack_items(reader),
        two_roles=bool(flags & _TWO_ROLES),
    )


def _flags(release: Release) -> int:
    bag = release.bag
    return (
        _HAS_ZONE * (release.zone_min != _DEFAULT_ZONE_MIN)
        | _HAS_OFFSET * (release.clock_offset_ms is not None)
        | _HAS_DETAILS * (release.details is not None)
        | _HAS_PROOFS * bool(release.proofs)
        | _HAS_BAG * (bag is not None)
        | _HAS_BAG_PREDECESSOR * (bag is not None and bag.predecessor is not None)
        | _TWO_ROLES * release.two_roles
    )


def _unpack_proof(reader: "_Reader") -> Proof:
    kind = reader.byte()
    if kind >= len(PROOF_KINDS):
        raise PackingError("out_of_range")
    return Proof(PROOF_KINDS[kind], reader.take(32).hex())


def _unpack_bag(reader: "_Reader", flags: int) -> BagRef:
    sscc = f"{int.from_bytes(reader.take(8)):018d}"
    return BagRef(sscc, reader.uuid(), reader.uuid() if flags & _HAS_BAG_PREDECESSOR else None)


def _pack_items(items: list[ItemRef]) -> bytes:
    """Counts of items and distinct predecessors, the predecessors, then for each item its code's 55 bits and the
    number of its predecessor (0: none) in as many bits as the largest needs; one big-endian number."""
    predecessors = list(dict.fromkeys(item.predecessor for item in items if item.predecessor))
    index_bits = len(predecessors).bit_length()
    number = 0
    for item in items:
        index = predecessors.index(item.predecessor) + 1 if item.predecessor else 0
        number = (number << _CODE_BITS | code_number(item.code)) << index_bits | index
    table = b"".join(predecessor.bytes for predecessor in predecessors)
    return bytes([len(items), len(predecessors)]) + table + number.to_bytes(_item_bytes(len(items), index_bits))


def _unpack_items(reader: "_Reader") -> list[ItemRef]:
    count = reader.byte()
    table: list[UUID | None] = [None, *(reader.uuid() for _ in range(reader.byte()))]
    index_bits = (len(table) - 1).bit_length()
    number = int.from_bytes(reader.take(_item_bytes(count, index_bits)))
    items: list[ItemRef] = []
    for _ in range(count):
        index, number = number & ((1 << index_bits) - 1), number >> index_bits
        code, number = number & ((1 << _CODE_BITS) - 1), number >> _CODE_BITS
        if index >= len(table):
            raise PackingError("out_of_range")
        items.append(ItemRef(code_of_number(code), table[index]))
    if number:
        raise PackingError("out_of_range")
    return items[::-1]


def _item_bytes(count: int, index_bits: int) -> int:
    return (count * (_CODE_BITS + index_bits) + 7) // 8


def _zigzag(number: int) -> int:
    return 2 * number if number >= 0 else -2 * number - 1


def _unzigzag(number: int) -> int:
    return number // 2 if number % 2 == 0 else -(number + 1) // 2


def _varint(number: int) -> bytes:
    """Seven bits a byte, least significant first, the high bit set on all but the last (LEB128)."""
    packed = bytearray()
    while number > 127:
        packed.append(number & 127 | 128)
        number >>= 7
    packed.append(number)
    return bytes(packed)


class _Reader:
    """Takes bytes from the front; running past the end is a PackingError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise PackingError("truncated")
        self._at += count
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def uuid(self) -> UUID:
        return UUID(bytes=self.take(16))

    def varint(self) -> int:
        number = 0
        for place in range(8):
            byte = self.byte()
            number |= (byte & 127) << 7 * place
            if byte < 128:
                return number
        raise PackingError("out_of_range")

    def end(self) -> None:
        if self._at != len(self._data):
            raise PackingError("trailing")
