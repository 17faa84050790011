"""A label printed again and then replaced, while the envelope travels under the old one."""

import pytest

from tests.simulation.turns.conftest import Eventful

pytestmark = pytest.mark.xdist_group("the eventful day")


async def test_a_citizen_takes_the_item_under_its_old_label_and_both_codes_tell_so(day: Eventful) -> None:
    turn = day.turn("label_replaced")
    old, new = turn.facts["printed_again"], turn.facts["new_code"]
    assert await day.ask("SELECT code, reason FROM label_void") == [(old, "damaged")]
    labels = """SELECT code FROM item_label WHERE item_id = (SELECT item_id FROM item_label WHERE code = $1)
                ORDER BY bound_at"""
    assert await day.ask(labels, old) == [(old,), (new,)]
    assert await day.value("SELECT sum(copies) FROM label_print WHERE code = $1", old) >= 1
    last = """SELECT given_code, given_kind, to_party FROM ledger JOIN item_label USING (item_id) WHERE code = $1
              ORDER BY seq DESC LIMIT 1"""
    assert await day.ask(last, new) == [(old, "deliver", turn.facts["citizen"])]
    assert "Đã giao kết quả" in await day.citizen_reads(old)
    assert "Đã giao kết quả" in await day.citizen_reads(new)
