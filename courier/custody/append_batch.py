"""Keeps what a device sends: each verified act once and for ever, its items' custody recomputed, an outcome for each.

One bad act never holds back the next. Everything happens in the caller's transaction; the answer may be sent only
after its commit.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from courier import clock
from courier.custody import statements
from courier.custody.device_log import extend_logs
from courier.custody.model import Appended, StoredEvent
from courier.custody.post_items import post_items
from courier.custody.reading import Fault, Sent, Verified, bag_source, items_of, judge, read_batch
from courier.custody.statements import KeptEvent, KnownDevice
from courier.database import Connection
from courier.errors import CourierError, NotFound
from courier.intake.bind_label import bind_label
from mobile_contract import events
from mobile_contract.sync import Batch, EntryOutcome, Outcome

_QUARANTINE: Mapping[Fault, Outcome] = {
    "signature": "quarantined_signature",
    "unknown_device": "quarantined_unknown_device",
    "not_an_act": "quarantined_signature",
}


class _Kept(msgspec.Struct, kw_only=True):
    """What became of each body, by its place in the list of what was sent."""

    outcomes: dict[int, Outcome]
    created: list[Verified]


async def append_batch(connection: Connection, uploader_id: UUID, batch: Batch) -> Appended:
    """Keep a batch and say what became of each entry.

    `uploader_id` is the device whose token came with it; the acts may be other devices' (a carried release).
    Locks, in this order: event ids, bags, unbound codes, items, devices, each sorted.
    Raises NotFound where the uploading device is unknown.
    """
    sent = read_batch(batch)
    devices = await _known_devices(connection, uploader_id, sent)
    recorded_at = await statements.get_now(connection)
    judged = [judge(body, devices, recorded_at) for body in sent]
    await _keep_unverified(connection, uploader_id, sent, judged)
    kept = await _keep_events(connection, judged, recorded_at)
    await _keep_contents(connection, kept.created)
    await _keep_details(connection, judged, kept)
    await _bind_roll_labels(connection, kept.created)
    await _settle(connection, kept.created, recorded_at)
    ends = await extend_logs(connection, {uploader_id, *(event.device.device_id for event in kept.created)})
    await _open_exceptions(connection, uploader_id, devices, sent, judged, kept)
    return Appended(
        outcomes=await _outcomes(connection, batch, sent, judged, kept),
        acked_through=ends[uploader_id].seq,
        log_hash=ends[uploader_id].hash,
        recorded_at=recorded_at,
        events=[_stored(event) for event in kept.created],
    )


async def _known_devices(connection: Connection, uploader_id: UUID, sent: Sequence[Sent]) -> dict[UUID, KnownDevice]:
    named = {body.envelope.device_id for body in sent if body.envelope is not None}
    devices = {d.device_id: d for d in await statements.KNOWN_DEVICES.all(connection, [uploader_id, *named])}
    if uploader_id not in devices:
        raise NotFound("Không tìm thấy thiết bị này", "No such device")
    return devices


async def _keep_unverified(
    connection: Connection, uploader_id: UUID, sent: Sequence[Sent], judged: Sequence[Verified | Fault]
) -> None:
    faulty = [(body, fault) for body, fault in zip(sent, judged, strict=True) if not isinstance(fault, Verified)]
    if faulty:
        claims = [body.envelope for body, _ in faulty]
        await statements.KEEP_UNVERIFIED.run(
            connection,
            [uploader_id for _ in faulty],
            [claim.event_id if claim else None for claim in claims],
            [claim.device_id if claim else None for claim in claims],
            [claim.device_seq if claim else None for claim in claims],
            [body.body for body, _ in faulty],
            [body.signature for body, _ in faulty],
            [fault for _, fault in faulty],
        )


async def _keep_events(connection: Connection, judged: Sequence[Verified | Fault], recorded_at: datetime) -> _Kept:
    """Insert what is new; anything else is a repeat or an equivocation, by comparing with what is there."""
    verified = {place: event for place, event in enumerate(judged) if isinstance(event, Verified)}
    if not verified:
        return _Kept(outcomes={}, created=[])
    rows = [_event_row(event, recorded_at) for event in verified.values()]
    inserted = {
        row.event_id: row for row in await statements.KEEP_EVENTS.all(connection, *map(list, zip(*rows, strict=True)))
    }
    there = inserted | {
        row.event_id: row
        for row in await statements.FIND_EVENTS.all(
            connection, [e.envelope.event_id for e in verified.values() if e.envelope.event_id not in inserted]
        )
    }
    kept = _Kept(outcomes={}, created=[])
    equivocal: list[Verified] = []
    for place, event in verified.items():
        event_id = event.envelope.event_id
        if not _is_same(event, there.get(event_id)):
            kept.outcomes[place] = "exists_different"
            equivocal.append(event)
        elif inserted.pop(event_id, None) is not None:
            kept.outcomes[place] = _outcome_of_new(event)
            kept.created.append(event)
        else:
            kept.outcomes[place] = "exists"
    await _keep_equivocations(connection, equivocal, recorded_at)
    return kept


def _event_row(event: Verified, recorded_at: datetime) -> tuple[object, ...]:
    envelope, act = event.envelope, event.act
    items_source, bag_predecessor = bag_source(act) if act is not None else (None, None)
    answers_sha256: str | None = getattr(act, "answers_sha256", None)
    return (
        envelope.event_id,
        envelope.device_id,
        event.device.party_id,
        envelope.person_id,
        envelope.device_seq,
        envelope.kind,
        act is not None,
        event.device.province_code,
        getattr(act, "to_party", None),
        getattr(act, "from_party", None),
        getattr(act, "evidence", None),
        getattr(act, "answers", None),
        bytes.fromhex(answers_sha256) if answers_sha256 else None,
        items_source,
        bag_predecessor,
        event.happened_at,
        recorded_at,
        bytes.fromhex(envelope.previous),
        event.sent.body,
        event.sent.signature,
    )


def _is_same(event: Verified, row: KeptEvent | None) -> bool:
    """ECDSA signatures are malleable: the identity is id, device, number and body, never the signature."""
    return row is not None and (row.device_id, row.device_seq, row.body_hash) == (
        event.envelope.device_id,
        event.envelope.device_seq,
        hashlib.sha256(event.sent.body).digest(),
    )


def _outcome_of_new(event: Verified) -> Outcome:
    if not event.is_trusted:
        return "evidence_only"
    return "created" if event.act is not None else "unreadable"


async def _keep_equivocations(connection: Connection, events_: Sequence[Verified], recorded_at: datetime) -> None:
    if events_:
        await statements.KEEP_EQUIVOCATIONS.run(
            connection,
            [event.envelope.event_id for event in events_],
            [event.envelope.device_id for event in events_],
            [event.envelope.device_seq for event in events_],
            [event.sent.body for event in events_],
            [event.sent.signature for event in events_],
            [recorded_at for _ in events_],
        )


async def _keep_contents(connection: Connection, created: Sequence[Verified]) -> None:
    await _keep_items(connection, created)
    await _keep_refusals(connection, created)
    proofs = [(event.envelope.event_id, proof) for event in created for proof in event.envelope.proofs]
    if proofs:
        await statements.KEEP_PROOFS.run(
            connection,
            [event_id for event_id, _ in proofs],
            [proof.kind for _, proof in proofs],
            [bytes.fromhex(proof.sha256) for _, proof in proofs],
        )


async def _keep_details(connection: Connection, judged: Sequence[Verified | Fault], kept: _Kept) -> None:
    """Also those of an act kept earlier: a phone whose details did not match sends them again."""
    detailed = [
        (event.envelope.event_id, event.sent.details)
        for place, event in enumerate(judged)
        if isinstance(event, Verified) and kept.outcomes[place] != "exists_different" and _has_its_details(event)
    ]
    if detailed:
        await statements.KEEP_DETAILS.run(
            connection,
            [event_id for event_id, _ in detailed],
            [hashlib.sha256((text or "").encode()).digest() for _, text in detailed],
            [text for _, text in detailed],
        )


def _has_its_details(event: Verified) -> bool:
    text = event.sent.details
    return text is not None and "\0" not in text and _digest(text) == event.envelope.details


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def _keep_items(connection: Connection, created: Sequence[Verified]) -> None:
    rows = [
        (
            event.envelope.event_id,
            item.code,
            position,
            event.envelope.kind,
            event.device.party_id,
            getattr(event.act, "to_party", None),
            getattr(event.act, "from_party", None),
            item.ref,
        )
        for event in created
        if event.act is not None
        for position, item in enumerate(items_of(event.act))
    ]
    if rows:
        await statements.KEEP_EVENT_ITEMS.run(connection, *map(list, zip(*rows, strict=True)))


async def _keep_refusals(connection: Connection, created: Sequence[Verified]) -> None:
    rows = [
        (event.envelope.event_id, item.code, event.act.answers, item.reason)
        for event in created
        if isinstance(event.act, events.Accept)
        for item in event.act.refused
    ]
    if rows:
        await statements.KEEP_REFUSALS.run(connection, *map(list, zip(*rows, strict=True)))


async def _bind_roll_labels(connection: Connection, created: Sequence[Verified]) -> None:
    """A pickup by roll label names its order: from then on the label names the order's item."""
    for event in created:
        if not event.is_trusted or not isinstance(event.act, events.Receive) or event.act.job_id is None:
            continue
        codes = [item.code for item in event.act.items]
        await statements.LOCK_CODES.run(connection, codes)
        known = {binding.code for binding in await statements.BINDINGS.all(connection, codes)}
        for code in codes:
            if code not in known:
                await _try_to_bind(connection, code, event.act.job_id)


