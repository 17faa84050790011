"""What must hold after the day, each by name: judged from what was seen, never from what the riders believe."""

from collections import Counter
from typing import Any, Final
from uuid import UUID

import msgspec

from courier.intake.read_list import read_list
from courier.simulation.day import Ridden
from courier.simulation.morning import Prepared
from courier.simulation.script import Result
from courier.simulation.sight import Sight


class Check(msgspec.Struct, frozen=True):
    """One thing that must hold, and what was found."""

    name: str
    holds: bool
    found: str


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
        unserved=dict(Counter(job.constraint for plan in prepared.plans.values() for job in plan.unserved)),
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
            *_of_custody(sight, prepared),
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
        visit.job_id for plan in prepared.plans.values() for r in plan.routes for s in r.stops for visit in s.visits
    }
    checks = [
        _equal("every_line_is_a_job_or_comes_back_to_be_mended", _list_lines(prepared), lines),
        _equal("file_to_mend_names_its_lines", len(read_list(prepared.file_to_mend).lines), to_mend),
        _equal("every_job_is_planned_or_has_a_reason", len(set(prepared.job_ids) - planned - unserved), 0),
        _equal(
            "every_reason_is_in_words",
            [job for plan in prepared.plans.values() for job in plan.unserved if not (job.reason_vi and job.reason_en)],
            [],
        ),
        _equal(
            "every_post_office_has_routes", [p.summary.office_id for p in prepared.plans.values() if not p.routes], []
        ),
    ]
    if prepared.labels_read is not None:
        printed = {prepared.codes[job.job_id] for job in prepared.lists[0].jobs}
        strange = sorted(set(prepared.labels_read) - printed)
        checks += [_equal("labels_decode", strange, []), _at_least("labels_were_read", len(prepared.labels_read), 1)]
    return checks


def _of_custody(sight: Sight, prepared: Prepared) -> list[Check]:
    return [
        _equal("nothing_acknowledged_is_missing", sight.missing, 0),
        _equal("every_item_has_one_holder", sight.unheld, 0),
        _equal("nothing_unsent", sight.unsent, 0),
        _equal("receipts_are_true", sight.false_receipts, 0),
        _equal("no_dispute", sight.disputed, 0),
        _equal("every_proof_is_here", (sight.files.missing, sight.files.wrong), (0, 0)),
        _equal("every_job_stands_where_the_day_left_it", _misplaced(sight, prepared), []),
        _equal("no_item_left_with_a_carrier", sight.holders.get("carrier", 0), 0),
        _equal("no_case_open", sight.open_cases, {}),
    ]


def _misplaced(sight: Sight, prepared: Prepared) -> list[str]:
    """Jobs that are not where the script and the plans say, each with both places."""
    expected = {
        job_id: _expect_result(result, job_id in prepared.unserved) for job_id, result in prepared.results.items()
    }
    for placed in prepared.placed:
        job_id = placed.job_id
        waiting = "at_post_office" if placed.request.is_drop_off else "without_item"
        expected[job_id] = waiting if job_id in prepared.unserved else "delivered"
    found = {job_id: _standing(sight, job_id) for job_id in expected}
    return [
        f"{job_id}: {found[job_id]}, expected {place}" for job_id, place in expected.items() if found[job_id] != place
    ]


def _expect_result(result: Result, is_unserved: bool) -> str:
    if is_unserved:
        return "at_desk"
    return "at_post_office" if result.failure else "delivered"


def _of_the_story(sight: Sight, prepared: Prepared, ridden: Ridden) -> list[Check]:
    """That the faults and turns of the day did happen, by their traces."""
    checks = [
        _equal("every_stop_was_ridden", ridden.stops_served, ridden.stops_planned),
        _equal("failed_visits_are_recorded_with_their_reason", _unrecorded(sight, prepared), []),
        _equal("orders_got_their_labels", len(ridden.labelled), _orders_planned(prepared)),
        _equal("turns", sorted(turn.name for turn in ridden.turns), sorted(TURNS)),
        _at_least("a_batch_was_sent_twice", ridden.resent, 1),
    ]
    for turn in ridden.turns:
        checks.append(_at_least(f"turn_{turn.name}", turn.count, 1))
        if turn.name == "offline":
            checks.append(_at_least("acts_waited_on_the_phone", sight.late_acts[turn.ride.carrier.who.username], 1))
        if turn.code:
            checks.append(_at_least("item_went_from_carrier_to_carrier", sight.passed_on[turn.code], 1))
    return checks


