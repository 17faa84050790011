"""A bundle of arrays that compiled functions take as one pointer.

numba passes a tuple of arrays as hundreds of values, each time anew, and takes minutes to compile that. A `Table` is
the address of a list of words: four for each field, its data and its shape. `table.field` is an array there as here,
but for one thing: an index counts from the start only. Taking those below 0 from the end costs a third of the search.
"""

import operator
from typing import Any, ClassVar, get_type_hints

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_builtin,
    lower_getattr_generic,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import load_item, make_array, populate_array, store_item
from numpy.typing import NDArray

WORDS_A_FIELD = 4
LINE = 64  # bytes that a processor's cache reads at once
WORD = ir.IntType(64)

_DTYPES = {
    "int64": types.int64,
    "int32": types.int32,
    "float64": types.float64,
    "uint64": types.uint64,
    "bool": types.boolean,
}

Field = tuple[str, str, int]


class Table:
    """Give it every field that the class names: contiguous arrays, or whole numbers. Fields are set once.

    `SHAPES` tells each array's element type and number of dimensions; a number has none.
    """

    SHAPES: ClassVar[dict[str, tuple[str, int]]]

    def __init__(self, **fields: Any) -> None:
        names = [name for name in get_type_hints(type(self)) if name != "SHAPES"]
        assert sorted(fields) == sorted(names), set(fields) ^ set(names)
        words = np.zeros(WORDS_A_FIELD * len(names), dtype=np.int64)
        for place, name in enumerate(names):
            value = fields[name]
            if self.SHAPES[name][1] == 0:
                words[WORDS_A_FIELD * place] = int(value)
            else:
                value = _on_a_line(np.ascontiguousarray(value, dtype=self.SHAPES[name][0]))
                assert value.ndim == self.SHAPES[name][1], name
                words[WORDS_A_FIELD * place] = value.ctypes.data
                words[WORDS_A_FIELD * place + 1 : WORDS_A_FIELD * place + 1 + value.ndim] = value.shape
            setattr(self, name, value)
        self.words = words
        self.address = words.ctypes.data


def _on_a_line(value: NDArray[Any]) -> NDArray[Any]:
    """The array, moved to where a cache line begins if it does not begin there."""
    if value.ctypes.data % LINE == 0:
        return value
    room = np.empty(value.nbytes + LINE, dtype=np.uint8)
    begin = -room.ctypes.data % LINE
    moved = room[begin : begin + value.nbytes].view(value.dtype).reshape(value.shape)
    moved[...] = value
    return moved


class Cells(types.Array):  # type: ignore[misc]
    """numba's type of a field's array: contiguous, its indices whole numbers from 0 on."""

    def __init__(self, dtype: Any, ndim: int) -> None:
        super().__init__(dtype, ndim, "C")
        self.name = f"Cells({dtype}, {ndim})"


register_model(Cells)(models.ArrayModel)


class TableType(types.Type):  # type: ignore[misc]
    """numba's type of one class of tables."""

    def __init__(self, name: str, fields: tuple[Field, ...]) -> None:
        self.fields = fields
        super().__init__(name=f"{name}{fields}")

    def find(self, name: str) -> tuple[int, Any]:
        """Where a field stands, and its type."""
        place, (_, dtype, ndim) = next((k, field) for k, field in enumerate(self.fields) if field[0] == name)
        return place, Cells(_DTYPES[dtype], ndim) if ndim else types.int64


@typeof_impl.register(Table)  # type: ignore[untyped-decorator]
def _typeof(table: Table, _: Any) -> TableType:
    kind = type(table)
    if "numba_type" not in kind.__dict__:
        names = [name for name in get_type_hints(kind) if name != "SHAPES"]
        kind.numba_type = TableType(kind.__name__, tuple((name, *kind.SHAPES[name]) for name in names))  # type: ignore[attr-defined]
    found: TableType = kind.numba_type  # type: ignore[attr-defined]
    return found


@register_model(TableType)
class _TableModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: TableType) -> None:
        super().__init__(manager, kind, WORD.as_pointer())


@unbox(TableType)  # type: ignore[untyped-decorator]
def _unbox(_: TableType, table: Any, context: Any) -> NativeValue:
    address = context.pyapi.object_getattr_string(table, "address")
    word = context.pyapi.long_as_longlong(address)
    context.pyapi.decref(address)
    is_error = cgutils.is_not_null(context.builder, context.pyapi.err_occurred())
    return NativeValue(context.builder.inttoptr(word, WORD.as_pointer()), is_error=is_error)


@infer_getattr
class _TableFields(AttributeTemplate):  # type: ignore[misc]
    key = TableType

    def generic_resolve(self, kind: TableType, name: str) -> Any:
        return kind.find(name)[1]


@lower_getattr_generic(TableType)  # type: ignore[untyped-decorator]
def _load_field(context: Any, builder: Any, kind: TableType, table: Any, name: str) -> Any:
    place, field = kind.find(name)

    def word(number: int) -> Any:
        loaded = builder.load(builder.gep(table, [ir.Constant(WORD, WORDS_A_FIELD * place + number)]))
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
        return loaded

    if field == types.int64:
        return word(0)
    array = make_array(field)(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(field.dtype))
    shape = [word(1 + dimension) for dimension in range(field.ndim)]
    strides = [ir.Constant(WORD, size)]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    data = builder.inttoptr(word(0), array.data.type)
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=ir.Constant(WORD, size), meminfo=None)
    return array._getvalue()


def _cell(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """The address of a cell, given the array and as many indices as it has dimensions."""
    kind, index = signature.args[:2]
    array = make_array(kind)(context, builder, arguments[0])
    if isinstance(index, types.BaseTuple):
        numbers, kinds = cgutils.unpack_tuple(builder, arguments[1]), list(index)
    else:
        numbers, kinds = [arguments[1]], [index]
    assert len(numbers) == kind.ndim, f"{kind} wants all of its indices"
    shape = cgutils.unpack_tuple(builder, array.shape)
    at = ir.Constant(WORD, 0)
    for number, of, length in zip(numbers, kinds, shape, strict=True):
        here = context.cast(builder, number, of, types.intp)
        at = builder.add(builder.mul(at, length, flags=("nsw",)), here, flags=("nsw",))
    return builder.gep(array.data, [at], inbounds=True)


@lower_builtin(operator.getitem, Cells, types.Integer)  # type: ignore[untyped-decorator]
@lower_builtin(operator.getitem, Cells, types.BaseTuple)  # type: ignore[untyped-decorator]
def _get(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return load_item(context, builder, signature.args[0], _cell(context, builder, signature, arguments))


@lower_builtin(operator.setitem, Cells, types.Integer, types.Any)  # type: ignore[untyped-decorator]
@lower_builtin(operator.setitem, Cells, types.BaseTuple, types.Any)  # type: ignore[untyped-decorator]
def _set(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    kind, _, given = signature.args
    value = context.cast(builder, arguments[2], given, kind.dtype)
    store_item(context, builder, kind, value, _cell(context, builder, signature, arguments))
    return context.get_dummy_value()