async def _try_to_bind(connection: Connection, code: str, job_id: UUID) -> None:
    """What cannot be bound stays an unknown item, kept and shown to a person."""
    try:
        await bind_label(connection, code, job_id, reason="roll")
    except CourierError:
        return


async def _settle(connection: Connection, created: Sequence[Verified], recorded_at: datetime) -> None:
    """Recompute the custody of every item these acts speak of, directly or through a bag."""
    codes = {item.code for event in created if event.act is not None for item in items_of(event.act)}
    codes |= {item.code for event in created if isinstance(event.act, events.Accept) for item in event.act.refused}
    codes |= await _expand_bags(connection, created)
    if not codes:
        return
    bindings = await statements.BINDINGS.all(connection, sorted(codes))
    unknown = codes - {binding.code for binding in bindings}
    if unknown:
        await statements.LOCK_CODES.run(connection, sorted(unknown))
        bindings = await statements.BINDINGS.all(connection, sorted(codes))
    await statements.CLOSE_KNOWN_CODES.run(connection, [binding.code for binding in bindings])
    await post_items(connection, bindings, created[0].envelope.event_id, recorded_at)


async def _expand_bags(connection: Connection, created: Sequence[Verified]) -> set[str]:
    """A bag's acts take over the items of its sealing, whichever of them arrived first."""
    concerned = {
        event_id
        for event in created
        if event.act is not None
        for event_id in (bag_source(event.act)[0], event.envelope.event_id if _is_about_a_bag(event) else None)
        if event_id is not None
    }
    if not concerned:
        return set()
    await statements.LOCK_BAG_ACTS.run(connection, sorted(concerned))
    codes: set[str] = set()
    while concerned:
        expanded = await statements.EXPAND_BAG_ACTS.all(connection, sorted(concerned))
        codes |= {row.code for row in expanded}
        concerned = {row.event_id for row in expanded}
    return codes


