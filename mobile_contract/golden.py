"""The golden examples: what every implementation of the contract must read and write, byte for byte.

`examples/*.json` are made from here and read by the tests of Python and TypeScript alike.
"""

import base64
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from mobile_contract import codes, events, packing, sync
from mobile_contract.canonical import digest, encode, first_previous
from mobile_contract.crockford import CodeError
from mobile_contract.example_signing import example_public_key, example_signature

PRIVATE_KEY = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
"""The published test key of RFC 6979, A.2.5: no secret."""

Json = Any


def golden_examples() -> dict[str, Json]:
    """File name to content."""
    return {
        "acts.json": {"key": _key(), "acts": [_signed(name, act) for name, act in _acts()]},
        "chain.json": {"key": _key(), "device_id": str(PHONE), "acts": list(_chain())},
        "dialogue.json": {"key": _key(), "signed": [_signed(name, thing) for name, thing in _dialogue()]},
        "releases.json": {"key": _key(), "releases": list(_releases()), "unreadable": list(_unreadable())},
        "codes.json": _codes(),
    }


def _id(number: int) -> UUID:
    """A UUIDv7 of one fixed millisecond."""
    return UUID(f"019d0000-0000-7000-8000-{number:012x}")


def _code(number: int) -> str:
    """A tracking code that looks random and stays the same."""
    return codes.code_of_number(int(digest(str(number).encode()), 16) % 2**55)


def _digest(number: int) -> str:
    return digest(f"file {number}".encode())


PHONE, WORKSTATION, CARRIER, DESK, CITIZEN, OFFICE = (_id(number) for number in range(1, 7))
ORIGIN, SEALING, ORDER = (_id(number) for number in range(16, 19))
ENROLMENT_SECRET = "0123456789ABCDEFGHJKMNPQRS"  # noqa: S105
SSCC = codes.make_sscc("8938505", 42)
NOON_MS = 1_795_323_600_000
"""2026-11-22 12:00 in Việt Nam."""

ITEM = events.ItemRef(_code(1), ORIGIN)
REGISTERED = events.ItemRef(_code(2), None)

_BARE: dict[str, Any] = {
    "event_id": _id(256),
    "device_id": PHONE,
    "device_seq": 1,
    "previous": first_previous(PHONE),
    "person_id": CARRIER,
    "happened_at_ms": NOON_MS,
}
_DRESSED: dict[str, Any] = _BARE | {
    "device_seq": 2**53 - 1,
    "previous": _digest(0),
    "zone_min": -210,
    "clock_offset_ms": -1_250,
    "details": _digest(1),
    "proofs": [events.Proof("signature", _digest(2)), events.Proof("photo_seal", _digest(3))],
}


