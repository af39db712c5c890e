"""Whether the holder of an SD-JWT proved to be the one the issuer meant (RFC 9901 §7.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose.key_selection import Candidate
from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.signature_check import SignatureCheck, SignatureStatus
from oidc_workbench.jose.verification import verify_with

if TYPE_CHECKING:
    from oidc_workbench.jose.sd_jwt import SdJwt

_S = SignatureStatus
_HOLDER = KeySource("token-header", "cnf")


def verify_binding(presented: SdJwt) -> SignatureCheck:
    """Verify the key binding JWT with the key that the issuer signed, and with no other.

    It proves who presented the token only where the issuer's signature is right, and the audience,
    the nonce and the time in it are the ones that were expected. Never raises.
    """
    if presented.binding is None:
        return SignatureCheck(_S.NOT_CHECKED, "There is no key binding.")
    defect = next((one for one in presented.defects if one.code == "sd-binding"), None)
    if defect is not None:
        return SignatureCheck(_S.FAILED, defect.message)
    if presented.issued.defects:
        return SignatureCheck(_S.FAILED, "The issuer's part, which names the key, is malformed.")
    if presented.holder_key is None:
        said = "The issuer's part names no key of the holder (cnf.jwk)."
        return SignatureCheck(_S.NO_MATCHING_KEY, said)
    own = Candidate(public_key(presented.holder_key), _HOLDER)
    return verify_with(presented.binding, (own,), "The holder's key")
