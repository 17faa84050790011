"""`courier reread`: after an upgrade, acts that the older version could not read are read and counted."""

import asyncio

import rich_click as click


@click.command()
def reread() -> None:
    """Đọc lại các việc mà phiên bản trước chưa đọc được.

    Read the acts kept unread by an older version, in the database of DATABASE_URL (its user must own it), else our own.
    """
    from courier import embedded
    from courier.settings import read_settings

    settings = read_settings()
    if settings.database_url:
        read, left = asyncio.run(_reread(settings.database_url))
    else:
        with embedded.start(settings.home) as postgres:
            read, left = asyncio.run(_reread(postgres.owner_dsn))
    click.echo(f"Đã đọc {read}, còn chưa đọc được {left} / {read} read, {left} still unreadable")


async def _reread(dsn: str) -> tuple[int, int]:
    from api.ingest import apply_rooms
    from courier.custody.reread_acts import reread_acts
    from courier.database import open_connection

    read = left = 0
    after = None
    async with open_connection(dsn) as connection:
        while True:
            async with connection.transaction():
                step = await reread_acts(connection, after)
                await apply_rooms(connection, step.events)
            read += len(step.events)
            left += step.looked_at - len(step.events)
            after = step.after
            if after is None:
                return read, left
