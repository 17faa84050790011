"""Items that go from one post office to another: by bag, linehaul and hub, with real signed acts."""

from uuid import UUID

import pytest

from courier import clock
from courier.custody.read_heads import read_surroundings
from courier.database import Connection
from courier.errors import Conflict, InvalidInput, NotFound
from courier.planning.legs.allot_bag import BAG_REFUSALS, allot_bag
from courier.planning.legs.model import BagLabel, JobLeg, OfficeBags
from courier.planning.legs.read_bags import read_bags
from courier.planning.legs.read_legs import read_legs
from mobile_contract import codes, events
from mobile_contract.sync import Entry
from tests.custody.world import digest, event_id
from tests.planning.legs.offices import (
    TwoOffices,
    add_far_job,
    build_two_offices,
    hand_bag,
    hand_over,
    holders,
    open_bag,
    seal,
    send,
)


async def bags(connection: Connection, offices: TwoOffices, office: UUID) -> OfficeBags:
    return await read_bags(connection, office, asker(offices, office), offices.day.at(8))


async def legs(connection: Connection, offices: TwoOffices, office: UUID) -> dict[UUID, JobLeg]:
    told = await read_legs(connection, office, asker(offices, office), offices.day.at(8))
    return {leg.job_id: leg for leg in told}


def asker(offices: TwoOffices, office: UUID) -> UUID:
    people = {offices.first: offices.dispatcher, offices.second: offices.second_dispatcher}
    return people.get(office, offices.day.world.clerk)


async def allot(connection: Connection, offices: TwoOffices, office: UUID, to: UUID) -> BagLabel:
    return await allot_bag(
        connection,
        bag_id=clock.new_id(),
        office_id=office,
        to_office_id=to,
        asked_by=asker(offices, office),
        company_prefix="8930000",
    )


async def test_three_results_go_by_bag_and_hub_to_the_other_offices_carrier_and_are_delivered(
    owner_connection: Connection,
) -> None:
    connection = owner_connection
    offices = await build_two_offices(connection)
    day = offices.day
    jobs = [await add_far_job(connection, offices, name) for name in ("một", "hai", "ba")]
    items = sorted(day.codes.values())
    assert {(leg.kind, leg.to_id) for leg in (await legs(connection, offices, offices.first)).values()} == {
        ("carrier", offices.first)
    }

    await hand_over(connection, day.world.desk_device, day.world.lan, items)
    await hand_over(connection, day.world.lan, offices.first_device, items)
    (proposal,) = (await bags(connection, offices, offices.first)).proposals
    assert (proposal.to_office_id, [item.code for item in proposal.items]) == (offices.hub, items)
    assert proposal.weight_g == 300
    assert proposal.departure is not None
    assert proposal.departure.departs_at == day.at(11)
    assert {leg.says_vi for leg in (await legs(connection, offices, offices.first)).values()} == {
        "Đóng túi đi KT1, đường thư DT1 lúc 11:00 23/11"
    }

    label = await allot(connection, offices, offices.first, offices.hub)
    bag = await seal(connection, offices.first_device, label.sscc, "VN-1", items)
    at_first = await bags(connection, offices, offices.first)
    assert at_first.proposals == []
    assert [(b.sscc, b.seal, len(b.items)) for b in at_first.to_hand_over] == [(label.sscc, "VN-1", 3)]

    bag = await hand_bag(connection, offices.first_device, offices.driver, bag)
    assert await holders(connection, *items) == {offices.linehaul}
    on_board = await bags(connection, offices, offices.linehaul)
    assert ([(b.sscc, b.predecessor) for b in on_board.to_hand_over], on_board.to_open) == (
        [(label.sscc, bag.predecessor)],
        [],
    )
    under_way = await legs(connection, offices, offices.second)
    assert {(leg.kind, leg.to_id) for leg in under_way.values()} == {("linehaul", offices.hub)}

    bag = await hand_bag(connection, offices.driver, offices.hub_device, bag)
    assert await holders(connection, *items) == {offices.hub}
    at_hub = await bags(connection, offices, offices.hub)
    assert at_hub.proposals == []
    assert [(b.sealing, b.predecessor) for b in at_hub.to_open] == [(bag.sealing, bag.predecessor)]

    await open_bag(connection, offices.hub_device, bag, items)
    at_hub = await bags(connection, offices, offices.hub)
    assert at_hub.to_open == []
    assert [(p.to_office_id, len(p.items)) for p in at_hub.proposals] == [(offices.second, 3)]
    onward = await allot(connection, offices, offices.hub, offices.second)
    bag = await seal(connection, offices.hub_device, onward.sscc, "VN-2", items)
    bag = await hand_bag(connection, offices.hub_device, offices.driver, bag)
    bag = await hand_bag(connection, offices.driver, offices.second_device, bag)
    await open_bag(connection, offices.second_device, bag, items)
    assert await holders(connection, *items) == {offices.second}
    arrived = await legs(connection, offices, offices.second)
    assert {(arrived[job].kind, arrived[job].by_office_id) for job in jobs} == {("carrier", offices.second)}

    await hand_over(connection, offices.second_device, offices.hai, items)
    for name, code in day.codes.items():
        await deliver(connection, offices, code, day.citizens[name])
    assert await holders(connection, *items) == set(day.citizens.values())
    assert await legs(connection, offices, offices.second) == {}
    assert await connection.fetchval("SELECT count(*) FROM custody_exception") == 0


