"""Wrong servers: each breaks one of the rules of custody or money, in this process and for one test.

Most are wrong in every order of arrival alike. Where the database's own keys would refuse the wrong answer, they are
taken away first: here the checker is on trial, not the keys.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
import pytest

from api.service import Service
from courier.custody.events import device_log, expand_bags, reading
from courier.custody.ledger import holder, post_items, read_facts, statements
from courier.custody.model import Chain, Facts, Step
from courier.database import Connection, Statement, in_transaction
from courier.money import apply_events as money
from mobile_contract import canonical
from tests.simulation.faults.wrong import are_uploads

WITHOUT_KEYS: Final = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT conrelid::regclass AS place, conname FROM pg_constraint
        WHERE contype = 'f' AND (conrelid = 'ledger'::regclass OR confrelid = 'ledger'::regclass)
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.place, found.conname); END LOOP;
    FOR found IN SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = 'ledger'::regclass
    LOOP EXECUTE format('ALTER TABLE ledger DROP CONSTRAINT %I', found.conname); END LOOP;
    FOR found IN SELECT indexname FROM pg_indexes WHERE tablename = 'ledger' AND indexname LIKE '%_once'
    LOOP EXECUTE format('DROP INDEX %I', found.indexname); END LOOP;
    FOR found IN SELECT tgname FROM pg_trigger
        WHERE tgrelid = 'ledger'::regclass AND NOT tgisinternal AND tgname IN ('ledger_agrees')
    LOOP EXECUTE format('DROP TRIGGER %I ON ledger', found.tgname); END LOOP;
END $$
"""
"""The ledger without what it refuses by itself."""

BOOKED_TWICE: Final = (
    "ALTER TABLE posting DROP CONSTRAINT again_only_after_reversal",
    """
    CREATE FUNCTION post_it_again() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
        INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, province_code)
        SELECT gen_random_uuid(), kind, debit, credit, amount_vnd, settles, 2, province_code
        FROM posting WHERE posting_id = NEW.event_id AND kind = 'collect';
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER zz_post_it_again AFTER INSERT ON collection FOR EACH ROW EXECUTE FUNCTION post_it_again()",
)


TIDIED: Final = (
    """
    CREATE FUNCTION tidy() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.body := NEW.body || convert_to(' ', 'UTF8');
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER tidy BEFORE INSERT ON signed_event FOR EACH ROW EXECUTE FUNCTION tidy()",
)


class Mutant(msgspec.Struct, frozen=True):
    """One wrong rule, and among which findings it must show."""

    apply: Callable[[pytest.MonkeyPatch], None]
    shows_as: tuple[str, ...]
    loosened: tuple[str, ...] = ()
    more: dict[str, float] = {}
    """Shares of the small day that are greater, by name, where the rule is asked too seldom."""


def accept_of_other_bytes(patch: pytest.MonkeyPatch) -> None:
    """What was answered is not compared with what was signed."""
    right = holder._steps_of_giving

    def wrong(index: Any, giving: Any) -> list[Step]:
        if giving.kind == "deliver":
            return right(index, giving)
        accepts = [msgspec.structs.replace(a, answers_hash=giving.body_hash) for a in index.accepts[giving.event_id]]
        index.accepts[giving.event_id] = accepts
        return right(index, giving)

    patch.setattr(holder, "_steps_of_giving", wrong)


def later_accept_wins(patch: pytest.MonkeyPatch) -> None:
    """Of two accepts the one with the higher id stands, and nobody hears of it."""

    def wrong(_index: Any, candidates: list[Step]) -> tuple[Step | None, list[Step]]:
        return (max(candidates, key=lambda step: step.tip), []) if candidates else (None, [])

    patch.setattr(holder, "_undisputed_step", wrong)


def lower_id_wins(patch: pytest.MonkeyPatch) -> None:
    """The same with the lower id."""

    def wrong(_index: Any, candidates: list[Step]) -> tuple[Step | None, list[Step]]:
        return (min(candidates, key=lambda step: step.tip), []) if candidates else (None, [])

    patch.setattr(holder, "_undisputed_step", wrong)


def every_second_scan_is_a_dispute(patch: pytest.MonkeyPatch) -> None:
    """Two accepts by one receiver count as two stories."""

    def wrong(_index: Any, candidates: list[Step]) -> tuple[Step | None, list[Step]]:
        return (candidates[0], []) if len(candidates) == 1 else (None, candidates)

    patch.setattr(holder, "_undisputed_step", wrong)


