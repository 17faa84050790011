"""The whole schema of a migrated database as one readable text, the same for the same schema."""

import subprocess
from pathlib import Path


def dump_schema(programs: Path, dsn: str) -> str:
    """What `pg_dump` in the folder `programs` says of the database at `dsn`, less what differs from run to run."""
    dump = subprocess.run(
        [programs / "pg_dump", "--schema-only", "--no-owner", "--no-tablespaces", f"--dbname={dsn}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    kept = [line for line in dump.splitlines() if not _is_noise(line)]
    paragraphs = "\n".join(kept).split("\n\n")
    return "\n\n".join(stripped for p in paragraphs if (stripped := p.strip("\n"))) + "\n"


def _is_noise(line: str) -> bool:
    """Comments, versions, session settings and the random key that fences psql's own commands."""
    return line.startswith(("--", "SET ", "SELECT pg_catalog.set_config", "\\restrict", "\\unrestrict"))
