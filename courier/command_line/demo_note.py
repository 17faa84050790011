"""`demo.json`: where the demo is served, who logs in as whom, how a real device enrols, which codes to track."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

import msgspec

from courier.simulation.cast import Cast, order_enrolment
from courier.simulation.morning import Prepared
from courier.simulation.roster import STAFF, VISITOR, StaffMember

LINKS_EVERY_S: Final = 600.0
"""How often the note is written anew while the demo serves: enrolment links live fifteen minutes."""


async def write_note(home: Path, base_url: str, cast: Cast, prepared: Prepared, absent: Collection[str] = ()) -> None:
    """Whole or not at all, for its owner's eyes. `absent` are faces that this version does not have yet."""
    draft = home / ".demo.json"
    content = msgspec.json.encode(await _note(base_url, cast, prepared, absent))
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.format(content, indent=2))
    draft.replace(home / "demo.json")


async def _note(base_url: str, cast: Cast, prepared: Prepared, absent: Collection[str]) -> dict[str, Any]:
    faces = {face: f"{base_url}/{face}" for face in ("office", "desk", "carrier") if face not in absent}
    return {
        "base_url": base_url,
        "day": prepared.day,
        "faces": faces | {"citizen": f"{base_url}/"},
        "faces_absent": sorted(absent),
        "log_ins": [_log_in(member, cast.password) for member in STAFF],
        "enrolments": await _enrolments(cast),
        "tracking": [
            {"code": code, "url": f"{base_url}/t/{code}", "last4": (prepared.rows[job_id].phone or "")[-4:]}
            for job_id, code in prepared.codes.items()
        ],
    }


def _log_in(member: StaffMember, password: str) -> dict[str, str]:
    return {
        "face": "desk" if member.role == "desk_clerk" else "office",
        "username": member.username,
        "password": password,
        "full_name": member.full_name,
        "role": member.role,
        "office_code": member.office_code,
    }


async def _enrolments(cast: Cast) -> dict[str, dict[str, str]]:
    """For the visitor's own devices: a phone as a further carrier's, a workstation more at the office and at a desk."""
    office, desk, person = cast.world.post_office, cast.world.desks[0], cast.world.person
    return {
        "carrier": await order_enrolment(cast.dispatcher, office, person(VISITOR), "phone"),
        "office": await order_enrolment(cast.dispatcher, office, person("ngoc"), "workstation"),
        "desk": await order_enrolment(cast.dispatcher, desk, person("ha"), "workstation"),
    }
