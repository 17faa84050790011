"""Which closed bag an item lies in, or lay in last: a pure function of its chain, the sealings and the openings.

A sealing counts for an item where the sealer held it then, by the very fact the sealing names. The item leaves the
bag when it is handed on singly, or when someone who held it then or later opened the bag. Sealed again without an
opening: the later of one device's sealings counts (its numbers say which), those of two devices contradict each
other, and the item is in no bag until one of them is taken back; a person is told.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from courier.custody.model import Chain


class Sealing(msgspec.Struct, frozen=True, kw_only=True):
    """One item of one trusted sealing that its sealer has not taken back."""

    event_id: UUID
    device_id: UUID
    device_seq: int
    code: str
    party_id: UUID
    ref: UUID
    sscc: str


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """A trusted opening of a sealed bag."""

    event_id: UUID
    party_id: UUID
    sealing: UUID


class Bagged(msgspec.Struct, frozen=True, kw_only=True):
    """The item's bag: where in its chain it was sealed, and opened."""

    sealing: Sealing
    sealed_depth: int
    opening: Opening | None = None
    opened_depth: int | None = None


def bag_of(chain: Chain, sealings: Sequence[Sealing], openings: Sequence[Opening]) -> Bagged | None:
    """The bag the item lies in; where it lies in none, the one last opened."""
    bags = _bags(chain, sealings, openings)
    closed = _latest_closed(bags)
    if closed:
        return closed[0] if len({bag.sealing.device_id for bag in closed}) == 1 else None
    opened = [bag for bag in bags if bag.opening is not None]
    return max(opened, key=lambda bag: (bag.sealed_depth, bag.opened_depth, bag.sealing.event_id), default=None)


def contradicting_sealings(chain: Chain, sealings: Sequence[Sealing], openings: Sequence[Opening]) -> tuple[UUID, ...]:
    """The sealings, sorted, that put the item into two closed bags at once; empty where none do."""
    closed = _latest_closed(_bags(chain, sealings, openings))
    is_one_mans = len({bag.sealing.device_id for bag in closed}) <= 1
    return () if is_one_mans else tuple(sorted(bag.sealing.event_id for bag in closed))


def _bags(chain: Chain, sealings: Sequence[Sealing], openings: Sequence[Opening]) -> list[Bagged]:
    """Every sealing that counts, opened or not; those the item has left singly are gone."""
    found = []
    for sealing in sealings:
        depth = _depth_of(chain, sealing)
        if depth is None:
            continue
        last = _last_depth_within(chain, sealing, depth)
        opened = _first_opening(chain, sealing, openings, depth, last)
        if opened is not None:
            found.append(Bagged(sealing=sealing, sealed_depth=depth, opening=opened[1], opened_depth=opened[0]))
        elif last == len(chain.steps):
            found.append(Bagged(sealing=sealing, sealed_depth=depth))
    return found


def _latest_closed(bags: Sequence[Bagged]) -> list[Bagged]:
    """The closed bags sealed last, the highest number of a device first."""
    closed = [bag for bag in bags if bag.opening is None]
    deepest = max((bag.sealed_depth for bag in closed), default=0)
    at_once = [bag for bag in closed if bag.sealed_depth == deepest]
    return sorted(at_once, key=lambda bag: (-bag.sealing.device_seq, bag.sealing.event_id))


def _depth_of(chain: Chain, sealing: Sealing) -> int | None:
    """How deep the chain was when this item was sealed by its holder; None where the sealer did not hold it."""
    return next(
        (
            depth
            for depth, (tip, holder) in enumerate(chain.holdings)
            if tip == sealing.ref and holder == sealing.party_id
        ),
        None,
    )


def _last_depth_within(chain: Chain, sealing: Sealing, depth: int) -> int:
    """How far the item went inside this bag: hand-overs of the bag itself keep it in."""
    for step in chain.steps[depth:]:
        if step.giving is None or step.giving.bag != sealing.event_id:
            break
        depth += 1
    return depth


def _first_opening(
    chain: Chain, sealing: Sealing, openings: Sequence[Opening], first: int, last: int
) -> tuple[int, Opening] | None:
    """The opening by whoever held the item first of those who opened, while it was in the bag."""
    found = [
        (depth, opening.event_id, opening)
        for depth, (_, holder) in enumerate(chain.holdings)
        for opening in openings
        if first <= depth <= last and opening.sealing == sealing.event_id and opening.party_id == holder
    ]
    depth, _, opening = min(found, key=lambda each: each[:2], default=(-1, sealing.event_id, None))
    return None if opening is None else (depth, opening)
