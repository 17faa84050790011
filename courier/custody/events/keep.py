"""Writes what was verified: each act once, with its items, refusals, proofs and details; the rest set apart."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from courier.custody.events import statements
from courier.custody.events.reading import Fault, Sent, Verified, bag_source, items_of
from courier.custody.events.statements import KeptEvent
from courier.database import Connection
from mobile_contract import events
from mobile_contract.sync import Outcome


class Kept(msgspec.Struct, kw_only=True):
    """What became of each body sent, in that order, None where nothing verified it; and what was not there before."""

    outcomes: list[Outcome | None]
    created: list[Verified]


NEW: Final[frozenset[Outcome | None]] = frozenset({"created", "evidence_only", "unreadable"})
"""Outcomes of what was not there before."""


class Apart(NamedTuple):
    """A body that proves nothing, kept as it came from that device."""

    uploader_id: UUID
    sent: Sent
    fault: Fault


UNVERIFIED_A_DAY: Final = 5_000
"""Of one device: far more than a broken phone's day, far less than a disk. Past it the body is answered as before,
neither kept nor acknowledged; what verifies is never counted."""


async def keep_unverified(
    connection: Connection, uploader_id: UUID, sent: Sequence[Sent], judged: Sequence[Verified | Fault]
) -> list[Apart]:
    """Set apart what proves nothing; returns it, or nothing where the device has used up its day's measure."""
    faulty = [
        Apart(uploader_id, body, fault)
        for body, fault in zip(sent, judged, strict=True)
        if not isinstance(fault, Verified)
    ]
    if faulty:
        today = await statements.UNVERIFIED_TODAY.one(connection, uploader_id)
        if today is not None and today.uploads >= UNVERIFIED_A_DAY:
            return []
        claims = [body.envelope for _, body, _ in faulty]
        await statements.KEEP_UNVERIFIED.run(
            connection,
            [uploader_id for _ in faulty],
            [claim.event_id if claim else None for claim in claims],
            [claim.device_id if claim else None for claim in claims],
            [claim.device_seq if claim else None for claim in claims],
            [body.body for _, body, _ in faulty],
            [body.signature for _, body, _ in faulty],
            [fault for _, _, fault in faulty],
        )
    return faulty


async def keep_events(connection: Connection, judged: Sequence[Verified | Fault], recorded_at: datetime) -> Kept:
    """Insert what is new, with the items it names; anything else is a repeat or an equivocation, by comparing with what
    is there."""
    kept = Kept(outcomes=[None] * len(judged), created=[])
    verified = {place: event for place, event in enumerate(judged) if isinstance(event, Verified)}
    if not verified:
        return kept
    first_sent: dict[UUID, Verified] = {}
    for event in verified.values():
        first_sent.setdefault(event.envelope.event_id, event)
    there = await _keep(connection, list(first_sent.values()), recorded_at)
    inserted = {event_id for event_id, row in there.items() if row.is_new}
    equivocal: list[Verified] = []
    for place, event in verified.items():
        event_id = event.envelope.event_id
        if not _is_same(event, there.get(event_id)):
            kept.outcomes[place] = "exists_different"
            equivocal.append(event)
        elif event_id in inserted:
            inserted.remove(event_id)
            kept.outcomes[place] = _outcome_of_new(event)
            kept.created.append(event)
        else:
            kept.outcomes[place] = "exists"
    await _keep_equivocations(connection, equivocal, recorded_at)
    return kept


async def keep_contents(connection: Connection, reread: Sequence[Verified]) -> None:
    """All that acts say which were kept earlier and are read only now."""
    rows = [row for event in reread for row in _item_rows(event)]
    if rows:
        await statements.KEEP_EVENT_ITEMS.run(connection, *map(list, zip(*rows, strict=True)))
    await keep_refusals_and_proofs(connection, reread)


async def keep_refusals_and_proofs(connection: Connection, created: Sequence[Verified]) -> None:
    """What acts say beside the items they name, which are kept with them."""
    await _keep_refusals(connection, created)
    proofs = [(event.envelope.event_id, proof) for event in created for proof in event.envelope.proofs]
    if proofs:
        await statements.KEEP_PROOFS.run(
            connection,
            [event_id for event_id, _ in proofs],
            [proof.kind for _, proof in proofs],
            [bytes.fromhex(proof.sha256) for _, proof in proofs],
        )


async def keep_details(connection: Connection, judged: Sequence[Verified | Fault], kept: Kept) -> None:
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


def event_row(event: Verified, recorded_at: datetime) -> tuple[object, ...]:
    """The act as the type `act_sent` has it."""
    envelope, act = event.envelope, event.act
    items_source, bag_predecessor = bag_source(act) if act is not None else (None, None)
    answers_sha256: str | None = getattr(act, "answers_sha256", None) or getattr(act, "bag_sha256", None)
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
        act.sealing if isinstance(act, events.OpenBag) else getattr(act, "answers", None),
        bytes.fromhex(answers_sha256) if answers_sha256 else None,
        items_source,
        bag_predecessor,
        event.happened_at,
        recorded_at,
        bytes.fromhex(envelope.previous),
        event.sent.body,
        event.sent.signature,
    )


async def _keep(connection: Connection, events_: Sequence[Verified], recorded_at: datetime) -> dict[UUID, KeptEvent]:
    """Acts of different ids; by id what is in the table afterwards."""
    items = [row for event in events_ for row in _item_rows(event)]
    rows = await statements.KEEP_ACTS.all(connection, [event_row(event, recorded_at) for event in events_], items)
    return {row.event_id: row for row in rows}


def _item_rows(event: Verified) -> list[tuple[UUID, str, int, UUID]]:
    """Act, code, place in its list, predecessor or act answered."""
    if event.act is None:
        return []
    event_id = event.envelope.event_id
    return [(event_id, item.code, position, item.ref) for position, item in enumerate(items_of(event.act))]


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


def _has_its_details(event: Verified) -> bool:
    text = event.sent.details
    return text is not None and "\0" not in text and digest_of_text(text) == event.envelope.details


def digest_of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def _keep_refusals(connection: Connection, created: Sequence[Verified]) -> None:
    rows = [
        (event.envelope.event_id, item.code, event.act.answers, item.reason)
        for event in created
        if isinstance(event.act, events.Accept)
        for item in event.act.refused
    ]
    if rows:
        await statements.KEEP_REFUSALS.run(connection, *map(list, zip(*rows, strict=True)))
