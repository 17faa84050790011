"""Devices that may die at four points and whose network plays tricks: on disk, chained and gapless all the same.

A phone and a workstation differ here only by their audience: every act either may sign is in `Hands`.
"""

import asyncio
import base64
import secrets
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Self
from uuid import UUID

import httpx

from courier.simulation.conversation import Audience
from courier.simulation.device import Device, ServerBroke, Shown, event_id_of
from courier.simulation.faults.dying import BATCH_MOST, Armed, DyingOutbox
from courier.simulation.outbox import AS_REGISTERED, Holding, KeptAct, ProofFile
from courier.simulation.papers import draw_signature, photograph_envelope
from courier.simulation.phone import read_release, receiver_details
from mobile_contract import canonical, events, sync
from mobile_contract.fields import CounterpartEvidence, Incident, ProofKind, Reason, RefusalReason, Solution


class Hands(Device):
    """A device in somebody's hands, at a door, a counter or a desk."""

    outbox: DyingOutbox

    def __init__(
        self, folder: Path, client: httpx.AsyncClient, audience: Audience, skew: timedelta, armed: Armed | None = None
    ) -> None:
        super().__init__(folder, client, audience, skew)
        self.armed = armed or Armed()
        self._open_disk(folder)

    def _open_disk(self, folder: Path) -> None:
        self.outbox.close()
        self.outbox = DyingOutbox(folder / "outbox.sqlite", self.armed)

    def reopened(self) -> Self:
        """Switched on again: its clock is as it was, and the tricks that wait still wait."""
        new = super().reopened()
        new.armed, new._skew = self.armed, self._skew
        new._open_disk(self._made_of[0])
        new.outbox.went_back, new.outbox.offered_again = self.outbox.went_back, self.outbox.offered_again
        new.outcomes, new.resent = self.outcomes, self.resent
        return new

    def set_clock(self, skew: timedelta) -> None:
        """Its clock is that much ahead from now on."""
        self._skew = skew

    @property
    def skew(self) -> timedelta:
        """How far its clock is ahead."""
        return self._skew

    @property
    def went_back(self) -> int:
        """How many acts the server denied after it had said that they are saved."""
        return self.outbox.went_back

    @property
    def offered_again(self) -> int:
        """How many acts it sent once more to a server that was restored."""
        return self.outbox.offered_again

    @property
    def unsent(self) -> int:
        return self.outbox.last_seq - self.outbox.acked_through

    # Giving and taking.

    def release(self, codes: Sequence[str], to_party: UUID) -> Shown:
        return self.record(events.Release, holds=Holding({}, codes), to_party=to_party, items=self.refs(codes))

    def accept(
        self,
        release: Shown,
        refused: Collection[str] = (),
        reason: RefusalReason = "SEAL_BROKEN",
        *,
        misread: bool = False,
    ) -> Shown:
        """Take what a release names, less what is refused. `misread`: answer to other bytes than those signed."""
        said = read_release(release)
        taken = [item.code for item in said.items if item.code not in refused]
        digest = canonical.digest(release.body + b" " * misread)
        return self.record(
            events.Accept,
            carried=release,
            holds=Holding({} if misread else dict.fromkeys(taken), ()),
            answers=said.event_id,
            answers_sha256=digest,
            items=taken,
            refused=[events.RefusedItem(item.code, reason) for item in said.items if item.code in refused],
        )

    def withdraw(self, release: Shown, codes: Sequence[str]) -> Shown:
        """The offer ends; the envelopes are to be kept as they were."""
        return self.record(events.Withdraw, answers=event_id_of(release), items=list(codes))

    def receive(
        self, code: str, from_party: UUID, job_id: UUID | None, *, with_photo: bool = False, is_real: bool = True
    ) -> Shown:
        """Take an envelope from a citizen under a roll label. Not `is_real`: the wrong label was scanned."""
        return self.record(
            events.Receive,
            details=receiver_details("Người gửi", "citizen_card"),
            files=_photos(code) if with_photo else (),
            holds=Holding({code: None} if is_real else {}, ()),
            from_party=from_party,
            evidence="citizen",
            items=[events.ItemRef(code, None)],
            job_id=job_id,
            relation="owner",
            identity="citizen_card",
            seals=[events.Seal(code, f"NP-{code[-4:]}")],
        )

    def deliver(
        self,
        codes: Sequence[str],
        to_party: UUID,
        *,
        evidence: CounterpartEvidence = "citizen",
        with_photo: bool = False,
        told: str | None = None,
        papers_label: str | None = None,
    ) -> Shown:
        """Hand results to a citizen, who may tell a one-time code; old papers taken back go under `papers_label`."""
        return self.record(
            events.Deliver,
            details=receiver_details("Người nhận", "citizen_card"),
            files=_photos(codes[0]) if with_photo else (),
            holds=Holding({papers_label: AS_REGISTERED} if papers_label else {}, codes),
            to_party=to_party,
            evidence=evidence,
            items=self.refs(codes),
            relation="owner",
            identity="citizen_card",
            one_time_code=told,
            papers_taken_back=int(papers_label is not None),
            papers_label=papers_label,
        )

    def attempt(self, code: str, reason: Reason, solution: Solution) -> Shown:
        return self.record(events.Attempt, reason=reason, solution=solution, items=[code])

    def correct(self, act: Shown, codes: Sequence[str]) -> Shown:
        """Take back an own act; what it had handed over is to be kept as it was."""
        return self.record(events.Correct, answers=event_id_of(act), items=list(codes))

    # Bags.

    def seal(self, sscc: str, codes: Sequence[str]) -> Shown:
        return self.record(events.SealBag, sscc=sscc, seal=f"TUI-{sscc[-6:]}", items=self.refs(codes))

    def release_bag(self, bag: events.BagRef, codes: Sequence[str], to_party: UUID) -> Shown:
        return self.record(events.Release, holds=Holding({}, codes), to_party=to_party, bag=bag)

    def accept_bag(self, release: Shown, codes: Sequence[str]) -> Shown:
        said = read_release(release)
        assert said.bag is not None
        return self.record(
            events.Accept,
            carried=release,
            holds=Holding(dict.fromkeys(codes), ()),
            answers=said.event_id,
            answers_sha256=canonical.digest(release.body),
            bag=said.bag.sscc,
        )

    def open_bag(self, bag: events.BagRef, codes: Sequence[str]) -> Shown:
        return self.record(events.OpenBag, sscc=bag.sscc, sealing=bag.sealing, found=sorted(codes))

    # Looked at, told, written down.

    def examine(self, code: str, label: str | None) -> Shown:
        """Open an envelope that was taken sealed; one original goes home by another journey, under `label`."""
        fates = [events.OriginalFate(1, "returned_later", 1)] if label else [events.OriginalFate(1, "kept", 1)]
        return self.record(
            events.Examine,
            holds=Holding({label: AS_REGISTERED} if label else {}, ()),
            code=code,
            papers=[events.CountedLine(1, 1, 0, 1)],
            originals=fates,
            originals_label=label,
        )

    def answer_filing(self, code: str, dossier_code: str) -> Shown:
        return self.record(events.AnswerFiling, code=code, dossier_code=dossier_code)

    def report(self, code: str, what: Incident) -> Shown:
        """The written record of an envelope in a bad state; it stays where it is."""
        return self.record(
            events.Report,
            details=events.Details(salt=secrets.token_hex(16), note="Biên bản"),
            files=[("photo_seal", photograph_envelope(code))],
            code=code,
            what=what,
        )

    def transcribe(self, ref: events.ItemRef, giver: UUID, receiver: UUID) -> Shown:
        """Enter one line of a sheet that both sides signed with a pen."""
        return self.record(
            events.Transcribe,
            details=receiver_details("Người nhận", "citizen_card"),
            files=[("photo_paper", photograph_envelope(ref.code))],
            from_party=giver,
            to_party=receiver,
            items=[ref],
            written_at_ms=self.now_ms(),
            relation="owner",
            identity="citizen_card",
        )

    def void(self) -> Shown:
        """A number that carries nothing."""
        return self.record(events.Void)

    # Money.

    def collect(
        self, code: str, amount_vnd: int, *, by_transfer: bool = False, receipt_number: int | None = None
    ) -> Shown:
        mode = "claimed_transfer" if by_transfer else "cash"
        return self.record(events.Collect, code=code, amount_vnd=amount_vnd, mode=mode, receipt_number=receipt_number)

    def tear_off(self) -> int | None:
        """The next slip of the pad that is this device's alone; None: it is used up."""
        pad = self.outbox.note("slips", list[int]) or []
        self.outbox.write_note("slips", pad[1:])
        return pad[0] if pad else None

    def spoil(self, number: int) -> Shown:
        """A slip torn off in vain."""
        return self.record(events.ReturnReceipts, first_number=number, last_number=number, is_spoiled=True)

    def open_till(self, float_vnd: int) -> Shown:
        return self.record(events.OpenTill, float_vnd=float_vnd)

    def close_till(self, amount_vnd: int) -> Shown:
        return self.record(events.CloseTill, amount_vnd=amount_vnd)

    def hand_in(self, amount_vnd: int, to_party: UUID) -> Shown:
        return self.record(events.HandIn, to_party=to_party, amount_vnd=amount_vnd)

    def count_in(self, hand_in: Shown, amount_vnd: int) -> Shown:
        return self.record(events.CountIn, answers=event_id_of(hand_in), amount_vnd=amount_vnd)

    def count(self, codes: Collection[str], cash_vnd: int) -> Shown:
        return self.record(events.Count, items=sorted(codes), cash_vnd=cash_vnd)

    def confirm_count(self, count: Shown, codes: Collection[str]) -> Shown:
        """The office's side: what it found in the bag."""
        return self.record(
            events.ConfirmCount,
            answers=event_id_of(count),
            answers_sha256=canonical.digest(count.body),
            items=sorted(codes),
        )

    # Up.

    async def send_all(self) -> list[sync.EntryOutcome]:
        """As a device does, with the tricks that its network plays: a batch sent twice, or its later half first."""
        outcomes: list[sync.EntryOutcome] = []
        async with self._sending:
            while batch := self.outbox.acts(self.outbox.acked_through, BATCH_MOST):
                life = self._incarnation
                for part in self._parts(batch):
                    if part[-1].seq <= self.outbox.acked_through or life not in (None, self._incarnation):
                        continue  # it was told that this is saved, and believes it; or it must begin anew
                    answer = await self._send_part(part)
                    outcomes += answer.outcomes
                    self._sign_anew(part, answer)
                if life not in (None, self._incarnation):
                    continue  # restored from a backup: what it lacks comes first
                if self.outbox.acked_through < batch[-1].seq:
                    raise ServerBroke(f"acknowledged {self.outbox.acked_through}, sent up to {batch[-1].seq}")
            await self.send_files()
        return outcomes

    async def hear(self) -> None:
        """Ask how the server is, with nothing to say: one that was restored is known by its answer."""
        async with self._sending:
            await self._send([])

    def _parts(self, batch: list[KeptAct]) -> list[list[KeptAct]]:
        if len(batch) < 2 or not self.armed.strikes("batch_reordered"):
            return [batch]
        middle = len(batch) // 2
        return [batch[middle:], batch[:middle]]

    async def _send_part(self, part: list[KeptAct]) -> sync.BatchAnswer:
        if not self.armed.strikes("batch_duplicated"):
            return await self._send(part)
        first, second = await asyncio.gather(self._send(part), self._send(part), return_exceptions=True)
        for answer in (first, second):
            if isinstance(answer, BaseException) and not isinstance(answer, httpx.TransportError):
                raise answer
        for answer in (first, second):
            if isinstance(answer, sync.BatchAnswer):
                return answer
        assert isinstance(first, BaseException)
        raise first

    def shown(self, kept: KeptAct) -> Shown:
        """A kept act as the screen shows it again."""
        return Shown(kept.entry.act.body.encode(), base64.b64decode(kept.entry.act.signature))

    async def ask_heads(self) -> list[sync.Head]:
        """What the server says that this device's party holds, or is offered."""
        return (await self._ask_manifest()).heads

    async def take_pad(self) -> None:
        """The numbers of receipt slips that are reserved for this device."""
        manifest = await self._ask_manifest()
        blocks = [range(block.first_number, block.last_number + 1) for block in manifest.receipts]
        self.outbox.write_note("slips", [number for block in blocks for number in block])

    async def _ask_manifest(self) -> sync.Manifest:
        return await self._talk.ask("GET", "/manifest", None, sync.Manifest)

    async def take_up(self, in_the_bag: Collection[str]) -> None:
        """A new device for the same hands: each envelope of the bag by the act that the server names."""
        heads = {head.code: head for head in await self.ask_heads() if head.holder == self.me.party_id}
        self.outbox.take_over({code: _text(heads[code].predecessor) for code in in_the_bag if code in heads})

    def close(self) -> None:
        with suppress(Exception):
            self.outbox.close()


def _text(event_id: UUID | None) -> str | None:
    return None if event_id is None else str(event_id)


def _photos(code: str) -> list[tuple[ProofKind, ProofFile]]:
    return [("signature", draw_signature(code)), ("photo_seal", photograph_envelope(code))]
