"""How much of what a run may take is used up."""

from time import monotonic, process_time

from routing.plan import WALL_PER_SECOND, Limits


class Stopwatch:
    """Runs from when it is made."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.started_s = monotonic()
        self.started_cpu_s = process_time()

    @property
    def elapsed_s(self) -> float:
        return monotonic() - self.started_s

    @property
    def share_of_seconds(self) -> float:
        """Of the processor's seconds, or of the clock's where the machine is so busy that these run out first."""
        if self.limits.seconds is None:
            return 0.0
        if self.limits.seconds <= 0:
            return 1.0
        of_each_s = (process_time() - self.started_cpu_s) / self.limits.threads
        used_s = max(of_each_s, self.elapsed_s / WALL_PER_SECOND)
        return used_s / self.limits.seconds
