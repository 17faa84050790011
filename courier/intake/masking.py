"""What of a citizen may stand on labels, lists and public pages: enough to recognise, too little to know."""


def mask_name(full_name: str) -> str:
    """`Bùi Thị Hoa` → `B** T** H**`: the length of a name tells nothing."""
    return " ".join(f"{word[0].upper()}**" for word in full_name.split())


def mask_phone(phone: str | None) -> str | None:
    """`+84912345678` → `*** *** 678`."""
    return None if phone is None else f"*** *** {phone[-3:]}"
