"""Canonical bytes: one spelling for one act, whatever its kind, and nothing unreadable passes as read."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, cast, get_args
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect

from mobile_contract import canonical, events
from mobile_contract.fields import Place
from mobile_contract.schema import SIGNED
from tests.mobile_contract.strategies import structs

KINDS = get_args(events.SignedAct)
ID = UUID("019d0000-0000-7000-8000-000000000001")
BARE: dict[str, Any] = {
    "event_id": ID,
    "device_id": ID,
    "device_seq": 1,
    "previous": "0" * 64,
    "person_id": ID,
    "happened_at_ms": 1,
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=30)
@given(data=st.data())
def test_an_act_of_any_kind_comes_back_as_it_was_and_to_the_same_bytes(kind: Any, data: st.DataObject) -> None:
    act = data.draw(structs(kind))
    body = canonical.encode(act)
    assert canonical.decode_act(body) == act
    assert canonical.encode(canonical.decode_act(body)) == body
    envelope = canonical.decode_envelope(body)
    assert envelope.kind == kind.__struct_config__.tag
    assert (envelope.event_id, envelope.device_seq, envelope.previous) == (act.event_id, act.device_seq, act.previous)


@pytest.mark.parametrize("kind", SIGNED)
@settings(max_examples=30)
@given(data=st.data())
def test_bytes_are_the_fields_in_declared_order_without_those_at_their_default(kind: Any, data: st.DataObject) -> None:
    thing = data.draw(structs(kind))
    declared = [
        (field.name, field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory())
        for field in msgspec.structs.fields(thing)
    ]
    spelled = {
        name: msgspec.to_builtins(getattr(thing, name)) for name, default in declared if getattr(thing, name) != default
    }
    expected = {"kind": kind.__struct_config__.tag, **spelled}
    assert canonical.encode(thing).decode() == json.dumps(expected, ensure_ascii=False, separators=(",", ":"))


def test_a_default_spelled_out_by_the_caller_is_left_out() -> None:
    given: dict[str, Any] = {**BARE, "to_party": ID, "evidence": "citizen", "items": []}
    plain = events.Deliver(**given)
    spelled = events.Deliver(**given, zone_min=int("420"), place=cast("Place", "_".join(["at", "address"])))
    assert canonical.encode(spelled) == canonical.encode(plain)


def test_an_act_of_a_newer_phone_is_still_an_envelope() -> None:
    newer = json.loads(canonical.encode(events.Void(**BARE)))
    newer |= {"kind": "teleport", "proofs": [["hologram", "0" * 64]], "surprise": {"deep": [1]}}
    body = json.dumps(newer).encode()
    assert canonical.decode_envelope(body).kind == "teleport"
    with pytest.raises(msgspec.ValidationError, match="teleport"):
        canonical.decode_act(body)


def _out_of_bounds() -> Iterator[Any]:
    """For each bounded field of each kind, values just outside: (kind, field, value)."""
    for kind in KINDS:
        for field in _fields(kind):
            for value in _just_outside(field.type):
                yield pytest.param(kind, field.name, value, id=f"{kind.__name__}.{field.name} {str(value)[:12]!r}")


def _fields(kind: Any) -> Iterable[inspect.Field]:
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    return info.fields


def _just_outside(kind: inspect.Type) -> list[Any]:
    match kind:
        case inspect.Metadata(type=described):
            return _just_outside(described)
        case inspect.UnionType(types=types):
            return [value for each in types for value in _just_outside(each)]
        case inspect.IntType(ge=lowest, le=highest):
            assert lowest is not None, "an integer without bounds"
            assert highest is not None, "an integer without bounds"
            return [lowest - 1, highest + 1, 1.5, "1"]
        case inspect.StrType(pattern=pattern):
            assert pattern is not None, "a string without a pattern"
            return ["", "\n", "é", "\0"]
        case inspect.ListType(max_length=most):
            assert most is not None, "a list without bounds"
            return [[None] * (most + 1), {}]
        case inspect.LiteralType():
            return ["", "elsewhere"]
        case inspect.UUIDType():
            return ["", "019d"]
    return []


@pytest.mark.parametrize(("kind", "name", "value"), list(_out_of_bounds()))
def test_a_value_out_of_bounds_is_not_read(kind: Any, name: str, value: Any) -> None:
    with pytest.raises(msgspec.ValidationError, match=name):
        canonical.decode_act(json.dumps(_minimal(kind) | {name: value}).encode())


@pytest.mark.parametrize("kind", KINDS)
def test_no_pattern_lets_a_last_line_end_through(kind: Any) -> None:
    minimal = _minimal(kind)
    texts = [name for name, value in minimal.items() if isinstance(value, str) and name != "kind"]
    for name in texts:
        with pytest.raises(msgspec.ValidationError, match=name):
            canonical.decode_act(json.dumps(minimal | {name: minimal[name] + "\n"}).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b'{"kind":"void"',
        b'{"kind":"\xff"}',
        b'{"kind":"void","\xff":1}',
        b'{"kind":"void","x":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"kind":"void","device_seq":' + b"9" * 5_000 + b"}",
        b'{"kind":"void","event_id":"\\ud800"}',
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_cannot_be_read_is_one_kind_of_error(body: bytes) -> None:
    for decode in (canonical.decode_act, canonical.decode_envelope):
        with pytest.raises(msgspec.DecodeError):
            decode(body)


@given(st.binary() | st.text().map(str.encode))
def test_garbage_is_that_kind_of_error_too(body: bytes) -> None:
    for decode in (canonical.decode_act, canonical.decode_envelope):
        with pytest.raises(msgspec.DecodeError):
            decode(body)


def _minimal(kind: Any) -> dict[str, Any]:
    """A body with the required fields alone."""
    values = {
        **BARE,
        "to_party": ID,
        "from_party": ID,
        "answers": ID,
        "answers_sha256": "0" * 64,
        "evidence": "citizen",
        "items": [],
        "reason": "ABSENT",
        "solution": "RETRY",
        "code": "0" * 12,
        "amount_vnd": 1,
        "first_number": 1,
        "last_number": 1,
        "mode": "cash",
        "sscc": "0" * 18,
        "seal": "1",
        "sealing": ID,
        "written_at_ms": 0,
        "what": "lost",
    }
    required = {field.name: values[field.name] for field in msgspec.structs.fields(kind) if field.required}
    minimal: dict[str, Any] = json.loads(canonical.encode(kind(**required)))
    return minimal
