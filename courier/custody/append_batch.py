"""Keeps what a device sends: each verified act once and for ever, its items' custody recomputed, an outcome for each.

One bad act never holds back the next. Everything happens in the caller's transaction; the answer may be sent only
after its commit.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from courier.custody.events.device_log import extend_logs
from courier.custody.events.keep import (
    Kept,
    digest_of_text,
    keep_details,
    keep_events,
    keep_refusals_and_proofs,
    keep_unverified,
)
from courier.custody.events.open_cases import open_cases
from courier.custody.events.reading import Fault, Sent, Verified, judge, read_batch
from courier.custody.events.statements import HOLD_AND_KNOW, MISSING_FILES, HeldDevice
from courier.custody.model import Appended
from courier.custody.settle_acts import as_stored, settle_acts
from courier.database import Connection
from courier.errors import NotFound
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
    recorded_at = devices[uploader_id].read_at
    judged = [judge(body, devices, recorded_at) for body in sent]
    is_kept_apart = await keep_unverified(connection, uploader_id, sent, judged)
    kept = await keep_events(connection, judged, recorded_at)
    await keep_refusals_and_proofs(connection, kept.created)
    await keep_details(connection, judged, kept)
    known = await settle_acts(connection, kept.created, recorded_at)
    ends = await extend_logs(connection, {uploader_id, *(event.device.device_id for event in kept.created)})
    await open_cases(connection, uploader_id, devices, sent if is_kept_apart else [], judged, kept, known)
    return Appended(
        outcomes=await _outcomes(connection, batch, sent, judged, kept),
        acked_through=ends[uploader_id].seq,
        log_hash=ends[uploader_id].hash,
        recorded_at=recorded_at,
        events=[as_stored(event, known) for event in kept.created],
    )


async def _known_devices(connection: Connection, uploader_id: UUID, sent: Sequence[Sent]) -> dict[UUID, HeldDevice]:
    named = {uploader_id, *(body.envelope.device_id for body in sent if body.envelope is not None)}
    devices = {device.device_id: device for device in await HOLD_AND_KNOW.all(connection, sorted(named))}
    if uploader_id not in devices:
        raise NotFound("Không tìm thấy thiết bị này", "No such device")
    return devices


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