def withdrawn_offer_is_spent(patch: pytest.MonkeyPatch) -> None:
    """The accept of a withdrawn release moves the item as if nothing had been said."""
    right = holder._is_contested

    def wrong(index: Any, step: Step) -> bool:
        without = set() if step.giving is None else {(step.giving.event_id, step.giving.party_id)}
        index.retracted -= without
        return right(index, step)

    patch.setattr(holder, "_is_contested", wrong)


def an_offer_is_enough(patch: pytest.MonkeyPatch) -> None:
    """A release moves custody before anybody accepted it."""
    right = holder._steps_of_giving

    def wrong(index: Any, giving: Any) -> list[Step]:
        steps = right(index, giving)
        if steps or giving.kind == "deliver":
            return steps
        return [
            Step(
                from_party=giving.party_id,
                to_party=giving.to_party,
                tip=giving.event_id,
                giving=giving,
                giver_evidence="own_device",
                receiver_evidence="own_device",
            )
        ]

    patch.setattr(holder, "_steps_of_giving", wrong)


def receipt_from_a_stranger(patch: pytest.MonkeyPatch) -> None:
    """Whoever says that he took an item has it, whoever held it."""
    right = holder._candidates

    def wrong(index: Any, tip: UUID, who: UUID) -> list[Step]:
        found = right(index, tip, who)
        strange = [holder._step_of_receipt(taking) for taking in index.receipts[tip] if taking.from_party != who]
        return found or [msgspec.structs.replace(step, from_party=who) for step in strange if step.to_party != who]

    patch.setattr(holder, "_candidates", wrong)


def correction_is_ignored(patch: pytest.MonkeyPatch) -> None:
    """What its author took back stands.

    Seen only while the envelope lies in the bag again: brought to the same citizen later it is where it should be,
    and of the ordinary small day only the papers of that second delivery are missed.
    """
    right = statements.TRUSTED_FACTS
    patch.setattr(statements, "TRUSTED_FACTS", rewritten(right, "'withdraw', 'correct', ", "'withdraw', "))


def corrected_cash_is_kept(patch: pytest.MonkeyPatch) -> None:
    """A mistyped amount that was taken back stays in the purse."""

    async def wrong(_connection: Connection, _acts: Sequence[Any]) -> None:
        return None

    patch.setattr(money, "_take_back_corrected", wrong)


def collected_twice(_patch: pytest.MonkeyPatch) -> None:
    """What was taken enters the books two times: by the statements that loosen the database."""


def holder_by_the_clock(patch: pytest.MonkeyPatch) -> None:
    """The hand-over with the latest time on a phone's clock says who has it."""
    times: dict[UUID, int] = {}

    async def read(connection: Connection, homes: Any, heads: Any) -> Any:
        facts = await read_facts.read_facts(connection, homes, heads)
        said: list[Any] = [fact for each in facts.values() for fact in (*each.givings, *each.takings)]
        sql = "SELECT event_id, convert_from(body, 'UTF8') AS body FROM signed_event WHERE event_id = ANY ($1::uuid[])"
        for row in await connection.fetch(sql, [fact.event_id for fact in said]):
            times[row["event_id"]] = canonical.decode_envelope(row["body"].encode()).happened_at_ms
        return facts

    def wrong(facts: Facts) -> Chain:
        index = holder._Index(facts)
        steps = [step for giving in facts.givings for step in holder._steps_of_giving(index, giving)]
        steps += [holder._step_of_receipt(taking) for taking in facts.takings if taking.kind != "accept"]
        chain: list[Step] = []
        last = facts.origin_id
        for step in sorted(steps, key=lambda step: (times[step.tip], step.tip)):
            if step.to_party != last:
                chain.append(msgspec.structs.replace(step, from_party=last))
                last = step.to_party
        return Chain(origin_id=facts.origin_id, steps=tuple(chain), status="held", claimants=(), candidates=())

    patch.setattr(post_items, "read_facts", read)
    patch.setattr(post_items, "resolve", wrong)


def refusal_moves(patch: pytest.MonkeyPatch) -> None:
    """What a receiver refused of a list goes to him all the same."""
    right = reading.items_of

    def wrong(act: Any) -> list[reading.ItemOfAct]:
        refused = [reading.ItemOfAct(item.code, act.answers) for item in getattr(act, "refused", ())]
        return [*right(act), *refused]

    everywhere(patch, right, wrong)


