"""Sign an agreement between a desk and a post office, and find the one in force."""

from datetime import date
from uuid import UUID

from courier.database import Connection
from courier.errors import InvalidInput
from courier.network.agreements.inherit_agreements import inherit_agreements
from courier.network.agreements.statements import LOCK_AGREEMENTS
from courier.network.agreements.store_agreement import store_agreement, wrong_parties
from courier.network.model import Agreement, NewAgreement
from courier.network.statements import FIND_AGREEMENT


async def sign_agreement(connection: Connection, agreement: NewAgreement) -> Agreement:
    """The agreement as it stands from `valid_from`; what the desk had inherited ends there, being renewed.

    What a former unit's desk signs passes on. Signings take turns. Raises `InvalidInput`, or `Conflict` where the desk
    has another agreement in that time.
    """
    wrong = await wrong_parties(connection, [agreement])
    if wrong:
        raise InvalidInput(wrong[0])
    await LOCK_AGREEMENTS.run(connection)
    signed = await store_agreement(connection, agreement)
    await inherit_agreements(connection)
    return signed


async def find_agreement(connection: Connection, desk_id: UUID, on: date) -> Agreement | None:
    """The one agreement of the desk in force on that day, its own or inherited."""
    return await FIND_AGREEMENT.one(connection, desk_id, on)
