"""The citizen's words, Vietnamese and English, as PEOPLE rules them: they differ by leg, and tell no jargon of ours."""

from datetime import date, datetime
from typing import Final, Literal, NamedTuple

from courier.care.model import OVER, FourFacts, MilestoneName, Purpose, Stage, TrackedLeg, Tracking
from courier.clock import VIETNAM
from courier.network.model import Leg

Language = Literal["vi", "en"]
Tone = Literal["done", "waiting", "attention"]


class Words(NamedTuple):
    """One thing said in both languages."""

    vi: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.en if language == "en" else self.vi


TONES: Final[dict[Stage, Tone]] = {
    "done": "done",
    "taken_in_person": "done",
    "not_collected": "attention",
    "tried": "attention",
    "not_met": "attention",
    "papers_missing": "attention",
    "going_back": "attention",
    "came_back": "attention",
    "appointed": "attention",
    "to_collect_at_counter": "attention",
    "verifying": "attention",
    "cancelled": "attention",
}
"""The stages that are not simply waiting."""

_ANY_LEG: Final[dict[Stage, Words]] = {
    "cancelled": Words("Yêu cầu này đã huỷ", "This request was cancelled"),
    "verifying": Words(
        "Đang xác minh. Bưu điện sẽ liên hệ với ông/bà", "Being looked into. The post office will contact you"
    ),
    "between_offices": Words("Đang chuyển giữa các bưu cục", "On its way between post offices"),
}
_STATUS: Final[dict[Leg, dict[Stage, Words]]] = {
    "RETURN": {
        "registered": Words("Đã đăng ký, chờ kết quả", "Registered, waiting for the result"),
        "awaiting_result": Words("Đã đăng ký, chờ kết quả", "Registered, waiting for the result"),
        "taken_in_person": Words("Đã nhận trực tiếp", "Taken in person"),
        "waiting": Words(
            "Kết quả đã có tại một cửa, chờ bưu điện đến nhận",
            "The result is at the one-stop desk, waiting for the post to collect it",
        ),
        "assigned": Words("Đã phân công bưu tá", "A carrier has been assigned"),
        "at_post": Words(
            "Bưu điện đã nhận kết quả từ một cửa", "The post has received the result from the one-stop desk"
        ),
        "to_collect_at_counter": Words(
            "Kết quả chờ ông/bà đến nhận tại bưu cục", "The result waits for you at the post office counter"
        ),
        "with_carrier": Words("Bưu tá đang đi phát", "The carrier is out delivering"),
        "arriving": Words(
            "Bưu tá đang giữ hồ sơ của ông/bà, dự kiến giao {when}",
            "The carrier has your dossier, delivery expected {when}",
        ),
        "not_collected": Words(
            "Một cửa chưa giao kết quả cho bưu điện, bưu tá quay lại {when}",
            "The desk has not given the result to the post yet; the carrier comes again {when}",
        ),
        "not_met": Words("Chưa gặp được ông/bà, hẹn lại {when}", "We did not meet you; next visit {when}"),
        "tried": Words("Chưa giao được kết quả, hẹn lại {when}", "Not handed over yet; next visit {when}"),
        "appointed": Words("Đã hẹn lại theo yêu cầu của ông/bà", "Another time was arranged as you asked"),
        "papers_missing": Words(
            "Chưa giao được kết quả vì thiếu giấy tờ, hẹn lại {when}",
            "Not handed over for want of papers; next visit {when}",
        ),
        "going_back": Words(
            "Chưa giao được, kết quả đang được chuyển lại một cửa",
            "It could not be handed over and is going back to the one-stop desk",
        ),
        "came_back": Words(
            "Kết quả đã chuyển lại một cửa; ông/bà nhận tại đó",
            "The result is back at the one-stop desk; please collect it there",
        ),
        "done": Words("Đã giao kết quả", "The result has been handed over"),
    },
    "SEND": {
        "registered": Words(
            "Đã đăng ký, chờ bưu tá đến nhận hồ sơ", "Registered, waiting for the carrier to collect the dossier"
        ),
        "waiting": Words("Chờ bưu tá đến nhận hồ sơ", "Waiting for the carrier to collect the dossier"),
        "assigned": Words("Đã phân công bưu tá đến nhận hồ sơ", "A carrier has been assigned to collect the dossier"),
        "at_post": Words(
            "Hồ sơ đang ở bưu cục, sẽ chuyển đến một cửa", "The dossier is at the post office, on its way to the desk"
        ),
        "to_collect_at_counter": Words("Hồ sơ đang ở bưu cục", "The dossier is at the post office"),
        "with_carrier": Words(
            "Bưu tá đã nhận hồ sơ, đang chuyển đến một cửa", "The carrier has the dossier and is taking it to the desk"
        ),
        "arriving": Words(
            "Bưu tá đang giữ hồ sơ của ông/bà, dự kiến nộp tại một cửa {when}",
            "The carrier has your dossier, to be handed to the desk {when}",
        ),
        "awaiting_result": Words("Đã đăng ký", "Registered"),
        "taken_in_person": Words("Đã nộp trực tiếp", "Filed in person"),
        "not_collected": Words(
            "Chưa nhận được hồ sơ của ông/bà, hẹn lại {when}", "We could not collect your dossier; next visit {when}"
        ),
        "not_met": Words("Chưa nộp được tại một cửa, hẹn lại {when}", "The desk did not take it; next visit {when}"),
        "tried": Words("Chưa nộp được tại một cửa, hẹn lại {when}", "The desk did not take it; next visit {when}"),
        "appointed": Words("Một cửa đã hẹn lại", "The desk arranged another time"),
        "papers_missing": Words(
            "Một cửa chưa nhận vì hồ sơ thiếu giấy tờ, bưu điện sẽ liên hệ với ông/bà",
            "The desk did not take it because papers are missing; the post will contact you",
        ),
        "going_back": Words(
            "Một cửa chưa nhận, bưu điện đang gửi trả ông/bà",
            "The desk did not take it; the post is bringing it back to you",
        ),
        "came_back": Words("Hồ sơ đã trả lại ông/bà", "The dossier was given back to you"),
        "done": Words("Đã nộp tại một cửa", "Handed in at the one-stop desk"),
    },
}
_MILESTONES: Final[dict[Leg, dict[MilestoneName, Words]]] = {
    "RETURN": {
        "registered": Words("Đăng ký trả kết quả qua bưu chính", "Return of the result by post registered"),
        "collected": Words("Bưu điện nhận kết quả từ một cửa", "The post received the result from the desk"),
        "out": Words("Bưu tá đi phát", "Out for delivery"),
        "done": Words("Giao kết quả", "Result handed over"),
    },
    "SEND": {
        "registered": Words("Đăng ký gửi hồ sơ qua bưu chính", "Sending of the dossier by post registered"),
        "collected": Words("Bưu điện nhận hồ sơ", "The post received the dossier"),
        "out": Words("Chuyển đến một cửa", "On its way to the desk"),
        "done": Words("Nộp tại một cửa", "Handed in at the desk"),
    },
}
_LEGS: Final[dict[Leg, Words]] = {
    "SEND": Words("Gửi hồ sơ đến một cửa", "Dossier to the one-stop desk"),
    "RETURN": Words("Trả kết quả", "Return of the result"),
    "SUPPLEMENT": Words("Gửi giấy tờ bổ sung", "Supplementary papers"),
}


