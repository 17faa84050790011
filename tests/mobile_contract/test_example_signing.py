"""The examples' own P-256 agrees with the product's: two implementations, one signature."""

from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from courier import signatures
from mobile_contract.canonical import P256_ORDER
from mobile_contract.example_signing import example_public_key, example_signature


@settings(max_examples=20)
@given(st.integers(1, P256_ORDER - 1), st.binary(max_size=300))
def test_both_implementations_make_the_same_key_and_signature(private: int, message: bytes) -> None:
    key = ec.derive_private_key(private, ec.SECP256R1())
    assert example_public_key(private) == signatures.public_bytes(key)
    assert example_signature(private, message) == signatures.sign(key, message)
