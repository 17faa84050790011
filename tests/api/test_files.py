"""Proof files: sent piece by piece, continued after a break, kept only if they are what they are called."""

import hashlib
import secrets

import httpx
import pytest

from api.service import Service
from courier.custody.files.receive_file import file_path
from tests.api.world import World, enrolled_phone

PHOTO = secrets.token_bytes(300_000)
DIGEST = hashlib.sha256(PHOTO).hexdigest()
ADDRESS = f"/api/v1/carrier/files/{DIGEST}"


class Upload:
    """One phone's upload of PHOTO."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self.client = client
        self.headers = headers

    async def declare(self, size: int = len(PHOTO), media_type: str = "image/jpeg") -> httpx.Response:
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
