"""A private key in memory: it signs, and never shows itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from oidc_workbench.jose.key_set import PublicKey

# RFC 7518 §3.1, RFC 8037 §3.1, RFC 8812 §3.2, RFC 9864 §2, RFC 9964; the first is the default.
# RSA signs with RSASSA-PSS by default: FAPI 2.0 §5.4.1 leaves no other choice for it.
_BY_CURVE = {
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "P-521": ("ES512",),
    "secp256k1": ("ES256K",),
    # RFC 9864 deprecates "EdDSA", yet it is what most servers in the field know.
    "Ed25519": ("EdDSA", "Ed25519"),
    "Ed448": ("EdDSA", "Ed448"),
}
# Of these keys the algorithm is a part: their JWK always names it.
AKP_ALGORITHMS = ("ML-DSA-44", "ML-DSA-65", "ML-DSA-87")
_RSA = ("PS256", "PS384", "PS512", "RS256", "RS384", "RS512")


def algorithms_of(key: PublicKey) -> tuple[str, ...]:
    """Return the JWS algorithms that fit a key's type and curve, the recommended one first.

    A JWK that names one ``alg`` (RFC 7517 §4.4) is held to it; empty when nothing fits.
    """
    if key.kty == "AKP":
        return (key.alg,) if key.alg in AKP_ALGORITHMS else ()
    fitting = _RSA if key.kty == "RSA" else _BY_CURVE.get(key.crv, ())
    return tuple(one for one in fitting if key.alg in {"", one})


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class SigningKey:
    """A private key in memory.

    Args:
        public: its public part, which may be shown, stored and sent.
        private_key: the key object of the cryptography library. Only the rooms that sign, or
            that put it into the vault, have any use for it.

    Attributes:
        algorithms: the JWS algorithms it can sign with, the recommended one first.
    """

    public: PublicKey
    private_key: PrivateKeyTypes = field(repr=False)
    algorithms: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Find the algorithms once: they are asked for before each signature."""
        object.__setattr__(self, "algorithms", algorithms_of(self.public))

    @property
    def default_alg(self) -> str:
        """The algorithm to sign with unless the person chose one; empty when none fits."""
        return next(iter(self.algorithms), "")

    def __repr__(self) -> str:
        name = self.public.kid or self.public.thumbprint
        return f"SigningKey({self.public.kty} {name} ••••)"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a SigningKey is never serialised")

    def __copy__(self) -> SigningKey:
        return self

    def __deepcopy__(self, memo: object) -> SigningKey:
        return self
