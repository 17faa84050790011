"""A real home is backed up, goes on, breaks, is brought back to an earlier instant, and phones make it whole again."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import msgspec
import pytest
from litestar import Litestar

from api.app import create_litestar
from api.shell import Shell
from courier import embedded
from courier.backup.keys import fingerprint
from courier.backup.model import MARK, read_histories, read_note
from courier.backup.restore_backup import restore_backup
from courier.backup.take_backup import Taken, take_backup
from courier.database import Connection, in_transaction, open_connection
from courier.embedded import RunningPostgres
from courier.errors import Conflict, NotFound, NotReady
from courier.evidence.make_checkpoint import make_checkpoint
from courier.evidence.statements import CHECKPOINTS
from courier.migrations import migrate
from courier.network.identity.issue_enrolment import IssuedEnrolment, issue_enrolment
from courier.network.identity.model import DeviceKind
from courier.network.identity.server_key import KEY_FILE, SECRET_FILE
from courier.settings import Settings
from courier.simulation.device import event_id_of, read_receipt
from courier.simulation.outbox import Holding
from courier.simulation.papers import photograph_envelope
from courier.simulation.phone import Phone
from mobile_contract import canonical, events
from tests.custody.world import World, add_item, build


class Post(msgspec.Struct):
    """A post office in a home of its own: its folder, people, a carrier's phone, a workstation of the desk."""

    home: Path
    backup: Path
    world: World
    phone: Phone
    desk: Phone

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home, base_url="http://courier.test")


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="courier-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    embedded.remove(folder / "home")
    shutil.rmtree(folder)


@asynccontextmanager
async def serving(post: Post) -> AsyncIterator[Litestar]:
    """The service runs on the home's own database, and the devices reach it."""
    with embedded.start(post.home) as postgres:
        app = create_litestar(post.settings, postgres.dsn())
        async with app.lifespan():
            for device in (post.phone, post.desk):
                device._talk._client = client_of(app)
                device._talk._token = None
            yield app


def client_of(app: Litestar) -> httpx.AsyncClient:
    shell = Shell(app, app.state.metrics, is_https=False)
    return httpx.AsyncClient(transport=httpx.ASGITransport(shell), base_url="http://courier.test")  # type: ignore[arg-type]


@pytest.fixture
async def post(place: Path) -> AsyncIterator[Post]:
    """A database that lasts, as an operator's does; the service is stopped between two acts of a test."""
    home = place / "home"
    async with AsyncExitStack() as stack:
        with embedded.start(home) as postgres:
            await migrate(postgres.owner_dsn)
            app = create_litestar(Settings(home=home, base_url="http://courier.test"), postgres.dsn())
            async with app.lifespan():
                world, phones = await _open_post(app, postgres, place)
        for phone in phones:
            stack.callback(phone.outbox.close)
        yield Post(home, place / "backup", world, *phones)


async def _open_post(app: Litestar, postgres: RunningPostgres, place: Path) -> tuple[World, list[Phone]]:
    service = app.state.service
    async with open_connection(postgres.owner_dsn) as connection:
        world = await build(connection, items=0)
        for _ in range(6):
            await add_item(connection, world)
        await connection.execute("UPDATE device SET ended_at = courier_now()")  # those of this world have other keys

    async def let_in(office: UUID, person: UUID, kind: DeviceKind) -> Phone:
        async def issue(connection: Connection) -> IssuedEnrolment:
            issued_by = world.supervisor
            return await issue_enrolment(
                connection, service.secret, issued_by=issued_by, office_id=office, person_id=person, kind=kind
            )

        issued = await in_transaction(service.pool, issue)
        device = Phone(place / kind, client_of(app), "carrier" if kind == "phone" else "desk")
        await device.enrol(issued.token, kind)
        return device

    return world, [
        await let_in(world.post_office, world.lan.person_id, "phone"),
        await let_in(world.desk, world.clerk, "workstation"),
    ]


async def back_up(post: Post, *, base: bool = False, keys: bool = False) -> Taken:
    with embedded.start(post.home) as postgres:
        settings = msgspec.structs.replace(post.settings, backup_keys=keys)
        given = {"COURIER_PORT": "8000", "DATABASE_URL": "postgresql://a:secret@b/c"}
        return await take_backup(settings, post.backup, postgres.superuser_dsn, postgres.programs, given, base=base)


