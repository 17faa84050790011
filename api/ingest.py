"""What becomes of a batch of signed acts: custody keeps it, later rooms apply it, all in one transaction."""

import base64

from api.service import Service
from courier.custody.append_batch import append_batch
from courier.custody.model import Appended
from courier.database import Connection
from courier.money import apply_events as money
from courier.network.identity.model import DeviceIdentity, milliseconds
from courier.planning import apply_events as planning
from courier.signatures import key_id, public_bytes, sign
from mobile_contract.canonical import encode
from mobile_contract.sync import Batch, BatchAnswer, Receipt, SignedBody


async def ingest(service: Service, device: DeviceIdentity, batch: Batch) -> BatchAnswer:
    """Keep the batch; the answer leaves only once it is on disk."""

    async def keep_and_apply(connection: Connection) -> Appended:
        appended = await append_batch(connection, device.device_id, batch)
        await money.apply_events(connection, appended.events)
        await planning.apply_events(connection, appended.events)
        return appended

    appended = await service.commit(keep_and_apply)
    return BatchAnswer(
        outcomes=appended.outcomes,
        acked_through=appended.acked_through,
        receipt=_receipt(service, device, appended),
        server_time_ms=milliseconds(appended.recorded_at),
        incarnation=service.incarnation,
    )


def _receipt(service: Service, device: DeviceIdentity, appended: Appended) -> SignedBody:
    """The server's signed word that it holds the device's acts up to a number without gap."""
    body = encode(
        Receipt(
            device_id=device.device_id,
            acked_through=appended.acked_through,
            head=appended.log_hash.hex(),
            received_at_ms=milliseconds(appended.recorded_at),
            incarnation=service.incarnation,
            key_id=key_id(public_bytes(service.server_key)),
        )
    )
    return SignedBody(body=body.decode(), signature=base64.b64encode(sign(service.server_key, body)).decode())
