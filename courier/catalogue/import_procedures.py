"""Import procedures with their checklists from XLSX or CSV: a change is a new version from its day."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final, Literal
from uuid import UUID

import msgspec

from courier.catalogue.model import Procedure, ProcedureDocument, ProceduresImported, ProcedureWithDocuments
from courier.catalogue.procedure_files import write_rejected
from courier.catalogue.read_procedures_file import HEADINGS, ProcedureLine, ProceduresRead, read_procedures
from courier.catalogue.statements import (
    ADD_DOCUMENTS,
    ADD_PROCEDURE,
    CLOSE_PROCEDURE,
    COLUMNS,
    DOCUMENTS_OF,
    DROP_PROCEDURE,
    LOCK_CATALOGUE,
    MARK_REVIEWED,
    RECORD_IMPORT,
    REJECTED_FILE,
    VERSIONS_OF,
)
from courier.clock import new_id, today
from courier.database import Connection, Executor
from courier.errors import FieldError, NotFound
from courier.fold import fold
from courier.tables.cells import CellError

Written = Literal["created", "changed", "reviewed", "known"]


async def import_procedures(
    connection: Connection, asker: UUID | None, content: bytes, *, valid_from: date | None = None
) -> ProceduresImported:
    """Good lines are kept, bad ones come back as a file to mend; the same file again changes nothing.

    `valid_from` stands for lines that do not say; else a line holds from today. A procedure that differs from its
    version of that day gets a new one from then on; one that differs only in its last review is marked reviewed.
    What was in force before today is never rewritten: such a line is rejected. Imports take turns.
    `asker` is the administrator, None from the command line. Raises `UnreadableFile`.
    """
    on_date = today()
    read = await asyncio.to_thread(read_procedures, content, on_date, valid_from)
    await LOCK_CATALOGUE.run(connection)
    shelf = await _load(connection, [line.described.procedure.procedure_code for line in read.lines if line.described])
    counts: dict[Written, int] = {"created": 0, "changed": 0, "reviewed": 0, "known": 0}
    rejected: list[ProcedureLine] = []
    seen: set[str] = set()
    for line in read.lines:
        refused = line.errors or _refuse(line, shelf, seen, on_date)
        if refused or line.described is None:
            rejected.append(line._replace(errors=refused))
            continue
        seen.add(line.described.procedure.procedure_code)
        counts[await _write(connection, line.described, shelf)] += 1
    import_id = await _record(connection, asker, content, read, rejected)
    errors = [error for line in rejected for error in line.errors]
    return ProceduresImported(import_id=import_id, **counts, rejected=errors)


async def get_rejected_file(executor: Executor, import_id: UUID) -> bytes:
    """The XLSX of an import's lines to mend. Raises `NotFound` where there is none."""
    found = await REJECTED_FILE.one(executor, import_id)
    if found is None or found.rejected_file is None:
        raise NotFound("Không có dòng nào phải sửa trong lần nhập này", "There is no file to mend for this import")
    return found.rejected_file


Shelf = dict[str, list[ProcedureWithDocuments]]
"""Code → its versions in order of days."""


async def _load(connection: Connection, codes: Sequence[str]) -> Shelf:
    documents: defaultdict[tuple[str, date], list[ProcedureDocument]] = defaultdict(list)
    for row in await DOCUMENTS_OF.all(connection, codes):
        documents[row.procedure_code, row.valid_from].append(row.to_document())
    shelf: Shelf = defaultdict(list)
    for version in await VERSIONS_OF.all(connection, codes):
        key = (version.procedure_code, version.valid_from)
        shelf[version.procedure_code].append(ProcedureWithDocuments(version, documents[key]))
    return shelf