TURNS: Final = ("lost_answer", "offline", "crash", "passed_on")


def _unrecorded(sight: Sight, prepared: Prepared) -> list[str]:
    """Codes whose shut door the server does not know of, or gives another reason for."""
    return [
        code
        for job_id, code in prepared.codes.items()
        if (failure := prepared.results[job_id].failure)
        and job_id not in prepared.unserved
        and ((seen := sight.failed_visits.get(code)) is None or seen.reason != failure.reason)
    ]


def _orders_planned(prepared: Prepared) -> int:
    return sum(placed.request.is_drop_off or placed.job_id not in prepared.unserved for placed in prepared.placed)


def _of_money(sight: Sight, prepared: Prepared) -> list[Check]:
    return [
        _equal("cash_difference_is_zero", sight.books.difference_vnd, 0),
        _equal("every_fee_was_taken_once_as_stated", _wrongly_taken(sight, prepared), []),
        _at_least("cash_was_taken", sight.books.taken_vnd, 1),
        _equal("all_cash_taken_was_counted_in", sight.books.outstanding_vnd, 0),
        _equal("every_carriers_purse_was_counted_in_exactly", sight.purses_wrong, 0),
        _equal("no_cash_left_with_carriers", sight.books.in_hand_vnd, 0),
        _at_least("a_transfer_was_claimed", sight.books.claimed_vnd, 1),
    ]


def _wrongly_taken(sight: Sight, prepared: Prepared) -> list[str]:
    """Codes for which the signed collections are not exactly what the list says, in the mode the citizen chose."""
    due = {
        (prepared.codes[job_id], "claimed_transfer" if result.pays_by_transfer else "cash", result.row.amount_vnd)
        for job_id, result in prepared.results.items()
        if result.row.amount_vnd and not result.failure and job_id not in prepared.unserved
    }
    taken = Counter((row.code, row.mode, row.amount_vnd) for row in sight.collected)
    return sorted({code for code, _, _ in due ^ set(taken)} | {one[0] for one, times in taken.items() if times > 1})


def _of_what_people_see(sight: Sight) -> list[Check]:
    return [
        _equal("board_agrees_with_the_ledger", sight.board_delivered, sight.arrived),
        _equal("tracking_pages_say_it_in_both_languages", sight.pages.otherwise, []),
        _equal("tracking_pages_name_nobody", sight.pages.naming, []),
        _equal("second_factor_opens_particulars", sight.pages.opens_by_factor, True),
        _equal("unknown_code_is_not_found", sight.pages.knows_no_stranger, True),
    ]


def _equal(name: str, found: Any, wanted: Any) -> Check:
    return Check(name, found == wanted, f"{found}" if found == wanted else f"{found}, expected {wanted}")


def _at_least(name: str, found: int, least: int) -> Check:
    return Check(name, found >= least, f"{found}" if found >= least else f"{found}, expected {least} or more")


def _standings(sight: Sight) -> dict[str, int]:
    return dict(Counter(_standing(sight, job_id) for job_id in sight.jobs))


def _standing(sight: Sight, job_id: UUID) -> str:
    job = sight.jobs.get(job_id)
    if job is None:
        return "unknown"
    return job.standing if job.code else "without_item"


def _list_lines(prepared: Prepared) -> dict[str, int]:
    return {
        "good": sum(imported.rows_created for imported in prepared.lists),
        "to_mend": sum(imported.rows_rejected for imported in prepared.lists),
        "repeated": prepared.repeat.rows_created,
    }
