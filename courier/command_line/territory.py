"""`courier territory`: who could be at home where."""

import asyncio

import rich_click as click


@click.group()
def territory() -> None:
    """Địa bàn của bưu tá. / Carriers' territory."""


@territory.command()
@click.argument("office_code")
@click.option("--days", type=click.IntRange(1, 365), default=60, show_default=True, help="Số ngày xét / days looked at")
def propose(office_code: str, days: int) -> None:
    """Đề xuất xã, phường nhà cho bưu tá của bưu cục OFFICE_CODE; không đổi gì.

    Propose home communes for the carriers of an office, in the database of DATABASE_URL, else our own; changes nothing.
    """
    from courier import embedded
    from courier.settings import read_settings

    settings = read_settings()
    if settings.database_url:
        asyncio.run(_propose(settings.database_url, office_code, days))
    else:
        with embedded.start(settings.home) as postgres:
            asyncio.run(_propose(postgres.owner_dsn, office_code, days))


async def _propose(dsn: str, office_code: str, days: int) -> None:
    from courier import clock
    from courier.database import open_pool
    from courier.planning.territory.propose_homes import find_asker, propose_homes

    async with open_pool(dsn, min_size=1, max_size=1) as pool:
        asker = await find_asker(pool, office_code)
        found = await propose_homes(pool, asker.office_id, clock.today(), asker.person_id, days)
    click.echo(f"{found.vi}\n{found.en}")
    for home in found.homes:
        communes = ", ".join(f"{commune.name} ({commune.visits})" for commune in home.communes)
        click.echo(f"{home.district:>3}  {home.carrier_name}: {home.visits} · {home.known_percent} %\n     {communes}")
