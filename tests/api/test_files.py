"""Proof files: sent piece by piece, continued after a break, kept only if they are what they are called."""

import hashlib
import io
import struct
import zlib
from random import Random

import httpx
import pytest
from PIL import Image

from api.service import Service
from courier.custody.files.receive_file import file_path
from tests.api.world import World, enrolled_phone


def photograph(width: int = 400, height: int = 260, **saved: object) -> bytes:
    """Noise, which no codec makes smaller: 400 × 260 are some 312 kB as PNG."""
    pixels = Random(width).randbytes(width * height * 3)
    file = io.BytesIO()
    Image.frombytes("RGB", (width, height), pixels).save(file, **({"format": "PNG"} | saved))  # type: ignore[arg-type]
    return file.getvalue()


PHOTO = photograph()
DIGEST = hashlib.sha256(PHOTO).hexdigest()
ADDRESS = f"/api/v1/carrier/files/{DIGEST}"


class Upload:
    """One phone's upload of PHOTO."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self.client = client
        self.headers = headers

    async def declare(self, size: int = len(PHOTO), media_type: str = "image/png") -> httpx.Response:
        declared = {"size_bytes": size, "media_type": media_type}
        return await self.client.put(ADDRESS, json=declared, headers=self.headers)

    async def append(self, offset: int, piece: bytes, address: str = ADDRESS) -> httpx.Response:
        headers = self.headers | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        return await self.client.patch(address, content=piece, headers=headers)

    async def offset(self) -> int:
        return int((await self.client.head(ADDRESS, headers=self.headers)).headers["Upload-Offset"])


@pytest.fixture
async def upload(client: httpx.AsyncClient, world: World) -> Upload:
    return Upload(client, (await enrolled_phone(client, world)).headers)


async def test_an_upload_goes_on_where_it_broke_off(upload: Upload, service: Service) -> None:
    assert (await upload.declare()).json()["received_bytes"] == 0
    assert (await upload.append(0, PHOTO[:100_000])).json()["received_bytes"] == 100_000
    assert await upload.offset() == 100_000
    whole = await upload.append(100_000, PHOTO[100_000:])
    assert whole.json()["is_complete"] is True
    assert file_path(service.files, DIGEST).read_bytes() == PHOTO


async def test_the_same_file_again_is_there_already(upload: Upload) -> None:
    await upload.declare()
    await upload.append(0, PHOTO)
    assert (await upload.declare()).json()["is_complete"] is True
    assert (await upload.append(0, PHOTO)).json()["is_complete"] is True


async def test_bytes_that_are_another_file_are_refused_and_forgotten(upload: Upload, service: Service) -> None:
    await upload.declare()
    wrong = await upload.append(0, PHOTO[:-1] + bytes([PHOTO[-1] ^ 1]))
    assert (wrong.status_code, wrong.json()["type"]) == (409, "/problems/wrong-digest")
    assert list(service.files.rglob("*.part")) == []
    assert (await upload.append(0, PHOTO)).status_code == 404
    await upload.declare()
    assert (await upload.append(0, PHOTO)).json()["is_complete"] is True


async def test_a_piece_at_the_wrong_place_is_told_where_to_go_on(upload: Upload) -> None:
    await upload.declare()
    await upload.append(0, PHOTO[:10])
    for offset in (0, 5, 11):
        answer = await upload.append(offset, PHOTO[10:20])
        assert answer.json()["type"] == "/problems/wrong-offset"
        assert "10" in answer.json()["detail"]
    assert (await upload.append(10, PHOTO)).status_code == 409


async def test_what_is_no_proof_file_is_refused(upload: Upload) -> None:
    assert (await upload.declare(size=0)).status_code == 400
    assert (await upload.declare(size=20_000_001)).status_code == 400
    assert (await upload.declare(media_type="text/html")).json()["errors"][0]["field"] == "media_type"
    await upload.declare()
    assert (await upload.declare(size=5)).status_code == 409
    assert (await upload.append(0, b"", "/api/v1/carrier/files/..%2f..%2fetc%2fpasswd")).status_code in (400, 404)
    assert (await upload.append(0, b"", f"/api/v1/carrier/files/{'A' * 64}")).status_code == 400


async def test_a_file_whose_commit_was_lost_is_whole_when_sent_again(upload: Upload, service: Service) -> None:
    await upload.declare()
    await upload.append(0, PHOTO[:10])
    path = file_path(service.files, DIGEST)
    path.write_bytes(PHOTO)  # as after a crash between the renaming and the commit
    assert (await upload.append(10, PHOTO[10:])).json()["is_complete"] is True
    assert path.read_bytes() == PHOTO


# What the bytes really are.


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be a huge picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1_000)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


async def offered(
    client: httpx.AsyncClient, headers: dict[str, str], content: bytes, media_type: str
) -> httpx.Response:
    address = f"/api/v1/carrier/files/{hashlib.sha256(content).hexdigest()}"
    declared = {"size_bytes": len(content), "media_type": media_type}
    assert (await client.put(address, json=declared, headers=headers)).status_code == 200
    sent = headers | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    return await client.patch(address, content=content, headers=sent)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"MZ\x90\0 a program", "image/jpeg"),
        (b"<html><script>", "image/png"),
        (b"<html><script>", "image/svg+xml"),
        (b"no document", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (photograph(20, 20), "image/jpeg"),
        (photograph(20, 20, format="JPEG"), "image/webp"),
        (claiming(4_001, 3_000), "image/png"),
        (claiming(60_000, 60_000), "image/png"),
        (claiming(2**31 - 1, 2**31 - 1), "image/png"),
    ],
    ids=[
        "program",
        "page",
        "page as svg",
        "no pdf",
        "cut",
        "png as jpeg",
        "jpeg as webp",
        "12 MP",
        "bomb",
        "huge bomb",
    ],
)
async def test_the_wrong_kind_is_refused_and_forgotten(
    upload: Upload, service: Service, content: bytes, media_type: str
) -> None:
    answer = await offered(upload.client, upload.headers, content, media_type)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/wrong-kind-of-file")
    assert [path for path in service.files.rglob("*") if path.is_file()] == []
    address = f"/api/v1/carrier/files/{hashlib.sha256(content).hexdigest()}"
    assert (await upload.client.head(address, headers=upload.headers)).status_code == 404


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (photograph(30, 20, format="JPEG"), "image/jpeg"),
        (photograph(30, 20, format="WEBP"), "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
    ],
    ids=["jpeg", "webp", "pdf", "svg"],
)
async def test_every_kind_that_is_a_proof_is_taken(upload: Upload, content: bytes, media_type: str) -> None:
    assert (await offered(upload.client, upload.headers, content, media_type)).json()["is_complete"] is True
