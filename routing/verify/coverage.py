"""Rules of the plan as a whole: what it names, who rides, what is served."""

from collections import Counter
from collections.abc import Iterator

from routing.instance import Instance, VisitRef, visits_of
from routing.plan import Plan
from routing.travel import PROVIDER
from routing.verify.book import Book, planned_visits, visit_name
from routing.verify.rules import Rule, Violation, differs, unless


def plan_violations(instance: Instance, plan: Plan) -> Iterator[Violation]:
    yield from differs(Rule.INSTANCE, "instance", instance.name, plan.instance)
    ridden = {vehicle.profile for vehicle in instance.vehicles}
    used = [matrix for matrix in instance.travel if matrix.profile in ridden]
    is_estimated = any(estimate.profile in ridden for estimate in instance.estimates)
    providers = {matrix.provider for matrix in used} | ({PROVIDER} if is_estimated else set())
    is_estimated = is_estimated or any(matrix.is_estimated for matrix in used)
    yield from differs(Rule.INSTANCE, "providers", sorted(providers), sorted(plan.providers))
    yield from differs(Rule.INSTANCE, "is_estimated", is_estimated, plan.is_estimated)
    known = {vehicle.id for vehicle in instance.vehicles}
    for vehicle, routes in Counter(route.vehicle for route in plan.routes).items():
        yield from unless(
            vehicle in known and routes == 1,
            Rule.VEHICLE,
            vehicle,
            "one route of a known vehicle",
            f"{routes} routes",
        )


def coverage_violations(book: Book, plan: Plan) -> Iterator[Violation]:
    made = Counter(planned.visit for route in plan.routes for planned in planned_visits(route))
    left_out = Counter(unserved.request for unserved in plan.unserved)
    for visit in made:
        yield from unless(visit in book.visits, Rule.ONCE, visit_name(visit), "a visit of the instance", "unknown")
    for name in left_out:
        yield from unless(name in book.requests, Rule.ONCE, name, "a request of the instance", "unknown")
    for request in book.requests.values():
        refs = [VisitRef(request=request.id, action=action) for action, _ in visits_of(request)]
        times = [made[ref] for ref in refs]
        whole = [int(ref not in book.done) for ref in refs]
        head = [int(ref in book.locked) for ref in refs]
        is_served = times == whole and not left_out[request.id]
        is_left_out = times == head != whole and left_out[request.id] == 1
        yield from unless(
            is_served or is_left_out,
            Rule.ONCE,
            request.id,
            "served once or left out once",
            f"visits {times}, left out {left_out[request.id]} times",
        )
