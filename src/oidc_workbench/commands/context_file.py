"""A context file as JSON: one object, in which no name may stand twice."""

import json
from collections.abc import Callable
from typing import Any

from oidc_workbench.errors import WorkbenchError

Refuse = Callable[[str], WorkbenchError]


def read_object(octets: bytes, refuse: Refuse) -> dict[str, Any]:
    """Read the file's one object.

    Args:
        octets: the file.
        refuse: makes the error for a reason, in the words of the subcommand.

    Raises:
        WorkbenchError: what ``refuse`` makes, when it is no JSON object or repeats a name.
    """

    def distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) != len(pairs):
            raise refuse("a name stands in it twice")
        return members

    try:
        told = json.loads(octets, object_pairs_hook=distinct)
    except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        raise refuse("it is not JSON") from None
    if not isinstance(told, dict):
        raise refuse("it is not a JSON object")
    return told
