"""The checker's own idea of who physically holds what, who has which cash, and which disputes were planted. Pure.

It is told what happens to envelopes and bank notes, never what was signed or sent, and shares no rule with the server:
an envelope lies in one pair of hands, and is moved by whoever has it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

import msgspec


class Impossible(Exception):
    """The story moves an envelope out of hands that do not have it: the simulation itself is wrong."""


class Purse(msgspec.Struct):
    """One holder's cash; đồng."""

    taken_vnd: int = 0
    """Signed as taken, less what was corrected."""
    counted_vnd: int = 0
    """Of it, what an office counted in."""
    change_vnd: int = 0
    """Got out of a safe, to give change."""


class Till(msgspec.Struct, frozen=True):
    """One shift of a drawer: what should be in it when it is closed, and what was said to be; đồng."""

    expected_vnd: int
    said_vnd: int


class Bag(msgspec.Struct, frozen=True):
    """A bag counted in the evening: what lay in it, what its carrier said, what the office found in it."""

    holder: UUID
    there: frozenset[str]
    said: frozenset[str]
    found: frozenset[str] | None = None
    """None: the office did not look."""


class Model:
    """The physical world. Items are named by the code on their label."""

    def __init__(self) -> None:
        self.holder: dict[str, UUID] = {}
        self._in_hands: dict[UUID, dict[str, None]] = defaultdict(dict)
        self.disputed: dict[str, str] = {}
        """Planted: code → what was done to it. Their last undisputed holder stands."""
        self.purses: dict[UUID, Purse] = defaultdict(Purse)
        self.paid_vnd: dict[str, int] = defaultdict(int)
        """Cash taken for an item."""
        self.tills: dict[UUID, Till] = {}
        """Closed drawers, by the paper on which the teller wrote it down."""
        self.bags: dict[UUID, Bag] = {}
        """Counted bags, by the paper on which it was written down."""
        self.damage: Counter[tuple[str, str]] = Counter()
        """What was written down about envelopes: code, what befell it."""
        self.codes_told: dict[UUID, bool] = {}
        """By delivery: whether the code that the citizen told was the one that he was given."""
        self.slips: Counter[int] = Counter()
        """Numbers of receipt slips that citizens have."""
        self.on_paper: set[str] = set()
        """Handed over with a pen alone: no device of the giver saw it."""

    def appears(self, code: str, holder: UUID) -> None:
        """An envelope comes into the world."""
        self.holder[code] = holder
        self._in_hands[holder][code] = None

    def moves(self, codes: Sequence[str], giver: UUID, taker: UUID) -> None:
        """Envelopes go from hand to hand."""
        for code in codes:
            if self.holder.get(code) != giver or code in self.disputed:
                raise Impossible(f"{code} is not {giver}'s to give")
            del self._in_hands[giver][code]
            self._in_hands[taker][code] = None
            self.holder[code] = taker

    def quarrel(self, code: str, why: str) -> None:
        """Two stories are told of this one from now on; it is put aside and nobody acts on it any more."""
        self.disputed[code] = why

    def in_hands(self, holder: UUID) -> list[str]:
        """What the holder can act on, in the order it came."""
        return list(self.each_in_hands(holder))

    def each_in_hands(self, holder: UUID) -> Iterator[str]:
        """The same one by one, for who needs a few of many; nothing may move meanwhile."""
        return (code for code in self._in_hands[holder] if code not in self.disputed)

    def takes_cash(self, holder: UUID, code: str, amount_vnd: int) -> None:
        self.purses[holder].taken_vnd += amount_vnd
        self.paid_vnd[code] += amount_vnd

    def counts_cash_in(self, holder: UUID, amount_vnd: int) -> None:
        self.purses[holder].counted_vnd += amount_vnd

    def gets_change(self, holder: UUID, amount_vnd: int) -> None:
        """Out of the safe into a drawer."""
        self.purses[holder].change_vnd += amount_vnd

    def purse_vnd(self, holder: UUID) -> int:
        """What the holder has in hand."""
        purse = self.purses[holder]
        return purse.taken_vnd + purse.change_vnd - purse.counted_vnd
