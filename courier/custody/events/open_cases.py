"""Opens a case for what a person must look at: bad signatures, equivocation, unknown items and kinds, refusals,
hand-overs written down by one who may not."""

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from uuid import UUID

from courier import clock
from courier.custody.events.keep import Apart, Kept
from courier.custody.events.reading import Fault, Verified, items_of
from courier.custody.events.statements import SIDES_NOT_TO_BE_WRITTEN_DOWN, KnownDevice
from courier.custody.ledger.statements import OPEN_EXCEPTIONS
from courier.database import Connection
from mobile_contract import events
from mobile_contract.sync import Outcome

_ONE_SIDED = (events.Receive, events.Deliver, events.Transcribe)
_Case = tuple[UUID, str, UUID | None, UUID | None, str | None, str, UUID, dict[str, object]]


async def open_cases(
    connection: Connection,
    devices: Mapping[UUID, KnownDevice],
    apart: Sequence[Apart],
    judged: Sequence[Verified | Fault],
    kept: Kept,
    known_codes: Container[str],
) -> None:
    """Of what proves nothing only what was set `apart`: what is not kept opens no case. `known_codes` name an item."""
    cases = [
        *_cases_of_unverified(devices, apart),
        *_cases_of_kept(judged, kept),
        *_cases_of_unknown_items(kept.created, known_codes),
        *await _cases_of_sides_not_to_be_written_down(connection, kept.created),
    ]
    if cases:
        await OPEN_EXCEPTIONS.run(connection, *map(list, zip(*cases, strict=True)))


def _case(kind: str, event_id: UUID | None, code: str | None, device: KnownDevice, facts: dict[str, object]) -> _Case:
    return (clock.new_id(), kind, event_id, None, code, device.province_code, device.office_id, facts)


def _cases_of_unverified(devices: Mapping[UUID, KnownDevice], apart: Sequence[Apart]) -> Iterable[_Case]:
    for uploader_id, body, fault in apart:
        fingerprint = hashlib.sha256(body.body + body.signature).digest()
        yield _case("bad_signature", UUID(bytes=fingerprint[:16]), None, devices[uploader_id], {"why": fault})


def _cases_of_kept(judged: Sequence[Verified | Fault], kept: Kept) -> Iterable[_Case]:
    kinds: Mapping[Outcome, str] = {
        "exists_different": "equivocation",
        "evidence_only": "evidence_only",
        "unreadable": "unknown_kind",
    }
    for event, outcome in zip(judged, kept.outcomes, strict=True):
        if isinstance(event, Verified) and outcome is not None and outcome in kinds:
            yield _case(kinds[outcome], event.envelope.event_id, None, event.device, {"kind": event.envelope.kind})
    for event in kept.created:
        if isinstance(event.act, events.Accept):
            for item in event.act.refused:
                facts: dict[str, object] = {"reason": item.reason}
                yield _case("refused_item", event.envelope.event_id, item.code, event.device, facts)


def _cases_of_unknown_items(created: Sequence[Verified], known: Container[str]) -> list[_Case]:
    named = [(event, item.code) for event in created if event.act is not None for item in items_of(event.act)]
    return [
        _case("unknown_item", event.envelope.event_id, code, event.device, {"kind": event.envelope.kind})
        for event, code in named
        if code not in known
    ]


async def _cases_of_sides_not_to_be_written_down(connection: Connection, created: Sequence[Verified]) -> list[_Case]:
    """Kept, but they move nothing: a carrier's word for another, a citizen's mark for a desk, a paper of others'
    carriers, no known party."""
    one_sided = {e.envelope.event_id: e for e in created if isinstance(e.act, _ONE_SIDED)}
    if not one_sided:
        return []
    return [
        _case("unmatched", row.event_id, None, one_sided[row.event_id].device, {"kind": row.kind})
        for row in await SIDES_NOT_TO_BE_WRITTEN_DOWN.all(connection, list(one_sided))
    ]
