"""Custody as an EPCIS 2.0 document (JSON-LD), for systems that read GS1's standard. No proof: that is the export's.

GS1 EPCIS 2.0 and CBV 2.0 (https://ref.gs1.org/standards/epcis/2.0.0/). An item and a party are `urn:uuid:`, a bag its
SSCC as a GS1 Digital Link URI. Registration is an ObjectEvent (commissioning) and a TransactionEvent that ties the item
to its order; a change of hands an ObjectEvent (accepting) from one possessing party to another; a bag sealed or opened
an AggregationEvent. A step that the ledger took back stands again with its errorDeclaration. What the standard has no
word for is under `courier:`.
"""

import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from courier import clock
from courier.database import Pool
from courier.evidence.statements import BAG_ACTS, STEPS, BagAct, StepRow
from mobile_contract import canonical, events

CONTEXT: Final = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    {"courier": "urn:courier:epcis:"},
]
ITEMS_AT_ONCE: Final = 500
_ZONE: Final = "+07:00"
_AT_AN_OFFICE: Final = {"point", "hub", "desk", "agency"}
_ON_THE_WAY: Final = {"carrier", "linehaul"}

Event = dict[str, Any]


async def write_epcis(pool: Pool, items: Sequence[UUID]) -> AsyncIterator[bytes]:
    """One EPCISDocument of these items, piece by piece."""
    head = {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": _time(clock.now()),
    }
    yield msgspec.json.encode(head)[:-1] + b',"epcisBody":{"eventList":['
    separator = b"\n"
    written: set[UUID] = set()
    for first in range(0, len(items), ITEMS_AT_ONCE):
        wanted = list(items[first : first + ITEMS_AT_ONCE])
        made = list(_of_steps(await STEPS.all(pool, wanted)))
        bags = [act for act in await BAG_ACTS.all(pool, wanted) if act.event_id not in written]
        written |= {act.event_id for act in bags}
        for event in (*made, *_of_bags(bags)):
            yield separator + msgspec.json.encode(event)
            separator = b",\n"
    yield b"\n]}}\n"


def _of_steps(rows: Sequence[StepRow]) -> Iterator[Event]:
    """One event a row; what a later rewind took back again, with its declaration."""
    standing: list[StepRow] = []
    for row in rows:
        if row.kind == "registered":
            standing = [row]
            yield from _registered(row)
        elif row.kind == "rewound":
            for undone in standing[row.depth + 1 :]:
                yield _moved(undone) | {"errorDeclaration": _declaration(row.recorded_at)}
            del standing[row.depth + 1 :]
        else:
            del standing[row.depth :]
            standing.append(row)
            yield _moved(row)


def _registered(row: StepRow) -> Iterator[Event]:
    order = [{"type": "po", "bizTransaction": f"urn:uuid:{row.job_id}"}]
    yield {
        "type": "ObjectEvent",
        **_when(row),
        "eventID": _event_id(row.hash, b"object"),
        "epcList": [_urn(row.item_id)],
        "action": "ADD",
        "bizStep": "commissioning",
        "disposition": "active",
        **_where(row),
        "bizTransactionList": order,
        **_extensions(row),
    }
    yield {
        "type": "TransactionEvent",
        **_when(row),
        "eventID": _event_id(row.hash, b"transaction"),
        "bizTransactionList": order,
        "epcList": [_urn(row.item_id)],
        "action": "ADD",
        "bizStep": "commissioning",
        **_where(row),
    }


def _moved(row: StepRow) -> Event:
    assert row.from_party is not None
    event: Event = {
        "type": "ObjectEvent",
        **_when(row),
        "eventID": _event_id(row.hash, b"object"),
        "epcList": [_urn(row.item_id)],
        "action": "OBSERVE",
        "bizStep": "other" if row.kind == "resolved" else "accepting",
        "bizTransactionList": [{"type": "po", "bizTransaction": f"urn:uuid:{row.job_id}"}],
        "sourceList": [{"type": "possessing_party", "source": _urn(row.from_party)}],
        "destinationList": [{"type": "possessing_party", "destination": _urn(row.to_party)}],
        **_where(row),
        **_extensions(row),
    }
    if row.to_kind in _ON_THE_WAY | _AT_AN_OFFICE:
        event["disposition"] = "in_transit" if row.to_kind in _ON_THE_WAY else "in_progress"
    return event


def _of_bags(acts: Sequence[BagAct]) -> Iterator[Event]:
    for row in acts:
        try:
            act = canonical.decode_act(row.body)
        except msgspec.MsgspecError:
            continue
        if not isinstance(act, events.SealBag | events.OpenBag):
            continue
        is_sealed = isinstance(act, events.SealBag)
        yield {
            "type": "AggregationEvent",
            "eventTime": _time(row.happened_at),
            "recordTime": _time(row.recorded_at),
            "eventTimeZoneOffset": _ZONE,
            "eventID": _urn(row.event_id),
            "parentID": f"https://id.gs1.org/00/{act.sscc}",
            "childEPCs": [_urn(item_id) for item_id in row.item_ids],
            "action": "ADD" if is_sealed else "DELETE",
            "bizStep": "packing" if is_sealed else "unpacking",
            "disposition": "container_closed" if is_sealed else "container_open",
            **({"readPoint": {"id": _urn(row.party_id)}} if row.party_kind in _AT_AN_OFFICE else {}),
        }


def _when(row: StepRow) -> Event:
    return {
        "eventTime": _time(row.happened_at or row.recorded_at),
        "recordTime": _time(row.recorded_at),
        "eventTimeZoneOffset": _ZONE,
    }


def _where(row: StepRow) -> Event:
    """Read at whichever side is an office; where the item is from then on, if that is one."""
    where: Event = {}
    if row.to_kind in _AT_AN_OFFICE:
        where["bizLocation"] = {"id": _urn(row.to_party)}
        where["readPoint"] = {"id": _urn(row.to_party)}
    elif row.from_kind in _AT_AN_OFFICE and row.from_party is not None:
        where["readPoint"] = {"id": _urn(row.from_party)}
    return where


def _extensions(row: StepRow) -> Event:
    said = {
        "courier:ledgerSeq": row.seq,
        "courier:ledgerKind": row.kind,
        "courier:ledgerHash": row.hash.hex(),
        "courier:givenEvent": row.given_event and _urn(row.given_event),
        "courier:takenEvent": row.taken_event and _urn(row.taken_event),
        "courier:giverEvidence": row.giver_evidence,
        "courier:receiverEvidence": row.receiver_evidence,
    }
    return {name: value for name, value in said.items() if value is not None}


def _declaration(at: datetime) -> Event:
    return {"declarationTime": _time(at), "reason": "incorrect_data"}


def _event_id(hashed: bytes, what: bytes) -> str:
    """A UUID (version 8, RFC 9562) of the ledger row's hash: the same row has the same id in every document."""
    digest = int.from_bytes(hashlib.sha256(hashed + what).digest()[:16])
    return _urn(UUID(int=digest & ~(0xF << 76) & ~(0x3 << 62) | 0x8 << 76 | 0x2 << 62))


def _urn(id_: UUID) -> str:
    return f"urn:uuid:{id_}"


def _time(at: datetime) -> str:
    return at.astimezone(clock.VIETNAM).isoformat(timespec="milliseconds")