def bag_is_empty(patch: pytest.MonkeyPatch) -> None:
    """What lies in a bag does not go with it."""

    async def wrong(_connection: Connection, _created: Sequence[Any]) -> dict[str, UUID]:
        return {}

    everywhere(patch, expand_bags.expand_bags, wrong)


def lost_phone_is_believed(patch: pytest.MonkeyPatch) -> None:
    """What was signed on a lost phone past its trusted number counts."""
    trusted = "(r.trusted_through IS NULL OR e.device_seq <= r.trusted_through)"
    patch.setattr(statements, "TRUSTED_FACTS", rewritten(statements.TRUSTED_FACTS, trusted, "true"))


def acknowledged_past_a_gap(patch: pytest.MonkeyPatch) -> None:
    """The highest number that came is acknowledged, whatever is missing below it."""
    right = device_log.extend_logs

    async def wrong(connection: Connection, device_ids: Any) -> Any:
        ends = await right(connection, device_ids)
        sql = "SELECT max(device_seq) FROM signed_event WHERE device_id = $1"
        return {
            device_id: msgspec.structs.replace(end, seq=await connection.fetchval(sql, device_id) or end.seq)
            for device_id, end in ends.items()
        }

    everywhere(patch, right, wrong)


def answered_before_it_is_kept(patch: pytest.MonkeyPatch) -> None:
    """One group of batches in three is answered and then forgotten."""
    calls = iter(range(1_000_000))

    class Undone(Exception):
        def __init__(self, result: Any) -> None:
            super().__init__()
            self.result = result

    async def wrong(service: Service, act: Any) -> Any:
        async def and_forget(connection: Connection) -> Any:
            result = await act(connection)
            if are_uploads(result) and next(calls) % 3 == 2:
                raise Undone(result)
            return result

        try:
            return await in_transaction(service.pool, and_forget)
        except Undone as undone:
            return undone.result

    patch.setattr(Service, "commit", wrong)


def bytes_are_tidied(_patch: pytest.MonkeyPatch) -> None:
    """The body is kept as JSON that means the same, not as the bytes that were signed: by a trigger."""


MUTANTS: Final = {
    "accept_of_other_bytes": Mutant(accept_of_other_bytes, ("differing",), (WITHOUT_KEYS,)),
    "later_accept_wins": Mutant(later_accept_wins, ("disputes_missed",)),
    "lower_id_wins": Mutant(lower_id_wins, ("disputes_missed",)),
    "every_second_scan_is_a_dispute": Mutant(every_second_scan_is_a_dispute, ("ambiguous", "differing")),
    "withdrawn_offer_is_spent": Mutant(withdrawn_offer_is_spent, ("disputes_missed",)),
    "an_offer_is_enough": Mutant(an_offer_is_enough, ("differing",), (WITHOUT_KEYS,)),
    "receipt_from_a_stranger": Mutant(receipt_from_a_stranger, ("differing",), (WITHOUT_KEYS,)),
    "correction_is_ignored": Mutant(correction_is_ignored, ("differing",), more={"taken_back": 0.8}),
    "corrected_cash_is_kept": Mutant(corrected_cash_is_kept, ("cash_difference",)),
    "collected_twice": Mutant(collected_twice, ("cash_difference",), BOOKED_TWICE),
    "holder_by_the_clock": Mutant(holder_by_the_clock, ("differing",), (WITHOUT_KEYS,)),
    "refusal_moves": Mutant(refusal_moves, ("differing",)),
    "bag_is_empty": Mutant(bag_is_empty, ("differing",)),
    "lost_phone_is_believed": Mutant(lost_phone_is_believed, ("differing",)),
    "acknowledged_past_a_gap": Mutant(acknowledged_past_a_gap, ("lost",)),
    "answered_before_it_is_kept": Mutant(answered_before_it_is_kept, ("lost",)),
    "bytes_are_tidied": Mutant(bytes_are_tidied, ("lost",), TIDIED),
}


def everywhere(patch: pytest.MonkeyPatch, right: Any, wrong: Any) -> None:
    """Put the wrong function wherever the right one was imported."""
    for module in [m for name, m in sys.modules.items() if name.startswith(("courier.", "api."))]:
        for name, value in list(vars(module).items()):
            if value is right:
                patch.setattr(module, name, wrong)


def rewritten(right: Statement[Any], old: str, new: str) -> Statement[Any]:
    changed = right.sql.replace(old, new)
    assert changed != right.sql, f"the rule is written otherwise now: {old}"
    return Statement(changed, right.row)
