"""Whatever order the facts of a day come in, however often, late or by whatever clocks: one end state.

The whole set goes through `append_batch` and the rooms' acts on a real PostgreSQL: hand-overs, a bag, roll labels, a
dispute and its decision, a paper and its confirmation, corrections, withdrawals, a revocation, counts, cash.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.custody.ledger.post_items import post_items
from courier.custody.ledger.statements import BINDINGS_OF_ITEMS, get_now
from courier.custody.recompute import recompute_after_revocation
from courier.custody.state_side import state_side
from courier.custody.statements import KEEP_RESOLUTION
from courier.database import Connection, Pool, in_transaction
from courier.money import apply_events as money
from mobile_contract import codes, events
from mobile_contract.sync import Entry, SignedBody
from tests.custody import world as w

pytestmark = pytest.mark.anyio

DAY_MS = 86_400_000
CLOCKS = {
    "right": (0, 0, 0),
    "the desk's 20 years back": (-20 * 365 * DAY_MS, 0, 0),
    "a phone's 400 days ahead": (0, 400 * DAY_MS, 0),
    "all of them wrong": (400 * DAY_MS, -20 * 365 * DAY_MS, -30 * DAY_MS),
}
SSCC = codes.make_sscc("8930000", 7)
Tell = Callable[[Connection], Awaitable[object]]


@dataclass
class Fact:
    """One thing that becomes known, and the facts whose rows it needs by key."""

    tell: Tell
    after: Sequence[str] = ()


@dataclass
class Story:
    world: w.World
    facts: dict[str, Fact] = field(default_factory=dict)

    def add(self, name: str, uploader: w.SigningDevice, *acts: SignedBody | Entry) -> None:
        self.facts[name] = Fact(lambda c: send(c, uploader, *acts))


async def send(connection: Connection, uploader: w.SigningDevice, *acts: SignedBody | Entry) -> None:
    appended = await append_batch(connection, uploader.device_id, w.batch(*acts))
    assert {entry.outcome for entry in appended.outcomes} <= {"created", "exists", "evidence_only"}
    await money.apply_events(connection, appended.events)


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, lambda c: w.build(c, items=6))


async def the_day(database: Pool, world: w.World, skews: tuple[int, int, int]) -> Story:
    """Signed once, so that every order is of the very same bytes."""
    story, (quarrelled, bagged, papered, worded, lost, sold) = Story(world), tuple(world.items)
    desk, lan, minh, post = world.desk_device, world.lan, world.minh, world.post_device
    now_ms = int(clock.now().timestamp() * 1000)
    desk_at, lan_at, minh_at = ({"happened_at_ms": now_ms + skew} for skew in skews)

    def handed(to: w.SigningDevice, at: dict[str, int], code: str) -> Entry:
        offered = desk.act(events.Release, to_party=to.party_id, items=[events.ItemRef(code, None)], **desk_at)
        taken = to.act(events.Accept, answers=w.event_id(offered), answers_sha256=w.digest(offered), items=[code], **at)
        return Entry(act=taken, carried=offered)

    def held_by(entry: Entry, code: str) -> list[events.ItemRef]:
        return [events.ItemRef(code, w.event_id(entry.act))]

    # A dispute of two carriers, decided for one of them, who then delivers.
    to_lan, to_minh = handed(lan, lan_at, quarrelled), handed(minh, minh_at, quarrelled)
    story.add("lan takes", lan, to_lan)
    story.add("minh takes", minh, to_minh)
    story.facts["two people decide"] = Fact(
        lambda c: decide(c, world, quarrelled, chosen=w.event_id(to_minh.act), rival=w.event_id(to_lan.act)),
        after=("lan takes", "minh takes"),
    )
    story.add(
        "minh delivers",
        minh,
        minh.act(
            events.Deliver,
            to_party=world.citizen,
            evidence="citizen",
            items=held_by(to_minh, quarrelled),
            **minh_at,
        ),
    )
    # A bag: sealed, handed over, opened; and the seal of another item taken back.
    sealed = desk.act(events.SealBag, sscc=SSCC, seal="S", items=[events.ItemRef(bagged, None)], **desk_at)
    bag = events.BagRef(SSCC, w.event_id(sealed), None)
    offered = desk.act(events.Release, to_party=post.party_id, bag=bag, bag_sha256=w.digest(sealed), **desk_at)
    taken = post.act(events.Accept, answers=w.event_id(offered), answers_sha256=w.digest(offered), bag=SSCC)
    opened = post.act(events.OpenBag, sscc=SSCC, sealing=w.event_id(sealed), found=[bagged])
    mistaken = desk.act(events.SealBag, sscc=SSCC, seal="T", items=[events.ItemRef(papered, None)], **desk_at)
    for name, device, act in (
        ("sealed", desk, sealed),
        ("bag offered", desk, offered),
        ("bag taken", post, taken),
        ("bag opened", post, opened),
        ("sealed by mistake", desk, mistaken),
        ("seal taken back", desk, desk.act(events.Correct, answers=w.event_id(mistaken), **desk_at)),
    ):
        story.add(name, device, act)
    # A paper, confirmed by the desk; then what the phone had signed of it comes late and says the same.
    sheet = post.act(
        events.Transcribe,
        from_party=world.desk,
        to_party=minh.party_id,
        items=[events.ItemRef(papered, None)],
        written_at_ms=now_ms - DAY_MS,
    )
    story.add("paper entered", post, sheet)
    story.facts["paper confirmed"] = Fact(
        lambda c: state_side(c, w.event_id(sheet), world.desk, "confirmed", world.clerk), after=("paper entered",)
    )
    story.add("original comes late", minh, handed(minh, minh_at, papered))
    # A word against two signatures, taken back later; an offer withdrawn that nobody had taken.
    finished = handed(lan, lan_at, worded)
    word = minh.act(
        events.Receive,
        from_party=world.desk,
        evidence="witnessed",
        items=[events.ItemRef(worded, None)],
        **minh_at,
    )
    story.add("lan takes another", lan, finished)
    story.add("minh's word", minh, word)
    story.add("minh's word taken back", minh, minh.act(events.Correct, answers=w.event_id(word), items=[worded]))
    unwanted = lan.act(events.Release, to_party=post.party_id, items=held_by(finished, worded), **lan_at)
    story.add("lan offers", lan, unwanted)
    story.add("lan withdraws", lan, lan.act(events.Withdraw, answers=w.event_id(unwanted), items=[worded], **lan_at))
    # Cash at the door, and two roll labels for one order.
    taken_for_sale = handed(lan, lan_at, sold)
    story.add("lan takes a third", lan, taken_for_sale)
    story.add("lan collects", lan, lan.act(events.Collect, code=sold, amount_vnd=26_000, mode="cash", **lan_at))
    job_id = await in_transaction(database, lambda c: w.add_job(c, world, leg="SEND"))
    for place in range(2):
        roll = await in_transaction(database, lambda c: w.add_label(c, world))
        picked = lan.act(
            events.Receive,
            from_party=world.citizen,
            evidence="citizen",
            items=[events.ItemRef(roll, None)],
            job_id=job_id,
            **lan_at,
        )
        story.add(f"picked up under label {place}", lan, picked)
    # Lan counts; then her phone is lost, and what she signed after the trusted number is evidence only.
    story.add("lan counts", lan, lan.act(events.Count, items=[worded, lost], cash_vnd=26_000, **lan_at))
    trusted = lan.seq
    story.add("lan takes once more", lan, handed(lan, lan_at, lost))
    story.facts["phone lost"] = Fact(lambda c: revoke(c, world, trusted))
    story.add("minh counts", minh, minh.act(events.Count, items=[papered], **minh_at))
    return story


async def decide(connection: Connection, world: w.World, code: str, *, chosen: UUID, rival: UUID) -> None:
    """The decision as a fact; told twice it is one."""
    if await connection.fetchval("SELECT count(*) FROM dispute_resolution"):
        return
    item_id, resolution_id = world.items[code], UUID(int=4711)
    args = (item_id, UUID(int=0), 1, chosen, None, sorted([chosen, rival]), world.supervisor, world.dispatcher)
    await KEEP_RESOLUTION.run(connection, resolution_id, *args)
    bindings = await BINDINGS_OF_ITEMS.all(connection, [item_id])
    await post_items(connection, bindings[:1], resolution_id, await get_now(connection))


async def revoke(connection: Connection, world: w.World, trusted_through: int) -> None:
    if await connection.fetchval("SELECT count(*) FROM device_revocation"):
        return
    await connection.execute(
        "INSERT INTO device_revocation (device_id, mode, trusted_through, person_id) VALUES ($1, 'lost', $2, $3)",
        *(world.lan.device_id, trusted_through, world.supervisor),
    )
    await recompute_after_revocation(connection, world.lan.device_id, trusted_through)


def some_order(story: Story, random: Random) -> list[str]:
    """Any order in which no row comes before one it names by key; a third of it again, at any later time."""
    waiting, told = list(story.facts), list[str]()
    while waiting:
        ready = [name for name in waiting if all(first in told for first in story.facts[name].after)]
        name = random.choice(ready)
        waiting.remove(name)
        told.append(name)
    for name in random.sample(told, len(told) // 3):
        told.insert(random.randint(told.index(name) + 1, len(told)), name)
    return told


async def end_of(database: Pool, story: Story, order: Sequence[str], random: Random) -> dict[str, Any]:
    """Told in this order, spread over thirty days; what it comes to is read, and all of it undone."""
    async with database.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            for place, name in enumerate(order):
                if random.random() < 0.2:
                    late = timedelta(days=30 * place / len(order))
                    await connection.execute("UPDATE clock_setting SET clock_offset = $1", late)
                await story.facts[name].tell(connection)
            return await read_state(connection)
        finally:
            await transaction.rollback()


STATE = {
    "heads": "SELECT item_id::text, holder_id, depth, tip, status, claimants FROM head WHERE item_id <> ALL ($1) "
    "UNION ALL SELECT 'the order''s item', holder_id, depth, tip, status, claimants FROM head "
    "WHERE NOT item_id <> ALL ($1) ORDER BY 1",
    "steps": "SELECT coalesce(n.item_id::text, 'the order''s item'), l.depth, l.to_party, l.tip, l.given_event, "
    "l.taken_event, l.giver_evidence, l.receiver_evidence FROM ledger AS l LEFT JOIN (SELECT item_id FROM item "
    "WHERE item_id <> ALL ($1)) AS n USING (item_id) WHERE l.kind <> 'rewound' AND NOT EXISTS (SELECT FROM ledger AS m "
    "WHERE m.item_id = l.item_id AND m.seq > l.seq "
    "AND (m.depth < l.depth OR (m.depth = l.depth AND m.kind <> 'rewound'))) "
    "ORDER BY 1, 2",
    "bags": "SELECT item_id, sealing, opening, sealed_depth, opened_depth FROM bag_content ORDER BY 1",
    "labels": "SELECT code, CASE WHEN item_id = ANY ($1) THEN 'the order''s' ELSE item_id::text END FROM item_label "
    "ORDER BY 1",
    "open cases": "SELECT kind, event_id, coalesce(code, '-'), facts ->> 'why' FROM custody_exception AS e "
    "WHERE NOT EXISTS (SELECT FROM custody_exception_closing AS c "
    "WHERE c.exception_id = e.exception_id) AND kind NOT IN ('disputed', 'late_evidence') ORDER BY 1, 2, 3",
    "open findings": "SELECT kind, event_id, facts ->> 'why' FROM custody_exception AS e "
    "WHERE NOT EXISTS (SELECT FROM custody_exception_closing AS c "
    "WHERE c.exception_id = e.exception_id) AND kind IN ('disputed', 'late_evidence') ORDER BY 1, 2",
    "logs": "SELECT device_id, max(seq) FROM device_log GROUP BY 1 ORDER BY 1",
    "counts": "SELECT DISTINCT ON (count_event) count_event, missing, extra FROM count_check ORDER BY 1, number DESC",
    "cash": "SELECT account_id, balance_vnd FROM account WHERE balance_vnd <> 0 ORDER BY 1",
}


async def read_state(connection: Connection) -> dict[str, Any]:
    """What the facts came to. The order's item is registered by the pickup, so that its id is drawn anew each time."""
    found = await connection.fetch("SELECT i.item_id FROM item AS i JOIN job USING (job_id) WHERE leg = 'SEND'")
    born = [row["item_id"] for row in found]
    return {
        name: [tuple(row) for row in await connection.fetch(sql, *([born] if "$1" in sql else []))]
        for name, sql in STATE.items()
    }


@pytest.mark.parametrize("clocks", CLOCKS)
async def test_the_facts_of_a_day_end_alike_in_whatever_order_and_by_whatever_clocks(
    clocks: str, database: Pool, world: w.World
) -> None:
    story = await the_day(database, world, CLOCKS[clocks])
    first = await end_of(database, story, list(story.facts), Random(0))
    assert {status for *_, status, _ in first["heads"]} == {"held", "offered"}
    for seed in range(1, 16):
        random = Random(seed)
        order = some_order(story, random)
        end = await end_of(database, story, order, random)
        for what, rows in first.items():
            assert end[what] == rows, (what, seed, order)
