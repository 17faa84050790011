"""What must hold after the day, each by name: judged from what was seen, never from what the riders believe."""

from collections import Counter
from typing import Any, Final

import msgspec

from courier.intake.read_list import read_list
from courier.simulation.day import Ridden
from courier.simulation.morning import Prepared
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
    """QR codes decoded off the printed sheet; null where no decoder is installed."""
    checks: list[Check]
    timings_s: dict[str, float]
    """How long it took; asserted nowhere."""

    @property
    def failed(self) -> list[Check]:
        return [check for check in self.checks if not check.holds]


JOBS: Final = {"delivered": 10, "at_post_office": 1}
"""Ten results and one dossier to collect; one recipient is away, and that result is back at the post office."""
LIST_LINES: Final = {"good": 10, "to_mend": 1, "repeated": 0}


def judge(sight: Sight, prepared: Prepared, ridden: Ridden, timings_s: dict[str, float]) -> Findings:
    """All checks, none hidden by another."""
    return Findings(
        lost=sight.missing + sight.unheld,
        disputes_open=sight.disputed,
        cash_difference=sight.books.difference_vnd,
        day=str(prepared.day),
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
            *_of_custody(sight),
            *_of_the_story(sight, ridden),
            *_of_money(sight),
            *_of_what_people_see(sight),
        ],
        timings_s=timings_s,
    )


def _of_the_morning(prepared: Prepared) -> list[Check]:
    checks = [
        _equal("ten_good_lines_and_one_to_mend", _list_lines(prepared), LIST_LINES),
        _equal("file_to_mend_names_one_line", len(read_list(prepared.file_to_mend).lines), 1),
        _equal("all_jobs_planned", len(prepared.plan.unserved), 0),
        _equal("two_routes", sum(bool(route.stops) for route in prepared.plan.routes), 2),
    ]
    if prepared.labels_read is not None:
        printed = {prepared.codes[job.job_id] for job in prepared.lists[0].jobs}
        checks.append(_equal("labels_decode", sorted(prepared.labels_read), sorted(printed)))
    return checks


def _of_custody(sight: Sight) -> list[Check]:
    return [
        _equal("nothing_acknowledged_is_missing", sight.missing, 0),
        _equal("every_item_has_one_holder", sight.unheld, 0),
        _equal("nothing_unsent", sight.unsent, 0),
        _equal("receipts_are_true", sight.false_receipts, 0),
        _equal("no_dispute", sight.disputed, 0),
        _equal("every_proof_is_here", (sight.files.missing, sight.files.wrong), (0, 0)),
        _equal("jobs_accounted_for", _standings(sight), JOBS),
        _equal("no_case_open", sight.open_cases, {}),
    ]


def _of_the_story(sight: Sight, ridden: Ridden) -> list[Check]:
    """That the faults and turns of the day did happen, by their traces."""
    return [
        _at_least("a_batch_was_sent_twice", ridden.resent, 1),
        _at_least("failed_visit_recorded", sight.failed_visits.get(ridden.failed_code, 0), 1),
        _equal("failed_item_is_back", _standing_of(sight, ridden.failed_code), "at_post_office"),
        _equal("carrier_to_carrier_transfer", ridden.transferred_code, ridden.counter_code),
        _equal("counter_item_was_fetched", _standing_of(sight, ridden.counter_code), "delivered"),
        _equal("citizens_dossier_reached_the_desk", _standing_of(sight, ridden.picked_up_code), "delivered"),
    ]


def _of_money(sight: Sight) -> list[Check]:
    return [
        _equal("cash_difference_is_zero", sight.books.difference_vnd, 0),
        _at_least("cash_was_taken", sight.books.taken_vnd, 1),
        _equal("all_cash_taken_was_counted_in", sight.books.outstanding_vnd, 0),
        _equal("no_cash_left_with_carriers", sight.books.in_hand_vnd, 0),
        _at_least("a_transfer_was_claimed", sight.books.claimed_vnd, 1),
    ]


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
    counted = Counter(job.standing for job in sight.jobs.values())
    if sight.unlabelled:
        counted["without_item"] = sight.unlabelled
    return dict(counted)


def _standing_of(sight: Sight, code: str | None) -> str:
    return sight.jobs[code].standing if code in sight.jobs else "unknown"


def _list_lines(prepared: Prepared) -> dict[str, int]:
    return {
        "good": sum(imported.rows_created for imported in prepared.lists),
        "to_mend": sum(imported.rows_rejected for imported in prepared.lists),
        "repeated": prepared.repeat.rows_created,
    }
