"""`courier serve` as a process: ready on a migrated database, refusing one that is not, over HTTPS when asked."""

import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from courier.command_line.certificates import name_on, trust_only
from courier.errors import NotReady
from courier.signatures import new_key
from courier.simulation.server_process import ServerProcess, free_port
from tests.conftest import Address


@pytest.fixture
def server_home(tmp_path: Path) -> Path:
    return tmp_path


async def test_it_answers_ready(address: Address, server_home: Path) -> None:
    server = ServerProcess(server_home, free_port(), database_url=address.service_dsn)
    await server.start()
    try:
        async with httpx.AsyncClient(base_url=server.local_url) as client:
            assert (await client.get("/health/ready")).json() == {"status": "ok"}
            assert (await client.get("/api/openapi.json")).is_success
    finally:
        server.stop()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", server.port)) != 0


async def test_it_serves_https_with_a_certificate(address: Address, server_home: Path) -> None:
    certificate, key = self_signed(server_home)
    assert name_on(certificate) == "127.0.0.1"
    server = ServerProcess(server_home, free_port(), tls=(certificate, key), database_url=address.service_dsn)
    await server.start()
    try:
        async with httpx.AsyncClient(base_url=server.local_url, verify=trust_only(certificate)) as client:
            page = await client.get("/health/ready")
            assert page.is_success
            assert "strict-transport-security" in page.headers
    finally:
        server.stop()


async def test_it_refuses_a_database_that_is_not_migrated(empty_address: Address, server_home: Path) -> None:
    with pytest.raises(NotReady, match="courier migrate"):
        await ServerProcess(server_home, free_port(), database_url=empty_address.owner_dsn).start()


async def test_migrate_then_serve(empty_address: Address, server_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_address.owner_dsn)
    assert "0001_foundation" in migrate()
    assert "already at the latest version" in migrate()
    server = ServerProcess(server_home, free_port(), database_url=empty_address.service_dsn)
    await server.start()
    server.stop()


def migrate() -> str:
    """What `courier migrate` says."""
    command = [sys.executable, "-m", "courier.command_line", "migrate"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1, good for a day, and its key."""
    key = new_key()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "courier test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    certificate, private = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, private
