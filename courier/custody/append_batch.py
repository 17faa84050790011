"""Keeps what a device sends: each verified act once and for ever, its items' custody recomputed, an outcome for each.

One bad act never holds back the next. Everything happens in the caller's transaction; the answer may be sent only
after its commit.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from courier.custody.bags.statements import CODES_OF_SEALINGS
from courier.custody.counts.check_counts import check_counts
from courier.custody.events.device_log import extend_logs
from courier.custody.events.expand_bags import expand_bags
from courier.custody.events.keep import Kept, digest_of_text, keep_contents, keep_details, keep_events, keep_unverified
from courier.custody.events.open_cases import open_cases
from courier.custody.events.reading import Fault, Sent, Verified, items_of, judge, read_batch
from courier.custody.events.statements import HOLD_DEVICES, KNOWN_DEVICES, LOCK_CODES, MISSING_FILES, KnownDevice
from courier.custody.handovers.register_papers import register_papers
from courier.custody.ledger.post_items import post_items
from courier.custody.ledger.statements import BINDINGS, CLOSE_KNOWN_CODES, ORDER_FROM, TELL_OF_LABELS, get_now
from courier.custody.model import Appended, StoredEvent
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

_PROBLEMS: Mapping[str, str] = {
    "signature": "wrong-signature",
    "unknown_device": "unknown-device",
    "not_an_act": "not-an-act",
    "exists_different": "exists-different",
    "evidence_only": "evidence-only",
    "unreadable": "unreadable-act",
}
"""By fault or outcome."""


async def append_batch(connection: Connection, uploader_id: UUID, batch: Batch) -> Appended:
    """Keep a batch and say what became of each entry.

    `uploader_id` is the device whose token came with it; the acts may be other devices' (a carried release).
    Locks, in this order: devices against revocation, event ids, bags, unbound codes, items, devices' logs, each sorted.
    Raises NotFound where the uploading device is unknown.
    """
    sent = read_batch(batch)
    devices = await _known_devices(connection, uploader_id, sent)
    recorded_at = await get_now(connection)
    judged = [judge(body, devices, recorded_at) for body in sent]
    await keep_unverified(connection, uploader_id, sent, judged)
    kept = await keep_events(connection, judged, recorded_at)
    await keep_contents(connection, kept.created)
    await keep_details(connection, judged, kept)
    await _bind_roll_labels(connection, kept.created)
    born = await _register_papers(connection, kept.created)
    await _settle(connection, kept.created, recorded_at, born)
    await _check_counts(connection, kept.created, recorded_at)
    ends = await extend_logs(connection, {uploader_id, *(event.device.device_id for event in kept.created)})
    await open_cases(connection, uploader_id, devices, sent, judged, kept)
    return Appended(
        outcomes=await _outcomes(connection, batch, sent, judged, kept),
        acked_through=ends[uploader_id].seq,
        log_hash=ends[uploader_id].hash,
        recorded_at=recorded_at,
        events=[_stored(event) for event in kept.created],
    )


async def _known_devices(connection: Connection, uploader_id: UUID, sent: Sequence[Sent]) -> dict[UUID, KnownDevice]:
    named = {uploader_id, *(body.envelope.device_id for body in sent if body.envelope is not None)}
    await HOLD_DEVICES.run(connection, list(named))
    devices = {d.device_id: d for d in await KNOWN_DEVICES.all(connection, list(named))}
    if uploader_id not in devices:
        raise NotFound("Không tìm thấy thiết bị này", "No such device")
    return devices


async def _bind_roll_labels(connection: Connection, created: Sequence[Verified]) -> None:
    """A pickup by roll label names its order: from then on the label names the order's item.

    Only a pickup from whom the order is to be collected: else one wrong scan would use up another's order. Trusted or
    not: a revocation may come before or after, and the label names the same item either way. A second label of one
    order names its item too, and a label already given to another order is told to a person.
    """
    for event in created:
        act = event.act
        if not isinstance(act, events.Receive) or act.job_id is None:
            continue
        codes = [item.code for item in act.items]
        await LOCK_CODES.run(connection, codes)
        if await ORDER_FROM.one(connection, act.job_id, act.from_party) is not None:
            for code in codes:
                await _try_to_bind(connection, code, act.job_id)
            await TELL_OF_LABELS.run(connection, act.job_id, codes)


async def _try_to_bind(connection: Connection, code: str, job_id: UUID) -> None:
    """What cannot be bound stays an unknown item, kept and shown to a person."""
    try:
        await bind_label(connection, code, job_id, reason="roll", is_one_more=True)
    except CourierError:
        return


async def _register_papers(connection: Connection, created: Sequence[Verified]) -> set[str]:
    """Old papers and originals that these acts put under a label of their own: items from now on. Trusted or not, as
    with roll labels."""
    said = [(event.envelope.event_id, event.device.party_id, event.act) for event in created if event.act is not None]
    return await register_papers(connection, said)


async def _settle(
    connection: Connection, created: Sequence[Verified], recorded_at: datetime, born: AbstractSet[str]
) -> None:
    """Recompute the custody of every item these acts speak of, directly or through a bag, or brought into being."""
    codes = set(born) | {item.code for event in created if event.act is not None for item in items_of(event.act)}
    codes |= {item.code for event in created if isinstance(event.act, events.Accept) for item in event.act.refused}
    codes |= await expand_bags(connection, created)
    codes |= await _codes_of_opened(connection, created)
    if not codes:
        return
    bindings = await BINDINGS.all(connection, sorted(codes))
    unknown = codes - {binding.code for binding in bindings}
    if unknown:
        await LOCK_CODES.run(connection, sorted(unknown))
        bindings = await BINDINGS.all(connection, sorted(codes))
    await CLOSE_KNOWN_CODES.run(connection, [binding.code for binding in bindings])
    await post_items(connection, bindings, created[0].envelope.event_id, recorded_at)


async def _check_counts(connection: Connection, created: Sequence[Verified], recorded_at: datetime) -> None:
    """Bags just counted, and those whose office has just counted them too."""
    counts = [event.envelope.event_id for event in created if isinstance(event.act, events.Count)]
    counts += [event.act.answers for event in created if isinstance(event.act, events.ConfirmCount)]
    if counts:
        await check_counts(connection, counts, created[0].envelope.event_id, recorded_at)


async def _codes_of_opened(connection: Connection, created: Sequence[Verified]) -> set[str]:
    """All that was sealed into the bags these acts opened, found or not."""
    sealings = [event.act.sealing for event in created if isinstance(event.act, events.OpenBag)]
    return {row.code for row in await CODES_OF_SEALINGS.all(connection, sealings)} if sealings else set()


async def _outcomes(
    connection: Connection,
    batch: Batch,
    sent: Sequence[Sent],
    judged: Sequence[Verified | Fault],
    kept: Kept,
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
            problem=_problem(sent, judged, kept, entry),
        )
        for entry in range(len(batch.entries))
    ]


def _problem(sent: Sequence[Sent], judged: Sequence[Verified | Fault], kept: Kept, entry: int) -> str | None:
    """The name under which docs/problems.md says what to do, of the entry's own act.

    Details that do not match the digest the act names are not kept: the phone sends them again.
    """
    for place, (body, verdict) in enumerate(zip(sent, judged, strict=True)):
        if body.entry != entry or body.is_carried:
            continue
        if not isinstance(verdict, Verified):
            return _PROBLEMS[verdict]
        if body.details is not None and digest_of_text(body.details) != verdict.envelope.details:
            return "details-mismatch"
        return _PROBLEMS.get(kept.outcomes[place])
    return None


async def _missing_files(connection: Connection, judged: Sequence[Verified | Fault]) -> dict[UUID | None, list[str]]:
    with_proofs = [e.envelope.event_id for e in judged if isinstance(e, Verified) and e.envelope.proofs]
    missing: dict[UUID | None, list[str]] = {}
    if with_proofs:
        for row in await MISSING_FILES.all(connection, with_proofs):
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
