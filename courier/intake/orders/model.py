"""The nouns of files of orders."""

from datetime import date
from uuid import UUID

import msgspec

from courier.errors import FieldError
from courier.intake.model import OrderKind


class OrderRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a file of orders, read and checked; also what `write_orders` writes."""

    kind: OrderKind
    full_name: str
    phone: str
    """E.164, as kept."""
    address: str
    title: str = ""
    landmark: str | None = None
    reference: str | None = None
    """The sender's own number of the line; without it, the same words are the same order."""
    dossier_code: str | None = None
    procedure_code: str | None = None
    due_on: date | None = None
    return_to: str | None = None
    """Another address for the result of BOTH."""
    at_counter: bool = False
    weight_g: int = 100
    missing: str | None = None
    """Of SUPPLEMENT: the papers, separated by semicolons."""
    asked_on: date | None = None
    deadline_on: date | None = None
    lon: float | None = None
    lat: float | None = None


class ImportedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the file and the order it became, now or in an earlier import."""

    line: int
    order_id: UUID
    job_id: UUID | None
    registration_id: UUID | None
    dossier_id: UUID
    is_new: bool


class OrdersImported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file of orders."""

    import_id: UUID
    desk_id: UUID
    file_name: str
    rows_created: int
    rows_known: int
    rows_rejected: int
    orders: list[ImportedOrder]
    rejected: list[FieldError]
    """What is wrong, by line; the same lines come back as a file to mend where `rows_rejected` is not 0."""
    notes: list[FieldError]
    is_repeat: bool
    """The same bytes came before and nothing was new: `import_id` is the earlier import's."""
