"""One run of the proof: rounds of what people do, uploads under faults, and the model held against the server."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Final, Protocol

import httpx

from courier import clock
from courier.database import Pool
from courier.simulation.conversation import Refused
from courier.simulation.device import ServerBroke
from courier.simulation.faults.air import Traffic
from courier.simulation.faults.check import Findings, compare
from courier.simulation.faults.dying import AT_THE_SCREEN, SwitchedOff
from courier.simulation.faults.machine import Strike
from courier.simulation.faults.model import Model
from courier.simulation.faults.people import QUARRELS, People
from courier.simulation.faults.restore import Keeper
from courier.simulation.faults.schedule import OF_AIR, OVERLOAD, RESTORED, Blow, draw_blows
from courier.simulation.faults.shares import Shares
from courier.simulation.faults.town import Seat, Town
from courier.simulation.setting import GIA_LAM, HUB, PHU_DONG

Say = Callable[[str, str], None]

UPLOADS_AT_ONCE: Final = 24
"""More than the service has connections."""
PAUSE_S: Final = 0.3
ITEMS_A_ROUND: Final = 5
"""Of each phone: sets how many rounds a day has."""
BAGS_EACH_WAY: Final = 60
SKEWS: Final = (timedelta(days=-20 * 365), timedelta(days=400), timedelta(minutes=-3), timedelta(0), timedelta(hours=5))


def draw_skew(random: Random) -> timedelta:
    """How far a new device's clock is off."""
    return random.choice(SKEWS)


class Restorer(Protocol):
    """Who takes a backup while the service goes on, and brings the server back to an instant."""

    keeper: Keeper

    async def back_up(self) -> None: ...

    async def restore(self) -> None: ...


