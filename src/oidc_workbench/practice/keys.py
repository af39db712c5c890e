"""The provider's signing keys and their rotation: publish, switch, retire."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from oidc_workbench.practice.refusal import Refusal

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey

ALGORITHMS = ("RS256", "ES256")
STAGES = ("publish", "switch", "retire")


@dataclass(frozen=True, slots=True)
class ProviderKey:
    """A signing key; ``kid`` is its RFC 7638 thumbprint."""

    alg: str
    kid: str
    key: "RSAKey | ECKey" = field(repr=False)

    def public_jwk(self) -> dict[str, object]:
        """Return the public half as published."""
        members = dict(self.key.as_dict(private=False))
        return {**members, "kid": self.kid, "use": "sig", "alg": self.alg}


KeyMaker = Callable[[str], ProviderKey]


def generate(alg: str) -> ProviderKey:
    """Make a new key: RSA 2048 for RS256, P-256 for ES256.

    The randomness is the cryptographic library's own.
    """
    from joserfc.jwk import ECKey, RSAKey

    key: RSAKey | ECKey
    key = RSAKey.generate_key(2048) if alg == "RS256" else ECKey.generate_key("P-256")
    return ProviderKey(alg, key.thumbprint(), key)


class KeyRing:
    """The keys in use, those announced and those on their way out."""

    def __init__(self, make: KeyMaker = generate) -> None:
        self._make = make
        self._signing = {alg: make(alg) for alg in ALGORITHMS}
        self._announced: dict[str, ProviderKey] = {}
        self._retiring: dict[str, ProviderKey] = {}

    @property
    def next_stage(self) -> str:
        """The stage of the rotation that comes next."""
        if self._announced:
            return "switch"
        return "retire" if self._retiring else "publish"

    def rotate(self, stage: str) -> None:
        """Take the next step of a rotation.

        ``publish`` announces new keys in the JWKS, ``switch`` signs with them and keeps the old
        ones published, ``retire`` removes the old ones (OpenID Connect Core §10.1.1).

        Raises:
            Refusal: when another stage is due; a skipped stage would break every client that
                still holds the old JWKS.
        """
        if stage not in STAGES:
            raise Refusal("invalid_request", f"The stages are {', '.join(STAGES)}.")
        if stage != self.next_stage:
            raise Refusal(
                "invalid_request",
                f"The rotation's next stage is {self.next_stage}, not {stage}: "
                "new keys are published first, then used, and only then are the old ones removed.",
                409,
            )
        if stage == "publish":
            self._announced = {alg: self._make(alg) for alg in ALGORITHMS}
        elif stage == "switch":
            self._retiring, self._signing = self._signing, self._announced
            self._announced = {}
        else:
            self._retiring = {}

    def signing(self, alg: str) -> ProviderKey:
        """Return the key that signs with an algorithm now."""
        return self._signing[alg]

    def published(self) -> tuple[ProviderKey, ...]:
        """Return every key of the JWKS."""
        groups = (self._signing, self._announced, self._retiring)
        return tuple(key for group in groups for key in group.values())

    def stage_of(self, key: ProviderKey) -> str:
        """Say what a published key is for now."""
        if key in self._signing.values():
            return "signs"
        return "announced" if key in self._announced.values() else "on its way out"

    def find(self, kid: object) -> ProviderKey | None:
        """Return the published key with this kid."""
        return next((key for key in self.published() if key.kid == kid), None)

    def jwks(self) -> dict[str, object]:
        """Return the JWK Set (RFC 7517 §5)."""
        return {"keys": [key.public_jwk() for key in self.published()]}
