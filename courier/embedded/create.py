"""Creating a cluster: its data, its settings, its roles and its database, whole or not at all."""

import os
import pwd
import shutil
from pathlib import Path
from typing import Final

from courier.embedded.cluster import Cluster
from courier.embedded.files import append, keep_names, make_folder, overwrite
from courier.embedded.programs import run

DATABASE: Final = "courier"
OWNER: Final = "courier_owner"
"""Owns the database and its schema: the migrations' log-in."""
SERVICE_LOGIN: Final = "courier_app"
"""The service's log-in, a member of `courier_service` and nothing more."""
SUPERUSER: Final = "postgres"


def create(cluster: Cluster, programs: Path) -> None:
    """Make the cluster under another name; it gets its own once all of it is on disk. The home's lock is held."""
    make_folder(cluster.folder, 0o755)
    (cluster.folder / "home").write_text(f"{cluster.home}\n")  # whose it is, for whoever finds it in the system's place
    draft = cluster.folder / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    make_folder(draft, 0o700, cluster.account)
    run(cluster, programs / "initdb", "--pgdata", draft, *_INITDB)
    set_rules(cluster, draft)
    run(cluster, programs / "postgres", "--single", *_SINGLE_USER, "-D", draft, "template1", told=_BOOTSTRAP)
    if cluster.is_durable:
        run(cluster, programs / "initdb", "--pgdata", draft, "--sync-only")
    draft.rename(cluster.data)
    keep_names(cluster.folder)


def set_rules(cluster: Cluster, data: Path) -> None:
    """Say in the cluster's files how it works here and who may come in: its maker, also to take backups."""
    append(data / "postgresql.conf", _settings(cluster))
    overwrite(data / "pg_hba.conf", f"local all all peer map=courier\n{REPLICATION_RULE}\n")
    overwrite(data / "pg_ident.conf", f"courier {pwd.getpwuid(os.geteuid()).pw_name} all\n")


REPLICATION_RULE: Final = "local replication all peer map=courier"
"""The line of `pg_hba.conf` without which no backup can be taken; clusters made by earlier versions lack it."""
_INITDB: Final = (
    f"--username={SUPERUSER}",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--text-search-config=simple",
    "--data-checksums",
    "--auth=peer",
    "--no-sync",
    "--no-instructions",
)
_SINGLE_USER: Final = ("-F", "-c", "exit_on_error=on", "-c", "log_checkpoints=off")
_BOOTSTRAP: Final = f"""\
CREATE ROLE courier_service NOLOGIN
CREATE ROLE {OWNER} LOGIN
CREATE ROLE {SERVICE_LOGIN} LOGIN IN ROLE courier_service
ALTER DATABASE postgres RENAME TO {DATABASE}
ALTER DATABASE {DATABASE} OWNER TO {OWNER}
COMMENT ON DATABASE {DATABASE} IS 'Courier'
"""
"""A command a line. The empty database that initdb makes for administration becomes ours: a fourth less to write."""
_SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    "checkpoint_timeout": "15min",
    "max_wal_size": "1GB",
    "max_slot_wal_keep_size": "8GB",  # a backup nobody takes any more must not fill the disk
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
"""Sized for a district on an office PC; an operator with more has a server of their own (`DATABASE_URL`)."""


def _settings(cluster: Cluster) -> str:
    safety = "on" if cluster.is_durable else "off"
    settings = _SETTINGS | {"fsync": safety, "full_page_writes": safety}
    return "".join(f"{name} = '{value}'\n" for name, value in settings.items())
