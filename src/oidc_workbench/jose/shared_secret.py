"""The octets of a shared secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oidc_workbench.secret import Secret


def octets_of(secret: Secret) -> bytes:
    """Return the octets a MAC is keyed with: the text in UTF-8 (OIDC Core §16.19, §10.1).

    Octets that are not UTF-8 stand in the text as Python's surrogate escapes (PEP 383), as
    :func:`secret_text` writes them.
    """
    try:
        return secret.reveal().encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return secret.reveal().encode("utf-8", "surrogatepass")


def secret_text(octets: bytes) -> str:
    """Return the text whose :func:`octets_of` are these octets."""
    return octets.decode("utf-8", "surrogateescape")
