"""What to ask a person back where an address is not plain, in both languages."""

from collections.abc import Sequence
from typing import Final

from courier.network.addresses.gazetteer import Gazetteer, describe, short_name
from courier.network.addresses.model import AddressStatus, Candidate
from courier.network.addresses.rank_readings import Reading


def put_question(
    gazetteer: Gazetteer,
    status: AddressStatus,
    readings: Sequence[Reading],
    candidates: Sequence[Candidate],
    elsewhere: str | None,
) -> tuple[str | None, str | None]:
    """The question, Vietnamese and English; None where nothing is to be asked or nothing can be.

    `elsewhere` is the name of another province where the address ends in one.
    """
    if elsewhere is not None:
        return (
            f"Địa chỉ ghi «{elsewhere}», ngoài tỉnh này: đúng không?",
            f"«{elsewhere}» is another province: is it right?",
        )
    if status != "ask":
        return None, None
    if len(candidates) > 1 and readings[1].points > readings[0].points - _FAR:
        return _which(gazetteer, readings, candidates)
    return _where(gazetteer, candidates[0], is_doubtful=readings[0].is_doubtful)


def _which(gazetteer: Gazetteer, readings: Sequence[Reading], candidates: Sequence[Candidate]) -> tuple[str, str]:
    """«Gia Lâm» là xã Gia Lâm nay hay huyện Gia Lâm (cũ)? Only what comes near the likeliest is asked about."""
    near = [c for c, r in zip(candidates, readings, strict=False) if r.points > readings[0].points - _FAR]
    short = [_short(gazetteer, candidate) for candidate in near]
    names = [
        name if short.count(name) == 1 else describe(gazetteer, candidate.unit)
        for name, candidate in zip(short, near, strict=True)
    ]
    said = {reading.mention.name for reading, _ in zip(readings, near, strict=False) if reading.mention}
    subject = f"«{said.pop()}»" if len(said) == 1 else None
    return (
        f"{subject or 'Địa chỉ'} là {' hay '.join(names)}?",
        f"Is {subject or 'the address'} {' or '.join(names)}?",
    )


_FAR: Final = 1.5
"""Points, see `rank_readings`."""


def _short(gazetteer: Gazetteer, candidate: Candidate) -> str:
    """xã Gia Lâm nay, huyện Gia Lâm cũ."""
    name = f"{short_name(candidate.unit)} {'nay' if gazetteer.is_present(candidate.unit) else 'cũ'}"
    return f"{candidate.hamlet.full_name}, {name}" if candidate.hamlet else name


def _where(gazetteer: Gazetteer, candidate: Candidate, *, is_doubtful: bool) -> tuple[str, str]:
    name = describe(gazetteer, candidate.unit)
    if is_doubtful or not candidate.presents:
        return f"Có phải {name} không?", f"Is it {name}?"
    former = _short(gazetteer, candidate)
    presents = ", ".join(short_name(present.unit) for present in candidate.presents)
    if candidate.unit.level == "district":
        return f"{former} nay gồm {presents}: thuộc xã nào?", f"{former} is now {presents}: which commune?"
    return (
        f"{former} nay thuộc {presents}: ở thôn, tổ dân phố nào?",
        f"{former} now lies in {presents}: which hamlet is it?",
    )
