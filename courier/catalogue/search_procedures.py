"""Find procedures by what people type: without accents, with slips, by code, by the names people use."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from courier.catalogue.model import ProcedureFound
from courier.catalogue.statements import LIST_BY_NAME, NAMES, SEARCH
from courier.database import Executor
from courier.fold import fold

LONGEST_TEXT: Final = 200
MOST_FOUND: Final = 100


async def search_procedures(executor: Executor, text: str, on_date: date, limit: int = 20) -> list[ProcedureFound]:
    """At most `limit` (1 to 100) procedures in force on the day, best first; all by name where nothing is typed.

    First by the words as typed, begun words too; where no procedure has them all, those that no name knows at all
    stand for the words one slip away.
    """
    limit = max(1, min(limit, MOST_FOUND))
    typed = text[:LONGEST_TEXT].strip()
    folded = fold(typed)
    if not folded:
        return await LIST_BY_NAME.all(executor, on_date, limit)
    code = typed.upper() if _CODE_BEGUN.fullmatch(typed.upper()) else ""
    words = list(dict.fromkeys(folded.split()))[:_MOST_WORDS]
    found = await SEARCH.all(executor, folded, on_date, code, limit, *_masked([[word] for word in words]))
    if not any(row.share == 1 for row in found):
        names: str = await NAMES.value(executor, on_date) or ""
        known = [word for word in set(names.split()) if len(word) > 1 and not word[0].isdigit()]
        meant = [[word, *_find_meant(word, known)] for word in words]
        if any(len(each) > 1 for each in meant):
            found = await SEARCH.all(executor, folded, on_date, code, limit, *_masked(meant))
    return [row.to_found() for row in found]


def find_slips(typed: str, words: Iterable[str]) -> list[str]:
    """The words that one slip makes `typed`: a letter too many, too few, another one, or two changed round."""
    return [word for word in words if abs(len(word) - len(typed)) <= 1 and word != typed and _is_one_slip(typed, word)]


def _find_meant(typed: str, known: list[str]) -> list[str]:
    """What a word that no name holds, begun or whole, may have been meant for."""
    return [] if any(word.startswith(typed) for word in known) else find_slips(typed, known)


_CODE_BEGUN: Final = re.compile(r"[0-9]\.[0-9]{0,6}|DEMO(-[0-9A-Z]*)*")
_MOST_WORDS: Final = 12


def _is_one_slip(typed: str, word: str) -> bool:
    """For texts whose lengths differ by one at most."""
    at = next((at for at, (one, other) in enumerate(zip(typed, word, strict=False)) if one != other), None)
    if at is None:
        return True
    if len(typed) > len(word):
        return typed[at + 1 :] == word[at:]
    if len(typed) < len(word):
        return typed[at:] == word[at + 1 :]
    changed_round = typed[at : at + 2] == word[at : at + 2][::-1] and typed[at + 2 :] == word[at + 2 :]
    return changed_round or typed[at + 1 :] == word[at + 1 :]


def _masked(meant: list[list[str]]) -> tuple[list[str], list[int], int]:
    """Each word after a space, as it begins one; the bit of the word typed that it stands for; how many were typed."""
    begun = [(f" {word}", 1 << place) for place, words in enumerate(meant) for word in words]
    return [word for word, _ in begun], [mask for _, mask in begun], len(meant)