class _PapersWords(NamedTuple):
    """What is said of papers on a way of their own: before the post has them, on the way, at the end, or back."""

    title: Words
    waiting: Words
    going: Words
    arriving: Words
    to_collect: Words
    tried: Words
    back: Words
    done: Words
    steps: dict[MilestoneName, Words]

    def say(self, stage: Stage) -> Words:
        if stage in ("registered", "waiting", "assigned", "not_collected", "awaiting_result"):
            return self.waiting
        if stage in ("not_met", "tried", "appointed", "papers_missing"):
            return self.tried
        if stage in ("going_back", "came_back"):
            return self.back
        named = {"arriving": self.arriving, "to_collect_at_counter": self.to_collect, "done": self.done}
        return named.get(stage, self.going)


_HOME: Final[dict[MilestoneName, Words]] = {
    "registered": Words("Một cửa chuyển cho bưu điện", "The desk asks the post to bring it home"),
    "collected": Words("Bưu điện nhận từ một cửa", "The post received it from the desk"),
    "out": Words("Bưu tá mang về cho ông/bà", "The carrier is bringing it to you"),
    "done": Words("Đã trả ông/bà", "Given back to you"),
}
_PAPERS: Final[dict[Purpose, _PapersWords]] = {
    "originals": _PapersWords(
        title=Words("Trả bản chính", "Originals given back"),
        waiting=Words(
            "Bản chính đã đối chiếu xong, ở một cửa, chờ bưu điện đến nhận",
            "Your originals were compared and wait at the desk for the post",
        ),
        going=Words("Bưu điện đang mang bản chính về cho ông/bà", "The post is bringing your originals home"),
        arriving=Words(
            "Bưu tá đang giữ bản chính của ông/bà, dự kiến trả {when}",
            "The carrier has your originals, expected {when}",
        ),
        to_collect=Words(
            "Bản chính chờ ông/bà đến nhận tại bưu cục", "Your originals wait for you at the post office counter"
        ),
        tried=Words("Chưa trả được bản chính, hẹn lại {when}", "Originals not handed over yet; next visit {when}"),
        back=Words(
            "Chưa trả được, bản chính chuyển lại một cửa; ông/bà nhận tại đó",
            "Your originals go back to the desk; please collect them there",
        ),
        done=Words("Đã trả bản chính cho ông/bà", "Your originals were given back to you"),
        steps=_HOME,
    ),
    "refused": _PapersWords(
        title=Words("Trả hồ sơ không được tiếp nhận", "Dossier not accepted, given back"),
        waiting=Words(
            "Một cửa không tiếp nhận hồ sơ (Phiếu từ chối). Hồ sơ chờ bưu điện nhận để trả ông/bà",
            "The desk did not accept the dossier (form 03). It waits for the post to bring it back to you",
        ),
        going=Words(
            "Một cửa không tiếp nhận hồ sơ (Phiếu từ chối). Bưu điện đang gửi trả ông/bà",
            "The desk did not accept the dossier (form 03). The post is bringing it back to you",
        ),
        arriving=Words(
            "Một cửa không tiếp nhận hồ sơ (Phiếu từ chối). Bưu tá trả ông/bà dự kiến {when}",
            "The desk did not accept the dossier (form 03). The carrier brings it back {when}",
        ),
        to_collect=Words(
            "Một cửa không tiếp nhận hồ sơ (Phiếu từ chối). Hồ sơ chờ ông/bà đến nhận tại bưu cục",
            "The desk did not accept the dossier (form 03). It waits for you at the post office counter",
        ),
        tried=Words(
            "Một cửa không tiếp nhận hồ sơ (Phiếu từ chối). Chưa trả được, hẹn lại {when}",
            "The desk did not accept the dossier (form 03). Not handed over yet; next visit {when}",
        ),
        back=Words(
            "Chưa trả được, hồ sơ chuyển lại một cửa; ông/bà nhận tại đó",
            "The dossier goes back to the desk; please collect it there",
        ),
        done=Words(
            "Một cửa không tiếp nhận hồ sơ (Phiếu từ chối). Hồ sơ đã trả ông/bà",
            "The desk did not accept the dossier (form 03). It was given back to you",
        ),
        steps=_HOME,
    ),
    "old_papers": _PapersWords(
        title=Words("Giấy tờ cũ nộp lại", "Old papers handed back"),
        waiting=Words(
            "Bưu tá đã thu lại giấy tờ cũ, đang mang về cơ quan",
            "The carrier took your old papers and is bringing them to the agency",
        ),
        going=Words("Giấy tờ cũ đang trên đường về cơ quan", "Your old papers are on their way to the agency"),
        arriving=Words("Giấy tờ cũ dự kiến về đến cơ quan {when}", "Your old papers are expected at the agency {when}"),
        to_collect=Words("Giấy tờ cũ đang ở bưu cục", "Your old papers are at the post office"),
        tried=Words(
            "Cơ quan chưa nhận giấy tờ cũ, bưu điện mang lại {when}",
            "The agency has not taken your old papers yet; brought again {when}",
        ),
        back=Words("Giấy tờ cũ đang ở bưu điện", "Your old papers are with the post"),
        done=Words("Giấy tờ cũ đã về cơ quan", "Your old papers are at the agency"),
        steps={
            "registered": Words("Thu lại giấy tờ cũ", "Old papers taken back"),
            "collected": Words("Rời tay bưu tá đã thu", "Handed on by the carrier who took them"),
            "out": Words("Chuyển về cơ quan", "On their way to the agency"),
            "done": Words("Cơ quan nhận lại", "Received by the agency"),
        },
    ),
}


