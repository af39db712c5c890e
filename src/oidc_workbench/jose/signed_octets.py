"""What a signature covers, taken out of whatever serialisation it came in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.reading import Reading


class Signed(NamedTuple):
    """The octets that were signed, the signature, and the header that says how."""

    head: Mapping[str, object]
    message: bytes
    signature: bytes
    iss: str = ""

    @property
    def kid(self) -> str:
        """The key ID; empty when there is none or it is not a string."""
        kid = self.head.get("kid")
        return kid if isinstance(kid, str) else ""


def signed_of(reading: Reading) -> Signed:
    """Take them out of a compact JWS."""
    iss = reading.claims.get("iss")
    return Signed(
        reading.head,
        reading.signing_input,
        reading.signature or b"",
        iss if isinstance(iss, str) else "",
    )
