"""The bounded scalar types of the wire: every integer, string and list states its limits here, once."""

from typing import Annotated, Literal, get_args

from msgspec import Meta

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

END = r"$(?!\n)"
"""The end of a pattern. Python's `$` alone also matches before a last newline; JSON Schema's does not."""

Code = Annotated[
    str, Meta(pattern=rf"^[0-9A-HJKMNP-TV-Z]{{12}}{END}", description="Tracking code of an item: 11 symbols + check")
]
Sha256 = Annotated[str, Meta(pattern=rf"^[0-9a-f]{{64}}{END}", description="SHA-256, lower-case hexadecimal")]
Sequence = Annotated[int, Meta(ge=1, le=2**53 - 1, description="Gapless number of an event on its device")]
Milliseconds = Annotated[int, Meta(ge=0, le=2**53 - 1, description="Milliseconds since 1970-01-01T00:00Z")]
OffsetMilliseconds = Annotated[int, Meta(ge=-(2**52), le=2**52, description="Server clock minus device clock")]
ZoneMinutes = Annotated[int, Meta(ge=-720, le=840, description="Offset of local time from UTC, minutes")]
AmountVnd = Annotated[int, Meta(ge=0, le=10**12, description="Whole đồng")]
Sscc = Annotated[str, Meta(pattern=rf"^[0-9]{{18}}{END}", description="GS1 serial shipping container code of a bag")]
SealNumber = Annotated[str, Meta(pattern=rf"^[0-9A-Z-]{{1,24}}{END}")]
ReceiptNumber = Annotated[int, Meta(ge=1, le=2**53 - 1)]
OneTimeCode = Annotated[str, Meta(pattern=rf"^[0-9]{{4,8}}{END}")]
Base64 = Annotated[str, Meta(pattern=rf"^[A-Za-z0-9+/]*={{0,2}}{END}", max_length=16_384)]
ShortText = Annotated[
    str,
    Meta(
        pattern=rf"^[^\x00-\x1f\x7f]+{END}", min_length=1, max_length=200, description="One line, no control characters"
    ),
]
LongText = Annotated[str, Meta(pattern=rf"^[^\x00]*{END}", max_length=1_000, description="Lines of text, no NUL")]
BodyText = Annotated[
    str,
    Meta(
        pattern=rf"^[^\x00]*{END}", min_length=2, max_length=16_384, description="The exact JSON text that was signed"
    ),
]
DetailsText = Annotated[
    str,
    Meta(pattern=rf"^[^\x00]*{END}", min_length=2, max_length=8_192, description="The exact JSON text of `Details`"),
]

Evidence = Literal["own_device", "witnessed", "citizen"]
"""How a side of a hand-over is proved: by its own key, by the other side's device, by the citizen's mark."""

CounterpartEvidence = Literal["witnessed", "citizen"]

Relation = Literal[
    "owner", "spouse", "parent_or_child", "authorised", "organisation_clerk", "desk_clerk", "office_staff"
]
"""Who stood on the other side (PEOPLE 17). Guards and neighbours are absent on purpose: not allowed."""

IdentityKind = Literal["citizen_card", "vneid", "passport", "identity_certificate", "other_paper"]
"""Identity seen (PEOPLE 21). Never an image, never a number here: the last four stand in the details."""

Place = Literal["at_address", "at_agreed_place", "at_counter"]

Reason = Literal[
    "ABSENT",
    "NO_ANSWER",
    "APPOINT",
    "PICKUP_SELF",
    "REFUSED",
    "WRONG_ADDR",
    "MOVED",
    "DECEASED",
    "NO_MONEY",
    "NO_ID",
    "DAMAGED",
    "FORCE_MAJEURE",
    "CLOSED",
    "NOT_READY",
    "SUPPLEMENT",
    "RESULT_WRONG",
    "DESK_PAUSED",
    "DESK_REFUSED",
    "NOT_PREPARED",
    "SELF_FILED",
    "CHANGED_MIND",
]
"""Why a visit failed (DOMAIN 3 and PEOPLE 32)."""

Solution = Literal["RETRY", "HOLD_AT_POINT", "FORWARD", "RETURN"]

RefusalReason = Literal["MISSING", "SEAL_BROKEN", "WRONG_DESK", "DAMAGED", "INCOMPLETE", "DESK_REFUSED"]

ProofKind = Literal[
    "signature",
    "photo_seal",
    "photo_doorway",
    "photo_paper",
    "fingerprint_paper",
    "slip_copy",
]

PROOF_KINDS: tuple[ProofKind, ...] = get_args(ProofKind)
"""In the order of a packed release: a new kind is added at the end."""

CollectionMode = Literal["cash", "claimed_transfer"]

Leg = Literal["SEND", "RETURN", "SUPPLEMENT"]

DossierCode = Annotated[
    str,
    Meta(
        pattern=rf"^[0-9A-Z][0-9A-Z./-]{{2,63}}{END}",
        description="The one-stop's own code of a dossier, tidied; ministries write it in several ways",
    ),
]
Day = Annotated[
    str,
    Meta(pattern=rf"^20[0-9]{{2}}-[01][0-9]-[0-3][0-9]{END}", description="A day of the local calendar, yyyy-mm-dd"),
]

ProofName = Literal["signature", "photo", "one_time_code", "identity_seen", "seal_number", "amount"]
SkipReason = Literal["declined", "cannot_sign", "no_means", "not_applicable"]
"""Why a proof that is asked for was left out: the citizen declined, cannot sign, no means here, nothing to prove."""

Fate = Literal["kept", "returned_at_once", "returned_later"]
"""An original's way home (PEOPLE 4): giữ · đối chiếu xong trả ngay · trả bằng chuyến khác."""

FilingRefusal = Literal["INCOMPLETE", "WRONG_AGENCY", "NOT_ELIGIBLE", "OTHER"]
"""Form 03; the words of it stand in the details."""

Incident = Literal["damaged", "wet", "seal_broken", "opened", "lost"]

Requirement = Literal["required", "asked", "off"]
"""asked: may be left out with a reason."""
