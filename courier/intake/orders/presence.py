"""The one refusal besides a missing agreement: the law wants the citizen in person."""

from courier.errors import Conflict
from courier.network.model import Leg


class PresenceRequired(Conflict):
    """The citizen must come in person for this leg; the detail is the sentence they should hear (PEOPLE 21)."""

    type = "presence-required"
    title_vi = "Phải đến trực tiếp"
    title_en = "To be done in person"

    def __init__(self, leg: Leg, sentence_vi: str, sentence_en: str) -> None:
        self.leg = leg
        super().__init__(sentence_vi, sentence_en)
