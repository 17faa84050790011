"""The disk of a device that may be switched off around every write, and the tricks that wait for it."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Literal, get_args

from courier.simulation.outbox import Holding, KeptAct, Link, Outbox, ProofFile
from mobile_contract import sync

CrashPoint = Literal["crash_before_write", "crash_after_write", "crash_after_send", "crash_after_mark"]
CRASH_POINTS: Final[tuple[CrashPoint, ...]] = get_args(CrashPoint)
AT_THE_SCREEN: Final = ("crash_before_write", "crash_after_write")
"""Points where the person stands before the device; the other two lie in the exchange with the server."""

BATCH_BYTES: Final = 160_000
"""Of act bodies in one batch: with signatures, carried releases and JSON's own marks below the 256 KiB of a batch."""
BATCH_MOST: Final = 80


class SwitchedOff(Exception):
    """The device died here: what is not on its disk never was."""

    def __init__(self, point: CrashPoint) -> None:
        super().__init__(point)
        self.point = point


class Armed:
    """Tricks that wait for their moment, and those that were played."""

    def __init__(self) -> None:
        self.waiting: Counter[str] = Counter()
        self.played: Counter[str] = Counter()

    def add(self, kind: str) -> None:
        self.waiting[kind] += 1

    def strikes(self, kind: str) -> bool:
        """Whether it is time for this one: each waits once for each time it was added."""
        if not self.waiting[kind]:
            return False
        self.waiting[kind] -= 1
        self.played[kind] += 1
        return True


class DyingOutbox(Outbox):
    """The disk of a device that may be switched off around every write."""

    def __init__(self, path: Path, armed: Armed) -> None:
        super().__init__(path)
        self._armed = armed
        self.went_back = 0
        """Acts that were acknowledged, and were not any more by a later answer."""
        self.offered_again = 0
        """Acts that were acknowledged by a server that was restored to before."""

    def append(
        self, first_previous: str, make: Callable[[Link], KeptAct], files: Sequence[ProofFile], holds: Holding
    ) -> KeptAct:
        def make_and_die(link: Link) -> KeptAct:
            make(link)
            raise SwitchedOff("crash_before_write")

        dies = self._armed.strikes("crash_before_write")
        kept = super().append(first_previous, make_and_die if dies else make, files, holds)
        if self._armed.strikes("crash_after_write"):
            raise SwitchedOff("crash_after_write")
        return kept

    def acts(self, after: int = 0, at_most: int | None = None) -> list[KeptAct]:
        """As the outbox has it; where a number is asked for, so many bytes at most too."""
        kept = super().acts(after, at_most)
        if at_most is None:
            return kept
        size, fitting = 0, 0
        for act in kept:
            size += sum(len(signed.body) for signed in (act.entry.act, act.entry.carried) if signed)
            if size > BATCH_BYTES and fitting:
                break
            fitting += 1
        return kept[:fitting]

    def acknowledge(self, acked_through: int, receipt: sync.SignedBody) -> None:
        self.went_back += max(self.acked_through - acked_through, 0)
        is_news = acked_through > self.acked_through
        if is_news and self._armed.strikes("crash_after_send"):
            raise SwitchedOff("crash_after_send")
        super().acknowledge(acked_through, receipt)
        if is_news and self._armed.strikes("crash_after_mark"):
            raise SwitchedOff("crash_after_mark")

    def offer_again(self, incarnation: str, acked_through: int) -> None:
        self.offered_again += max(self.acked_through - acked_through, 0)
        super().offer_again(incarnation, acked_through)

    @property
    def last_seq(self) -> int:
        """The number of its last act."""
        last = super().acts(max(self.acked_through - 1, 0))
        return last[-1].seq if last else self.acked_through
