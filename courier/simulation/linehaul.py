"""What goes from one post office to the other: sealed into bags, carried by linehaul over the hub, opened, on time.

Every step is taken where the office's own screen proposes it: bags to make, to hand over, to open.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

import msgspec

from courier import clock
from courier.clock import VIETNAM
from courier.planning.legs.model import Bag, BagLabel, BagProposal, OfficeBags
from courier.simulation import setting
from courier.simulation.cast import Cast, Counter
from courier.simulation.morning import Prepared
from courier.simulation.outbox import Holding
from courier.simulation.phone import read_release
from courier.simulation.planning_room import short_name
from courier.simulation.ride import Tell
from courier.simulation.timeline import Timeline
from mobile_contract import canonical, events

SEAL_BEFORE: Final = timedelta(minutes=10)
"""Bags are closed so long before their linehaul leaves."""


def expect_linehaul(cast: Cast, prepared: Prepared, timeline: Timeline, tell: Tell) -> None:
    """Put the day's rides on the timeline: bags closed and given, brought, opened."""
    for route in setting.LINEHAUL_ROUTES:
        giver, driver, taker = (_counter(cast, code) for code in (route.start, setting.LINEHAUL, route.end))
        leaves_at = datetime.combine(prepared.day, route.leaves, VIETNAM)
        arrives_at = datetime.combine(prepared.day, route.arrives, VIETNAM)
        for at, step in (
            (leaves_at - SEAL_BEFORE, partial(_close_bags, giver, tell)),
            (leaves_at, partial(_hand_over_bags, giver, driver, taker, tell)),
            (arrives_at, partial(_hand_over_bags, driver, taker, taker, tell)),
            (arrives_at + timedelta(minutes=2), partial(_open_bags, taker, tell)),
        ):
            timeline.at(at, step, "linehaul")


def _counter(cast: Cast, code: str) -> Counter:
    return next(counter for counter in cast.counters if counter.office.code == code)


async def _bags(at: Counter) -> OfficeBags:
    return msgspec.convert(await at.staff.ask("GET", f"/bags?office_id={at.office.office_id}"), OfficeBags)


async def _close_bags(at: Counter, tell: Tell) -> None:
    """One for each next office, of what the office holds for it."""
    for proposal in (await _bags(at)).proposals:
        if proposal.items:
            await _close_bag(at, proposal, tell)


async def _close_bag(at: Counter, proposal: BagProposal, tell: Tell) -> None:
    order = {"bag_id": clock.new_id(), "office_id": at.office.office_id, "to_office_id": proposal.to_office_id}
    label = msgspec.convert(await at.staff.ask("POST", "/bags", order), BagLabel)
    codes = [item.code for item in proposal.items]
    at.workstation.record(
        events.SealBag,
        person_id=at.clerk.person_id,
        sscc=label.sscc,
        seal=f"TUI-{label.sscc[-6:]}",
        items=at.workstation.refs(codes),
    )
    await at.workstation.send_all()
    to_name = proposal.to_office_name.removesuffix(" (chạy thử)")
    tell(
        f"{short_name(at)} đóng túi {len(codes)} bưu gửi đi {to_name}, niêm phong",
        f"a bag of {len(codes)} sealed for {to_name}",
    )


async def _hand_over_bags(giver: Counter, taker: Counter, towards: Counter, tell: Tell) -> None:
    """All bags that lie ready for the office the ride goes to, or pass through it."""
    bags = [bag for bag in (await _bags(giver)).to_hand_over if _goes(bag, towards)]
    for bag in bags:
        await _hand_over(giver, taker, bag)
    if bags:
        tell(
            f"{short_name(giver)} giao {len(bags)} túi cho {short_name(taker)}",
            f"{len(bags)} bags handed to {short_name(taker)}",
        )


def _goes(bag: Bag, towards: Counter) -> bool:
    return bag.to_office_id in (None, towards.office.office_id)


async def _hand_over(giver: Counter, taker: Counter, bag: Bag) -> None:
    codes = [item.code for item in bag.items]
    offered = giver.workstation.record(
        events.Release,
        person_id=giver.clerk.person_id,
        holds=Holding({}, codes),
        to_party=taker.office.office_id,
        bag=events.BagRef(bag.sscc, bag.sealing, bag.predecessor),
    )
    await giver.workstation.send_all()
    taker.workstation.record(
        events.Accept,
        person_id=taker.clerk.person_id,
        carried=offered,
        holds=Holding(dict.fromkeys(codes), ()),
        answers=read_release(offered).event_id,
        answers_sha256=canonical.digest(offered.body),
        bag=bag.sscc,
    )
    await taker.workstation.send_all()


async def _open_bags(at: Counter, tell: Tell) -> None:
    bags = (await _bags(at)).to_open
    for bag in bags:
        found = sorted(item.code for item in bag.items)
        at.workstation.record(
            events.OpenBag, person_id=at.clerk.person_id, sscc=bag.sscc, sealing=bag.sealing, found=found
        )
    await at.workstation.send_all()
    if bags:
        count = sum(len(bag.items) for bag in bags)
        tell(f"{short_name(at)} mở {len(bags)} túi, đủ {count} bưu gửi", f"{len(bags)} bags opened, all {count} there")
