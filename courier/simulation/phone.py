"""A carrier's phone: what Lan and Minh do with it on the way, offline or not."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from courier import clock, signatures
from courier.simulation.device import Device, ServerBroke, Shown
from courier.simulation.outbox import AS_REGISTERED, Holding, Outbox
from courier.simulation.papers import draw_signature, photograph_envelope
from mobile_contract import canonical, events, packing, sync
from mobile_contract.fields import IdentityKind, Place, Reason, Relation, Solution


class Phone(Device):
    """Its own manifest beside the device's memory."""

    @property
    def manifest(self) -> sync.Manifest | None:
        """The day as last fetched; it stays when there is no signal."""
        return self.outbox.note("manifest", sync.Manifest)

    @property
    def stops(self) -> list[sync.ManifestStop]:
        """In route order."""
        return self.manifest.stops if self.manifest else []

    @property
    def roll_labels(self) -> dict[str, str]:
        """Orders (their ids) picked up today, and the code stuck on each."""
        return self.outbox.note("roll_labels", dict[str, str]) or {}

    async def fetch_manifest(self) -> None:
        """What is new since the last time, or the whole day."""
        known = self.manifest
        since = f"?since={known.cursor}" if known else ""
        fetched = await self._talk.ask("GET", f"/manifest{since}", None, sync.Manifest)
        if self.heard_from(fetched.incarnation, fetched.acked_through) and since:
            fetched = await self._talk.ask("GET", "/manifest", None, sync.Manifest)  # its cursors begin anew
        if not fetched.is_whole and known:
            fetched = msgspec.structs.replace(
                fetched, is_whole=True, stops=known.stops, plan_id=known.plan_id, plan_version=known.plan_version
            )
        self.outbox.write_note("manifest", fetched)

    async def report_position(self, lon: float, lat: float) -> None:
        report = sync.PositionReport(report_id=clock.new_id(), lon=lon, lat=lat, accuracy_m=12.0, at_ms=self.now_ms())
        await self._talk.tell("/positions", report)

    # Taking.

    def accept(self, release: Shown) -> Shown:
        """Take all that a release on another screen offers; the release travels along in the same upload.

        Raises `ServerBroke` where the giver's key, known from the manifest, did not sign it.
        """
        said = read_release(release)
        self._check_giver(said, release)
        return self.record(
            events.Accept,
            carried=release,
            holds=Holding({item.code: None for item in said.items}, ()),
            answers=said.event_id,
            answers_sha256=canonical.digest(release.body),
            items=[item.code for item in said.items],
        )

    def scan_release(self, qr_text: str) -> Shown:
        """What the camera read off the giver's screen, made the very bytes he signed."""
        unpacked = packing.unpack_release(packing.from_qr_text(qr_text))
        if not isinstance(unpacked, packing.WholeRelease):
            raise ServerBroke("the list is too long for a code; take it from the manifest")
        return Shown(unpacked.body, unpacked.signature)

    def pick_up(self, code: str, stop: sync.ManifestStop, job_id: UUID, seal: str) -> Shown:
        """Collect a sealed dossier from a citizen under a roll label, bound to its order by this act."""
        self.outbox.write_note("roll_labels", self.roll_labels | {str(job_id): code})
        return self.record(
            events.Receive,
            details=receiver_details(stop.party.name, "citizen_card"),
            files=[("signature", draw_signature(code)), ("photo_seal", photograph_envelope(code))],
            holds=Holding({code: None}, ()),
            from_party=stop.party.party_id,
            evidence="citizen",
            items=[events.ItemRef(code, None)],
            job_id=job_id,
            relation="owner",
            identity="citizen_card",
            seals=[events.Seal(code, seal)],
        )

    def keep(self, codes: Sequence[str]) -> None:
        """What the receiver refused of an offer is still in the bag, by the act by which it was before."""
        self.outbox.keep(codes)

    async def take_over(self, old: "Phone") -> None:
        """*Thay máy*: work on with what the office says that this carrier holds, and what is really in the bag.

        The old phone's unsent acts are unknown to the office: what they handed over is not in the bag any more.
        """
        await self.fetch_manifest()
        self.outbox.take_over(self._heads_of(old.outbox.holding()))
        self.outbox.write_note("roll_labels", old.roll_labels)
        self.outbox.write_note("cash_brought_along", old.cash_in_hand_vnd)

    async def take_up_the_rest(self, old: "Phone") -> None:
        """What the old phone took without signal, now that the office knows of it."""
        await self.fetch_manifest()
        ever_held = self.outbox.ever_held()
        self.outbox.take_over(
            self._heads_of({code: by for code, by in old.outbox.holding().items() if code not in ever_held})
        )

    def _heads_of(self, bag: Mapping[str, str | None]) -> dict[str, str | None]:
        """Of what is in the bag, what the server says too, by the codes on the envelopes.

        An envelope whose code was replaced on the way is known to the server by the new one, and by the act that
        brought it into the bag.
        """
        heads = self._heads()
        renamed = {by for code, by in heads.items() if code not in bag}
        return {code: heads.get(code, by) for code, by in bag.items() if code in heads or by in renamed}

    def _heads(self) -> dict[str, str | None]:
        """What the server says this carrier holds: code → the act by which."""
        heads = self.manifest.heads if self.manifest else []
        return {h.code: str(h.predecessor) if h.predecessor else None for h in heads if h.holder == self.me.party_id}

    def forget_handed_over(self, codes: Sequence[str]) -> None:
        """What was handed over on paper is not in the bag any more, though this phone signed nothing."""
        self.outbox.give_up(codes)

    # Giving.

    def release(self, codes: Sequence[str], to_party: UUID) -> Shown:
        """Offer items to one receiver, who answers with his own device."""
        return self.record(events.Release, holds=Holding({}, codes), to_party=to_party, items=self.refs(codes))

    def deliver(
        self,
        items: Sequence[sync.ManifestItem],
        party: sync.ManifestParty,
        relation: Relation = "owner",
        identity: IdentityKind = "citizen_card",
        place: Place = "at_address",
        papers_label: str | None = None,
    ) -> Shown:
        """Hand results to one citizen, who signs; the name and the paper's last four stand apart in the details.

        Old papers taken back go into an envelope of their own under `papers_label`.
        """
        codes = [item.code for item in items]
        return self.record(
            events.Deliver,
            details=receiver_details(party.name, identity),
            files=[("signature", draw_signature(codes[0])), ("photo_seal", photograph_envelope(codes[0]))],
            holds=Holding({papers_label: AS_REGISTERED} if papers_label else {}, codes),
            to_party=party.party_id,
            evidence="citizen",
            items=self.refs(codes),
            relation=relation,
            identity=identity,
            place=place,
            papers_taken_back=sum(item.papers_to_take_back for item in items),
            papers_label=papers_label,
        )

    def attempt(self, codes: Sequence[str], reason: Reason, solution: Solution) -> Shown:
        """Nobody there: the items stay in the bag."""
        return self.record(events.Attempt, reason=reason, solution=solution, items=list(codes))

    def attempt_order(self, job_id: UUID, reason: Reason, solution: Solution) -> Shown:
        """Nothing to take along: the order has no item yet."""
        return self.record(events.Attempt, reason=reason, solution=solution, job_id=job_id)

    def collect(self, item: sync.ManifestItem, *, by_transfer: bool = False) -> Shown:
        """Take what is due in cash, or hear that it was transferred."""
        mode = "claimed_transfer" if by_transfer else "cash"
        return self.record(events.Collect, code=item.code, amount_vnd=item.due_vnd, mode=mode)

    # The end of the day.

    @property
    def cash_in_hand_vnd(self) -> int:
        """Taken in cash and not handed in: by the phone's own acts, and what its forerunner left in the purse."""
        return cash_in_hand(self.outbox) + (self.outbox.note("cash_brought_along", int) or 0)

    def count(self) -> Shown:
        """Say what is in the bag and in the purse."""
        return self.record(events.Count, items=list(self.outbox.holding()), cash_vnd=self.cash_in_hand_vnd)

    def hand_in(self, amount_vnd: int, to_party: UUID) -> Shown:
        return self.record(events.HandIn, to_party=to_party, amount_vnd=amount_vnd)

    def _check_giver(self, said: events.Release, release: Shown) -> None:
        key = self.manifest.device_keys.get(str(said.device_id)) if self.manifest else None
        if key is None or not signatures.verify(base64.b64decode(key), release.body, release.signature):
            raise ServerBroke(f"release {said.event_id} is not signed by a device this phone may meet today")


