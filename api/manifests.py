"""What a device takes with it for the day: a carrier's stops, and for all heads, keys and revocations."""

import base64
from collections.abc import Sequence
from uuid import UUID

from api.service import Service
from courier import clock
from courier.custody.handovers.proof_rules.read_proof_rules import read_proof_rules
from courier.custody.model import AS_REGISTERED
from courier.custody.read_heads import Surroundings, read_surroundings
from courier.custody.statements import HeadOfItem
from courier.database import Connection
from courier.evidence.statements import LAST_CHECKPOINT, CheckpointRow
from courier.money.receipts.carry import carry
from courier.money.receipts.model import Carried
from courier.network.identity.model import DeviceIdentity, milliseconds
from courier.planning.carriers.carrier_manifest import carrier_manifest
from courier.planning.model import CarrierManifest, ManifestPartyRow, ManifestStopRow
from mobile_contract.reasons import REASONS
from mobile_contract.sync import (
    CONTRACT_VERSION,
    Head,
    Manifest,
    ManifestItem,
    ManifestParty,
    ManifestStop,
    ProofRule,
    ReceiptBlock,
    RevokedDevice,
    SignedBody,
)


async def read_carriers_manifest(service: Service, device: DeviceIdentity, since: int) -> Manifest:
    """The carrier's day, whole, or without stops where nothing changed since the cursor `since`."""

    async def read(connection: Connection) -> Manifest:
        assert device.person_id is not None
        day = await carrier_manifest(
            connection,
            device_id=device.device_id,
            party_id=device.party_id,
            person_id=device.person_id,
            since=since,
        )
        around = await _surroundings(connection, device, _jobs_of(day))
        seal = await LAST_CHECKPOINT.one(connection)
        rules = await read_proof_rules(connection, office_id=device.office_id, desk_ids=_desks_of(day))
        return _manifest(service, day, around, await _carried(connection, device), rules, seal)

    return await service.commit(read)


async def read_counters_manifest(service: Service, device: DeviceIdentity) -> Manifest:
    """What a workstation's office holds or is offered, and the keys it may meet; no stops, always whole."""

    async def read(connection: Connection) -> Manifest:
        nowhere = CarrierManifest(cursor=0, is_whole=True, plan_id=None, plan_version=None, stops=[])
        around = await _surroundings(connection, device, [])
        seal = await LAST_CHECKPOINT.one(connection)
        rules = await read_proof_rules(connection, office_id=device.office_id, desk_ids=[])
        return _manifest(service, nowhere, around, await _carried(connection, device), rules, seal)

    return await service.commit(read)


async def _surroundings(connection: Connection, device: DeviceIdentity, job_ids: Sequence[UUID]) -> Surroundings:
    return await read_surroundings(
        connection,
        device_id=device.device_id,
        party_id=device.party_id,
        office_id=device.office_id,
        job_ids=job_ids,
    )


async def _carried(connection: Connection, device: DeviceIdentity) -> Carried:
    return await carry(connection, device_id=device.device_id, party_id=device.party_id, office_id=device.office_id)


def _jobs_of(day: CarrierManifest) -> list[UUID]:
    return [item.job_id for stop in day.stops for item in stop.items]


def _desks_of(day: CarrierManifest) -> set[UUID]:
    return {desk for stop in day.stops for desk in (*stop.desk_ids, *(item.desk_id for item in stop.items))}


def _manifest(
    service: Service,
    day: CarrierManifest,
    around: Surroundings,
    money: Carried,
    rules: list[ProofRule],
    seal: CheckpointRow | None,
) -> Manifest:
    return Manifest(
        cursor=day.cursor,
        is_whole=day.is_whole,
        incarnation=service.incarnation,
        server_time_ms=milliseconds(clock.now()),
        contract_version=CONTRACT_VERSION,
        plan_id=day.plan_id,
        plan_version=day.plan_version,
        stops=[_stop(stop) for stop in day.stops],
        heads=[_head(head) for head in around.heads],
        reasons=list(REASONS),
        proof_rules=rules,
        revoked=[RevokedDevice(device_id=r.device_id, trusted_through=r.trusted_through) for r in around.revoked],
        device_keys={str(key.device_id): base64.b64encode(key.public_key).decode() for key in around.keys},
        acked_through=around.acked_through,
        receipts=[ReceiptBlock(first_number=first, last_number=last) for first, last in money.blocks],
        takes_new_cash=money.takes_new_cash,
        checkpoint=_signed(seal) if seal else None,
    )


def _signed(seal: CheckpointRow) -> SignedBody:
    return SignedBody(body=seal.body.decode(), signature=base64.b64encode(seal.signature).decode())


def _stop(stop: ManifestStopRow) -> ManifestStop:
    return ManifestStop(
        stop_id=stop.stop_id,
        position=stop.position,
        kind=stop.act,
        party=_party(stop.party),
        lon=stop.lon,
        lat=stop.lat,
        is_estimated_place=stop.is_estimated_place,
        arrive_at_ms=milliseconds(stop.arrive_at),
        leave_at_ms=milliseconds(stop.leave_at),
        items=[
            ManifestItem(
                code=item.code,
                job_id=item.job_id,
                s10=item.s10,
                due_vnd=item.due_vnd,
                papers_to_take_back=item.papers_to_take_back,
                personal_only=item.personal_only,
                desk_id=item.desk_id,
            )
            for item in stop.items
        ],
        job_ids=stop.job_ids,
        desk_ids=stop.desk_ids,
    )


def _party(party: ManifestPartyRow) -> ManifestParty:
    return ManifestParty(
        party_id=party.party_id,
        kind=party.kind,
        name=party.name,
        phone=party.phone,
        address=party.address,
        landmark=party.landmark,
    )


def _head(head: HeadOfItem) -> Head:
    return Head(
        code=head.code,
        holder=head.holder_id,
        predecessor=None if head.tip == AS_REGISTERED else head.tip,
        status=head.status,  # type: ignore[arg-type]
    )
