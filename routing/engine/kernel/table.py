"""A bundle of arrays that compiled functions take as one pointer.

numba passes a tuple of arrays as hundreds of values, each time anew, and takes minutes to compile that. A `Table` is
the address of a list of words: four for each field, its data and its shape. `table.field` is an array there as here.
"""

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
    lower_getattr_generic,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import make_array, populate_array

WORDS_A_FIELD = 4
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
                value = np.ascontiguousarray(value, dtype=self.SHAPES[name][0])
                assert value.ndim == self.SHAPES[name][1], name
                words[WORDS_A_FIELD * place] = value.ctypes.data
                words[WORDS_A_FIELD * place + 1 : WORDS_A_FIELD * place + 1 + value.ndim] = value.shape
            setattr(self, name, value)
        self.words = words
        self.address = words.ctypes.data


class TableType(types.Type):  # type: ignore[misc]
    """numba's type of one class of tables."""

    def __init__(self, name: str, fields: tuple[Field, ...]) -> None:
        self.fields = fields
        super().__init__(name=f"{name}{fields}")

    def find(self, name: str) -> tuple[int, Any]:
        """Where a field stands, and its type."""
        place, (_, dtype, ndim) = next((k, field) for k, field in enumerate(self.fields) if field[0] == name)
        return place, types.Array(_DTYPES[dtype], ndim, "C") if ndim else types.int64


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
