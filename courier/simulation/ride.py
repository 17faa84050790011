"""One carrier's day on the road: stop after stop of his own manifest, each act on the phone, sent when he can."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias
from uuid import UUID

import httpx
from msgspec.structs import replace

from courier import clock
from courier.simulation.cast import Carrier, Cast, Counter, Team
from courier.simulation.device import event_id_of
from courier.simulation.phone import Phone, show_as_qr
from courier.simulation.script import Failure
from courier.simulation.timeline import Moment, Timeline
from mobile_contract.fields import Reason
from mobile_contract.packing import WHOLE_ITEMS
from mobile_contract.reasons import REASONS
from mobile_contract.sync import ManifestItem, ManifestStop

Tell: TypeAlias = Callable[[str, str], None]
"""Says what happens now, in Vietnamese and English."""

REASON_WORDS: Final = {reason.code: (reason.vi, reason.en) for reason in REASONS}


class HandedIn(NamedTuple):
    """Cash on the table, and the act that says so."""

    event_id: UUID
    amount_vnd: int


class PaperLine(NamedTuple):
    """One line of the printed list: what was handed over, to whom, when."""

    code: str
    party_id: UUID
    name: str
    at_ms: int


class _Errand(NamedTuple):
    """What a stop is for: the same in the manifests of a plan and of the plan changed from it."""

    kind: str
    party_id: UUID
    jobs: frozenset[UUID]

    def is_part_of(self, other: "_Errand") -> bool:
        """Whether one of its jobs is done there."""
        return (self.kind, self.party_id) == (other.kind, other.party_id) and bool(self.jobs & other.jobs)


class _Scene(NamedTuple):
    """What the story lets happen at a stop."""

    fits: Callable[[ManifestStop], bool]
    party_id: UUID | None
    before: Moment
    after: Moment


async def _nothing() -> None:
    pass


def _errand(stop: ManifestStop) -> _Errand:
    return _Errand(stop.kind, stop.party.party_id, frozenset([*stop.job_ids, *(item.job_id for item in stop.items)]))


class Ride:
    """What a carrier has still to do."""

    def __init__(
        self,
        cast: Cast,
        team: Team,
        carrier: Carrier,
        timeline: Timeline,
        tell: Tell,
        *,
        roll: Iterator[str],
        failures: Mapping[str, Failure] = MappingProxyType({}),
        in_vain: Mapping[UUID, Failure] = MappingProxyType({}),
        by_transfer: Collection[str] = (),
        position_every: timedelta = timedelta(minutes=2),
    ) -> None:
        self.team = team
        self.carrier = carrier
        self.stops_served = 0
        self.stops_added = 0
        """By how many stops the route grew, or shrank, since it set out."""
        self.goes_by: UUID | None = None
        """The plan he has heard of last."""
        self.returns_at: datetime | None = None
        """Back at the office; None as long as there is no route."""
        self.is_home = False
        """Bag and purse are counted."""
        self.changes_phone = False
        """Will get another one today: known to the story only."""
        self.falls_ill = False
        """Will, before the route ends: known to the story only."""
        self.is_over = False
        """Fell ill: the rest of the route is others'."""
        self.brought_in: list[Callable[[Ride], None]] = []
        """Called when items were handed to the own post office."""
        self.refused_by_desk: set[str] = set()
        """Codes that their desk will not take (*một cửa không nhận*)."""
        self.not_ready: set[str] = set()
        """Codes on a desk's list whose results are not signed yet."""
        self.lacking_papers: set[str] = set()
        """Codes that their desk cannot take in as they are."""
        self.on_paper: set[UUID] = set()
        """Who signs the printed list, the phone being dead there. By party: a changed plan has other stops."""
        self.eventful_doors: set[UUID] = set()
        """Where something of the air befell him already, by party."""
        self.sheet: list[PaperLine] = []
        """What the printed list says, line by line."""
        self.shut_desks: dict[UUID, Reason] = {}
        """Desks that cannot take or give anything now, and why."""
        self.turned_away: list[ManifestStop] = []
        """Stops at desks that were shut, to be tried again."""
        self.brought_in_vain: dict[tuple[UUID, Reason], list[str]] = {}
        """What was brought to a desk, or asked for there, that could not: by desk and why."""
        self._told_in_vain: set[tuple[str, Reason]] = set()
        """What a desk would not take or give, and why: who comes by again does not ask for it a second time."""
        self._cast = cast
        self._timeline = timeline
        self._tell = tell
        self._roll = roll
        self._failures = failures
        self._in_vain = in_vain
        self._by_transfer = by_transfer
        self._position_every = position_every
        self._version = 0
        self._left = 0
        self._begun: set[_Errand] = set()
        """Those he is at now, and all that are done."""
        self._done: set[_Errand] = set()
        self._expected: list[_Errand] = []
        """What the timeline holds."""
        self._scenes: list[_Scene] = []
        self._labels: dict[UUID, str] = {}
        """Job → the label that its envelope bore when it was first told of: a new code at the office changes none."""

    @property
    def phone(self) -> Phone:
        """The carrier's, whichever he has now."""
        return self.carrier.phone

    @property
    def name(self) -> str:
        return self.carrier.who.full_name.split()[-1]

    async def load_at_office(self) -> None:
        """Take along what the office holds and the route still delivers: yesterday's failed ones, what was brought."""
        counter = self.team.counter
        there = counter.workstation.outbox.holding()
        planned = [item.code for stop in self.stops_left if stop.kind == "delivery" for item in stop.items]
        await self.take_list(counter, [code for code in planned if code in there])

    # The road.

    def set_out(self, leaves_at: datetime, returns_at: datetime) -> None:
        """Put the whole route on the timeline: on the way, at each stop, back at the office."""
        office = self.team.office
        self._schedule(self.phone.stops, leaves_at, (office.lon, office.lat), returns_at)

    def reroute(self, returns_at: datetime) -> None:
        """Go on by the manifest as it is now: what is done is done, all else in its new order and time.

        Where only hours changed the carrier rides on as he was told.
        """
        left = [stop for stop in self.phone.stops if _errand(stop) not in self._begun]
        if [_errand(stop) for stop in left] == [errand for errand in self._expected if errand not in self._begun]:
            return
        self.stops_added += len(left) - self._left
        self._version += 1
        self.is_home = False
        self._schedule(left, clock.now(), (left[0].lon, left[0].lat) if left else self._home, returns_at)

    def break_off(self) -> None:
        """No stop more, no way home as planned."""
        self._version += 1
        self.stops_added -= self._left
        self._left = 0
        self.is_over = True

    @property
    def stops_left(self) -> list[ManifestStop]:
        """Of the manifest as the phone has it."""
        return [stop for stop in self.phone.stops if _errand(stop) not in self._done]

    @property
    def _home(self) -> tuple[float, float]:
        return self.team.office.lon, self.team.office.lat

    def _schedule(
        self, stops: Sequence[ManifestStop], left_at: datetime, at: tuple[float, float], returns_at: datetime
    ) -> None:
        self._left = len(stops)
        self._expected = [_errand(stop) for stop in stops]
        for item in (item for stop in stops for item in stop.items):
            self._labels.setdefault(item.job_id, item.code)
        for stop in stops:
            arrive_at, leave_at = (max(clock.now(), _instant(ms)) for ms in (stop.arrive_at_ms, stop.leave_at_ms))
            self._report_on_the_way(left_at, at, arrive_at, (stop.lon, stop.lat))
            self._timeline.at(leave_at, partial(self._serve_as_planned, self._version, stop), self._who)
            left_at, at = leave_at, (stop.lon, stop.lat)
        self.returns_at = max(left_at, returns_at)
        self._report_on_the_way(left_at, at, self.returns_at, self._home)

    async def _serve_as_planned(self, version: int, stop: ManifestStop) -> None:
        """Where the route was not changed since."""
        if version == self._version:
            self._left -= 1
            await self.serve(stop)

    @property
    def _who(self) -> str:
        return self.carrier.who.username

    def _report_on_the_way(
        self, left_at: datetime, start: tuple[float, float], arrive_at: datetime, end: tuple[float, float]
    ) -> None:
        """Positions along the straight line, arriving in time for the stop."""
        steps = max(1, int((arrive_at - left_at) / self._position_every))
        for step in range(1, steps + 1):
            share = step / steps
            lon, lat = (a + (b - a) * share for a, b in zip(start, end, strict=True))
            at = left_at + (arrive_at - left_at) * share
            self._timeline.at(at, partial(self.report_position, lon, lat), self._who)

    async def report_position(self, lon: float, lat: float) -> None:
        """Where nothing gets through, nothing is reported; nothing hangs on it."""
        if not self.is_over:
            with suppress(httpx.TransportError):
                await self.phone.report_position(lon, lat)

    # A stop.

    async def serve(self, stop: ManifestStop) -> None:
        """Do what the stop is for, then send what can be sent; the story's own moments before and after."""
        errand = _errand(stop)
        self._begun.add(errand)  # a route that changes while he is at the door has it behind him
        scenes = []
        for scene in list(self._scenes):
            if scene.fits(stop):  # asked one by one: what one scene takes, the next leaves alone
                self._scenes.remove(scene)
                scenes.append(scene)
                await scene.before()
        await self._do(stop)
        self._done.add(errand)
        self.stops_served += 1
        await self.phone.send_what_can_be()
        for scene in scenes:
            await scene.after()

    def when_at(self, stop: ManifestStop, *, before: Moment | None = None, after: Moment | None = None) -> None:
        """Let something happen once where one of the stop's jobs is done, whenever the day brings him there."""
        errand = _errand(stop)
        fits = lambda other: errand.is_part_of(_errand(other))  # noqa: E731
        self._scenes.append(_Scene(fits, errand.party_id, before or _nothing, after or _nothing))

    def when(self, fits: Callable[[ManifestStop], bool], *, before: Moment, after: Moment | None = None) -> None:
        """Let something happen at the first stop that fits it."""
        self._scenes.append(_Scene(fits, None, before, after or _nothing))

    @property
    def spoken_for(self) -> set[UUID]:
        """Parties at whose door something will happen, or who sign on paper."""
        return {scene.party_id for scene in self._scenes if scene.party_id} | self.on_paper

    async def try_again(self) -> None:
        """Come back to the desks that were shut."""
        stops, self.turned_away = self.turned_away, []
        for stop in stops:
            await self._do(stop)
        await self.phone.send_what_can_be()

    async def _do(self, stop: ManifestStop) -> None:
        counter = self._cast.counter_of(stop.party.party_id)
        if stop.kind == "delivery" and counter is not self.team.counter:
            await self._fetch_from_office(stop)
        if counter and (why := self._shut_for(counter, stop)):
            self._find_shut(counter, stop, why)
        elif stop.party.party_id in self.on_paper:
            self._deliver_on_paper(stop)
        elif stop.kind == "pickup" and counter:
            held = self.phone.outbox.holding()
            listed = [item.code for item in stop.items if item.code not in held]
            await self.take_list(counter, self._without(listed, self.not_ready, "NOT_READY"))
        elif stop.kind == "pickup":
            self._pick_up(stop)
        elif counter:
            await self.give(counter, self._without(self.codes_for(stop), self.lacking_papers, "SUPPLEMENT"))
        else:
            self._visit(stop)

    def _without(self, codes: Sequence[str], wanting: Collection[str], why: Reason) -> list[str]:
        """What changes hands of a list; of the rest the visit in vain is recorded, to be tried again."""
        in_vain = [code for code in codes if code in wanting]
        new = [code for code in in_vain if (code, why) not in self._told_in_vain]
        if new:
            self.phone.attempt(new, why, "RETRY")
            self._told_in_vain.update((code, why) for code in new)
        return [code for code in codes if code not in in_vain]

    async def _fetch_from_office(self, stop: ManifestStop) -> None:
        """Take what still lies at the office: the plan has him call there on the way, without a stop of its own."""
        held, there = self.phone.outbox.holding(), self.team.counter.workstation.outbox.holding()
        codes = [self._labels.get(item.job_id, item.code) for item in stop.items if item.code not in held]
        await self.take_list(self.team.counter, [code for code in codes if code in there])

    def _shut_for(self, counter: Counter, stop: ManifestStop) -> Reason | None:
        """Why nothing is done there now; a desk that takes nothing in still gives out what is ready."""
        why = self.shut_desks.get(counter.office.office_id)
        return None if why == "DESK_PAUSED" and stop.kind == "pickup" else why

    def _find_shut(self, counter: Counter, stop: ManifestStop, why: Reason) -> None:
        """Nobody takes anything: recorded, and tried again later."""
        self.turned_away.append(stop)
        codes = self.codes_for(stop) if stop.kind == "delivery" else [item.code for item in stop.items]
        if codes:
            self.brought_in_vain.setdefault((counter.office.office_id, why), []).extend(codes)
            self.phone.attempt(codes, why, "RETRY")
        vi, en = REASON_WORDS[why]
        self._tell(
            f"{self.name} đến {_short(counter)}: {vi[0].lower() + vi[1:]}, sẽ quay lại",
            f"{self.name} at {_short(counter)}: {en[0].lower() + en[1:]}, will come back",
        )

    def _deliver_on_paper(self, stop: ManifestStop) -> None:
        """The phone is dead: the citizen signs the printed list."""
        codes = [item.code for item in self._at_hand(stop)]
        at_ms = int(clock.now().timestamp() * 1000)
        self.sheet += [PaperLine(code, stop.party.party_id, stop.party.name, at_ms) for code in codes]
        self._tell(
            f"{self.name} hết pin: công dân ký nhận {len(codes)} bưu gửi trên danh sách in",
            f"{self.name}'s phone is dead: the citizen signs for {_items(len(codes))} on the printed list",
        )

    async def take_list(self, counter: Counter, codes: Sequence[str]) -> None:
        """The clerk releases the list, her screen shows it as a code, the phone scans it and accepts, signal or not."""
        if not codes:
            return
        for part in (codes[at : at + WHOLE_ITEMS] for at in range(0, len(codes), WHOLE_ITEMS)):
            shown = counter.workstation.release(part, self.phone.me.party_id, counter.clerk.person_id)
            await counter.workstation.send_what_can_be()
            self.phone.accept(self.phone.scan_release(show_as_qr(shown)))
        self._tell(
            f"{self.name} nhận {len(codes)} bưu gửi tại {_short(counter)}",
            f"{self.name} takes {_items(len(codes))} at {_short(counter)}",
        )

    async def give(self, counter: Counter, codes: Sequence[str]) -> None:
        """Hand items to an office, whose workstation scans the phone's screen and accepts."""
        if not codes:
            return
        shown = self.phone.release(codes, counter.office.office_id)
        refused = self.refused_by_desk.intersection(codes) if counter is not self.team.counter else set()
        counter.workstation.accept(shown, counter.clerk.person_id, refused)
        self.phone.keep(sorted(refused))
        await counter.workstation.send_what_can_be()
        self._tell(
            f"{self.name} bàn giao {len(codes)} bưu gửi cho {_short(counter)}",
            f"{self.name} hands {_items(len(codes))} to {_short(counter)}",
        )
        if counter is self.team.counter:
            for told in self.brought_in:
                told(self)

    def hand_over(self, codes: Sequence[str], to: "Ride") -> None:
        """Carrier to carrier, screen to camera, with signal or without."""
        shown = self.phone.release(codes, to.phone.me.party_id)
        to.phone.accept(to.phone.scan_release(show_as_qr(shown)))
        self._tell(
            f"{self.name} chuyển {len(codes)} bưu gửi cho {to.name} bằng mã QR trên màn hình",
            f"{self.name} passes {_items(len(codes))} to {to.name} by the code on the screen",
        )

    def _pick_up(self, stop: ManifestStop) -> None:
        for job_id in stop.job_ids:
            if failure := self._in_vain.get(job_id):
                self._come_in_vain(job_id, failure)
                continue
            code = next(self._roll)
            self.phone.pick_up(code, stop, job_id, seal=f"NP-{code[-4:]}")
            self._tell(
                f"{self.name} nhận hồ sơ của công dân, dán nhãn cuộn, niêm phong",
                f"{self.name} collects a citizen's dossier under a roll label, sealed",
            )

    def _come_in_vain(self, job_id: UUID, failure: Failure) -> None:
        self.phone.attempt_order(job_id, failure.reason, failure.solution)
        vi, en = REASON_WORDS[failure.reason]
        self._tell(
            f"{self.name} đến nhận hồ sơ: {vi[0].lower() + vi[1:]}",
            f"{self.name} comes for a dossier: {en[0].lower() + en[1:]}",
        )

    def _visit(self, stop: ManifestStop) -> None:
        """Deliver what is at hand; nobody there is an attempt."""
        items = self._at_hand(stop)
        failure = next((self._failures[item.code] for item in items if item.code in self._failures), None)
        if failure is not None:
            self.phone.attempt([item.code for item in items], failure.reason, failure.solution)
            vi, en = REASON_WORDS[failure.reason]
            self._tell(f"{self.name}: {vi[0].lower() + vi[1:]}", f"{self.name}: {en[0].lower() + en[1:]}")
            return
        if items:
            money = [self._collect(item) for item in items]
            has_papers = any(item.papers_to_take_back for item in items)
            self.phone.deliver(items, stop.party, papers_label=next(self._roll) if has_papers else None)
            self._tell(
                f"{self.name} phát kết quả, có chữ ký và ảnh niêm phong" + "".join(vi for vi, _ in money),
                f"{self.name} delivers, signature and photo taken" + "".join(en for _, en in money),
            )

    def _at_hand(self, stop: ManifestStop) -> list[ManifestItem]:
        """The stop's items that are in the bag, each by the code on its envelope."""
        held = self.phone.outbox.holding()
        by_label = [
            item if item.code in held else replace(item, code=self._labels.get(item.job_id, item.code))
            for item in stop.items
        ]
        return [item for item in by_label if item.code in held]

    def _collect(self, item: ManifestItem) -> tuple[str, str]:
        """Take what is due, or hear that it was transferred; in words."""
        if not item.due_vnd:
            return "", ""
        by_transfer = item.code in self._by_transfer
        self.phone.collect(item, by_transfer=by_transfer)
        if by_transfer:
            return (
                f"; khách báo đã chuyển khoản {show_vnd(item.due_vnd)}",
                f"; a transfer of {show_vnd(item.due_vnd)} is claimed",
            )
        return f", thu {show_vnd(item.due_vnd)}", f", {show_vnd(item.due_vnd)} collected"

    def codes_for(self, stop: ManifestStop) -> list[str]:
        """Items of a stop that are in the bag; an order's by the label it got at the door."""
        labels = self.phone.roll_labels
        named = [item.code for item in stop.items] + [labels[str(job)] for job in stop.job_ids if str(job) in labels]
        held = self.phone.outbox.holding()
        return [code for code in named if code in held]

    # Home.

    async def come_home(self) -> None:
        """Back at the office: what is left is handed over, bag and purse are counted."""
        signed_for = {line.code for line in self.sheet}
        await self.give(self.team.counter, [code for code in self.phone.outbox.holding() if code not in signed_for])
        self.is_home = True
        self.phone.count()
        await self.phone.send_what_can_be()

    async def hand_in(self) -> HandedIn | None:
        """Put the money on the table, where there is any."""
        amount_vnd = self.phone.cash_in_hand_vnd
        if not amount_vnd:
            return None
        hand_in = self.phone.hand_in(amount_vnd, self.team.office.office_id)
        await self.phone.send_what_can_be()
        return HandedIn(event_id_of(hand_in), amount_vnd)


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _short(counter: Counter) -> str:
    return counter.office.name.removesuffix(" (chạy thử)")


def show_vnd(amount_vnd: int) -> str:
    """26.000 đ"""
    return f"{amount_vnd:,} đ".replace(",", ".")


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"
