"""Whole days of cash drawn at random, beside a model of where each đồng physically is: each in exactly one place."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courier import clock
from courier.database import Connection
from courier.errors import Conflict, NotFound
from courier.money.books.statements import BALANCE_OF
from courier.money.refunds.refund import refund, reverse_refund
from courier.money.refusals import NotEnoughMoney
from courier.money.remittances.reverse_remittance import reverse_remittance
from courier.money.reverse_collection import reverse_collection
from mobile_contract.sync import SignedBody
from tests.custody.world import SigningDevice, World, event_id
from tests.money.cash import (
    DUE_VND,
    FARE_VND,
    FEE_VND,
    again,
    balanced,
    build_with_dues,
    close_till,
    collect,
    count_in,
    enter,
    hand_in,
    open_till,
)
from tests.money.desk import reference_of, remit_to, send_file

AMOUNTS = st.sampled_from([FEE_VND, FARE_VND, DUE_VND, DUE_VND + 7_000, 2 * DUE_VND])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("collect"), st.integers(0, 2), st.integers(0, 2), AMOUNTS),
        st.tuples(st.just("open"), st.just(0), st.just(0), AMOUNTS),
        st.tuples(st.just("claim"), st.integers(0, 1), st.integers(0, 2), AMOUNTS),
        st.tuples(st.just("hand_in"), st.integers(0, 2), st.just(0), st.just(0)),
        st.tuples(st.just("remit"), st.integers(0, 1), st.just(0), st.just(0)),
        st.tuples(st.just("bank"), st.integers(0, 9), st.just(0), st.just(0)),
        st.tuples(st.just("refund"), st.just(0), st.integers(0, 2), AMOUNTS | st.just(7_000)),
        st.tuples(st.just("undo"), st.integers(0, 9), st.just(0), st.just(0)),
    ),
    min_size=3,
    max_size=18,
)


MORNING = [
    ("collect", 0, 0, DUE_VND),
    ("open", 0, 0, FEE_VND),
    ("collect", 2, 1, DUE_VND + 7_000),
    ("hand_in", 0, 0, 0),
    ("hand_in", 2, 0, 0),
]
"""Every drawn day begins so: there is something in the safe to go on with."""


@dataclass
class Day:
    """What physically happens, as an onlooker would note it: drawers, pockets, the safe, the road, the account."""

    connection: Connection
    world: World
    codes: list[str]
    devices: list[SigningDevice]
    """Two carriers, then the counter."""
    places: Counter[str] = field(default_factory=Counter)
    """Cash and account money of citizens by where it is, đồng."""
    taken_vnd: int = 0
    given_back_vnd: int = 0
    float_vnd: int = 0
    """Change in the counter's drawer, none of the citizens' money."""
    told: list[tuple[str, int, UUID]] = field(default_factory=list)
    """Transfers told of: code, amount, act."""
    sent: list[tuple[UUID, int, bool]] = field(default_factory=list)
    """Remittances: id, amount, whether the bank saw it."""
    undoable: list[tuple[str, UUID, int]] = field(default_factory=list)
    lines: int = 0

    async def step(self, kind: str, who: int, which: int, amount_vnd: int) -> None:
        await getattr(self, f"_{kind}")(who, which, amount_vnd)

    async def _collect(self, who: int, which: int, amount_vnd: int) -> None:
        act = collect(self.devices[who], self.codes[which], amount_vnd)
        await self._enter(self.devices[who], act)
        self.places[f"hand {who}"] += amount_vnd
        self.taken_vnd += amount_vnd
        self.undoable.append(("collection", event_id(act), who))

    async def _open(self, _who: int, _which: int, amount_vnd: int) -> None:
        await self._enter(self.devices[2], open_till(self.devices[2], amount_vnd))
        self.float_vnd += amount_vnd

    async def _claim(self, who: int, which: int, amount_vnd: int) -> None:
        act = collect(self.devices[who], self.codes[which], amount_vnd, "claimed_transfer")
        await self._enter(self.devices[who], act)
        self.told.append((self.codes[which], amount_vnd, event_id(act)))

    async def _hand_in(self, who: int, _which: int, _amount_vnd: int) -> None:
        """All that is in the pocket or the drawer is handed over and counted right."""
        device, counter = self.devices[who], self.devices[2]
        in_hand_vnd = self.places[f"hand {who}"] + (self.float_vnd if who == 2 else 0)
        act = close_till(device, in_hand_vnd) if who == 2 else hand_in(device, self.world.post_office, in_hand_vnd)
        await self._enter(device, act)
        await self._enter(counter, count_in(counter, act, in_hand_vnd))
        self.places["safe"] += self.places.pop(f"hand {who}", 0)
        self.float_vnd = 0 if who == 2 else self.float_vnd
        self.undoable = [one for one in self.undoable if one[0] != "collection" or one[2] != who]

    async def _remit(self, which: int, _which: int, _amount_vnd: int) -> None:
        """May be refused where nothing that was booked lies in the safe."""
        try:
            sent = await remit_to(self.connection, self.world, "agency" if which else "post")
        except Conflict:
            return
        amount_vnd = await self.connection.fetchval("SELECT amount_vnd FROM remittance WHERE remittance_id = $1", sent)
        self.places["safe"] -= amount_vnd
        self.places["road"] += amount_vnd
        self.sent.append((sent, amount_vnd, False))
        self.undoable.append(("remittance", sent, amount_vnd))

    async def _bank(self, which: int, _which: int, _amount_vnd: int) -> None:
        """The bank sees one remittance or one transfer, and its file comes in, twice."""
        waiting = [number for number, (_, _, seen) in enumerate(self.sent) if not seen]
        self.lines += 1
        if waiting:
            number = waiting[which % len(waiting)]
            sent, amount_vnd, _ = self.sent[number]
            self.sent[number] = (sent, amount_vnd, True)
            self.undoable = [one for one in self.undoable if one[1] != sent]
            row = (f"FT{self.lines}", amount_vnd, f"NOP {await reference_of(self.connection, sent)}")
            self.places["road"] -= amount_vnd
        elif self.told and self._is_alone(which % len(self.told)):
            code, amount_vnd, _ = self.told.pop(which % len(self.told))
            row = (f"FT{self.lines}", amount_vnd, f"HS {code}")
            self.taken_vnd += amount_vnd
        else:
            return
        self.places["bank"] += amount_vnd
        for _ in range(2):
            await send_file(self.connection, self.world, row)

    def _is_alone(self, number: int) -> bool:
        """Two transfers of one amount for one item are for a person to tell apart."""
        return [told[:2] for told in self.told].count(self.told[number][:2]) == 1

    async def _refund(self, _who: int, which: int, amount_vnd: int) -> None:
        refund_id = clock.new_id()
        try:
            await refund(
                self.connection,
                refund_id=refund_id,
                office_id=self.world.post_office,
                code=self.codes[which],
                mode="cash",
                amount_vnd=amount_vnd,
                slip_number="PC",
                asked_by=self.world.supervisor,
            )
        except Conflict:
            assert await self._too_much(self.codes[which], amount_vnd)
            return
        except NotFound:  # nothing was taken for it
            return
        self.places["safe"] -= amount_vnd
        self.given_back_vnd += amount_vnd
        self.undoable.append(("refund", refund_id, amount_vnd))

    async def _too_much(self, code: str, amount_vnd: int) -> bool:
        unbooked = int(await BALANCE_OF.value(self.connection, f"suspense:{code}"))
        return unbooked < amount_vnd or self.places["safe"] < amount_vnd

    async def _undo(self, which: int, _which: int, _amount_vnd: int) -> None:
        """What was recorded by mistake is taken back: it never was."""
        if not self.undoable:
            return
        kind, fact, number = self.undoable.pop(which % len(self.undoable))
        supervisor = self.world.supervisor
        if kind == "collection":
            amount_vnd = await self.connection.fetchval("SELECT amount_vnd FROM collection WHERE event_id = $1", fact)
            try:
                await reverse_collection(self.connection, fact, supervisor, "ghi nhầm")
            except NotEnoughMoney:  # given back already: it was taken after all
                return
            self.places[f"hand {number}"] -= amount_vnd
            self.taken_vnd -= amount_vnd
        elif kind == "remittance":
            await reverse_remittance(self.connection, fact, supervisor, "ghi nhầm")
            self.sent = [one for one in self.sent if one[0] != fact]
            self.places["road"] -= number
            self.places["safe"] += number
        else:
            await reverse_refund(self.connection, fact, supervisor, "ghi nhầm")
            self.places["safe"] += number
            self.given_back_vnd -= number

    async def _enter(self, device: SigningDevice, act: SignedBody) -> None:
        await enter(self.connection, device, act)

    async def check(self) -> None:
        """The books say of every place what lies there, and nothing is anywhere else."""
        office = self.world.post_office
        said = {
            row["account_id"]: row["balance_vnd"]
            for row in await self.connection.fetch("SELECT account_id, balance_vnd FROM account WHERE balance_vnd <> 0")
        }
        held = {
            f"in_hand:{device.party_id}": self.places[f"hand {number}"] for number, device in enumerate(self.devices)
        }
        held[f"in_hand:{office}"] += self.float_vnd
        # The float is owed to the safe by the books until it is back; as far as the safe can spare it, it is out of it.
        lent_vnd = self.float_vnd - said.get(f"taken_out:{office}", 0)
        held |= {
            f"safe:{office}": self.places["safe"] - lent_vnd,
            f"on_way:{office}": self.places["road"],
            f"bank:{office}": self.places["bank"],
        }
        kinds = ("in_hand", "safe", "on_way", "bank", "counted", "credited")
        assert {name: vnd for name, vnd in said.items() if name.split(":")[0] in kinds} == {
            name: vnd for name, vnd in held.items() if vnd
        }
        assert sum(self.places.values()) == self.taken_vnd - self.given_back_vnd
        owed = sum(
            vnd for name, vnd in said.items() if name.split(":")[0] in ("suspense", "fee", "charge", "fare", "handling")
        )
        assert owed == self.taken_vnd - self.given_back_vnd
        await balanced(self.connection, [device.party_id for device in self.devices])


class _Rollback(Exception):
    """Ends an example."""


_worlds: dict[int, tuple[World, list[str]]] = {}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
async def test_every_dong_taken_is_in_exactly_one_place_all_day(
    owner_connection: Connection, steps: list[tuple[str, int, int, int]]
) -> None:
    if id(owner_connection) not in _worlds:
        _worlds.clear()
        _worlds[id(owner_connection)] = await build_with_dues(owner_connection, items=3)
    world, codes = _worlds[id(owner_connection)]
    try:
        async with owner_connection.transaction():
            devices = [again(world.lan), again(world.minh), again(world.post_device)]
            day = Day(owner_connection, world, codes, devices)
            for step in [*MORNING, *steps]:
                await day.step(*step)
                await day.check()
            raise _Rollback
    except _Rollback:
        pass
