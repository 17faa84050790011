"""What of a changed contract an old phone, or a body signed long ago, would stumble over. Rules: docs/contract.md."""

from collections.abc import Iterable
from typing import Any, NamedTuple

Json = Any


class Use(NamedTuple):
    """How phones use a definition: `sent` by them, `read` by them, `signed` in canonical bytes."""

    sent: bool
    read: bool
    signed: bool


def breaking_changes(old: Json, new: Json) -> list[str]:
    """One line for each change between two documents of `schema.contract_schema` that is not compatible."""
    return [line for name in old["$defs"] for line in _definition(name, old["$defs"][name], new["$defs"].get(name))]


def _definition(name: str, old: Json, new: Json | None) -> Iterable[str]:
    if new is None:
        yield f"{name}: removed or renamed"
        return
    use = Use(old["x-sent"], old["x-read"], old["x-signed"])
    if old["type"] != new["type"]:
        yield f"{name}: was {old['type']}, is {new['type']}"
    elif old["type"] == "array":
        yield from _tuple(name, old["prefixItems"], new["prefixItems"], use)
    else:
        yield from _fields(name, old, new, use)


def _tuple(name: str, old: list[Json], new: list[Json], use: Use) -> Iterable[str]:
    """A Struct written as an array has places instead of names: it cannot grow."""
    if len(old) != len(new):
        yield f"{name}: had {len(old)} places, has {len(new)}"
    for place, (before, after) in enumerate(zip(old, new, strict=False)):
        yield from _value(f"{name}[{place}]", before, after, use)


def _fields(name: str, old: Json, new: Json, use: Use) -> Iterable[str]:
    before, after = old["properties"], new["properties"]
    was_required, is_required = set(old.get("required", ())), set(new.get("required", ()))
    for field in before:
        if field not in after:
            yield f"{name}.{field}: removed or renamed"
            continue
        if field in was_required and field not in is_required and use.read:
            yield f"{name}.{field}: may now be missing from what phones read"
        if field not in was_required and before[field].get("default") != after[field].get("default"):
            yield f"{name}.{field}: what its absence means has changed"
        yield from _value(f"{name}.{field}", before[field], after[field], use)
    for field in sorted(is_required - was_required):
        yield f"{name}.{field}: required, and old bodies lack it"
    if use.signed and [field for field in after if field in before] != [field for field in before if field in after]:
        yield f"{name}: the order of its signed fields has changed"


def _value(path: str, old: Json, new: Json, use: Use) -> Iterable[str]:
    """Two schemas of one value, alternative by alternative; null, a string and a $ref are alternatives."""
    before, after = _alternatives(old), _alternatives(new)
    if use.sent:
        yield from (f"{path}: phones may still send {each}" for each in before.keys() - after.keys())
    if use.read:
        yield from (f"{path}: old phones do not know {each}" for each in after.keys() - before.keys())
    for each in before.keys() & after.keys():
        yield from _alternative(path, before[each], after[each], use)


def _alternatives(schema: Json) -> dict[str, Json]:
    """By type, by target, or by each value of an enumeration."""
    if "anyOf" in schema:
        return {name: each for part in schema["anyOf"] for name, each in _alternatives(part).items()}
    if "enum" in schema:
        return {repr(value): {} for value in schema["enum"]}
    return {schema.get("$ref") or schema["type"]: schema}


def _alternative(path: str, old: Json, new: Json, use: Use) -> Iterable[str]:
    for key in sorted((old.keys() | new.keys()) - _NOTES):
        before, after = old.get(key), new.get(key)
        if key in _ITEMS and before and after:
            yield from _value(f"{path}[]", before, after, use)
        elif key in _LOWEST or key in _HIGHEST:
            if use.sent and _is_narrower(key, before, after):
                yield f"{path}: {key} was {before}, is {after}: phones may still send more"
        elif before != after:
            yield f"{path}: {key} was {before}, is {after}"


_NOTES = {"title", "description", "default"}
_ITEMS = {"items", "additionalProperties"}
_LOWEST = {"minimum", "minLength", "minItems"}
_HIGHEST = {"maximum", "maxLength", "maxItems"}


def _is_narrower(key: str, before: float | None, after: float | None) -> bool:
    if after is None or before == after:
        return False
    return before is None or (after > before if key in _LOWEST else after < before)
