"""What can be chosen about the practice provider, its misbehaviours included."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Misbehaviour(StrEnum):
    """A fault the provider commits on purpose, so that a person sees it caught."""

    WRONG_AUDIENCE = "wrong-audience"
    EXPIRED_TOKEN = "expired-token"  # noqa: S105 - the name of a fault, not a secret
    WRONG_NONCE = "wrong-nonce"
    WRONG_ISS_RESPONSE = "wrong-iss-response"
    UNKNOWN_KID = "unknown-kid"
    ALG_NONE = "alg-none"
    SCOPE_DROPPED = "scope-dropped"
    LONG_LIFETIME = "long-lifetime"

    @property
    def sentence(self) -> str:
        """What it does, for the person who switches it on."""
        return _SENTENCES[self]


_SENTENCES = {
    Misbehaviour.WRONG_AUDIENCE: "Tokens are issued for an audience that nobody asked for.",
    Misbehaviour.EXPIRED_TOKEN: "Tokens are five minutes past their expiry when they are issued.",
    Misbehaviour.WRONG_NONCE: "The ID token carries another nonce than the request.",
    Misbehaviour.WRONG_ISS_RESPONSE: "The authorization response names another issuer.",
    Misbehaviour.UNKNOWN_KID: "Tokens name a key that the JWKS does not hold.",
    Misbehaviour.ALG_NONE: "Tokens are not signed at all (alg none).",
    Misbehaviour.SCOPE_DROPPED: "The last scope asked for is silently left out of the token.",
    Misbehaviour.LONG_LIFETIME: "Tokens live for 24 hours.",
}


@dataclass(frozen=True, slots=True)
class PracticeSettings:
    """Lifetimes in seconds, and faults.

    Args:
        registration: whether anybody may register a client, or only with the initial access token.
        access_token_alg: what JWT access tokens are signed with (RFC 9068 §2.1 requires RS256
            to be supported).
    """

    code_lifetime: int = 60
    access_token_lifetime: int = 300
    id_token_lifetime: int = 300
    refresh_token_lifetime: int = 8 * 3600
    session_lifetime: int = 8 * 3600
    interaction_lifetime: int = 600
    access_token_alg: str = "RS256"  # noqa: S105 - an algorithm, not a secret
    registration: Literal["open", "token"] = "open"
    misbehaviours: frozenset[Misbehaviour] = frozenset()
