"""Questions in files, of each format the planner speaks, and their answers: read, written, judged.

`li-lim` and `solomon` (Gehring & Homberger's files too) are the public benchmarks' text, `vroom` is VROOM's JSON,
`courier` our own. An answer is in its question's format and names its question's own ids.
"""

from collections.abc import Iterator
from datetime import UTC
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec

from routing.benchmarks import VEHICLE_COST_S, Sheet, instance_of_sheet, read_sheet, unit_of
from routing.errors import InvalidInstance, UnreadableFile
from routing.files import instance_from_json, plan_from_json
from routing.instance import Action, Instance
from routing.plan import Plan, Route
from routing.reading import read_text, strange_fields, telling
from routing.verify import verify
from routing.verify.rules import Rule, Violation, differs
from routing.verify.sheet import NotServed, SheetAnswer, length, verify_sheet
from routing.verify.vroom import verify_vroom
from routing.vroom import model
from routing.vroom.read import Ask, read_vroom
from routing.vroom.write import answer_to_json, write_vroom
from routing.words import reason_in_units, reason_in_words


class Format(Enum):
    """What a file's text is."""

    LI_LIM = "li-lim"
    SOLOMON = "solomon"
    VROOM = "vroom"
    COURIER = "courier"


class Objective(Enum):
    """What is made small: vehicles first and distance then, or distance alone."""

    VEHICLES = "vehicles"
    DISTANCE = "distance"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question read: its instance, and what its format has beside."""

    format: Format
    instance: Instance
    sheet: Sheet | None = None
    ask: Ask | None = None


def read_question(path: Path, kind: Format | None = None, objective: Objective | None = None) -> Asked:
    """The question in a file; without `kind` its text tells. `objective` None: the format's own, see `Format`.

    Raises OSError, UnreadableFile, InvalidInstance, UnsupportedFeature.
    """
    text = read_text(path)
    kind = kind or format_of(text)
    if kind is Format.COURIER:
        asked = Asked(format=kind, instance=_read_own(text))
    elif kind is Format.VROOM:
        ask = read_vroom(path.stem, text)
        asked = Asked(format=kind, instance=ask.instance, ask=ask)
    else:
        sheet = read_sheet(text.decode(errors="replace"))
        if sheet.is_paired != (kind is Format.LI_LIM):
            raise UnreadableFile(
                f"không phải tệp {kind.value} mà là tệp loại kia", f"is no {kind.value} file but one of the other kind"
            )
        asked = Asked(format=kind, instance=instance_of_sheet(path.stem, sheet), sheet=sheet)
    return msgspec.structs.replace(asked, instance=_aimed(asked.instance, objective))


def format_of(text: bytes) -> Format:
    """By its first sign: an object with jobs, shipments or matrices is VROOM's, a line of numbers Li & Lim's."""
    if text.lstrip()[:1] == b"{":
        with telling("đề bài JSON", "JSON question"):
            fields = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        return Format.VROOM if {"jobs", "shipments", "matrices"} & set(fields) else Format.COURIER
    words = text.split(b"\n", 1)[0].split()
    return Format.LI_LIM if words and all(_is_number(word) for word in words) else Format.SOLOMON


def _read_own(text: bytes) -> Instance:
    with telling("đề bài courier", "courier question"):
        instance = instance_from_json(text)
        if problems := strange_fields(instance, text):
            raise InvalidInstance(problems)
        return instance


def _is_number(word: bytes) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _aimed(instance: Instance, objective: Objective | None) -> Instance:
    """The instance with vehicles dearer than any travel, or free of charge."""
    if objective is None:
        return instance
    cost_s = VEHICLE_COST_S if objective is Objective.VEHICLES else 0
    fleet = [msgspec.structs.replace(vehicle, fixed_cost_s=cost_s) for vehicle in instance.vehicles]
    return msgspec.structs.replace(instance, vehicles=tuple(fleet))


# Answers


def write_answer(asked: Asked, plan: Plan, seconds: float) -> bytes:
    """The plan in its question's format; `seconds` is what making it took."""
    if asked.sheet is not None:
        return msgspec.json.encode(_sheet_answer(asked.sheet, plan, seconds))
    if asked.ask is not None:
        return answer_to_json(write_vroom(asked.ask, plan))
    return msgspec.json.encode(_courier_answer(asked.instance, plan, seconds))


def verify_answer(asked: Asked, text: bytes) -> list[Violation]:
    """All violations of an answer in its question's format. Raises UnreadableFile where it is none."""
    kind = asked.format.value
    with telling(f"câu trả lời {kind}", f"{kind} answer"):
        return _violations(asked, text)


def _violations(asked: Asked, text: bytes) -> list[Violation]:
    if asked.sheet is not None:
        return verify_sheet(asked.sheet, msgspec.json.decode(text, type=SheetAnswer))
    if asked.ask is not None:
        return verify_vroom(asked.ask.question, msgspec.json.decode(text, type=model.Answer))
    plan = plan_from_json(text)
    return [*verify(asked.instance, plan), *_summary_violations(asked.instance, plan, text)]


