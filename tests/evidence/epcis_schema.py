"""What GS1's JSON Schema of EPCIS 2.0 demands of the documents we write, in our own words and no more than we use.

Checked against https://ref.gs1.org/standards/epcis/2.0.0/epcis-json-schema.json: required members, closed lists of
words (CBV 2.0), the form of times and offsets, and which names an event may have beside those of the standard (only
URIs, such as `courier:ledgerSeq`). Other event types and sensor data are left out, because we never write them: here
they are refused.
"""

from typing import Any, Final

URI: Final = {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$"}
TIME: Final = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
ACTION: Final = {"enum": ["OBSERVE", "ADD", "DELETE"]}
STEPS: Final = ["accepting", "commissioning", "other", "packing", "unpacking"]
DISPOSITIONS: Final = ["active", "container_closed", "container_open", "in_progress", "in_transit"]


def _list_of(item: dict[str, Any], at_least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": at_least}


def _closed(required: list[str], **members: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": members, "additionalProperties": False}


def _event(kind: str, required: list[str], **own: Any) -> dict[str, Any]:
    members = {
        "type": {"const": kind},
        "eventTime": TIME,
        "recordTime": TIME,
        "eventTimeZoneOffset": {"type": "string", "pattern": r"^[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)$"},
        "eventID": URI,
        "errorDeclaration": _closed(
            ["declarationTime"],
            declarationTime=TIME,
            reason={"enum": ["did_not_occur", "incorrect_data"]},
            correctiveEventIDs=_list_of(URI),
        ),
        "action": ACTION,
        "bizStep": {"enum": STEPS},
        "disposition": {"enum": DISPOSITIONS},
        "readPoint": _closed(["id"], id=URI),
        "bizLocation": _closed(["id"], id=URI),
        "bizTransactionList": _list_of(
            _closed(["bizTransaction"], type={"enum": ["po", "bol", "desadv", "recadv"]}, bizTransaction=URI)
        ),
        "sourceList": _list_of(_closed(["type", "source"], type=_PARTIES, source=URI)),
        "destinationList": _list_of(_closed(["type", "destination"], type=_PARTIES, destination=URI)),
        **own,
    }
    return {
        "type": "object",
        "required": ["type", "eventTime", "eventTimeZoneOffset", "action", *required],
        "properties": members,
        "patternProperties": {"^[a-z]+:": True},
        "additionalProperties": False,
    }


_PARTIES: Final = {"enum": ["owning_party", "possessing_party", "location"]}

DOCUMENT: Final = {
    "type": "object",
    "required": ["@context", "type", "schemaVersion", "creationDate", "epcisBody"],
    "additionalProperties": False,
    "properties": {
        "@context": {"type": "array", "uniqueItems": True, "items": {"anyOf": [URI, {"type": "object"}]}},
        "type": {"const": "EPCISDocument"},
        "schemaVersion": {"const": "2.0"},
        "creationDate": TIME,
        "epcisBody": _closed(
            ["eventList"],
            eventList=_list_of(
                {
                    "oneOf": [
                        _event("ObjectEvent", ["epcList"], epcList=_list_of(URI, 1)),
                        _event("TransactionEvent", ["bizTransactionList", "epcList"], epcList=_list_of(URI, 1)),
                        _event("AggregationEvent", ["parentID", "childEPCs"], parentID=URI, childEPCs=_list_of(URI, 1)),
                    ]
                }
            ),
        ),
    },
}
