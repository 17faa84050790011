"""Instances and plans as files: ours are JSON with matrices as rows of whole numbers."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from routing.benchmarks import read_benchmark
from routing.instance import Instance
from routing.plan import Plan
from routing.reading import read_text


def read_instance(path: Path) -> Instance:
    """An instance from our JSON or a benchmark's text. Raises msgspec.DecodeError or UnreadableFile."""
    text = read_text(path)
    if text.lstrip()[:1] == b"{":
        return instance_from_json(text)
    return read_benchmark(path.stem, text.decode(errors="replace"))


def instance_to_json(instance: Instance) -> bytes:
    return msgspec.json.encode(instance, enc_hook=_matrix_to_rows)


def instance_from_json(text: bytes) -> Instance:
    """Raises msgspec.ValidationError naming the field where the text is not an instance."""
    return msgspec.json.decode(text, type=Instance, dec_hook=_rows_to_matrix)


def plan_to_json(plan: Plan) -> bytes:
    return msgspec.json.encode(plan)


def plan_from_json(text: bytes) -> Plan:
    """Raises msgspec.ValidationError naming the field where the text is not a plan."""
    return msgspec.json.decode(text, type=Plan)


def _matrix_to_rows(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise NotImplementedError(f"cannot write {type(value).__name__}")


def _rows_to_matrix(kind: type, value: Any) -> Any:
    if getattr(kind, "__origin__", kind) is not np.ndarray:
        raise NotImplementedError(f"cannot read {kind}")
    limits = np.iinfo(np.int32)
    with suppress(ValueError):  # rows of different lengths
        rows = np.array(value)
        if rows.ndim == 2 and rows.dtype.kind == "i" and limits.min <= rows.min() and rows.max() <= limits.max:
            return rows.astype(np.int32)
    raise ValueError("Expected equally long rows of 32-bit integers")
