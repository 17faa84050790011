"""Proofs as people look at them: a copy without position or camera, for those alone who have a part in the act."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from courier.custody.files.pictures import WrongKindOfFile, draw_copy, shown_copy
from courier.custody.files.receive_file import append_piece, declare_file, file_path
from courier.custody.files.show_file import show_file
from courier.database import Connection, Pool, in_transaction
from courier.errors import NotFound
from mobile_contract import events
from tests.custody import world as w
from tests.custody.handovers import stage

pytestmark = pytest.mark.anyio
_POSITION = 0x8825
_ORIENTATION = 0x0112


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


def photo_with_position() -> bytes:
    """Lying on its side, taken at a named place by a named camera."""
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    exif[0x010F] = "Máy ảnh của Lan"
    exif.get_ifd(_POSITION)[1] = "N"
    exif.get_ifd(_POSITION)[2] = (21.0, 1.0, 12.0)
    file = io.BytesIO()
    Image.new("RGB", (40, 20), (200, 30, 30)).save(file, "JPEG", exif=exif, comment=b"so nha 12")
    return file.getvalue()


async def keep(database: Pool, folder: Path, world: w.World, content: bytes, media_type: str = "image/jpeg") -> str:
    sha256 = hashlib.sha256(content).hexdigest()

    async def act(connection: Connection) -> None:
        declared = {"sha256": sha256, "size_bytes": len(content), "media_type": media_type}
        await declare_file(connection, device_id=world.lan.device_id, **declared)  # type: ignore[arg-type]
        await append_piece(connection, folder, sha256=sha256, offset=0, piece=content)

    await in_transaction(database, act)
    return sha256


async def test_the_copy_shown_has_neither_position_nor_camera_and_the_original_stays_as_signed(
    database: Pool, world: w.World, tmp_path: Path
) -> None:
    content = photo_with_position()
    assert b"so nha 12" in content
    sha256 = await keep(database, tmp_path / "files", world, content)
    code = next(iter(world.items))
    await stage.with_carrier(database, world, code)
    proofs = [events.Proof("photo_doorway", sha256)]
    attempt = world.lan.act(events.Attempt, reason="ABSENT", solution="RETRY", items=[code], proofs=proofs)
    await stage.send(database, world.lan, attempt)
    for _ in range(2):
        shown = await show_file(database, tmp_path / "files", sha256, world.dispatcher)
        picture = Image.open(io.BytesIO(shown.content))
        assert (picture.format, picture.size, shown.is_copy) == ("JPEG", (20, 40), True)
        assert not picture.getexif()
        assert b"so nha 12" not in shown.content
    assert file_path(tmp_path / "files", sha256).read_bytes() == content
    assert (await show_file(database, tmp_path / "files", sha256, world.clerk)).is_copy


async def test_a_file_is_not_there_for_who_has_no_part_in_an_act_that_names_it(
    database: Pool, world: w.World, tmp_path: Path
) -> None:
    sha256 = await keep(database, tmp_path / "files", world, photo_with_position())
    with pytest.raises(NotFound):
        await show_file(database, tmp_path / "files", sha256, world.dispatcher)
    await stage.send(database, world.minh, world.minh.act(events.Count, proofs=[events.Proof("signature", sha256)]))
    assert (await show_file(database, tmp_path / "files", sha256, world.dispatcher)).is_copy
    with pytest.raises(NotFound):
        await show_file(database, tmp_path / "files", sha256, world.clerk)


async def test_a_document_is_handed_out_as_it_is(database: Pool, world: w.World, tmp_path: Path) -> None:
    sha256 = await keep(database, tmp_path / "files", world, b"%PDF-1.7 bien ban", "application/pdf")
    await stage.send(database, world.lan, world.lan.act(events.Count, proofs=[events.Proof("photo_paper", sha256)]))
    shown = await show_file(database, tmp_path / "files", sha256, world.supervisor)
    assert (shown.content, shown.media_type, shown.is_copy) == (b"%PDF-1.7 bien ban", "application/pdf", False)


def test_a_picture_broken_after_its_header_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "cut"
    path.write_bytes(photo_with_position()[:-400])
    with pytest.raises(WrongKindOfFile):
        draw_copy(path, "image/jpeg")


def test_a_picture_is_shown_however_broken_what_the_camera_wrote_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "odd"
    whole = photo_with_position()
    begins = whole.index(b"Exif") + 6
    for place in range(begins, begins + 120):
        for value in (0, 3, 11, 255):
            path.write_bytes(whole[:place] + bytes([value]) + whole[place + 1 :])
            try:
                assert Image.open(io.BytesIO(draw_copy(path, "image/jpeg"))).format == "JPEG"
            except WrongKindOfFile:
                continue


def test_many_who_look_at_once_for_the_first_time_all_see_the_whole_picture(tmp_path: Path) -> None:
    photo = io.BytesIO()
    Image.new("RGB", (1_200, 900)).save(photo, "JPEG")
    for number in range(10):
        sha256 = f"{number:064x}"
        path = file_path(tmp_path / "files", sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photo.getvalue())
        with ThreadPoolExecutor(6) as people:
            looks = [people.submit(shown_copy, tmp_path / "files", path, sha256, "image/jpeg") for _ in range(6)]
        assert len({look.result() for look in looks}) == 1
    assert not list(tmp_path.glob("shown/*/*.half"))
