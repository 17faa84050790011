"""Keeps what devices send: each verified act once and for ever, its items' custody recomputed, an outcome for each.

One bad act never holds back the next. Everything happens in the caller's transaction; the answer may be sent only
after its commit.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple, TypeGuard, TypeVar
from uuid import UUID

from courier.custody.events.device_log import extend_logs
from courier.custody.events.keep import (
    NEW,
    Apart,
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


class Upload(NamedTuple):
    """A batch as it came with a device's token, its signed bodies read."""

    device_id: UUID
    batch: Batch
    sent: list[Sent]

    @property
    def is_of_hand_overs(self) -> bool:
        """Whether all of it claims to be releases and accepts: what may be kept together with other uploads."""
        return all(body.envelope is not None and body.envelope.kind in _HAND_OVERS for body in self.sent)


_HAND_OVERS: Final = frozenset({"release", "accept"})


def read_upload(device_id: UUID, batch: Batch) -> Upload:
    """Nothing in it is verified yet."""
    return Upload(device_id, batch, read_batch(batch))


async def append_batch(connection: Connection, uploader_id: UUID, batch: Batch) -> Appended:
    """Keep a batch and say what became of each entry: `append_uploads` of one."""
    (appended,) = await append_uploads(connection, [read_upload(uploader_id, batch)])
    return appended


async def append_uploads(connection: Connection, uploads: Sequence[Upload]) -> list[Appended]:
    """Keep batches of different devices and say what became of each entry, as if they had come one after another.

    An upload's device is the one whose token came with it; its acts may be other devices' (a carried release).
    Locks, in this order: devices against revocation, event ids, bags, unbound codes, items, devices' logs, each sorted.
    Raises NotFound where an uploading device is unknown.
    """
    uploaders = {upload.device_id for upload in uploads}
    sent = [body for upload in uploads for body in upload.sent]
    devices = await _known_devices(connection, uploaders, sent)
    recorded_at = devices[uploads[0].device_id].read_at
    judged = [judge(body, devices, recorded_at) for body in sent]
    apart: list[Apart] = []
    for upload, verdicts in _shares(uploads, judged):
        apart += await keep_unverified(connection, upload.device_id, upload.sent, verdicts)
    kept = await keep_events(connection, judged, recorded_at)
    await keep_refusals_and_proofs(connection, kept.created)
    await keep_details(connection, judged, kept)
    known = await settle_acts(connection, kept.created, recorded_at)
    ends = await extend_logs(connection, uploaders | {event.device.device_id for event in kept.created})
    await open_cases(connection, devices, apart, judged, kept, known)
    missing = await _missing_files(connection, judged)
    return [
        Appended(
            outcomes=_outcomes(upload, told, missing),
            acked_through=ends[upload.device_id].seq,
            log_hash=ends[upload.device_id].hash,
            recorded_at=recorded_at,
            events=[as_stored(verdict, known) for verdict, outcome in told if _is_new(verdict, outcome)],
        )
        for upload, told in _shares(uploads, list(zip(judged, kept.outcomes, strict=True)))
    ]


Told = tuple[Verified | Fault, Outcome | None]
"""A body's verdict, and what became of it once verified."""
Each = TypeVar("Each")


def _shares(uploads: Sequence[Upload], of_all: Sequence[Each]) -> Iterator[tuple[Upload, Sequence[Each]]]:
    """Each upload with its own part of what is one for each body sent."""
    begin = 0
    for upload in uploads:
        yield upload, of_all[begin : begin + len(upload.sent)]
        begin += len(upload.sent)


def _is_new(verdict: Verified | Fault, outcome: Outcome | None) -> TypeGuard[Verified]:
    return isinstance(verdict, Verified) and outcome in NEW


async def _known_devices(
    connection: Connection, uploaders: AbstractSet[UUID], sent: Sequence[Sent]
) -> dict[UUID, HeldDevice]:
    named = uploaders | {body.envelope.device_id for body in sent if body.envelope is not None}
    devices = {device.device_id: device for device in await HOLD_AND_KNOW.all(connection, sorted(named))}
    if not uploaders <= devices.keys():
        raise NotFound("Không tìm thấy thiết bị này", "No such device")
    return devices


def _outcomes(upload: Upload, told: Sequence[Told], missing: Mapping[UUID, list[str]]) -> list[EntryOutcome]:
    carried = {body.entry: _outcome(each) for body, each in zip(upload.sent, told, strict=True) if body.is_carried}
    return [
        EntryOutcome(
            outcome=_outcome(each),
            event_id=event_id,
            carried=carried.get(body.entry),
            missing_files=missing.get(event_id, []) if event_id else [],
            problem=_problem(body, *each),
        )
        for body, each in zip(upload.sent, told, strict=True)
        if not body.is_carried
        for event_id in [body.envelope.event_id if body.envelope else None]
    ]


def _outcome(told: Told) -> Outcome:
    verdict, outcome = told
    if isinstance(verdict, Verified):
        assert outcome is not None
        return outcome
    return _QUARANTINE[verdict]


def _problem(body: Sent, verdict: Verified | Fault, outcome: Outcome | None) -> str | None:
    """The name under which docs/problems.md says what to do, of an entry's own act.

    Details that do not match the digest the act names are not kept: the phone sends them again.
    """
    if not isinstance(verdict, Verified):
        return _PROBLEMS[verdict]
    if body.details is not None and digest_of_text(body.details) != verdict.envelope.details:
        return "details-mismatch"
    return _PROBLEMS.get(outcome) if outcome else None


async def _missing_files(connection: Connection, judged: Sequence[Verified | Fault]) -> dict[UUID, list[str]]:
    with_proofs = [e.envelope.event_id for e in judged if isinstance(e, Verified) and e.envelope.proofs]
    missing: dict[UUID, list[str]] = {}
    if with_proofs:
        for row in await MISSING_FILES.all(connection, with_proofs):
            missing.setdefault(row.event_id, []).append(row.sha256.hex())
    return missing
