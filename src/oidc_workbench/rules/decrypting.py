"""Opening a token that came encrypted, so that what is inside can be judged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.reading import Reading, TokenForm
from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.decryption_outcome import Decryption
    from oidc_workbench.jose.limits import Limits
    from oidc_workbench.secret import Secret

_ENCRYPTED = (TokenForm.JWE_COMPACT, TokenForm.JWE_JSON)


@dataclass(frozen=True, slots=True)
class Opened:
    """A token as it is judged, and what it came out of.

    Args:
        reading: the token inside; the token itself when it was not encrypted or not opened.
        decryption: how that went; None when it was not encrypted, or no key was given.
        outer: the layers of encryption around ``reading``, from the outside in.
    """

    reading: Reading
    decryption: Decryption | None = None
    outer: tuple[Reading, ...] = ()


def opened(
    reading: Reading,
    keys: tuple[DecryptionKey, ...],
    secret: Secret | None,
    limits: Limits = DEFAULT_LIMITS,
) -> Opened:
    """Decrypt a token with all that is nested in it; one in the clear is returned as it is.

    Args:
        reading: the token as it came.
        keys: what may be tried.
        secret: the client secret, which symmetric encryption is keyed with (OIDC Core §10.2).
        limits: how far to go with a stranger's token.
    """
    if reading.form not in _ENCRYPTED or not (keys or secret):
        return Opened(reading)
    # Most tokens are not encrypted, and need not pay for what decrypts.
    from oidc_workbench.jose.decryption import decrypt
    from oidc_workbench.jose.decryption_keys import decryption_key_from_client_secret

    own = (decryption_key_from_client_secret(secret, "the client secret"),) if secret else ()
    done = decrypt(reading, (*keys, *own), limits=limits)
    layers, last = [reading], done
    while last.nested is not None and last.inner is not None:
        layers.append(last.inner)
        last = last.nested
    if last.decrypted and last.inner is not None:
        return Opened(last.inner, done, tuple(layers))
    if last.decrypted:
        # There is no signed token inside; its claims are shown, and judged as what they are.
        claims = replace(layers[-1], payload=last.payload)
        return Opened(claims, done, tuple(layers[:-1]))
    # What could not be opened is judged by its outside.
    return Opened(reading, done)
