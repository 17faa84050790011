"""Phones' hand-overs with all guarantees, singly and in batches of 20, beside the same rows without constraints."""

import asyncio
import base64
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime

import asyncpg
import msgspec

from bench.cpu import spending
from bench.load import answer, drive, request
from bench.server import Bench
from courier import clock, signatures
from mobile_contract import canonical, codes, events
from mobile_contract.sync import Batch, Challenge, Entry, SignedBody, Token

PHONES, BATCHES_EACH, HANDOVERS_A_BATCH = 16, 4, 20
SINGLES_EACH = 40
PROVINCE = "01"

BARE = """
DROP TABLE IF EXISTS bare_event, bare_item, bare_ledger, bare_log;
CREATE TABLE bare_event (LIKE signed_event INCLUDING GENERATED);
CREATE TABLE bare_item (LIKE event_item);
CREATE TABLE bare_ledger (LIKE ledger INCLUDING GENERATED);
CREATE TABLE bare_log (LIKE device_log INCLUDING GENERATED);
GRANT ALL ON bare_event, bare_item, bare_ledger, bare_log TO courier_service;
"""
COPIES = {"bare_event": "signed_event", "bare_item": "event_item", "bare_ledger": "ledger", "bare_log": "device_log"}


@dataclass
class Device:
    """A key that signs acts in a chain."""

    party_id: uuid.UUID
    person_id: uuid.UUID
    device_id: uuid.UUID = field(default_factory=clock.new_id)
    key: signatures.PrivateKey = field(default_factory=signatures.new_key)
    seq: int = 0
    previous: str = ""

    def act(self, kind: type[events.Act], **said: object) -> tuple[uuid.UUID, SignedBody]:
        self.seq += 1
        event_id = clock.new_id()
        body = canonical.encode(
            kind(
                event_id=event_id,
                device_id=self.device_id,
                device_seq=self.seq,
                previous=self.previous or canonical.first_previous(self.device_id),
                person_id=self.person_id,
                happened_at_ms=int(clock.now().timestamp() * 1000),
                **said,
            )
        )
        self.previous = canonical.digest(body)
        return event_id, self.sign(body)

    def sign(self, body: bytes) -> SignedBody:
        signature = signatures.sign(self.key, body)
        return SignedBody(body=body.decode(), signature=base64.b64encode(signature).decode())


async def measure(bench: Bench) -> dict[str, float]:
    """batches of 20 hand-overs (40 signed acts: accept carrying its release) through HTTP, 16 phones at once, then one
    hand-over a batch, each beside the same rows written by raw asyncpg into tables without a constraint: in a
    transaction a request, and in the service's own transactions, which keep several requests"""
    owner = await asyncpg.connect(bench.owner_dsn)
    try:
        many = await _measure(bench, owner, BATCHES_EACH, HANDOVERS_A_BATCH)
        single = await _measure(bench, owner, SINGLES_EACH, 1)
    finally:
        await owner.close()
    return many | {f"singly: {figure}": value for figure, value in single.items()}


async def _measure(bench: Bench, owner: asyncpg.Connection, batches_each: int, handovers: int) -> dict[str, float]:
    begun, requests = await _prepare(bench, owner, batches_each, handovers)
    with spending(bench.service_pid, bench.postgres_pid) as spent:
        load = await drive(bench.address, requests, PHONES)
    moved = await owner.fetchval("SELECT count(*) FROM ledger WHERE kind = 'handover' AND recorded_at > $1", begun)
    statements = [await _copy_statement(owner, bare, table) for bare, table in COPIES.items()]
    written = await _written_transactions(owner, begun)
    raw = await _write_bare(bench, owner, statements, [each for rows in written for each in _by_request(rows)])
    raw_together = await _write_bare(bench, owner, statements, written)
    rate = load.per_second * handovers
    return {
        "HTTP with all guarantees, hand-overs/s": rate,
        "raw asyncpg without constraints, hand-overs/s": raw,
        "ratio with / without": rate / raw,
        "raw asyncpg, the service's own transactions": raw_together,
        "ratio with / without, the service's own transactions": rate / raw_together,
        "hand-overs a transaction": len(requests) * handovers / len(written),
        "batch p50, ms": load.percentile_ms(0.5),
        "batch p99, ms": load.percentile_ms(0.99),
        **{f"a hand-over: {whose}": cost for whose, cost in spent.a_piece_ms(len(requests) * handovers).items()},
        "hand-overs not in the ledger": len(requests) * handovers - moved,
        "failures": load.failures,
    }