async def deliver(connection: Connection, offices: TwoOffices, code: str, citizen: UUID) -> None:
    tip = await connection.fetchval("SELECT tip FROM head JOIN item_label USING (item_id) WHERE code = $1", code)
    act = offices.hai.act(events.Deliver, to_party=citizen, evidence="citizen", items=[events.ItemRef(code, tip)])
    await send(connection, offices.hai, act)


async def test_an_item_missing_from_a_bag_and_one_too_many_each_open_one_case_whichever_act_arrives_first(
    owner_connection: Connection,
) -> None:
    connection = owner_connection
    offices = await build_two_offices(connection)
    day = offices.day
    for name in ("một", "hai", "ba"):
        await add_far_job(connection, offices, name)
    first, second, third = (day.codes[name] for name in ("một", "hai", "ba"))
    await hand_over(connection, day.world.desk_device, offices.first_device, [first, second, third])
    sealed = offices.first_device.act(
        events.SealBag,
        sscc=codes.make_sscc("8930000", 7),
        seal="VN-1",
        items=await refs(connection, first, second),
    )
    opened = offices.hub_device.act(
        events.OpenBag, sscc=codes.make_sscc("8930000", 7), sealing=event_id(sealed), found=sorted([second, third])
    )
    await send(connection, offices.hub_device, opened)
    assert await differences(connection) == []
    await send(connection, offices.first_device, sealed)
    assert await differences(connection) == sorted([(first, "missing", offices.hub), (third, "extra", offices.hub)])


async def refs(connection: Connection, *labels: str) -> list[events.ItemRef]:
    rows = await connection.fetch(
        "SELECT code, tip FROM item_label JOIN head USING (item_id) WHERE code = ANY ($1::text[])", list(labels)
    )
    return [events.ItemRef(row["code"], row["tip"]) for row in rows]


async def differences(connection: Connection) -> list[tuple[str, str, UUID]]:
    rows = await connection.fetch("SELECT code, facts, office_id FROM custody_exception WHERE kind = 'count_differs'")
    assert all({"sealed_by", "opened_by"} <= row["facts"].keys() for row in rows)
    return sorted((row["code"], row["facts"]["found"], row["office_id"]) for row in rows)


async def test_two_bags_under_one_code_are_a_case_for_a_person(owner_connection: Connection) -> None:
    offices = await build_two_offices(owner_connection)
    await add_far_job(owner_connection, offices, "một")
    await add_far_job(owner_connection, offices, "hai")
    items = sorted(offices.day.codes.values())
    await hand_over(owner_connection, offices.day.world.desk_device, offices.first_device, items)
    sscc = codes.make_sscc("8930000", 9)
    await seal(owner_connection, offices.first_device, sscc, "VN-1", items[:1])
    assert await owner_connection.fetchval("SELECT count(*) FROM custody_exception") == 0
    await seal(owner_connection, offices.first_device, sscc, "VN-2", items[1:])
    assert await owner_connection.fetchval("SELECT facts ->> 'why' FROM custody_exception") == "sscc_used_twice"


async def test_an_item_sealed_anew_lies_in_the_later_bag(owner_connection: Connection) -> None:
    offices = await build_two_offices(owner_connection)
    await add_far_job(owner_connection, offices, "một")
    items = list(offices.day.codes.values())
    await hand_over(owner_connection, offices.day.world.desk_device, offices.first_device, items)
    for number in (1, 2):
        await seal(owner_connection, offices.first_device, codes.make_sscc("8930000", number), f"VN-{number}", items)
    (bag,) = (await bags(owner_connection, offices, offices.first)).to_hand_over
    assert bag.seal == "VN-2"


async def test_a_bag_for_another_office_is_handed_on_and_not_opened_on_the_way(owner_connection: Connection) -> None:
    offices = await build_two_offices(owner_connection)
    await add_far_job(owner_connection, offices, "một")
    items = list(offices.day.codes.values())
    await hand_over(owner_connection, offices.day.world.desk_device, offices.first_device, items)
    label = await allot(owner_connection, offices, offices.first, offices.second)
    bag = await seal(owner_connection, offices.first_device, label.sscc, "VN-1", items)
    bag = await hand_bag(owner_connection, offices.first_device, offices.driver, bag)
    await hand_bag(owner_connection, offices.driver, offices.hub_device, bag)
    at_hub = await bags(owner_connection, offices, offices.hub)
    assert ([b.sscc for b in at_hub.to_hand_over], at_hub.to_open, at_hub.proposals) == ([label.sscc], [], [])


