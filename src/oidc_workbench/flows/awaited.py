"""What a flow waits for beside its ports, given to it in its plan (docs/adr/0003)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client

Gate = Callable[[], Awaitable[None]]
"""Ends when the person wants what was prepared and shown to be sent."""

KeepClient = Callable[[Client], Awaitable[None]]
"""Ends when the client is kept: one of the same ``key`` is replaced, another one added."""


@dataclass(frozen=True, slots=True)
class HandTask:
    """What a person has to do at the provider, where this program can't.

    Args:
        jwks: the key set that the provider is to know when it is done.
        key: the key that this is about.
        words: the task in one or two plain sentences.
    """

    action: Literal["publish", "withdraw"]
    jwks: dict[str, object]
    key: KeyRecord
    words: str


Word = Callable[[HandTask], Awaitable[None]]
"""Ends when the person says that it is done."""
