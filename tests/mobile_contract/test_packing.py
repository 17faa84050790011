"""Packed releases: the very bytes come back, they fit the QR code they must fit, garbage is a named error."""

import re
from typing import Any
from uuid import UUID

import pytest
import qrcode
import qrcode.util
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mobile_contract import canonical, codes, events
from mobile_contract.packing import (
    PackingError,
    ReleaseDigest,
    WholeRelease,
    from_qr_text,
    pack_release,
    to_qr_text,
    unpack_release,
)
from tests.mobile_contract.strategies import structs

SIGNATURE = bytes(range(64))
ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]*")

CODES = st.integers(0, 2**55 - 1).map(codes.code_of_number)
PREDECESSORS = st.none() | st.sampled_from([UUID(int=number) for number in range(4)]) | st.uuids()
ITEMS = st.lists(st.builds(events.ItemRef, CODES, PREDECESSORS), max_size=60)


def release(item_count: int, predecessor_count: int, **fields: Any) -> bytes:
    """A release with the largest numbers there are, its items spread over so many predecessors."""
    items = [
        events.ItemRef(codes.new_code(), UUID(int=2**127 + number % predecessor_count)) for number in range(item_count)
    ]
    bare: dict[str, Any] = {
        "event_id": UUID(int=1),
        "device_id": UUID(int=2),
        "device_seq": 2**53 - 1,
        "previous": "f" * 64,
        "person_id": UUID(int=3),
        "happened_at_ms": 2**53 - 1,
        "to_party": UUID(int=4),
    }
    return canonical.encode(events.Release(**bare, items=items, **fields))


def kind_of_refusal(body: bytes, signature: bytes = SIGNATURE) -> str:
    with pytest.raises(PackingError) as error:
        pack_release(body, signature)
    return error.value.kind


@settings(max_examples=200)
@given(structs(events.Release), ITEMS, st.binary(min_size=64, max_size=64))
def test_any_release_comes_back_byte_for_byte(
    drawn: events.Release, items: list[events.ItemRef], signature: bytes
) -> None:
    fields = {name: getattr(drawn, name) for name in drawn.__struct_fields__ if name not in ("items", "bag_sha256")}
    body = canonical.encode(events.Release(**fields, items=items))
    packed = pack_release(body, signature)
    assert unpack_release(packed) == WholeRelease(body, signature)
    text = to_qr_text(packed)
    assert ALPHANUMERIC.fullmatch(text)
    assert from_qr_text(f"{text}\r\n") == packed


@pytest.mark.parametrize(
    ("item_count", "predecessor_count", "fields", "level", "version"),
    [
        (60, 1, {}, "M", 20),
        (60, 6, {}, "M", 22),
        (60, 20, {}, "M", 25),
        (60, 6, {}, "Q", 26),
        (60, 60, {}, "L", 30),
        (60, 60, {"proofs": [events.Proof("photo_seal", "0" * 64)] * 20, "details": "0" * 64, "zone_min": 0}, "L", 36),
        (100, 1, {}, "M", 8),
    ],
)
def test_a_release_fits_the_qr_version_the_docstring_says(
    item_count: int, predecessor_count: int, fields: Any, level: str, version: int
) -> None:
    text = to_qr_text(pack_release(release(item_count, predecessor_count, **fields), SIGNATURE))
    correction = {"L": qrcode.ERROR_CORRECT_L, "M": qrcode.ERROR_CORRECT_M, "Q": qrcode.ERROR_CORRECT_Q}[level]
    code = qrcode.QRCode(error_correction=correction, mask_pattern=0)
    code.add_data(qrcode.util.QRData(text, mode=qrcode.util.MODE_ALPHA_NUM))
    code.make(fit=True)
    assert code.version == version


def test_a_list_over_60_items_goes_by_its_digest() -> None:
    body = release(61, 1)
    packed = pack_release(body, SIGNATURE)
    assert unpack_release(packed) == ReleaseDigest(UUID(int=1), UUID(int=2), 61, canonical.digest(body), SIGNATURE)


def test_what_is_no_release_is_refused() -> None:
    void = events.Void(
        event_id=UUID(int=1),
        device_id=UUID(int=2),
        device_seq=1,
        previous="0" * 64,
        person_id=UUID(int=3),
        happened_at_ms=0,
    )
    for body in (canonical.encode(void), b"", b"{}", b"\xff"):
        assert kind_of_refusal(body) == "not_a_release"


def test_a_body_that_could_not_be_rebuilt_is_refused() -> None:
    body = release(2, 1)
    code = canonical.decode_act(body).items[0].code.encode()  # type: ignore[union-attr]
    wrong_check = code[:-1] + (b"1" if code[-1:] == b"0" else b"0")
    assert kind_of_refusal(body.replace(b",", b", ", 1)) == "not_canonical"
    assert kind_of_refusal(body[:-1] + b',"surprise":1}') == "not_canonical"
    assert kind_of_refusal(body[:-1] + b',"two_roles":false}') == "not_canonical"
    assert kind_of_refusal(body.replace(b"00000000-0000", b"000000000000", 1)) in ("not_a_release", "not_canonical")
    assert kind_of_refusal(body.replace(code, wrong_check)) == "not_rebuilt"
    assert kind_of_refusal(body, SIGNATURE[1:]) == "wrong_signature_length"


@settings(max_examples=300)
@given(st.binary(max_size=400) | st.binary(max_size=400).map(lambda data: b"\x01" + data))
@example(b"\x01" + b"\xff" * 400)
@example(b"\x01" + b"\x00" * 400)
@example(b"\x02" + b"\x00" * 129)
def test_garbage_bytes_are_a_named_error_or_a_release(data: bytes) -> None:
    _unpack_or_refuse(data)


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_release_is_a_named_error_or_another_release(data: st.DataObject) -> None:
    packed = bytearray(pack_release(release(5, 2, clock_offset_ms=-1, zone_min=0), SIGNATURE))
    for _ in range(data.draw(st.integers(1, 3))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    _unpack_or_refuse(bytes(packed[: data.draw(st.integers(0, len(packed)))]))
    _unpack_or_refuse(bytes(packed))


@given(st.text() | st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:").map(lambda text: "BG1:" + text))
def test_garbage_text_is_a_named_error(text: str) -> None:
    try:
        packed = from_qr_text(text)
    except PackingError as error:
        assert error.kind in ("wrong_prefix", "not_base45")  # noqa: PT017
    else:
        _unpack_or_refuse(packed)


def _unpack_or_refuse(packed: bytes) -> None:
    """What is unpacked is within the contract's bounds, so that it packs again to the same release."""
    try:
        unpacked = unpack_release(packed)
    except PackingError:
        return
    if isinstance(unpacked, WholeRelease):
        canonical.decode_act(unpacked.body)
        if len(canonical.decode_act(unpacked.body).items) <= 60:  # type: ignore[union-attr]
            assert unpack_release(pack_release(*unpacked)) == unpacked