async def hand_over(post: Post, code: str) -> None:
    """From the desk's screen to Lan's phone, a photo with it, both sent."""
    shown = post.desk.record(
        events.Release, to_party=post.phone.me.party_id, items=post.desk.refs([code]), holds=Holding({}, [code])
    )
    post.phone.record(
        events.Accept,
        carried=shown,
        holds=Holding({code: None}, ()),
        answers=event_id_of(shown),
        answers_sha256=canonical.digest(shown.body),
        items=[code],
        files=[("photo_seal", photograph_envelope(code))],
    )
    await post.phone.send_all()
    await post.desk.send_all()


async def holders(post: Post) -> dict[str, UUID]:
    with embedded.start(post.home) as postgres:
        async with open_connection(postgres.owner_dsn) as connection:
            rows = await connection.fetch("SELECT code, holder_id FROM head JOIN item_label USING (item_id)")
    return {row["code"]: row["holder_id"] for row in rows}


async def now_in(post: Post) -> datetime:
    with embedded.start(post.home) as postgres:
        async with open_connection(postgres.owner_dsn) as connection:
            return await connection.fetchval("SELECT clock_timestamp()")


async def test_what_a_restore_loses_the_phones_offer_again(post: Post) -> None:
    """Two dossiers before the instant, two after it: all four are where they were, and the acknowledgement goes on."""
    codes = sorted(post.world.items)
    async with serving(post):
        await back_up(post)
        for code in codes[:2]:
            await hand_over(post, code)
    instant = await now_in(post)
    async with serving(post) as app:
        for code in codes[2:4]:
            await hand_over(post, code)
        signed = await make_checkpoint(app.state.service.pool, app.state.service.server_key)
        before = app.state.service.incarnation
    whole = await holders(post)
    assert (await back_up(post)).files_copied == 4
    old_receipts = post.phone.outbox.receipts()

    done = await restore_backup(post.backup, post.home, instant)
    lost = await holders(post)
    lan, desk = post.phone.me.party_id, post.world.desk
    assert [lost[code] for code in codes] == [lan, lan, desk, desk, desk, desk]
    assert done.set_aside is not None
    assert done.set_aside.exists()

    async with serving(post) as app:
        assert app.state.service.incarnation == done.incarnation_id != before
        assert post.phone.outbox.acked_through == 4, "it does not know yet"
        await hand_over(post, codes[4])
        assert post.phone.outbox.acked_through == 5
        assert post.phone.outbox.files_to_send() == []
        pool = app.state.service.pool
        assert await pool.fetchval("SELECT count(*) FROM proof_file WHERE completed_at IS NOT NULL") == 5
        told = await pool.fetch("SELECT kind, facts FROM custody_exception")
        assert {row["kind"] for row in told} == {"receipt_ahead"}, "the office hears that something signed for was lost"
        heads = {
            await pool.fetchval(
                "SELECT encode(hash, 'hex') FROM device_log WHERE device_id = $1 AND seq = $2",
                post.phone.me.device_id,
                receipt.acked_through,
            ): receipt.head
            for receipt in (read_receipt(signed, post.phone.me.server_key) for signed in old_receipts)
            if receipt.acked_through
        }
        assert len(heads) == 4, "receipts of the former life"
        assert all(found == said for found, said in heads.items()), "hold again word for word"
        later = await make_checkpoint(pool, app.state.service.server_key)
        assert later.incarnation_id != signed.incarnation_id
        assert signed.body not in {made.body for made in await CHECKPOINTS.all(pool, 0, 100)}
    assert await holders(post) == whole | {codes[4]: lan}


async def test_the_end_of_the_backup_is_every_acknowledged_act(post: Post) -> None:
    codes = sorted(post.world.items)
    async with serving(post):
        await back_up(post)
        for code in codes[:3]:
            await hand_over(post, code)
    whole = await holders(post)
    await back_up(post)
    await restore_backup(post.backup, post.home)
    assert await holders(post) == whole


async def test_a_second_restore_starts_from_the_second_life(post: Post) -> None:
    codes = sorted(post.world.items)
    async with serving(post):
        await back_up(post)
        await hand_over(post, codes[0])
    await back_up(post)
    await restore_backup(post.backup, post.home)
    async with serving(post):
        await hand_over(post, codes[1])
    again = await back_up(post)
    assert again.base is not None, "a new life, a whole copy of its own"
    whole = await holders(post)
    assert [history.note.number for history in read_histories(post.backup)] == [1, 2]
    await restore_backup(post.backup, post.home)
    assert await holders(post) == whole
    with embedded.start(post.home) as postgres:
        async with open_connection(postgres.owner_dsn) as connection:
            assert await connection.fetchval("SELECT max(number) FROM server_incarnation") == 3
            assert await connection.fetchval("SELECT count(*) FROM restoration") == 2


