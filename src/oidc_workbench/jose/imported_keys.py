"""What a key file or a paste turned out to hold: shown to a person before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.decryption_key import DecryptionKey
from oidc_workbench.jose.key_purposes import algorithms_for_use, uses_of
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.shared_secret import secret_text
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.jose.thumbprint import REQUIRED
from oidc_workbench.redaction.secret_names import PRIVATE_JWK_MEMBERS
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from oidc_workbench.jose.certificates import CertificateSummary
    from oidc_workbench.jose.compact_key import PrivateKey
    from oidc_workbench.jose.key_set import PublicKey
    from oidc_workbench.jose.weakness import Weakness

KID_DUPLICATE = "key-kid-duplicate"
ALG_UNFIT = "key-alg-unfit"
CERTIFICATE_EXPIRED = "certificate-expired"
CERTIFICATE_OTHER_KEY = "certificate-other-key"
_USES = {"sig": "signatures", "enc": "encryption"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something cannot be stored: what a :class:`WorkbenchError` would say, as a value."""

    code: str
    message: str
    hint: str

    @classmethod
    def of(cls, error: WorkbenchError) -> Refusal:
        """Keep what an error says."""
        return cls(error.code, error.message, error.hint)

    @property
    def error(self) -> WorkbenchError:
        """The same as an error, to raise or to show."""
        return WorkbenchError(self.code, self.message, self.hint)


@dataclass(frozen=True, slots=True)
class ImportedKey:
    """One key that was found.

    Args:
        what: what it is, in words ("EC P-256 private key, PKCS #8, encrypted").
        public: its public part with the suggested ``kid`` and ``use``, and its ``alg`` where it
            stated one. Of a symmetric key, the members without the secret.
        key: the private key or symmetric key; None when there is only a public part, or none.
        chain: the certificates that came with it, its own first.
        label: what to call it, as a suggestion.
        alg: the algorithm to use it with, as a suggestion; empty when none fits.
        place: where it stood ("keys[2]", "block 3"); empty when it was alone.
        warnings: what a person should know before storing it; none keeps it from being stored.
        refusal: why it is not stored as it is.
    """

    what: str
    public: PublicKey
    key: PrivateKey | None = None
    chain: tuple[CertificateSummary, ...] = field(default=(), repr=False)
    label: str = ""
    alg: str = ""
    place: str = ""
    warnings: tuple[Weakness, ...] = ()
    refusal: Refusal | None = None

    @property
    def kid(self) -> str:
        """The key ID it stated, else its thumbprint; empty for a symmetric key without one."""
        return self.public.kid

    @property
    def use(self) -> str:
        """What it is for, stated or suggested: ``sig`` or ``enc`` (RFC 7517 §4.2)."""
        return self.public.use

    @property
    def uses(self) -> tuple[str, ...]:
        """What it can be for."""
        return uses_of(self.public)

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The algorithms it can be used with, the recommended one first."""
        octets = self.key.octets if isinstance(self.key, DecryptionKey) else b""
        return algorithms_for_use(self.public, self.use, len(octets) * 8)

    @property
    def storable(self) -> bool:
        """Whether it is a private or symmetric key that can be stored as it is."""
        return self.key is not None and self.refusal is None

    @property
    def secret(self) -> Secret | None:
        """A symmetric key as the text whose octets MACs are keyed with; None for other keys."""
        if isinstance(self.key, DecryptionKey) and self.key.kind == "octets":
            return Secret(secret_text(self.key.octets))
        return None

    def with_names(self, kid: str, alg: str, use: str) -> ImportedKey:
        """Return the key with the ``kid``, ``alg`` and ``use`` that the person chose.

        Args:
            kid: a key ID; a new one also mends one that stood on two keys. The thumbprint when
                empty.
            alg: one of :attr:`algorithms`; empty for any that fits.
            use: one of :attr:`uses`.

        Raises:
            WorkbenchError: ``key-use-unfit`` or ``alg-unfit``.
        """
        if use not in self.uses:
            raise WorkbenchError(
                "key-use-unfit",
                f"A key of this kind cannot be for {_USES.get(use, use[:20])}.",
                f"Choose {_USES[self.uses[0]]}.",
            )
        named = {"kid": kid or self.public.thumbprint, "use": use, "alg": alg}
        stated = {name: value for name, value in named.items() if value}
        public = public_key({**essential_members(self.public), **stated})
        changed = replace(self, public=public, key=as_kind_of_key(self.key, public), alg=alg)
        if alg and alg not in changed.algorithms:
            raise WorkbenchError(
                "alg-unfit",
                f"This key is not for {alg[:40]!a}.",
                f"Choose one of {', '.join(changed.algorithms)}.",
            )
        mended = {KID_DUPLICATE: changed.kid != self.kid, ALG_UNFIT: True}
        if self.refusal is not None and mended.get(self.refusal.code):
            return replace(changed, refusal=None)
        return changed

    def without_certificate(self) -> ImportedKey:
        """Return the key alone; mends a certificate that has expired or is of another key."""
        mended = self.refusal and self.refusal.code in (CERTIFICATE_EXPIRED, CERTIFICATE_OTHER_KEY)
        return replace(self, chain=(), refusal=None if mended else self.refusal)


@dataclass(frozen=True, slots=True)
class ImportedKeys:
    """Everything that was found, in its order; at least one key.

    Args:
        notices: sentences about the whole ("2 further certificates were left out.").
    """

    keys: tuple[ImportedKey, ...]
    notices: tuple[str, ...] = ()

    @property
    def storable(self) -> tuple[ImportedKey, ...]:
        """The keys that can be stored as they are."""
        return tuple(one for one in self.keys if one.storable)

    @property
    def refused(self) -> tuple[ImportedKey, ...]:
        """The keys that cannot, each with its reason; public keys alone are not among them."""
        return tuple(one for one in self.keys if one.refusal is not None)


def need_private(found: ImportedKeys) -> tuple[ImportedKey, ...]:
    """Return the keys that can be stored.

    Raises:
        WorkbenchError: there is none: the first refusal, or ``key-not-private`` when there are
            only public keys.
    """
    if found.storable:
        return found.storable
    for one in found.refused:
        if one.refusal is not None:
            raise one.refusal.error
    raise WorkbenchError(
        "key-not-private",
        f"There is only a public key here: {found.keys[0].what}.",
        "Choose the file with the private key; a public key cannot sign or decrypt.",
    )


def essential_members(public: PublicKey) -> dict[str, object]:
    """The members that make the key, without any that restrict or describe it."""
    names = {"kty", *REQUIRED.get(public.kty, ())} - PRIVATE_JWK_MEMBERS
    return {name: value for name, value in public.raw.items() if name in names}


def as_kind_of_key(key: PrivateKey | None, public: PublicKey) -> PrivateKey | None:
    """Return the private key as one that signs or one that decrypts, by its ``use``."""
    if key is None:
        return None
    if isinstance(key, DecryptionKey) and key.kind == "octets":
        return replace(key, public=public)
    private = key.private_key
    if private is None:
        return None
    if public.use == "enc":
        return DecryptionKey("private", public, private)
    return SigningKey(public, private)
