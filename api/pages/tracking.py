"""What the tracking page shows, already in one language: its template holds no rule."""

from datetime import date, datetime
from typing import Final, NamedTuple

from api.pages import Language
from courier import clock
from courier.care.model import OVER, DocumentLine, DossierDetails, FourFacts, MilestoneState, TrackedLeg, Tracking
from courier.care.wording import TONES, Tone, Words, say_leg, say_milestone, say_now, say_status, tone_of
from courier.clock import VIETNAM
from courier.custody.handovers.one_time_codes.judge_codes import ToldCode
from courier.network.phones import show_phone
from mobile_contract.codes import show_code


class Step(NamedTuple):
    """One step of a leg."""

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
    steps: list[Step]
    missing_files: int
    """Photos and signatures of its acts that have not come yet."""


class Line(NamedTuple):
    """Words, and the instant or day they are about; either may be empty."""

    words: str
    machine_time: str = ""
    shown_time: str = ""


class Fact(NamedTuple):
    """One of the four facts: what it is about, what is so since when, and what more there is to say."""

    name: str
    tone: Tone
    lines: list[Line]


class TrackingPage(NamedTuple):
    """The whole page."""

    code: str
    status: str
    tone: Tone
    mark: str
    facts: list[Fact]
    legs: list[LegShown]
    details: list[tuple[str, str]]
    """Label and value; empty without the second factor."""
    documents: list[tuple[str, str]]
    """Name, and how many of which kind."""
    missing: list[str]
    missing_because: str | None
    is_wrong_factor: bool
    awaits_result: bool
    """A result is to come to this citizen, who may ask for a code to tell at the door."""


class CodeTold(NamedTuple):
    """A one-time code as it is read out: two groups of three digits, and until when it is good."""

    code: str
    machine_time: str
    shown_time: str


def show_told(told: ToldCode) -> CodeTold:
    half = len(told.code) // 2
    return CodeTold(f"{told.code[:half]} {told.code[half:]}", told.expires_at.isoformat(), _time(told.expires_at))


def show(tracking: Tracking, language: Language, *, is_wrong_factor: bool) -> TrackingPage:
    """The timeline as its citizen reads it."""
    tone = tone_of(tracking)
    details = tracking.details
    return TrackingPage(
        code=show_code(tracking.code),
        status=say_now(tracking, clock.today()).in_language(language),
        tone=tone,
        mark=_MARKS[tone],
        facts=_facts(tracking.facts, language),
        legs=[_leg(leg, language) for leg in tracking.legs],
        details=_details(details, language) if details else [],
        documents=[(line.name, _copies(line, language)) for line in details.documents] if details else [],
        missing=details.missing if details else [],
        missing_because=details.missing_because if details else None,
        is_wrong_factor=is_wrong_factor,
        awaits_result=details is not None and any(_is_to_come(leg) for leg in tracking.legs),
    )


def _is_to_come(leg: TrackedLeg) -> bool:
    return leg.leg == "RETURN" and leg.stage not in {*OVER, "registered", "awaiting_result"}


_MARKS: Final[dict[Tone, str]] = {"done": "✓", "waiting": "●", "attention": "!"}
"""Beside the colour, never instead of the words."""


def _leg(leg: TrackedLeg, language: Language) -> LegShown:
    tone = TONES.get(leg.stage, "waiting")
    return LegShown(
        title=say_leg(leg.leg, leg.purpose).in_language(language),
        status=say_status(leg, clock.today()).in_language(language),
        tone=tone,
        mark=_MARKS[tone],
        steps=[
            Step(
                state=milestone.state,
                what=say_milestone(leg.leg, milestone.name, leg.purpose).in_language(language),
                machine_time=milestone.at.isoformat() if milestone.at else "",
                shown_time=_time(milestone.at) if milestone.at else "",
            )
            for milestone in leg.milestones
        ],
        missing_files=leg.missing_files,
    )


def _facts(facts: FourFacts, language: Language) -> list[Fact]:
    """Ngày gửi, hồ sơ đã gửi, nội dung cần bổ sung, ngày trả kết quả."""
    is_english = language == "en"
    names = (
        ("Date sent", "Dossier sent", "To be supplemented", "Date of the result")
        if is_english
        else ("Ngày gửi", "Hồ sơ đã gửi", "Nội dung cần bổ sung", "Ngày trả kết quả")
    )
    told = (_sent(facts), _filed(facts), _supplement(facts), _result(facts))
    return [
        Fact(name, tone, [Line(said.in_language(language), *_when(at)) for said, at in lines])
        for name, (tone, lines) in zip(names, told, strict=True)
    ]


Told = tuple[Tone, list[tuple[Words, datetime | date | None]]]


def _sent(facts: FourFacts) -> Told:
    registered = (Words("Đăng ký với bưu điện", "Registered with the post"), facts.registered_at)
    if not facts.is_sent_by_post:
        return "done", [registered]
    if facts.sent_at is None:
        return "waiting", [registered, (Words("Chưa giao cho bưu điện", "Not handed to the post yet"), None)]
    return "done", [(Words("Đã giao cho bưu điện", "Handed to the post"), facts.sent_at)]


