"""The contract as JSON Schema 2020-12, from the Structs: what other languages and the breaking-change check read."""

import ast
import inspect
import textwrap
from collections.abc import Iterable
from types import ModuleType
from typing import Any, get_args

import msgspec

from mobile_contract import events, sync
from mobile_contract.fields import END

Json = Any
StructType = type[msgspec.Struct]

SENT: tuple[StructType, ...] = (
    *get_args(events.SignedAct),
    events.Envelope,
    events.Details,
    sync.Batch,
    sync.Enrolment,
    sync.ChallengeRequest,
    sync.PositionReport,
    sync.DeviceStatus,
)
"""What phones and workstations write and the server reads."""

READ: tuple[StructType, ...] = (
    events.Release,
    sync.BatchAnswer,
    sync.Receipt,
    sync.EnrolmentAnswer,
    sync.Challenge,
    sync.Token,
    sync.Manifest,
)
"""What they read: from the server, and a release from another phone's screen."""

SIGNED: tuple[StructType, ...] = (*get_args(events.SignedAct), sync.Enrolment, sync.Challenge, sync.Receipt)
"""What is written in canonical bytes: the order of its fields is part of the contract."""


def contract_schema() -> Json:
    """One document; `x-sent`, `x-read` and `x-signed` say how a definition is used."""
    _, definitions = msgspec.json.schema_components({*SENT, *READ}, ref_template="#/$defs/{name}")
    definitions = _tidied(definitions)
    sent, read = (_reachable(definitions, roots) for roots in (SENT, READ))
    signed = {struct.__name__ for struct in SIGNED}
    for name, definition in definitions.items():
        definition |= {"x-sent": name in sent, "x-read": name in read, "x-signed": name in signed}
    for struct in contract_structs():
        _describe_fields(definitions.get(struct.__name__, {}), field_docs(struct))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "mobile_contract",
        "x-contract-version": sync.CONTRACT_VERSION,
        "$defs": dict(sorted(definitions.items())),
    }


def contract_structs() -> list[StructType]:
    """Every Struct of the contract, in the order of the source."""
    return [struct for module in (events, sync) for struct in _structs_of(module)]


def field_docs(struct: StructType) -> dict[str, str]:
    """The strings that stand under a Struct's own fields."""
    body = ast.parse(textwrap.dedent(inspect.getsource(struct))).body[0]
    assert isinstance(body, ast.ClassDef)
    return {
        field.target.id: inspect.cleandoc(doc.value.value)
        for field, doc in zip(body.body, body.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant) and isinstance(doc.value.value, str)
    }


def _structs_of(module: ModuleType) -> Iterable[StructType]:
    return (
        thing
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, msgspec.Struct) and thing.__module__ == module.__name__
    )


def _tidied(node: Json) -> Json:
    """Patterns as JSON Schema reads them, descriptions without the source's indentation."""
    if isinstance(node, dict):
        return {key: _tidied_text(key, value) or _tidied(value) for key, value in node.items()}
    return [_tidied(each) for each in node] if isinstance(node, list) else node


def _tidied_text(key: str, value: Json) -> str | None:
    if key == "pattern" and isinstance(value, str):
        return value.replace(END, "$")
    return inspect.cleandoc(value) if key == "description" and isinstance(value, str) else None


def _reachable(definitions: Json, roots: Iterable[StructType]) -> set[str]:
    waiting, reached = [struct.__name__ for struct in roots], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(_references(definitions[name]))
    return reached


def _references(node: Json) -> Iterable[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].rpartition("/")[2]
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from _references(each)


def _describe_fields(definition: Json, docs: dict[str, str]) -> None:
    for name, doc in docs.items():
        if name in definition.get("properties", {}):
            definition["properties"][name]["description"] = doc
