"""A clerk, teller or dispatcher at a PC: a log-in and the routes of the office's and the desk's face."""

from typing import Any, Literal

import httpx
import msgspec

from courier.simulation.conversation import Refused


class Staff:
    """One person logged in."""

    def __init__(self, client: httpx.AsyncClient, face: Literal["office", "desk"]) -> None:
        self._client = client
        self._address = f"/api/v1/{face}"
        self._credentials: dict[str, str] | None = None

    async def log_in(self, username: str, password: str) -> None:
        """Once; a session that lapsed (the demo's day leaps) is opened again by the next request."""
        self._credentials = {"username": username, "password": password}
        await self._open_session()

    async def _open_session(self) -> None:
        response = await self._client.post(f"{self._address}/session", json=self._credentials)
        if not response.is_success:
            raise Refused(response)

    async def ask(self, method: str, path: str, said: object = None) -> Any:
        """One request in JSON and its answer as plain objects; None where there is none."""
        content = None if said is None else msgspec.json.encode(said)
        headers = {} if said is None else {"Content-Type": "application/json"}
        response = await self.request(method, path, content=content, headers=headers)
        return msgspec.json.decode(response.content) if response.content else None

    async def get_file(self, path: str) -> bytes:
        return (await self.request("GET", path)).content

    async def request(self, method: str, path: str, **said: Any) -> httpx.Response:
        """Raises `Refused` for anything but success."""
        response = await self._client.request(method, self._address + path, **said)
        if response.status_code == httpx.codes.UNAUTHORIZED and self._credentials:
            await self._open_session()
            response = await self._client.request(method, self._address + path, **said)
        if not response.is_success:
            raise Refused(response)
        return response
