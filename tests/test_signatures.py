"""Keys and signatures, against the known answer of RFC 6979 and every form that must be refused."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from courier import signatures
from courier.signatures import InvalidKeyError
from mobile_contract.canonical import P256_ORDER


@pytest.fixture(scope="module")
def key() -> signatures.PrivateKey:
    return signatures.new_key()


def test_a_signature_is_64_bytes_with_low_s_and_verifies(key: signatures.PrivateKey) -> None:
    for number in range(32):  # half of the raw signatures have a high s: this many would show one
        message = b"message %d" % number
        signature = signatures.sign(key, message)
        assert len(signature) == 64
        assert int.from_bytes(signature[32:]) <= P256_ORDER // 2
        assert signatures.verify(signatures.public_bytes(key), message, signature)


def test_signing_gives_the_published_answer_of_rfc_6979() -> None:
    # RFC 6979, A.2.5, "sample" with SHA-256; its s is in the upper half, ours is n - s.
    key = ec.derive_private_key(0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721, ec.SECP256R1())
    r = 0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716
    s = 0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8
    assert signatures.sign(key, b"sample") == r.to_bytes(32) + (P256_ORDER - s).to_bytes(32)


def test_the_high_s_twin_of_a_good_signature_is_refused(key: signatures.PrivateKey) -> None:
    signature = signatures.sign(key, b"m")
    twin = signature[:32] + (P256_ORDER - int.from_bytes(signature[32:])).to_bytes(32)
    assert not signatures.verify(signatures.public_bytes(key), b"m", twin)


def test_any_flipped_bit_is_refused(key: signatures.PrivateKey) -> None:
    signature = signatures.sign(key, b"m")
    public = signatures.public_bytes(key)
    for bit in range(512):
        flipped = bytearray(signature)
        flipped[bit // 8] ^= 1 << (bit % 8)
        assert not signatures.verify(public, b"m", bytes(flipped))
    assert not signatures.verify(public, b"n", signature)
    assert not signatures.verify(signatures.public_bytes(signatures.new_key()), b"m", signature)


@pytest.mark.parametrize("signature", [b"", b"\0" * 63, b"\0" * 64, b"\0" * 65, b"\xff" * 64, b"\0" * 63 + b"\1"])
def test_a_signature_of_wrong_form_is_refused(key: signatures.PrivateKey, signature: bytes) -> None:
    assert not signatures.verify(signatures.public_bytes(key), b"m", signature)


@pytest.mark.parametrize(
    "public_key",
    [b"", b"\4" + b"\0" * 64, b"\4" + b"\xff" * 64, b"\2" + b"\1" * 32, b"\6" + b"\1" * 64, b"\0" * 65],
)
def test_bytes_that_are_no_point_on_the_curve_are_named_so(public_key: bytes) -> None:
    with pytest.raises(InvalidKeyError):
        signatures.load_public(public_key)


def test_a_saved_key_is_private_to_its_owner_and_loads_again(key: signatures.PrivateKey, tmp_path: Path) -> None:
    path = tmp_path / "server.pem"
    signatures.save_key(key, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert signatures.public_bytes(signatures.load_key(path)) == signatures.public_bytes(key)
    assert list(tmp_path.iterdir()) == [path]


def test_saving_never_replaces_a_key(key: signatures.PrivateKey, tmp_path: Path) -> None:
    path = tmp_path / "server.pem"
    signatures.save_key(key, path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        signatures.save_key(signatures.new_key(), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_without_a_p256_key_is_named_so(tmp_path: Path) -> None:
    other = ec.generate_private_key(ec.SECP384R1())
    (tmp_path / "p384.pem").write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "text.pem").write_text("not a key")
    for name in ("p384.pem", "text.pem"):
        with pytest.raises(InvalidKeyError, match=name):
            signatures.load_key(tmp_path / name)
    with pytest.raises(FileNotFoundError):
        signatures.load_key(tmp_path / "absent.pem")


def test_the_name_of_a_key_is_16_hexadecimal_digits(key: signatures.PrivateKey) -> None:
    name = signatures.key_id(signatures.public_bytes(key))
    assert len(name) == 16
    assert int(name, 16) >= 0
