"""Base45 (RFC 9285): bytes as the characters of a QR code's alphanumeric mode."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def encode_base45(data: bytes) -> str:
    """Two bytes become three characters, least significant first; a last byte becomes two."""
    text = []
    for at in range(0, len(data), 2):
        number, width = int.from_bytes(data[at : at + 2]), 3 if at + 1 < len(data) else 2
        for _ in range(width):
            number, value = divmod(number, 45)
            text.append(ALPHABET[value])
    return "".join(text)


def decode_base45(text: str) -> bytes:
    """Raises ValueError for a foreign character, an impossible length or a group too large."""
    data = bytearray()
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        try:
            number = sum(_VALUE[character] * 45**place for place, character in enumerate(group))
            data += number.to_bytes({3: 2, 2: 1}[len(group)])
        except (KeyError, OverflowError) as problem:
            raise ValueError(f"not Base45 at character {at}") from problem
    return bytes(data)


_VALUE = {character: value for value, character in enumerate(ALPHABET)}