def _is_about_a_bag(event: Verified) -> bool:
    return isinstance(event.act, events.SealBag) or (event.act is not None and bag_source(event.act)[0] is not None)


async def _open_exceptions(
    connection: Connection,
    uploader_id: UUID,
    devices: Mapping[UUID, KnownDevice],
    sent: Sequence[Sent],
    judged: Sequence[Verified | Fault],
    kept: _Kept,
) -> None:
    cases = [
        *_cases_of_unverified(devices[uploader_id], sent, judged),
        *_cases_of_kept(judged, kept),
        *await _cases_of_unknown_items(connection, kept.created),
    ]
    if cases:
        await statements.OPEN_EXCEPTIONS.run(connection, *map(list, zip(*cases, strict=True)))


_Case = tuple[UUID, str, UUID | None, UUID | None, str | None, str, UUID, dict[str, object]]


def _case(kind: str, event_id: UUID | None, code: str | None, device: KnownDevice, facts: dict[str, object]) -> _Case:
    return (clock.new_id(), kind, event_id, None, code, device.province_code, device.office_id, facts)


def _cases_of_unverified(
    uploader: KnownDevice, sent: Sequence[Sent], judged: Sequence[Verified | Fault]
) -> Iterable[_Case]:
    for body, fault in zip(sent, judged, strict=True):
        if not isinstance(fault, Verified):
            fingerprint = hashlib.sha256(body.body + body.signature).digest()
            yield _case("bad_signature", uuid.UUID(bytes=fingerprint[:16]), None, uploader, {"why": fault})


