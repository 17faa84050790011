"""What the planner refuses, with the data a caller needs to say so.

RoutingError
├── InvalidInstance      the instance contradicts itself; carries every Problem found
├── UnsupportedFeature   a foreign format or another engine asks for, or lacks, what cannot be honoured; carries each
├── UnfitPlan            a plan that cannot be the base of what is asked for
└── UnreadableFile       a benchmark or JSON file that is not one
"""

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """One thing to mend: the field's path, and in both languages what is wrong and the remedy."""

    field: str
    vi: str
    en: str


class RoutingError(Exception):
    """The planner refuses."""


class InvalidInstance(RoutingError):
    """The instance contradicts itself."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.en}" for problem in problems))
        self.problems = problems


class UnsupportedFeature(RoutingError):
    """What a foreign format asks for, or another engine lacks: nothing is ignored in silence. Ours honours all."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.en}" for problem in problems))
        self.problems = problems


class UnfitPlan(RoutingError):
    """The plan given is not one of this instance, or already does what is asked for."""


class UnreadableFile(RoutingError):
    """A file that is not what its name or first line says; the message names the line, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi} / {en}")
        self.vi, self.en = vi, en