async def test_an_instant_that_the_backup_does_not_cover_is_refused_and_nothing_is_touched(post: Post) -> None:
    taken = await back_up(post)
    await asyncio.sleep(0.01)
    for instant, words in (
        (taken.run.reached_at - timedelta(days=1), "does not go back"),
        (taken.run.reached_at + timedelta(seconds=1), "only reaches"),
    ):
        with pytest.raises(NotFound, match=words):
            await restore_backup(post.backup, post.home, instant)
    assert len(await holders(post)) == 6
    assert not list(embedded.start(post.home).cluster.folder.glob("data.before-*"))


async def test_a_running_service_is_not_restored_over(post: Post) -> None:
    await back_up(post)
    with embedded.start(post.home), pytest.raises(Conflict, match="stop it first"):
        await restore_backup(post.backup, post.home)


async def test_keys_are_named_and_stay_behind_unless_the_settings_say_so(post: Post) -> None:
    await back_up(post)
    note = read_note(post.backup)
    assert {key.file: key.fingerprint for key in note.keys} == {
        name: fingerprint(post.home / name) for name in (KEY_FILE, SECRET_FILE)
    }
    assert not (post.backup / "keys").exists()
    assert "secret" not in (post.backup / MARK).read_text().replace(SECRET_FILE, "")
    kept = post.home.parent / "safe"
    kept.mkdir()
    for name in (KEY_FILE, SECRET_FILE):
        (post.home / name).rename(kept / name)
    with pytest.raises(NotFound, match=note.keys[0].fingerprint):
        await restore_backup(post.backup, post.home)
    await restore_backup(post.backup, post.home, keys=kept)
    assert (post.home / KEY_FILE).read_bytes() == (kept / KEY_FILE).read_bytes()
    assert (post.home / KEY_FILE).stat().st_mode & 0o077 == 0


async def test_a_backup_with_keys_is_enough_for_an_empty_home(post: Post, place: Path) -> None:
    async with serving(post):
        await back_up(post, keys=True)
        await hand_over(post, sorted(post.world.items)[0])
    await back_up(post, keys=True)
    whole = await holders(post)
    elsewhere = msgspec.structs.replace(post, home=place / "elsewhere")
    try:
        await restore_backup(post.backup, elsewhere.home)
        assert await holders(elsewhere) == whole
        async with serving(elsewhere):
            await hand_over(elsewhere, sorted(post.world.items)[1])
    finally:
        embedded.remove(elsewhere.home)


async def test_a_proof_file_that_nobody_has_is_asked_for_again(post: Post) -> None:
    code = sorted(post.world.items)[0]
    async with serving(post):
        await back_up(post)
        await hand_over(post, code)
    await back_up(post)
    for folder in (post.home / "files", post.backup / "files"):
        shutil.rmtree(folder)
    done = await restore_backup(post.backup, post.home)
    assert done.files_missing == [photograph_envelope(code).sha256]
    async with serving(post):
        await post.phone.measure_clock()
        await post.phone.send_files()
    assert len(list((post.home / "files").glob("??/*"))) == 1


async def test_a_damaged_copy_is_refused_before_anything_is_touched(post: Post) -> None:
    taken = await back_up(post)
    assert taken.base is not None
    victim = max((taken.base / "base").rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else 0)
    victim.write_bytes(victim.read_bytes()[:-1] + b"x")
    with pytest.raises(NotReady, match="damaged"):
        await restore_backup(post.backup, post.home)
    assert len(await holders(post)) == 6


async def test_a_folder_that_is_no_backup_is_named(place: Path) -> None:
    (place / "notes").mkdir()
    with pytest.raises(NotFound, match="is no backup"):
        await restore_backup(place / "notes", place / "home")


async def test_two_databases_never_share_a_folder(post: Post, place: Path) -> None:
    await back_up(post)
    stranger = msgspec.structs.replace(post, home=place / "stranger")
    try:
        with embedded.start(stranger.home) as postgres:
            await migrate(postgres.owner_dsn)
        with pytest.raises(Conflict, match="another database"):
            await back_up(stranger)
    finally:
        embedded.remove(stranger.home)


async def test_a_cluster_made_before_backups_lets_them_in_once_asked(post: Post) -> None:
    with embedded.start(post.home) as postgres:
        rules = postgres.cluster.data / "pg_hba.conf"
        rules.write_text("local all all peer map=courier\n")
        postgres.reload()
        with pytest.raises(NotReady, match="pg_hba"):
            await back_up(post)
        postgres.let_backups_in()
        assert (await back_up(post)).base is not None
