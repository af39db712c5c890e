"""What the reader of a token met before it: replays show only there."""

from collections.abc import Mapping
from dataclasses import field

from oidc_workbench.jose.reading import Reading
from oidc_workbench.values import dataclass


@dataclass(frozen=True, slots=True)
class History:
    """Earlier artefacts; None where they are not stated, and then nothing is said about them.

    Args:
        jtis: the ``jti`` values that were accepted before from the same issuer; of DPoP proofs,
            for the same URL.
        nonces: the ID-token nonces that were accepted before.
        tokens: tokens seen before that may be signed with the same key.
        id_token: the claims of the ID token before this one: the refreshed one, or the one from
            the authorization endpoint in the hybrid flow.
        client_keys: of other issuers, the RFC 7638 thumbprints of the keys that the same client
            registered there.
        may_act: the ``may_act`` claim of the token that was exchanged for this one (RFC 8693).
    """

    jtis: frozenset[str] | None = field(default=None, repr=False)
    nonces: frozenset[str] | None = field(default=None, repr=False)
    tokens: tuple[Reading, ...] | None = field(default=None, repr=False)
    id_token: Mapping[str, object] | None = field(default=None, repr=False)
    client_keys: Mapping[str, frozenset[str]] | None = None
    may_act: Mapping[str, object] | None = field(default=None, repr=False)


NO_HISTORY = History()
