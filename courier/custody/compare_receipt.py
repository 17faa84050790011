"""A receipt shown again against what is held: a server that holds less than it once signed for was restored."""

import base64
import binascii
from uuid import UUID

import msgspec

from courier import clock
from courier.custody.events.statements import KNOWN_DEVICES, LOG_AT
from courier.custody.ledger.statements import OPEN_EXCEPTIONS
from courier.custody.model import Appended
from courier.database import Connection
from courier.signatures import verify
from mobile_contract.sync import Receipt, SignedBody


async def compare_receipt(
    connection: Connection,
    *,
    server_key: bytes,
    device_id: UUID,
    shown: SignedBody,
    appended: Appended,
) -> int | None:
    """From which number on the device must offer everything again, after this batch was kept; None: nothing is missing.

    A receipt that this server's key (65 bytes) did not sign, or that is another device's, says nothing. Where the log
    ends before it, or went another way, a case tells the office that something signed for was lost.
    """
    receipt = _read(shown, server_key)
    if receipt is None or receipt.device_id != device_id or receipt.acked_through == 0:
        return None
    held = await LOG_AT.one(connection, device_id, receipt.acked_through)
    if held is not None and held.hash.hex() == receipt.head:
        return None
    again_from = 1 if held is not None else appended.acked_through + 1
    device = (await KNOWN_DEVICES.all(connection, [device_id]))[0]
    await OPEN_EXCEPTIONS.run(
        connection,
        [clock.new_id()],
        ["receipt_ahead"],
        [UUID(bytes=bytes.fromhex(receipt.head)[:16])],
        [None],
        [None],
        [device.province_code],
        [device.office_id],
        [{"device_id": str(device_id), "signed_for": receipt.acked_through, "held": appended.acked_through}],
    )
    return again_from


def _read(shown: SignedBody, server_key: bytes) -> Receipt | None:
    body = shown.body.encode()
    try:
        signature = base64.b64decode(shown.signature, validate=True)
        receipt = msgspec.json.decode(body, type=Receipt)
    except (binascii.Error, msgspec.MsgspecError):
        return None
    return receipt if verify(server_key, body, signature) else None
