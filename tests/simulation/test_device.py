"""A phone and the real server, with the network's faults between them; and a phone whose process is killed."""

import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import msgspec
import pytest

from courier import signatures
from courier.simulation.airwaves import Airwaves, AnswerLost, BrokenOff, NoSignal
from courier.simulation.cast import Carrier, order_enrolment
from courier.simulation.conversation import Refused
from courier.simulation.device import ServerBroke, Shown, event_id_of, read_receipt
from courier.simulation.outbox import UNCHANGED, KeptAct, Link
from courier.simulation.papers import draw_signature, photograph_envelope
from courier.simulation.phone import Phone, show_as_qr
from courier.simulation.statements import ACTS_OF_DEVICE
from mobile_contract import canonical, events
from mobile_contract.sync import Entry, Head
from tests.simulation.conftest import Stage, add_carrier

MakeCarrier = Callable[..., Awaitable[Carrier]]


async def stored(stage: Stage, phone: Phone) -> list[tuple[int, str]]:
    """What the server keeps of a device: number and digest."""
    async with stage.pool.acquire() as connection:
        return [(act.seq, act.body_hash.hex()) for act in await ACTS_OF_DEVICE.all(connection, phone.me.device_id)]


def told(phone: Phone) -> list[tuple[int, str]]:
    """What the phone was told is saved."""
    return [(act.seq, act.body_sha256) for act in phone.outbox.acts() if act.seq <= phone.outbox.acked_through]


async def test_a_phone_enrols_again_after_a_lost_answer_as_the_same(stage: Stage, tmp_path: Path) -> None:
    who = await add_carrier(stage)
    link = await order_enrolment(stage.dispatcher, stage.world.post_office, who, "phone")
    airwaves = Airwaves(httpx.AsyncHTTPTransport())
    airwaves.lose_next_answer("POST", "/enrol")
    async with httpx.AsyncClient(transport=airwaves, base_url=stage.server.local_url) as client:
        phone = Phone(tmp_path, client, "carrier")
        with pytest.raises(AnswerLost):
            await phone.enrol(link["url"], "máy")
        await phone.enrol(link["url"], "máy")
        phone.count()
        await phone.send_all()
        assert phone.me.person_name == who.full_name
        assert await stored(stage, phone) == told(phone)


async def test_an_enrolment_is_good_for_one_device_only(stage: Stage, tmp_path: Path) -> None:
    who = await add_carrier(stage)
    link = await order_enrolment(stage.dispatcher, stage.world.post_office, who, "phone")
    async with httpx.AsyncClient(base_url=stage.server.local_url) as client:
        await Phone(tmp_path / "one", client, "carrier").enrol(link["short_code"], "máy một")
        with pytest.raises(Refused, match="409"):
            await Phone(tmp_path / "two", client, "carrier").enrol(link["url"], "máy hai")


async def test_a_day_without_signal_is_kept_and_sent_whole(stage: Stage, carrier: Carrier) -> None:
    carrier.airwaves.is_offline = True
    for _ in range(250):
        carrier.phone.count()
    with pytest.raises(NoSignal):
        await carrier.phone.send_all()
    assert await stored(stage, carrier.phone) == []
    carrier.airwaves.is_offline = False
    await carrier.phone.send_all()
    assert carrier.phone.outbox.acked_through == 250
    assert await stored(stage, carrier.phone) == told(carrier.phone)


async def test_a_batch_whose_answer_was_lost_is_known_the_second_time(stage: Stage, carrier: Carrier) -> None:
    for _ in range(3):
        carrier.phone.count()
    carrier.airwaves.lose_next_answer("POST", "/events")
    with pytest.raises(AnswerLost):
        await carrier.phone.send_all()
    assert carrier.phone.outbox.acked_through == 0
    outcomes = await carrier.phone.send_all()
    assert [outcome.outcome for outcome in outcomes] == ["exists"] * 3
    assert carrier.phone.resent == 3
    assert await stored(stage, carrier.phone) == told(carrier.phone)


