"""A workstation of a desk or a post office: several people use it, each act names who."""

from collections.abc import Sequence
from uuid import UUID

from courier.simulation.device import Device, Shown
from courier.simulation.outbox import Holding
from courier.simulation.papers import draw_signature, photograph_envelope
from courier.simulation.phone import read_release, receiver_details
from mobile_contract import canonical, events


class Workstation(Device):
    """The counter's PC, always on the network."""

    def release(self, codes: Sequence[str], to_party: UUID, by: UUID) -> Shown:
        """A clerk hands over a list; the screen shows the release as a code."""
        return self.record(
            events.Release, person_id=by, holds=Holding({}, codes), to_party=to_party, items=self.refs(codes)
        )

    def accept(self, release: Shown, by: UUID) -> Shown:
        """Take over what the giver's screen shows, sealed as it is."""
        said = read_release(release)
        return self.record(
            events.Accept,
            person_id=by,
            carried=release,
            holds=Holding({item.code: None for item in said.items}, ()),
            answers=said.event_id,
            answers_sha256=canonical.digest(release.body),
            items=[item.code for item in said.items],
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

    def deliver_at_counter(self, code: str, to_party: UUID, name: str, by: UUID) -> Shown:
        """Hand a result to the citizen who came for it."""
        return self.record(
            events.Deliver,
            person_id=by,
            details=receiver_details(name, "vneid"),
            files=[("signature", draw_signature(code)), ("photo_seal", photograph_envelope(code))],
            holds=Holding({}, [code]),
            to_party=to_party,
            evidence="citizen",
            items=self.refs([code]),
            relation="owner",
            identity="vneid",
            place="at_counter",
        )

    def count_in(self, hand_in: UUID, amount_vnd: int, by: UUID) -> Shown:
        """Count the cash of a hand-in on the table; what is counted is what is booked."""
        return self.record(events.CountIn, person_id=by, answers=hand_in, amount_vnd=amount_vnd)