def say_leg(leg: Leg, purpose: Purpose = "dossier") -> Words:
    """What the leg is for."""
    return _PAPERS[purpose].title if purpose != "dossier" else _LEGS[leg]


def say_status(tracked: TrackedLeg, today: date) -> Words:
    """The one sentence of where it stands."""
    if words := _ANY_LEG.get(tracked.stage):
        return words
    if tracked.purpose != "dossier":
        words = _PAPERS[tracked.purpose].say(tracked.stage)
    else:
        words = _STATUS[_worded_as(tracked.leg)][tracked.stage]
    when = say_when(tracked.due_at, today) if tracked.due_at else _LATER
    return Words(words.vi.format(when=when.vi), words.en.format(when=when.en))


def say_now(tracking: Tracking, today: date) -> Words:
    """The one sentence of the whole dossier: what the citizen has to do goes before where it stands."""
    return _supplement_asked(tracking.facts) if _is_asked_now(tracking) else say_status(tracking.now, today)


def tone_of(tracking: Tracking) -> Tone:
    """How that sentence sounds."""
    return "attention" if _is_asked_now(tracking) else TONES.get(tracking.now.stage, "waiting")


def _is_asked_now(tracking: Tracking) -> bool:
    """Papers are asked for and the dossier lies at the desk: nothing else is under way."""
    if tracking.now.purpose != "dossier":
        return False
    if not tracking.facts.is_supplement_open or tracking.facts.result_at is not None:
        return False
    return tracking.now.stage == "awaiting_result" or (tracking.now.stage in OVER and tracking.now.leg != "RETURN")


