"""`python -m courier.migrations --write-schema`: regenerate `schema.sql` from the numbered files.

Needs no database: a throw-away embedded one is made and deleted. Applying migrations is `courier migrate`.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from courier import embedded
from courier.migrations import SCHEMA_FILE, migrate
from courier.migrations.schema import dump_schema


def main(arguments: list[str]) -> int:
    """Write the file; the exit code is 0, or 2 where the one argument is missing."""
    if arguments != ["--write-schema"]:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    home = Path(tempfile.mkdtemp(prefix="courier-schema-"))
    with embedded.start(home, durable=False) as postgres:
        asyncio.run(migrate(postgres.owner_dsn))
        SCHEMA_FILE.write_text(dump_schema(postgres.programs, postgres.owner_dsn), "utf-8")
    shutil.rmtree(home)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
