"""The model held against the server: what is lost, ambiguous, differing, and where cash does not agree."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from uuid import UUID

import msgspec

from courier.database import Pool
from courier.simulation.faults.model import Model
from courier.simulation.faults.phones import Hands
from courier.simulation.faults.statements import (
    BAGS,
    BODIES_OF_DEVICE,
    BOOKED,
    CODES_JUDGED,
    DAMAGE,
    ITEMS,
    PURSES,
    SLIP_CASES,
    SLIPS,
    TILLS,
    UNHELD,
    BagAtServer,
)
from courier.simulation.faults.town import Seat, Town

MOST_NAMED = 20
"""Examples told of each kind of finding."""


class Findings(msgspec.Struct, kw_only=True):
    """What `--json` prints."""

    lost: int = 0
    """Acts acknowledged to a device that are not there byte for byte, and envelopes that the server does not know."""
    ambiguous: int = 0
    """Envelopes without exactly one holder, or whose head is not the ledger's last row, or disputed without cause."""
    differing: int = 0
    """Envelopes held by another than the model says, by the tables or by a device's manifest; planted ones left out."""
    cash_difference: int = 0
    """đồng, over all holders, drawers and dues."""
    told_otherwise: int = 0
    """Records of damage, one-time codes, counted bags and receipt slips that the server has otherwise."""
    counts_reopened: int = 0
    """Counted bags of which a later fact changed the result."""
    disputed_planted: int = 0
    disputed_found: int = 0
    disputes_missed: int = 0
    """Planted and not found, or planted and held by another than the last undisputed holder."""
    unacknowledged: int = 0
    """Acts still only on a device although every device had signal at the end."""
    server_errors: dict[str, int] = {}
    """5xx answers other than 503 with Retry-After."""
    offered_again: int = 0
    """Acts that a restored server had forgotten and devices sent once more."""
    told_to_wait: int = 0
    service_gave_up: int = 0
    """How often the service ended by itself after kills and was started again, as a supervisor does."""
    faults: dict[str, int] = {}
    """Fired, by kind."""
    faults_never_fired: list[str] = []
    faults_impossible: dict[str, str] = {}
    events: dict[str, int] = {}
    """Acts sent by what became of them, repeats and carried ones too."""
    events_kept: int = 0
    signed: dict[str, int] = {}
    """Acts on devices' disks, by kind."""
    turns: dict[str, int] = {}
    """What people did, by kind."""
    dossiers: int = 0
    phones: int = 0
    rounds: int = 0
    rounds_planned: int = 0
    """More than `rounds` where the time given was over first."""
    seed: int = 0
    seconds: dict[str, float] = {}
    examples: dict[str, list[str]] = {}

    @property
    def holds(self) -> bool:
        """Whether the promise was kept and everything was tried."""
        broken = self.lost or self.ambiguous or self.differing or self.cash_difference
        return not (
            broken
            or self.told_otherwise
            or self.disputes_missed
            or self.disputed_found != self.disputed_planted
            or self.unacknowledged
            or self.server_errors
            or self.faults_never_fired
        )

    def tell(self, kind: str, example: str) -> None:
        """Keep some examples of what is wrong, for whoever looks for its cause."""
        told = self.examples.setdefault(kind, [])
        if len(told) < MOST_NAMED:
            told.append(example)


async def compare(pool: Pool, town: Town, model: Model, findings: Findings) -> None:
    """Fill `findings` with what is wrong."""
    await _compare_devices(pool, town, findings)
    await _compare_items(pool, town, model, findings)
    await _compare_manifests(town, model, findings)
    await _compare_cash(pool, town, model, findings)
    await compare_records(pool, model, findings)


class _Kind(msgspec.Struct, frozen=True):
    kind: str


def _devices(town: Town) -> Iterable[tuple[Seat, Hands]]:
    for seat in town.seats:
        for device in (*seat.old_devices, seat.device):
            yield seat, device


async def _compare_devices(pool: Pool, town: Town, findings: Findings) -> None:
    """Every act that a device was told is saved is there, in the bytes that it signed."""
    outcomes: Counter[str] = Counter()
    signed: Counter[str] = Counter()
    for seat, device in _devices(town):
        kept = {row.event_id: row for row in await BODIES_OF_DEVICE.all(pool, device.me.device_id)}
        findings.events_kept += len(kept)
        bodies = {(row.device_seq, row.body) for row in kept.values()}
        outcomes += device.outcomes
        acked = device.outbox.acked_through
        for act in device.outbox.acts():
            body = act.entry.act.body.encode()
            signed[msgspec.json.decode(body, type=_Kind).kind] += 1
            if act.seq > acked:
                findings.unacknowledged += 1
                findings.tell("unacknowledged", f"{seat.name} {act.seq}: {act.entry.act.body[:120]}")
            elif (act.seq, body) not in bodies:
                findings.lost += 1
                findings.tell("lost", f"{seat.name} {act.seq}: {act.entry.act.body[:120]}")
    findings.events = dict(sorted(outcomes.items()))
    findings.signed = dict(sorted(signed.items()))


