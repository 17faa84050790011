"""The commands of `courier` with one rule broken that only shows between processes: each module is started by `-m`."""

from typing import Any

from courier.custody.model import Appended


def are_uploads(result: Any) -> bool:
    """Whether what a transaction gave back are batches kept together, not a page or a list of something else."""
    if not isinstance(result, list) or not result:
        return False
    return all(isinstance(kept, tuple) and isinstance(kept[0], Appended) for kept in result)