def _acts() -> Iterable[tuple[str, events.SignedAct]]:
    """Each kind with what it must have, and with every field there is."""
    yield "release, minimal", events.Release(**_BARE, to_party=DESK, items=[ITEM])
    yield (
        "release, full",
        events.Release(
            **_DRESSED,
            to_party=DESK,
            items=[ITEM, REGISTERED],
            bag=events.BagRef(SSCC, SEALING, ORIGIN),
            two_roles=True,
            bag_sha256=_digest(5),
        ),
    )
    yield "accept, minimal", events.Accept(**_BARE, answers=ORIGIN, answers_sha256=_digest(4))
    yield (
        "accept, full",
        events.Accept(
            **_DRESSED,
            answers=ORIGIN,
            answers_sha256=_digest(4),
            items=[_code(1)],
            refused=[events.RefusedItem(_code(2), "SEAL_BROKEN")],
            bag=SSCC,
            seals=[events.Seal(_code(1), "VN-0012345")],
            two_roles=True,
            list_count=1,
        ),
    )
    yield "withdraw, minimal", events.Withdraw(**_BARE, answers=ORIGIN)
    yield "withdraw, full", events.Withdraw(**_DRESSED, answers=ORIGIN, items=[_code(1)])
    yield "receive, minimal", events.Receive(**_BARE, from_party=CITIZEN, evidence="citizen", items=[REGISTERED])
    yield (
        "receive, full",
        events.Receive(
            **_DRESSED,
            from_party=DESK,
            evidence="witnessed",
            items=[ITEM],
            job_id=ORDER,
            relation="desk_clerk",
            identity="vneid",
            place="at_agreed_place",
            one_time_code="0042",
            seals=[events.Seal(_code(1), "VN-0012345")],
            papers=[events.CountedLine(1, 1, 0, 0), events.CountedLine(2, 0, 1, 2)],
            skipped=[events.Skipped("identity_seen", "declined")],
        ),
    )
    yield "deliver, minimal", events.Deliver(**_BARE, to_party=CITIZEN, evidence="citizen", items=[ITEM])
    yield (
        "deliver, full",
        events.Deliver(
            **_DRESSED,
            to_party=CITIZEN,
            evidence="citizen",
            items=[ITEM],
            relation="authorised",
            identity="citizen_card",
            place="at_counter",
            one_time_code="12345678",
            papers_taken_back=1,
            papers_label=_code(3),
            seals=[events.Seal(_code(1), "VN-0012345")],
            takers=[events.Taker(_code(1), "spouse")],
            skipped=[events.Skipped("signature", "cannot_sign")],
        ),
    )
    yield "attempt, minimal", events.Attempt(**_BARE, reason="ABSENT", solution="RETRY", items=[_code(1)])
    yield (
        "attempt, full",
        events.Attempt(
            **_DRESSED,
            reason="NOT_PREPARED",
            solution="RETRY",
            items=[_code(1)],
            job_id=ORDER,
            place="at_agreed_place",
            card_left=True,
            skipped=[events.Skipped("photo", "no_means")],
        ),
    )
    yield "collect, minimal", events.Collect(**_BARE, code=_code(1), amount_vnd=10_000, mode="cash")
    yield (
        "collect, full",
        events.Collect(**_DRESSED, code=_code(1), amount_vnd=10**12, mode="claimed_transfer", receipt_number=12_228),
    )
    yield "hand_in, minimal", events.HandIn(**_BARE, to_party=OFFICE, amount_vnd=327_000)
    yield "hand_in, full", events.HandIn(**_DRESSED, to_party=OFFICE, amount_vnd=0)
    yield "count_in, minimal", events.CountIn(**_BARE, answers=ORIGIN, amount_vnd=327_000)
    yield "count_in, full", events.CountIn(**_DRESSED, answers=ORIGIN, amount_vnd=326_000)
    yield "seal_bag, minimal", events.SealBag(**_BARE, sscc=SSCC, seal="T-7", items=[ITEM])
    yield "seal_bag, full", events.SealBag(**_DRESSED, sscc=SSCC, seal="VN-0012345", items=[ITEM, REGISTERED])
    yield "open_bag, minimal", events.OpenBag(**_BARE, sscc=SSCC, sealing=SEALING)
    yield "open_bag, full", events.OpenBag(**_DRESSED, sscc=SSCC, sealing=SEALING, found=[_code(1), _code(2)])
    yield "count, minimal", events.Count(**_BARE)
    yield "count, full", events.Count(**_DRESSED, items=[_code(1)], cash_vnd=327_000)
    yield "correct, minimal", events.Correct(**_BARE, answers=ORIGIN)
    yield "correct, full", events.Correct(**_DRESSED, answers=ORIGIN, items=[_code(1)])
    yield "void, minimal", events.Void(**_BARE)
    yield "void, full", events.Void(**_DRESSED, instead_of=ORIGIN)
    written_at_ms = 1_790_000_000_000
    yield (
        "transcribe, minimal",
        events.Transcribe(**_BARE, from_party=OFFICE, to_party=CITIZEN, items=[ITEM], written_at_ms=written_at_ms),
    )
    yield (
        "transcribe, full",
        events.Transcribe(
            **_DRESSED,
            from_party=OFFICE,
            to_party=CITIZEN,
            items=[ITEM],
            written_at_ms=written_at_ms,
            relation="spouse",
            identity="vneid",
            place="at_agreed_place",
            papers_taken_back=2,
        ),
    )
    yield "open_till, minimal", events.OpenTill(**_BARE)
    yield "open_till, full", events.OpenTill(**_DRESSED, float_vnd=500_000)
    yield "close_till, minimal", events.CloseTill(**_BARE, amount_vnd=0)
    yield "close_till, full", events.CloseTill(**_DRESSED, amount_vnd=1_827_000)
    yield "return_receipts, minimal", events.ReturnReceipts(**_BARE, first_number=31, last_number=50)
    yield (
        "return_receipts, full",
        events.ReturnReceipts(**_DRESSED, first_number=17, last_number=17, is_spoiled=True),
    )
    yield "examine, minimal", events.Examine(**_BARE, code=_code(1))
    yield (
        "examine, full",
        events.Examine(
            **_DRESSED,
            code=_code(1),
            seal="VN-0012345",
            is_seal_intact=False,
            papers=[events.CountedLine(1, 2, 0, 1)],
            originals=[events.OriginalFate(1, "kept", 1), events.OriginalFate(1, "returned_later", 1)],
            originals_label=_code(3),
        ),
    )
    yield "answer_filing, minimal", events.AnswerFiling(**_BARE, code=_code(1))
    yield (
        "answer_filing, full",
        events.AnswerFiling(
            **_DRESSED, code=_code(1), dossier_code="H26.14-261122-0001", due_on="2026-12-04", refused="INCOMPLETE"
        ),
    )
    yield "confirm_count, minimal", events.ConfirmCount(**_BARE, answers=ORIGIN, answers_sha256=_digest(4))
    yield (
        "confirm_count, full",
        events.ConfirmCount(**_DRESSED, answers=ORIGIN, answers_sha256=_digest(4), items=[_code(1), _code(2)]),
    )
    yield "report, minimal", events.Report(**_BARE, code=_code(1), what="lost")
    yield "report, full", events.Report(**_DRESSED, code=_code(1), what="seal_broken")


