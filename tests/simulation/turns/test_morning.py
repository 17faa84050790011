"""What began before the carriers left: a substitute for a day, results registered before they existed."""

from datetime import timedelta

import pytest

from tests.simulation.turns.conftest import Eventful

pytestmark = pytest.mark.xdist_group("the eventful day")


async def test_a_substitute_rides_one_day_and_is_no_carrier_on_the_next(day: Eventful) -> None:
    turn = day.turn("substitute")
    [(person_id, on_date)] = await day.ask("SELECT person_id, on_date FROM substitution")
    assert on_date == day.prepared.day
    grants = await day.ask("SELECT role, valid_from, valid_to FROM role_grant WHERE person_id = $1", person_id)
    assert grants == [("carrier", on_date, on_date + timedelta(days=1))]
    assert turn.ride is not None
    party_id = turn.ride.carrier.phone.me.party_id
    given = """SELECT count(*) FROM ledger JOIN party AS t ON t.party_id = to_party
               WHERE from_party = $1 AND t.kind <> $2"""
    assert await day.value(given, party_id, "carrier") > 0
    assert await day.value("SELECT count(*) FROM head WHERE holder_id = $1", party_id) == 0


async def test_a_result_asked_for_beforehand_finds_its_registration(day: Eventful) -> None:
    ids = day.turn("registered").facts["ids"]
    states = await day.ask(
        """SELECT m.job_id IS NOT NULL, c.reason FROM registered_return AS r
           LEFT JOIN registration_match AS m USING (registration_id)
           LEFT JOIN registration_closing AS c USING (registration_id)
           WHERE r.registration_id = ANY ($1) ORDER BY array_position($1, r.registration_id)""",
        ids,
    )
    assert states == [(True, None), (True, None), (False, "taken_in_person"), (False, None)]


async def test_a_recipient_changed_in_time_is_who_the_result_goes_to(day: Eventful) -> None:
    facts = day.turn("registered").facts
    goes_to = "SELECT full_name, destination_id FROM job JOIN contact ON party_id = destination_id WHERE job_id = $1"
    [(full_name, destination_id)] = await day.ask(goes_to, facts["job_id"])
    assert full_name == facts["new_name"]
    holder_id = await day.holder_of(day.prepared.codes[facts["job_id"]])
    assert (holder_id == destination_id) == (facts["job_id"] not in day.prepared.unserved)


async def test_one_order_for_both_ways_fetches_the_dossier_and_what_it_lacked(day: Eventful) -> None:
    legs = await day.ask(
        """SELECT o.kind, j.leg, h.holder_id = j.destination_id FROM placed_order AS o
           JOIN job AS j ON j.job_id = o.job_id LEFT JOIN item AS i ON i.job_id = j.job_id
           LEFT JOIN head AS h ON h.item_id = i.item_id WHERE o.order_id = ANY ($1) ORDER BY o.kind""",
        day.turn("registered").facts["orders"],
    )
    assert [(kind, leg) for kind, leg, _ in legs] == [("BOTH", "SEND"), ("SUPPLEMENT", "SUPPLEMENT")]
