"""A few hours of a post office's custody as exports are made of it: hand-overs, a delivery, a bag, a dispute."""

import base64
from pathlib import Path
from uuid import UUID

from courier import signatures
from courier.custody.append_batch import append_batch
from courier.custody.resolve_dispute import resolve_dispute
from courier.database import Pool, in_transaction
from courier.evidence.export.model import Scope
from courier.evidence.export.write_export import find_items, write_export
from courier.evidence.verify.model import Report
from courier.evidence.verify.verify_export import verify_export
from mobile_contract import events
from mobile_contract.sync import SignedBody
from tests.custody.world import SigningDevice, World, accept, batch, build, digest, event_id, release

KEY = signatures.new_key()
SSCC = "189300000000000012"


async def send(pool: Pool, device: SigningDevice, *acts: SignedBody) -> None:
    await in_transaction(pool, lambda connection: append_batch(connection, device.device_id, batch(*acts)))


async def hand_over(pool: Pool, giver: SigningDevice, taker: SigningDevice, code: str, by: UUID | None = None) -> UUID:
    given = release(giver, taker.party_id, code, predecessor=by)
    taken = accept(taker, given, code)
    await send(pool, giver, given)
    await send(pool, taker, taken)
    return event_id(taken)


async def ride(pool: Pool) -> World:
    """Five items: delivered; handed back; in a bag; disputed and resolved; untouched at the desk."""
    world = await in_transaction(pool, lambda connection: build(connection, items=5))
    lan, minh, desk = world.lan, world.minh, world.desk_device
    one, two, three, four, _ = world.items
    by = await hand_over(pool, desk, lan, one)
    said = {"to_party": world.citizen, "evidence": "citizen", "items": [events.ItemRef(one, by)]}
    await send(pool, lan, lan.act(events.Deliver, **said))
    by = await hand_over(pool, desk, lan, two)
    by = await hand_over(pool, lan, minh, two, by)
    await hand_over(pool, minh, world.post_device, two, by)
    by = await hand_over(pool, desk, world.post_device, three)
    post = world.post_device
    sealed = post.act(events.SealBag, sscc=SSCC, seal="N1", items=[events.ItemRef(three, by)])
    bag = events.BagRef(SSCC, event_id(sealed), None)
    given = post.act(events.Release, to_party=minh.party_id, bag=bag)
    await send(pool, post, sealed, given)
    taken = minh.act(
        events.Accept,
        answers=event_id(given),
        answers_sha256=digest(given),
        bag=SSCC,
    )
    opened = minh.act(events.OpenBag, sscc=SSCC, sealing=event_id(sealed), found=[three])
    await send(pool, minh, taken, opened)
    await dispute(pool, world, four)
    return world


async def dispute(pool: Pool, world: World, code: str) -> None:
    """Two releases of one item to two carriers, both accepted; two people believe Minh."""
    to_lan, to_minh = (release(world.desk_device, who.party_id, code) for who in (world.lan, world.minh))
    await send(pool, world.desk_device, to_lan, to_minh)
    await send(pool, world.lan, accept(world.lan, to_lan, code))
    believed = accept(world.minh, to_minh, code)
    await send(pool, world.minh, believed)
    await in_transaction(
        pool,
        lambda connection: resolve_dispute(
            connection,
            world.items[code],
            decided_by=world.supervisor,
            approved_by=world.dispatcher,
            chosen_event=event_id(believed),
            holder_id=None,
        ),
    )


async def export(pool: Pool, file: Path, scope: Scope | None = None, seen: tuple[int, ...] = ()) -> Path:
    scope = scope or Scope(is_whole=True)
    items = await find_items(pool, scope, None)
    lines = [line async for line in write_export(pool, KEY, scope, items, seen)]
    _write(file, lines)
    return file


def _write(file: Path, lines: list[bytes]) -> None:
    file.write_bytes(b"".join(lines))


def check(file: Path, *seen: Path) -> Report:
    return verify_export(file, seen)[1]


def said(report: Report) -> str:
    return "\n".join(f"{fault.check}: {fault.row}: {fault.en}" for fault in report.faults)


def key_text() -> str:
    return base64.b64encode(signatures.public_bytes(KEY)).decode()