def _chain() -> Iterable[Json]:
    """One phone's first four acts, each naming the one before."""
    previous = first_previous(PHONE)
    for number in range(1, 5):
        act = events.Collect(
            **_BARE | {"event_id": _id(512 + number), "device_seq": number, "previous": previous},
            code=_code(number),
            amount_vnd=1_000 * number,
            mode="cash",
        )
        previous = digest(encode(act))
        yield _signed(f"act {number}", act)


def _dialogue() -> Iterable[tuple[str, msgspec.Struct]]:
    """The signed things that are no acts."""
    public_key = base64.b64encode(example_public_key(PRIVATE_KEY)).decode()
    yield (
        "enrolment by token",
        sync.Enrolment(secret=ENROLMENT_SECRET, public_key=public_key, device_name='Máy bưu tá "Đào" 2\\3'),
    )
    yield (
        "challenge",
        sync.Challenge(device_id=PHONE, nonce="0f" * 16, expires_at_ms=NOON_MS + 60_000, seal=_digest(5)),
    )
    yield (
        "receipt",
        sync.Receipt(
            device_id=PHONE,
            acked_through=40,
            head=_digest(6),
            received_at_ms=NOON_MS,
            incarnation=_id(7),
            key_id="00112233445566ff",
        ),
    )


def _releases() -> Iterable[Json]:
    """Packed releases, as their QR codes hold them."""
    few = [_id(1_000 + number) for number in range(6)]
    cases: dict[str, dict[str, Any]] = {
        "one registered item": {"items": [REGISTERED]},
        "60 items from 6 predecessors": {"items": [events.ItemRef(_code(n), few[n % 6]) for n in range(60)]},
        "60 items, each its own predecessor": {
            "items": [events.ItemRef(_code(n), _id(2_000 + n) if n else None) for n in range(60)]
        },
        "a bag": {"bag": events.BagRef(SSCC, SEALING, None)},
        "every field": {"items": [ITEM, REGISTERED], "bag": events.BagRef(SSCC, SEALING, ORIGIN), "two_roles": True},
        "61 items, by digest": {"items": [events.ItemRef(_code(n), ORIGIN) for n in range(61)]},
    }
    for name, fields in cases.items():
        release = events.Release(**(_DRESSED if name == "every field" else _BARE), to_party=DESK, **fields)
        body = encode(release)
        signature = example_signature(PRIVATE_KEY, body)
        packed = packing.pack_release(body, signature)
        yield {
            "name": name,
            "body": body.decode(),
            "sha256": digest(body),
            "signature": base64.b64encode(signature).decode(),
            "packed": packed.hex(),
            "qr_text": packing.to_qr_text(packed),
        }


def _packed(items: list[events.ItemRef]) -> bytes:
    return packing.pack_release(encode(events.Release(**_BARE, to_party=DESK, items=items)), bytes(64))