def _refuse(line: ProcedureLine, shelf: Shelf, seen: set[str], on_date: date) -> list[FieldError]:
    assert line.described is not None
    procedure = line.described.procedure
    if procedure.procedure_code in seen:
        return [_TWICE.at(line.line, HEADINGS["procedure_code"][0], procedure.procedure_code)]
    current = _find_version(shelf, procedure)
    if current and procedure.valid_from < on_date and not _same(current, line.described):
        return [_REWRITES.at(line.line, HEADINGS["valid_from"][0], f"{procedure.valid_from:%d/%m/%Y}")]
    return []


def _find_version(shelf: Shelf, procedure: Procedure) -> ProcedureWithDocuments | None:
    """The version in force on the day from which the line holds."""
    for version in shelf.get(procedure.procedure_code, []):
        stored = version.procedure
        if stored.valid_from <= procedure.valid_from and (
            stored.valid_to is None or procedure.valid_from < stored.valid_to
        ):
            return version
    return None


def _same(stored: ProcedureWithDocuments, new: ProcedureWithDocuments) -> bool:
    """Whether they say the same of the procedure itself."""
    kept = stored.procedure
    aligned = msgspec.structs.replace(
        new.procedure, valid_from=kept.valid_from, valid_to=kept.valid_to, last_reviewed_on=kept.last_reviewed_on
    )
    return aligned == kept and new.documents == stored.documents


async def _write(connection: Connection, new: ProcedureWithDocuments, shelf: Shelf) -> Written:
    current = _find_version(shelf, new.procedure)
    if current is None:
        later = [version.procedure.valid_from for version in shelf.get(new.procedure.procedure_code, [])]
        ends = min((day for day in later if day > new.procedure.valid_from), default=None)
        await _add(connection, new, ends)
        return "created"
    stored = current.procedure
    if _same(current, new):
        if new.procedure.last_reviewed_on <= stored.last_reviewed_on:
            return "known"
        await MARK_REVIEWED.run(connection, stored.procedure_code, stored.valid_from, new.procedure.last_reviewed_on)
        return "reviewed"
    if stored.valid_from == new.procedure.valid_from:
        await DROP_PROCEDURE.run(connection, stored.procedure_code, stored.valid_from)
    else:
        await CLOSE_PROCEDURE.run(connection, stored.procedure_code, stored.valid_from, new.procedure.valid_from)
    await _add(connection, new, stored.valid_to)
    return "changed"


async def _add(connection: Connection, new: ProcedureWithDocuments, ends: date | None) -> None:
    procedure = msgspec.structs.replace(new.procedure, valid_to=ends)
    columns = [getattr(procedure, column) for column in COLUMNS]
    await ADD_PROCEDURE.run(connection, *columns, fold(procedure.name), fold(procedure.also_known_as or ""))
    papers = new.documents
    await ADD_DOCUMENTS.run(
        connection,
        procedure.procedure_code,
        procedure.valid_from,
        [paper.ordinal for paper in papers],
        [paper.name for paper in papers],
        [fold(paper.name) for paper in papers],
        [paper.originals for paper in papers],
        [paper.certified_copies for paper in papers],
        [paper.photocopies for paper in papers],
        [paper.for_comparison for paper in papers],
        [paper.is_required for paper in papers],
        [paper.note for paper in papers],
    )


async def _record(
    connection: Connection, asker: UUID | None, content: bytes, read: ProceduresRead, rejected: list[ProcedureLine]
) -> UUID:
    import_id = new_id()
    to_mend = await asyncio.to_thread(write_rejected, read.header, rejected) if rejected else None
    await RECORD_IMPORT.run(connection, import_id, hashlib.sha256(content).digest(), asker, to_mend)
    return import_id


_TWICE: Final = CellError(
    "doubled",
    ("Thủ tục này đã có ở dòng trên", "Giữ một dòng"),
    ("This procedure stands above already", "Keep one line"),
)
_REWRITES: Final = CellError(
    "rewrites-the-past",
    ("Nội dung khác với bản đang áp dụng từ trước hôm nay", "Ghi ngày áp dụng từ hôm nay trở đi, hoặc xóa ô này"),
    ("It differs from what was already in force before today", "Write a day from today on, or clear this cell"),
)