def lines_of(asked: Asked, text: bytes) -> list[tuple[str, list[str]]]:
    """Each route of an answer as the places it calls at, its ends included; for a picture."""
    if asked.sheet is not None:
        depot = str(asked.sheet.rows[0].number)
        answer = msgspec.json.decode(text, type=SheetAnswer)
        return [(f"{index}", [depot, *map(str, route), depot]) for index, route in enumerate(answer.routes, start=1)]
    if asked.ask is not None:
        told = msgspec.json.decode(text, type=model.Answer)
        places = dict(_vroom_places(asked.ask))
        return [(str(route.vehicle), _vroom_line(asked, places, route)) for route in told.routes]
    plan = plan_from_json(text)
    return [(route.vehicle, _line(asked.instance, route)) for route in plan.routes]


def _sheet_answer(sheet: Sheet, plan: Plan, seconds: float) -> SheetAnswer:
    rows = {row.number: row for row in sheet.rows}
    routes = tuple(tuple(int(stop.place) for stop in route.stops) for route in plan.routes)
    unit = unit_of(sheet)
    reasons = {each.request: reason_in_units(each.reason, unit) for each in plan.unserved}
    left_out = [
        NotServed(id=node, reason=f"{reasons[request].vi} / {reasons[request].en}")
        for request in reasons
        for node in (int(request), rows[int(request)].delivery)
        if node
    ]
    return SheetAnswer(
        routes=routes,
        unassigned=tuple(left_out),
        vehicles=len(routes),
        distance=sum(length(sheet, [rows[node] for node in route]) for route in routes),
        seconds=round(seconds, 3),
    )


def _courier_answer(instance: Instance, plan: Plan, seconds: float) -> dict[str, Any]:
    """The plan itself, and beside it what a reader of routes asks for first."""
    document: dict[str, Any] = msgspec.to_builtins(plan)
    for route, told in zip(plan.routes, document["routes"], strict=True):
        told["trips"] = _trips(route)
    return document | _summary(instance, plan) | {"seconds": round(seconds, 3)}


def _summary(instance: Instance, plan: Plan) -> dict[str, Any]:
    zone = instance.origin_at.tzinfo or UTC
    words = [(unserved.request, reason_in_words(instance, unserved.reason, zone)) for unserved in plan.unserved]
    return {
        "vehicles": len(plan.routes),
        "distance_m": sum(route.distance_m for route in plan.routes),
        "unassigned": [{"id": request, "reason": f"{told.vi} / {told.en}"} for request, told in words],
    }


def _trips(route: Route) -> list[dict[str, Any]]:
    return [
        {
            "depart_s": trip.depart_s,
            "end_s": trip.end_s,
            "nodes": [stop.place for stop in trip.stops],
            "arrivals_s": [stop.arrive_s for stop in trip.stops],
        }
        for trip in route.trips
    ]


def _summary_violations(instance: Instance, plan: Plan, text: bytes) -> Iterator[Violation]:
    """What stands beside the plan says the same as the plan."""
    told = msgspec.json.decode(text)
    for name, value in _summary(instance, plan).items():
        yield from differs(Rule.TOTALS, name, value, told.get(name, value))
    for route, said in zip(plan.routes, told["routes"], strict=True):
        trips = _trips(route)
        yield from differs(Rule.TRIPS, f"{route.vehicle} trips", trips, said.get("trips", trips))


def _line(instance: Instance, route: Route) -> list[str]:
    depots = {depot.id: depot.place for depot in instance.depots}
    vehicle = next(each for each in instance.vehicles if each.id == route.vehicle)
    trips = [[stop.place for stop in trip.stops] for trip in route.trips]
    calls = [place for trip in trips[1:] for place in (depots[vehicle.depot], *trip)]
    return [route.start_place, *trips[0], *calls, *([route.end_place] if route.end_place else [])]


def _vroom_places(ask: Ask) -> Iterator[tuple[tuple[str, int], str]]:
    requests = iter(ask.instance.requests)
    for job in ask.question.jobs:
        yield ("job", job.id), _place_of(next(requests), None)
    for shipment in ask.question.shipments:
        request = next(requests)
        yield ("pickup", shipment.pickup.id), _place_of(request, Action.PICKUP)
        yield ("delivery", shipment.delivery.id), _place_of(request, Action.DELIVERY)


def _place_of(request: Any, end: Action | None) -> str:
    visit = request.visit if end is None else request.pickup if end is Action.PICKUP else request.delivery
    return str(visit.place)


def _vroom_line(asked: Asked, places: dict[tuple[str, int], str], route: model.DoneRoute) -> list[str]:
    vehicle = next(each for each in asked.instance.vehicles if each.id == str(route.vehicle))
    made = [places[step.type, step.id] for step in route.steps if step.id is not None and step.type != "break"]
    return [place for place in (vehicle.start_place, *made, vehicle.end_place) if place is not None]