async def _prepare(
    bench: Bench, owner: asyncpg.Connection, batches_each: int, handovers: int
) -> tuple[datetime, list[bytes]]:
    """Fresh devices and items; every batch signed before the clock runs."""
    carriers, desks = await enrol(owner, PHONES)
    begun = clock.now()
    requests: list[list[bytes]] = []
    for phone, desk in zip(carriers, desks, strict=True):
        token = await token_of(bench, phone)
        labels = await items_at(owner, desk, handovers * batches_each)
        batches = [batch_of(phone, desk, labels[at : at + handovers]) for at in range(0, len(labels), handovers)]
        requests.append([request("POST", "/api/v1/carrier/events", bench.host, body, token) for body in batches])
    return begun, [sent for round_ in zip(*requests, strict=True) for sent in round_]


def batch_of(phone: Device, desk: Device, labels: list[str]) -> bytes:
    entries = []
    for code in labels:
        release_id, release = desk.act(events.Release, to_party=phone.party_id, items=[events.ItemRef(code, None)])
        digest = canonical.digest(release.body.encode())
        _, accept = phone.act(events.Accept, answers=release_id, answers_sha256=digest, items=[code])
        entries.append(Entry(act=accept, carried=release))
    return msgspec.json.encode(Batch(contract_version=1, entries=entries))


async def token_of(bench: Bench, device: Device) -> str:
    asked = b'{"device_id":"%s"}' % str(device.device_id).encode()
    challenge = await answer(bench.address, request("POST", "/api/v1/carrier/challenge", bench.host, asked))
    msgspec.json.decode(challenge, type=Challenge)
    signed = msgspec.json.encode(device.sign(challenge))
    token = await answer(bench.address, request("POST", "/api/v1/carrier/token", bench.host, signed))
    return msgspec.json.decode(token, type=Token).token


async def enrol(owner: asyncpg.Connection, phones: int) -> tuple[list[Device], list[Device]]:
    """So many carriers with a phone, and as many desks with a workstation."""
    post_office = clock.new_id()
    await _party(owner, post_office, "point")
    await _office(owner, post_office, "point")
    carriers, desks = [], []
    for _ in range(phones):
        phone, desk = Device(clock.new_id(), clock.new_id()), Device(clock.new_id(), clock.new_id())
        await _party(owner, phone.party_id, "carrier")
        await _party(owner, desk.party_id, "desk")
        await _office(owner, desk.party_id, "desk", post_office)
        await owner.execute(
            "INSERT INTO person (person_id, full_name, sort_key, carrier_party_id, province_code) "
            "VALUES ($1, 'x', 'x', $2, $3)",
            phone.person_id,
            phone.party_id,
            PROVINCE,
        )
        for device, kind, office, person in (
            (phone, "phone", post_office, phone.person_id),
            (desk, "workstation", desk.party_id, None),
        ):
            await owner.execute(
                "INSERT INTO device (device_id, kind, party_id, office_id, person_id, public_key, name, province_code) "
                "VALUES ($1, $2, $3, $4, $5, $6, 'bench', $7)",
                device.device_id,
                kind,
                device.party_id,
                office,
                person,
                signatures.public_bytes(device.key),
                PROVINCE,
            )
        carriers.append(phone)
        desks.append(desk)
    return carriers, desks


async def _party(owner: asyncpg.Connection, party_id: uuid.UUID, kind: str) -> None:
    await owner.execute(
        "INSERT INTO party (party_id, kind, province_code) VALUES ($1, $2, $3)", party_id, kind, PROVINCE
    )


async def _office(
    owner: asyncpg.Connection, office_id: uuid.UUID, kind: str, served_by: uuid.UUID | None = None
) -> None:
    await owner.execute(
        "INSERT INTO office (office_id, kind, code, name, sort_key, address, lon, lat, province_code, "
        "served_by_office_id) VALUES ($1, $2, $3, 'x', 'x', 'x', 105.9, 21.0, $4, $5)",
        office_id,
        kind,
        office_id.hex.upper(),
        PROVINCE,
        served_by,
    )


