"""A key reader without a child process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose.key_import import read_keys

if TYPE_CHECKING:
    from oidc_workbench.jose.imported_keys import ImportedKeys
    from oidc_workbench.ports import Clock
    from oidc_workbench.secret import Secret


class HereKeyReader:
    """The KeyReader port in this process: the real reading, at once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def read(self, octets: bytes, password: Secret | None, name: str = "") -> ImportedKeys:
        return read_keys(octets, password, self._clock.now(), name)