def _cases_of_kept(judged: Sequence[Verified | Fault], kept: _Kept) -> Iterable[_Case]:
    kinds: Mapping[Outcome, str] = {
        "exists_different": "equivocation",
        "evidence_only": "evidence_only",
        "unreadable": "unknown_kind",
    }
    for place, outcome in kept.outcomes.items():
        event = judged[place]
        if isinstance(event, Verified) and outcome in kinds:
            yield _case(kinds[outcome], event.envelope.event_id, None, event.device, {"kind": event.envelope.kind})
    for event in kept.created:
        if isinstance(event.act, events.Accept):
            for item in event.act.refused:
                facts: dict[str, object] = {"reason": item.reason}
                yield _case("refused_item", event.envelope.event_id, item.code, event.device, facts)


async def _cases_of_unknown_items(connection: Connection, created: Sequence[Verified]) -> list[_Case]:
    named = [(event, item.code) for event in created if event.act is not None for item in items_of(event.act)]
    if not named:
        return []
    known = {row.code for row in await statements.BINDINGS.all(connection, sorted({code for _, code in named}))}
    return [
        _case("unknown_item", event.envelope.event_id, code, event.device, {"kind": event.envelope.kind})
        for event, code in named
        if code not in known
    ]


async def _outcomes(
    connection: Connection,
    batch: Batch,
    sent: Sequence[Sent],
    judged: Sequence[Verified | Fault],
    kept: _Kept,
) -> list[EntryOutcome]:
    missing = await _missing_files(connection, judged)
    own: dict[int, tuple[Outcome, UUID | None]] = {}
    carried: dict[int, Outcome] = {}
    for place, (body, verdict) in enumerate(zip(sent, judged, strict=True)):
        outcome = kept.outcomes[place] if isinstance(verdict, Verified) else _QUARANTINE[verdict]
        if body.is_carried:
            carried[body.entry] = outcome
        else:
            own[body.entry] = (outcome, body.envelope.event_id if body.envelope else None)
    return [
        EntryOutcome(
            outcome=own[entry][0],
            event_id=own[entry][1],
            carried=carried.get(entry),
            missing_files=missing.get(own[entry][1], []),
            problem=_problem(sent, entry),
        )
        for entry in range(len(batch.entries))
    ]


def _problem(sent: Sequence[Sent], entry: int) -> str | None:
    """Details that do not match the digest the act names are not kept: the phone sends them again."""
    for body in sent:
        if body.entry == entry and not body.is_carried and body.details is not None and body.envelope is not None:
            return None if _digest(body.details) == body.envelope.details else "details-mismatch"
    return None


async def _missing_files(connection: Connection, judged: Sequence[Verified | Fault]) -> dict[UUID | None, list[str]]:
    with_proofs = [e.envelope.event_id for e in judged if isinstance(e, Verified) and e.envelope.proofs]
    missing: dict[UUID | None, list[str]] = {}
    if with_proofs:
        for row in await statements.MISSING_FILES.all(connection, with_proofs):
            missing.setdefault(row.event_id, []).append(row.sha256.hex())
    return missing


def _stored(event: Verified) -> StoredEvent:
    return StoredEvent(
        event_id=event.envelope.event_id,
        device_id=event.device.device_id,
        party_id=event.device.party_id,
        person_id=event.envelope.person_id,
        office_id=event.device.office_id,
        province_code=event.device.province_code,
        kind=event.envelope.kind,
        happened_at=event.happened_at,
        is_trusted=event.is_trusted,
        act=event.act,
    )
