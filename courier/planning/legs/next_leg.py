"""What has to happen to an item next, from where it is. Pure.

The way is direct where one office's carriers serve both ends; else point, bag, linehaul, hub, point (DESIGN 5). An item
that is to be returned goes the same way back to its origin, the issuing desk of a result (DOMAIN 3 f).
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from courier.network.linehaul.model import Timetable
from courier.planning.legs.model import Leg, Way, Whereabouts


def next_leg(item: Whereabouts, timetable: Timetable, at: datetime) -> Leg:
    """The next leg at `at`: who brings it where, which bag and ride it leaves by, or why a person must look."""
    if item.holder_id == item.destination_id:
        return Leg(kind="done")
    if item.is_disputed:
        return Leg(kind="stuck", reason="disputed")
    if item.holder_id == item.origin_id and item.holder_kind != "carrier":  # old papers begin in a carrier's hands
        return _from_origin(item)
    end = _end(item)
    if item.holder_id == end.party_id:
        return Leg(kind="done", way=end.way)
    match item.holder_kind:
        case "carrier":
            return _from_carrier(item, end)
        case "point" | "hub":
            return _from_office(item, end, timetable, at)
        case "linehaul":
            to_office = item.bag_to_office_id or end.home
            return Leg(
                kind="linehaul", way=end.way, by_office_id=item.holder_id, from_id=item.holder_id, to_id=to_office
            )
    return Leg(kind="stuck", way=end.way, reason="elsewhere")


class _End(NamedTuple):
    """Where an item's way ends: with whom, whose carriers bring it there, and whether it waits at their counter."""

    party_id: UUID
    home: UUID
    waits: bool
    way: Way


def _end(item: Whereabouts) -> _End:
    if item.solution == "RETURN":
        return _End(item.origin_id, item.serving_office_id, waits=False, way="back")
    fetched_by_citizen = item.at_counter and item.leg == "RETURN"
    held = item.solution == "HOLD_AT_POINT" and item.destination_kind == "citizen"
    return _End(item.destination_id, item.delivering_office_id, fetched_by_citizen or held, way="forward")


def _from_origin(item: Whereabouts) -> Leg:
    """Nobody has fetched it yet. There RETURN ends the order, and HOLD means that the citizen brings it."""
    if item.solution == "RETURN":
        return Leg(kind="done", way="back")
    office = item.serving_office_id
    brings = item.leg != "RETURN" and (item.at_counter or item.solution == "HOLD_AT_POINT")
    if brings:
        return Leg(kind="counter", by_office_id=office, from_id=item.origin_id, to_id=office)
    end = _end(item)
    to = end.party_id if office == end.home and not (item.at_counter and item.leg == "RETURN") else office
    return Leg(kind="carrier", by_office_id=office, from_id=item.origin_id, to_id=to)


def _from_carrier(item: Whereabouts, end: _End) -> Leg:
    """He brings it to its end where that is his office's to do, else home."""
    office = item.holder_office_id
    if office is None:
        return Leg(kind="stuck", way=end.way, reason="elsewhere")
    brings = office == end.home and not end.waits and item.solution != "FORWARD"
    to = end.party_id if brings else office
    return Leg(kind="carrier", way=end.way, by_office_id=office, from_id=item.holder_id, to_id=to)


def _from_office(item: Whereabouts, end: _End, timetable: Timetable, at: datetime) -> Leg:
    office = item.holder_id
    if item.solution == "FORWARD":
        return Leg(kind="stuck", by_office_id=office, from_id=office, reason="forward")
    if office == end.home:
        if end.waits:
            return Leg(kind="counter", by_office_id=office, from_id=office, to_id=end.party_id)
        return Leg(kind="carrier", way=end.way, by_office_id=office, from_id=office, to_id=end.party_id)
    if (collects := item.holder_office_id) is not None:
        to = end.party_id if collects == end.home and not end.waits else collects
        return Leg(kind="carrier", way=end.way, by_office_id=collects, from_id=office, to_id=to)
    path = timetable.find_path(office, end.home, at)
    if path is None:
        return Leg(kind="stuck", way=end.way, by_office_id=office, from_id=office, reason="no_linehaul")
    return Leg(
        kind="sort" if item.holder_kind == "hub" else "bag",
        way=end.way,
        by_office_id=office,
        from_id=office,
        to_id=path.first.to_office_id,
        departure=path.first,
    )
