"""Bưu tá thay: a substitute goes to the communes he was appointed for and to no others."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from courier.planning.statements import DayShift, PartyPlace
from routing.instance import AnyRequest, Vehicle, visits_of

IN_COMMUNE: Final = "in_commune:"
"""And a commune's code: may call on its citizens. Asked for only on days with a substitute."""


def hold_to_areas(
    places: Mapping[UUID, PartyPlace],
    shifts: Sequence[DayShift],
    requests: Mapping[UUID, AnyRequest],
    vehicles: Sequence[Vehicle],
) -> tuple[dict[UUID, AnyRequest], list[Vehicle]]:
    """A substitute goes to citizens of his area only (PEOPLE 12): to call in a commune is a skill that he may lack.

    What a carrier has in his hands stays his wherever it goes. An address whose commune is not known binds nobody.
    """
    wanted: dict[UUID, tuple[str, ...]] = {}
    for job, request in requests.items():
        at = [places.get(UUID(visit.place)) for _, visit in visits_of(request)]
        codes = sorted({place.unit_code for place in at if place and place.kind == "citizen" and place.unit_code})
        wanted[job] = tuple(IN_COMMUNE + code for code in codes) if request.skills else ()
    everywhere = {skill for skills in wanted.values() for skill in skills}
    held = {
        str(shift.shift_id): everywhere & {IN_COMMUNE + code for code in shift.held_to}
        for shift in shifts
        if shift.held_to is not None
    }
    return (
        {
            job: msgspec.structs.replace(request, skills=(*request.skills, *wanted[job]))
            for job, request in requests.items()
        },
        [
            msgspec.structs.replace(vehicle, skills=(*vehicle.skills, *sorted(held.get(vehicle.id, everywhere))))
            for vehicle in vehicles
        ],
    )
