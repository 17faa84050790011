"""Reads what somebody typed as the custody to export."""

import re
from datetime import date
from uuid import UUID

from courier.evidence.export.model import Scope
from mobile_contract.codes import parse_code
from mobile_contract.crockford import CodeError


def read_scope(what: str, office_id: UUID | None = None) -> Scope:
    """ALL, a day, two days, a tracking code in any spelling, an item's id. Raises ValueError, in both languages."""
    if what.upper() == "ALL":
        return Scope(is_whole=True)
    try:
        if days := re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?", what):
            first = date.fromisoformat(days[1])
            return Scope(from_day=first, to_day=date.fromisoformat(days[2]) if days[2] else first, office_id=office_id)
        if len(what) == 36:
            return Scope(item_id=UUID(what))
        return Scope(code=parse_code(what))
    except (ValueError, CodeError) as problem:
        raise ValueError(
            f"“{what}”: cần mã tra cứu, mã bưu gửi, ngày 2026-11-01, khoảng 2026-11-01..2026-11-30, hoặc ALL / "
            "a tracking code, an item's id, a day, a range of days, or ALL"
        ) from problem
