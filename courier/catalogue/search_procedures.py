"""Find procedures by what people type: without accents, with slips, by code, by the names people use."""

import re
from datetime import date
from typing import Final

from courier.catalogue.model import ProcedureFound
from courier.catalogue.statements import LIST_BY_NAME, SEARCH
from courier.database import Executor
from courier.network.fold import fold

LONGEST_TEXT: Final = 200
MOST_FOUND: Final = 100


async def search_procedures(executor: Executor, text: str, on_date: date, limit: int = 20) -> list[ProcedureFound]:
    """At most `limit` (1 to 100) procedures in force on the day, best first; all by name where nothing is typed.

    Nearness is by trigrams (pg_trgm) of the folded name and its other names, with a share for whole words found.
    """
    limit = max(1, min(limit, MOST_FOUND))
    typed = text[:LONGEST_TEXT].strip()
    folded = fold(typed)
    if not folded:
        return await LIST_BY_NAME.all(executor, on_date, limit)
    code = typed.upper() if _CODE_BEGUN.fullmatch(typed.upper()) else ""
    return await SEARCH.all(executor, folded, on_date, code, limit)


_CODE_BEGUN: Final = re.compile(r"[0-9]\.[0-9]{0,6}|DEMO(-[0-9A-Z]*)*")