async def test_a_bag_offered_and_refused_item_by_item_leaves_that_item_with_the_linehaul(
    owner_connection: Connection,
) -> None:
    connection = owner_connection
    offices = await build_two_offices(connection)
    for name in ("một", "hai"):
        await add_far_job(connection, offices, name)
    taken_code, refused_code = sorted(offices.day.codes.values())
    both = [taken_code, refused_code]
    await hand_over(connection, offices.day.world.desk_device, offices.first_device, both)
    bag = await seal(connection, offices.first_device, codes.make_sscc("8930000", 5), "VN-1", both)
    bag = await hand_bag(connection, offices.first_device, offices.driver, bag)
    offered = offices.driver.act(events.Release, to_party=offices.hub, bag=bag)
    taken = offices.hub_device.act(
        events.Accept,
        answers=event_id(offered),
        answers_sha256=digest(offered),
        bag=bag.sscc,
        refused=[events.RefusedItem(refused_code, "SEAL_BROKEN")],
    )
    await send(connection, offices.hub_device, Entry(act=taken, carried=offered))
    assert await holders(connection, taken_code) == {offices.hub}
    assert await holders(connection, refused_code) == {offices.linehaul}
    await open_bag(connection, offices.hub_device, bag, [taken_code])
    assert await differences(connection) == []


async def test_every_bag_code_is_new_and_the_same_request_gets_the_same_one(owner_connection: Connection) -> None:
    offices = await build_two_offices(owner_connection)
    asked = {"office_id": offices.first, "asked_by": offices.dispatcher, "company_prefix": "8930000"}
    bag_id = clock.new_id()
    label = await allot_bag(owner_connection, bag_id=bag_id, to_office_id=offices.hub, **asked)  # type: ignore[arg-type]
    assert codes.parse_sscc(label.sscc) == label.sscc
    assert await allot_bag(owner_connection, bag_id=bag_id, to_office_id=offices.hub, **asked) == label  # type: ignore[arg-type]
    others = [await allot(owner_connection, offices, offices.first, offices.hub) for _ in range(5)]
    assert len({label.sscc, *(other.sscc for other in others)}) == 6
    with pytest.raises(Conflict):
        await allot_bag(owner_connection, bag_id=bag_id, to_office_id=offices.second, **asked)  # type: ignore[arg-type]
    (proposal,) = (await bags(owner_connection, offices, offices.first)).proposals
    assert (proposal.items, len(proposal.unused_sscc)) == ([], 6)


async def test_a_bag_goes_to_an_office_and_only_its_own_people_ask_for_its_code(owner_connection: Connection) -> None:
    offices = await build_two_offices(owner_connection)
    asked = {"bag_id": clock.new_id(), "company_prefix": "8930000", "to_office_id": offices.hub}
    for stranger in (offices.second_dispatcher, clock.new_id()):
        with pytest.raises(NotFound):
            await allot_bag(owner_connection, office_id=offices.first, asked_by=stranger, **asked)  # type: ignore[arg-type]
        with pytest.raises(NotFound):
            await read_bags(owner_connection, offices.first, stranger, offices.day.at(8))
        with pytest.raises(NotFound):
            await read_legs(owner_connection, offices.first, stranger, offices.day.at(8))
    for nowhere in (offices.day.world.desk, clock.new_id()):
        with pytest.raises(InvalidInput):
            await allot_bag(
                owner_connection,
                bag_id=clock.new_id(),
                office_id=offices.first,
                to_office_id=nowhere,
                asked_by=offices.dispatcher,
                company_prefix="8930000",
            )


async def test_a_bag_to_the_office_itself_is_refused_in_words(owner_connection: Connection) -> None:
    offices = await build_two_offices(owner_connection)
    with pytest.raises(InvalidInput, match="bưu cục"):
        await allot(owner_connection, offices, offices.first, offices.first)
    assert set(BAG_REFUSALS) == {"bag_code_sscc_key", "bag_code_check"}


async def test_offices_and_the_linehaul_that_calls_there_know_each_others_keys(owner_connection: Connection) -> None:
    offices = await build_two_offices(owner_connection)

    async def known(office: UUID) -> set[UUID]:
        around = await read_surroundings(
            owner_connection, device_id=clock.new_id(), party_id=office, office_id=office, job_ids=[]
        )
        return {key.party_id for key in around.keys}

    assert offices.linehaul in await known(offices.first)
    assert {offices.first, offices.second, offices.hub} <= await known(offices.linehaul)
    assert offices.second not in await known(offices.first)
