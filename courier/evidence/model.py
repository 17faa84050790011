"""The nouns of evidence: what the server signs of its log."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

Occasion = Literal["hour", "day", "asked"]

Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]


class Checkpoint(Struct, frozen=True, kw_only=True, tag_field="kind", tag="checkpoint"):
    """The server's signed word on its whole log: so many leaves, with this Merkle root. Signed in canonical bytes."""

    number: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    size: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    root: Hash
    made_at_ms: int
    occasion: Occasion
    incarnation: UUID
    previous: Hash
    """SHA-256 of the body before; of nothing before the first."""
    key_id: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]
    items: Hash | None = None
    """The root of the tree over what belongs to each item (`items/tree.py`); None: signed before there was one."""
