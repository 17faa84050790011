"""What happens to an item next, from wherever it is."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courier.network.linehaul.model import Timetable
from courier.planning.legs.model import Leg, Whereabouts
from courier.planning.legs.next_leg import next_leg
from tests.network.linehaul.test_timetable import HUB, IN, LINE, MONDAY, OUT, A, B, at, route

CITIZEN, DESK, CARRIER, SUBSTITUTE, POST_HOUSE, STRANGER = (UUID(int=number) for number in range(11, 17))
BACK = route("BACK", (B, None, "15:00"), (HUB, "15:30", None)), route("HOME", (HUB, None, "16:30"), (A, "17:00", None))
TABLE = Timetable(routes=(IN, OUT, *BACK))
EMPTY = Timetable(routes=())
NOW = at(f"{MONDAY}T08:00")

RETURN = Whereabouts(
    job_id=UUID(int=1),
    leg="RETURN",
    origin_id=DESK,
    destination_id=CITIZEN,
    destination_kind="citizen",
    serving_office_id=A,
    delivering_office_id=B,
    at_counter=False,
    weight_g=100,
    ready_at=NOW,
    window_from=None,
    window_to=None,
    item_id=UUID(int=2),
    code="0" * 12,
    title="Khai sinh",
    holder_id=DESK,
    holder_kind="desk",
    holder_office_id=None,
    is_disputed=False,
    solution=None,
    sealing=None,
    bag_to_office_id=None,
)
SEND = msgspec.structs.replace(
    RETURN,
    leg="SEND",
    origin_id=CITIZEN,
    destination_id=DESK,
    destination_kind="desk",
    holder_id=CITIZEN,
    holder_kind="citizen",
)
AT_A = {"holder_id": A, "holder_kind": "point"}
AT_B = {"holder_id": B, "holder_kind": "point"}
AT_HUB = {"holder_id": HUB, "holder_kind": "hub"}
RIDING = {"holder_id": LINE, "holder_kind": "linehaul"}
WITH_A = {"holder_id": CARRIER, "holder_kind": "carrier", "holder_office_id": A}
WITH_B = {"holder_id": CARRIER, "holder_kind": "carrier", "holder_office_id": B}
WITH_NOBODYS = {"holder_id": CARRIER, "holder_kind": "carrier", "holder_office_id": None}
DIRECT = {"delivering_office_id": A}
COUNTER = {"at_counter": True}
BACKWARDS = {"solution": "RETURN"}
HELD = {"solution": "HOLD_AT_POINT"}
FORWARDED = {"solution": "FORWARD"}
RETRIED = {"solution": "RETRY"}

CASES: list[tuple[str, Whereabouts, dict[str, object], str, UUID | None, UUID | None]] = [
    # name, job, changes, kind, by, to
    ("a result at its desk, one office", RETURN, DIRECT, "carrier", A, CITIZEN),
    ("a result at its desk, two offices", RETURN, {}, "carrier", A, A),
    ("a dossier at home, one office", SEND, DIRECT, "carrier", A, DESK),
    ("a dossier at home, two offices", SEND, {}, "carrier", A, A),
    ("a dossier the citizen brings", SEND, DIRECT | COUNTER, "counter", A, A),
    ("a dossier the citizen brings, two offices", SEND, COUNTER, "counter", A, A),
    ("a result for the counter, at the desk", RETURN, DIRECT | COUNTER, "carrier", A, A),
    ("a result for the counter of another office, at the desk", RETURN, COUNTER, "carrier", A, A),
    ("a result for the counter, there", RETURN, DIRECT | COUNTER | AT_A, "counter", A, CITIZEN),
    ("a result for the counter of the other office, at the first", RETURN, COUNTER | AT_A, "bag", A, HUB),
    ("a result for the counter of the other office, there", RETURN, COUNTER | AT_B, "counter", B, CITIZEN),
    ("a result for the counter, with a carrier", RETURN, DIRECT | COUNTER | WITH_A, "carrier", A, A),
    ("a dossier brought to the counter", SEND, DIRECT | COUNTER | AT_A, "carrier", A, DESK),
    ("a dossier brought to the counter, two offices", SEND, COUNTER | AT_A, "bag", A, HUB),
    ("on the carrier, one office", RETURN, DIRECT | WITH_A, "carrier", A, CITIZEN),
    ("on the carrier who fetched it, two offices", RETURN, WITH_A, "carrier", A, A),
    ("on the carrier who brings it, two offices", RETURN, WITH_B, "carrier", B, CITIZEN),
    ("on a carrier of no office", RETURN, WITH_NOBODYS, "stuck", None, None),
    ("on a carrier of a third office", RETURN, WITH_A | {"serving_office_id": HUB}, "carrier", A, A),
    ("at the point, one office", RETURN, DIRECT | AT_A, "carrier", A, CITIZEN),
    ("at the first point", RETURN, AT_A, "bag", A, HUB),
    ("at the second point", RETURN, AT_B, "carrier", B, CITIZEN),
    ("at the hub", RETURN, AT_HUB, "sort", HUB, B),
    ("at the hub, a dossier", SEND, AT_HUB, "sort", HUB, B),
    ("under way to the hub", RETURN, RIDING | {"bag_to_office_id": HUB}, "linehaul", LINE, HUB),
    ("under way in a bag without a known code", RETURN, RIDING, "linehaul", LINE, B),
    ("delivered", RETURN, {"holder_id": CITIZEN, "holder_kind": "citizen"}, "done", None, None),
    ("filed", SEND, {"holder_id": DESK, "holder_kind": "desk"}, "done", None, None),
    ("in dispute", RETURN, AT_A | {"is_disputed": True}, "stuck", None, None),
    ("in dispute at its origin", RETURN, {"is_disputed": True}, "stuck", None, None),
    ("with a desk that has no part in it", RETURN, {"holder_id": STRANGER, "holder_kind": "desk"}, "stuck", None, None),
    ("with another citizen", RETURN, {"holder_id": STRANGER, "holder_kind": "citizen"}, "stuck", None, None),
    ("to be returned, with the carrier who tried", RETURN, BACKWARDS | WITH_B, "carrier", B, B),
    ("to be returned, one office, with the carrier", RETURN, BACKWARDS | DIRECT | WITH_A, "carrier", A, DESK),
    ("to be returned, at the second point", RETURN, BACKWARDS | AT_B, "bag", B, HUB),
    ("to be returned, at the hub", RETURN, BACKWARDS | AT_HUB, "sort", HUB, A),
    ("to be returned, under way", RETURN, BACKWARDS | RIDING, "linehaul", LINE, A),
    ("to be returned, at the first point", RETURN, BACKWARDS | AT_A, "carrier", A, DESK),
    ("to be returned, back with its carrier", RETURN, BACKWARDS | WITH_A, "carrier", A, DESK),
    ("returned", RETURN, BACKWARDS, "done", None, None),
    ("to be returned but delivered after all", RETURN, BACKWARDS | {"holder_id": CITIZEN}, "done", None, None),
    ("an order ended at the door", SEND, BACKWARDS, "done", None, None),
    ("a dossier to be returned, at the point", SEND, BACKWARDS | DIRECT | AT_A, "carrier", A, CITIZEN),
    ("a result for the counter to be returned", RETURN, BACKWARDS | COUNTER | DIRECT | AT_A, "carrier", A, DESK),
    ("kept for its citizen, with the carrier", RETURN, HELD | WITH_B, "carrier", B, B),
    ("kept for its citizen, one office", RETURN, HELD | DIRECT | WITH_A, "carrier", A, A),
    ("kept for its citizen, at the point", RETURN, HELD | AT_B, "counter", B, CITIZEN),
    ("kept, but at the wrong point", RETURN, HELD | AT_A, "bag", A, HUB),
    ("a dossier the citizen will bring after all", SEND, HELD, "counter", A, A),
    ("a dossier a closed desk did not take", SEND, HELD | DIRECT | AT_A, "carrier", A, DESK),
    ("a dossier a closed desk did not take, with the carrier", SEND, HELD | DIRECT | WITH_A, "carrier", A, DESK),
    ("to be forwarded, with the carrier", RETURN, FORWARDED | WITH_B, "carrier", B, B),
    ("to be forwarded, one office", RETURN, FORWARDED | DIRECT | WITH_A, "carrier", A, A),
    ("to be forwarded, at the point", RETURN, FORWARDED | AT_B, "stuck", B, None),
    ("to be tried again, at the point", RETURN, RETRIED | AT_B, "carrier", B, CITIZEN),
    ("to be tried again, at its desk", RETURN, RETRIED, "carrier", A, A),
    (
        "dropped at a post office without carriers, whose collect it",
        SEND,
        {"holder_id": POST_HOUSE, "holder_kind": "point", "holder_office_id": A},
        "carrier",
        A,
        A,
    ),
    (
        "dropped there, one office",
        SEND,
        DIRECT | {"holder_id": POST_HOUSE, "holder_kind": "point", "holder_office_id": A},
        "carrier",
        A,
        DESK,
    ),
    (
        "dropped at a post office that nobody collects from",
        SEND,
        {"holder_id": POST_HOUSE, "holder_kind": "point"},
        "stuck",
        POST_HOUSE,
        None,
    ),
]


@pytest.mark.parametrize(
    ("job", "changes", "kind", "by", "to"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_next_leg(
    job: Whereabouts, changes: dict[str, object], kind: str, by: UUID | None, to: UUID | None
) -> None:
    leg = next_leg(msgspec.structs.replace(job, **changes), TABLE, NOW)
    assert (leg.kind, leg.by_office_id if kind != "stuck" or by else None, leg.to_id) == (kind, by, to)
    assert (leg.reason is not None) == (kind == "stuck")
    assert (leg.departure is not None) == (kind in ("bag", "sort"))


def test_a_bag_leaves_by_the_next_ride_towards_its_end() -> None:
    leg = next_leg(msgspec.structs.replace(RETURN, **AT_A), TABLE, NOW)
    assert leg.departure is not None
    assert (leg.departure.route_code, leg.departure.departs_at) == ("IN", at(f"{MONDAY}T11:00"))


def test_without_a_route_an_item_for_another_office_waits_for_a_person() -> None:
    assert next_leg(msgspec.structs.replace(RETURN, **AT_A), EMPTY, NOW).reason == "no_linehaul"


HOLDERS = st.sampled_from(
    [AT_A, AT_B, AT_HUB, RIDING, RIDING | {"bag_to_office_id": HUB}, WITH_A, WITH_B, {},
     {"holder_id": POST_HOUSE, "holder_kind": "point", "holder_office_id": B}]
)  # fmt: skip


def followed(item: Whereabouts, now: datetime) -> Iterator[Leg]:
    """The legs that end an item's way, each done as it says; 12 at most."""
    for _ in range(12):
        leg = next_leg(item, TABLE, now)
        yield leg
        if leg.kind in ("done", "stuck"):
            return
        assert leg.to_id is not None
        now = leg.departure.arrives_at if leg.departure else now + timedelta(minutes=30)
        to = leg.to_id
        if leg.kind in ("bag", "sort"):
            item = moved(item, LINE, "linehaul", None, to)
        elif leg.kind == "carrier" and item.holder_kind != "carrier":
            item = moved(item, SUBSTITUTE, "carrier", leg.by_office_id, None)
        else:
            kind = {A: "point", B: "point", HUB: "hub", CITIZEN: "citizen", DESK: "desk"}[to]
            item = moved(item, to, kind, None, None)