def _filed(facts: FourFacts) -> Told:
    count = facts.documents
    lines: list[tuple[Words, datetime | date | None]] = []
    if count:
        lines.append((Words(f"{count} loại giấy tờ", f"{count} kind{'s' if count > 1 else ''} of documents"), None))
    if facts.filed_at is not None:
        return "done", [*lines, (Words("Đã nộp tại một cửa", "Handed in at the one-stop desk"), facts.filed_at)]
    if facts.is_sent_by_post:
        return "waiting", [*lines, (Words("Chưa nộp tại một cửa", "Not handed in at the one-stop desk yet"), None)]
    if facts.is_online_born:
        return "done", [*lines, (Words("Đã nộp trực tuyến", "Filed online"), None)]
    return "done", [*lines, (Words("Không gửi qua bưu điện", "Not sent by post"), None)]


def _supplement(facts: FourFacts) -> Told:
    if facts.supplement_asked_on is None:
        return "done", [(Words("Không có yêu cầu bổ sung", "Nothing has been asked for"), None)]
    asked = (Words("Một cửa yêu cầu", "Asked by the one-stop desk"), facts.supplement_asked_on)
    if facts.supplement_filed_at is not None:
        return "done", [asked, (Words("Đã nộp bổ sung", "Supplement handed in"), facts.supplement_filed_at)]
    if facts.supplement_sent_at is not None:
        return "waiting", [asked, (Words("Đã gửi bổ sung", "Supplement sent"), facts.supplement_sent_at)]
    if facts.supplement_deadline_on is None or facts.result_at is not None:
        return "attention" if facts.result_at is None else "done", [asked]
    return "attention", [asked, (Words("Hạn bổ sung", "To be given by"), facts.supplement_deadline_on)]


def _result(facts: FourFacts) -> Told:
    due = [(Words("Hẹn trả", "Promised for"), facts.due_on)] if facts.due_on else []
    if facts.result_at is None:
        return "waiting", [*due] or [(Words("Chưa có ngày hẹn trả", "No date promised yet"), None)]
    said = Words("Đã nhận trực tiếp", "Taken in person") if facts.is_taken_in_person else _HANDED_OVER
    return "done", [(said, facts.result_at), *due]


_HANDED_OVER: Final = Words("Đã giao kết quả", "Result handed over")


def _when(at: datetime | date | None) -> tuple[str, str]:
    if at is None:
        return "", ""
    return at.isoformat(), _time(at) if isinstance(at, datetime) else f"{at:%d/%m/%Y}"


def _copies(line: DocumentLine, language: Language) -> str:
    kinds = (
        (line.originals, Words("bản chính", "original")),
        (line.certified_copies, Words("bản chứng thực", "certified copy")),
        (line.photocopies, Words("bản chụp", "photocopy")),
    )
    told = [f"{count} {kind.in_language(language)}" for count, kind in kinds if count]
    if line.is_shown_and_returned:
        told.append(Words("để đối chiếu, trả lại", "shown and given back").in_language(language))
    return " · ".join(told)


def _details(details: DossierDetails, language: Language) -> list[tuple[str, str]]:
    is_english = language == "en"
    desk = details.desk_name + (f" · {show_phone(details.desk_phone)}" if details.desk_phone else "")
    rows = [
        ("Content" if is_english else "Nội dung", details.title),
        ("Dossier code" if is_english else "Mã hồ sơ", details.code or "—"),
        ("One-stop desk" if is_english else "Bộ phận một cửa", desk),
        ("To pay on delivery" if is_english else "Cần trả khi nhận", _due(details, language)),
    ]
    if details.papers_to_take_back:
        label = "Old papers to hand back" if is_english else "Giấy tờ cũ cần nộp lại"
        rows.append((label, str(details.papers_to_take_back)))
    if details.window_from and details.window_to:
        label = "Time agreed" if is_english else "Khung giờ hẹn"
        rows.append((label, _window(details.window_from, details.window_to)))
    return rows


def _time(at: datetime) -> str:
    """22/11/2026, 14:05."""
    return f"{at.astimezone(VIETNAM):%d/%m/%Y, %H:%M}"


def _window(begins: datetime, ends: datetime) -> str:
    """23/11/2026, 08:00 – 11:30: the day once where it is the same."""
    is_same_day = begins.astimezone(VIETNAM).date() == ends.astimezone(VIETNAM).date()
    return f"{_time(begins)} – {f'{ends.astimezone(VIETNAM):%H:%M}' if is_same_day else _time(ends)}"


def _due(details: DossierDetails, language: Language) -> str:
    """What is told of as transferred is not asked for again while nobody has seen it."""
    owed = _money(details.due_vnd - details.claimed_vnd, language)
    if not details.claimed_vnd:
        return owed
    claimed = _money(details.claimed_vnd, language)
    said = Words(
        f"{claimed} đã báo chuyển khoản, chờ xác nhận", f"{claimed} said to be transferred, not confirmed yet"
    ).in_language(language)
    return said if details.claimed_vnd >= details.due_vnd else f"{owed} · {said}"


def _money(amount_vnd: int, language: Language) -> str:
    """26.000 đ."""
    if not amount_vnd:
        return "Nothing" if language == "en" else "Không phải trả"
    return f"{amount_vnd:,} đ".replace(",", ".")