def cash_in_hand(outbox: Outbox) -> int:
    """Taken in cash or got as change, and not handed in, by the acts kept there; đồng."""
    acts = [canonical.decode_act(kept.entry.act.body.encode()) for kept in outbox.acts()]
    taken = sum(act.amount_vnd for act in acts if isinstance(act, events.Collect) and act.mode == "cash")
    change = sum(act.float_vnd for act in acts if isinstance(act, events.OpenTill))
    return taken + change - sum(act.amount_vnd for act in acts if isinstance(act, events.HandIn | events.CloseTill))


def show_as_qr(release: Shown) -> str:
    """The text in the code on the giver's screen."""
    return packing.to_qr_text(packing.pack_release(release.body, release.signature))


def read_release(shown: Shown) -> events.Release:
    act = canonical.decode_act(shown.body)
    if not isinstance(act, events.Release):
        raise ServerBroke("what the screen shows is no release")
    return act


def receiver_details(receiver_name: str, identity: IdentityKind) -> events.Details:
    """What may be erased later: who signed, and the last four of the paper seen."""
    return events.Details(
        salt=secrets.token_hex(16), receiver_name=receiver_name, identity_last4="0123", note=_PAPER_SEEN[identity]
    )


_PAPER_SEEN: Final[dict[IdentityKind, str]] = {
    "citizen_card": "Đã xem thẻ căn cước",
    "vneid": "Đã xem VNeID",
    "passport": "Đã xem hộ chiếu",
    "identity_certificate": "Đã xem giấy chứng nhận căn cước",
    "other_paper": "Đã xem giấy tờ khác",
}
