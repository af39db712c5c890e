"""The part of SARIF 2.1.0 that this program writes, as a JSON Schema.

Written from the text of the OASIS standard, in our own words. It is stricter than the official
schema, by which the logs are judged too: what we never write is not allowed here.
"""

from typing import Any

_TEXT = {"type": "string", "minLength": 1}
_MESSAGE = {
    "type": "object",
    "properties": {"text": _TEXT, "markdown": _TEXT},
    "required": ["text"],  # §3.11.7
    "additionalProperties": False,
}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}  # §3.27.10
_INDEX = {"type": "integer", "minimum": 0}
_BAG = {"type": "object"}  # §3.8


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


_RULE = _object(  # §3.49
    {
        "id": _TEXT,
        "shortDescription": _MESSAGE,
        "fullDescription": _MESSAGE,
        "help": _MESSAGE,
        "helpUri": {"type": "string", "pattern": "^https://[^ ]+$"},
        "defaultConfiguration": _object({"level": _LEVEL}),
        "properties": _BAG,
    },
    "id",
)
_LOCATION = _object(  # §3.28, §3.33
    {
        "logicalLocations": {
            "type": "array",
            "uniqueItems": True,
            "minItems": 1,
            "items": _object({"name": _TEXT, "fullyQualifiedName": _TEXT, "kind": _TEXT}),
        }
    }
)
_RESULT = _object(  # §3.27
    {
        "ruleId": _TEXT,
        "ruleIndex": _INDEX,
        "kind": {"const": "fail"},
        "level": _LEVEL,
        "message": _MESSAGE,
        "locations": {"type": "array", "items": _LOCATION},
        "partialFingerprints": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        },
        "properties": _BAG,
    },
    "message",
    "ruleId",
    "level",
)
_NOTIFICATION = _object(  # §3.58
    {
        "message": _MESSAGE,
        "level": _LEVEL,
        "associatedRule": _object({"id": _TEXT, "index": _INDEX}, "id"),
    },
    "message",
)
_INVOCATION = _object(  # §3.20
    {
        "executionSuccessful": {"type": "boolean"},
        "endTimeUtc": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "toolExecutionNotifications": {"type": "array", "items": _NOTIFICATION},
    },
    "executionSuccessful",
)
_DRIVER = _object(  # §3.19
    {"name": _TEXT, "rules": {"type": "array", "uniqueItems": True, "items": _RULE}}, "name"
)
_RUN = _object(  # §3.14
    {
        "tool": _object({"driver": _DRIVER}, "driver"),
        "invocations": {"type": "array", "items": _INVOCATION},
        "results": {"type": "array", "items": _RESULT},
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "properties": _BAG,
    },
    "tool",
    "results",
)
SARIF = _object(  # §3.13
    {
        "$schema": {"type": "string", "pattern": "^https://"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": _RUN},
    },
    "version",
    "runs",
)
