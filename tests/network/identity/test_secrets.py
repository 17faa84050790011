"""Keys and marks of the server: made once, told apart, never passing for another purpose."""

import multiprocessing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from courier import clock, signatures
from courier.errors import NotReady, Unauthenticated
from courier.network.identity import passwords
from courier.network.identity.model import (
    CHALLENGE_LIFE,
    TOKEN_LIFE,
    DeviceIdentity,
    check_challenge,
    keyed_digest,
    make_challenge,
    milliseconds,
    read_token,
    write_token,
)
from courier.network.identity.server_key import KEY_FILE, SECRET_FILE, open_server_key, open_server_secret

SECRET = b"s" * 32


def lan() -> DeviceIdentity:
    """A phone enrolled now."""
    until = milliseconds(clock.now() + TOKEN_LIFE)
    return DeviceIdentity(uuid4(), uuid4(), uuid4(), uuid4(), "phone", "01", True, until)


def open_both(home: Path) -> tuple[bytes, bytes]:
    return signatures.public_bytes(open_server_key(home)), open_server_secret(home)


def test_processes_that_start_at_once_share_one_key_and_one_secret(tmp_path: Path) -> None:
    with multiprocessing.get_context("fork").Pool(6) as processes:
        assert len(set(processes.map(open_both, [tmp_path] * 24))) == 1
    for name in (KEY_FILE, SECRET_FILE):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert len(list(tmp_path.iterdir())) == 2


def test_a_damaged_key_or_secret_is_never_replaced_in_silence(tmp_path: Path) -> None:
    open_both(tmp_path)
    (tmp_path / KEY_FILE).write_text("rubbish")
    (tmp_path / SECRET_FILE).write_bytes(b"short")
    with pytest.raises(NotReady):
        open_server_key(tmp_path)
    with pytest.raises(NotReady):
        open_server_secret(tmp_path)


def test_a_token_says_who_it_was_given_to() -> None:
    phone = lan()
    token = write_token(SECRET, phone)
    assert read_token(SECRET, token, clock.now()) == phone
    assert len(token) <= 512


def test_a_token_changed_lapsed_or_of_another_server_is_refused() -> None:
    phone = lan()
    token = write_token(SECRET, phone)
    body, mark = token.split(".")
    other = write_token(SECRET, msgspec.structs.replace(phone, may_read=False)).split(".")[0]
    for wrong in (f"{other}.{mark}", f"{body}.", body, mark, "", f"{body}.{mark[:-2]}AA"):
        with pytest.raises(Unauthenticated):
            read_token(SECRET, wrong, clock.now())
    with pytest.raises(Unauthenticated):
        read_token(b"t" * 32, token, clock.now())
    with pytest.raises(Unauthenticated):
        read_token(SECRET, token, clock.now() + TOKEN_LIFE * 2)


def test_a_challenge_is_known_again_until_it_lapses() -> None:
    challenge = make_challenge(SECRET, uuid4(), clock.now())
    check_challenge(SECRET, challenge, clock.now())
    with pytest.raises(Unauthenticated):
        check_challenge(SECRET, challenge, clock.now() + CHALLENGE_LIFE + timedelta(seconds=1))
    for change in ({"device_id": uuid4()}, {"expires_at_ms": 2**50}, {"nonce": "0" * 32}, {"seal": "0" * 64}):
        with pytest.raises(Unauthenticated):
            check_challenge(SECRET, msgspec.structs.replace(challenge, **change), clock.now())


def test_the_same_text_has_another_digest_for_another_purpose() -> None:
    assert keyed_digest(SECRET, "enrolment", "A") != keyed_digest(SECRET, "challenge", "A")


async def test_a_password_fits_itself_alone_and_nobody_has_none() -> None:
    kept = await passwords.hash_password("mười hai con giáp")
    assert await passwords.fits(kept, "mười hai con giáp")
    assert not await passwords.fits(kept, "mười hai con giáp ")
    assert not await passwords.fits(None, "mười hai con giáp")
    assert not await passwords.fits("rubbish", "x")


async def test_nobodys_password_is_checked_as_dearly_as_anybodys() -> None:
    kept = await passwords.hash_password("x" * 12)
    assert kept.rpartition("$")[0].split("$")[:4] == passwords._NOBODYS_HASH.split("$")[:4]
