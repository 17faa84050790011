"""Reads the trusted facts of items out of the tables, ready for `holder.resolve`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from courier.custody.ledger import statements
from courier.custody.ledger.statements import Binding, FactRow, HeadRow, RefusalRow, ResolutionRow, StatementRow
from courier.custody.model import (
    Facts,
    Giving,
    Refusal,
    Resolution,
    Retraction,
    SideStatement,
    Taking,
)
from courier.database import Connection


async def read_facts(
    connection: Connection, homes: Mapping[UUID, Binding], heads: Mapping[UUID, HeadRow] | None = None
) -> dict[UUID, Facts]:
    """By item. What `heads`, read under the items' locks, say is not there is not asked for."""
    ids = list(homes)
    refused, stated, decided = ids, ids, ids
    if heads is not None:
        refused = [item_id for item_id in ids if heads[item_id].has_refusals]
        stated = [item_id for item_id in ids if heads[item_id].has_statements]
        decided = [item_id for item_id in ids if heads[item_id].has_resolutions]
    return make_facts(
        {item_id: home.origin_id for item_id, home in homes.items()},
        await statements.TRUSTED_FACTS.all(connection, ids),
        await statements.TRUSTED_REFUSALS.all(connection, refused) if refused else (),
        await statements.SIDE_STATEMENTS.all(connection, stated) if stated else (),
        await statements.RESOLUTIONS.all(connection, decided) if decided else (),
    )


def make_facts(
    origins: Mapping[UUID, UUID],
    trusted: Iterable[FactRow],
    refused: Iterable[RefusalRow],
    said_later: Iterable[StatementRow],
    decided: Iterable[ResolutionRow],
) -> dict[UUID, Facts]:
    """The facts of items (item → its origin) from rows as they lie in the tables, wherever those were read. Pure."""
    givings: dict[UUID, list[Giving]] = defaultdict(list)
    takings: dict[UUID, list[Taking]] = defaultdict(list)
    retractions: dict[UUID, list[Retraction]] = defaultdict(list)
    for row in trusted:
        match row.kind:
            case "release" | "deliver":
                givings[row.item_id].append(_giving(row))
            case "accept" | "receive" | "transcribe":
                takings[row.item_id].append(_taking(row))
            case _:
                retractions[row.item_id].append(
                    Retraction(event_id=row.event_id, party_id=row.party_id, answers=row.ref)
                )
    refusals: dict[UUID, list[Refusal]] = defaultdict(list)
    for refusal in refused:
        refusals[refusal.item_id].append(Refusal(party_id=refusal.party_id, answers=refusal.answers))
    stated: dict[UUID, list[SideStatement]] = defaultdict(list)
    for said in said_later:
        stated[said.item_id].append(
            SideStatement(event_id=said.event_id, party_id=said.party_id, verdict=cast(Any, said.verdict))
        )
    resolutions: dict[UUID, list[Resolution]] = defaultdict(list)
    for decision in decided:
        resolutions[decision.item_id].append(_resolution(decision))
    return {
        item_id: Facts(
            origin_id=origin_id,
            givings=tuple(givings[item_id]),
            takings=tuple(takings[item_id]),
            retractions=tuple(retractions[item_id]),
            refusals=tuple(refusals[item_id]),
            statements=tuple(stated[item_id]),
            resolutions=tuple(resolutions[item_id]),
        )
        for item_id, origin_id in origins.items()
    }


def _giving(row: FactRow) -> Giving:
    assert row.to_party is not None
    return Giving(
        event_id=row.event_id,
        code=row.code,
        kind=cast(Any, row.kind),
        party_id=row.party_id,
        to_party=row.to_party,
        ref=row.ref,
        body_hash=row.body_hash,
        evidence=cast(Any, row.evidence),
        bag=row.items_of if row.kind == "release" else None,
    )


def _taking(row: FactRow) -> Taking:
    is_paper = row.kind == "transcribe"
    assert row.to_party is not None or not is_paper
    return Taking(
        event_id=row.event_id,
        code=row.code,
        kind=cast(Any, row.kind),
        party_id=row.to_party if is_paper and row.to_party else row.party_id,
        ref=row.ref,
        from_party=row.from_party,
        answers_hash=row.answers_hash,
        evidence=cast(Any, row.evidence),
        writer_id=row.party_id if is_paper else None,
    )


def _resolution(row: ResolutionRow) -> Resolution:
    return Resolution(
        resolution_id=row.resolution_id,
        at_tip=row.at_tip,
        number=row.number,
        chosen_event=row.chosen_event,
        holder_id=row.holder_id,
        considered=frozenset(row.considered),
    )
