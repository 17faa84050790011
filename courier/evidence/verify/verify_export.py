"""The whole check of one export."""

from collections.abc import Sequence
from pathlib import Path

from courier.evidence.model import Checkpoint
from courier.evidence.verify.check_acts import check_acts, check_devices
from courier.evidence.verify.check_facts import check_facts
from courier.evidence.verify.check_items import check_items, check_items_seen
from courier.evidence.verify.check_ledger import check_holders, check_ledger
from courier.evidence.verify.check_log import (
    check_checkpoints,
    check_places,
    check_receipts,
    check_seen,
    key_names,
    read_seen,
)
from courier.evidence.verify.model import Report
from courier.evidence.verify.read_export import Export, read_export, said


def verify_export(file: Path, seen: Sequence[Path] = (), server_key: str | None = None) -> tuple[Export, Report]:
    """Check `file` against itself, against what `seen` files hold from earlier, and against a server's known key.

    `server_key` is its short name (16 hexadecimal digits) or its public key in base64. Raises `NotAnExport`, and
    `NotFound` for a `seen` file without a checkpoint or receipt.
    """
    report = Report()
    kept = read_seen(list(seen))
    export = read_export(file, report)
    if server_key is not None:
        known = server_key in key_names(export) or server_key in export.header.server_keys
        report.see("file", "header", known, "khoá máy chủ khác khoá đã biết", "the server's key is not the known one")
    checkpoints = check_checkpoints(export, report)
    sizes_seen = {found.size for each in kept if (found := said(each.body, Checkpoint)) is not None}
    roots = check_places(export, checkpoints, sizes_seen, report)
    check_items(export, checkpoints, report)
    check_acts(export, report)
    check_devices(export, report)
    check_ledger(export, report)
    check_holders(export, report)
    check_facts(export, report)
    check_receipts(export, report)
    check_seen(export, checkpoints, roots, kept, report)
    check_items_seen(export, list(seen), report)
    for line in export.restorations:
        report.notes.append(
            (
                f"máy chủ khai đã khôi phục từ {line.backup} (đời {line.number}, {line.log_size} dòng còn lại)",
                f"the server declares a restore from {line.backup} (life {line.number}, {line.log_size} rows left)",
            )
        )
    return export, report