def _supplement_asked(facts: FourFacts) -> Words:
    if facts.supplement_deadline_on is None:
        return Words("Một cửa đề nghị bổ sung giấy tờ", "The one-stop desk asks for further papers")
    day = f"{facts.supplement_deadline_on:%d/%m/%Y}"
    return Words(f"Một cửa đề nghị bổ sung giấy tờ, hạn {day}", f"The one-stop desk asks for further papers by {day}")


def say_milestone(leg: Leg, name: MilestoneName, purpose: Purpose = "dossier") -> Words:
    """One of the four facts."""
    if purpose != "dossier":
        return _PAPERS[purpose].steps[name]
    return _MILESTONES[_worded_as(leg)][name]


def say_when(at: datetime, today: date) -> Words:
    """A part of the day, as one would say it at the counter: «chiều nay», «sáng ngày 24/11»."""
    local = at.astimezone(VIETNAM)
    part = next(words for until, words in _PARTS_OF_DAY if local.hour < until)
    if local.date() == today:
        return Words(f"{part.vi} nay", _TODAY[part.en])
    day = f"{local:%d/%m}"
    return Words(f"{part.vi} ngày {day}", f"on {day}, in the {part.en}")


_LATER: Final = Words("vào chuyến tới", "to be arranged")
_PARTS_OF_DAY: Final = (
    (11, Words("sáng", "morning")),
    (13, Words("trưa", "middle of the day")),
    (18, Words("chiều", "afternoon")),
    (24, Words("tối", "evening")),
)
_TODAY: Final = {
    "morning": "this morning",
    "middle of the day": "around noon",
    "afternoon": "this afternoon",
    "evening": "this evening",
}


def _worded_as(leg: Leg) -> Leg:
    """Supplementary papers go the way a dossier goes."""
    return "SEND" if leg == "SUPPLEMENT" else leg