def _unreadable() -> Iterable[Json]:
    """QR texts that are no release, each with the kind of its error."""
    packed = _packed([REGISTERED])
    two_predecessors = _packed([ITEM, events.ItemRef(_code(2), SEALING)])
    texts = [
        "",
        "HTTPS://BUUCUC.VN/T/0123",
        "BG1:",
        "BG1:A",
        "BG1:ab",
        "BG1:::: ",
        packing.to_qr_text(b"\x09" + packed[1:]),
        packing.to_qr_text(packed[:-1]),
        packing.to_qr_text(packed + b"\0"),
        packing.to_qr_text(packed[:34] + b"\xff" * 8 + packed[34:]),  # device_seq past 56 bits
        packing.to_qr_text(packed[:34] + b"\0" + packed[35:]),  # device_seq 0
        packing.to_qr_text(packed[:-71] + bytes([packed[-71] | 128]) + packed[-70:]),  # a bit before the first code
        packing.to_qr_text(two_predecessors[:-65] + bytes([two_predecessors[-65] | 3]) + bytes(64)),  # a third of two
    ]
    for text in texts:
        try:
            packing.unpack_release(packing.from_qr_text(text))
        except packing.PackingError as error:
            yield {"qr_text": text, "error": error.kind}


def _codes() -> Json:
    code, tag = _code(52), codes.label_tag(b"example", _code(52))
    grouped = codes.show_code(code)
    return {
        "tracking": {
            "code": code,
            "shown": grouped,
            "typed": [
                code.lower(),
                f" {grouped} ",
                grouped.replace("-", " ").lower(),
                code.replace("0", "O").replace("1", "l"),
                codes.label_url("buucuc.vn", code),
                codes.label_url("buucuc.vn:8443", code, tag).lower() + "?lang=en",
            ],
            "errors": _errors(
                codes.parse_code,
                [
                    "",
                    code[:-1],
                    code + "0",
                    code[:-1] + "U",
                    "Â" + code[1:],
                    code[1] + code[0] + code[2:],
                    "HTTPS://BUUCUC.VN/X/" + code,
                    "ftp://buucuc.vn/t/" + code,
                    "HTTPS://BUUCUC.VN/T/" + code + tag[:-1],
                ],
            ),
        },
        "label": [
            {"host": host, "code": code, "tag": mark, "url": codes.label_url(host, code, mark)}
            for host in ("BUUCUC.VN", "192.168.1.7:8443")
            for mark in (None, tag)
        ],
        "s10": {
            "codes": [codes.make_s10("RG", 47_312_482), codes.make_s10("RG", 0), codes.make_s10("HC", 99_999_999)],
            "typed": {"rg 4731 2482 9 vn": "RG473124829VN"},
            "errors": _errors(codes.parse_s10, ["RG47312482VN", "RG473124820VN", "R1473124829VN", "RG47312482XVN"]),
        },
        "sscc": {
            "codes": [SSCC, "106141411234567897"],
            "typed": {f"(00) {SSCC}": SSCC, f"00{SSCC}": SSCC},
            "errors": _errors(codes.parse_sscc, ["1234", SSCC[:-1] + "X", SSCC[:-1] + str((int(SSCC[-1]) + 1) % 10)]),
        },
        "base45": {"": "", "AB": "BB8", "Hello!!": "%69 VD92EX0", "base-45": "UJCLQE7W581", "ietf!": "QED8WEX0"},
    }


def _errors(parse: Any, texts: list[str]) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for text in texts:
        try:
            parse(text)
        except CodeError as error:
            kinds[text] = error.kind
    return kinds


def _key() -> Json:
    return {
        "private": f"{PRIVATE_KEY:064x}",
        "public": base64.b64encode(example_public_key(PRIVATE_KEY)).decode(),
    }


def _signed(name: str, thing: msgspec.Struct) -> Json:
    """`fields` spells every field out, defaults too, in alphabetical order: an encoder has both rules to keep."""
    body = encode(thing)
    named = {field.name: msgspec.to_builtins(getattr(thing, field.name)) for field in msgspec.structs.fields(thing)}
    kind = thing.__struct_config__.tag
    return {
        "name": name,
        "fields": dict(sorted({"kind": kind, **named}.items())),
        "canonical": body.decode(),
        "sha256": digest(body),
        "signature": base64.b64encode(example_signature(PRIVATE_KEY, body)).decode(),
    }
