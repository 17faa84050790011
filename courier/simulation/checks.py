"""What must hold after the day, each by name: judged from what was seen, never from what the riders believe."""

from collections import Counter
from uuid import UUID

import msgspec

from courier.intake.read_list import read_list
from courier.simulation.check import Check, at_least, equal
from courier.simulation.day import Ridden
from courier.simulation.morning import Prepared
from courier.simulation.planning_room import NOT_THE_PLANNERS
from courier.simulation.script import Result
from courier.simulation.sight import Sight
from courier.simulation.turn_checks import judge_evening, judge_turns, standings_of
from courier.simulation.turns import names_of


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """The day in figures, and every check: what `--json` prints."""

    lost: int
    disputes_open: int
    cash_difference: int
    """đồng."""
    day: str
    size: str
    carriers: int
    stops: int
    unserved: dict[str, int]
    """Jobs the plans have no room for, by the binding constraint."""
    jobs: dict[str, int]
    """The day's jobs by where they stand."""
    holders: dict[str, int]
    """All items by the kind of their holder."""
    events: dict[str, int]
    """Acts sent by what became of them, repeats and carried ones too."""
    acts: dict[str, int]
    """Acts of the day that the server keeps, by kind."""
    cash: dict[str, int]
    files: dict[str, int]
    list_lines: dict[str, int]
    labels_read: int | None
    """QR codes decoded off the first pages of the first list's sheet; null where no decoder is installed."""
    checks: list[Check]
    timings_s: dict[str, float]
    """How long it took; asserted nowhere."""

    @property
    def failed(self) -> list[Check]:
        return [check for check in self.checks if not check.holds]


def judge(sight: Sight, prepared: Prepared, ridden: Ridden, timings_s: dict[str, float]) -> Findings:
    """All checks, none hidden by another."""
    return Findings(
        lost=sight.missing + sight.unheld,
        disputes_open=sight.disputed,
        cash_difference=sight.books.difference_vnd,
        day=str(prepared.day),
        size=prepared.size.name,
        carriers=sum(bool(route.stops) for plan in prepared.plans.values() for route in plan.routes),
        stops=ridden.stops_served,
        unserved=_unserved(prepared),
        jobs=_standings(sight),
        holders=sight.holders,
        events=sight.outcomes,
        acts=sight.acts,
        cash=msgspec.structs.asdict(sight.books),
        files=msgspec.structs.asdict(sight.files),
        list_lines=_list_lines(prepared),
        labels_read=None if prepared.labels_read is None else len(prepared.labels_read),
        checks=[
            *_of_the_morning(prepared),
            *_of_custody(sight, prepared, ridden),
            *_of_the_story(sight, prepared, ridden),
            *_of_money(sight, prepared),
            *_of_what_people_see(sight),
        ],
        timings_s=timings_s,
    )


def _of_the_morning(prepared: Prepared) -> list[Check]:
    script, unserved = prepared.script, prepared.unserved
    to_mend = len(script.to_mend)
    lines = {"good": len(script.results), "to_mend": to_mend, "repeated": 0}
    planned = {
        visit.job_id
        for plan in (*prepared.plans.values(), *prepared.in_force.values())
        for r in plan.routes
        for s in r.stops
        for visit in s.visits
    }
    checks = [
        equal("every_line_is_a_job_or_comes_back_to_be_mended", _list_lines(prepared), lines),
        equal("file_to_mend_names_its_lines", len(read_list(prepared.file_to_mend).lines), to_mend),
        equal("every_job_is_planned_or_has_a_reason", len(set(prepared.job_ids) - planned - unserved), 0),
        equal("every_job_that_fits_is_served", _fitting(prepared), []),
        equal("no_job_is_left_out_by_hand", _left_out_by_hand(prepared), []),
        equal("all_of_an_ordinary_day_is_planned", _left_out_of_a_small_day(prepared), []),
        equal(
            "every_reason_is_in_words",
            [job for plan in prepared.plans.values() for job in plan.unserved if not (job.reason_vi and job.reason_en)],
            [],
        ),
        equal(
            "every_post_office_has_routes", [p.summary.office_id for p in prepared.plans.values() if not p.routes], []
        ),
    ]
    if prepared.labels_read is not None:
        printed = {prepared.codes[job.job_id] for job in prepared.lists[0].jobs}
        strange = sorted(set(prepared.labels_read) - printed)
        checks += [equal("labels_decode", strange, []), at_least("labels_were_read", len(prepared.labels_read), 1)]
    return checks


def _unserved(prepared: Prepared) -> dict[str, int]:
    """Of the plans at the end of the day, where they could not keep a job that nobody went for."""
    plans, unserved = (prepared.in_force or prepared.plans).values(), prepared.unserved
    return dict(Counter(job.constraint for plan in plans for job in plan.unserved if job.job_id in unserved))


