"""Hypothesis strategies for any Struct of the contract, from its own declared bounds."""

from typing import Any, get_args

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from mobile_contract import fields
from mobile_contract.crockford import symbols_of

LONGEST_LIST = 3


def structs(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Every field drawn within its bounds; optional ones also at their default."""
    return _values(inspect.type_info(kind))


def _pattern(alias: Any) -> str:
    pattern: str = get_args(alias)[1].pattern
    return pattern


_QUICK: dict[str, st.SearchStrategy[str]] = {
    _pattern(fields.Sha256): st.binary(min_size=32, max_size=32).map(bytes.hex),
    _pattern(fields.Code): st.integers(0, 2**60 - 1).map(lambda number: symbols_of(number, 12)),
    _pattern(fields.Sscc): st.integers(0, 10**18 - 1).map("{:018d}".format),
}
"""Long texts of one form: drawn from their pattern they would take a hundred times as long."""


def _values(kind: inspect.Type) -> st.SearchStrategy[Any]:
    match kind:
        case inspect.Metadata(type=described):
            return _values(described)
        case inspect.StructType(cls=cls, fields=own):
            return st.builds(cls, **{field.name: _field(field) for field in own})
        case inspect.IntType(ge=lowest, le=highest):
            return st.integers(lowest, highest)
        case inspect.StrType(pattern=str(pattern)):
            return (
                _QUICK[pattern] if pattern in _QUICK else st.from_regex(pattern, alphabet=st.characters(codec="utf-8"))
            )
        case inspect.LiteralType(values=values):
            return st.sampled_from(values)
        case inspect.ListType(item_type=each):
            return st.lists(_values(each), max_size=LONGEST_LIST)
        case inspect.UnionType(types=types):
            return st.one_of([_values(each) for each in types])
        case inspect.UUIDType():
            return st.uuids()
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
    raise NotImplementedError(kind)


def _field(field: inspect.Field) -> st.SearchStrategy[Any]:
    if field.required:
        return _values(field.type)
    default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return st.just(default) | _values(field.type)
