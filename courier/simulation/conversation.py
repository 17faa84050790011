"""How a device talks to the server: JSON over HTTP under a token renewed by its key; refusals in the server's words."""

from collections.abc import Callable
from typing import Any, Final, Literal, TypeVar
from uuid import UUID

import httpx
import msgspec

from mobile_contract import canonical, sync

Audience = Literal["carrier", "desk", "office"]
Answer = TypeVar("Answer", bound=msgspec.Struct)

_TRIES: Final = 4
_JSON: Final = {"Content-Type": "application/json"}


class Refused(Exception):
    """The server understood and refused."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.type = _problem_type(response)
        super().__init__(f"{response.request.method} {response.request.url.path}: {self.status} {response.text[:600]}")


class Conversation:
    """One device's dialogue. Every request raises `httpx.TransportError` where the network fails, else `Refused`."""

    def __init__(self, client: httpx.AsyncClient, audience: Audience, sign: Callable[[bytes], sync.SignedBody]) -> None:
        self._client = client
        self._audience = audience
        self._sign = sign
        self._token: str | None = None
        self.device_id: UUID | None = None
        """Known once the device is enrolled; until then it may only say who it wants to be."""

    async def ask(self, method: str, path: str, said: object, answer: type[Answer]) -> Answer:
        """Say something as JSON and read the answer."""
        return msgspec.json.decode((await self.request(method, path, _encoded(said), _JSON)).content, type=answer)

    async def tell(self, path: str, said: object) -> None:
        """Say something that is answered by nothing."""
        await self.request("POST", path, _encoded(said), _JSON)

    async def introduce(self, path: str, said: object, answer: type[Answer]) -> Answer:
        """Ask without a token: for enrolment, challenges and tokens themselves."""
        response = await self._client.post(self._address_of(path), content=_encoded(said), headers=_JSON)
        if not response.is_success:
            raise Refused(response)
        return msgspec.json.decode(response.content, type=answer)

    async def request(self, method: str, path: str, content: bytes | None, headers: dict[str, str]) -> httpx.Response:
        """Ask, renewing the token where it has lapsed."""
        for _ in range(_TRIES):
            bearer = {"Authorization": f"Bearer {self._token or await self._renew_token()}"}
            address = self._address_of(path)
            response = await self._client.request(method, address, content=content, headers=headers | bearer)
            if response.is_success:
                return response
            if response.status_code != httpx.codes.UNAUTHORIZED:
                break
            self._token = None
        raise Refused(response)

    async def _renew_token(self) -> str:
        """Prove the key. A challenge that lapsed on the way (the demo's day leaps) is asked for again."""
        assert self.device_id is not None, "not enrolled yet"
        refusal: Refused | None = None
        for _ in range(_TRIES):
            request = sync.ChallengeRequest(device_id=self.device_id)
            challenge = await self.introduce("/challenge", request, sync.Challenge)
            try:
                answer = await self.introduce("/token", self._sign(canonical.encode(challenge)), sync.Token)
            except Refused as refused:
                refusal = refused
                continue
            self._token = answer.token
            return answer.token
        assert refusal is not None
        raise refusal

    def _address_of(self, path: str) -> str:
        """Proof files and the outbox's state go one way whatever the device."""
        is_for_all = path.startswith(("/files/", "/status"))
        return f"/api/v1/{'carrier' if is_for_all else self._audience}{path}"


def _problem_type(response: httpx.Response) -> str | None:
    """Of a problem document; None for any other answer, and where none is sent along (HEAD)."""
    if not response.content or response.headers.get("Content-Type") != "application/problem+json":
        return None
    return msgspec.json.decode(response.content, type=_Problem).type


class _Problem(msgspec.Struct):
    """The part of a problem document by which a machine tells it from others (RFC 9457)."""

    type: str


def _encoded(said: Any) -> bytes | None:
    return None if said is None else msgspec.json.encode(said)
