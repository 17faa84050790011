"""More wrong servers: of drawers, sheets, papers on their own way, codes told, damage, counted bags, receipt slips."""

from collections.abc import Sequence
from typing import Any, Final

import pytest

from courier.custody.handovers import statements as handovers
from courier.custody.handovers.one_time_codes import judge_codes
from courier.custody.handovers.papers import send_papers
from courier.custody.ledger import post_items, statements
from courier.database import Connection, Statement
from courier.money import apply_events as money
from courier.money.receipts import carry
from courier.money.receipts.model import Carried
from tests.simulation.faults.mutants import Mutant, everywhere, rewritten


def change_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    """What a drawer was opened with is in nobody's books."""
    right = money._of_kind

    def wrong(events: Sequence[Any], kind: str) -> Any:
        return [] if kind == "open_till" else right(events, kind)

    patch.setattr(money, "_of_kind", wrong)


def paper_is_ignored(patch: pytest.MonkeyPatch) -> None:
    """What is entered from a signed sheet moves nothing."""
    without = rewritten(statements.TRUSTED_FACTS, "'correct', 'transcribe')", "'correct')")
    patch.setattr(statements, "TRUSTED_FACTS", without)


def papers_have_no_way(patch: pytest.MonkeyPatch) -> None:
    """Old papers taken back at a door are no item."""
    _without(patch, "old_papers")


def originals_stay(patch: pytest.MonkeyPatch) -> None:
    """An original to be sent home is no item."""
    _without(patch, "originals")


def _without(patch: pytest.MonkeyPatch, purpose: str) -> None:
    right = send_papers._begin

    async def wrong(connection: Connection, act: Any) -> Any:
        return {} if act.purpose == purpose else await right(connection, act)

    patch.setattr(send_papers, "_begin", wrong)


def any_code_will_do(patch: pytest.MonkeyPatch) -> None:
    """Whatever is typed at the door is taken for the code that the citizen was told."""

    def wrong(issued: Sequence[Any], _told: str) -> Any:
        return ("confirmed", issued[0].code_id) if issued else ("none_issued", None)

    patch.setattr(judge_codes, "_judge", wrong)


def no_code_will_do(patch: pytest.MonkeyPatch) -> None:
    """The right code is called wrong."""
    patch.setattr(judge_codes, "_judge", lambda _issued, _told: ("wrong", None))


def damage_is_kept_to_oneself(patch: pytest.MonkeyPatch) -> None:
    """The record is kept, and no incident made of it."""
    _never(patch, handovers, "INSERT INTO incident ")


def a_bag_is_counted_once(patch: pytest.MonkeyPatch) -> None:
    """A later fact does not open what it touches."""

    async def wrong(*_said: Any) -> None:
        return None

    patch.setattr(post_items, "check_counts", wrong)


def one_pad_for_all(patch: pytest.MonkeyPatch) -> None:
    """Every device is told the same numbers of receipt slips."""

    async def wrong(_connection: Connection, **_who: Any) -> Carried:
        return Carried(blocks=[(1, 50)], takes_new_cash=True)

    everywhere(patch, carry.carry, wrong)


def _never(patch: pytest.MonkeyPatch, module: Any, opening: str) -> None:
    """The statement that begins so does nothing."""
    [name] = [n for n, v in vars(module).items() if isinstance(v, Statement) and v.sql.strip().startswith(opening)]
    right = getattr(module, name)
    before, after = right.sql.split("ON CONFLICT")
    assert "WHERE" not in before, "the statement is written otherwise now"
    everywhere(patch, right, Statement(f"{before} WHERE false ON CONFLICT{after}", right.row))


INDOORS: Final = {
    "change_is_forgotten": Mutant(change_is_forgotten, ("cash_difference",)),
    "paper_is_ignored": Mutant(paper_is_ignored, ("differing",)),
    "papers_have_no_way": Mutant(papers_have_no_way, ("lost",)),
    "originals_stay": Mutant(originals_stay, ("lost",)),
    "any_code_will_do": Mutant(any_code_will_do, ("told_otherwise",)),
    "no_code_will_do": Mutant(no_code_will_do, ("told_otherwise",)),
    "damage_is_kept_to_oneself": Mutant(damage_is_kept_to_oneself, ("told_otherwise",)),
    "a_bag_is_counted_once": Mutant(a_bag_is_counted_once, ("told_otherwise",)),
    "one_pad_for_all": Mutant(one_pad_for_all, ("told_otherwise",)),
}
