"""Key material out of a file or a paste as text that may be shown: public parts only."""

from __future__ import annotations

import json

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.jose.limits import DEFAULT_LIMITS

_PRIVATE = ("jwks-private-key", "jwks-symmetric-key")


def shown_keys(octets: bytes) -> str:
    """Return keys as text: as they came, unless they hold something private or are DER.

    Then only their public parts are returned, as a JWK Set. Symmetric keys have none.

    Raises:
        WorkbenchError: ``key-set-invalid`` when there is no public key.
    """
    found = read_key_set(octets, KeySource("supplied", ""))
    public = [key for key in found.keys if key.kty != "oct" and key.usable]
    if not public:
        reason = found.defects[0].message if found.defects else "It is empty."
        raise WorkbenchError(
            "key-set-invalid",
            f"There is no public key in it. {reason}",
            "Give a JWK Set, a JWK, or PEM or DER with public keys or certificates; a shared "
            "secret goes into its own field.",
        )
    private = any(defect.code in _PRIVATE for defect in found.defects)
    if not private and octets[:1] != b"\x30":
        return octets.decode("utf-8", "replace")
    return json.dumps({"keys": [public_jwk(key) for key in public]}, indent=1)


def is_key_text(octets: bytes) -> bool:
    """Whether octets look like key material rather than like a token; a cheap guess."""
    if len(octets) > DEFAULT_LIMITS.key_set_octets:
        return False
    start = octets[: 1 << 16].lstrip()
    if start[:1] == b"\x30" or start.startswith(b"-----BEGIN "):
        return True
    return start[:1] == b"{" and (b'"keys"' in start or b'"kty"' in start)
