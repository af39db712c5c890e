"""The ephemeral public key of ECDH-ES, looked at before a private key is (RFC 8725 §3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose.key_objects import KeyProblemError, load_public
from oidc_workbench.jose.small_order import has_small_order
from oidc_workbench.redaction.secret_names import PRIVATE_JWK_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping

_AGREEMENT_CURVES = ("P-256", "P-384", "P-521", "X25519", "X448")


def why_epk_invalid(epk: object, crv: str = "") -> str:
    """Say why a header's "epk" must not be used (RFC 7518 §4.6.1.1); empty when it may.

    Args:
        epk: the header parameter's value; None when it is missing.
        crv: the curve of the recipient's key, where it is known.
    """
    if not isinstance(epk, dict):
        return 'The ephemeral public key "epk" is missing or is not a JSON object.'
    if PRIVATE_JWK_MEMBERS & epk.keys():
        return 'The ephemeral public key "epk" holds a private member.'
    if epk.get("kty") not in ("EC", "OKP") or epk.get("crv") not in _AGREEMENT_CURVES:
        return 'The ephemeral public key "epk" is of no curve for key agreement.'
    if crv and epk["crv"] != crv:
        return f'The ephemeral public key "epk" is of {epk["crv"]}, and the key is of {crv}.'
    return _why_not_loaded(epk)


def _why_not_loaded(epk: Mapping[str, object]) -> str:
    try:
        load_public(epk)
    except KeyProblemError as problem:
        return f'The ephemeral public key "epk" is not valid: {problem}'
    if has_small_order(epk):
        return 'The ephemeral public key "epk" has a small order: any secret with it is zero.'
    return ""