def moved(item: Whereabouts, holder: UUID, kind: str, office: UUID | None, bag_to: UUID | None) -> Whereabouts:
    return msgspec.structs.replace(
        item, holder_id=holder, holder_kind=kind, holder_office_id=office, bag_to_office_id=bag_to
    )


@given(
    job=st.sampled_from([RETURN, SEND]),
    holder=HOLDERS,
    offices=st.sampled_from([(A, A), (A, B), (B, A), (B, B)]),
    at_counter=st.booleans(),
    solution=st.sampled_from([None, "RETRY", "HOLD_AT_POINT", "RETURN"]),
    minutes=st.integers(0, 7 * 24 * 60),
)
def test_from_any_holder_the_legs_followed_reach_the_end(
    job: Whereabouts,
    holder: dict[str, object],
    offices: tuple[UUID, UUID],
    at_counter: bool,
    solution: str | None,
    minutes: int,
) -> None:
    serving, delivering = offices
    item = msgspec.structs.replace(
        job,
        serving_office_id=serving,
        delivering_office_id=delivering,
        at_counter=at_counter,
        solution=solution,
        **holder,
    )
    *_, last = followed(item, NOW + timedelta(minutes=minutes))
    assert last.kind == "done"


def test_old_papers_begin_in_a_carriers_hands_and_are_brought_to_the_desk_like_anything_he_holds() -> None:
    papers = msgspec.structs.replace(SEND, leg="SUPPLEMENT", origin_id=CARRIER, serving_office_id=B, **WITH_A)
    there = msgspec.structs.replace(papers, delivering_office_id=A)
    assert next_leg(there, TABLE, NOW) == Leg(
        kind="carrier", way="forward", by_office_id=A, from_id=CARRIER, to_id=DESK
    )
    assert next_leg(papers, TABLE, NOW).to_id == A
