"""One device as the contract has it: a key of its own, acts stored before they are shown, sent until acknowledged.

It knows the server by HTTP alone. What a carrier or a clerk does with it stands in `phone` and `workstation`.
"""

import asyncio
import base64
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

import httpx
import msgspec

from courier import clock, signatures
from courier.simulation.conversation import Audience, Conversation, Refused
from courier.simulation.outbox import UNCHANGED, Holding, KeptAct, Link, Outbox, ProofFile
from mobile_contract import canonical, events, sync
from mobile_contract.codes import parse_secret
from mobile_contract.fields import ProofKind

_BATCH_BYTES: Final = sync.LARGEST_BATCH_BYTES - 4_096
"""Room for what stands around the acts."""
PIECE_BYTES: Final = 32_768
"""Of a proof file in one request: small, because so is the signal on the dyke."""


class ServerBroke(Exception):
    """The server answered with something the contract does not allow; the device keeps all it has."""


class Shown(NamedTuple):
    """A signed act as one device's screen shows it to another."""

    body: bytes
    signature: bytes

    @property
    def signed(self) -> sync.SignedBody:
        return sync.SignedBody(body=self.body.decode(), signature=base64.b64encode(self.signature).decode())


class Device:
    """A phone or a workstation. `skew` is how far its clock is ahead of the true one."""

    def __init__(
        self,
        folder: Path,
        client: httpx.AsyncClient,
        audience: Audience,
        skew: timedelta = timedelta(0),
    ) -> None:
        self.outbox = Outbox(folder / "outbox.sqlite")
        self._made_of = (folder, client, audience, skew)
        self._skew = skew
        self._key = _open_key(folder / "key.pem")
        self._talk = Conversation(client, audience, self._sign)
        self.identity = self.outbox.note("identity", sync.EnrolmentAnswer)
        self._talk.device_id = self.identity.device_id if self.identity else None
        self.clock_offset_ms = self.outbox.note("clock_offset_ms", int)
        self.outcomes: Counter[str] = Counter()
        """What became of the acts sent since it was switched on, those carried for others too."""
        self.resent = 0
        """Acts sent twice because an answer was lost, each known to the server already."""
        self._sent_through = 0
        self._sending = asyncio.Lock()
        """Several carriers meet one workstation at a time; it sends one batch after the other."""

    @property
    def me(self) -> sync.EnrolmentAnswer:
        """Who the device is, once enrolled."""
        if self.identity is None:
            raise ServerBroke("not enrolled yet")
        return self.identity

    def now_ms(self) -> int:
        """By its own clock."""
        return _milliseconds(clock.now() + self._skew)

    def reopened(self) -> Self:
        """The same device after a crash: all that was not on disk is forgotten."""
        self.outbox.close()
        return type(self)(*self._made_of)

    def another(self) -> Self:
        """A new device for the same hands: a key, an identity and a memory of its own."""
        folder, client, audience, skew = self._made_of
        return type(self)(next_folder(folder), client, audience, skew)

    # Becoming somebody.

    async def enrol(self, secret: str, name: str) -> None:
        """Take up an enrolment link or short code. Asking again after a lost answer gets the same answer."""
        enrolment = sync.Enrolment(
            secret=parse_secret(secret),
            public_key=base64.b64encode(signatures.public_bytes(self._key)).decode(),
            device_name=name,
        )
        signed = self._sign(canonical.encode(enrolment))
        answer = await self._talk.introduce("/enrol", signed, sync.EnrolmentAnswer)
        self.outbox.write_note("identity", answer)
        self.identity = answer
        self._talk.device_id = answer.device_id

    # Acts.

    def record(
        self,
        kind: type[events.Act],
        *,
        person_id: UUID | None = None,
        details: events.Details | None = None,
        files: Sequence[tuple[ProofKind, ProofFile]] = (),
        carried: Shown | None = None,
        holds: Holding = UNCHANGED,
        **said: Any,
    ) -> Shown:
        """Sign the next act and store it; when this returns, the screen may say so."""
        details_text = None if details is None else canonical.encode(details).decode()

        def make(link: Link) -> KeptAct:
            act = kind(
                event_id=event_id,
                device_id=self.me.device_id,
                device_seq=link.seq,
                previous=link.previous,
                person_id=person_id or self.me.person_id,
                happened_at_ms=self.now_ms(),
                clock_offset_ms=self.clock_offset_ms,
                details=None if details_text is None else canonical.digest(details_text.encode()),
                proofs=[events.Proof(kind, file.sha256) for kind, file in files],
                **said,
            )
            body = canonical.encode(act)
            entry = sync.Entry(
                act=self._sign(body),
                carried=carried and carried.signed,
                details=details_text,
            )
            return KeptAct(link.seq, canonical.digest(body), act.happened_at_ms, entry)

        event_id = clock.new_id()
        now: dict[str, str | None] = {
            code: str(event_id) if by is None else by for code, by in holds.from_now_on.items()
        }
        holds = Holding(now, holds.no_longer)
        first = canonical.first_previous(self.me.device_id)
        kept = self.outbox.append(first, make, [file for _, file in files], holds)
        return Shown(kept.entry.act.body.encode(), base64.b64decode(kept.entry.act.signature))

    def refs(self, codes: Sequence[str]) -> list[events.ItemRef]:
        """Items as an act of their holder names them, each with the act by which he holds it."""
        held = self.outbox.holding()
        return [events.ItemRef(code, UUID(by) if (by := held.get(code)) else None) for code in codes]

    # Up.

    async def send_all(self) -> list[sync.EntryOutcome]:
        """Send what is not acknowledged, then the files; the outcomes of the acts sent.

        Raises `httpx.TransportError` where the network fails: everything is still here, the next call goes on.
        """
        outcomes: list[sync.EntryOutcome] = []
        async with self._sending:
            while batch := _as_many_as_fit(self.outbox.acts(self.outbox.acked_through, sync.LARGEST_BATCH_ACTS)):
                life, acked_before = self._incarnation, self.outbox.acked_through
                answer = await self._send(batch)
                outcomes += answer.outcomes
                if self._sign_anew(batch, answer) or life not in (None, self._incarnation):
                    continue
                if batch[0].seq > acked_before + 1:
                    break  # restored to before what is still kept here: its people must close the gap
                if self.outbox.acked_through < batch[-1].seq:
                    raise ServerBroke(f"acknowledged {self.outbox.acked_through}, sent up to {batch[-1].seq}")
            await self.send_files()
        return outcomes

    async def send_what_can_be(self) -> None:
        """Send, and tell the office what is left; where the network fails all stays stored for the next time."""
        with suppress(httpx.TransportError):
            await self.send_all()
            await self.report_status()

    async def measure_clock(self) -> None:
        """Learn how far the clock is off, by a batch of nothing; asked once more where the answer got lost."""
        with suppress(httpx.TransportError):
            await self._send([])
            return
        await self._send([])

    async def _send(self, batch: Sequence[KeptAct]) -> sync.BatchAnswer:
        message = sync.Batch(
            contract_version=sync.CONTRACT_VERSION,
            entries=[act.entry for act in batch],
            receipt=self.outbox.last_receipt(),
        )
        sent_before = self._sent_through
        self._sent_through = max([sent_before, *(act.seq for act in batch)])
        answer = await self._talk.ask("POST", "/events", message, sync.BatchAnswer)
        self.resent += sum(
            act.seq <= sent_before and outcome.outcome == "exists"
            for act, outcome in zip(batch, answer.outcomes, strict=True)
        )
        receipt = read_receipt(answer.receipt, self.me.server_key)
        if (receipt.device_id, receipt.acked_through) != (self.me.device_id, answer.acked_through):
            raise ServerBroke(f"a receipt for something else: {receipt}")
        self.heard_from(answer.incarnation, answer.acked_through)
        self.outbox.acknowledge(receipt.acked_through, answer.receipt)
        self.outbox.acknowledged_at(self.now_ms())
        self.outcomes.update(o for outcome in answer.outcomes for o in (outcome.outcome, outcome.carried) if o)
        self.outbox.send_again([sha256 for outcome in answer.outcomes for sha256 in outcome.missing_files])
        self.clock_offset_ms = answer.server_time_ms - self.now_ms()
        self.outbox.write_note("clock_offset_ms", self.clock_offset_ms)
        return answer

    def heard_from(self, incarnation: UUID, acked_through: int) -> bool:
        """Whether the server began another life since the last answer: then all it lacks is offered again."""
        known = self._incarnation
        if known is None:
            self.outbox.write_note("incarnation", incarnation)
        elif known != incarnation:
            self.outbox.offer_again(str(incarnation), acked_through)
        return known not in (None, incarnation)

    @property
    def _incarnation(self) -> UUID | None:
        return self.outbox.note("incarnation", UUID)

    def _sign_anew(self, batch: Sequence[KeptAct], answer: sync.BatchAnswer) -> int:
        """Acts whose id somebody else used up first get another id under the same number; how many."""
        taken = [
            act
            for act, outcome in zip(batch, answer.outcomes, strict=True)
            if outcome.outcome == "exists_different" and act.seq > self.outbox.acked_through
        ]
        for kept in taken:
            old = canonical.decode_act(kept.entry.act.body.encode())
            new = msgspec.structs.replace(old, event_id=clock.new_id())
            body = canonical.encode(new)
            entry = msgspec.structs.replace(kept.entry, act=self._sign(body))
            renewed = KeptAct(kept.seq, canonical.digest(body), kept.happened_at_ms, entry)
            self.outbox.replace(renewed, str(old.event_id), str(new.event_id))
        return len(taken)

    async def send_files(self) -> None:
        """Declare each proof file, go on from where the server has it, piece by piece."""
        for file in self.outbox.files_to_send():
            declared = {"size_bytes": len(file.content), "media_type": file.media_type}
            state = await self._talk.ask("PUT", f"/files/{file.sha256}", declared, _FileState)
            offset = state.received_bytes
            while offset < len(file.content):
                offset = await self._send_piece(file, offset)
            self.outbox.file_was_sent(file.sha256)

    async def _send_piece(self, file: ProofFile, offset: int) -> int:
        """Where the next piece begins. A piece believed lost may arrive after all, behind the question how much is
        there: then the next one does not continue what is there, and the phone asks again."""
        path = f"/files/{file.sha256}"
        headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        piece = file.content[offset : offset + PIECE_BYTES]
        try:
            response = await self._talk.request("PATCH", path, piece, headers)
        except Refused as refused:
            if refused.type != "/problems/wrong-offset":
                raise
            response = await self._talk.request("HEAD", path, None, {})
        return int(response.headers["Upload-Offset"])

    async def report_status(self) -> None:
        """Tell the office what is still only here."""
        unsent = self.outbox.acts(self.outbox.acked_through)
        status = sync.DeviceStatus(
            unsent=len(unsent),
            oldest_unsent_at_ms=unsent[0].happened_at_ms if unsent else None,
            last_seq=unsent[-1].seq if unsent else self.outbox.acked_through,
        )
        await self._talk.tell("/status", status)

    def _sign(self, body: bytes) -> sync.SignedBody:
        return Shown(body, signatures.sign(self._key, body)).signed


