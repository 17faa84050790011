"""Reads what was sent: decodes, verifies signatures, judges form. Touches no table."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

import msgspec

from courier.custody.events.statements import KnownDevice
from courier.custody.model import AS_REGISTERED
from courier.signatures import verify
from mobile_contract import canonical, events
from mobile_contract.events import Envelope, SignedAct
from mobile_contract.sync import Batch, SignedBody

Fault = Literal["signature", "unknown_device", "not_an_act"]


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One signed body as it came up, before anything is known of its signer."""

    entry: int
    is_carried: bool
    body: bytes
    signature: bytes
    envelope: Envelope | None
    details: str | None


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """A body whose signature is its device's; `act` is None where this version cannot read it."""

    sent: Sent
    envelope: Envelope
    device: KnownDevice
    act: SignedAct | None
    is_trusted: bool
    happened_at: datetime


class ItemOfAct(msgspec.Struct, frozen=True):
    """What an act says of one item."""

    code: str
    ref: UUID


def read_batch(batch: Batch) -> list[Sent]:
    """Every signed body of the batch, own acts and those carried for the other side."""
    return list(_read_entries(batch))


def judge(sent: Sent, devices: Mapping[UUID, KnownDevice], recorded_at: datetime) -> Verified | Fault:
    """Whether a body is what it claims to be: verified before it may occupy an id or a number."""
    if sent.envelope is None:
        return "not_an_act"
    device = devices.get(sent.envelope.device_id)
    if device is None:
        return "unknown_device"
    if not verify(device.public_key, sent.body, sent.signature):
        return "signature"
    act = _read_act(sent.body, device.party_id)
    return Verified(
        sent=sent,
        envelope=sent.envelope,
        device=device,
        act=act,
        is_trusted=device.trusted_through is None or sent.envelope.device_seq <= device.trusted_through,
        happened_at=_written_at(act, recorded_at) or _happened_at(sent.envelope, device, recorded_at),
    )


def items_of(act: SignedAct) -> list[ItemOfAct]:
    """What an act says of each item it names itself; a bag's items are found by its sealing."""
    match act:
        case events.Release() | events.Receive() | events.Deliver() | events.SealBag() | events.Transcribe():
            return [ItemOfAct(item.code, item.predecessor or AS_REGISTERED) for item in act.items]
        case events.Accept() | events.Withdraw() | events.Correct() | events.ConfirmCount():
            return [ItemOfAct(code, act.answers) for code in act.items]
        case events.OpenBag():
            return [ItemOfAct(code, act.sealing) for code in act.found]
        case events.Attempt() | events.Count():
            return [ItemOfAct(code, AS_REGISTERED) for code in act.items]
        case events.Collect() | events.Examine() | events.AnswerFiling() | events.Report():
            return [ItemOfAct(act.code, AS_REGISTERED)]
        case events.HandIn() | events.CountIn() | events.Void():
            return []
        case events.OpenTill() | events.CloseTill() | events.ReturnReceipts():
            return []


def bag_source(act: SignedAct) -> tuple[UUID | None, UUID | None]:
    """For an act of a bag: the act whose items it takes over, and the predecessor they share, if any."""
    match act:
        case events.Release(bag=events.BagRef() as bag):
            return bag.sealing, bag.predecessor
        case events.Accept() if act.bag is not None:
            return act.answers, None
        case events.Withdraw() | events.Correct() if not act.items:
            return act.answers, None
        case _:
            return None, None


def _read_entries(batch: Batch) -> Iterator[Sent]:
    for position, entry in enumerate(batch.entries):
        if entry.carried is not None:
            yield _read(position, entry.carried, is_carried=True, details=None)
        yield _read(position, entry.act, is_carried=False, details=entry.details)


def _read(position: int, signed: SignedBody, *, is_carried: bool, details: str | None) -> Sent:
    body = signed.body.encode()
    try:
        envelope = canonical.decode_envelope(body)
    except msgspec.MsgspecError:
        envelope = None
    try:
        signature = base64.b64decode(signed.signature, validate=True)
    except binascii.Error:
        signature = b""
    return Sent(
        entry=position,
        is_carried=is_carried,
        body=body,
        signature=signature,
        envelope=envelope,
        details=details,
    )


def _read_act(body: bytes, party_id: UUID) -> SignedAct | None:
    """None for an unknown kind, fields out of bounds, or an act that makes no sense: kept all the same."""
    try:
        act = canonical.decode_act(body)
    except msgspec.MsgspecError:
        return None
    return act if _makes_sense(act, party_id) else None


def _makes_sense(act: SignedAct, party_id: UUID) -> bool:
    codes = [item.code for item in items_of(act)]
    if len(codes) != len(set(codes)):
        return False
    match act:
        case events.Release():
            return act.to_party != party_id and bool(act.items) != (act.bag is not None)
        case events.Accept():
            refused = [item.code for item in act.refused]
            is_disjoint = len(set(refused)) == len(refused) and not set(refused) & set(codes)
            return is_disjoint and bool(codes or refused or act.bag) and not (codes and act.bag)
        case events.Receive():
            return act.from_party != party_id and bool(act.items)
        case events.Deliver():
            return act.to_party != party_id and bool(act.items)
        case events.HandIn():
            return act.to_party != party_id
        case events.ReturnReceipts():
            return act.first_number <= act.last_number
        case events.Transcribe():
            return len({act.from_party, act.to_party, party_id}) == 3 and bool(act.items)
        case _:
            return True


def _happened_at(envelope: Envelope, device: KnownDevice, recorded_at: datetime) -> datetime:
    """The device's clock corrected by its measured offset, never before its last sync, never in the future."""
    earliest = device.enrolled_at
    if device.last_sync_at is not None and envelope.device_seq > device.last_sync_seq:
        earliest = max(earliest, device.last_sync_at)
    corrected_ms = envelope.happened_at_ms + (envelope.clock_offset_ms or 0)
    latest_ms, earliest_ms = _milliseconds(recorded_at), _milliseconds(earliest)
    bounded_ms = min(max(corrected_ms, earliest_ms), latest_ms)
    return datetime.fromtimestamp(bounded_ms / 1000, UTC)


def _written_at(act: SignedAct | None, recorded_at: datetime) -> datetime | None:
    """What a sheet of paper says of its own time, never in the future."""
    if not isinstance(act, events.Transcribe):
        return None
    return datetime.fromtimestamp(min(act.written_at_ms, _milliseconds(recorded_at)) / 1000, UTC)


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