async def items_at(owner: asyncpg.Connection, desk: Device, count: int) -> list[str]:
    """Labelled items that lie at the desk."""
    citizen, labels = clock.new_id(), [codes.new_code() for _ in range(count)]
    ids = [(clock.new_id(), clock.new_id(), clock.new_id(), code) for code in labels]
    await _party(owner, citizen, "citizen")
    served_by = await owner.fetchval("SELECT served_by_office_id FROM office WHERE office_id = $1", desk.party_id)
    dossiers, jobs, items, _ = (list(column) for column in zip(*ids, strict=True))
    await owner.execute(
        "INSERT INTO dossier (dossier_id, province_code, desk_id, title, owner_id, official_state, view_code) "
        "SELECT unnest($1::uuid[]), $2, $3, 'x', $4, 9, '1234'",
        dossiers,
        PROVINCE,
        desk.party_id,
        citizen,
    )
    await owner.execute(
        "INSERT INTO job (job_id, dossier_id, province_code, leg, origin_id, destination_id, serving_office_id, "
        "requested_by, channel, weight_g, ready_at) "
        "SELECT j, d, $3, 'RETURN', $4, $5, $6, 'DESK', 'list', 100, courier_now() "
        "FROM unnest($1::uuid[], $2::uuid[]) AS made (j, d)",
        jobs,
        dossiers,
        PROVINCE,
        desk.party_id,
        citizen,
        served_by,
    )
    await owner.execute(
        "INSERT INTO label (code, province_code, office_id) SELECT unnest($1::text[]), $2, $3",
        labels,
        PROVINCE,
        served_by,
    )
    await owner.execute(
        "INSERT INTO item (item_id, job_id, origin_id, province_code) "
        "SELECT i, j, $3, $4 FROM unnest($1::uuid[], $2::uuid[]) AS made (i, j)",
        items,
        jobs,
        desk.party_id,
        PROVINCE,
    )
    await owner.execute(
        "INSERT INTO item_label (code, item_id, reason) "
        "SELECT c, i, 'first' FROM unnest($1::text[], $2::uuid[]) AS made (c, i)",
        labels,
        items,
    )
    return labels


Rows = list[list[asyncpg.Record]]
"""What one transaction wrote, by table in the order of `COPIES`."""


async def _write_bare(
    bench: Bench, owner: asyncpg.Connection, statements: list[tuple[str, list[str]]], transactions: list[Rows]
) -> float:
    """Hand-overs a second: the rows the service has just written, written again into tables without key, check or
    trigger, by as many writers as there were phones."""
    await owner.execute(BARE)
    handovers = sum(len(ledger) for _, _, ledger, _ in transactions)
    waiting = iter([_columns(rows, statements) for rows in transactions])
    async with asyncpg.create_pool(bench.dsn, min_size=PHONES, max_size=PHONES) as pool:

        async def one_writer() -> None:
            for tables in waiting:
                async with pool.acquire() as connection, connection.transaction():
                    for (sql, _), columns in zip(statements, tables, strict=True):
                        await connection.execute(sql, *columns)

        begun = time.perf_counter()
        await asyncio.gather(*(one_writer() for _ in range(PHONES)))
        return handovers / (time.perf_counter() - begun)


def _columns(rows: Rows, statements: list[tuple[str, list[str]]]) -> list[list[list[object]]]:
    """Table by table, column by column."""
    return [
        [[row[name] for row in table] for name in names] for table, (_, names) in zip(rows, statements, strict=True)
    ]


async def _copy_statement(owner: asyncpg.Connection, bare: str, table: str) -> tuple[str, list[str]]:
    """One unnest statement that fills the table's own columns, generated ones aside."""
    columns = await owner.fetch(
        "SELECT attname, format_type(atttypid, atttypmod) AS type FROM pg_attribute "
        "WHERE attrelid = $1::regclass AND attnum > 0 AND attgenerated = '' AND NOT attisdropped ORDER BY attnum",
        table,
    )
    names = [row["attname"] for row in columns]
    arrays = ", ".join(f"${place}::{row['type']}[]" for place, row in enumerate(columns, 1))
    return f"INSERT INTO {bare} ({', '.join(names)}) SELECT * FROM unnest({arrays})", names


async def _written_transactions(owner: asyncpg.Connection, since: datetime) -> list[Rows]:
    """All that the service has written since then, transaction by transaction: each has its own instant."""
    instants = await owner.fetch(
        "SELECT DISTINCT recorded_at FROM signed_event WHERE recorded_at > $1 ORDER BY recorded_at", since
    )
    return [
        [
            await owner.fetch("SELECT * FROM signed_event WHERE recorded_at = $1", instant),
            await owner.fetch(
                "SELECT x.* FROM event_item x JOIN signed_event e USING (event_id) WHERE e.recorded_at = $1", instant
            ),
            await owner.fetch("SELECT * FROM ledger WHERE recorded_at = $1 AND kind = 'handover'", instant),
            await owner.fetch(
                "SELECT l.* FROM device_log l JOIN signed_event e USING (event_id) WHERE e.recorded_at = $1", instant
            ),
        ]
        for (instant,) in instants
    ]


def _by_request(rows: Rows) -> list[Rows]:
    """One transaction's rows apart by the phone that sent them: its accepts with the releases they carried."""
    requests: dict[object, set[object]] = {}
    for event in rows[0]:
        if event["kind"] == "accept":
            requests.setdefault(event["device_id"], set()).update((event["event_id"], event["answers"]))
    own = ("event_id", "event_id", "taken_event", "event_id")
    return [
        [[row for row in table if row[name] in ids] for table, name in zip(rows, own, strict=True)]
        for ids in requests.values()
    ]
