"""Import a bank's file of an office's account: each line once, however many files bear it; what is clear is matched."""

import asyncio
import hashlib
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.errors import NotFound
from courier.money.bank_files.match_lines import match_lines
from courier.money.bank_files.model import BankImport, names_in
from courier.money.bank_files.read_bank_file import read_bank_file
from courier.money.bank_files.statements import ADD_FILE, ADD_LINES, ADD_NAMES, LOCK_BANK, MAY_SEE_BANK


async def import_bank_file(
    connection: Connection, office_id: UUID, asked_by: UUID, file_name: str, content: bytes
) -> BankImport:
    """Keep what is new, then see what it proves. The same file, or the same line in another, changes nothing.

    Raises `NotFound` unless `asked_by` is teller or supervisor there, `UnreadableFile` where it is no such table.
    """
    if not await MAY_SEE_BANK.value(connection, office_id, asked_by):
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    read = await asyncio.to_thread(read_bank_file, content)
    await LOCK_BANK.run(connection, [office_id])
    kept = 0
    file_id = new_id()
    digest = hashlib.sha256(content).digest()
    if await ADD_FILE.run(connection, file_id, office_id, digest, file_name[:200] or "unnamed", asked_by):
        ids = [new_id() for _ in read.entries]
        kept = await ADD_LINES.run(
            connection,
            file_id,
            office_id,
            ids,
            [entry.line for entry in read.entries],
            [entry.booked_on for entry in read.entries],
            [entry.amount_vnd for entry in read.entries],
            [entry.reference for entry in read.entries],
            [entry.said for entry in read.entries],
        )
        named = [(line_id, name) for line_id, e in zip(ids, read.entries, strict=True) for name in names_in(e.said)]
        await ADD_NAMES.run(connection, [line_id for line_id, _ in named], [name for _, name in named])
    seen = await match_lines(connection, [office_id])
    return BankImport(
        kept=kept,
        known_before=len(read.entries) - kept,
        seen_claims=seen.claims,
        seen_remittances=seen.remittances,
        errors=read.errors,
    )
