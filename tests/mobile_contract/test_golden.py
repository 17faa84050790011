"""The committed examples, read as a client in another language would: from the files alone."""

import base64
import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from courier import signatures
from mobile_contract import canonical, codes, events, packing, sync
from mobile_contract.__main__ import EXAMPLES
from mobile_contract.base45 import decode_base45, encode_base45
from mobile_contract.crockford import CodeError
from mobile_contract.schema import SIGNED

ROOT = Path(__file__).parents[2]


def load(name: str) -> Any:
    return json.loads((ROOT / EXAMPLES / f"{name}.json").read_text("utf-8"))


ACTS, CHAIN, DIALOGUE, RELEASES, CODES = map(load, ("acts", "chain", "dialogue", "releases", "codes"))
PUBLIC_KEY = base64.b64decode(ACTS["key"]["public"])
BY_TAG = {kind.__struct_config__.tag: kind for kind in SIGNED}


def named(examples: list[Any]) -> list[Any]:
    return [pytest.param(example, id=example["name"]) for example in examples]


@pytest.mark.parametrize("example", named(ACTS["acts"] + CHAIN["acts"] + DIALOGUE["signed"]))
def test_fields_make_the_signed_bytes_and_the_signature_is_over_them(example: Any) -> None:
    thing = msgspec.convert(example["fields"], BY_TAG[example["fields"]["kind"]])
    body = canonical.encode(thing)
    assert body.decode() == example["canonical"]
    assert canonical.digest(body) == example["sha256"]
    signature = base64.b64decode(example["signature"])
    assert signatures.verify(PUBLIC_KEY, body, signature)
    assert not signatures.verify(PUBLIC_KEY, body.replace(b":", b": ", 1), signature)


@pytest.mark.parametrize("example", named(ACTS["acts"] + CHAIN["acts"]))
def test_the_bytes_are_read_back_to_the_same_act(example: Any) -> None:
    body = example["canonical"].encode()
    act = canonical.decode_act(body)
    assert canonical.encode(act) == body
    assert act == msgspec.convert(example["fields"], BY_TAG[example["fields"]["kind"]])


def test_every_kind_of_act_stands_bare_and_with_every_field_it_has() -> None:
    for kind in get_args(events.SignedAct):
        tag = kind.__struct_config__.tag
        minimal, full = (example["fields"] for example in ACTS["acts"] if example["fields"]["kind"] == tag)
        for field in msgspec.structs.fields(kind):
            if not field.required and not (kind is events.Release and field.name == "items"):
                default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
                assert full[field.name] != msgspec.to_builtins(default), f"{tag}, full: {field.name}"
        assert len(minimal) == len(full)
    assert {example["fields"]["kind"] for example in DIALOGUE["signed"]} == {"enrolment", "challenge", "receipt"}


def test_the_chain_starts_at_the_device_and_links_each_act_to_the_one_before() -> None:
    acts = [canonical.decode_act(example["canonical"].encode()) for example in CHAIN["acts"]]
    assert [act.device_seq for act in acts] == [1, 2, 3, 4]
    assert acts[0].previous == canonical.first_previous(acts[0].device_id)
    assert str(acts[0].device_id) == CHAIN["device_id"]
    assert [act.previous for act in acts[1:]] == [example["sha256"] for example in CHAIN["acts"][:-1]]


@pytest.mark.parametrize("example", named(RELEASES["releases"]))
def test_a_release_packs_to_its_qr_text_and_back(example: Any) -> None:
    body, signature = example["body"].encode(), base64.b64decode(example["signature"])
    assert signatures.verify(PUBLIC_KEY, body, signature)
    packed = packing.pack_release(body, signature)
    assert packed.hex() == example["packed"]
    assert packing.to_qr_text(packed) == example["qr_text"]
    unpacked = packing.unpack_release(packing.from_qr_text(example["qr_text"]))
    if isinstance(unpacked, packing.WholeRelease):
        assert unpacked == (body, signature)
    else:
        act = canonical.decode_act(body)
        assert isinstance(act, events.Release)
        assert unpacked == (act.event_id, act.device_id, len(act.items), example["sha256"], signature)


def test_unreadable_qr_texts_are_named() -> None:
    kinds = set()
    for example in RELEASES["unreadable"]:
        with pytest.raises(packing.PackingError) as error:
            packing.unpack_release(packing.from_qr_text(example["qr_text"]))
        assert error.value.kind == example["error"]
        kinds.add(example["error"])
    assert kinds == {"wrong_prefix", "not_base45", "unknown_form", "truncated", "trailing", "out_of_range"}


@pytest.mark.parametrize(
    ("parse", "examples"),
    [(codes.parse_s10, CODES["s10"]), (codes.parse_sscc, CODES["sscc"])],
    ids=["s10", "sscc"],
)
def test_codes_are_read_and_errors_named(parse: Any, examples: Any) -> None:
    for text, code in {**{code: code for code in examples["codes"]}, **examples["typed"]}.items():
        assert parse(text) == code
    _assert_errors(parse, examples["errors"])


def test_tracking_codes_and_labels_are_read() -> None:
    tracking = CODES["tracking"]
    assert codes.show_code(tracking["code"]) == tracking["shown"]
    assert {codes.parse_code(text) for text in tracking["typed"]} == {tracking["code"]}
    _assert_errors(codes.parse_code, tracking["errors"])
    for label in CODES["label"]:
        assert codes.parse_label(label["url"]) == (label["host"], label["code"], label["tag"])


def test_base45_keeps_the_examples_of_rfc_9285() -> None:
    for text, encoded in CODES["base45"].items():
        assert encode_base45(text.encode()) == encoded
        assert decode_base45(encoded).decode() == text


def test_an_enrolment_is_what_the_server_reads() -> None:
    example = next(each for each in DIALOGUE["signed"] if each["fields"]["kind"] == "enrolment")
    enrolment = msgspec.json.decode(example["canonical"], type=sync.Enrolment)
    assert base64.b64decode(enrolment.public_key) == PUBLIC_KEY


def _assert_errors(parse: Any, errors: dict[str, str]) -> None:
    for text, kind in errors.items():
        with pytest.raises(CodeError) as error:
            parse(text)
        assert error.value.kind == kind