async def test_a_batch_of_which_half_left_the_phone_is_sent_again_whole(stage: Stage, carrier: Carrier) -> None:
    for _ in range(3):
        carrier.phone.count()
    carrier.airwaves.break_next_body("POST", "/events")
    with pytest.raises(BrokenOff):
        await carrier.phone.send_all()
    assert await stored(stage, carrier.phone) == []
    outcomes = await carrier.phone.send_all()
    assert [outcome.outcome for outcome in outcomes] == ["created"] * 3
    assert await stored(stage, carrier.phone) == told(carrier.phone)


async def test_an_act_whose_id_another_used_up_is_signed_anew_under_its_number(
    stage: Stage, make_carrier: MakeCarrier
) -> None:
    lan, minh = await make_carrier(), await make_carrier()
    taken = event_id_of(lan.phone.count())
    lan.phone.count()
    minh.phone.outbox.append(
        canonical.first_previous(minh.phone.me.device_id),
        lambda link: counted_as(minh.phone, taken, link),
        [],
        UNCHANGED,
    )
    await minh.phone.send_all()
    outcomes = [outcome.outcome for outcome in await lan.phone.send_all()]
    assert outcomes == ["exists_different", "created", "created", "exists"]
    assert [act.seq for act in lan.phone.outbox.acts()] == [1, 2]
    assert lan.phone.outbox.acked_through == 2
    assert await stored(stage, lan.phone) == told(lan.phone)


def counted_as(phone: Phone, event_id: UUID, link: Link) -> KeptAct:
    """A count under an id seen on another's screen."""
    act = events.Count(
        event_id=event_id,
        device_id=phone.me.device_id,
        device_seq=link.seq,
        previous=link.previous,
        person_id=phone.me.person_id,
        happened_at_ms=phone.now_ms(),
    )
    body = canonical.encode(act)
    return KeptAct(link.seq, canonical.digest(body), act.happened_at_ms, Entry(act=phone._sign(body)))


async def test_what_a_replaced_phone_had_not_sent_counts_and_the_next_one_works_on(
    stage: Stage, make_carrier: MakeCarrier
) -> None:
    lan = await make_carrier()
    lan.airwaves.is_offline = True
    for _ in range(3):
        lan.phone.count()
    await lan.change_phone(stage.dispatcher, stage.world.post_office)
    (old,) = lan.old_phones
    assert old.me.device_id != lan.phone.me.device_id
    lan.phone.count()
    await lan.phone.send_all()
    assert await stored(stage, old) == []
    outcomes = await old.send_all()
    assert [outcome.outcome for outcome in outcomes] == ["created"] * 3
    assert await stored(stage, old) == told(old)
    assert await stored(stage, lan.phone) == told(lan.phone)


async def test_a_photo_goes_on_where_it_broke_off(stage: Stage, carrier: Carrier) -> None:
    photo = photograph_envelope(carrier.who.username)
    ink = draw_signature(carrier.who.username)
    carrier.phone.record(events.Count, files=[("photo_seal", photo), ("signature", ink)])
    carrier.airwaves.lose_next_answer("PATCH", "/files/")
    with pytest.raises(AnswerLost):
        await carrier.phone.send_all()
    offsets: list[str] = []
    carrier.airwaves.watch = lambda request: offsets.append(request.headers.get("Upload-Offset", ""))
    await carrier.phone.send_all()
    assert next(offset for offset in offsets if offset) == "32768"
    assert carrier.phone.outbox.files_to_send() == []
    assert (stage.home / "files" / photo.sha256[:2] / photo.sha256[2:]).read_bytes() == photo.content


async def test_a_piece_believed_lost_that_arrives_after_all_breaks_no_photo(stage: Stage, carrier: Carrier) -> None:
    photo = photograph_envelope(carrier.who.username)
    carrier.phone.record(events.Count, files=[("photo_seal", photo)])
    carrier.airwaves.repeat_next_request("PATCH", "/files/")
    asked: list[str] = []
    carrier.airwaves.watch = lambda request: asked.append(request.method)
    await carrier.phone.send_all()
    assert "HEAD" in asked
    assert carrier.phone.outbox.files_to_send() == []
    assert (stage.home / "files" / photo.sha256[:2] / photo.sha256[2:]).read_bytes() == photo.content


