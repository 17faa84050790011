"""What tests of hand-overs share: acts kept and applied as the service does it, and what was found."""

import base64
import hashlib
import json
from typing import Any
from uuid import UUID

from courier.custody.append_batch import append_batch
from courier.custody.handovers.apply_events import apply_events
from courier.custody.model import Appended
from courier.database import Connection, Pool, in_transaction
from courier.planning.carriers import apply_events as planning
from mobile_contract import events
from mobile_contract.sync import Entry, SignedBody
from tests.custody import world as w

PHOTO = events.Proof("photo_seal", "aa" * 32)
SIGNATURE = events.Proof("signature", "bb" * 32)
PROOFS = [PHOTO, SIGNATURE]
DETAILS = {"salt": "00" * 16}


async def send(database: Pool, uploader: w.SigningDevice, *acts: SignedBody | Entry) -> Appended:
    """Kept, and applied by the rooms of custody and planning, in one transaction."""

    async def act(connection: Connection) -> Appended:
        appended = await append_batch(connection, uploader.device_id, w.batch(*acts))
        await apply_events(connection, appended.events)
        await planning.apply_events(connection, appended.events)
        return appended

    return await in_transaction(database, act)


async def found(database: Pool) -> list[tuple[str, str | None]]:
    """Every finding, by kind and code."""
    rows = await database.fetch("SELECT kind, code FROM finding ORDER BY kind, code")
    return [(row["kind"], row["code"]) for row in rows]


async def kinds(database: Pool) -> set[str]:
    return {kind for kind, _ in await found(database)}


async def facts(database: Pool, kind: str) -> dict[str, Any]:
    said = await database.fetchval("SELECT facts FROM finding WHERE kind = $1", kind)
    return said if isinstance(said, dict) else json.loads(said)


async def cases(database: Pool) -> list[str]:
    """Open cases, by kind."""
    rows = await database.fetch(
        "SELECT kind FROM custody_exception AS e WHERE NOT EXISTS (SELECT FROM custody_exception_closing AS c "
        "WHERE c.exception_id = e.exception_id) ORDER BY kind"
    )
    return [row["kind"] for row in rows]


async def holder(database: Pool, code: str) -> UUID:
    held: UUID = await database.fetchval(
        "SELECT holder_id FROM head JOIN item_label USING (item_id) WHERE code = $1", code
    )
    return held


async def tip(database: Pool, code: str) -> UUID:
    at: UUID = await database.fetchval("SELECT tip FROM head JOIN item_label USING (item_id) WHERE code = $1", code)
    return at


def detailed(device: w.SigningDevice, kind: type[events.Act], details: dict[str, Any], **said: Any) -> Entry:
    """An act with its erasable side beside it."""
    text = json.dumps(DETAILS | details, ensure_ascii=False)
    act = device.act(kind, details=hashlib.sha256(text.encode()).hexdigest(), **said)
    return Entry(act=act, details=text)


async def with_carrier(database: Pool, world: w.World, code: str) -> UUID:
    """The item goes from the desk to Lan; returns the fact by which she holds it."""
    offered = w.release(world.desk_device, world.lan.party_id, code)
    await send(database, world.lan, Entry(act=w.accept(world.lan, offered, code), carried=offered))
    return await tip(database, code)


async def picked_up(
    database: Pool, world: w.World, connection: Connection, papers: list[events.CountedLine], **said: Any
) -> str:
    """A dossier collected at the citizen's by Lan under a roll label; returns its code."""
    job_id = await w.add_job(connection, world, leg="SEND")
    code = await w.add_label(connection, world)
    await send(database, world.lan, pick_up(world, code, job_id, papers, **said))
    return code


def pick_up(world: w.World, code: str, job_id: UUID, papers: list[events.CountedLine], **said: Any) -> SignedBody:
    usual: dict[str, Any] = {
        "from_party": world.citizen,
        "evidence": "citizen",
        "items": [events.ItemRef(code, None)],
        "job_id": job_id,
        "relation": "owner",
        "identity": "citizen_card",
        "seals": [events.Seal(code, "NP-1")],
        "papers": papers,
        "proofs": PROOFS,
    }
    return world.lan.act(events.Receive, **(usual | said))


def deliver(world: w.World, refs: list[events.ItemRef], **said: Any) -> SignedBody:
    """Lan hands results to the citizen with all that the rules ask for, unless said otherwise."""
    usual: dict[str, Any] = {
        "to_party": world.citizen,
        "evidence": "citizen",
        "items": refs,
        "relation": "owner",
        "identity": "citizen_card",
        "proofs": PROOFS,
    }
    return world.lan.act(events.Deliver, **(usual | said))


async def hand_to_desk(database: Pool, world: w.World, code: str) -> None:
    """Lan releases, the desk's workstation accepts: sealed, one signature."""
    offered = w.release(world.lan, world.desk, code, predecessor=await tip(database, code))
    await send(database, world.desk_device, Entry(act=w.accept(world.desk_device, offered, code), carried=offered))


async def add_checklist(connection: Connection, world: w.World, code: str, *lines: tuple[int, int, int, bool]) -> None:
    """What was copied from the published list: originals, certified copies, photocopies, required."""
    dossier_id = await connection.fetchval(
        "SELECT dossier_id FROM job JOIN item USING (job_id) JOIN item_label USING (item_id) WHERE code = $1", code
    )
    await add_lines(connection, dossier_id, *lines)


async def add_lines(connection: Connection, dossier_id: UUID, *lines: tuple[int, int, int, bool]) -> None:
    await connection.executemany(
        "INSERT INTO dossier_document (dossier_id, line, name, originals, certified_copies, photocopies, is_required) "
        "VALUES ($1, $2, 'Giấy tờ', $3, $4, $5, $6)",
        [(dossier_id, number, *line) for number, line in enumerate(lines, 1)],
    )


def signature_of(act: SignedBody) -> bytes:
    return base64.b64decode(act.signature)
