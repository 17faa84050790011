"""The EPCIS document says what the ledger says, in the form that GS1 demands."""

import json
from collections import Counter
from typing import Any

import jsonschema_rs
import pytest

from courier.clock import today
from courier.database import Pool
from courier.evidence.epcis import write_epcis
from courier.evidence.export.model import Scope
from courier.evidence.export.write_export import find_items
from tests.custody.world import World
from tests.evidence.days import SSCC, dispute, hand_over, ride
from tests.evidence.epcis_schema import DOCUMENT


@pytest.fixture
async def world(database: Pool) -> World:
    return await ride(database)


async def document(pool: Pool, scope: Scope | None = None) -> dict[str, Any]:
    items = await find_items(pool, scope or Scope(from_day=today()), None)
    written = json.loads(b"".join([piece async for piece in write_epcis(pool, items)]))
    jsonschema_rs.validator_for(DOCUMENT).validate(written)
    events: list[dict[str, Any]] = written["epcisBody"]["eventList"]
    assert len({(e["eventID"], "errorDeclaration" in e) for e in events}) == len(events), "an id names one event"
    return written


async def events_of(pool: Pool, scope: Scope | None = None) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = (await document(pool, scope))["epcisBody"]["eventList"]
    return events


async def test_a_days_document_fits_the_standard_and_counts_what_happened(database: Pool, world: World) -> None:
    events = await events_of(database)
    found = Counter((event["type"], event["bizStep"]) for event in events if "errorDeclaration" not in event)
    moved = await database.fetchval("SELECT count(*) FROM ledger WHERE kind IN ('handover', 'reinstated')")
    resolved = await database.fetchval("SELECT count(*) FROM ledger WHERE kind = 'resolved'")
    assert found["ObjectEvent", "commissioning"] == found["TransactionEvent", "commissioning"] == len(world.items)
    assert found["ObjectEvent", "accepting"] == moved
    assert found["ObjectEvent", "other"] == resolved
    assert found["AggregationEvent", "packing"] == found["AggregationEvent", "unpacking"] == 1


async def test_a_journey_goes_from_hand_to_hand(database: Pool, world: World) -> None:
    code, item_id = list(world.items.items())[1]
    steps = [event for event in await events_of(database, Scope(code=code)) if event["bizStep"] == "accepting"]
    hands = [
        (step["sourceList"][0]["source"], step["destinationList"][0]["destination"], step["disposition"])
        for step in steps
    ]
    desk, lan, minh, office = (
        f"urn:uuid:{party}" for party in (world.desk, world.lan.party_id, world.minh.party_id, world.post_office)
    )
    assert hands == [(desk, lan, "in_transit"), (lan, minh, "in_transit"), (minh, office, "in_progress")]
    assert all(step["epcList"] == [f"urn:uuid:{item_id}"] for step in steps)
    assert steps[0]["readPoint"] == {"id": desk}
    assert "bizLocation" not in steps[0]
    assert steps[2]["bizLocation"] == {"id": office}


async def test_a_bag_is_its_sscc_and_holds_its_items(database: Pool, world: World) -> None:
    code, item_id = list(world.items.items())[2]
    packed, unpacked = (e for e in await events_of(database, Scope(code=code)) if e["type"] == "AggregationEvent")
    assert packed["parentID"] == unpacked["parentID"] == f"https://id.gs1.org/00/{SSCC}"
    assert packed["childEPCs"] == unpacked["childEPCs"] == [f"urn:uuid:{item_id}"]
    assert (packed["action"], unpacked["action"]) == ("ADD", "DELETE")


async def test_what_the_ledger_took_back_is_declared_an_error(database: Pool, world: World) -> None:
    code = list(world.items)[4]
    await hand_over(database, world.desk_device, world.lan, code)
    await dispute(database, world, code)
    events = await events_of(database, Scope(code=code))
    declared = [event for event in events if "errorDeclaration" in event]
    assert len(declared) == await database.fetchval(
        "SELECT count(*) FROM ledger WHERE kind = 'rewound' AND item_id = $1", world.items[code]
    )
    assert all(sum(e["eventID"] == event["eventID"] for e in events) == 2 for event in declared)


@pytest.mark.parametrize("member", ["eventTime", "eventTimeZoneOffset", "action"])
async def test_the_schema_notices(database: Pool, world: World, member: str) -> None:
    written = await document(database)
    del written["epcisBody"]["eventList"][0][member]
    assert not jsonschema_rs.is_valid(DOCUMENT, written)
