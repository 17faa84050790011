"""What the tracking page shows, already in one language: its template holds no rule."""

from datetime import datetime
from typing import Final, NamedTuple

from api.pages import Language
from courier import clock
from courier.care.model import DossierDetails, MilestoneState, TrackedLeg, Tracking
from courier.care.wording import TONES, Tone, say_leg, say_milestone, say_status
from courier.clock import VIETNAM
from courier.network.phones import show_phone
from mobile_contract.codes import show_code


class Fact(NamedTuple):
    """One dated fact of a leg."""

    state: MilestoneState
    what: str
    machine_time: str
    shown_time: str


class LegShown(NamedTuple):
    """One leg of the dossier."""

    title: str
    status: str
    tone: Tone
    mark: str
    facts: list[Fact]


class TrackingPage(NamedTuple):
    """The whole page."""

    code: str
    legs: list[LegShown]
    details: list[tuple[str, str]]
    """Label and value; empty without the second factor."""
    is_wrong_factor: bool


def show(tracking: Tracking, language: Language, *, is_wrong_factor: bool) -> TrackingPage:
    """The timeline as its citizen reads it."""
    return TrackingPage(
        code=show_code(tracking.code),
        legs=[_leg(leg, language) for leg in tracking.legs],
        details=_details(tracking.details, language) if tracking.details else [],
        is_wrong_factor=is_wrong_factor,
    )


_MARKS: Final[dict[Tone, str]] = {"done": "✓", "waiting": "●", "attention": "!"}
"""Beside the colour, never instead of the words."""


def _leg(leg: TrackedLeg, language: Language) -> LegShown:
    tone = TONES.get(leg.stage, "waiting")
    return LegShown(
        title=say_leg(leg.leg).in_language(language),
        status=say_status(leg, clock.today()).in_language(language),
        tone=tone,
        mark=_MARKS[tone],
        facts=[
            Fact(
                state=milestone.state,
                what=say_milestone(leg.leg, milestone.name).in_language(language),
                machine_time=milestone.at.isoformat() if milestone.at else "",
                shown_time=_time(milestone.at) if milestone.at else "",
            )
            for milestone in leg.milestones
        ],
    )


def _details(details: DossierDetails, language: Language) -> list[tuple[str, str]]:
    is_english = language == "en"
    desk = details.desk_name + (f" · {show_phone(details.desk_phone)}" if details.desk_phone else "")
    rows = [
        ("Content" if is_english else "Nội dung", details.title),
        ("Dossier code" if is_english else "Mã hồ sơ", details.code or "—"),
        ("One-stop desk" if is_english else "Bộ phận một cửa", desk),
        ("To pay on delivery" if is_english else "Cần trả khi nhận", _money(details.due_vnd, language)),
    ]
    if details.papers_to_take_back:
        label = "Old papers to hand back" if is_english else "Giấy tờ cũ cần nộp lại"
        rows.append((label, str(details.papers_to_take_back)))
    if details.window_from and details.window_to:
        label = "Time agreed" if is_english else "Khung giờ hẹn"
        rows.append((label, f"{_time(details.window_from)} – {_time(details.window_to)}"))
    return rows


def _time(at: datetime) -> str:
    """22/11/2026, 14:05."""
    return f"{at.astimezone(VIETNAM):%d/%m/%Y, %H:%M}"


def _money(amount_vnd: int, language: Language) -> str:
    """26.000 đ."""
    if not amount_vnd:
        return "Nothing" if language == "en" else "Không phải trả"
    return f"{amount_vnd:,} đ".replace(",", ".")