def newest_folder(first: Path) -> Path:
    """The folder of the device in use: the first one's, or that of what replaced it last."""
    folder = first
    while next_folder(folder).exists():
        folder = next_folder(folder)
    return folder


def next_folder(folder: Path) -> Path:
    """may-lan, may-lan~2, may-lan~3, …"""
    name, _, number = folder.name.partition("~")
    return folder.with_name(f"{name}~{int(number or 1) + 1}")


class _FileState(msgspec.Struct):
    """What of a proof file the server has."""

    received_bytes: int


def read_receipt(signed: sync.SignedBody, server_key: str) -> sync.Receipt:
    """The receipt inside, once the server's key (base64 SEC 1) is seen to have signed it. Raises `ServerBroke`."""
    body = signed.body.encode()
    if not signatures.verify(base64.b64decode(server_key), body, base64.b64decode(signed.signature)):
        raise ServerBroke("a receipt that the server did not sign")
    return msgspec.json.decode(body, type=sync.Receipt)


def event_id_of(shown: Shown) -> UUID:
    return canonical.decode_envelope(shown.body).event_id


def _open_key(path: Path) -> signatures.PrivateKey:
    if not path.exists():
        signatures.save_key(signatures.new_key(), path)
    return signatures.load_key(path)


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


def _as_many_as_fit(acts: Sequence[KeptAct]) -> Sequence[KeptAct]:
    """The first of these that one batch may hold, at least one."""
    size = 0
    for place, act in enumerate(acts):
        size += len(msgspec.json.encode(act.entry)) + 1
        if size > _BATCH_BYTES and place:
            return acts[:place]
    return acts