def _fitting(prepared: Prepared) -> list[str]:
    """Jobs left out although they fit: of the morning's plans, and of the day's versions after their last sweep."""
    swept = [f"{job_id} in plan {one.plan_id}" for one in prepared.sweeps for job_id in one.fits]
    return [*map(str, prepared.fitting), *swept]


def _left_out_by_hand(prepared: Prepared) -> list[str]:
    """Jobs that the last plan in force has no place for though by its own word they fit."""
    plans = (prepared.in_force or prepared.plans).values()
    return [f"{job.job_id}: {job.reason_en}" for plan in plans for job in plan.unserved if job.constraint == "left_out"]


def _left_out_of_a_small_day(prepared: Prepared) -> list[str]:
    """Jobs left out of a day that is no peak, with the reason."""
    if prepared.size.name == "peak":
        return []
    plans = prepared.plans.values()
    return [job.reason_en for plan in plans for job in plan.unserved if job.constraint not in NOT_THE_PLANNERS]


def _of_custody(sight: Sight, prepared: Prepared, ridden: Ridden) -> list[Check]:
    return [
        equal("nothing_acknowledged_is_missing", sight.missing, 0),
        equal("every_item_has_one_holder", sight.unheld, 0),
        equal("nothing_unsent", sight.unsent, 0),
        equal("receipts_are_true", sight.false_receipts, 0),
        equal("no_dispute", sight.disputed, 0),
        equal("every_proof_is_here", (sight.files.missing, sight.files.wrong), (0, 0)),
        equal("every_job_stands_where_the_day_left_it", _misplaced(sight, prepared, ridden), []),
        equal("no_item_left_with_a_carrier", sight.holders.get("carrier", 0), 0),
        equal("no_case_open", sight.open_cases, {}),
    ]


def _misplaced(sight: Sight, prepared: Prepared, ridden: Ridden) -> list[str]:
    """Jobs that are not where the script and the plans say, each with both places."""
    expected = {
        job_id: _expect_result(result, job_id in prepared.unserved) for job_id, result in prepared.results.items()
    }
    for placed in prepared.placed:
        job_id = placed.job_id
        waiting = "at_post_office" if placed.request.is_drop_off else "without_item"
        expected[job_id] = waiting if job_id in prepared.unserved else "delivered"
    expected |= dict.fromkeys(prepared.far - prepared.unserved, "at_post_office")  # the other one's, for tomorrow
    expected |= dict.fromkeys(prepared.fetched & prepared.unserved, "at_post_office")  # brought home in the evening
    expected |= dict.fromkeys(_fetched_at_the_counter(prepared), "delivered")
    in_vain = [placed.job_id for placed in prepared.placed if placed.request.failure]
    expected |= dict.fromkeys(in_vain, "without_item")
    elsewhere = standings_of(ridden.turns, prepared.unserved)
    expected |= {job_id: place for job_id, place in elsewhere.items() if job_id in expected}
    expected |= dict.fromkeys(_taken_back(prepared) & expected.keys(), "at_desk")
    found = {job_id: _standing(sight, job_id) for job_id in expected}
    return [
        f"{job_id}: {found[job_id]}, expected {place}" for job_id, place in expected.items() if found[job_id] != place
    ]


def _fetched_at_the_counter(prepared: Prepared) -> set[UUID]:
    """Results for the counter that their carrier had: he brings them home whatever the plan says, and citizens come."""
    for_counter = {job for job, result in prepared.results.items() if result.row.at_counter and not result.failure}
    return for_counter & prepared.fetched & prepared.unserved - prepared.far


def _taken_back(prepared: Prepared) -> set[UUID]:
    """Results that nobody may have any more and that the last plan in force brings back to their desk the same day."""
    desks = {imported.desk_id for imported in (*prepared.lists, *prepared.later)}
    returned = {
        job for job, result in prepared.results.items() if result.failure and result.failure.solution == "RETURN"
    }
    stops = [stop for plan in prepared.in_force.values() for route in plan.routes for stop in route.stops]
    ends = [stop for stop in stops if stop.act == "delivery" and stop.party_id in desks]
    return returned & {visit.job_id for stop in ends for visit in stop.visits}


def _expect_result(result: Result, is_unserved: bool) -> str:
    if is_unserved:
        return "at_desk"
    return "at_post_office" if result.failure else "delivered"


