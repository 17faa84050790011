"""A person logs in with username and password, stays logged in by a secret in a cookie, and logs out."""

import hashlib
import secrets

import msgspec

from courier.database import Executor
from courier.errors import Unauthenticated
from courier.network.identity import passwords
from courier.network.identity.model import SESSION_LIFE, RoleAt, Staff
from courier.network.identity.statements import END_SESSION, FIND_LOGIN, FIND_SESSION, LIST_ROLES, OPEN_SESSION


class WrongLogin(Unauthenticated):
    """No such username, or not its password: the answer is the same, and takes as long."""

    type = "wrong-login"
    title_vi = "Tên đăng nhập hoặc mật khẩu không đúng"
    title_en = "Wrong username or password"


class OpenedSession(msgspec.Struct, frozen=True, kw_only=True):
    """Who logged in, and the secret that says so from now on; the database keeps only its SHA-256."""

    staff: Staff
    secret: str


async def log_in(executor: Executor, username: str, password: str) -> OpenedSession:
    """Open a session of 12 hours. Raises `WrongLogin`."""
    staff = await confirm_person(executor, username, password)
    secret = secrets.token_urlsafe(32)
    await OPEN_SESSION.run(executor, _digest(secret), staff.person_id, SESSION_LIFE)
    return OpenedSession(staff=staff, secret=secret)


async def confirm_person(executor: Executor, username: str, password: str) -> Staff:
    """Whose username and password these are, without logging them in: also a second person at the same screen.

    Raises `WrongLogin`, after the same work, whatever was wrong.
    """
    found = await FIND_LOGIN.one(executor, username)
    if not await passwords.fits(found.password_hash if found else None, password) or found is None:
        raise WrongLogin(
            "Tên đăng nhập hoặc mật khẩu không đúng; hãy nhập lại, hoặc nhờ quản trị đặt lại mật khẩu",
            "Wrong username or password; enter them again, or let the administrator set the password anew",
        )
    return Staff(found.person_id, found.full_name)


async def log_out(executor: Executor, secret: str) -> None:
    """End the session, if there is one."""
    await END_SESSION.run(executor, _digest(secret))


async def get_staff(executor: Executor, secret: str) -> Staff:
    """Whose session it is. Raises `Unauthenticated` for one that is unknown, ended or lapsed."""
    staff = await FIND_SESSION.one(executor, _digest(secret))
    if staff is None:
        raise Unauthenticated("Phiên làm việc đã hết; hãy đăng nhập lại", "The session has ended; log in again")
    return staff


async def list_roles(executor: Executor, staff: Staff) -> list[RoleAt]:
    """The hats the person wears today, by office."""
    return await LIST_ROLES.all(executor, staff.person_id)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
