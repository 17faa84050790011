"""A workstation of a desk or a post office: several people use it, each act names who."""

from collections.abc import Collection, Sequence
from uuid import UUID

from courier.simulation.device import Device, Shown, event_id_of
from courier.simulation.outbox import AS_REGISTERED, Holding, ProofFile
from courier.simulation.papers import draw_signature, photograph_envelope
from courier.simulation.phone import cash_in_hand, read_release, receiver_details
from mobile_contract import canonical, events
from mobile_contract.fields import RefusalReason


class Workstation(Device):
    """The counter's PC, always on the network."""

    def release(self, codes: Sequence[str], to_party: UUID, by: UUID) -> Shown:
        """A clerk hands over a list; the screen shows the release as a code."""
        return self.record(
            events.Release, person_id=by, holds=Holding({}, codes), to_party=to_party, items=self.refs(codes)
        )

    def accept(
        self, release: Shown, by: UUID, refused: Collection[str] = (), reason: RefusalReason = "DESK_REFUSED"
    ) -> Shown:
        """Take over what the giver's screen shows, sealed as it is; what is `refused` of it stays with the giver."""
        said = read_release(release)
        taken = [item.code for item in said.items if item.code not in refused]
        return self.record(
            events.Accept,
            person_id=by,
            carried=release,
            holds=Holding(dict.fromkeys(taken), ()),
            answers=said.event_id,
            answers_sha256=canonical.digest(release.body),
            items=taken,
            refused=[events.RefusedItem(item.code, reason) for item in said.items if item.code in refused],
        )

    def collect(self, code: str, amount_vnd: int, by: UUID, *, by_transfer: bool = False) -> Shown:
        """Take what a citizen pays at the counter, in cash into the counter's own drawer, or hear of a transfer."""
        mode = "claimed_transfer" if by_transfer else "cash"
        return self.record(events.Collect, person_id=by, code=code, amount_vnd=amount_vnd, mode=mode)

    @property
    def cash_in_hand_vnd(self) -> int:
        """In the drawer, by the counter's own acts; what carriers brought is in the safe."""
        return cash_in_hand(self.outbox)

    def count(self, by: UUID) -> Shown:
        """The teller's own count at the close: what lies here, what is in the drawer."""
        return self.record(
            events.Count, person_id=by, items=sorted(self.outbox.holding()), cash_vnd=self.cash_in_hand_vnd
        )

    def open_till(self, float_vnd: int, by: UUID) -> Shown:
        """A shift at the counter begins: change out of the safe into the drawer."""
        return self.record(events.OpenTill, person_id=by, float_vnd=float_vnd)

    def close_till(self, by: UUID) -> None:
        """The whole drawer, change included, back into the safe, and counted there."""
        amount_vnd = self.cash_in_hand_vnd
        closing = self.record(events.CloseTill, person_id=by, amount_vnd=amount_vnd)
        self.count_in(event_id_of(closing), amount_vnd, by)

    def hand_in(self, amount_vnd: int, by: UUID) -> Shown:
        """The drawer's cash goes to the safe of the teller's own office."""
        return self.record(events.HandIn, person_id=by, to_party=self.me.party_id, amount_vnd=amount_vnd)

    def transcribe(
        self,
        item: events.ItemRef,
        giver: UUID,
        receiver: UUID,
        name: str,
        written_at_ms: int,
        sheet: ProofFile,
        by: UUID,
    ) -> Shown:
        """Enter one line of a sheet that both sides signed, with the sheet's photo."""
        return self.record(
            events.Transcribe,
            person_id=by,
            details=receiver_details(name, "citizen_card"),
            files=[("photo_paper", sheet)],
            from_party=giver,
            to_party=receiver,
            items=[item],
            written_at_ms=written_at_ms,
            relation="owner",
            identity="citizen_card",
        )

    def receive(self, code: str, from_party: UUID, name: str, job_id: UUID, by: UUID) -> Shown:
        """Take a dossier from the citizen who brings it, under a roll label, sealed."""
        return self.record(
            events.Receive,
            person_id=by,
            details=receiver_details(name, "citizen_card"),
            files=[("signature", draw_signature(code)), ("photo_seal", photograph_envelope(code))],
            holds=Holding({code: None}, ()),
            from_party=from_party,
            evidence="citizen",
            items=[events.ItemRef(code, None)],
            job_id=job_id,
            relation="owner",
            identity="citizen_card",
            place="at_counter",
            seals=[events.Seal(code, f"NP-{code[-4:]}")],
        )

    def deliver_at_counter(
        self, code: str, to_party: UUID, name: str, by: UUID, *, papers: int = 0, papers_label: str | None = None
    ) -> Shown:
        """Hand a result to the citizen who came for it; old papers taken back get a label of their own."""
        return self.record(
            events.Deliver,
            person_id=by,
            details=receiver_details(name, "vneid"),
            files=[("signature", draw_signature(code)), ("photo_seal", photograph_envelope(code))],
            holds=Holding({papers_label: AS_REGISTERED} if papers_label else {}, [code]),
            to_party=to_party,
            evidence="citizen",
            items=self.refs([code]),
            relation="owner",
            identity="vneid",
            place="at_counter",
            papers_taken_back=papers,
            papers_label=papers_label,
        )

    def count_in(self, hand_in: UUID, amount_vnd: int, by: UUID) -> Shown:
        """Count the cash of a hand-in on the table; what is counted is what is booked."""
        return self.record(events.CountIn, person_id=by, answers=hand_in, amount_vnd=amount_vnd)
