"""`courier migrate`: bring the database to this program's schema."""

import asyncio

import rich_click as click


@click.command()
def migrate() -> None:
    """Đưa cơ sở dữ liệu lên phiên bản của chương trình.

    Bring the database to this program's version: the one of DATABASE_URL (its user must own it), else our own. Then
    compile the planner where that was not done yet.
    """
    from courier import embedded
    from courier.command_line.compile_ahead import compile_now
    from courier.migrations import migrate as apply
    from courier.settings import read_settings

    settings = read_settings()
    if settings.database_url:
        applied = asyncio.run(apply(settings.database_url))
    else:
        with embedded.start(settings.home) as postgres:
            applied = asyncio.run(apply(postgres.owner_dsn))
    for name in applied:
        click.echo(name)
    if not applied:
        click.echo("Đã ở phiên bản mới nhất / already at the latest version")
    compile_now(settings.home)