def _of_the_story(sight: Sight, prepared: Prepared, ridden: Ridden) -> list[Check]:
    """That the faults and turns of the day did happen, by their traces."""
    checks = [
        equal("every_stop_was_ridden", ridden.stops_served, ridden.stops_planned),
        equal("failed_visits_are_recorded_with_their_reason", _unrecorded(sight, prepared, ridden), []),
        equal("visits_in_vain_to_senders_are_recorded", _unrecorded_pickups(sight, prepared), []),
        equal("orders_got_their_labels", _wrongly_labelled(prepared, ridden), []),
        equal(
            "turns",
            sorted(turn.name for turn in ridden.turns),
            sorted([*names_of(prepared.size.name), *["substitute"] * prepared.size.has_turns]),
        ),
        at_least("a_batch_was_sent_twice", ridden.resent, 1),
    ]
    return [*checks, *judge_turns(sight, ridden), *judge_evening(sight, ridden)]


def _unrecorded(sight: Sight, prepared: Prepared, ridden: Ridden) -> list[str]:
    """Codes of which the server does not know exactly the visits in vain that there were, each by its reason.

    A shut door is found shut once; a desk that the story shuts may come on top, on the way back.
    """
    at_shut_desks = Counter((code, turn.facts["why"]) for turn in ridden.turns for code in turn.facts.get("tried", []))
    wrong = []
    for job_id, code in prepared.codes.items():
        failure = prepared.results[job_id].failure
        if failure is None or job_id in prepared.unserved | prepared.far:
            continue
        seen = sight.failed_visits.get(code)
        on_top = Counter({why: times for (tried, why), times in at_shut_desks.items() if tried == code})
        if seen is None or Counter(seen.reasons) != on_top + Counter([failure.reason]):
            wrong.append(code)
    return wrong


def _unrecorded_pickups(sight: Sight, prepared: Prepared) -> list[str]:
    """Orders for which a carrier came in vain, unknown to the server or for another reason."""
    return [
        str(placed.job_id)
        for placed in prepared.placed
        if placed.request.failure
        and (placed.job_id in prepared.fetched or placed.job_id not in prepared.unserved)
        and sight.failed_pickups.get(placed.job_id) != placed.request.failure.reason
    ]


def _wrongly_labelled(prepared: Prepared, ridden: Ridden) -> list[str]:
    """Orders handed over at a counter or a door whose dossier bears no roll label, and others that bear one."""
    met = {
        placed.job_id
        for placed in prepared.placed
        if not placed.request.failure
        and (placed.request.is_drop_off or placed.job_id in prepared.fetched or placed.job_id not in prepared.unserved)
    }
    return sorted(map(str, met ^ ridden.labelled.keys()))


def _of_money(sight: Sight, prepared: Prepared) -> list[Check]:
    return [
        equal("cash_difference_is_zero", sight.books.difference_vnd, 0),
        equal("every_fee_was_taken_once_as_stated", _wrongly_taken(sight, prepared), []),
        at_least("cash_was_taken", sight.books.taken_vnd, 1),
        equal("all_cash_taken_was_counted_in", sight.books.outstanding_vnd, 0),
        equal("every_carriers_purse_was_counted_in_exactly", sight.purses_wrong, 0),
        equal("no_cash_left_with_carriers", sight.books.in_hand_vnd, 0),
        at_least("a_transfer_was_claimed", sight.books.claimed_vnd, 1),
    ]


def _wrongly_taken(sight: Sight, prepared: Prepared) -> list[str]:
    """Codes for which the signed collections are not exactly what the list says, in the mode the citizen chose."""
    not_taken = prepared.unserved | prepared.far
    due = {
        (prepared.codes[job_id], "claimed_transfer" if result.pays_by_transfer else "cash", result.row.amount_vnd)
        for job_id, result in prepared.results.items()
        if result.row.amount_vnd and not result.failure and job_id not in not_taken
    }
    taken = Counter((row.code, row.mode, row.amount_vnd) for row in sight.collected)
    return sorted({code for code, _, _ in due ^ set(taken)} | {one[0] for one, times in taken.items() if times > 1})


def _of_what_people_see(sight: Sight) -> list[Check]:
    return [
        equal("board_agrees_with_the_ledger", sight.board_delivered, sight.arrived),
        equal("tracking_pages_say_it_in_both_languages", sight.pages.otherwise, []),
        equal("tracking_pages_name_nobody", sight.pages.naming, []),
        equal("second_factor_opens_particulars", sight.pages.opens_by_factor, True),
        equal("unknown_code_is_not_found", sight.pages.knows_no_stranger, True),
    ]


def _standings(sight: Sight) -> dict[str, int]:
    return dict(Counter(_standing(sight, job_id) for job_id in sight.jobs))


def _standing(sight: Sight, job_id: UUID) -> str:
    job = sight.jobs.get(job_id)
    if job is None:
        return "unknown"
    return job.standing if job.code else "without_item"


def _list_lines(prepared: Prepared) -> dict[str, int]:
    return {
        "good": sum(imported.rows_created for imported in (*prepared.lists, *prepared.later)),
        "to_mend": sum(imported.rows_rejected for imported in (*prepared.lists, *prepared.later)),
        "repeated": prepared.repeat.rows_created,
    }
