"""Proof Key for Code Exchange (RFC 7636): code verifier and code challenge."""

from hashlib import sha256

from oidc_workbench.jose import base64url
from oidc_workbench.secret import Secret

VERIFIER_OCTETS = 32


def code_verifier(octets: bytes) -> Secret:
    """Make the code verifier of 32 random octets: 43 characters (RFC 7636 §4.1).

    Raises:
        ValueError: when the octets would give a verifier outside 43 to 128 characters.
    """
    if not VERIFIER_OCTETS <= len(octets) <= 96:
        raise ValueError("a code verifier is made of 32 to 96 octets")
    return Secret(base64url.encode(octets))


def code_challenge(verifier: Secret) -> str:
    """Return the ``S256`` code challenge of a verifier (RFC 7636 §4.2)."""
    return base64url.encode(sha256(verifier.reveal().encode("ascii")).digest())
