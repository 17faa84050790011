"""The contract's types as TypeScript, with the tables that its canonical encoder needs."""

import inspect
import json
import types
from collections.abc import Iterable
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from mobile_contract import events, fields, sync
from mobile_contract.schema import SIGNED, StructType, contract_structs, field_docs

LINE_LENGTH = 110
"""As the web's formatter has it."""

_HEADER = """\
// Generated from mobile_contract/ by `python -m mobile_contract --write`: do not edit.

export const CONTRACT_VERSION = {version};

/** Lower case, with hyphens. */
export type Uuid = string;
"""

_SCALARS = {UUID: "Uuid", str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}


def typescript_types() -> str:
    """The whole text of `types.ts`."""
    parts = [_HEADER.format(version=sync.CONTRACT_VERSION)]
    parts += [_alias(name, alias) for name, alias in _ALIASES]
    parts += [_tuple(struct) if struct.__struct_config__.array_like else _interface(struct) for struct in _STRUCTS]
    parts.append(_union("SignedAct", [struct.__name__ for struct in _STRUCTS if _is_act(struct)]))
    parts.append(_canonical_table())
    return "\n".join(parts)


_STRUCTS = contract_structs()
_ALIASES = [
    (name, alias) for name, alias in (vars(fields) | vars(sync)).items() if get_origin(alias) in (Annotated, Literal)
]


def _is_act(struct: StructType) -> bool:
    return struct.__base__ is not msgspec.Struct


def _alias(name: str, alias: Any) -> str:
    if get_origin(alias) is Literal:
        return _array(f"export const {name} = ", _quoted(*get_args(alias)), " as const;") + (
            f"export type {name} = (typeof {name})[number];\n"
        )
    description = alias.__metadata__[0].description
    return _comment(description) + f"export type {name} = {_SCALARS[alias.__origin__]};\n"


def _tuple(struct: StructType) -> str:
    hints = get_type_hints(struct, include_extras=True)
    elements = ", ".join(f"{name}: {_type(hint)}" for name, hint in hints.items())
    return _comment(struct.__doc__) + f"export type {struct.__name__} = [{elements}];\n"


def _interface(struct: StructType) -> str:
    docs, hints = field_docs(struct), get_type_hints(struct, include_extras=True)
    own = [field for field in msgspec.structs.fields(struct) if field.name in struct.__annotations__]
    tag = struct.__struct_config__.tag
    lines = [f'  kind: "{tag}";\n'] if tag and struct.__name__ != "Act" else []
    for field in own:
        mark = "" if field.required else "?"
        lines.append(_comment(docs.get(field.name), "  ") + f"  {field.name}{mark}: {_type(hints[field.name])};\n")
    heir = f" extends {struct.__base__.__name__}" if _is_act(struct) and struct.__base__ else ""
    return f"{_comment(struct.__doc__)}export interface {struct.__name__}{heir} {{\n{''.join(lines)}}}\n"


def _union(name: str, members: list[str]) -> str:
    return f"export type {name} =\n" + "\n".join(f"  | {member}" for member in members) + ";\n"


def _canonical_table() -> str:
    """For each signed kind the order of its fields and the values that are left out; what all acts share, once."""
    shared = msgspec.structs.fields(events.Act)
    lines = [_array("const ACT_ORDER = ", _quoted("kind", *(field.name for field in shared)), " as const;")]
    lines.append(_object("const ACT_OMITTED = ", _omitted(shared), " as const;"))
    lines.append(
        "\n" + _comment("Of each signed kind: its fields in canonical order, and the values left out of the bytes.")
    )
    lines.append("export const CANONICAL = {\n")
    for struct in SIGNED:
        own = msgspec.structs.fields(struct)
        order, omitted = _quoted("kind"), []
        if _is_act(struct):
            own, order, omitted = own[len(shared) :], ["...ACT_ORDER"], ["...ACT_OMITTED"]
        lines.append(f"  {struct.__struct_config__.tag}: {{\n")
        lines.append(_array("order: ", order + _quoted(*(field.name for field in own)), ",", "    "))
        lines.append(_object("omitted: ", omitted + _omitted(own), ",", "    "))
        lines.append("  },\n")
    return "".join([*lines, "} as const;\n"])


def _omitted(described: Iterable[msgspec.structs.FieldInfo]) -> list[str]:
    return [f"{field.name}: {json.dumps(_default(field))}" for field in described if not field.required]


def _quoted(*values: str) -> list[str]:
    return [json.dumps(value) for value in values]


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def _type(hint: Any) -> str:
    for name, alias in _ALIASES:
        if hint == alias:
            return name
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _type(arguments[0])
    if origin in (Union, types.UnionType):
        return " | ".join(_type(argument) for argument in arguments)
    if origin is Literal:
        return " | ".join(json.dumps(argument) for argument in arguments)
    if origin is list:
        element = _type(arguments[0])
        return f"({element})[]" if " " in element else f"{element}[]"
    if origin is dict:
        return f"Record<{_type(arguments[0])}, {_type(arguments[1])}>"
    return _SCALARS.get(hint) or hint.__name__


def _comment(text: str | None, indent: str = "") -> str:
    if not text:
        return ""
    lines = inspect.cleandoc(text).replace("None", "null").splitlines()
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    return f"{indent}/**\n" + "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines) + f"{indent} */\n"


def _array(before: str, values: list[str], after: str, indent: str = "") -> str:
    return _bracketed(f"{indent}{before}[", values, f"]{after}", indent)


def _object(before: str, values: list[str], after: str, indent: str = "") -> str:
    return _bracketed(f"{indent}{before}{{", values, f"}}{after}", indent, " " if values else "")


def _bracketed(before: str, values: list[str], after: str, indent: str, space: str = "") -> str:
    """On one line where it fits, else one value a line, as the web's formatter would."""
    line = f"{before}{space}{', '.join(values)}{space}{after}"
    if len(line) <= LINE_LENGTH:
        return line + "\n"
    return f"{before}\n" + "".join(f"{indent}  {value},\n" for value in values) + f"{indent}{after}\n"
