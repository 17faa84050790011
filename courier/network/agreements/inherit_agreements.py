"""Let agreements pass to the desks of the units that followed: *kế thừa*, in force until renewed, and an alarm."""

from itertools import groupby
from uuid import UUID

from courier.database import Connection
from courier.network.agreements.statements import ADD_SOURCES, HEIRS, LOCK_AGREEMENTS, HeirRow
from courier.network.agreements.store_agreement import store_agreement
from courier.network.model import Agreement, NewAgreement


async def inherit_agreements(connection: Connection) -> list[Agreement]:
    """What passed now; again, or where nothing is to pass, an empty list.

    A desk without an agreement from its unit's first day on gets that of the former unit which gave most of its area
    (of whole ones, the latest signed); all that passed are kept beside it. From the day of the succession until the
    former one's end or the desk's own beginning. Generation by generation, so that what passed passes on.
    """
    await LOCK_AGREEMENTS.run(connection)
    passed: list[Agreement] = []
    while heirs := await HEIRS.all(connection):
        # The first day's only: what they get may be what the next generation gets.
        first_day = heirs[0].valid_from
        of_that_day = [heir for heir in heirs if heir.valid_from == first_day]
        for _, sources in groupby(of_that_day, key=lambda heir: heir.desk_id):
            passed.append(await _pass(connection, list(sources)))
    return passed


async def _pass(connection: Connection, sources: list[HeirRow]) -> Agreement:
    main = sources[0]
    inherited = NewAgreement(
        desk_id=main.desk_id,
        post_office_id=main.post_office_id,
        legs=main.legs,
        handover_mode=main.handover_mode,
        legal_basis=main.legal_basis,
        valid_from=main.valid_from,
        valid_to=main.valid_to,
        may_deliver_on_claimed_transfer=main.may_deliver_on_claimed_transfer,
        number=main.number,
        fields=main.fields,
        ending_alarm_days=main.ending_alarm_days,
        idle_alarm_days=main.idle_alarm_days,
    )
    stored = await store_agreement(connection, inherited, inherited_from=main.from_agreement_id)
    from_agreements: list[UUID] = [source.from_agreement_id for source in sources]
    await ADD_SOURCES.run(connection, stored.agreement_id, from_agreements)
    return stored
