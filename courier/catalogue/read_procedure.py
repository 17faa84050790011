"""One procedure as it stands on a day, with its checklist; and those nobody has reviewed for long."""

from datetime import date

from courier.catalogue.model import (
    REVIEW_AFTER_DAYS,
    Procedure,
    ProcedureDocument,
    ProcedureToReview,
    ProcedureWithDocuments,
)
from courier.catalogue.statements import FIND_PROCEDURE, LIST_DOCUMENTS, TO_REVIEW
from courier.database import Executor
from courier.errors import NotFound


async def find_procedure(executor: Executor, code: str, on_date: date) -> Procedure | None:
    """The version in force on that day; None for a code the catalogue does not know then."""
    return await FIND_PROCEDURE.one(executor, code, on_date)


async def get_procedure(executor: Executor, code: str, on_date: date) -> ProcedureWithDocuments:
    """The same with its checklist. Raises `NotFound`."""
    procedure = await find_procedure(executor, code, on_date)
    if procedure is None:
        raise NotFound("Danh mục không có thủ tục này", "The catalogue has no such procedure")
    return ProcedureWithDocuments(procedure, await list_documents(executor, code, on_date))


async def list_documents(executor: Executor, code: str, on_date: date) -> list[ProcedureDocument]:
    """The published checklist in order; empty for a code the catalogue does not know."""
    return await LIST_DOCUMENTS.all(executor, code, on_date)


async def list_to_review(
    executor: Executor, on_date: date, after_days: int = REVIEW_AFTER_DAYS
) -> list[ProcedureToReview]:
    """Procedures in force whose last review is more than `after_days` ago, longest first."""
    return await TO_REVIEW.all(executor, on_date, after_days)