class Run:
    """The state of one run."""

    def __init__(
        self,
        town: Town,
        pool: Pool,
        traffic: Traffic,
        strikes: Mapping[str, Strike],
        *,
        restorer: Restorer | None = None,
        seed: int,
        kinds: frozenset[str],
        rounds: int,
        say: Say,
        patience_s: float = 240.0,
        most_refusals: int = 400,
        shares: Shares | None = None,
        ends_by: float | None = None,
    ) -> None:
        self.town = town
        self.pool = pool
        self.traffic = traffic
        self.strikes = strikes
        self._restorer = restorer
        self.kinds = kinds
        self.rounds = rounds
        self.say = say
        self.patience_s = patience_s
        self.ends_by = ends_by
        """By the monotonic clock: from then on the round is the last."""
        self.rounds_played = 0
        self._most_refusals = most_refusals
        self.model = Model()
        self.people = People(town, self.model, Random(f"{seed}/people"), shares)
        self._random = Random(f"{seed}/faults")
        possible = frozenset((*strikes, OVERLOAD, *([RESTORED] if restorer else ())))
        self.blows = draw_blows(Random(f"{seed}/machine"), kinds & possible, rounds)
        self.fired: Counter[str] = Counter()
        self._begun = 0
        self._wanted = 1
        self._refusals: Counter[str] = Counter()

    async def play(self) -> None:
        """The whole day."""
        await self._order_bags()
        await self._give_pads()
        self.people.quarrels_wanted = list(QUARRELS)
        self.people.begin()
        last = self.rounds - 1
        for at in range(self.rounds):
            began = time.monotonic()
            if self.ends_by is not None and began > self.ends_by:
                last = at
            self._arm(at)
            self.people.play(is_last=at == last)
            for seats, until in ((self.people.online, 0), (self.people.late, at + 1)):
                for seat in seats:
                    seat.offline_until = until
            acted = time.monotonic()
            await self._upload(at)
            if at == self.rounds // 3:
                await self._change_phones()
            self._tell(at, acted - began, time.monotonic() - acted)
            self.rounds_played = at + 1
            if at == last:
                break
        await self._drain()

    async def _order_bags(self) -> None:
        """Codes of bags, given out in the morning."""
        for start, end in ((GIA_LAM, HUB), (HUB, PHU_DONG), (PHU_DONG, HUB), (HUB, GIA_LAM)):
            staff = self.town.letting_in[start]
            for _ in range(min(self.rounds, BAGS_EACH_WAY)):
                order = {
                    "bag_id": clock.new_id(),
                    "office_id": self.town.counters[start].office.office_id,
                    "to_office_id": self.town.counters[end].office.office_id,
                }
                label = await staff.ask("POST", "/bags", order)
                self.people.bag_codes.setdefault((start, end), []).append(label["sscc"])

    async def _give_pads(self) -> None:
        """Receipt slips, reserved for each phone and each drawer in the morning."""
        gate = asyncio.Semaphore(UPLOADS_AT_ONCE)

        async def give(seat: Seat) -> None:
            async with gate:
                await seat.device.take_pad()

        who = [*self.town.counters.values(), *(seat for seats in self.town.carriers.values() for seat in seats)]
        await asyncio.gather(*map(give, who))

    def _arm(self, at: int) -> None:
        """Deal this round's tricks out to devices, and send some out of reach of the network."""
        phones = [seat for seats in self.town.carriers.values() for seat in seats]
        for seat in phones:
            if "phone_offline" in self.kinds and self._random.random() < 0.15 and at < self.rounds - 1:
                seat.offline_until = at + self._random.randint(1, 5)
                self.fired["phone_offline"] += 1
        kinds = [
            kind for kind in (*AT_THE_SCREEN, "crash_after_send", "crash_after_mark", *OF_AIR) if kind in self.kinds
        ]
        for kind in kinds:
            struck = phones if kind in AT_THE_SCREEN else self.town.seats
            for seat in self._random.sample(struck, max(1, len(struck) // 20)):
                seat.device.armed.add(kind)

    async def _upload(self, at: int) -> None:
        """Everybody with signal sends what he has, while the machine's faults of this round strike."""
        online = [seat for seat in self.town.seats if seat.offline_until <= at and seat.device.unsent]
        self._random.shuffle(online)
        blows = [blow for blow in self.blows if blow.round == at]
        if any(blow.kind == RESTORED for blow in blows):
            quarter = len(online) // 4
            online, rest = online[:quarter], online[quarter:]
            await self._upload_amid([blow for blow in blows if blow.kind != RESTORED], online)
            await self._restore_amid(rest)
        else:
            await self._upload_amid(blows, online)

    async def _upload_amid(self, blows: list[Blow], online: list[Seat]) -> None:
        self._begun, self._wanted = 0, max(len(online), 1)
        gate = asyncio.Semaphore(UPLOADS_AT_ONCE)
        async with asyncio.TaskGroup() as group:  # a machine that does not come back ends the run at once
            group.create_task(self._strike(blows))
            await asyncio.gather(*(self._send(seat, gate) for seat in online))
            self._begun = self._wanted

    async def _restore_amid(self, online: list[Seat]) -> None:
        """Some send while a whole copy is taken, some after the instant that will be gone back to, some meanwhile."""
        assert self._restorer is not None
        self.say(f"  lỗi: {RESTORED}", f"fault: {RESTORED}")
        gate = asyncio.Semaphore(UPLOADS_AT_ONCE)
        third = len(online) // 3
        before, forgotten, amid = online[:third], online[third : 2 * third + 1], online[2 * third + 1 :]
        await asyncio.gather(self._restorer.back_up(), *(self._send(seat, gate) for seat in before))
        await self._restorer.keeper.choose_instant()
        await asyncio.gather(*(self._send(seat, gate) for seat in forgotten))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._restorer.restore())
            await asyncio.gather(*(self._send(seat, gate) for seat in amid))

    async def _strike(self, blows: list[Blow]) -> None:
        for blow in sorted(blows, key=lambda blow: blow.after):
            while self._begun < blow.after * self._wanted:  # noqa: ASYNC110 (a count, not an event)
                await asyncio.sleep(0.02)
            self.say(f"  lỗi: {blow.kind}", f"fault: {blow.kind}")
            if await self.strikes[blow.kind]():
                self.fired[blow.kind] += 1

    async def _send(self, seat: Seat, gate: asyncio.Semaphore) -> bool:
        """Send until all is acknowledged, or patience ends; whether it is."""
        async with gate:
            self._begun += 1
            deadline = time.monotonic() + self.patience_s
            while time.monotonic() < deadline:
                try:
                    if not seat.device.unsent:
                        await seat.device.hear()
                    await seat.device.send_all()
                    return True
                except SwitchedOff:
                    seat.restart()
                except httpx.TransportError:
                    await asyncio.sleep(PAUSE_S)
                except (Refused, ServerBroke) as trouble:
                    self._refusals[str(trouble)[:300]] += 1
                    if self._refusals.total() > self._most_refusals:
                        return False
                    await asyncio.sleep(PAUSE_S)
        return False

    async def _change_phones(self) -> None:
        """One phone is lost, one is handed in and replaced; each carrier works on with a new one."""
        phones = [seat for seats in self.town.carriers.values() for seat in seats]
        seats = self._random.sample(phones, 2)
        for seat, kind in zip(seats, ("phone_replaced", "phone_lost"), strict=True):
            if kind not in self.kinds:
                continue
            seat.offline_until = 0
            if not await self._send(seat, asyncio.Semaphore(1)) or not await self._knows_bag_of(seat):
                continue
            await (self._replace(seat) if kind == "phone_replaced" else self._lose(seat))
            self.fired[kind] += 1

    async def _knows_bag_of(self, seat: Seat) -> bool:
        """See that the server knows of everything in the bag: the new device takes it up by what the server says."""
        known = {head.code for head in await seat.device.ask_heads() if head.holder == seat.party_id}
        if known >= set(self.model.in_hands(seat.party_id)):
            return True
        sent = await asyncio.gather(*(self._send(one, asyncio.Semaphore(UPLOADS_AT_ONCE)) for one in self.town.seats))
        return all(sent)

    async def _replace(self, seat: Seat) -> None:
        """*Thay máy*."""
        await self._revoke(seat, "replaced")
        await self.town.let_in(seat)
        await seat.device.take_pad()
        await seat.device.take_up(self.model.in_hands(seat.party_id))

    async def _lose(self, seat: Seat) -> None:
        """*Mất máy*: who finds it delivers to somebody; that is evidence, and moves nothing."""
        await self._revoke(seat, "lost")
        mine = self.model.in_hands(seat.party_id)
        if mine:
            thief = seat.device
            thief.deliver(mine[:2], self.town.dossiers[mine[0]].destination, evidence="witnessed")
            with suppress(Refused, httpx.TransportError, ServerBroke, SwitchedOff):
                await thief.send_all()
        await self.town.let_in(seat)
        await seat.device.take_pad()
        await seat.device.take_up(mine)

    async def _revoke(self, seat: Seat, mode: str) -> None:
        staff = self.town.letting_in[seat.office.code]
        await staff.ask("POST", f"/devices/{seat.device.me.device_id}/revocation", {"mode": mode})

    async def _drain(self) -> None:
        """Signal for everybody, no more tricks: what is still on a device goes up."""
        for seat in self.town.seats:
            seat.offline_until = 0
            seat.device.armed.waiting.clear()
            for device in seat.old_devices:
                device.armed.waiting.clear()
        await self.traffic.settle()
        gate = asyncio.Semaphore(UPLOADS_AT_ONCE)
        await asyncio.gather(*(self._send(seat, gate) for seat in self.town.seats))
        for seat in self.town.seats:
            for device in seat.old_devices:
                with suppress(Refused, httpx.TransportError, ServerBroke):
                    await device.hear()
                    await device.send_all()

    def _tell(self, at: int, acted_s: float, sent_s: float) -> None:
        waiting = sum(seat.device.unsent for seat in self.town.seats)
        self.say(
            f"vòng {at + 1}/{self.rounds}: {acted_s:.1f} s việc, {sent_s:.1f} s gửi, còn {waiting} sự kiện trên máy",
            f"{waiting} acts still on devices",
        )

    async def judge(self, findings: Findings) -> None:
        """Compare, and add up what happened."""
        await compare(self.pool, self.town, self.model, findings)
        for seat in self.town.seats:
            for device in (*seat.old_devices, seat.device):
                self.fired.update(device.armed.played)
                findings.lost += device.went_back
                if device.went_back:
                    findings.tell("lost", f"{seat.name}: {device.went_back} acts were saved, and then were not")
        self.fired["phone_clock_jump"] += self.people.by_kind.get("phone_clock_jump", 0)
        self.fired["phone_clock_wrong"] += sum(abs(s.device.skew) > timedelta(hours=1) for s in self.town.seats)
        self.fired[OVERLOAD] += self.traffic.told_to_wait
        findings.offered_again = sum(d.offered_again for s in self.town.seats for d in (*s.old_devices, s.device))
        self.fired[RESTORED] += bool(findings.offered_again)
        findings.faults = {kind: self.fired[kind] for kind in sorted(self.kinds) if self.fired[kind]}
        impossible = findings.faults_impossible
        findings.faults_never_fired = sorted(k for k in self.kinds if not self.fired[k] and k not in impossible)
        findings.told_to_wait = self.traffic.told_to_wait
        findings.server_errors = dict(self.traffic.broken_promises) | dict(self._refusals)
        findings.turns = dict(sorted(self.people.by_kind.items()))
        findings.dossiers = len(self.town.dossiers)
        findings.phones = sum(len(seats) for seats in self.town.carriers.values())
        findings.rounds, findings.rounds_planned = self.rounds_played, self.rounds


def rounds_for(dossiers: int, phones: int) -> int:
    """Enough for every dossier to come to its end."""
    return max(6, dossiers // (phones * ITEMS_A_ROUND) + 4)
