"""What a token is decrypted with, in memory: it decrypts, and never shows itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NoReturn

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from oidc_workbench.jose.key_set import PublicKey

KeyKind = Literal["private", "octets", "password", "client-secret"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DecryptionKey:
    """A private key, a symmetric key, a password, or a client secret that keys are derived from.

    Args:
        kind: which of these it is.
        public: what may be shown of it: key ID, type, curve, algorithm, use. Of a symmetric key,
            a password and a client secret, the members without the secret.
        private_key: the key object of the cryptography library, for the kind ``private``.
        octets: the secret octets, for every other kind.
        label: where it came from, for people ("keyring: billing service").
    """

    kind: KeyKind
    public: PublicKey
    private_key: PrivateKeyTypes | None = field(default=None, repr=False)
    octets: bytes = field(default=b"", repr=False)
    label: str = ""

    @property
    def name(self) -> str:
        """What to call it before people: its label, key ID or thumbprint, or its kind."""
        return self.label or self.public.kid or self.public.thumbprint or f"the {self.kind}"

    def __repr__(self) -> str:
        return f"DecryptionKey({self.kind} {self.public.kid or self.public.thumbprint} ••••)"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a DecryptionKey is never serialised")

    def __copy__(self) -> DecryptionKey:
        return self

    def __deepcopy__(self, memo: object) -> DecryptionKey:
        return self
