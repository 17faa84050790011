"""What a citizen reads: the tracking page of a code, in both languages, against sentences written down here."""

import re
from typing import Final

import httpx

from courier.intake.model import ListRow
from mobile_contract.codes import new_code

_FIRST_SENTENCE: Final = re.compile(r'class="status[^>]*>.*?<span>(.*?)</span>', re.DOTALL)

SENTENCES: Final = {
    ("RETURN", "delivered"): ("Đã giao kết quả", "The result has been handed over"),
    ("RETURN", "not_met"): ("Chưa gặp được ông/bà", "We did not meet you"),
    ("RETURN", "tried"): ("Chưa giao được kết quả", "Not handed over yet"),
    ("RETURN", "appointed"): ("Đã hẹn lại theo yêu cầu của ông/bà", "Another time was arranged as you asked"),
    ("RETURN", "to_collect"): ("Kết quả chờ ông/bà đến nhận tại bưu cục", "The result waits for you"),
    ("RETURN", "going_back"): ("Chưa giao được, kết quả đang được chuyển lại một cửa", "is going back to the one-stop"),
    ("RETURN", "came_back"): ("Kết quả đã chuyển lại một cửa", "The result is back at the one-stop desk"),
    ("RETURN", "not_collected"): ("Một cửa chưa giao kết quả cho bưu điện", "has not given the result to the post"),
    ("RETURN", "at_post"): ("Bưu điện đã nhận kết quả từ một cửa", "The post has received the result"),
    ("SEND", "delivered"): ("Đã nộp tại một cửa", "Handed in at the one-stop desk"),
    ("SEND", "tried"): ("Chưa nộp được tại một cửa", "The desk did not take it"),
    ("SEND", "papers_missing"): ("Một cửa chưa nhận vì hồ sơ thiếu giấy tờ", "because papers are missing"),
    ("SUPPLEMENT", "delivered"): ("Đã nộp tại một cửa", "Handed in at the one-stop desk"),
}
"""Leg and standing → what the page must say, Vietnamese and English."""


async def pages_that_say_otherwise(client: httpx.AsyncClient, standings: dict[str, tuple[str, str]]) -> list[str]:
    """Codes whose page lacks the sentence of its leg and standing in a language, or is not there."""
    wrong = []
    for code, standing in standings.items():
        for language, sentence in zip(("vi", "en"), SENTENCES.get(standing, ("?", "?")), strict=True):
            page = await client.get(f"/t/{code}?lang={language}")
            if not page.is_success or sentence not in page.text:
                status = _FIRST_SENTENCE.search(page.text)
                told = " ".join(status[1].split()) if status else page.status_code
                wrong.append(f"{code} ({language}), {' '.join(standing)}: {told}")
    return wrong


async def pages_that_name_someone(client: httpx.AsyncClient, codes: dict[str, ListRow]) -> list[str]:
    """Codes whose page shows a name, a phone or an address to whoever asks."""
    wrong = []
    for code, row in codes.items():
        text = (await client.get(f"/t/{code}")).text
        if any(said in text for said in (row.full_name, row.address, (row.phone or "-")[-9:])):
            wrong.append(code)
    return wrong


async def shows_particulars(client: httpx.AsyncClient, code: str, row: ListRow) -> bool:
    """Whether the last four of the phone open what the dossier is about, and a wrong four do not."""
    right = await client.post(f"/t/{code}", data={"factor": (row.phone or "")[-4:]})
    wrong = await client.post(f"/t/{code}", data={"factor": "0000"})
    return row.title in right.text and row.title not in wrong.text


async def knows_no_stranger(client: httpx.AsyncClient) -> bool:
    """A code never given out is answered 404, in words."""
    page = await client.get(f"/t/{new_code()}")
    return page.status_code == httpx.codes.NOT_FOUND and "Không có hồ sơ" in page.text
