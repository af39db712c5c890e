"""Public keys and where they came from."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from oidc_workbench.jose.reading import Defect
from oidc_workbench.values import dataclass

KeySourceKind = Literal["issuer", "supplied", "vault", "client-secret", "token-header"]


@dataclass(frozen=True, slots=True)
class KeySource:
    """The provenance of a key: what makes "matches a key" differ from "is trusted".

    Args:
        kind: ``issuer`` only when metadata fetched from the issuer named the JWKS location.
        location: the JWKS URL, file or label.
        issuer: the issuer whose metadata led here, empty otherwise.
        metadata_url: the metadata document, empty otherwise.
    """

    kind: KeySourceKind
    location: str
    issuer: str = ""
    metadata_url: str = ""

    @property
    def bound_to_issuer(self) -> bool:
        """Whether the chain issuer → metadata → JWKS is known."""
        return self.kind == "issuer" and bool(self.issuer)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One JWK as published (RFC 7517), read leniently.

    Args:
        raw: its members as received.
        usable: whether a key object can be made of it; ``problem`` says why not.
        thumbprint: RFC 7638 SHA-256; empty when required members are missing.
    """

    raw: Mapping[str, object] = field(repr=False)
    kty: str
    kid: str = ""
    alg: str = ""
    use: str = ""
    crv: str = ""
    key_ops: tuple[str, ...] = ()
    thumbprint: str = ""
    usable: bool = True
    problem: str = ""


@dataclass(frozen=True, slots=True)
class KeySet:
    """A JWK Set, read key by key: one bad key never hides the others."""

    keys: tuple[PublicKey, ...]
    source: KeySource
    defects: tuple[Defect, ...] = ()