async def _compare_items(pool: Pool, town: Town, model: Model, findings: Findings) -> None:
    findings.ambiguous += await UNHELD.value(pool)
    found = defaultdict(list)
    for row in await ITEMS.all(pool):
        found[row.code].append(row)
    findings.disputed_planted = len(model.disputed)
    names = _names(town)
    for code, holder in model.holder.items():
        rows = found[code]
        if not rows:
            findings.lost += 1
            findings.tell("lost", f"{code}: no such item at the server")
            continue
        if len(rows) > 1 or not rows[0].is_last_row:
            findings.ambiguous += 1
            findings.tell("ambiguous", f"{code}: {rows}")
        row = rows[0]
        findings.disputed_found += row.status == "disputed"
        if code in model.disputed:
            if row.status != "disputed" or row.holder_id != holder:
                findings.disputes_missed += 1
                findings.tell(
                    "disputes_missed", f"{code} ({model.disputed[code]}): {row.status}, {names(row.holder_id)}"
                )
        elif row.holder_id != holder:
            findings.differing += 1
            findings.tell("differing", f"{code}: model {names(holder)}, server {names(row.holder_id)} ({row.status})")
        elif row.status == "disputed":
            findings.ambiguous += 1
            findings.tell("ambiguous", f"{code}: disputed without cause, {names(holder)}")


async def _compare_manifests(town: Town, model: Model, findings: Findings) -> None:
    """What each device's own screen says that its party holds: by the API alone."""
    for seat in town.seats:
        heads = await seat.device.ask_heads()
        shown = {head.code for head in heads if head.holder == seat.party_id and head.code in town.dossiers}
        held = {code for code, holder in model.holder.items() if holder == seat.party_id}
        for code in shown ^ held:
            if code not in model.disputed:
                findings.differing += 1
                findings.tell("differing", f"{code}: manifest of {seat.name} {'has' if code in shown else 'lacks'} it")


async def _compare_cash(pool: Pool, town: Town, model: Model, findings: Findings) -> None:
    """What each holder took, handed in and has; and what was booked for each dossier paid."""
    parties = [seat.party_id for seat in town.seats]
    books = {row.party_id: row for row in await PURSES.all(pool, parties)}
    names = _names(town)
    for party_id in parties:
        purse, row = model.purses[party_id], books.get(party_id)
        there = (row.collected_vnd, row.handed_in_vnd, row.in_hand_vnd, row.float_vnd) if row else (0, 0, 0, 0)
        ours = (purse.taken_vnd, purse.counted_vnd, model.purse_vnd(party_id), purse.change_vnd)
        off = sum(abs(a - b) for a, b in zip(there, ours, strict=True))
        if off:
            findings.cash_difference += off
            findings.tell("cash", f"{names(party_id)}: server {there}, model {ours}")
    for booked in await BOOKED.all(pool):
        paid_vnd = model.paid_vnd.get(booked.code, 0)
        expected_vnd = booked.due_vnd if paid_vnd >= booked.due_vnd else 0
        if booked.booked_vnd != expected_vnd:
            findings.cash_difference += abs(booked.booked_vnd - expected_vnd)
            findings.tell("cash", f"{booked.code}: booked {booked.booked_vnd}, paid {paid_vnd}, due {booked.due_vnd}")


async def compare_records(pool: Pool, model: Model, findings: Findings) -> None:
    """Drawers, counted bags, damage, codes told, slips: each exactly as it was."""
    tills = {row.closing_id: (row.expected_vnd, row.closed_vnd) for row in await TILLS.all(pool)}
    for closing_id, till in model.tills.items():
        there = tills.get(closing_id, (0, 0))
        findings.cash_difference += abs(there[0] - till.expected_vnd) + abs(there[1] - till.said_vnd)
        if there != (till.expected_vnd, till.said_vnd):
            findings.tell("cash", f"drawer: server {there}, model {till}")
    wrong = [
        *_compare_bags({row.count_event: row for row in await BAGS.all(pool)}, model, findings),
        *_compare_codes({row.event_id: row.verdict for row in await CODES_JUDGED.all(pool)}, model),
    ]
    damage = Counter((row.code, row.kind) for row in await DAMAGE.all(pool))
    slips = Counter(row.number for row in await SLIPS.all(pool))
    wrong += [f"damage {one}" for one in (damage - model.damage) + (model.damage - damage)]
    wrong += [f"slip {one}" for one in (slips - model.slips) + (model.slips - slips)]
    wrong += ["a slip outside its pad, used twice or returned"] * int(await SLIP_CASES.value(pool))
    findings.told_otherwise += len(wrong)
    for words in wrong:
        findings.tell("told_otherwise", words)


def _compare_bags(there: Mapping[UUID, BagAtServer], model: Model, findings: Findings) -> Iterator[str]:
    """What a pen wrote down, and what is disputed, has no before and after that a count could be held against."""
    unsure = model.on_paper | model.disputed.keys()
    for count, bag in model.bags.items():
        row = there.get(count)
        if row is None:
            yield f"count {count} has no result"
            continue
        findings.counts_reopened += row.was_otherwise
        result = [{*codes} - unsure for codes in (row.missing, row.extra, row.office_missing, row.office_extra)]
        found = bag.there if bag.found is None else bag.found
        if result != [bag.there - bag.said - unsure, set(), bag.there - found - unsure, set()]:
            yield f"count {count}: {row}, {bag}"


def _compare_codes(verdicts: Mapping[UUID, str], model: Model) -> Iterator[str]:
    for delivery, is_right in model.codes_told.items():
        verdict = verdicts.get(delivery)
        if verdict not in (("confirmed", "expired") if is_right else ("wrong",)):
            yield f"code told at {delivery}: {is_right}, judged {verdict}"


def _names(town: Town) -> Callable[[UUID], str]:
    known = {seat.party_id: seat.name for seat in town.seats}
    known |= {seat.office.office_id: seat.office.name for seat in town.stations}

    def name(party_id: UUID) -> str:
        return known.get(party_id, f"citizen {str(party_id)[-6:]}")

    return name
