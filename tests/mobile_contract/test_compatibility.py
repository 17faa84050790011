"""Each way to break an old phone is named, and each way to grow is let through."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from mobile_contract.compatibility import breaking_changes
from mobile_contract.schema import contract_schema

Definitions = dict[str, Any]
Change = Callable[[Definitions], None]
SCHEMA = contract_schema()


def changes(change: Change) -> list[str]:
    new = copy.deepcopy(SCHEMA)
    change(new["$defs"])
    return breaking_changes(SCHEMA, new)


def put(path: str, value: Any) -> Change:
    """A change of one value; an absent value is taken away."""

    def change(definitions: Definitions) -> None:
        *way, last = path.split("/")
        node: Any = definitions
        for step in way:
            node = node[int(step)] if isinstance(node, list) else node[step]
        if value is ABSENT:
            node.pop(last)
        else:
            node[int(last) if isinstance(node, list) else last] = value

    return change


def add(path: str, value: Any) -> Change:
    """A change that appends to a list."""

    def change(definitions: Definitions) -> None:
        node: Any = definitions
        for step in path.split("/"):
            node = node[int(step)] if isinstance(node, list) else node[step]
        node.append(value)

    return change


def both(*parts: Change) -> Change:
    def change(definitions: Definitions) -> None:
        for part in parts:
            part(definitions)

    return change


def swap_first_fields(name: str) -> Change:
    def change(definitions: Definitions) -> None:
        first, second, *rest = definitions[name]["properties"].items()
        definitions[name]["properties"] = dict([second, first, *rest])

    return change


ABSENT = object()
TEXT = {"type": "string"}
OPTIONAL_TEXT = {"type": "string", "default": "none"}


def test_the_contract_does_not_break_itself() -> None:
    assert changes(lambda definitions: None) == []


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (put("Withdraw", ABSENT), "Withdraw: removed or renamed"),
        (put("Deliver/properties/place", ABSENT), "Deliver.place: removed or renamed"),
        (put("Head/properties/holder", ABSENT), "Head.holder: removed or renamed"),
        (put("Deliver/properties/kind/enum", ["hand_over"]), "Deliver.kind: phones may still send 'deliver'"),
        (
            both(put("Deliver/properties/mood", TEXT), add("Deliver/required", "mood")),
            "Deliver.mood: required, and old bodies lack it",
        ),
        (add("Attempt/required", "place"), "Attempt.place: required, and old bodies lack it"),
        (put("Token/required", ["token", "expires_at_ms"]), "Token.may_read: may now be missing from what phones read"),
        (put("Deliver/properties/place/default", "at_counter"), "Deliver.place: what its absence means has changed"),
        (
            put("Collect/properties/amount_vnd/maximum", 10**9),
            f"Collect.amount_vnd: maximum was {10**12}, is {10**9}: phones may still send more",
        ),
        (
            put("Collect/properties/amount_vnd/minimum", 1),
            "Collect.amount_vnd: minimum was 0, is 1: phones may still send more",
        ),
        (
            put("Batch/properties/entries/minItems", 1),
            "Batch.entries: minItems was None, is 1: phones may still send more",
        ),
        (
            put("Release/properties/items/maxItems", 60),
            "Release.items: maxItems was 100, is 60: phones may still send more",
        ),
        (put("Attempt/properties/solution/enum", ["RETRY"]), "Attempt.solution: phones may still send 'RETURN'"),
        (add("Head/properties/status/enum", "lost"), "Head.status: old phones do not know 'lost'"),
        (add("Proof/prefixItems/0/enum", "hologram"), "Proof[0]: old phones do not know 'hologram'"),
        (put("Collect/properties/code", {"type": "integer"}), "Collect.code: phones may still send string"),
        (
            put("Collect/properties/code/pattern", "^[0-9]{12}$"),
            "Collect.code: pattern was ^[0-9A-HJKMNP-TV-Z]{12}$, is ^[0-9]{12}$",
        ),
        (
            put("Manifest/properties/stops/items/$ref", "#/$defs/Head"),
            "Manifest.stops[]: old phones do not know #/$defs/Head",
        ),
        (
            put("Manifest/properties/plan_version", {"anyOf": [{"type": "integer"}, {"type": "null"}, TEXT]}),
            "Manifest.plan_version: old phones do not know string",
        ),
        (swap_first_fields("Accept"), "Accept: the order of its signed fields has changed"),
        (add("ItemRef/prefixItems", TEXT), "ItemRef: had 2 places, has 3"),
        (put("ItemRef/type", "object"), "ItemRef: was array, is object"),
    ],
)
def test_a_breaking_change_is_named(change: Change, line: str) -> None:
    assert line in changes(change)


@pytest.mark.parametrize(
    "change",
    [
        put("Teleport", SCHEMA["$defs"]["Void"]),
        put("Deliver/properties/mood", OPTIONAL_TEXT),
        put("Manifest/properties/mood", OPTIONAL_TEXT),
        add("Attempt/properties/reason/enum", "FLOOD"),
        put("Head/properties/status/enum", ["held", "offered"]),
        put("Collect/properties/amount_vnd/maximum", 10**13),
        put("Token/properties/token/maxLength", 100),
        put("Release/properties/items/maxItems", 200),
        put("Void/description", "other words"),
        swap_first_fields("Manifest"),
        lambda definitions: definitions["PositionReport"]["required"].remove("accuracy_m"),
    ],
)
def test_growth_is_let_through(change: Change) -> None:
    assert changes(change) == []