async def test_a_phone_learns_how_far_its_clock_is_off(make_carrier: MakeCarrier) -> None:
    carrier = await make_carrier(timedelta(minutes=3))
    await carrier.phone.measure_clock()
    assert carrier.phone.clock_offset_ms == pytest.approx(-180_000, abs=5_000)


async def test_a_release_that_its_giver_did_not_sign_is_not_accepted(make_carrier: MakeCarrier) -> None:
    lan, minh = await make_carrier(), await make_carrier()
    await lan.phone.fetch_manifest()
    shown = minh.phone.release(["0" * 12], lan.phone.me.party_id)
    forged = Shown(shown.body, signatures.sign(signatures.new_key(), shown.body))
    with pytest.raises(ServerBroke, match="not signed by a device"):
        lan.phone.accept(lan.phone.scan_release(show_as_qr(forged)))
    assert lan.phone.outbox.acts() == []
    lan.phone.accept(lan.phone.scan_release(show_as_qr(shown)))
    assert list(lan.phone.outbox.holding()) == ["0" * 12]


async def test_a_receipt_that_the_server_did_not_sign_is_refused(carrier: Carrier) -> None:
    carrier.phone.count()
    await carrier.phone.send_all()
    true = carrier.phone.outbox.receipts()[-1]
    assert read_receipt(true, carrier.phone.me.server_key).acked_through == 1
    forged = msgspec.structs.replace(true, body=true.body.replace('"acked_through":1', '"acked_through":9'))
    with pytest.raises(ServerBroke, match="did not sign"):
        read_receipt(forged, carrier.phone.me.server_key)


async def test_a_refusal_is_told_in_the_servers_words(stage: Stage) -> None:
    with pytest.raises(Refused, match="404"):
        await stage.dispatcher.ask("GET", f"/board?office_id={UUID(int=7)}")


RECORDING = """
import sys
from pathlib import Path
import httpx
from courier.simulation.phone import Phone

phone = Phone(Path(sys.argv[1]), httpx.AsyncClient(base_url="http://localhost"), "carrier")
for number in range(1, 10_001):
    phone.count()
    print(number, flush=True)
"""


async def test_what_the_screen_confirmed_survives_the_phone_being_killed(stage: Stage, carrier: Carrier) -> None:
    confirmed = kill_while_recording(stage.home / carrier.who.username)
    await carrier.phone.send_all()
    kept = await stored(stage, carrier.phone)
    assert len(kept) >= confirmed >= 40
    assert kept == told(carrier.phone)
    assert [seq for seq, _ in kept] == list(range(1, len(kept) + 1))


def kill_while_recording(folder: Path) -> int:
    """Record on the phone in `folder` in a process of its own, killed after 40 acts; how many it had confirmed."""
    process = subprocess.Popen([sys.executable, "-c", RECORDING, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = [int(process.stdout.readline()) for _ in range(40)]
    process.kill()
    rest = process.stdout.read().split()
    process.wait()
    return max([*first, *(int(number) for number in rest)])


async def test_an_envelope_whose_code_was_replaced_goes_along_to_the_next_phone(carrier: Carrier) -> None:
    await carrier.phone.fetch_manifest()
    manifest = carrier.phone.manifest
    assert manifest is not None
    first, second = UUID(int=1), UUID(int=2)
    me = carrier.phone.me.party_id
    heads = [
        Head(code="NEW000000000", holder=me, predecessor=first),
        Head(code="SAME00000000", holder=me, predecessor=second),
        Head(code="THERS0000000", holder=UUID(int=3), predecessor=UUID(int=4)),
    ]
    carrier.phone.outbox.write_note("manifest", msgspec.structs.replace(manifest, heads=heads))
    bag = {"0DD000000000": str(first), "SAME00000000": str(second), "THERS0000000": str(UUID(int=4))}
    assert carrier.phone._heads_of(bag) == {"0DD000000000": str(first), "SAME00000000": str(second)}
